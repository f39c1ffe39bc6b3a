package dossier_test

import (
	"bytes"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
)

// carries records that the person agrees that a hospital reads groups and takes them
// over, and sends a referral on it that the hospital accepts.
func carries(t *testing.T, n *nodetest.Node, id lindung.CaseID, groups ...lindung.Group) (referral.Referral, consent.Grant) {
	t.Helper()
	ana, now := n.As(t, "caseworker@shelter"), db.TimeOf(n.Now())
	to := consent.ToOrg(n.Orgs["hospital"].ID)
	g := must(consent.Give(ctx, ana, cases.Target(id), consent.Grant{
		Recipient: to, Purpose: lindung.Assistance, Groups: groups, From: now, Until: now.Add(30 * 24 * time.Hour), Carries: true,
		Lang: "en", TextVersion: consent.CurrentVersion, Detail: consent.Detail{ExplainedBy: "Ana Example"},
	}))
	r := must(referral.Send(ctx, ana, id, referral.New{To: to, BasedOn: []string{string(g.ID)}, Need: "health", Due: now.Add(time.Hour)}))
	none(t, referral.Accept(ctx, n.As(t, "caseworker@hospital"), r.ID, referral.Word{}))
	return r, g
}

// file returns what a file of a case holds.
func file(t *testing.T, s access.Session, id lindung.CaseID, attached string) (b []byte) {
	t.Helper()
	_, err := cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) (err error) {
		_, b, err = attachment.FileIn(tx, c, attached)
		return err
	})
	none(t, err)
	return b
}

func TestWhatIsCarriedOver(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital")
		language, _ := n.Forms.Named("identity_language")
		c := must(cases.Open(ctx, ana, cases.New{
			Names:   []person.Name{{Text: "Sok Example", Kind: "official"}},
			Answers: map[string]field.Values{person.Birth.Name: whole(t, n, person.Birth), language.Name: whole(t, n, language)},
		}))
		paper := append([]byte("%PDF-1.7\n"), append(bytes.Repeat([]byte("Contoh "), 100_000), "\n%%EOF\n"...)...)
		for _, kind := range []string{"identity_paper", "health_paper"} {
			must(attachment.Add(ctx, ana, c.ID, attachment.New{Kind: kind, Title: kind, About: "person", File: paper}))
		}
		must(identification.RecordScreening(ctx, ana, c.ID, "ilo_11@2012", identification.Addition{
			Answers: identification.Answers{"ILO.02": identification.Present}, Finish: true,
		}))
		r, g := carries(t, n, c.ID, lindung.Identity, lindung.Documents, lindung.Screening)
		typed := map[string]field.Values{language.Name: whole(t, n, language)}
		own := must(dossier.OpenLinkedCase(ctx, dara, r.ID, cases.New{Answers: typed}))
		none(t, consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID))

		w := must(dossier.Read(ctx, dara, own.ID))
		if len(w.Attachments) != 1 || w.Attachments[0].Title != "identity_paper" || w.Attachments[0].Origin != r.ID || w.Attachments[0].By != dara.Actor().ID {
			t.Fatalf("the files that were carried over: %+v", w.Attachments)
		}
		if !bytes.Equal(file(t, dara, own.ID, w.Attachments[0].ID), paper) {
			t.Error("a file was changed when it was carried over")
		}
		if w.NamesOrigin != r.ID || w.Sections[person.Birth.Name].Origin != r.ID || w.Sections[language.Name].Origin != "" {
			t.Error("what was carried over does not say so, or what was typed says so")
		}
		if got := dossier.CountTellings(w); got != 1 {
			t.Errorf("the person was asked once before, and the case counts %d", got)
		}
		none(t, cases.SaveForm(ctx, dara, own.ID, person.Birth, 1, whole(t, n, person.Birth)))
		if w = must(dossier.Read(ctx, dara, own.ID)); w.Sections[person.Birth.Name].Origin != r.ID {
			t.Error("a correction has lost where the answer came from")
		}
	})
}
