package web

import (
	"strings"

	"lindung"
	"lindung/audit"
)

// A teller puts entries of the log into words. The log holds no values, and so
// do the words.
type teller struct {
	*visit
	names map[lindung.ActorID]string
	orgs  map[lindung.OrgID]string
}

func (v *visit) teller() (teller, error) {
	names, err := v.colleagues()
	if err != nil {
		return teller{}, err
	}
	orgs, err := v.orgNames()
	return teller{v, names, orgs}, err
}

// who says who acted: a colleague by name, of others the organisation only.
func (t teller) who(e audit.Entry) string {
	if name := t.names[lindung.ActorID(e.Actor)]; name != "" {
		return name
	}
	if e.Org == string(t.session.Actor().Org) {
		return t.text("history.program")
	}
	name := t.orgs[lindung.OrgID(e.Org)]
	if name == "" {
		name = t.text("history.someone")
	}
	return t.text("history.other", "name", name)
}

// did says what was done to a case.
func (t teller) did(e audit.Entry) string { return t.first(e, "act."+e.Act) }

// acted says what was done to anything, with what the entry knows beside.
func (t teller) acted(e audit.Entry) string {
	stem := "log.act." + e.Act
	if actor, ok := strings.CutPrefix(e.Actor, "system:"); ok {
		return t.first(e, stem+"."+actor, stem, "act."+e.Act)
	}
	kind := e.Filter
	if i := strings.LastIndexByte(kind, ' '); i >= 0 {
		kind = kind[i+1:] // what was done with a file stands after its format
	}
	return t.first(e, stem+"."+kind, stem, "act."+e.Act)
}

// first returns the first of keys that has a text.
func (t teller) first(e audit.Entry, keys ...string) string {
	for _, key := range keys {
		if t.t.Has(key) {
			return t.text(key)
		}
	}
	return t.text("history.act", "act", e.Act)
}
