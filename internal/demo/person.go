package demo

import (
	"lindung/access"
	"lindung/survivor"
)

// givePaper gives the person a paper with which they read their own file. Its codes are
// those that the demo prints.
func givePaper(f *filling, s access.Session, a act) error {
	codes, err := survivor.Make(f.ctx, s.SteppedUp(true), a.on(), survivor.New{Where: false, Second: true, Then: a.Text})
	if err == nil {
		gave := f.gave[a.By]
		gave.Paper = codes
		f.gave[a.By] = gave
		a.person.codes = codes
	}
	return err
}

// visit lets the person into their own view.
func (f *filling) visit(a act) (survivor.Visit, error) {
	d := survivor.NewDoor(f.node)
	token, err := d.Enter(f.ctx, a.person.codes.Code, a.person.codes.PIN, "demo")
	if err != nil {
		return survivor.Visit{}, err
	}
	return d.Resume(f.ctx, token)
}

// writeWords is written by the person themselves, in their own view.
func writeWords(f *filling, _ access.Session, a act) error {
	v, err := f.visit(a)
	if err == nil {
		_, err = survivor.Write(f.ctx, v.Session, v.Case, a.Kind, "", a.Text)
	}
	return err
}

// limitContact is said by the person themselves.
func limitContact(f *filling, _ access.Session, a act) error {
	v, err := f.visit(a)
	if err == nil {
		err = survivor.Limit(f.ctx, v.Session, v.Case, []string{a.Kind})
	}
	return err
}
