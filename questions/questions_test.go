package questions

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

var ours = field.Set{field.NewForm("identity_birth", field.NewDate("birth_date", field.InGroup(lindung.Identity)))}

func read(t *testing.T, text string) (Set, []Fault) {
	t.Helper()
	s, faults, err := Read(strings.NewReader(text), ours)
	if err != nil {
		t.Fatal(err)
	}
	return s, faults
}

// said writes faults as "line column key".
func said(faults []Fault) string {
	all := []string{}
	for _, f := range faults {
		all = append(all, strings.Join(strings.Fields(fmt.Sprint(f.Line, " ", f.Column, " ", strings.TrimPrefix(f.Key, "questions.fault."))), " "))
	}
	return strings.Join(all, ", ")
}

func TestExample(t *testing.T) {
	s, faults := read(t, Example)
	if len(faults) > 0 {
		t.Fatal(said(faults))
	}
	if s.Code != "house" || len(s.Forms) != 2 {
		t.Fatalf("set %q with %d forms", s.Code, len(s.Forms))
	}
	days, class := s.Forms[0], s.Forms[1]
	if days.Name != "own_house_days" || days.Repeat != nil || days.Section != Section || days.Group() != lindung.SupportNotes {
		t.Errorf("%s: %+v", days.Name, days)
	}
	if !days.TellsWhere || !class.TellsWhere {
		t.Error("the person reads the answers also where they chose not to see where they are")
	}
	if class.Repeat == nil || class.Repeat.Day.Name != "own_house_class_on" {
		t.Errorf("%s is not listed by its day", class.Name)
	}
	for _, i := range s.Forms.Fields() {
		if day := i.Name == "own_house_class_on"; (i.Class == field.Sealed) == day || i.Class == field.Open {
			t.Errorf("%s has class %v", i.Name, i.Class)
		}
		if !i.HasPurpose(lindung.Assistance) || !i.HasPurpose(lindung.OwnRequest) || i.HasPurpose(lindung.Statistics) {
			t.Errorf("%s is for %v", i.Name, i.Purposes)
		}
	}
	tt := i18n.For("id").With(i18n.NewWords(s.Texts))
	for key, want := range map[string]string{
		"form.own_house_days": "Hari-hari di rumah", "form.own_house_class.intro": "Satu catatan untuk setiap kelas",
		"field.own_house_garden": "Apakah mereka ingin bekerja di kebun?", "field.own_house_garden.why": "Agar ada tempat bagi mereka di kebun",
		"field.own_house_wish.hint": "Dengan kata-kata mereka sendiri", "code.own_house_grow.rice": "Padi", "questions.set.own_house": "Kehidupan di rumah kami",
	} {
		if got := tt.Text(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	again, faults := ReadStored(s.CSV())
	if len(faults) > 0 || again.CSV() != s.CSV() || len(again.Forms.Fields()) != len(s.Forms.Fields()) {
		t.Errorf("what was stored reads otherwise: %s", said(faults))
	}
}

// The question below a condition is asked only where the one above was answered so.
func TestOnlyIf(t *testing.T) {
	s, _ := read(t, Example)
	f := s.Forms[0]
	for _, c := range []struct {
		in   url.Values
		want string
	}{
		{url.Values{"own_house_garden": {"yes"}, "own_house_grow": {"rice"}}, ""},
		{url.Values{"own_house_garden": {"no"}, "own_house_grow": {"rice"}}, "own_house_grow questions.problem.when"},
		{url.Values{"own_house_grow": {"rice"}}, "own_house_grow questions.problem.when"},
		{url.Values{"own_house_garden": {"perhaps"}, "own_house_grow": {"rice"}}, "own_house_garden problem.bool"},
		{url.Values{"own_house_grow-absent": {"not_asked"}}, ""},
	} {
		_, problems := f.Decode(c.in, time.Now())
		var got string
		for _, p := range problems {
			got += p.Field + " " + p.Key
		}
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.in, got, c.want)
		}
	}
}

// Each fault is said by its line and its column; those of one table all at once.
func TestFaults(t *testing.T) {
	const head = "row,code,label,label:id,kind,group,used for,why,hint,only if,answered\n"
	const set = "set,a,A,,,,,,,,\n"
	const form = set + "form,f,F,,,support_notes,,,,,\n"
	const one = "question,q,Q?,,yes-no,,,Because,,,\n"
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "0 exchange.file.empty"},
		{"no rows", head, "0 exchange.file.empty"},
		{"no columns", "code,label\na,b\n", "1 row no_column"},
		{"a column that nobody knows", "row,code,label,colour\n" + "set,a,A,\n", "1 colour column"},
		{"a language that nobody knows", "row,code,label,label:xx\n" + "set,a,A,\n", "1 label:xx language"},
		{"no form", head + set, "0 none"},
		{"no set", head + "form,f,F,,,support_notes,,,,,\n" + one, "2 row set_first"},
		{"two sets", head + set + set + "form,f,F,,,support_notes,,,,,\n" + one, "3 row set_twice"},
		{"another row", head + set + "field,f,F,,,,,,,,\n", "3 row row"},
		{"question without form", head + set + one, "3 row form_first"},
		{"option without question", head + form + "option,o,O,,,,,,,,\n" + one, "4 row option"},
		{"option of a text", head + form + "question,q,Q?,,text,,,Because,,,\noption,o,O,,,,,,,,\n", "5 row option"},
		{"no question", head + form, "3 empty"},
		{"no label", head + form + "question,q,,,yes-no,,,Because,,,\n", "4 label label"},
		{"no reason", head + form + "question,q,Q?,,yes-no,,,,,,\n", "4 why why"},
		{"no group", head + set + "form,f,F,,,,,,,,\n" + one, "3 group group"},
		{"a group that is none", head + set + "form,f,F,,,dreams,,,,,\n" + one, "3 group group"},
		{"a kind that is none", head + form + "question,q,Q?,,colour,,,Because,,,\n", "4 kind kind"},
		{"a use that is none", head + form + "question,q,Q?,,yes-no,,marketing,Because,,,\n", "4 used for use"},
		{"counted", head + form + "question,q,Q?,,yes-no,,statistics,Because,,,\n", "4 used for use"},
		{"support notes for the police", head + form + "question,q,Q?,,yes-no,,law_enforcement,Because,,,\n", "4 used for police"},
		{"a code with a capital", head + form + "question,Q,Q?,,yes-no,,,Because,,,\n", "4 code code"},
		{"a code as of HTCDS", head + form + "question,x_q,Q?,,yes-no,,,Because,,,\n", "4 code code"},
		{"a code as of the second column of a file", head + form + "question,q_ext,Q?,,yes-no,,,Because,,,\n", "4 code code"},
		{"a group that is never shared", head + set + "form,f,F,,,justice,,,,,\n" + one, "3 group group"},
		{"a code twice", head + form + one + one, "5 code twice"},
		{"a question of the program", head + form + "question,birth_date,Q?,,date,,,Because,,,\n", "4 code ours"},
		{"a form of the program", head + set + "form,identity_birth,F,,,support_notes,,,,,\n" + one, "3 code ours"},
		{"one option", head + form + "question,q,Q?,,one,,,Because,,,\noption,o,O,,,,,,,,\n", "4 kind options"},
		{"options with one label", head + form + "question,q,Q?,,one,,,Because,,,\noption,o,O,,,,,,,,\noption,p,o,,,,,,,,\n", "6 label same_label"},
		{"an option twice", head + form + "question,q,Q?,,one,,,Because,,,\noption,o,O,,,,,,,,\noption,o,P,,,,,,,,\noption,r,R,,,,,,,,\n", "6 code twice"},
		{"an option without label", head + form + "question,q,Q?,,one,,,Because,,,\noption,o,,,,,,,,,\noption,p,P,,,,,,,,\n", "5 label label"},
		{"many times and no day", head + set + "form,f,F,,,support_notes,,,,,many\n" + one, "3 answered day"},
		{"sometimes", head + set + "form,f,F,,,support_notes,,,,,sometimes\n" + one, "3 answered answered"},
		{"a condition without values", head + form + one + "question,r,R?,,text,,,Because,,q,\n", "5 only if only_if"},
		{"a condition on a question below", head + form + "question,r,R?,,text,,,Because,,q = yes,\n" + one, "4 only if only_if_code"},
		{"a condition on a text", head + form + "question,s,S?,,text,,,Because,,,\nquestion,r,R?,,text,,,Because,,s = yes,\n", "5 only if only_if_kind"},
		{"a condition on no answer", head + form + one + "question,r,R?,,text,,,Because,,q = perhaps,\n", "5 only if only_if_value"},
		{"a cell that says nothing", head + form + one + "option,o,O,,,,,,,,once\n", "5 answered cell, 5 row option"},
		{"a cell without a head", head + form + "question,q,Q?,,yes-no,,,Because,,,,lost\n", "4 outside"},
		{"a long label", head + form + "question,q," + strings.Repeat("Q", 201) + ",,yes-no,,,Because,,,\n", "4 label problem.text.long, 4 label label"},
		{"eight questions", head + form + strings.Join([]string{
			one, "question,q1,Q?,,yes-no,,,B,,,\n", "question,q2,Q?,,yes-no,,,B,,,\n", "question,q3,Q?,,yes-no,,,B,,,\n",
			"question,q4,Q?,,yes-no,,,B,,,\n", "question,q5,Q?,,yes-no,,,B,,,\n", "question,q6,Q?,,yes-no,,,B,,,\n", "question,q7,Q?,,yes-no,,,B,,,\n",
		}, ""), "3 long"},
		{"several at once", head + form + "question,Q,,,colour,,,,,,\n", "4 code code, 4 kind kind, 4 label label, 4 why why"},
		{"what is right", head + form + one, ""},
		{"semicolons", strings.ReplaceAll(head+form+one, ",", ";"), ""},
	} {
		if _, faults := read(t, c.text); said(faults) != c.want {
			t.Errorf("%s: %q, want %q", c.name, said(faults), c.want)
		}
	}
}

// A later version may ask less, more and otherwise, and never gives a code another meaning.
func TestVersions(t *testing.T) {
	const head = "row,code,label,label:id,kind,group,used for,why,hint,only if,answered\nset,a,A,,,,,,,,\n"
	const first = head + "form,f,F,,,support_notes,,,,,\n" +
		"question,q,Old?,Lama?,yes-no,,,Because,,,\nquestion,r,R?,,one,,,Because,,,\noption,x,X,,,,,,,,\noption,y,Y,,,,,,,,\n"
	one, faults := read(t, first)
	if len(faults) > 0 {
		t.Fatal(said(faults))
	}
	was, _ := Join([]Version{{Set: one, Number: 1, Year: "2026"}})
	for _, c := range []struct{ name, text, want string }{
		{"the same", first, ""},
		{"less", head + "form,f,F,,,support_notes,,,,,\nquestion,q,New?,,yes-no,,,Because,,,\n", ""},
		{"another kind", head + "form,f,F,,,support_notes,,,,,\nquestion,q,Q?,,text,,,Because,,,\n", "4 kind was_kind"},
		{"another group", head + "form,f,F,,,health,,,,,\nquestion,q,Q?,,yes-no,,,Because,,,\n", "3 group was_group"},
		{"used for more", head + "form,f,F,,,support_notes,,,,,\nquestion,q,Q?,,yes-no,,assistance; return,Because,,,\n", "4 used for was_use"},
		{"used for something else", head + "form,f,F,,,support_notes,,,,,\nquestion,q,Q?,,yes-no,,tracing,Because,,,\n", "4 used for was_use"},
		{"another form", head + "form,g,G,,,support_notes,,,,,\nquestion,q,Q?,,yes-no,,,Because,,,\n", "4 code was_form"},
		{"an option less", head + "form,f,F,,,support_notes,,,,,\nquestion,r,R?,,one,,,Because,,,\noption,x,X,,,,,,,,\noption,z,Z,,,,,,,,\n", "4 was_option"},
		{"many times", head + "form,f,F,,,support_notes,,,,,many\nquestion,d,D?,,date,,,Because,,,\n", "3 answered was_answered"},
	} {
		s, faults := read(t, c.text)
		if faults = append(faults, s.After(was)...); said(faults) != c.want {
			t.Errorf("%s: %q, want %q", c.name, said(faults), c.want)
		}
	}
	two, _ := read(t, head+"form,f,F,,,support_notes,,,,,\nquestion,q,New?,,yes-no,,,Because,,,\n")
	versions := []Version{{Set: one, Number: 1, Year: "2026"}, {Set: two, Number: 2, Year: "2027"}}
	forms, texts := Join(versions)
	f := forms[0]
	if len(forms) != 1 || f.Version != 2 || len(f.Fields) != 2 || len(f.Asked().Fields) != 1 || f.Fields[1].Until != "2027" {
		t.Errorf("joined: %d forms, edition %d, %d fields, %d asked", len(forms), f.Version, len(f.Fields), len(f.Asked().Fields))
	}
	if got := texts["field.own_q"]; got["en"] != "New?" || got["id"] != "" || texts["field.own_r"]["en"] != "R?" {
		t.Errorf("labels: %v", texts)
	}
	v, _ := f.Decode(url.Values{}, time.Now())
	if _, _, bad := v.Parse(f.Fields[1], "x", time.Now()); bad != nil || v.Text(f.Fields[1]) != "x" {
		t.Error("what was asked before cannot be read")
	}
	forms, _ = Join(append(versions, Version{Number: 3, Year: "2028", Over: true}))
	if f = forms[0]; len(f.Asked().Fields) != 0 || len(f.Fields) != 2 || f.Fields[0].Until != "2028" {
		t.Error("a set that was taken away is asked, or not readable")
	}
	if got := said(two.Taken(forms)); got != "3 code taken, 4 code taken" {
		t.Errorf("taken: %q", got)
	}
}
