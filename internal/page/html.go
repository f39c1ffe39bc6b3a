package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// markup is HTML that is in the code of this package. What comes from
// elsewhere is a string: the compiler does not take it for markup, and a writer
// escapes it as html/template does.
type markup string

// writer writes HTML where a template would take too long.
type writer struct{ out strings.Builder }

// html returns what was written, for a template to put in its place.
func (w *writer) html() template.HTML { return template.HTML(w.out.String()) }

func (w *writer) raw(m markup) { w.out.WriteString(string(m)) }

// text writes s as text, which also is the way to write it between quotes.
func (w *writer) text(s string) {
	from := 0
	for i := range len(s) {
		if e := escapes[s[i]]; e != "" {
			w.out.WriteString(s[from:i])
			w.out.WriteString(e)
			from = i + 1
		}
	}
	w.out.WriteString(s[from:])
}

// escapes are the bytes that html/template does not write as they are.
var escapes = [256]string{
	0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;",
}

// element writes an element that holds s and has no attributes, if s is not empty.
func (w *writer) element(open markup, s string, end markup) {
	if s != "" {
		w.raw(open)
		w.text(s)
		w.raw(end)
	}
}

// attr writes an attribute, if it has a value.
func (w *writer) attr(name markup, value string) {
	if value != "" {
		w.raw(` `)
		w.raw(name)
		w.raw(`="`)
		w.text(value)
		w.raw(`"`)
	}
}

// label writes the attribute aria-label, which names what has no other name.
func (w *writer) label(s string) {
	w.raw(` aria-label="`)
	w.text(s)
	w.raw(`"`)
}

// span writes how many columns or rows a cell takes, if it says so.
func (w *writer) span(name markup, n int) {
	if n != 0 {
		w.attr(name, strconv.Itoa(n))
	}
}

// class writes the attribute class: the element's own, and others if there are any.
func (w *writer) class(own markup, others ...string) {
	w.raw(` class="`)
	w.raw(own)
	for _, o := range others {
		if o != "" {
			w.raw(` `)
			w.text(o)
		}
	}
	w.raw(`"`)
}

// when returns a class if it is wanted.
func when(wanted bool, class string) string {
	if wanted {
		return class
	}
	return ""
}

// href writes where a link leads. An address whose scheme could run a script
// becomes one that leads nowhere.
func (w *writer) href(address string) {
	w.raw(` href="`)
	if !harmless(address) {
		address = "#ZgotmplZ" // html/template's own word, and easy to search for
	}
	from := 0
	for i := range len(address) {
		if plainAddress(address, i) {
			continue
		}
		w.text(address[from:i])
		fmt.Fprintf(&w.out, "%%%02x", address[i])
		from = i + 1
	}
	w.text(address[from:])
	w.raw(`"`)
}

// harmless reports whether an address is relative or has one of the schemes that
// only lead to another page.
func harmless(address string) bool {
	scheme, _, ok := strings.Cut(address, ":")
	if !ok || strings.Contains(scheme, "/") {
		return true
	}
	for _, good := range []string{"http", "https", "mailto"} {
		if strings.EqualFold(scheme, good) {
			return true
		}
	}
	return false
}

// plainAddress reports whether byte i of an address is written as it is: one
// that RFC 3986 knows, or the % of an escape.
func plainAddress(address string, i int) bool {
	switch c := address[i]; {
	case c == '%':
		return i+2 < len(address) && isHex(address[i+1]) && isHex(address[i+2])
	case c >= 0x80:
		return false
	default:
		return addressBytes[c]
	}
}

// addressBytes are the letters, digits and marks of an address.
var addressBytes = func() (known [0x80]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!#$&*+,/:;=?@[]") {
		known[c] = true
	}
	return known
}()

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
