package public

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/i18n"
)

// favicon is for what asks for it unasked. It says nothing about the site: a
// browser may show it beside a page that nobody should see.
//
//go:embed favicon.ico
var favicon []byte

// siteFiles are the files that are not of a language: what search engines,
// browsers and people who found a weakness look for by name.
var siteFiles = map[string]struct {
	kind string
	body func(*edition) ([]byte, error)
}{
	"/robots.txt":               {"text/plain; charset=utf-8", (*edition).robots},
	"/sitemap.xml":              {"application/xml; charset=utf-8", (*edition).sitemap},
	"/favicon.ico":              {"image/vnd.microsoft.icon", func(*edition) ([]byte, error) { return favicon, nil }},
	"/.well-known/security.txt": {"text/plain; charset=utf-8", (*edition).security},
}

// robots lets search engines read everything but what has no end.
func (e *edition) robots() ([]byte, error) {
	text := "User-agent: *\nDisallow: /*/search\nDisallow: /*/known/\n"
	if e.site.o.BaseURL != "" {
		text += "Sitemap: " + e.absolute("/sitemap.xml") + "\n"
	}
	return []byte(text), nil
}

// security names whom to tell of a weakness, as RFC 9116 says; there is none
// without an address.
func (e *edition) security() ([]byte, error) {
	to := reportAddress(e.site.o.Report)
	if to == "" {
		return nil, lindung.ErrNotFound
	}
	expires := e.today.First().AddDate(1, 0, 0).Format("2006-01-02") + "T00:00:00Z"
	var langs []string
	for _, l := range Languages() {
		langs = append(langs, string(l))
	}
	return []byte("Contact: " + to + "\nExpires: " + expires + "\nPreferred-Languages: " + strings.Join(langs, ", ") + "\n"), nil
}

// sitemap lists every page but those that no browser may keep.
func (e *edition) sitemap() ([]byte, error) {
	if e.site.o.BaseURL == "" {
		return nil, lindung.ErrNotFound // a sitemap has whole addresses
	}
	type place struct {
		Loc string `xml:"loc"`
	}
	out := struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []place  `xml:"url"`
	}{}
	for _, l := range Languages() {
		for _, a := range e.addresses(l) {
			if _, sheet := sheetIn(strings.TrimPrefix(a, "/"+string(l)+"/")); !sheet && !strings.HasPrefix(a, "/"+string(l)+"/help") {
				out.URLs = append(out.URLs, place{e.absolute(a)})
			}
		}
	}
	body, err := xml.MarshalIndent(out, "", " ")
	return append([]byte(xml.Header), body...), err
}

// addresses are the addresses of all pages of a language that the folder has.
func (e *edition) addresses(l i18n.Lang) []string {
	var all []string
	for _, r := range e.site.routes {
		if r.served || r.table {
			continue
		}
		e.each(r, func(parts []string) bool {
			if rest := r.fill(parts); speaks(l, rest) {
				all = append(all, "/"+string(l)+"/"+rest)
			}
			return true
		})
	}
	return all
}

// each calls do with the parts of every page of a route, until it says no.
func (e *edition) each(r route, do func(parts []string) bool) {
	all := [][]string{nil}
	if r.all != nil {
		all = r.all(e)
	}
	for _, parts := range all {
		if !do(parts) {
			return
		}
	}
}

// reportAddress is the report address as a link.
func reportAddress(to string) string {
	if to == "" || strings.Contains(to, ":") {
		return to
	}
	return "mailto:" + to
}

// siteFile returns the answer for an address of siteFiles; nil for any other.
func (e *edition) siteFile(address string) (*answer, error) {
	f, ok := siteFiles[address]
	if !ok {
		return nil, nil
	}
	if a := e.pages.get(address); a != nil {
		return a, nil
	}
	body, err := f.body(e)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	a := &answer{kind: f.kind, body: body}
	a.finish(false)
	e.pages.put(address, a)
	return a, nil
}

// prefix is the path under which the folder will lie.
func (e *edition) prefix() string {
	u, err := url.Parse(e.site.o.BaseURL)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}

// sorted are the names of files in their order.
func sorted(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }
