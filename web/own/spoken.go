package own

import (
	"slices"
	"strings"
	"sync"

	"lindung"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/internal/recordings"
)

// keysOf are the keys of the sentences of this package that are the same each time they are
// shown, of each language, by their text.
var keysOf = func() map[i18n.Lang]func() map[string][]string {
	all := map[i18n.Lang]func() map[string][]string{}
	for _, l := range i18n.Langs() {
		all[l] = sync.OnceValue(func() map[string][]string {
			keys := map[string][]string{}
			for key, text := range i18n.For(l).Fixed("own.") {
				keys[text] = append(keys[text], key)
			}
			return keys
		})
	}
	return all
}()

// spoken is the recording of a text under one of some keys, those of the catalog where there
// are none; empty if it has none.
func (v *Visit) spoken(text string, keys ...string) page.Spoken {
	out := page.Spoken{Lang: string(v.T.Lang()), Label: v.T.Text("own.listen")}
	if len(keys) == 0 {
		keys = keysOf[v.T.Lang()]()[text]
	}
	for _, key := range slices.Sorted(slices.Values(keys)) {
		for _, one := range v.s.o.Recordings.Of(recordings.Sentence{Lang: string(v.T.Lang()), Key: key, Text: text}) {
			out.Sources = append(out.Sources, page.SpokenSource(one))
		}
		if len(out.Sources) > 0 {
			break
		}
	}
	return out
}

// playSpoken answers with a recording, whole or in part. What names the house in which
// people live is for who has come in; all else is the same for everybody.
func playSpoken(v *Visit) error {
	file := v.Request.PathValue("file")
	if (!v.in() || v.Calm) && !v.forAll(file) {
		return lindung.ErrNotFound
	}
	return v.s.o.Recordings.Serve(v.W, v.Request, file)
}

// forAll reports whether a recording is of a sentence of the pages that are seen before
// somebody has come in.
func (v *Visit) forAll(file string) bool {
	enters := func(key string) bool { return strings.HasPrefix(key, "own.enter.") }
	for text, keys := range keysOf[v.T.Lang()]() {
		if slices.ContainsFunc(keys, enters) && slices.ContainsFunc(v.spoken(text).Sources, func(s page.SpokenSource) bool { return s.Href == recordings.Path+file }) {
			return true
		}
	}
	return false
}
