package dossier_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
	"lindung/visitor"
)

// clinic is a consent to an outside body. Its parts are given for a purpose.
func clinic(n *nodetest.Node, s access.Session, id lindung.CaseID, p lindung.Purpose, groups ...lindung.Group) consent.Grant {
	now := db.TimeOf(n.Now())
	return must(consent.Give(ctx, s, cases.Target(id), consent.Grant{
		Body: consent.Body{Name: "Example Clinic", Phone: "+66 2 000 0001", Country: "TH"}, Purpose: p, Groups: groups, From: now, Until: now.Add(10 * 24 * time.Hour),
		Lang: "en", TextVersion: consent.CurrentVersion, Detail: consent.Detail{ExplainedBy: "Ana Example", Conditions: []consent.Condition{{Text: "only by day", For: consent.ForRecipient}}},
	}))
}

// toClinic refers a case to an outside body, on what the person agreed to.
func toClinic(n *nodetest.Node, s access.Session, id lindung.CaseID, on ...consent.Grant) referral.Referral {
	r := referral.New{Need: "health", Due: db.TimeOf(n.Now()).Add(48 * time.Hour), Words: "please see them today"}
	for _, g := range on {
		r.BasedOn = append(r.BasedOn, string(g.ID))
	}
	all, _, err := consent.Read(ctx, s, cases.Target(id))
	if err != nil {
		panic(err)
	}
	for _, g := range all.Grants {
		if g.ID == on[0].ID {
			r.To = g.Recipient
		}
	}
	return must(referral.Send(ctx, s, id, r))
}

// A receiver is who has come with a link.
type receiver struct {
	door  *visitor.Door
	codes referral.LinkCodes
	token string
}

// linked gives the body of a referral a link, and comes with it.
func linked(t testing.TB, n *nodetest.Node, s access.Session, id lindung.ReferralID, days int) receiver {
	t.Helper()
	_, codes, err := referral.MakeLink(ctx, s.SteppedUp(true), id, days)
	none(t, err)
	r := receiver{door: visitor.NewDoor(n.Node), codes: codes}
	r.door.Pace().Sleep = func(context.Context, time.Duration) error { return nil }
	r.token = must(referral.EnterLink(ctx, r.door, codes.Code, codes.Second, "a"))
	return r
}

// session is that of the next request.
func (r receiver) session() (access.Session, error) { return referral.ResumeLink(ctx, r.door, r.token) }

func (r receiver) reads(t testing.TB) dossier.LinkView {
	t.Helper()
	s, err := r.session()
	none(t, err)
	return must(dossier.ReadByLink(ctx, s))
}

// shut says what a receiver can still do whose link opens nothing; "" for nothing.
func (r receiver) shut(before access.Session) string {
	var all []string
	if _, err := r.session(); !errors.Is(err, lindung.ErrNotFound) {
		all = append(all, "resume")
	}
	if _, err := referral.EnterLink(ctx, r.door, r.codes.Code, r.codes.Second, "a"); !errors.Is(err, visitor.ErrEnter) {
		all = append(all, fmt.Sprint("enter ", err))
	}
	if _, err := dossier.ReadByLink(ctx, before); !errors.Is(err, access.ErrDenied) {
		all = append(all, fmt.Sprint("read ", err))
	}
	h, _ := before.Link()
	if err := referral.Tell(ctx, before, h.Referral, "more"); !errors.Is(err, access.ErrDenied) {
		all = append(all, fmt.Sprint("tell ", err))
	}
	return strings.Join(all, ", ")
}

// What the receiver of a link reads once they have accepted is what the letter says, for every
// group and purpose; before it they read nothing of the case.
func TestLinkIsTheLetter(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		ana := n.As(t, "caseworker@shelter")
		other := toClinic(n, ana, c.ID, clinic(n, ana, c.ID, lindung.Assistance, consent.Groups...))
		none(t, referral.Accept(ctx, ana, other.ID, referral.Word{}))
		for at, p := range sharing {
			var groups []lindung.Group
			for i, g := range consent.Groups {
				if i%3 != at%3 {
					groups = append(groups, g)
				}
			}
			also := sharing[(at+1)%len(sharing)]
			r := toClinic(n, ana, c.ID, clinic(n, ana, c.ID, p, groups...), clinic(n, ana, c.ID, also, groups[:2]...))
			by := linked(t, n, ana, r.ID, 3)
			v := by.reads(t)
			if v.Open || len(v.Pieces) > 0 || len(v.By.Grants) > 0 || v.Referral.Words == "" || v.Referral.Mine || v.Referral.ToName != "Example Clinic" || !slices.Equal(v.Referral.Conditions, []string{"only by day"}) {
				t.Fatalf("before it is accepted: %+v", v)
			}
			s, err := by.session()
			none(t, err)
			none(t, referral.Accept(ctx, s, r.ID, referral.Word{Words: "come at ten"}))
			v = by.reads(t)
			var letter []dossier.Piece
			none(t, ana.See(ctx, access.ReferralRead, referral.Target(r.ID), func(tx *access.Tx) error {
				sent, err := referral.ReadIn(tx, r.ID)
				if err != nil {
					return err
				}
				w, err := dossier.ReadIn(tx, c.ID)
				letter = dossier.SafetyFirst(dossier.Letter(dossier.Pieces(w), w.Leaving(sent.BasedOn.InForce(tx.Now))))
				return err
			}))
			if got, want := lines(v.Pieces), lines(letter); got != want || !v.Open {
				t.Errorf("%s: the letter says\n%s\nby link\n%s", p, want, got)
			}
			if slices.Contains(groups, lindung.Contact) && !v.Pieces[0].IsRule() {
				t.Errorf("%s: how to reach the person safely does not stand first", p)
			}
		}
	})
}

// However the link, the referral or the agreement ends, the next request opens nothing, with
// the session that was there before too.
func TestLinkEnds(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, sup := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter").SteppedUp(true)
		var c cases.Case
		var g consent.Grant
		var r referral.Referral
		var s access.Session
		for _, e := range []struct {
			name string
			end  func() error
		}{
			{"the link is ended", func() error { return referral.EndLink(ctx, ana, r.ID) }},
			{"another is made", func() error { _, _, err := referral.MakeLink(ctx, ana.SteppedUp(true), r.ID, 1); return err }},
			{"the person withdraws", func() error { return consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID) }},
			{"it is taken back", func() error { return referral.TakeBack(ctx, ana, r.ID, "") }},
			{"the sender enters the end", func() error { return referral.Finish(ctx, ana, r.ID, "given", "") }},
			{"they report back", func() error { return referral.Finish(ctx, s, r.ID, "given", "all is well") }},
			{"its days are over", func() error { n.Clock.Add(3*24*time.Hour + time.Second); return nil }},
			{"sharing is paused", func() error { return errOf(dossier.Stop(ctx, sup)) }},
		} {
			c = must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
			g = clinic(n, ana, c.ID, lindung.Assistance, lindung.Identity)
			r = toClinic(n, ana, c.ID, g)
			by := linked(t, n, ana, r.ID, 3)
			var err error
			s, err = by.session()
			none(t, err)
			none(t, referral.Accept(ctx, s, r.ID, referral.Word{}))
			if v := by.reads(t); !v.Open || !strings.Contains(lines(v.Pieces), "Sok Example") {
				t.Fatalf("%s, before: %+v", e.name, v)
			}
			none(t, e.end())
			if got := by.shut(s); got != "" {
				t.Errorf("%s: the receiver can still %s", e.name, got)
			}
		}
	})
}

// Who guesses the second code has ten tries, and then nobody comes in with the link; who
// guesses links finds none, is slowed down and is noticed.
func TestLinkIsGuessed(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
		r := toClinic(n, ana, c.ID, clinic(n, ana, c.ID, lindung.Assistance, lindung.Identity))
		by := linked(t, n, ana, r.ID, 3)
		slept := time.Duration(0)
		by.door.Pace().Sleep = func(_ context.Context, d time.Duration) error { slept += d; return nil }
		wrong := "000000"
		if by.codes.Second == wrong {
			wrong = "111111"
		}
		for i := range visitor.MostWrong {
			n.Clock.Add(time.Minute)
			if _, err := referral.EnterLink(ctx, by.door, by.codes.Code, wrong, fmt.Sprint(i)); !errors.Is(err, visitor.ErrEnter) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		if _, err := referral.EnterLink(ctx, by.door, by.codes.Code, by.codes.Second, "a"); !errors.Is(err, visitor.ErrEnter) {
			t.Errorf("after %d wrong codes the right one: %v", visitor.MostWrong, err)
		}
		if _, l, err := referral.ReadLink(ctx, ana, r.ID); err != nil || !l.Rests() || !l.Tried() {
			t.Errorf("the sender is not told: %+v, %v", l, err)
		}
		if _, err := by.session(); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("the visit goes on: %v", err)
		}
		busy := 0
		for i := range 300 {
			_, err := referral.EnterLink(ctx, by.door, fmt.Sprintf("AAAAA-%05d", i), wrong, fmt.Sprint(i))
			if err == nil {
				t.Fatal("a code that does not exist opens something")
			}
			if !errors.Is(err, visitor.ErrEnter) { // sent away at once
				busy++
			}
		}
		if slept == 0 || busy == 0 || by.door.Guessed() == 0 {
			t.Errorf("slept %v, %d sent away, %d noticed", slept, busy, by.door.Guessed())
		}
	})
}

// With a link one referral is answered, in the words of the receiver; no other is there, and
// nothing else can be done with it. The sender reads that it came by link, and every use is in
// the log of the case.
func TestLinkAnswers(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		open := func() (cases.Case, referral.Referral) {
			c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
			return c, toClinic(n, ana, c.ID, clinic(n, ana, c.ID, lindung.Assistance, lindung.Identity))
		}
		c, r := open()
		far, others := open()
		by := linked(t, n, ana, r.ID, 3)
		s, err := by.session()
		none(t, err)
		for what, err := range map[string]error{
			"another referral":   referral.Accept(ctx, s, others.ID, referral.Word{}),
			"to take it back":    referral.TakeBack(ctx, s, r.ID, ""),
			"a link of its own":  errOf2(referral.MakeLink(ctx, s, r.ID, 3)),
			"another case":       errOf(dossier.Read(ctx, s, far.ID)),
			"a closed case":      errOf(dossier.Read(ctx, s, c.ID)),
			"to withdraw":        consent.WithdrawAll(ctx, s, cases.Target(c.ID)),
			"the history":        errOf(dossier.History(ctx, s, c.ID, 10)),
			"to write a note":    cases.AddNote(ctx, s, c.ID, "general", "words"),
			"what was agreed to": errOf2(consent.Read(ctx, s, cases.Target(c.ID))),
			"the queue":          errOf(referral.ReadQueue(ctx, s, referral.Cursor{})),
		} {
			if !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s: %v", what, err)
			}
		}
		none(t, referral.Ask(ctx, s, r.ID, "is there an interpreter?"))
		if x := must(referral.Read(ctx, ana, r.ID)); !x.MustSay() || !x.HasLink {
			t.Errorf("the sender does not read the question: %+v", x)
		}
		none(t, referral.Answer(ctx, ana, r.ID, "yes, one comes along"))
		none(t, referral.Ask(ctx, ana, r.ID, "when can they come?"))
		if v := by.reads(t); !v.Referral.MustSay() || v.Referral.Steps[len(v.Referral.Steps)-1].Words != "when can they come?" {
			t.Errorf("the receiver does not read the answer: %+v", v.Referral.Steps)
		}
		none(t, referral.Answer(ctx, s, r.ID, "today"))
		none(t, referral.Accept(ctx, s, r.ID, referral.Word{Words: "come at ten"}))
		for range 30 {
			if err = referral.Tell(ctx, s, r.ID, "news"); err != nil {
				break
			}
		}
		if !errors.Is(err, referral.ErrOften) {
			t.Errorf("without an end they write: %v", err)
		}
		by.reads(t)
		none(t, referral.Finish(ctx, s, r.ID, "given", "all is well"))
		x := must(referral.Read(ctx, ana, r.ID))
		for _, s := range x.Steps {
			if s.ByLink() != (s.Org != x.From) {
				t.Errorf("%s: by link %t", s.State, s.ByLink())
			}
		}
		if !x.HasNews() || x.State != referral.Finished {
			t.Error("the report is no news to the sender")
		}
		acts := map[string]bool{}
		for _, e := range must(dossier.History(ctx, ana, c.ID, 200)) {
			if access.IsLink(lindung.ActorID(e.Actor)) && e.Org == string(n.Orgs["shelter"].ID) {
				acts[e.Decision+" "+e.Act+" "+e.Object] = true
			}
			if e.Actor == "system:link" {
				acts["enter "+e.Object] = true
			}
		}
		for _, want := range []string{
			"enter " + string(c.ID), "enter " + string(r.ID), audit.Allowed + " referral.read " + string(c.ID), audit.Allowed + " referral.read " + string(r.ID),
			audit.Allowed + " referral.accept " + string(r.ID), audit.Allowed + " referral.write " + string(r.ID), audit.Allowed + " referral.finish " + string(r.ID),
			audit.Refused + " case.read " + string(c.ID),
		} {
			if !acts[want] {
				t.Errorf("the log of the case has no %q: %v", want, acts)
			}
		}
		var called map[lindung.ActorID]string
		none(t, ana.See(ctx, access.CaseHistory, cases.Target(c.ID), func(tx *access.Tx) error {
			called, err = referral.LinkNames(tx, c.ID)
			return err
		}))
		if h, _ := s.Link(); called[access.LinkActor(h.Link)] != "Example Clinic" {
			t.Errorf("who came by link is called %v", called)
		}
	})
}

func errOf2[A, B any](_ A, _ B, err error) error { return err }

// A link is made for a body outside, for a referral that waits, and never for longer than what
// the person agreed to; who may not send cannot make one.
func TestMakeLink(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter").SteppedUp(true)
		c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
		g := clinic(n, ana, c.ID, lindung.Assistance, lindung.Identity)
		r := toClinic(n, ana, c.ID, g)
		l, codes, err := referral.MakeLink(ctx, ana, r.ID, referral.LongestLink)
		none(t, err)
		if l.Until != g.Until || len(codes.Code) != 11 || len(codes.Second) != 6 {
			t.Errorf("until %d, not %d; codes of %d and %d", l.Until, g.Until, len(codes.Code), len(codes.Second))
		}
		for _, days := range []int{0, -1, referral.LongestLink + 1} {
			if _, _, err := referral.MakeLink(ctx, ana, r.ID, days); err == nil {
				t.Errorf("a link of %d days", days)
			}
		}
		if _, _, err := referral.MakeLink(ctx, ana.SteppedUp(false), r.ID, 1); !errors.Is(err, access.ErrStepUp) {
			t.Errorf("without a second proof: %v", err)
		}
		inside := agree(n, ana, c.ID, "hospital", lindung.Assistance, lindung.Identity)
		to := must(referral.Send(ctx, ana, c.ID, referral.New{To: inside.Recipient, BasedOn: []string{string(inside.ID)}, Need: "health", Due: db.TimeOf(n.Now()).Add(time.Hour)}))
		for what, err := range map[string]error{
			"to an organisation":      errOf2(referral.MakeLink(ctx, ana, to.ID, 1)),
			"of another organisation": errOf2(referral.MakeLink(ctx, n.As(t, "supervisor@ngo").SteppedUp(true), r.ID, 1)),
			"by who is not on it":     errOf2(referral.MakeLink(ctx, n.As(t, "second@shelter").SteppedUp(true), r.ID, 1)),
			"by an administrator":     errOf2(referral.MakeLink(ctx, n.As(t, "administrator@shelter").SteppedUp(true), r.ID, 1)),
		} {
			if !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s: %v", what, err)
			}
		}
		none(t, referral.Decline(ctx, ana, r.ID, "full", ""))
		if _, _, err := referral.MakeLink(ctx, ana, r.ID, 1); !errors.Is(err, referral.ErrStep) {
			t.Errorf("of a referral that was declined: %v", err)
		}
	})
}

// A link that was ended is ended again in an older database.
func TestLinkEndsAgain(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
		r := toClinic(n, ana, c.ID, clinic(n, ana, c.ID, lindung.Assistance, lindung.Identity))
		by := linked(t, n, ana, r.ID, 3)
		s, err := by.session()
		none(t, err)
		h, _ := s.Link()
		cli := n.System(must(n.Keeper(ctx)), "test")
		for _, want := range []int{1, 0} {
			none(t, cli.Do(ctx, access.SystemRun, cli.NodeTarget(), func(tx *access.Tx) error {
				done, unknown, err := dossier.EndAgain(tx, []string{access.EndedLink + ":" + h.Link, access.EndedLink + ":" + lindung.NewID()})
				if err == nil && (done != want || unknown != 0) {
					t.Errorf("%d ended, %d not understood", done, unknown)
				}
				return err
			}))
		}
		if got := by.shut(s); got != "" {
			t.Errorf("the receiver can still %s", got)
		}
	})
}

// What is erased takes its links and the visits with it.
func TestLinkIsErased(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
		r := toClinic(n, ana, c.ID, clinic(n, ana, c.ID, lindung.Assistance, lindung.Identity))
		by := linked(t, n, ana, r.ID, 3)
		for _, place := range []string{"links.case_id", "visits.case_id"} {
			if !slices.Contains(holding(t, n, string(c.ID)), place) {
				t.Errorf("before, %s does not name the case", place)
			}
		}
		s, err := by.session()
		none(t, err)
		erase(t, n, c.ID)
		for _, place := range []string{"links.case_id", "visits.case_id"} {
			if slices.Contains(holding(t, n, string(c.ID)), place) {
				t.Errorf("%s still names the case", place)
			}
		}
		if got := by.shut(s); got != "" {
			t.Errorf("the receiver can still %s", got)
		}
	})
}
