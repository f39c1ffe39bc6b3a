package dossier_test

import (
	"errors"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
	"lindung/tasks"
)

// meets lets an organisation read groups of a case by an accepted referral, and take part
// in conferences if the person agrees to that.
func meets(t *testing.T, n *nodetest.Node, id lindung.CaseID, org, who string, agreed bool, groups ...lindung.Group) (referral.Referral, consent.Grant) {
	t.Helper()
	ana, now := n.As(t, "caseworker@shelter"), db.TimeOf(n.Now())
	to := consent.ToOrg(n.Orgs[org].ID)
	g := must(consent.Give(ctx, ana, cases.Target(id), consent.Grant{
		Recipient: to, Purpose: lindung.Assistance, Groups: groups, From: now, Until: now.Add(30 * 24 * time.Hour), Meets: agreed,
		Lang: "en", TextVersion: consent.CurrentVersion, Detail: consent.Detail{ExplainedBy: "Ana Example"},
	}))
	r := must(referral.Send(ctx, ana, id, referral.New{To: to, BasedOn: []string{string(g.ID)}, Need: "health", Due: now.Add(time.Hour)}))
	none(t, referral.Accept(ctx, n.As(t, who), r.ID, referral.Word{}))
	return r, g
}

// TestConference: each body sees of it what is open to them; who withdraws or whose
// consent ends sees nothing more, and what they said stays with the case.
func TestConference(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara, police := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital"), n.As(t, "investigator@police")
		id := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})).ID
		care, _ := meets(t, n, id, "hospital", "caseworker@hospital", true, lindung.Identity, lindung.Health)
		law, grant := meets(t, n, id, "police", "investigator@police", true, lindung.Identity)
		plan := func(invite ...lindung.ReferralID) (string, error) {
			return referral.Plan(ctx, ana, id, referral.NewConference{At: db.TimeOf(n.Now()).Add(time.Hour), Place: "Room 2", Agenda: "where to live", Invite: invite})
		}
		seen := func(s access.Session) []referral.Conference {
			_, all, _, err := dossier.ReadConferences(ctx, s, id)
			if err != nil && !errors.Is(err, access.ErrDenied) {
				t.Fatal(err)
			}
			return all
		}
		made := must(plan(care.ID, law.ID))
		if err := referral.TakePart(ctx, dara, care.ID, made, referral.Remark{Part: referral.Coming}); err != nil {
			t.Fatal(err)
		}
		none(t, referral.TakePart(ctx, dara, care.ID, made, referral.Remark{Group: lindung.Health, Words: "needs rest"}))
		if err := referral.TakePart(ctx, police, law.ID, made, referral.Remark{Group: lindung.Health, Words: "x"}); !hasProblem(err, "conference.problem.group") {
			t.Errorf("a body speaks in a group that is not open to it: %v", err)
		}
		none(t, referral.TakePart(ctx, police, law.ID, made, referral.Remark{Group: lindung.Identity, Words: "has a passport"}))
		c := seen(ana)[0]
		day := lindung.DateOf(n.Now().AddDate(0, 0, 3))
		if err := dossier.Remark(ctx, n.As(t, "focal_point@shelter"), c, referral.Remark{Part: referral.Said, Group: lindung.Identity, Words: "x"}); !hasProblem(err, "conference.problem.group") {
			t.Errorf("who changes no case notes something: %v", err)
		}
		if err := referral.TakePart(ctx, dara, care.ID, made, referral.Remark{Part: referral.Coming, Words: "x"}); !hasProblem(err, "conference.problem.part") {
			t.Errorf("words are lost: %v", err)
		}
		for _, org := range []string{"shelter", "hospital"} {
			none(t, dossier.Remark(ctx, ana, c, referral.Remark{Part: referral.Decided, Group: lindung.Identity, Words: "get the paper", For: n.Orgs[org].ID, Due: day}))
		}
		if own := must(dossier.Read(ctx, ana, id)); len(own.Records(tasks.Task)) != 1 {
			t.Errorf("%d tasks were made of what the own organisation has to do", len(own.Records(tasks.Task)))
		}
		for name, s := range map[string]struct {
			access.Session
			remarks int
		}{"owner": {ana, 4}, "hospital": {dara, 4}, "police": {police, 3}} {
			if got := seen(s.Session); len(got) != 1 || len(got[0].Remarks) != s.remarks || got[0].Place != "Room 2" {
				t.Errorf("%s sees %+v", name, got)
			}
		}

		none(t, consent.Withdraw(ctx, ana, cases.Target(id), grant.ID))
		if got := seen(police); len(got) != 0 {
			t.Errorf("after the consent ended the police see %+v", got)
		}
		if err := referral.TakePart(ctx, police, law.ID, made, referral.Remark{Group: lindung.Identity, Words: "x"}); err == nil {
			t.Error("and speak")
		}
		none(t, referral.TakePart(ctx, dara, care.ID, made, referral.Remark{Part: referral.Left}))
		if got := seen(dara); len(got) != 0 {
			t.Errorf("who has left sees %+v", got)
		}
		if got := seen(ana); len(got[0].Remarks) != 4 {
			t.Errorf("what they said is gone: %+v", got[0].Remarks)
		}
		if _, err := plan(law.ID); !errors.Is(err, consent.ErrNoConsent) {
			t.Errorf("invited without consent: %v", err)
		}
		none(t, c.CallOff(ctx, ana))
		if err := dossier.Remark(ctx, ana, c, referral.Remark{Part: referral.Said, Group: lindung.Identity, Words: "x"}); !hasProblem(err, "conference.problem.called_off") {
			t.Errorf("said after it was called off: %v", err)
		}
	})
}

// TestLeaveAgain: a body that had left has left in an older database too; it is invited once
// in one conference, and does not come to one that is called off.
func TestLeaveAgain(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital")
		id := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})).ID
		care, _ := meets(t, n, id, "hospital", "caseworker@hospital", true, lindung.Identity)
		seen := func() []referral.Conference {
			_, all, _, err := dossier.ReadConferences(ctx, dara, id)
			none(t, err)
			return all
		}
		plan := func() string {
			return must(referral.Plan(ctx, ana, id, referral.NewConference{
				At: db.TimeOf(n.Now()).Add(time.Hour), Place: "Room 2", Invite: []lindung.ReferralID{care.ID, care.ID},
			}))
		}
		made := plan()
		if all := seen(); len(all) != 1 || len(all[0].Members) != 1 {
			t.Fatal("it is not invited once")
		}
		s := n.System(must(n.Keeper(ctx)), "test")
		none(t, s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			done, unknown, err := dossier.EndAgain(tx, []string{"part:" + string(id) + ":" + made + ":" + string(care.ID)})
			if done != 1 || unknown != 0 {
				t.Errorf("done %d, unknown %d", done, unknown)
			}
			return err
		}))
		if len(seen()) != 0 {
			t.Error("a restore has brought back who had left")
		}
		off := plan()
		none(t, seen()[0].CallOff(ctx, ana))
		if err := referral.TakePart(ctx, dara, care.ID, off, referral.Remark{Part: referral.Coming}); !errors.Is(err, referral.ErrStep) {
			t.Errorf("a body comes to what is called off: %v", err)
		}
	})
}

// TestConferenceNeedsTheSentence: a consent to read alone invites to nothing.
func TestConferenceNeedsTheSentence(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		id := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})).ID
		r, _ := meets(t, n, id, "hospital", "caseworker@hospital", false, lindung.Identity)
		_, err := referral.Plan(ctx, ana, id, referral.NewConference{At: db.TimeOf(n.Now()).Add(time.Hour), Place: "Room 2", Invite: []lindung.ReferralID{r.ID}})
		if !errors.Is(err, consent.ErrNoConsent) {
			t.Errorf("invited whom the person did not agree to meet: %v", err)
		}
	})
}

// TestLeftIsRemoved: a body that has left does not come back, although whoever can write to
// the database removes that it left, or puts back that its consent was not withdrawn.
func TestLeftIsRemoved(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital")
		for name, leave := range map[string]func(id lindung.CaseID, r referral.Referral, g consent.Grant, made string) error{
			"left": func(_ lindung.CaseID, r referral.Referral, _ consent.Grant, made string) error {
				return referral.TakePart(ctx, dara, r.ID, made, referral.Remark{Part: referral.Left})
			},
			"withdrawn": func(id lindung.CaseID, _ referral.Referral, g consent.Grant, _ string) error {
				return consent.Withdraw(ctx, ana, cases.Target(id), g.ID)
			},
		} {
			id := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})).ID
			care, grant := meets(t, n, id, "hospital", "caseworker@hospital", true, lindung.Identity)
			made := must(referral.Plan(ctx, ana, id, referral.NewConference{At: db.TimeOf(n.Now()).Add(time.Hour), Place: "Room 2", Invite: []lindung.ReferralID{care.ID}}))
			back := []string{"conference_steps", "grants", "openings"}
			thief := dbtest.Steal(t, n.DB, back...)
			none(t, leave(id, care, grant, made))
			thief.PutBack(back...)
			if err := referral.TakePart(ctx, dara, care.ID, made, referral.Remark{Group: lindung.Identity, Words: "x"}); err == nil {
				t.Errorf("%s: it takes part again", name)
			}
			if _, all, _, err := dossier.ReadConferences(ctx, dara, id); err == nil && len(all) > 0 {
				t.Errorf("%s: it reads the conference again", name)
			}
			for _, table := range back {
				thief.Run(`DROP TABLE kept_` + table)
			}
		}
	})
}
