package attachment

import (
	"bytes"
	"context"
	"encoding/binary"
	"mime"
	"slices"
	"strings"

	"lindung/field"
)

// A Format is what the bytes of a file are, as this program has found it.
type Format string

// The formats that are kept. JPEG, PNG and WebP are pictures that are cleaned; a WebP
// is kept as a JPEG or a PNG. The others are kept as they came.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
	WebP Format = "webp"
	HEIC Format = "heic"
	PDF  Format = "pdf"
	MP3  Format = "mp3"
	M4A  Format = "m4a"
	Ogg  Format = "ogg"
	WAV  Format = "wav"
	AMR  Format = "amr"
)

// formats are what is known of each format: what it is called in an answer and at the
// end of a name, by which types browsers announce it, and how its bytes are told.
var formats = []struct {
	Format
	media []string // the first is ours
	ends  []string // the first is ours
	is    func([]byte) bool
}{
	{JPEG, []string{"image/jpeg", "image/jpg", "image/pjpeg"}, []string{".jpg", ".jpeg"}, starts("\xff\xd8\xff")},
	{PNG, []string{"image/png"}, []string{".png"}, starts("\x89PNG\r\n\x1a\n")},
	{WebP, []string{"image/webp"}, []string{".webp"}, isWebP},
	{HEIC, []string{"image/heic", "image/heif", "image/avif"}, []string{".heic", ".heif", ".avif"}, isHEIC},
	{PDF, []string{"application/pdf", "application/x-pdf"}, []string{".pdf"}, isPDF},
	{MP3, []string{"audio/mpeg", "audio/mp3"}, []string{".mp3"}, isMP3},
	{M4A, []string{"audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac", "audio/3gpp", "video/3gpp", "video/mp4"}, []string{".m4a", ".3gp", ".mp4"}, isM4A},
	{Ogg, []string{"audio/ogg", "application/ogg", "audio/opus", "video/ogg"}, []string{".ogg", ".opus", ".oga"}, isOgg},
	{WAV, []string{"audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"}, []string{".wav"}, isWAV},
	{AMR, []string{"audio/amr"}, []string{".amr"}, isAMR},
}

// Clean reports whether files of the format were written anew by this program, so that
// they hold a picture and nothing else and can be shown.
func (f Format) Clean() bool { return f == JPEG || f == PNG }

// Media returns the type under which a file of the format is handed out.
func (f Format) Media() string {
	for _, k := range formats {
		if k.Format == f {
			return k.media[0]
		}
	}
	return "application/octet-stream"
}

// End returns the end of the name of a file of the format.
func (f Format) End() string {
	for _, k := range formats {
		if k.Format == f {
			return k.ends[0]
		}
	}
	return ""
}

// Accepts are the ends of names of the files that can be kept, as a browser's input
// wants them.
func Accepts() string {
	var all []string
	for _, k := range formats {
		all = append(all, k.ends...)
	}
	return strings.Join(all, ",")
}

// ClaimOf is what the sender of a file says that it is: the type that the browser
// announces, or if that says nothing what the end of its name says.
func ClaimOf(media, name string) string {
	kind, _, _ := mime.ParseMediaType(media)
	if kind != "" && kind != "application/octet-stream" {
		return kind
	}
	for _, k := range formats {
		if slices.ContainsFunc(k.ends, func(end string) bool { return strings.HasSuffix(strings.ToLower(name), end) }) {
			return k.media[0]
		}
	}
	return ""
}

// Clean finds out what a file is by what it holds, refuses one that is not what it
// claims, and returns what is kept of it: of a picture nothing but the picture.
func Clean(ctx context.Context, n New) ([]byte, Format, field.Problems) {
	wrong := func(key string, args ...any) ([]byte, Format, field.Problems) {
		return nil, "", field.Problems{{Field: "file", Key: "attachment.problem." + key, Args: args}}
	}
	switch {
	case n.Large || len(n.File) > MostBytes:
		return wrong("large", "n", MostBytes>>20)
	case len(n.File) == 0:
		return wrong("none")
	}
	found := formatOf(n.File)
	claimed, known := claimedFormat(n.Claims)
	lies := n.Claims != "" && claimed != found && !(claimed.picture() && found.picture())
	switch {
	case found == "" && known:
		return wrong("not_"+claimed.Kind(), "format", strings.ToUpper(string(claimed)))
	case found == "":
		return wrong("unknown")
	case lies:
		return wrong("lies", "format", strings.ToUpper(string(found)))
	case !found.picture():
		return n.File, found, nil
	}
	clean, format, key := cleanPicture(ctx, n.File, found)
	if key != "" {
		return wrong(key)
	}
	return clean, format, nil
}

func (f Format) picture() bool { return f == JPEG || f == PNG || f == WebP }

// Kind is what a format holds: picture, pdf or sound.
func (f Format) Kind() string {
	switch f {
	case JPEG, PNG, WebP, HEIC:
		return "picture"
	case PDF:
		return "pdf"
	}
	return "sound"
}

func formatOf(b []byte) Format {
	for _, k := range formats {
		if k.is(b) {
			return k.Format
		}
	}
	return ""
}

func claimedFormat(media string) (Format, bool) {
	for _, k := range formats {
		if slices.Contains(k.media, media) {
			return k.Format, true
		}
	}
	return "", false
}

func starts(with string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(with)) }
}

// riff reports whether b is a RIFF file of a kind.
func riff(b []byte, kind string) bool {
	return len(b) > 20 && starts("RIFF")(b) && string(b[8:12]) == kind
}

func isWebP(b []byte) bool { return riff(b, "WEBP") }

// isWAV wants the two chunks without which there is no sound.
func isWAV(b []byte) bool {
	return riff(b, "WAVE") && chunk(b, "fmt ") != nil && chunk(b, "data") != nil
}

// chunk returns a chunk of a RIFF file, nil for none; a last one that is cut off is
// returned as far as it goes.
func chunk(b []byte, name string) []byte {
	for at := 12; at+8 <= len(b); {
		size := int(binary.LittleEndian.Uint32(b[at+4:]))
		if string(b[at:at+4]) == name {
			return b[at+8 : min(at+8+size, len(b))]
		}
		at += 8 + size + size&1
	}
	return nil
}

// isPDF wants the head at the very beginning and the mark of the end.
func isPDF(b []byte) bool {
	return starts("%PDF-")(b) && bytes.Contains(b[max(0, len(b)-2048):], []byte("%%EOF"))
}

// boxes returns the boxes of a file of the ISO base format by their names; nil if they do
// not fill it exactly.
func boxes(b []byte) map[string][]byte {
	all := map[string][]byte{}
	for at := 0; at < len(b); {
		if at+8 > len(b) {
			return nil
		}
		size, head := int(binary.BigEndian.Uint32(b[at:])), 8
		switch {
		case size == 0:
			size = len(b) - at
		case size == 1 && at+16 <= len(b):
			size, head = int(binary.BigEndian.Uint64(b[at+8:])), 16
		}
		if size < head || size > len(b)-at {
			return nil
		}
		all[string(b[at+4:at+8])] = b[at+head : at+size]
		at += size
	}
	return all
}

func isHEIC(b []byte) bool {
	if len(b) < 12 || string(b[4:8]) != "ftyp" || !slices.Contains([]string{"heic", "heix", "heim", "heis", "mif1", "msf1", "avif"}, string(b[8:12])) {
		return false
	}
	return boxes(b)["meta"] != nil
}

// isM4A wants tracks of sound and none of moving pictures.
func isM4A(b []byte) bool {
	if len(b) < 12 || string(b[4:8]) != "ftyp" {
		return false
	}
	moov, sound := boxes(b)["moov"], false
	for {
		at := bytes.Index(moov, []byte("hdlr"))
		if at < 0 || at+16 > len(moov) {
			return sound
		}
		switch string(moov[at+12 : at+16]) {
		case "soun":
			sound = true
		case "vide":
			return false
		}
		moov = moov[at+16:]
	}
}

// isOgg wants a first page that begins a stream of sound.
func isOgg(b []byte) bool {
	if len(b) < 64 || !starts("OggS\x00\x02")(b) {
		return false
	}
	body := b[27+min(int(b[26]), len(b)-27):]
	return slices.ContainsFunc([]string{"OpusHead", "\x01vorbis", "Speex   ", "\x7fFLAC"}, func(s string) bool { return starts(s)(body) })
}

func isAMR(b []byte) bool {
	return (starts("#!AMR\n")(b) || starts("#!AMR-WB\n")(b)) && len(b) > 16
}

// isMP3 wants two frames of sound, one right behind the other, at the beginning or soon
// after the tag that may come first.
func isMP3(b []byte) bool {
	if starts("ID3")(b) && len(b) > 10 {
		size := int(b[6]&127)<<21 | int(b[7]&127)<<14 | int(b[8]&127)<<7 | int(b[9]&127)
		b = b[min(10+size, len(b)):]
	} else if len(b) < 2 || b[0] != 0xff {
		return false
	}
	for at := range min(len(b), 4096) {
		if size := frame(b[at:]); size > 0 && frame(b[min(at+size, len(b)):]) > 0 {
			return true
		}
	}
	return false
}

// frame returns how long the MP3 frame is with which b begins; 0 if with none.
func frame(b []byte) int {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe6 != 0xe2 || b[1]&0x18 == 0x08 { // layer III of version 1, 2 or 2.5
		return 0
	}
	rates := [2][15]int{
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	}
	version, rate, hertz := b[1]>>3&3, b[2]>>4, b[2]>>2&3
	if rate == 0 || rate == 15 || hertz == 3 {
		return 0
	}
	first := 0
	if version == 3 {
		first = 1
	}
	per := []int{44100, 48000, 32000}[hertz] >> map[byte]int{3: 0, 2: 1, 0: 2}[version]
	return (72+72*first)*rates[first][rate]*1000/per + int(b[2]>>1&1)
}
