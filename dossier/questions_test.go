package dossier_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/questions"
)

func set(t *testing.T, n *nodetest.Node, text string) access.QuestionSet {
	t.Helper()
	s, faults, err := questions.Read(strings.NewReader(text), dossier.Forms)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	q, err := access.SetQuestions(t.Context(), n.System(n.Orgs["shelter"].ID, "cli"), s)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// What an organisation asks of its own is answered, sealed, corrected and read as every
// form; a later version stays beside, and nobody else is asked it. When it is asked no
// more, what was answered stays readable.
func TestOwnQuestions(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		first := set(t, n, questions.Example)
		if again := set(t, n, questions.Example); first.Version != 1 || again.Version != 1 {
			t.Errorf("versions %d and %d of one table", first.Version, again.Version)
		}
		ana := n.As(t, "caseworker@shelter")
		f, ok := ana.Forms().Named("own_house_days")
		if !ok || len(f.Asked().Fields) != 4 {
			t.Fatal("the shelter does not ask its own questions")
		}
		if _, there := n.As(t, "caseworker@ngo").Forms().Named("own_house_days"); there {
			t.Error("another organisation asks them too")
		}
		c, err := cases.Open(t.Context(), ana, cases.New{Names: []person.Name{{Text: "Sok Contoh", Kind: "official"}}})
		if err != nil {
			t.Fatal(err)
		}
		in := url.Values{"own_house_garden": {"yes"}, "own_house_grow": {"rice", "herbs"}, "own_house_wish": {"a window to the lake"}}
		v, problems := f.Decode(in, n.Now())
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if err := cases.SaveForm(t.Context(), ana, c.ID, f, 0, v); err != nil {
			t.Fatal(err)
		}
		said := func() string {
			c, err := cases.Read(t.Context(), ana, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			r := c.Sections["own_house_days"]
			var all []string
			for _, i := range r.Form.Fields {
				all = append(all, r.Values.Text(i))
			}
			return strings.Join(all, "|")
		}
		if got := said(); got != "TRUE|rice; herbs||a window to the lake" {
			t.Errorf("read: %q", got)
		}
		text := strings.Replace(questions.Example, "What else would make the days here easier?", "What would help?", 1)
		text = strings.Replace(text, "question,house_kitchen", "question,house_cooking", 1)
		if q := set(t, n, text); q.Version != 2 {
			t.Errorf("version %d of another table", q.Version)
		}
		f, _ = ana.Forms().Named("own_house_days")
		if f.Version != 2 || len(f.Asked().Fields) != 4 || len(f.Fields) != 5 {
			t.Errorf("edition %d, %d asked of %d", f.Version, len(f.Asked().Fields), len(f.Fields))
		}
		if got := i18n.For("en").With(n.Words()).Text("field.own_house_wish"); got != "What would help?" {
			t.Errorf("label %q", got)
		}
		if _, err := access.RemoveQuestions(t.Context(), n.System(n.Orgs["shelter"].ID, "cli"), "house"); err != nil {
			t.Fatal(err)
		}
		if f, ok = ana.Forms().Named("own_house_days"); !ok || len(f.Asked().Fields) != 0 {
			t.Error("what is removed is asked, or not known")
		}
		if got := said(); !strings.HasPrefix(got, "TRUE|rice; herbs|") || !strings.Contains(got, "a window to the lake") {
			t.Errorf("after the removal: %q", got)
		}
	})
}

// Questions that somebody without the key has changed or removed ask nothing and keep no
// case from opening: the answers are read under their codes, by their organisation alone.
func TestLostQuestions(t *testing.T) {
	for name, harm := range map[string]string{"removed": `DELETE FROM questions`, "changed": `UPDATE questions SET body = 'row,code,label'`} {
		nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
			set(t, n, questions.Example)
			ana := n.As(t, "caseworker@shelter")
			c, err := cases.Open(t.Context(), ana, cases.New{Names: []person.Name{{Text: "Sok Contoh", Kind: "official"}}})
			if err != nil {
				t.Fatal(err)
			}
			f, _ := ana.Forms().Named("own_house_days")
			v, _ := f.Decode(url.Values{"own_house_garden": {"yes"}, "own_house_grow": {"rice", "herbs"}, "own_house_kitchen-absent": {"refused"}}, n.Now())
			if err := cases.SaveForm(t.Context(), ana, c.ID, f, 0, v); err != nil {
				t.Fatal(err)
			}
			f, _ = ana.Forms().Named("own_house_class")
			v, _ = f.Decode(url.Values{"own_house_class_on-year": {"2026"}, "own_house_class_hours": {"3"}}, n.Now())
			if _, err := cases.AddRecord(t.Context(), ana, c.ID, cases.Record{Form: f, Values: v}); err != nil {
				t.Fatal(err)
			}
			dbtest.Steal(t, n.DB).Run(harm)
			if n.Node, err = access.Unlock(t.Context(), n.DB, n.Ring, dossier.Forms, dossier.Owned); err != nil {
				t.Fatal(name, err)
			}
			ana = n.As(t, "caseworker@shelter")
			if _, ok := ana.Forms().Named("own_house_days"); ok {
				t.Error("lost questions are asked")
			}
			c, err = cases.Read(t.Context(), ana, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			r := c.Sections["own_house_days"]
			got := []string{}
			for _, i := range r.Form.Fields {
				absent, _ := r.Values.Absent(i)
				got = append(got, i.Name+"="+r.Values.Text(i)+string(absent))
			}
			if want := "own_house_garden=TRUE own_house_grow=rice; herbs own_house_kitchen=refused"; strings.Join(got, " ") != want || !r.Form.Lost {
				t.Errorf("read %q, want %q", got, want)
			}
			lost, ok := c.Forms().Named("own_house_class")
			if !ok || len(c.Records(lost)) != 1 || c.Records(lost)[0].Values.Len() != 2 || lost.Repeat == nil {
				t.Error("the record is not read")
			}
			if len(lost.Asked().Fields) > 0 || r.Form.Shared(nil) == nil {
				t.Error("lost questions are asked again")
			}
			for _, i := range append(r.Form.Fields, lost.Fields...) {
				if i.Class != field.Sealed && i.Kind != field.KindDate {
					t.Errorf("%s has class %v", i.Name, i.Class)
				}
			}
			var forms []string
			none(t, n.System(n.Orgs["shelter"].ID, "cli").See(ctx, access.SystemRun, n.System(n.Orgs["shelter"].ID, "cli").OrgTarget(), func(tx *access.Tx) (err error) {
				forms, err = cases.LostForms(tx)
				return err
			}))
			if got := strings.Join(forms, " "); got != "own_house_class own_house_days" {
				t.Errorf("lost: %q", got)
			}
			set(t, n, questions.Example)
			if f, ok := ana.Forms().Named("own_house_days"); !ok || len(f.Fields) != 4 {
				t.Error("set again, the questions are not there")
			}
			found := false
			for _, d := range n.Damages() {
				found = found || d.Table == "questions" && d.Kind == db.DamageGone
			}
			if !found {
				t.Errorf("not named as damage: %v", n.Damages())
			}
		})
	}
}

// The answers go by consent as all answers of their group do: the preview says so before,
// another organisation reads them with their labels, and takes them over into a case of
// its own. Of what was not agreed it sees nothing, and the questions themselves it never
// asks.
func TestOwnQuestionsAreSharedByConsent(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		set(t, n, questions.Example)
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital")
		f, _ := ana.Forms().Named("own_house_days")
		v, _ := f.Decode(url.Values{"own_house_garden": {"yes"}, "own_house_wish": {"a window to the lake"}}, n.Now())
		open := func() cases.Case {
			c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Contoh", Kind: "official"}}}))
			none(t, cases.SaveForm(ctx, ana, c.ID, f, 0, v))
			return c
		}
		hidden := open()
		carries(t, n, hidden.ID, lindung.Identity, lindung.Health)
		w := must(dossier.Read(ctx, dara, hidden.ID))
		if got := w.Answers(f).Len(); got != 0 {
			t.Errorf("without consent to the group %d answers are read", got)
		}
		c := open()
		r, g := carries(t, n, c.ID, lindung.Identity, lindung.SupportNotes)
		own := must(dossier.Read(ctx, ana, c.ID))
		seen := false
		for _, s := range dossier.Preview(own, own.Consent) {
			seen = seen || s.Label == "field.own_house_wish" && s.Seen
		}
		if !seen {
			t.Error("the preview does not say that the answer leaves")
		}
		letter := dossier.Letter(dossier.Pieces(own), own.Leaving(own.Consent))
		if !slices.ContainsFunc(letter, func(it dossier.Piece) bool { return it.Form != nil && it.Form.Name == f.Name }) {
			t.Error("the letter does not have it")
		}
		w = must(dossier.Read(ctx, dara, c.ID))
		if got := w.Answers(f).Text(f.Fields[3]); got != "a window to the lake" {
			t.Errorf("with consent %q is read", got)
		}
		if _, there := w.Forms().Named(f.Name); !there {
			t.Error("the page has no form to show it by")
		}
		if _, there := dara.Forms().Named(f.Name); there {
			t.Error("the hospital asks it of others")
		}
		linked := must(dossier.OpenLinkedCase(ctx, dara, r.ID, cases.New{}))
		none(t, consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID))
		w = must(dossier.Read(ctx, dara, linked.ID))
		if s := w.Sections[f.Name]; s.Values.Text(f.Fields[3]) != "a window to the lake" || s.Origin != r.ID {
			t.Error("it was not carried over")
		}
		if g, there := w.Forms().Named(f.Name); !there || g.Lost {
			t.Error("what was carried over has lost its form")
		}
	})
}
