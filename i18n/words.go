package i18n

import "slices"

// Words are texts that stand beside the catalogs because an organisation wrote them for
// itself, as the labels of its own questions. They are shown as they are: they have no
// places, and what an organisation writes is no draft of the program's. A nil *Words has
// none.
type Words struct{ in map[Lang]map[string]message }

// NewWords returns words by key, in each language that they have. An English text serves
// the languages that have none.
func NewWords(texts map[string]map[Lang]string) *Words {
	w := &Words{map[Lang]map[string]message{}}
	for key, said := range texts {
		for l, text := range said {
			if w.in[l] == nil {
				w.in[l] = map[string]message{}
			}
			w.in[l][key] = message{{text: text}}
		}
	}
	return w
}

// With returns t with words beside its catalogs. What t notes is noted in one place.
func (t T) With(w *Words) T {
	if w == nil || len(w.in) == 0 {
		return t
	}
	b := t.book()
	for _, l := range slices.Backward(chain(b.lang)) {
		if said := w.in[l]; said != nil {
			b = &book{lang: l, messages: said, next: b, locale: t.book().locale, near: b.near, words: true}
		}
	}
	if b.lang != t.Lang() { // it has no words of its own language: the book in front says which one it is
		b = &book{lang: t.Lang(), next: b, locale: t.book().locale, near: b.near, words: true}
	}
	return T{b, t.n}
}

// catalog is the book of the program behind words.
func (b *book) catalog() *book {
	for b.words {
		b = b.next
	}
	return b
}
