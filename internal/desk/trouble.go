package desk

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/i18n"
	"lindung/internal/pace"
	"lindung/internal/page"
	"lindung/staff"
)

// Errors of pages themselves.
var (
	// errOtherSite says that a form came from another site.
	errOtherSite = errors.New("the form came from another site")
	// errBad says that the address or the form makes no sense.
	ErrBad = errors.New("the request makes no sense")
	// errFault stands for a fault of the program, whose text is not shown.
	errFault = errors.New("a fault of the program")
)

// statuses say what an error looks like; the first that fits counts. What is not
// here is a fault of the program, 500.
var statuses = []struct {
	err    error
	status int
}{

	{access.ErrDenied, http.StatusNotFound},
	{lindung.ErrNotFound, http.StatusNotFound},
	{lindung.ErrConflict, http.StatusConflict},
	{access.ErrClosed, http.StatusLocked},
	{staff.ErrUsed, http.StatusNotFound},
	{pace.ErrBusy, http.StatusTooManyRequests},
	{errOtherSite, http.StatusBadRequest},
	{ErrBad, http.StatusBadRequest},
}

func statusOf(err error) int {
	var large *http.MaxBytesError
	switch {
	case access.Unsaved(err), access.Unknown(err), errors.Is(err, audit.ErrTampered):
		return http.StatusServiceUnavailable
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	}
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s.status
		}
	}
	return http.StatusInternalServerError
}

// refuse answers with the page of an error.
func (v *Visit) refuse(err error) {
	if errors.Is(err, context.Canceled) {
		return // no one is there to read it
	}
	if r := asRepeat(err); r != nil {
		if err = v.repeated(r); err == nil {
			return
		}
	}
	if errors.Is(err, access.ErrStepUp) {
		err = v.askProof()
		if err == nil {
			return
		}
	}
	if errors.Is(err, access.ErrUndertaking) {
		err = v.askFirst(UndertakingPath)
		if err == nil {
			return
		}
	}
	if errors.Is(err, staff.ErrEnded) {
		v.Session = access.Session{}
		if err = v.askSignIn(v, v.Text("sign_in.wrong_proofs")); err == nil {
			return
		}
	}
	status := statusOf(err)
	if status >= http.StatusInternalServerError {
		v.Logger.Error("page refused", "route", v.rt.Pattern, "reference", v.Reference, "actor", string(v.Session.Actor().ID), "err", err)
	}
	stem := "page.error.503"
	if errors.Is(err, audit.ErrTampered) {
		stem = "page.error.log"
	}
	if status == http.StatusServiceUnavailable && canSendAgain(v) {
		unsaved(v, stem, access.Unknown(err))
		return
	}
	if !v.SignedIn() { // what went wrong is said in more languages than the rest
		v.T = i18n.For(v.wished(i18n.Offered(i18n.ForTrouble...)))
	}
	b := v.Base("page.error.title")
	b.Status, b.Flash, b.Unsent = status, "", nil
	v.answered = true
	if errors.Is(err, access.ErrNoCases) {
		stem = "desk.only"
	}
	if errors.Is(err, audit.ErrTampered) || errors.Is(err, access.ErrNoCases) {
		v.site.Trouble(v.Writer, v.Request, b, stem, v.Reference)
		return
	}
	v.site.Refuse(v.Writer, v.Request, b, v.Reference)
}

type unsavedPage struct {
	page.Base
	What, Kept, Reference string
	Form                  page.Form
}

var unsavedView = page.NewView[unsavedPage]("unsaved")

// canSendAgain reports whether what was posted can travel with a page.
func canSendAgain(v *Visit) bool {
	return v.SignedIn() && v.Request.Method == http.MethodPost && len(v.files) == 0 && len(v.Form()) > 0
}

// unsaved says that nothing was saved, or that nobody knows whether it was, and
// keeps what was posted on the page, to be sent again with one press. It goes with
// the key that it had: what was saved is not saved a second time, and the press
// leads to it.
func unsaved(v *Visit, stem string, unknown bool) {
	title, what, kept, again := stem+".title", stem+".what", "unsaved.kept", "unsaved.again"
	if unknown {
		title, what, kept, again = "unknown.title", "unknown.what", "unknown.kept", "unknown.again"
		if v.once == nil || v.once.Key == "" {
			kept = "unknown.look"
		}
	}
	p := unsavedPage{Base: v.Base(title), What: v.Text(what), Kept: v.Text(kept), Reference: v.Reference}
	p.Status, p.Flash = http.StatusServiceUnavailable, ""
	p.Form = page.Form{Action: v.Request.URL.RequestURI(), Hidden: Hidden(v.Form()), Save: page.Button{Text: v.Text(again)}}
	v.answered = true
	unsavedView.Show(v.site, v.Writer, v.Request, p)
}

// Hidden is a posted form as it travels with a page, without its key, which each
// page writes itself. Passwords do not travel.
func Hidden(form url.Values) []page.Hidden {
	var all []page.Hidden
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			if !secrets[name] && name != keyInput && name != heldIn {
				all = append(all, page.Hidden{Name: name, Value: value})
			}
		}
	}
	return all
}
