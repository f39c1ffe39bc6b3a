package page

import (
	"bytes"
	"cmp"
	"html"
	"html/template"
	"slices"
	"strings"
)

// draftPlace is where the layout says that the page shows a draft. Whether it does is known
// only when all of the page is written. No template can write these bytes otherwise.
const draftPlace = "\x00draft\x00"

// draft is the place for templates.
func draft() template.HTML { return draftPlace }

// honest says on a page that it shows a draft, where it does, and marks what is shown in
// English because the language of the page has no words for it.
func honest(page []byte, b Base) []byte {
	drafted, english := b.T.Drafted(), b.T.InEnglish()
	line := ""
	if drafted {
		line = `<p class="l-draft">` + html.EscapeString(b.T.Text(cmp.Or(b.Draft, "public.draft"))) + `</p>`
	}
	page = bytes.Replace(page, []byte(draftPlace), []byte(line), 1)
	if len(english) == 0 {
		return page
	}
	return inEnglish(page, english)
}

// unmarkable are the elements in whose text no element can be put.
var unmarkable = []string{"title", "textarea", "option", "script", "style", "svg"}

// inEnglish marks with lang="en" the texts of a page that are English ones: the element
// that holds nothing else, or a span around the text.
func inEnglish(page []byte, english []string) []byte {
	exact := map[string]bool{}
	var parts []string // those that are looked for inside of a text
	for _, text := range english {
		text = strings.TrimSpace(text)
		exact[text] = text != ""
		if strings.Contains(text, " ") {
			parts = append(parts, html.EscapeString(text))
		}
	}
	slices.SortFunc(parts, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var out bytes.Buffer
	out.Grow(len(page) + len(page)/8)
	inside := "" // the element of which the text is left alone
	for {
		tag, text, rest := piece(page)
		name := tagName(tag)
		alone := bytes.HasPrefix(rest, []byte("</")) && name != "" && name[0] != '/'
		said := strings.TrimSpace(html.UnescapeString(string(text)))
		marked := bytes.Contains(tag, []byte(` lang="`))
		switch {
		case inside != "" && name == "/"+inside:
			inside = ""
		case inside == "" && slices.Contains(unmarkable, name):
			inside = name
		}
		switch {
		case said == "" || marked || inside != "" && inside != "option" && inside != "title":
			out.Write(tag)
			out.Write(text)
		case exact[said] && alone:
			out.Write(tag[:len(tag)-1])
			out.WriteString(` lang="en">`)
			out.Write(text)
		case inside != "":
			out.Write(tag)
			out.Write(text)
		case exact[said]:
			out.Write(tag)
			span(&out, string(text))
		default:
			out.Write(tag)
			spans(&out, string(text), parts)
		}
		if page = rest; len(page) == 0 {
			return out.Bytes()
		}
	}
}

// piece returns the tag at the beginning of a page and the text up to the next one.
// Templates write < and > in no attribute.
func piece(page []byte) (tag, text, rest []byte) {
	if bytes.HasPrefix(page, []byte("<")) {
		if end := bytes.IndexByte(page, '>'); end >= 0 {
			tag, page = page[:end+1], page[end+1:]
		}
	}
	if next := bytes.IndexByte(page, '<'); next >= 0 && (next > 0 || len(tag) > 0) {
		return tag, page[:next], page[next:]
	}
	return tag, page, nil
}

// tagName returns the name of a tag, with its / if it closes an element.
func tagName(tag []byte) string {
	name := strings.Trim(string(tag), "<>")
	if i := strings.IndexAny(name, " \n\t"); i >= 0 {
		name = name[:i]
	}
	return name
}

// span writes a text that is English as a whole.
func span(out *bytes.Buffer, text string) {
	trimmed := strings.TrimSpace(text)
	before, after, _ := strings.Cut(text, trimmed)
	out.WriteString(before + `<span lang="en">` + trimmed + `</span>` + after)
}

// spans writes a text of which the parts are English, the longest first.
func spans(out *bytes.Buffer, text string, parts []string) {
	for i, part := range parts {
		if before, after, ok := strings.Cut(text, part); ok {
			spans(out, before, parts[i+1:])
			out.WriteString(`<span lang="en">` + part + `</span>`)
			spans(out, after, parts[i:])
			return
		}
	}
	out.WriteString(text)
}
