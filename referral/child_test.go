package referral_test

import (
	"fmt"
	"net/url"
	"testing"

	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
)

// TestMarkTellsNoMoreThanTheAnswers: who takes the referral learns that the person
// is a child; why is for those who may read the answers, and the birthday for none
// of them.
func TestMarkTellsNoMoreThanTheAnswers(t *testing.T) {
	for group, want := range map[lindung.Group]string{lindung.Health: "child []", lindung.Identity: "child [birth]"} {
		nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
			ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
			birth, problems := person.Birth.Decode(url.Values{"birth_date": {lindung.DateOf(n.Now().AddDate(-9, 0, 0)).String()}}, n.Now())
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			c, err := cases.Open(ctx, ana, cases.New{
				Names: []person.Name{{Text: "Nok Example", Kind: "official"}}, Answers: map[string]field.Values{person.Birth.Name: birth},
			})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := cases.Read(ctx, ana, c.ID); err != nil || got.Mark.Adult != lindung.DateOf(n.Now().AddDate(9, 0, 0)) {
				t.Errorf("an adult from %s: %v", got.Mark.Adult, err)
			}
			g := grant(n, "hospital", group)
			g.Child, g.Detail.Assent, g.Detail.Guardian = true, true, "Mae Example"
			given, err := consent.Give(ctx, ana, cases.Target(c.ID), g)
			if err != nil {
				t.Fatal(err)
			}
			r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital", given))
			if err != nil {
				t.Fatal(err)
			}
			queue, err := referral.ReadQueue(ctx, dara, referral.Cursor{})
			if err != nil || len(queue.In) != 1 || !queue.In[0].Child {
				t.Errorf("the queue does not say that it is a child: %v", err)
			}
			if err := referral.Accept(ctx, dara, r.ID, referral.Word{}); err != nil {
				t.Fatal(err)
			}
			got, err := cases.Read(ctx, dara, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprint(got.Mark.Is, " ", got.Mark.Why) + got.Mark.Until.String() + got.Mark.Adult.String(); text != want || !got.Child {
				t.Errorf("with %s: %q, want %q", group, text, want)
			}
		})
	}
}
