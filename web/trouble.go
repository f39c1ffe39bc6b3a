package web

import (
	"context"
	"errors"
	"net/http"

	"lindung"
	"lindung/access"
)

// Errors of pages themselves.
var (
	// errOtherSite says that a form came from another site.
	errOtherSite = errors.New("the form came from another site")
	// errBad says that the address or the form makes no sense.
	errBad = errors.New("the request makes no sense")
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
	{access.ErrUsed, http.StatusNotFound},
	{access.ErrBusy, http.StatusTooManyRequests},
	{errOtherSite, http.StatusBadRequest},
	{errBad, http.StatusBadRequest},
}

func statusOf(err error) int {
	var large *http.MaxBytesError
	switch {
	case access.Unsaved(err):
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
func (v *visit) refuse(err error) {
	if errors.Is(err, context.Canceled) {
		return // nobody is there to read it
	}
	if errors.Is(err, access.ErrStepUp) {
		err = v.askProof("")
		if err == nil {
			return
		}
	}
	status := statusOf(err)
	if status >= http.StatusInternalServerError {
		v.Logger.Error("page refused", "route", v.route, "reference", v.reference, "actor", string(v.session.Actor().ID), "err", err)
	}
	b := v.base("page.error.title")
	b.Status, b.Flash = status, ""
	v.answered = true
	v.site.Refuse(v.w, v.r, b, v.reference)
}

// notFound answers every address that nothing is at.
func notFound(*visit) error { return lindung.ErrNotFound }
