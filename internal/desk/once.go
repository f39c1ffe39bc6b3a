package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/internal/page"
	"lindung/staff"
)

// keyInput is the input that carries the key of a form.
const keyInput = "once"

// claim gives the session the key of a posted form, so that what is sent twice is
// done once. A repeat that comes after the act ends here.
func (v *Visit) claim(rt Route) error {
	if v.Request.Method != http.MethodPost || !v.SignedIn() || rt.Who == Anyone {
		return nil
	}
	answer := Done(nearest(v.Request.URL.Path), "sent_before")
	v.once = &access.SentForm{Acts: append(slices.Clone(rt.Or), rt.Action), Content: v.content(), LeadsTo: answer}
	if key := v.sentKey(); key != "" && !rt.Free {
		v.once.Key = key
		v.once.Then = func(tx *access.Tx) error { return staff.DraftSent(tx, key) }
	}
	v.Session = v.Session.WithSentForm(v.once)
	if v.once.Key == "" {
		return nil
	}
	return v.Session.Repeats(v.Ctx())
}

// sentKey is the key of the form that was posted; "" if it has none.
func (v *Visit) sentKey() string {
	if key := v.Form().Get(keyInput); lindung.IsID(key) {
		return key
	}
	return ""
}

// nearest returns the page above the address of an act: the act leads there if its
// handler names no other page.
func nearest(path string) string {
	parts := strings.SplitN(strings.TrimPrefix(path, "/"), "/", 3)
	if len(parts) > 1 && lindung.IsID(parts[1]) {
		return "/" + parts[0] + "/" + parts[1]
	}
	return "/" + parts[0]
}

// Act is the session for the act of the page, which leads to the address to:
// its repeats lead there too. access.MadeID in to stands for what the act makes.
func (v *Visit) Act(to string) access.Session {
	v.once.LeadsTo = to
	return v.Session
}

// ActOr is Act for an act that may make nothing, and then leads to the address
// nothing.
func (v *Visit) ActOr(to, nothing string) access.Session {
	v.once.Nothing = nothing
	return v.Act(to)
}

// Acted leads where the act said that it leads.
func (v *Visit) Acted() error { return v.GoTo(v.once.Address()) }

// ActedAt is that address, to hold what its page shows.
func (v *Visit) ActedAt() string { return v.once.Address() }

// Done is the address path, where is then said that something was done: the label
// "done."+what.
func Done(path, what string) string {
	path, part, found := strings.Cut(path, "#")
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	path += sep + "done=" + what
	if found {
		path += "#" + part
	}
	return path
}

// A formKey is a key that came with the request and goes with the form that is
// shown again.
type formKey struct {
	id   string
	path string // where the form is sent to; "" for the first form of the page
}

// mark says what a form carries that posts to action: a key, which is the one
// that came with the request if the form is the same.
func (v *Visit) mark(action string) page.Mark {
	u, err := url.Parse(action)
	if err != nil {
		return page.Mark{}
	}
	rt, ok := v.routeOf(http.MethodPost, u.Path)
	if !ok || rt.Who == Anyone || rt.Free && rt.Draft == "" {
		return page.Mark{}
	}
	m := page.Mark{Keep: rt.Draft != ""}
	key := lindung.NewID()
	if k := v.key; k.id != "" && (k.path == "" || k.path == u.Path) {
		key = k.id
		if !rt.Free { // what is only asked goes on to the act
			v.key = formKey{}
		}
		if held := v.heldID(); held != "" {
			m.Hidden = append(m.Hidden, page.Hidden{Name: heldIn, Value: held})
		}
	}
	m.Hidden = append(m.Hidden, page.Hidden{Name: keyInput, Value: key})
	return m
}

// asRepeat returns the repeat that an error tells of, nil if it tells of none.
func asRepeat(err error) *access.Repeated {
	var r *access.Repeated
	errors.As(err, &r)
	return r
}
