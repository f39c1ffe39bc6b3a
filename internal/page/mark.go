package page

import (
	"bytes"
	"html"
	"net/url"
)

// A Mark is what a form that posts carries besides its questions.
type Mark struct {
	Hidden []Hidden
	Keep   bool // what is typed into it is kept while it is typed
}

// marked puts into every form of a page that posts what mark says of the address
// that it posts to. It does so in the HTML, so that no template can forget it.
func marked(page []byte, mark func(action string) Mark) []byte {
	if mark == nil {
		return page
	}
	var out bytes.Buffer
	typed := "" // where the first form goes of which what is typed is kept
	out.Grow(len(page) + 256)
	for {
		at := bytes.Index(page, []byte("<form "))
		if at < 0 {
			break
		}
		end := at + bytes.IndexByte(page[at:], '>')
		tag := page[at:end]
		out.Write(page[:end])
		page = page[end+1:]
		if !bytes.Contains(tag, []byte(` method="post"`)) {
			out.WriteByte('>')
			continue
		}
		m := mark(attribute(tag, "action"))
		if m.Keep {
			out.WriteString(" data-keep")
			if typed == "" {
				typed = attribute(tag, "action")
				out.WriteString(` id="` + typedForm + `"`)
			}
		}
		out.WriteByte('>')
		for _, h := range m.Hidden {
			out.WriteString(`<input type="hidden" name="` + html.EscapeString(h.Name) + `" value="` + html.EscapeString(h.Value) + `">`)
		}
	}
	out.Write(page)
	if typed == "" {
		return out.Bytes()
	}
	return carried(out.Bytes(), typed)
}

// typedForm is the id of the form whose answers a change of language carries along.
const typedForm = "typed"

// TypedFor is the part of the query of a change of language that says which form its
// answers belong to.
const TypedFor = "typed"

// carried makes the buttons that change the language send the form to action too, so
// that nothing typed is lost, with or without a script.
func carried(page []byte, action string) []byte {
	button := []byte(`<button class="l-switch__to"`)
	_, form, _ := bytes.Cut(page, []byte(`<form class="l-switch"`))
	to := attribute(form, "action") + "?" + TypedFor + "=" + url.QueryEscape(action)
	return bytes.ReplaceAll(page, button, append(button, []byte(` form="`+typedForm+`" formaction="`+html.EscapeString(to)+`"`)...))
}

// attribute returns the value of an attribute of a tag that a template has written.
func attribute(tag []byte, name string) string {
	_, rest, ok := bytes.Cut(tag, []byte(` `+name+`="`))
	value, _, closed := bytes.Cut(rest, []byte(`"`))
	if !ok || !closed {
		return ""
	}
	return html.UnescapeString(string(value))
}
