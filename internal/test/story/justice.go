package story

import (
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/justice"
)

// suspect records a suspect in a case. Who is called by the same name in a case that the
// actor reads is the same one, unless the line says other=yes.
func suspect(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	n := justice.New{
		Known: justice.Known{Name: l.set["name"], Handles: l.set["handles"], Nation: lindung.Country(l.set["nation"])},
		Part:  justice.Part{Roles: strings.Split(l.set["roles"], ","), Is: l.set["is"], Why: l.say}, Other: l.set["other"] == "yes",
	}
	if l.set["same"] == "yes" {
		_, err = cases.ReadSome(r.ctx, r.session, id, cases.Some{}, func(tx *access.Tx, c cases.Case) error {
			known, err := justice.ToChoose(tx, c)
			for _, k := range known {
				if k.Name == n.Name {
					n.Same = k.ID
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	_, err = justice.Add(r.ctx, r.session, id, n)
	return nil, err
}

// showSuspects shows the suspects of a case, what each is said to have done, and the other
// cases that the actor reads.
func showSuspects(r *run, l line) ([]string, error) {
	w, err := r.whole(l)
	var all []string
	for _, s := range w.Suspects {
		text := s.Name + ":"
		for i, p := range s.Parts {
			if i > 0 {
				text += " / " + r.names[string(p.Case)]
			}
			text += " " + strings.Join(p.Roles, " ") + " " + p.Is
		}
		all = append(all, text)
	}
	return all, err
}

// showReminders shows what the law asks because of the proceedings of a case.
func showReminders(r *run, l line) ([]string, error) {
	w, err := r.whole(l)
	var all []string
	for _, one := range dossier.Reminders(w) {
		all = append(all, strings.TrimSpace(one.Name+" "+string(one.State)))
	}
	return all, err
}

// showProceedings shows what is open by law in the cases that the actor sees.
func showProceedings(r *run, _ line) ([]string, error) {
	open, err := dossier.ReadMatters(r.ctx, r.session)
	var all []string
	for _, m := range open {
		for _, o := range m.Records {
			all = append(all, r.names[string(o.Case)]+" "+o.Form.Name+" "+m.Name)
		}
	}
	return all, err
}

// joinSuspects says that the suspect of a case is the one of the same name in another.
func joinSuspects(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	find := func(id lindung.CaseID) (lindung.SuspectID, error) {
		w, err := dossier.Read(r.ctx, r.session, id)
		for _, s := range w.Suspects {
			if s.Name == l.set["name"] {
				return s.ID, err
			}
		}
		return "", err
	}
	from, err := find(id)
	if err != nil {
		return nil, err
	}
	into, err := find(r.cases[l.after("with")])
	if err != nil {
		return nil, err
	}
	return nil, justice.Join(r.ctx, r.session, id, from, into)
}
