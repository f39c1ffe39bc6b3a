package attachment

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// marked is a picture, wider than it is tall, whose upper left corner is red.
func marked() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for x := range 64 {
		for y := range 32 {
			m.Set(x, y, color.RGBA{A: 255, B: 200})
			if x < 16 && y < 16 {
				m.Set(x, y, color.RGBA{A: 255, R: 250})
			}
		}
	}
	return m
}

func jpegOf(t testing.TB, how byte, place string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, marked(), nil); err != nil {
		t.Fatal(err)
	}
	tiff := "II*\x00\x08\x00\x00\x00\x01\x00" + "\x12\x01\x03\x00\x01\x00\x00\x00" + string(how) + "\x00\x00\x00" + "\x00\x00\x00\x00" + place
	s := "Exif\x00\x00" + tiff
	head := "\xff\xd8\xff\xe1" + string(binary.BigEndian.AppendUint16(nil, uint16(len(s)+2))) + s
	return append([]byte(head), b.Bytes()[2:]...)
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// box is a box of the ISO base format.
func box(name, body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + name + body
}

func m4a(handler string) string {
	return box("ftyp", "M4A \x00\x00\x00\x00") + box("moov", box("hdlr", strings.Repeat("\x00", 8)+handler+strings.Repeat("\x00", 12))) + box("mdat", "sound")
}

func mp3() string {
	frame := "\xff\xfb\x90\x00" + strings.Repeat("\x00", 413)
	return "ID3\x03\x00\x00\x00\x00\x00\x02??" + frame + frame
}

func wav() string {
	return "RIFF\x2c\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + strings.Repeat("\x00", 16) + "data\x04\x00\x00\x00\x01\x02\x03\x04"
}

var (
	pdf  = "%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer\n%%EOF\n"
	heic = box("ftyp", "heic\x00\x00\x00\x00") + box("meta", "\x00\x00\x00\x00") + box("mdat", "picture")
	ogg  = "OggS\x00\x02" + strings.Repeat("\x00", 20) + "\x01\x13OpusHead" + strings.Repeat("\x00", 60)
)

// A file is what its bytes say. One that claims to be something else is refused, and
// the answer says what it is; pictures that are cleaned anyway may change places.
func TestClean(t *testing.T) {
	photo, drawing := string(jpegOf(t, 1, "")), string(pngOf(t, marked()))
	bomb := pngOf(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(bomb[16:], 60_000) // as wide and as tall as the head says
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	for i, c := range []struct{ claims, file, want string }{
		{"image/jpeg", photo, "jpeg"},
		{"", photo, "jpeg"},
		{"image/png", drawing, "png"},
		{"image/png", photo, "jpeg"},
		{"image/heic", heic, "heic"},
		{"application/pdf", pdf, "pdf"},
		{"audio/mpeg", mp3(), "mp3"},
		{"video/mp4", m4a("soun"), "m4a"},
		{"audio/x-wav", wav(), "wav"},
		{"audio/ogg", ogg, "ogg"},
		{"audio/amr", "#!AMR\n" + strings.Repeat("\x04", 32), "amr"},

		{"image/jpeg", "", "none"},
		{"image/jpeg", pdf, "lies"},
		{"application/pdf", photo, "lies"},
		{"text/html", photo, "lies"},
		{"image/jpeg", heic, "lies"},
		{"image/jpeg", "\xff\xd8\xff\xe0<html><script>1</script>", "not_picture"},
		{"image/jpeg", photo[:len(photo)/2], "not_picture"},
		{"image/jpeg", "MZ\x90\x00", "not_picture"},
		{"image/png", drawing[:40], "not_picture"},
		{"image/webp", "RIFF\x20\x00\x00\x00WEBPVP8 " + strings.Repeat("\x00", 32), "not_picture"},
		{"application/pdf", "%PDF-1.7 and nothing", "not_pdf"},
		{"audio/mpeg", "ID3 and nothing", "not_sound"},
		{"video/mp4", m4a("soun") + "x", "not_sound"},
		{"video/mp4", m4a("vide"), "not_sound"},
		{"text/html", "<html>", "unknown"},
		{"image/svg+xml", "<svg onload='1'/>", "unknown"},
		{"image/png", string(bomb), "not_picture"}, // its sum does not fit
	} {
		_, format, ps := Clean(context.Background(), New{File: []byte(c.file), Claims: c.claims})
		got := string(format)
		if ps != nil {
			got = strings.TrimPrefix(ps[0].Key, "attachment.problem.")
		}
		if got != c.want {
			t.Errorf("%d, %s: %s, want %s", i, c.claims, got, c.want)
		}
	}
	if _, _, ps := Clean(context.Background(), New{Large: true}); ps == nil || ps[0].Key != "attachment.problem.large" {
		t.Errorf("a file that is too long: %v", ps)
	}
}

// A picture that would fill the memory is refused by its head, before it is decoded.
func TestBomb(t *testing.T) {
	bomb := jpegOf(t, 1, "")
	at := bytes.Index(bomb, []byte("\xff\xc0"))
	binary.BigEndian.PutUint16(bomb[at+5:], 60_000)
	binary.BigEndian.PutUint16(bomb[at+7:], 60_000)
	var large bytes.Buffer // of one colour: a small file
	if err := png.Encode(&large, blank{image.Rect(0, 0, 7000, 7000)}); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"jpeg": bomb, "png": large.Bytes()} {
		if len(b) > 1<<20 {
			t.Fatalf("%s: %d bytes", name, len(b))
		}
		allocs := testing.Benchmark(func(b2 *testing.B) {
			b2.ReportAllocs()
			for range b2.N {
				if _, _, ps := Clean(context.Background(), New{File: b}); ps == nil || ps[0].Key != "attachment.problem.picture_large" {
					b2.Fatal(ps)
				}
			}
		})
		if allocs.AllocedBytesPerOp() > 1<<20 {
			t.Errorf("%s: %d bytes for refusing it", name, allocs.AllocedBytesPerOp())
		}
	}
}

type blank struct{ image.Rectangle }

func (b blank) Bounds() image.Rectangle { return b.Rectangle }
func (blank) ColorModel() color.Model   { return color.RGBAModel }
func (blank) At(int, int) color.Color   { return color.RGBA{A: 255} }
func (blank) Opaque() bool              { return true }

// A photograph is kept as it was held, without what the camera wrote beside it.
func TestPhotograph(t *testing.T) {
	corners := map[byte]image.Point{1: {8, 8}, 2: {56, 8}, 3: {56, 24}, 4: {8, 24}, 5: {8, 8}, 6: {24, 8}, 7: {24, 56}, 8: {8, 56}}
	for how, red := range corners {
		b, format, ps := Clean(context.Background(), New{File: jpegOf(t, how, "GPS 11.5 N 104.9 E"), Claims: "image/jpeg"})
		if ps != nil || format != JPEG {
			t.Fatal(format, ps)
		}
		if bytes.Contains(b, []byte("Exif")) || bytes.Contains(b, []byte("GPS")) {
			t.Errorf("held %d: what the camera wrote is still there", how)
		}
		m, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if wide := m.Bounds().Dx() == 64; wide != (how < 5) {
			t.Errorf("held %d: %v", how, m.Bounds())
		}
		if r, _, blue, _ := m.At(red.X, red.Y).RGBA(); r>>8 < 180 || blue>>8 > 90 {
			t.Errorf("held %d: the corner is elsewhere", how)
		}
	}
}

// FuzzClean: whatever a file holds, it is kept as one of the formats or refused with an
// answer, and nothing of it stops the program.
func FuzzClean(f *testing.F) {
	for _, s := range []string{pdf, heic, ogg, mp3(), wav(), m4a("soun"), string(jpegOf(f, 6, "GPS")), string(pngOf(f, marked())), "OggS\x00\x02", "RIFF", "\xff\xfb\x90"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		clean, format, ps := Clean(context.Background(), New{File: b})
		if (ps == nil) == (format == "" || len(clean) == 0) {
			t.Error(format, len(clean), ps)
		}
	})
}
