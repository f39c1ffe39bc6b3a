package desk

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/page"
	"lindung/staff"
)

// secrets are never kept with a form.
var secrets = map[string]bool{"password": true, "old": true, "repeat": true, "code": true}

// The names by which an address leads to what was typed.
const (
	heldIn  = "held"
	draftIn = "draft"
)

// Hold keeps a step of work that only asks, sealed, as long as the browser session
// lasts, and leads to path, which shows what follows. Back and reload survive it,
// and no value stands in an address.
func (v *Visit) Hold(path string, form url.Values) error {
	u, err := url.Parse(path)
	if err != nil {
		return err
	}
	step := staff.Draft{ID: u.Query().Get(heldIn), Path: u.Path, Object: objectOf(u.Path), Form: withoutSecrets(form)}
	if step.ID == "" {
		step.ID = lindung.NewID()
		path = with(path, heldIn, step.ID)
	}
	if err := v.Door.HoldStep(v.Ctx(), v.Session, step); err != nil {
		return err
	}
	return v.GoTo(path)
}

// HoldTyped holds what was typed into the form that is sent to action, without the
// inputs that do not belong to it, and leads back to the page of the form.
func (v *Visit) HoldTyped(action string, without ...string) error {
	u, err := url.Parse(LocalPath(action))
	if err != nil {
		return ErrBad
	}
	rt, ok := v.routeOf(http.MethodPost, u.Path)
	if !ok || rt.Draft == "" {
		return ErrBad
	}
	form := maps.Clone(v.Form())
	for _, name := range append(without, heldIn) {
		delete(form, name)
	}
	return v.Hold(rt.pageOf(u.Path), form)
}

// Next is the address of a page that shows what an act has made: a step that Hold
// keeps once the act is done.
func Next(path string) string { return with(path, heldIn, lindung.NewID()) }

// Held reports whether the page follows a step or continues a draft. Form then
// returns what was typed.
func (v *Visit) Held() bool { return v.typed.ID != "" }

// HeldFor reports whether the page follows a step that is not older than that.
func (v *Visit) HeldFor(most time.Duration) bool {
	return v.Held() && v.Node.Now().Sub(v.typed.At.Time()) <= most
}

// WithHeld leads to path with what is held, so that nothing is typed again.
func (v *Visit) WithHeld(path string) string {
	if id := v.heldID(); id != "" {
		return with(path, heldIn, id)
	}
	return path
}

// heldID is the step that the page follows; "" for none. A form that was posted
// from a page that follows one says so.
func (v *Visit) heldID() string {
	id := v.Query(heldIn)
	if v.Request.Method == http.MethodPost {
		id = v.Sent(heldIn)
	}
	if !lindung.IsID(id) || v.Request.Method == http.MethodGet && !v.Held() {
		return ""
	}
	return id
}

// Filled is what a form shows: what was typed before, if the page goes on with
// that, else in.
func (v *Visit) Filled(in url.Values) url.Values {
	if v.Held() {
		return v.Form()
	}
	return in
}

func with(path, name, id string) string {
	if strings.Contains(path, "?") {
		return path + "&" + name + "=" + id
	}
	return path + "?" + name + "=" + id
}

// recall finds what was typed before for the page that was asked for: the step
// that its address names, the draft that it continues, or one that it can offer.
// What is gone is as if it had not been.
func (v *Visit) recall(rt Route) error {
	if v.Request.Method != http.MethodGet || !v.SignedIn() || rt.Who == Anyone {
		return nil
	}
	var err error
	switch held, draft := v.Query(heldIn), v.Query(draftIn); {
	case lindung.IsID(draft):
		v.typed, err = v.Door.Draft(v.Ctx(), v.Session, draft)
		if v.typed.Page != v.Request.URL.Path {
			v.typed = staff.Draft{}
		}
		v.key = formKey{v.typed.ID, v.typed.Path}
	case lindung.IsID(held):
		v.typed, err = v.Door.HeldStep(v.Ctx(), v.Session, held)
		v.key = formKey{id: cmp.Or(v.typed.Form.Get(keyInput), lindung.NewID())}
	}
	if errors.Is(err, lindung.ErrNotFound) || v.typed.Object != objectOf(v.Request.URL.Path) {
		v.typed, v.key, err = staff.Draft{}, formKey{}, nil // gone, or about something else
	}
	if v.Held() {
		v.Request.PostForm = v.typed.Form
	}
	if err != nil || !v.fills[rt.Pattern] || v.Query(draftIn) != "" {
		return err
	}
	v.offer, _, err = v.Door.DraftAt(v.Ctx(), v.Session, v.Request.URL.Path)
	return err
}

// unsent offers what was typed on the page before.
func unsent(v *Visit) *page.Unsent {
	if v.offer.ID == "" {
		return nil
	}
	return &page.Unsent{
		Text: v.Text("unsent.offer", "when", v.When(v.offer.At.Time())),
		Go:   page.Link{Text: v.Text("unsent.go"), Href: with(v.offer.Page, draftIn, v.offer.ID)},
		Drop: page.Form{
			Action: "/drafts/" + v.offer.ID + "/drop", Hidden: []page.Hidden{{Name: "to", Value: v.offer.Page}},
			Save: page.Button{Text: v.Text("unsent.drop"), Classes: "govuk-button--secondary l-button--quiet"},
		},
	}
}

// draftPath is the input in which the script says where a form is sent to.
const draftPath = "draft-path"

// longestDraft is how much of a form is kept while it is typed.
const longestDraft = 256 << 10

// keepDraft keeps what the script sends while someone types.
func keepDraft(v *Visit) error {
	draft, ok := draftOf(v, v.Sent(draftPath))
	if !ok || v.Request.ContentLength > longestDraft {
		return ErrBad
	}
	if err := v.Door.KeepDraft(v.Ctx(), v.Session, draft); err != nil {
		return err
	}
	v.answered = true
	v.Writer.WriteHeader(http.StatusNoContent)
	return nil
}

// draftOf is what was posted, as a draft of the form that is sent to action. It
// reports false for a form of which none is kept: one without a title to show it
// under.
func draftOf(v *Visit, action string) (staff.Draft, bool) {
	u, err := url.Parse(LocalPath(action))
	if err != nil {
		return staff.Draft{}, false
	}
	rt, ok := v.routeOf(http.MethodPost, u.Path)
	form := withoutSecrets(v.Form())
	delete(form, draftPath)
	if !ok || rt.Draft == "" || len(form) == 0 || len(v.files) > 0 {
		return staff.Draft{}, false
	}
	id := v.sentKey()
	if id == "" {
		id = lindung.NewID()
	}
	return staff.Draft{ID: id, Path: u.Path, Page: rt.pageOf(u.Path), Object: objectOf(u.Path), Form: form}, true
}

// keepLate keeps what was posted as a draft of the actor whose session has
// expired. It reads nothing of what is not kept, and nothing from a stranger.
func (v *Visit) keepLate(rt Route) (bool, error) {
	token := Cookie(v.Request, v.Sessions.Cookie.Name)
	if token == "" || rt.Draft == "" {
		return false, nil
	}
	if known, err := v.Door.KnowsLate(v.Ctx(), token); err != nil || !known {
		return false, err
	}
	if err := v.readForm(formLimit); err != nil {
		return false, err
	}
	draft, ok := draftOf(v, v.Request.URL.Path)
	if !ok {
		return false, nil
	}
	return v.Door.KeepLate(v.Ctx(), token, draft)
}

// DraftTitle is the title of the act that a draft waits for.
func (v *Visit) DraftTitle(d staff.Draft) string {
	rt, ok := v.routeOf(http.MethodPost, d.Path)
	if !ok || rt.Draft == "" {
		return ""
	}
	title := rt.filled(rt.Draft, ".", d.Path)
	if of, ok := strings.CutPrefix(title, "form."); ok && strings.HasPrefix(rt.Draft, "form.{") {
		if _, ok := v.Session.Forms().Named(of); !ok {
			return "" // another organisation asks it, or nobody
		}
	}
	return v.Text(title)
}

// DraftHref leads to the form that a draft was typed into.
func DraftHref(d staff.Draft) string { return with(d.Page, draftIn, d.ID) }

func withoutSecrets(form url.Values) url.Values {
	kept := maps.Clone(form)
	if kept == nil {
		kept = url.Values{}
	}
	for name := range secrets {
		delete(kept, name)
	}
	return kept
}

// objectOf is the first identifier in a path: the case or the like that a page
// is about.
func objectOf(path string) string {
	for _, part := range strings.Split(path, "/") {
		if lindung.IsID(part) {
			return part
		}
	}
	return ""
}

// Problems takes what whoever fills in a form can mend out of the error of an act.
// It returns the other errors as they are.
func (v *Visit) Problems(err error) ([]field.Problem, error) {
	var problems field.Problems
	switch {
	case errors.As(err, &problems):
		return problems, nil
	case errors.Is(err, access.ErrClosed):
		return []field.Problem{{Key: "problem.case_closed"}}, nil
	}
	return nil, err
}
