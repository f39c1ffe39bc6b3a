package person

import (
	"net/url"
	"testing"
	"time"

	"lindung"
	"lindung/field"
)

// byForm decodes what was posted, by form.
func byForm(t *testing.T, posted map[string]url.Values) func(*field.Form) field.Values {
	t.Helper()
	all := map[string]field.Values{}
	for name, in := range posted {
		f, ok := Forms.Named(name)
		if !ok {
			t.Fatalf("no form %s", name)
		}
		v, problems := f.Decode(in, time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
		if problems != nil {
			t.Fatal(problems)
		}
		all[name] = v
	}
	return func(f *field.Form) field.Values { return all[f.Name] }
}

// What must not wait is said by a yes, and by a child without an adult; what is
// unknown, refused or not asked raises nothing by itself.
func TestUrgency(t *testing.T) {
	on := lindung.Date{Year: 2026, Month: 11, Day: 24}
	for name, c := range map[string]struct {
		posted map[string]url.Values
		doubt  bool
		want   string
	}{
		"nothing":       {want: ""},
		"yes":           {posted: map[string]url.Values{"health_needs": {"health_urgent": {"yes"}}}, want: " health_urgent:"},
		"no":            {posted: map[string]url.Values{"health_needs": {"health_urgent": {"no"}}}, want: ""},
		"does not know": {posted: map[string]url.Values{"legal_needs": {"detained-absent": {"unknown"}}}, want: ""},
		"two":           {posted: map[string]url.Values{"legal_needs": {"detained": {"yes"}}, "immigration_status": {"removal_order": {"yes"}}}, want: " detained: removal_order:"},
		"a child":       {posted: map[string]url.Values{"identity_birth": {"birth_date": {"2010-03-01"}}}, want: " child_alone:2028-02-29"},
		"a child with":  {posted: map[string]url.Values{"identity_birth": {"birth_date": {"2010-03-01"}}, "family_guardian": {"guardian_relation": {"mother"}}}, want: ""},
		"with a danger": {posted: map[string]url.Values{"identity_birth": {"birth_date": {"2010-03-01"}}, "family_guardian": {"guardian_relation": {"other_relative"}, "guardian_concern": {"do_not_tell"}}}, want: " child_alone:2028-02-29"},
		"with nobody":   {posted: map[string]url.Values{"identity_birth": {"birth_date": {"2010-03-01"}}, "family_guardian": {"guardian_relation": {"none"}}}, want: " child_alone:2028-02-29"},
		"a doubted one": {doubt: true, want: " child_alone:"},
		"an adult":      {posted: map[string]url.Values{"identity_birth": {"birth_date": {"1999"}}}, want: ""},
	} {
		got, answers := "", byForm(t, c.posted)
		given := func(f *field.Form) []Given { return []Given{{Values: answers(f)}} }
		for _, u := range Urgency(Forms, given, MarkOn(on, c.doubt, answers(Birth))) {
			got += " " + u.Name + ":" + u.Until.String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
