package public

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"path"
	"slices"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
)

// feed is an Atom feed of a state or a treaty: what is recorded of it, newest
// first.
type feed struct {
	Title   string
	Address string // of the page
	Entries []feedEntry
}

type feedEntry struct {
	Key                string // names what happened, for ever
	Title              string
	Text               string
	Address            string
	Published, Updated lindung.Date
}

// mostEntries is how many entries a feed has.
const mostEntries = 60

// feedOf is the feed of a treaty or of a state; that of the Convention has the
// events of the region too. It has what certainly happened, and nothing that a
// rule computes: nobody did that.
func (v *visit) feedOf(instrument string, state lindung.Country, title words) *feed {
	f := &feed{Title: title.Text, Address: v.path()}
	for _, c := range convention.Changes(v.snap, lindung.Date{}, v.e.today) {
		event := (c.Regional() || c.Measure != "") && instrument == convened
		switch {
		case c.Computed, !c.Certainty.Counts(), c.Days.First.First().After(v.e.today.First()):
		case state != "" && c.State != state, instrument != "" && c.Instrument != instrument && !event:
		case len(f.Entries) < mostEntries:
			f.Entries = append(f.Entries, v.entry(c.Happening))
		}
	}
	return f
}

// entry is a happening in a feed. It is published on the day on which we first
// recorded it, and updated when we last did.
func (v *visit) entry(h convention.Happening) feedEntry {
	e := v.happening(h)
	when := e.When.Text
	if h.Measure != "" || h.Recommendation != "" {
		when = v.t.Text("common.colon", "label", e.Kind.Text, "value", when)
	}
	text := when + ". " + e.Proof.Certainty.Text + "."
	if !e.Note.empty() {
		text += " " + e.Note.Text
	}
	at := v.href("timeline") + "#" + e.ID
	switch {
	case h.Event != "" || h.Step != "":
		at = cmp.Or(e.Href, at)
	case h.State != "" && h.Instrument != "":
		at = v.href("s", string(h.State)) + "#" + h.Instrument
	case e.Href != "":
		at = e.Href
	}
	out := feedEntry{Key: e.ID, Title: e.Text.Text, Text: text, Address: at, Published: h.Checked, Updated: h.Checked}
	if !h.Recorded.IsZero() {
		out.Published, out.Updated = h.Recorded, h.Recorded
	} else if acts := v.snap.History(h.Instrument, h.State); len(acts) > 0 && h.Event == "" {
		out.Published, out.Updated = acts[0].Recorded, acts[len(acts)-1].Recorded
	}
	if out.Published.IsZero() {
		out.Published, out.Updated = v.e.today, v.e.today
	}
	return out
}

// atomFeed and the other types are the parts of an Atom feed as RFC 4287 names
// them.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  atomAuthor  `xml:"author"`
		Rights  string      `xml:"rights"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomAuthor struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID        string   `xml:"id"`
		Title     string   `xml:"title"`
		Published string   `xml:"published"`
		Updated   string   `xml:"updated"`
		Link      atomLink `xml:"link"`
		Summary   string   `xml:"summary"`
	}
)

// atom writes a feed.
func (e *edition) atom(lang i18n.Lang, f feed) ([]byte, error) {
	latest := e.today
	if len(f.Entries) > 0 {
		latest = slices.MaxFunc(f.Entries, func(a, b feedEntry) int { return a.Updated.First().Compare(b.Updated.First()) }).Updated
	}
	out := atomFeed{
		Lang: string(lang), ID: urn(f.Address), Title: f.Title, Updated: stamp(latest), Author: atomAuthor{i18n.For(lang).Text("page.program")},
		Rights: licence, Links: []atomLink{
			{"self", "application/atom+xml", e.absolute(path.Join(f.Address, "feed.xml"))}, {"alternate", "text/html", e.absolute(f.Address)},
			{"license", "", licenceAddress},
		},
	}
	for _, x := range f.Entries {
		out.Entries = append(out.Entries, atomEntry{
			ID: urn(f.Address + " " + x.Key), Title: x.Title, Published: stamp(x.Published), Updated: stamp(x.Updated), Summary: x.Text,
			Link: atomLink{"alternate", "text/html", e.absolute(x.Address)},
		})
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	w := xml.NewEncoder(&b)
	w.Indent("", " ")
	if err := w.Encode(out); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func stamp(d lindung.Date) string { return d.First().Format("2006-01-02") + "T00:00:00Z" }

// urn names something for ever, whatever the site is called: a UUID made from
// its name.
func urn(name string) string {
	h := sha256.Sum256([]byte("lindung " + name))
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80 // version 8, variant 1
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
