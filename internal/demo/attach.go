package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"lindung/access"
	"lindung/attachment"
)

// attach adds a file to a case: an invented paper. A consent sheet proves the last
// consent of the case.
func attach(f *filling, s access.Session, a act) error {
	file, err := paper()
	if err != nil {
		return err
	}
	n := attachment.New{Kind: a.Kind, Title: a.Text, About: "person", File: file, Claims: "image/png"}
	if all := a.person.made.agreed.Grants; len(all) > 0 {
		n.Grant = all[len(all)-1].ID
	}
	_, err = attachment.Add(f.ctx, s, a.on(), n)
	return err
}

// paper is a picture of a paper with lines on which nothing can be read.
func paper() ([]byte, error) {
	white, grey := color.Gray{Y: 250}, color.Gray{Y: 120}
	m := image.NewGray(image.Rect(0, 0, 420, 594))
	for y := range 594 {
		line := y > 60 && y < 540 && y%24 < 3
		for x := range 420 {
			m.SetGray(x, y, white)
			if line && x > 40 && x < 380-(y*37)%120 {
				m.SetGray(x, y, grey)
			}
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, m)
	return b.Bytes(), err
}
