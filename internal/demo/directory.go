package demo

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/directory"
	"lindung/field"
)

// listed is data/directory.json: what is offered, and what is asked without a person.
type listed struct {
	Offers []struct {
		By, FreeBy string
		Free       int
		Says       map[string]string
	}
	Bodies []struct {
		By, Name, Telephone string
		Country             lindung.Country
		Sector              lindung.Sector
		Says                map[string]string
	}
	Enquiries []struct {
		By                            string
		To                            []string
		People                        map[string]int
		Need, Start, Nights, Language string
		Answers                       []struct {
			By, Answer string
			Places     int
		}
	}
}

// ask says what is free, and asks without a person.
func (f *filling) ask(l listed) error {
	for _, o := range l.Offers {
		s, err := f.as(o.FreeBy)
		if o.FreeBy == "" {
			continue
		}
		if err == nil {
			err = directory.SayFree(f.ctx, s, o.Free)
		}
		if err != nil {
			return fmt.Errorf("demo: %s says what is free: %w", o.FreeBy, err)
		}
	}
	return f.enquire(l)
}

// offer fills the directory.
func (f *filling) offer(l listed) error {
	for _, o := range l.Offers {
		s, err := f.as(o.By)
		if err != nil {
			return err
		}
		v, err := f.says(o.Says)
		if err == nil {
			err = directory.Save(f.ctx, s, consent.ToOrg(s.Actor().Org), 0, v)
		}
		if err != nil {
			return fmt.Errorf("demo: offer of %s: %w", o.By, err)
		}
	}
	for _, b := range l.Bodies {
		s, err := f.as(b.By)
		if err != nil {
			return err
		}
		v, err := f.says(b.Says)
		if err == nil {
			body := consent.Body{Name: b.Name, Phone: b.Telephone, Country: b.Country, Sector: b.Sector}
			err = directory.Register(f.ctx, s, []directory.Registered{{Body: body, Answers: v}})
		}
		if err != nil {
			return fmt.Errorf("demo: outside body of %s: %w", b.By, err)
		}
	}
	return nil
}

// says reads the answers of an offer.
func (f *filling) says(texts map[string]string) (field.Values, error) {
	var v field.Values
	for name, text := range texts {
		i, ok := directory.OfferForm.Field(name)
		if !ok {
			return v, fmt.Errorf("an offer has no %q", name)
		}
		if _, _, bad := v.Parse(i, text, f.now); bad != nil {
			return v, field.Problems{*bad}
		}
	}
	return v, nil
}

// enquire sends the enquiries and answers them.
func (f *filling) enquire(l listed) error {
	for _, e := range l.Enquiries {
		s, err := f.as(e.By)
		if err != nil {
			return err
		}
		var to []lindung.OrgID
		for _, key := range e.To {
			to = append(to, f.orgs[key].ID)
		}
		id, err := directory.Send(f.ctx, s, directory.Ask{People: e.People, Need: e.Need, Start: e.Start, Nights: e.Nights, Language: e.Language}, to)
		for _, a := range e.Answers {
			var answers access.Session
			if err == nil {
				answers, err = f.as(a.By)
			}
			if err == nil {
				err = directory.Answer(f.ctx, answers, id, a.Answer, a.Places)
			}
		}
		if err != nil {
			return fmt.Errorf("demo: enquiry of %s: %w", e.By, err)
		}
	}
	return nil
}
