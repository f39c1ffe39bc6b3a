package desk

import (
	"lindung/internal/page"
	"lindung/internal/recordings"
)

// playSpoken answers with a recording of a sentence, whole or in part. Whoever has signed
// in may listen: nothing in it is of a case, but a sentence can name the house in which
// people live.
func playSpoken(v *Visit) error {
	if err := v.Recordings.Serve(v.Writer, v.Request, v.Request.PathValue("file")); err != nil {
		return err
	}
	v.answered = true
	return nil
}

// Spoken is the recording of the nth sentence of a page, empty if it has none.
func (v *Visit) Spoken(n int, s recordings.Sentence) page.Spoken {
	out := page.Spoken{Lang: string(v.T.Lang()), Label: v.Text("spoken.label", "n", n)}
	for _, one := range v.Recordings.Of(s) {
		out.Sources = append(out.Sources, page.SpokenSource(one))
	}
	return out
}
