package desk

import (
	"strings"

	"lindung"
	"lindung/access"
	"lindung/audit"
)

// A Teller puts entries of the log into words.
type Teller struct {
	*Visit
	Names map[lindung.ActorID]string
	Orgs  map[lindung.OrgID]string
}

// Teller returns a Teller with the names of colleagues and organisations.
func (v *Visit) Teller() (Teller, error) {
	names, err := v.Colleagues()
	if err != nil {
		return Teller{}, err
	}
	orgs, err := v.OrgNames()
	return Teller{v, names, orgs}, err
}

// Who says who acted: a colleague by name, anyone else by their organisation.
func (t Teller) Who(e audit.Entry) string {
	if name := t.Names[lindung.ActorID(e.Actor)]; name != "" {
		return name
	}
	if access.IsLink(lindung.ActorID(e.Actor)) {
		return t.Text("history.by_link")
	}
	if access.IsPerson(lindung.ActorID(e.Actor)) {
		return t.Text("history.person")
	}
	if access.IsReporter(lindung.ActorID(e.Actor)) {
		return t.Text("history.reporter")
	}
	if e.Org == string(t.Session.Actor().Org) {
		return t.Text("history.program")
	}
	name := t.Orgs[lindung.OrgID(e.Org)]
	if name == "" {
		name = t.Text("history.someone")
	}
	return t.Text("history.other", "name", name)
}

// Did says what was done to a case and, for a change, which form was changed.
func (t Teller) Did(e audit.Entry) string {
	if e.Misfit {
		return t.Text("log.misfit")
	}
	for _, form := range []string{"form." + e.Filter, "page.case_" + e.Filter} {
		if e.Act == string(access.CaseEdit) && e.Filter != "" && t.T.Has(form) {
			return t.Text("act.case.edit_of", "form", t.Text(form))
		}
	}
	return t.first(e, "act."+e.Act+"."+e.Filter, "act."+e.Act)
}

// Acted says what was done to anything, with the filter of the entry.
func (t Teller) Acted(e audit.Entry) string {
	if e.Misfit {
		return t.Text("log.misfit")
	}
	stem := "log.act." + e.Act
	if actor, ok := strings.CutPrefix(e.Actor, "system:"); ok {
		return t.first(e, stem+"."+actor+"."+e.Filter, stem+"."+actor, stem, "act."+e.Act)
	}
	kind := e.Filter
	if i := strings.LastIndexByte(kind, ' '); i >= 0 {
		kind = kind[i+1:] // what was done with a file comes after its format
	}
	return t.first(e, stem+"."+kind, stem, "act."+e.Act)
}

// first returns the first of keys that has a text.
func (t Teller) first(e audit.Entry, keys ...string) string {
	for _, key := range keys {
		if t.T.Has(key) {
			return t.Text(key)
		}
	}
	return t.Text("history.act", "act", e.Act)
}

// WatchedLog says what the log witness has seen, and whether it is a warning.
func (v *Visit) WatchedLog() (text string, warns bool) {
	if v.Watched == nil {
		return v.Text("log.watched.none"), false
	}
	w := v.Watched()
	switch {
	case w.Fault != "":
		return v.Text("log.watched."+w.Fault, "name", w.Witness, "seen", w.Seen, "when", v.DayOn(w.Failed)), true
	case w.Entries == 0:
		return v.Text("log.watched.never", "name", w.Witness), false
	}
	return v.Text("log.watched.good", "name", w.Witness, "n", w.Entries, "when", v.DayOn(w.At)), false
}
