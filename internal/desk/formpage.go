package desk

import (
	"lindung/internal/page"
	"strconv"
)

// ActForm is one step that the actor can take.
type ActForm struct {
	Title, Lead string
	Form        page.Form
	Folded      bool // behind its title, beside what is done more often
	Open        bool // although it is folded: something in it is to be corrected
}

// FormPage is a page that is a form and nothing else.
type FormPage struct {
	page.Base
	Lead string
	Form page.Form
}

// Version carries the version of what a form changes.
func Version(n int64) []page.Hidden {
	return []page.Hidden{{Name: "version", Value: strconv.FormatInt(n, 10)}}
}

// SentVersion returns the version of what was shown when it was changed.
func (v *Visit) SentVersion() (int64, error) {
	n, err := strconv.ParseInt(v.Sent("version"), 10, 64)
	if err != nil {
		return 0, ErrBad
	}
	return n, nil
}

// FormView shows a FormPage.
var FormView = page.NewView[FormPage]("form_alone")
