package public

import (
	"strings"

	"lindung/internal/page"
)

// pictureName is what the address of a picture ends with: the picture of a page
// as a file of its own, to be embedded and passed on. It carries its colours, its
// day, its licence and its address in itself.
const pictureName = "picture.svg"

// picture is a page that holds nothing but a picture.
type picture struct {
	page.Base
	Tiles  *tileMap
	Strip  *strip
	Title  words
	Desc   words
	Width  int
	High   int
	Credit string
	Low    int // where the two lines below the picture are
	Lower  int
	Paint  map[string]paint
}

// paint is how a part of a picture is coloured; a style sheet would not be read
// where a picture is opened by itself.
type paint struct{ Fill, Stroke, Width, Dash, Ink string }

// paints are the colours of the style sheet, by the class of the part.
var paints = map[string]paint{
	"tile tile--" + posBound:    {"#0b5563", "#0b5563", "2", "none", "#ffffff"},
	"tile tile--" + posOpen:     {"#fffaf0", "#8a5a00", "3", "7 5", "#1b1f23"},
	"tile tile--" + posRatified: {"#d5e6e8", "#0b5563", "3", "none", "#1b1f23"},
	"tile tile--" + posSigned:   {"#ffffff", "#0b5563", "3", "none", "#1b1f23"},
	"tile tile--" + posNot:      {"#ffffff", "#4f565c", "2", "none", "#1b1f23"},
	"tile tile--" + posNone:     {"#ffffff", "#4f565c", "2", "none", "#1b1f23"},
	"strip-bound":               {"#0b5563", "none", "0", "none", "#1b1f23"},
	"strip-doubt":               {"#dccfb8", "#8a5a00", "1.5", "none", "#1b1f23"},
	"strip-open":                {"#ffffff", "#0b5563", "1.5", "4 3", "#1b1f23"},
	"strip-point":               {"#ffffff", "#1b1f23", "3", "none", "#1b1f23"},
}

var pictureView = page.NewView[picture]("picture")

// below is the room under a picture for its day and its licence.
const below = 52

// drawn makes a picture of one of the figures.
func (v *visit) drawn(p picture, width, high int) func() ([]byte, error) {
	p.Base = page.Base{T: v.t, Path: v.path()}
	p.Width, p.High, p.Low, p.Lower, p.Paint = width, high+below, high+18, high+38, paints
	p.Credit = v.t.Text("page.program") + " · " + licence
	if v.e.site.o.BaseURL != "" {
		p.Credit += " · " + v.e.absolute(v.path())
	}
	return func() ([]byte, error) {
		body, err := pictureView.HTML(v.e.site.pages, p)
		return []byte(strings.TrimSpace(string(body))), err
	}
}

// ownPicture leads to the picture of a page.
func (v *visit) ownPicture(rest string) item {
	if rest != "" {
		rest += "/"
	}
	return item{words: v.label("public.picture"), Href: v.href(rest + pictureName)}
}
