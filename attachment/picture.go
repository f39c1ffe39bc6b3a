package attachment

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// mostDecoded is how much memory a picture may take while it is decoded. It is looked at
// before anything is decoded.
const mostDecoded = 160 << 20

// decoding lets one picture be decoded at a time, so that many at once do not fill the
// memory.
var decoding = make(chan struct{}, 1)

// cleanPicture decodes a picture and writes it anew, turned as it was held, without
// anything else that the file had. It returns the key of what is wrong with it.
func cleanPicture(ctx context.Context, b []byte, f Format) ([]byte, Format, string) {
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
	case <-ctx.Done():
		return nil, "", "not_picture"
	}
	if size, err := decodedSize(b, f); err != nil {
		return nil, "", "not_picture"
	} else if size > mostDecoded {
		return nil, "", "picture_large"
	}
	m, err := decode(b, f)
	if err != nil {
		return nil, "", "not_picture"
	}
	m = turned(m, orientation(exif(b, f)))
	var out bytes.Buffer
	opaque, _ := m.(interface{ Opaque() bool })
	switch {
	case f == PNG, f == WebP && opaque != nil && !opaque.Opaque():
		f, err = PNG, (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, m)
	default:
		f, err = JPEG, jpeg.Encode(&out, m, &jpeg.Options{Quality: 90})
	}
	if err != nil {
		return nil, "", "not_picture"
	}
	if out.Len() > MostBytes {
		return nil, "", "picture_large"
	}
	return out.Bytes(), f, ""
}

func decode(b []byte, f Format) (image.Image, error) {
	switch r := bytes.NewReader(b); f {
	case JPEG:
		return jpeg.Decode(r)
	case PNG:
		return png.Decode(r)
	default:
		return webp.Decode(r)
	}
}

var errNoPicture = errors.New("no picture")

// decodedSize is how much memory decoding takes, from the head of the file alone.
func decodedSize(b []byte, f Format) (int64, error) {
	var c image.Config
	var err error
	per := int64(4) // bytes of a point
	switch r := bytes.NewReader(b); f {
	case JPEG:
		return jpegSize(b)
	case PNG:
		c, err = png.DecodeConfig(r)
		switch c.ColorModel {
		case color.NRGBA64Model, color.RGBA64Model:
			per = 8
		case color.GrayModel:
			per = 1
		}
	default:
		c, err = webp.DecodeConfig(r)
	}
	if c.Width <= 0 || c.Height <= 0 {
		err = errNoPicture
	}
	return per * int64(c.Width) * int64(c.Height), err
}

// jpegSize reads the frame of a JPEG. One that comes in several passes keeps four bytes
// of each value until the last.
func jpegSize(b []byte) (int64, error) {
	var size int64
	err := segments(b, func(mark byte, s []byte) bool {
		if mark < 0xc0 || mark > 0xcf || mark == 0xc4 || mark == 0xc8 || mark == 0xcc {
			return true
		}
		if len(s) < 6 || len(s) < 6+3*int(s[5]) {
			return false
		}
		var all, tall, wide int64
		for i := range int64(s[5]) {
			h, v := int64(s[7+3*i]>>4), int64(s[7+3*i]&15)
			all, wide, tall = all+h*v, max(wide, h), max(tall, v)
		}
		if wide*tall == 0 {
			return false
		}
		size = int64(binary.BigEndian.Uint16(s[1:])) * int64(binary.BigEndian.Uint16(s[3:])) * all / (wide * tall)
		if mark == 0xc2 {
			size *= 5
		}
		if s[5] == 4 {
			size *= 2
		}
		return false
	})
	if err == nil && size == 0 {
		err = errNoPicture
	}
	return size, err
}

// segments calls each with the segments of a JPEG before its picture, until it returns
// false.
func segments(b []byte, each func(mark byte, s []byte) bool) error {
	for at := 2; at+4 <= len(b); {
		size := int(binary.BigEndian.Uint16(b[at+2:]))
		switch {
		case b[at] != 0xff:
			return errNoPicture
		case b[at+1] == 0xff: // fill
			at++
			continue
		case b[at+1] == 0xda:
			return nil
		case size < 2 || at+2+size > len(b):
			return errNoPicture
		}
		if !each(b[at+1], b[at+4:at+2+size]) {
			return nil
		}
		at += 2 + size
	}
	return errNoPicture
}

// exif returns what a camera wrote beside the picture; nil for nothing.
func exif(b []byte, f Format) (found []byte) {
	switch f {
	case JPEG:
		_ = segments(b, func(mark byte, s []byte) bool { // a fault was found before
			if mark == 0xe1 && bytes.HasPrefix(s, []byte("Exif\x00\x00")) {
				found = s[6:]
			}
			return found == nil
		})
	case WebP:
		found = bytes.TrimPrefix(chunk(b, "EXIF"), []byte("Exif\x00\x00"))
	case PNG:
		for at := 8; at+12 <= len(b); {
			size := int(binary.BigEndian.Uint32(b[at:]))
			if size > len(b)-at-12 {
				break
			}
			if string(b[at+4:at+8]) == "eXIf" {
				return b[at+8 : at+8+size]
			}
			at += 12 + size
		}
	}
	return found
}

// orientation returns how a camera says that it was held, 1 to 8; 1 if it does not say.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > int64(len(tiff)) {
		return 1
	}
	n := int64(order.Uint16(tiff[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(tiff)) {
			break
		}
		if o := int(order.Uint16(tiff[e+8:])); order.Uint16(tiff[e:]) == 0x0112 && o >= 1 && o <= 8 {
			return o
		}
	}
	return 1
}

// A turn shows a picture as it was held, without a second copy of it.
type turn struct {
	image.Image
	how int
}

// turned returns m turned; how is 1 to 8 as cameras count.
func turned(m image.Image, how int) image.Image {
	if how == 1 {
		return m
	}
	return turn{m, how}
}

// Bounds are those of the turned picture.
func (t turn) Bounds() image.Rectangle {
	b := t.Image.Bounds()
	if t.how >= 5 {
		return image.Rect(0, 0, b.Dy(), b.Dx())
	}
	return image.Rect(0, 0, b.Dx(), b.Dy())
}

// At returns a point of the turned picture.
func (t turn) At(x, y int) color.Color {
	b := t.Image.Bounds()
	right, down := b.Dx()-1, b.Dy()-1
	switch t.how {
	case 2:
		x = right - x
	case 3:
		x, y = right-x, down-y
	case 4:
		y = down - y
	case 5:
		x, y = y, x
	case 6:
		x, y = y, down-x
	case 7:
		x, y = right-y, down-x
	case 8:
		x, y = right-y, x
	}
	return t.Image.At(b.Min.X+x, b.Min.Y+y)
}

// Opaque reports whether the picture shows nothing through.
func (t turn) Opaque() bool {
	o, ok := t.Image.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
