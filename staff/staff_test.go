package staff

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/pace"
	"lindung/internal/seal"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/soak"
)

// house is a node with one organisation, its people, and a clock.
type house struct {
	t     *testing.T
	ctx   context.Context
	d     *db.DB
	n     *access.Node
	door  *Door
	clock *dbtest.Clock
	org   access.Org
}

// houses runs story in a house on each database.
func houses(t *testing.T, story func(*house)) {
	t.Helper()
	clock := &dbtest.Clock{}
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC))
		h := &house{t: t, ctx: context.Background(), d: d, clock: clock}
		var err error
		h.n, err = access.CreateNode(h.ctx, d, seal.NewRing(), nil, access.Owned{access.OfActor: slices.Concat(access.GuardRows, Rows)})
		h.must(err)
		h.door = NewDoor(h.n).Cheap() // TestPassword pays the full cost
		h.door.slow.Sleep = func(context.Context, time.Duration) error { return nil }
		h.org, err = AddOrg(h.ctx, h.n.System("first", "cli"), access.Org{Name: "Example Shelter", Sector: "shelter", Country: "TH", Lang: "en"})
		h.must(err)
		story(h)
	})
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) wants(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

// A hand is a worker, with what only they know.
type hand struct {
	*house
	id                      lindung.ActorID
	login, password, secret string
	codes                   []string
}

// add invites someone and lets them enrol.
func (h *house) add(login string, roles ...lindung.Role) *hand {
	h.t.Helper()
	i, err := Invite(h.ctx, h.n.System(h.org.ID, "cli"), NewActor{Org: h.org.ID, Login: login, Name: strings.ToUpper(login[:1]) + login[1:] + " Example", Roles: roles, Lang: "en"})
	h.must(err)
	w := &hand{house: h, id: i.Actor, login: login, password: "three small boats"}
	w.enrol(i.Token)
	return w
}

func (w *hand) enrol(token string) {
	w.t.Helper()
	e, bad, err := w.door.ChoosePassword(w.ctx, token, w.password)
	w.must(err)
	if bad != nil {
		w.t.Fatal(bad)
	}
	w.secret = e.Secret
	w.codes, err = w.door.Enroll(w.ctx, token, e.Box, w.code())
	w.must(err)
	w.clock.Add(time.Minute)
}

// code returns what the worker's device shows.
func (w *hand) code() string {
	w.t.Helper()
	code, err := TOTPCode(w.secret, w.clock.Now())
	w.must(err)
	return code
}

func (w *hand) try(password, code string) (SignedIn, error) {
	return w.door.SignIn(w.ctx, Credentials{Login: w.login, Password: password, Code: code, Network: "192.0.2.1"})
}

func (w *hand) signIn() SignedIn {
	w.t.Helper()
	in, err := w.try(w.password, w.code())
	w.must(err)
	w.clock.Add(time.Minute)
	return in
}

// back is the session that a browser with the token of in has now.
func (w *hand) back(in SignedIn) (access.Session, bool) {
	w.t.Helper()
	s, err := w.door.Resume(w.ctx, Ticket{hashToken(in.Token)})
	if errors.Is(err, lindung.ErrNotFound) {
		return access.Session{}, false
	}
	w.must(err)
	return s, true
}

// stepUp returns the session after a fresh second proof.
func (w *hand) stepUp(in SignedIn) access.Session {
	w.t.Helper()
	s, _ := w.back(in)
	w.must(w.door.StepUp(w.ctx, s, Credentials{Code: w.code()}))
	w.clock.Add(time.Minute)
	s, _ = w.back(in)
	return s
}

// log returns the last n entries about an object, newest first, as "actor act decision filter".
func (h *house) log(object string, n int) []string {
	h.t.Helper()
	var lines []string
	h.must(h.d.Read(h.ctx, func(tx *db.Tx) error {
		all, err := audit.About(tx, object, n)
		for _, e := range all {
			lines = append(lines, strings.Join([]string{e.Actor, e.Act, e.Decision, e.Filter}, " "))
		}
		return err
	}))
	return lines
}

func TestNewcomerSignsIn(t *testing.T) {
	houses(t, func(h *house) {
		i, err := Invite(h.ctx, h.n.System(h.org.ID, "cli"), NewActor{Org: h.org.ID, Login: "Ana", Name: "Ana Example", Roles: []lindung.Role{lindung.Caseworker}, Lang: "id"})
		h.must(err)
		w := &hand{house: h, id: i.Actor, login: "ana", password: "three small boats"}

		who, err := h.door.ReadInvitation(h.ctx, i.Token)
		h.must(err)
		if who.Name != "Ana Example" || who.Login != "ana" || who.OrgName != "Example Shelter" || who.Again {
			h.t.Errorf("greeted as %+v", who)
		}
		_, bad, err := h.door.ChoosePassword(h.ctx, i.Token, "ana example ana")
		h.must(err)
		if bad == nil || bad.Key != "problem.password.easy" {
			h.t.Errorf("a password made of the name: %v", bad)
		}

		e, _, err := h.door.ChoosePassword(h.ctx, i.Token, w.password)
		h.must(err)
		_, err = h.door.Enroll(h.ctx, i.Token, e.Box, "000000")
		h.wants(err, ErrSignIn)
		_, err = h.door.Enroll(h.ctx, "another", e.Box, "000000")
		h.wants(err, ErrUsed)
		w.secret = e.Secret
		other, _, err := h.door.ChoosePassword(h.ctx, i.Token, w.password)
		h.must(err)
		_, err = h.door.EnrolledCodes(h.ctx, i.Token, e.Box)
		h.wants(err, ErrUsed)
		w.codes, err = h.door.Enroll(h.ctx, i.Token, e.Box, w.code())
		h.must(err)
		again, err := h.door.EnrolledCodes(h.ctx, i.Token, e.Box)
		h.must(err)
		if !slices.Equal(again, w.codes) {
			h.t.Error("the browser that enrolled is shown other codes")
		}
		_, err = h.door.EnrolledCodes(h.ctx, i.Token, other.Box) // of another browser with the same invitation
		h.wants(err, ErrUsed)
		if len(w.codes) != recoveryCodes || len(slices.Compact(slices.Sorted(slices.Values(w.codes)))) != recoveryCodes {
			h.t.Errorf("recovery codes %q", w.codes)
		}
		_, err = h.door.ReadInvitation(h.ctx, i.Token)
		h.wants(err, ErrUsed)
		_, err = w.try(w.password, w.code())
		h.wants(err, ErrSignIn) // the code of the enrolment is spent

		h.clock.Add(time.Minute)
		in := w.signIn()
		if in.By != ByCode || in.Left != recoveryCodes || in.Session.Actor().Name != "Ana Example" {
			h.t.Errorf("signed in: by %s, %d codes left, %+v", in.By, in.Left, in.Session.Actor())
		}
		before, err := audit.Verify(h.ctx, h.d, h.n.PublicKey(), "")
		h.must(err)
		s, found := w.back(in)
		if after, err := audit.Verify(h.ctx, h.d, h.n.PublicKey(), ""); err != nil || after != before {
			h.t.Errorf("coming back has put %d entries into the log, %v", after-before, err)
		}
		if !found || s.Actor().ID != w.id || s.Actor().OrgName != "Example Shelter" || s.Actor().Lang != "id" {
			h.t.Errorf("came back as %+v, found %v", s.Actor(), found)
		}
		want := []string{
			"system:sign_in system.run allowed code", "system:sign_in system.run refused ",
			"system:enrol system.run allowed invite", "system:cli actor.invite allowed invite:>caseworker",
		}
		if got := h.log(string(w.id), 4); !slices.Equal(got, want) {
			h.t.Errorf("log\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestInvitationEnds(t *testing.T) {
	houses(t, func(h *house) {
		i, err := Invite(h.ctx, h.n.System(h.org.ID, "cli"), NewActor{Org: h.org.ID, Login: "sok", Name: "Sok Example", Roles: []lindung.Role{lindung.Caseworker}})
		h.must(err)
		_, err = Invite(h.ctx, h.n.System(h.org.ID, "cli"), NewActor{Org: h.org.ID, Login: " SOK ", Name: "Another Sok", Roles: []lindung.Role{lindung.Caseworker}})
		h.wants(err, ErrUsed)
		h.clock.Add(inviteFor)
		_, err = h.door.ReadInvitation(h.ctx, i.Token)
		h.wants(err, ErrUsed)
	})
}

func TestWrongTries(t *testing.T) {
	houses(t, func(h *house) {
		w := h.add("dara", lindung.Caseworker)
		code := w.code()
		in, err := w.try(w.password, code)
		h.must(err)
		_, err = w.try(w.password, code)
		h.wants(err, ErrSignIn) // a code works once
		h.clock.Add(time.Minute)
		_, err = w.try("three small goats", w.code())
		h.wants(err, ErrSignIn)
		_, err = w.try(w.password, "")
		h.wants(err, ErrSignIn)
		_, err = h.door.SignIn(h.ctx, Credentials{Login: "nobody", Password: w.password, Code: w.code()})
		h.wants(err, ErrSignIn)
		if _, err = w.try(w.password, w.code()); err != nil {
			h.t.Errorf("the right code after wrong tries: %v", err)
		}
		if _, found := w.back(in); !found {
			h.t.Error("wrong tries ended a session")
		}
	})
}

func TestRecoveryCode(t *testing.T) {
	houses(t, func(h *house) {
		w := h.add("dara", lindung.Caseworker)
		in, err := w.try(w.password, strings.ToUpper(" "+w.codes[3]))
		h.must(err)
		if in.By != ByRecovery || in.Left != recoveryCodes-1 {
			h.t.Errorf("by %s, %d left", in.By, in.Left)
		}
		_, err = w.try(w.password, w.codes[3])
		h.wants(err, ErrSignIn)
		s, _ := w.back(in)
		_, err = NewCodes(h.ctx, s)
		h.wants(err, access.ErrStepUp)
		h.wants(h.door.StepUp(h.ctx, s, Credentials{Code: w.codes[4]}), ErrSignIn) // needs the password, too
		h.must(h.door.StepUp(h.ctx, s, Credentials{Password: w.password, Code: w.codes[4]}))
		s, _ = w.back(in)
		codes, err := NewCodes(h.ctx, s)
		h.must(err)
		if len(codes) != recoveryCodes || slices.Contains(codes, w.codes[0]) {
			h.t.Errorf("new codes %q", codes)
		}
		_, err = w.try(w.password, w.codes[0])
		h.wants(err, ErrSignIn)
	})
}

func TestShiftPass(t *testing.T) {
	houses(t, func(h *house) {
		ana, sup := h.add("ana", lindung.Caseworker), h.add("sari", lindung.Supervisor)
		shift := sup.signIn()
		s, _ := sup.back(shift)
		_, err := MakePass(h.ctx, s, ana.id)
		h.wants(err, access.ErrStepUp)
		s = sup.stepUp(shift)
		_, err = MakePass(h.ctx, s, sup.id)
		h.wants(err, access.ErrDenied)
		pass, err := MakePass(h.ctx, s, ana.id)
		h.must(err)
		if got := h.log(string(ana.id), 1); got[0] != string(sup.id)+" actor.pass allowed pass:caseworker>caseworker" {
			h.t.Errorf("log %q", got)
		}

		_, err = ana.try("three small goats", pass.Token)
		h.wants(err, ErrSignIn)
		_, err = sup.try(sup.password, pass.Token)
		h.wants(err, ErrSignIn) // it is Ana's
		in, err := ana.try(ana.password, pass.Token)
		h.must(err)
		if in.By != ByPass {
			h.t.Errorf("by %s", in.By)
		}
		_, err = ana.try(ana.password, pass.Token)
		h.wants(err, ErrSignIn) // one session
		own, _ := ana.back(in)
		h.must(h.door.StepUp(h.ctx, own, Credentials{Password: ana.password, Code: pass.Token})) // that session
		if own, _ = ana.back(in); !own.IsSteppedUp() {
			h.t.Error("not stepped up with the pass of the session")
		}

		s = sup.stepUp(shift)
		late, err := MakePass(h.ctx, s, ana.id)
		h.must(err)
		h.clock.Add(passFor)
		_, err = ana.try(ana.password, late.Token)
		h.wants(err, ErrSignIn)
	})
}

func TestReset(t *testing.T) {
	houses(t, func(h *house) {
		ana, adm := h.add("ana", lindung.Caseworker), h.add("adi", lindung.Administrator)
		old, desk := ana.signIn(), adm.signIn()
		s, _ := ana.back(old)
		_, err := ResetSignIn(h.ctx, s.SteppedUp(true), adm.id)
		h.wants(err, access.ErrDenied)
		i, err := ResetSignIn(h.ctx, adm.stepUp(desk), ana.id)
		h.must(err)
		who, err := h.door.ReadInvitation(h.ctx, i.Token)
		h.must(err)
		if !who.Again {
			h.t.Error("a reset looks like a first invitation")
		}
		if _, found := ana.back(old); found {
			h.t.Error("the session goes on after the reset")
		}
		if _, found := adm.back(desk); !found {
			h.t.Error("the reset ended the session of who asked for it")
		}
		before := *ana
		ana.signIn()
		ana.password = "four small boats"
		ana.enrol(i.Token)
		if _, found := ana.back(old); found {
			h.t.Error("the old session is still there")
		}
		_, err = before.try(before.password, ana.code())
		h.wants(err, ErrSignIn)
		_, err = ana.try(ana.password, before.code())
		h.wants(err, ErrSignIn)
		_, err = ana.try(ana.password, before.codes[0])
		h.wants(err, ErrSignIn)
		ana.signIn()
	})
}

// TestWrongProofs: a session in which somebody guesses ends, right proofs in between
// begin the count anew, and whoever signs in next learns of the tries.
func TestWrongProofs(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		in := ana.signIn()
		s, _ := ana.back(in)
		guess := func() error { return h.door.StepUp(h.ctx, s, Credentials{Code: "000000"}) }
		for range mostWrong - 1 {
			h.wants(guess(), ErrSignIn)
		}
		h.clock.Add(time.Minute)
		h.must(h.door.StepUp(h.ctx, s, Credentials{Code: ana.code()}))
		for range mostWrong - 1 {
			h.wants(guess(), ErrSignIn)
		}
		if _, err := h.door.ChangePassword(h.ctx, s.SteppedUp(true), "not my password", "five small boats"); !errors.Is(err, ErrEnded) {
			h.t.Errorf("one wrong proof more: %v", err)
		}
		if _, found := ana.back(in); found {
			h.t.Error("the session goes on")
		}
		for range 3 {
			_, err := ana.try("not my password", ana.code())
			h.wants(err, ErrSignIn)
		}
		h.clock.Add(time.Minute)
		if in := ana.signIn(); in.Wrong != 3 {
			h.t.Errorf("Ana is told of %d tries", in.Wrong)
		}
		h.clock.Add(time.Minute)
		if in := ana.signIn(); in.Wrong != 0 {
			h.t.Errorf("Ana is told again of %d tries", in.Wrong)
		}
	})
}

func TestEndedActor(t *testing.T) {
	houses(t, func(h *house) {
		ana, adm := h.add("ana", lindung.Caseworker), h.add("adi", lindung.Administrator)
		in, desk := ana.signIn(), adm.signIn()
		running, _ := ana.back(in)
		s, _ := adm.back(desk)
		people, err := Members(h.ctx, s)
		h.must(err)
		if len(people) != 2 || people[0].Name != "Adi Example" || people[1].Login != "ana" {
			h.t.Fatalf("people %+v", people)
		}
		h.wants(EndActor(h.ctx, running, adm.id, people[0].Version, nil), access.ErrDenied)
		h.wants(EndActor(h.ctx, s, adm.id, people[0].Version, nil), lindung.ErrConflict) // the last administrator
		h.wants(EndActor(h.ctx, s, ana.id, people[1].Version+1, nil), lindung.ErrConflict)
		h.must(EndActor(h.ctx, s, ana.id, people[1].Version, nil))
		if _, found := ana.back(in); found {
			h.t.Error("the session goes on")
		}
		_, err = WebSessions(h.ctx, running)
		h.wants(err, access.ErrDenied)
		_, err = ana.try(ana.password, ana.code())
		h.wants(err, ErrSignIn)

		m := people[0]
		_, err = ChangeRoles(h.ctx, s.SteppedUp(true), m.ID, []lindung.Role{lindung.Supervisor}, m.Version)
		h.wants(err, access.ErrDenied) // nobody changes their own
		m.Name = "Adi Contoh"
		h.must(EditActor(h.ctx, s, m))
		if s, _ = adm.back(desk); s.Actor().Name != "Adi Contoh" {
			h.t.Errorf("after the change %+v", s.Actor())
		}
	})
}

func TestSessions(t *testing.T) {
	houses(t, func(h *house) {
		ana, sok := h.add("ana", lindung.Caseworker), h.add("sok", lindung.Caseworker)
		one, two, other := ana.signIn(), ana.signIn(), sok.signIn()
		s, _ := ana.back(two)
		all, err := WebSessions(h.ctx, s)
		h.must(err)
		if len(all) != 2 || !all[0].This || all[1].This {
			h.t.Fatalf("sessions %+v", all)
		}
		h.wants(EndSession(h.ctx, s, hashToken(other.Token)), access.ErrDenied)
		h.must(EndSession(h.ctx, s, all[1].ID))
		if _, found := ana.back(one); found {
			h.t.Error("an ended session goes on")
		}
		three := ana.signIn()
		h.must(EndOtherSessions(h.ctx, s))
		if _, found := ana.back(three); found {
			h.t.Error("anotthe session goes on")
		}
		_, err = h.door.ChangePassword(h.ctx, s.SteppedUp(true), "not this one at all", "five small boats")
		h.wants(err, ErrSignIn)
		bad, err := h.door.ChangePassword(h.ctx, s.SteppedUp(true), ana.password, "short")
		h.must(err)
		if bad == nil {
			h.t.Error("a short password was taken")
		}
		_, err = h.door.ChangePassword(h.ctx, s.SteppedUp(true), ana.password, "five small boats")
		h.must(err)
		if s, found := ana.back(two); !found {
			h.t.Error("changing the password ended the session in which it was changed")
		} else {
			h.must(SetLang(h.ctx, s, "id"))
		}
		if s, _ := ana.back(two); s.Actor().Lang != "id" {
			h.t.Error("the language did not change")
		}
		h.must(EndSession(h.ctx, s, ""))
		if _, found := ana.back(two); found {
			h.t.Error("signed out and still there")
		}
	})
}

func TestSessionExpires(t *testing.T) {
	houses(t, func(h *house) {
		w := h.add("ana", lindung.Caseworker)
		in := w.signIn()
		for range 21 { // at work for nearly ten hours
			h.clock.Add(28 * time.Minute)
			if _, found := w.back(in); !found {
				h.t.Fatal("a session that is used has expired")
			}
		}
		h.clock.Add(20 * time.Minute)
		if _, found := w.back(in); found {
			h.t.Error("a session of more than ten hours")
		}
		in = w.signIn()
		h.clock.Add(31 * time.Minute)
		if _, found := w.back(in); found {
			h.t.Error("an idle session goes on")
		}
	})
}

func TestStepUpExpires(t *testing.T) {
	houses(t, func(h *house) {
		w := h.add("sari", lindung.Supervisor)
		in := w.signIn()
		s, _ := w.back(in)
		if s.IsSteppedUp() {
			h.t.Error("signing in is not showing it again")
		}
		code := w.code()
		h.must(h.door.StepUp(h.ctx, s, Credentials{Code: code}))
		h.wants(h.door.StepUp(h.ctx, s, Credentials{Code: code}), ErrSignIn)
		if s, _ = w.back(in); !s.IsSteppedUp() {
			h.t.Error("not stepped up")
		}
		h.clock.Add(stepUpFor)
		if s, _ = w.back(in); s.IsSteppedUp() {
			h.t.Error("still stepped up after five minutes")
		}
	})
}

func TestDraft(t *testing.T) {
	houses(t, func(h *house) {
		ana, sok := h.add("ana", lindung.Caseworker), h.add("sok", lindung.Caseworker)
		in := ana.signIn()
		draft := Draft{ID: lindung.NewID(), Path: "/cases/x/notes", Page: "/cases/x/notes", Form: map[string][]string{"called": {"Dara Contoh"}, "speaks": {"khm", "tha"}}}
		h.clock.Add(time.Hour)
		kept, err := h.door.KeepLate(h.ctx, in.Token, draft)
		h.must(err)
		if !kept {
			h.t.Fatal("not kept")
		}
		if kept, err = h.door.KeepLate(h.ctx, "a token of nobody", draft); kept || err != nil {
			h.t.Errorf("kept for nobody: %v, %v", kept, err)
		}
		in = ana.signIn()
		s, _ := ana.back(in)
		all, err := Drafts(h.ctx, s)
		h.must(err)
		if len(all) != 1 || all[0].Path != draft.Path || all[0].Form.Get("called") != "Dara Contoh" {
			h.t.Fatalf("drafts %+v", all)
		}
		theirs, _ := sok.back(sok.signIn())
		if _, err = h.door.Draft(h.ctx, theirs, draft.ID); !errors.Is(err, lindung.ErrNotFound) {
			h.t.Errorf("somebody else took it: %v", err)
		}
		stolen := draft
		stolen.Form = nil
		h.must(h.door.KeepDraft(h.ctx, theirs, stolen))
		d, err := h.door.Draft(h.ctx, s, draft.ID)
		h.must(err)
		if !slices.Equal(d.Form["speaks"], draft.Form["speaks"]) {
			h.t.Errorf("took %+v", d)
		}
		h.must(DropDraft(h.ctx, s, d.ID))
		if all, err = Drafts(h.ctx, s); err != nil || len(all) != 0 {
			h.t.Errorf("after dropping %+v, %v", all, err)
		}

		h.must(EndSession(h.ctx, s, ""))
		if kept, err = h.door.KeepLate(h.ctx, in.Token, draft); kept || err != nil {
			h.t.Errorf("kept for a session that was ended: %v, %v", kept, err)
		}
		late := sok.signIn()
		h.clock.Add(keepExpired + time.Hour)
		ana.signIn()
		if kept, err = h.door.KeepLate(h.ctx, late.Token, draft); kept || err != nil {
			h.t.Errorf("kept after a day: %v, %v", kept, err)
		}
	})
}

// What is being typed is kept under the key of its form, offered at its page, and
// gone with the act that sends it, even if it arrives after the act.
func TestDraftOfAForm(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		in := ana.signIn()
		s, _ := ana.back(in)
		typed := func(key, text string) Draft {
			return Draft{ID: key, Path: "/a", Page: "/a", Object: "case", Form: map[string][]string{"text": {text}}}
		}
		key := lindung.NewID()
		h.must(h.door.KeepDraft(h.ctx, s, typed(key, "one")))
		h.must(h.door.KeepDraft(h.ctx, s, typed(key, "two")))
		d, found, err := h.door.DraftAt(h.ctx, s, "/a")
		h.must(err)
		if !found || d.ID != key || d.Form.Get("text") != "two" {
			h.t.Fatalf("found %v %+v", found, d)
		}
		if _, found, _ = h.door.DraftAt(h.ctx, s, "/b"); found {
			h.t.Error("offered at another page")
		}
		sent := &access.SentForm{Acts: []access.Action{access.OwnSession}, Key: key, Then: func(tx *access.Tx) error { return DraftSent(tx, key) }}
		h.must(s.WithSentForm(sent).Do(h.ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(*access.Tx) error { return nil }))
		h.must(h.door.KeepDraft(h.ctx, s, typed(key, "late")))
		if _, found, _ = h.door.DraftAt(h.ctx, s, "/a"); found {
			h.t.Error("the draft of a form that was sent is still there")
		}

		for range mostDrafts + 3 {
			h.clock.Add(time.Second)
			h.must(h.door.KeepDraft(h.ctx, s, typed(lindung.NewID(), "many")))
		}
		all, err := Drafts(h.ctx, s)
		h.must(err)
		if len(all) != mostDrafts {
			h.t.Errorf("%d are kept", len(all))
		}
		h.must(EndOwnSession(h.ctx, s, all[3].ID))
		s, _ = ana.back(ana.signIn())
		if _, err := h.door.Draft(h.ctx, s, all[3].ID); !errors.Is(err, lindung.ErrNotFound) {
			h.t.Errorf("what was on the page that was left: %v", err)
		}
		h.must(s.Do(h.ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
			return StoredDrafts.EraseCases(tx, []lindung.CaseID{"case"})
		}))
		if all, err = Drafts(h.ctx, s); err != nil || len(all) != 0 {
			h.t.Errorf("drafts about what is gone: %d, %v", len(all), err)
		}
	})
}

// A step belongs to its browser session and ends with it.
func TestStep(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		first, _ := ana.back(ana.signIn())
		second, _ := ana.back(ana.signIn())
		id := lindung.NewID()
		step := Draft{ID: id, Path: "/search", Form: map[string][]string{"name": {"Dara Contoh"}}}
		h.must(h.door.HoldStep(h.ctx, first, step))
		got, err := h.door.HeldStep(h.ctx, first, id)
		h.must(err)
		if got.Path != "/search" || got.Form.Get("name") != "Dara Contoh" {
			h.t.Errorf("held %+v", got)
		}
		_, err = h.door.HeldStep(h.ctx, second, id)
		h.wants(err, lindung.ErrNotFound)
		if all, err := Drafts(h.ctx, first); err != nil || len(all) != 0 {
			h.t.Errorf("a step is offered as a draft: %v, %v", all, err)
		}
		for range mostSteps {
			h.clock.Add(time.Second)
			step.ID = lindung.NewID()
			h.must(h.door.HoldStep(h.ctx, first, step))
		}
		_, err = h.door.HeldStep(h.ctx, first, id)
		h.wants(err, lindung.ErrNotFound)

		kept := h.steps()
		h.must(EndSession(h.ctx, second, ""))
		if n := h.steps(); n != kept {
			h.t.Errorf("another session took %d steps with it", kept-n)
		}
		h.must(EndSession(h.ctx, first, ""))
		if n := h.steps(); n != 0 {
			h.t.Errorf("%d steps outlive their session", n)
		}
		third, _ := ana.back(ana.signIn())
		step.ID = lindung.NewID()
		h.must(h.door.HoldStep(h.ctx, third, step))
		h.clock.Add(idleSession)
		ana.signIn()
		if n := h.steps(); n != 0 {
			h.t.Errorf("%d steps outlive an expired session", n)
		}
	})
}

// steps counts the steps that are kept.
func (h *house) steps() int {
	h.t.Helper()
	var n int
	h.must(h.d.Read(h.ctx, func(tx *db.Tx) error {
		var err error
		n, err = db.One(tx, db.Value[int], `SELECT count(*) FROM drafts WHERE step`)
		return err
	}))
	return n
}

func TestOrganisations(t *testing.T) {
	houses(t, func(h *house) {
		adm := h.add("adi", lindung.Administrator)
		s, _ := adm.back(adm.signIn())
		first := NewActor{Login: "budi", Name: "Budi Contoh", Lang: "id"}
		o := access.Org{Name: "Contoh Legal Aid", Sector: "legal_aid", Country: "ID", Lang: "id"}
		i, err := AddOrgWith(h.ctx, s, o, first)
		h.must(err)
		again := o
		again.Name = "Another Legal Aid"
		_, err = AddOrgWith(h.ctx, s, again, first)
		h.wants(err, ErrUsed)
		all, err := Orgs(h.ctx, s)
		h.must(err)
		if len(all) != 2 || all[0].Name != o.Name {
			h.t.Fatalf("organisations %+v", all)
		}
		o = all[0]
		_, err = Invite(h.ctx, s, NewActor{Org: o.ID, Login: "citra", Name: "Citra Contoh", Roles: []lindung.Role{lindung.Analyst}})
		h.wants(err, access.ErrDenied) // not their organisation
		budi := &hand{house: h, id: i.Actor, login: "budi", password: "three small boats"}
		budi.enrol(i.Token)
		theirs, _ := budi.back(budi.signIn())
		_, err = AddOrg(h.ctx, theirs, access.Org{Name: "Another"})
		h.wants(err, access.ErrDenied) // their organisation does not keep the node
		if !access.KeepsNode(h.ctx, s) || access.KeepsNode(h.ctx, theirs) {
			h.t.Error("who keeps the node")
		}
		o.Duty = "Every day, 08:00 to 20:00"
		h.wants(EditOrg(h.ctx, s, o), access.ErrDenied)
		h.must(EditOrg(h.ctx, theirs, o))
		h.wants(EditOrg(h.ctx, theirs, o), lindung.ErrConflict)
		if got, err := OrgFor(h.ctx, theirs, o.ID); err != nil || got.Duty != o.Duty || got.Version != 2 {
			h.t.Errorf("stored %+v, %v", got, err)
		}
	})
}

// TestSlowAfterWrongTries: guessing becomes slow, for the account only, and the
// right way in ends that.
func TestSlowAfterWrongTries(t *testing.T) {
	houses(t, func(h *house) {
		ana, sok := h.add("ana", lindung.Caseworker), h.add("sok", lindung.Caseworker)
		var waited []time.Duration
		h.door.slow.Sleep = func(_ context.Context, d time.Duration) error {
			waited = append(waited, d)
			h.clock.Add(d)
			return nil
		}
		for range pace.ByAccount.Free + 2 {
			_, err := ana.try("three small goats", "000000")
			h.wants(err, ErrSignIn)
		}
		if want := []time.Duration{pace.ByAccount.Every, pace.ByAccount.Every}; !slices.Equal(waited, want) {
			h.t.Errorf("waited %v, want %v", waited, want)
		}
		waited = nil
		sok.signIn()
		if len(waited) > 0 {
			h.t.Errorf("a colleague waited %v", waited)
		}
		ana.signIn()
		waited = nil
		if ana.signIn(); len(waited) > 0 {
			h.t.Errorf("after signing in Ana waited %v", waited)
		}
	})
}

// TestCodeOnceAtATime: of two who type the same code at the same moment, one
// gets in.
func TestCodeOnceAtATime(t *testing.T) {
	houses(t, func(h *house) {
		w := h.add("ana", lindung.Caseworker)
		code, results := w.code(), make(chan error)
		for range 4 {
			go func() {
				_, err := w.try(w.password, code)
				results <- err
			}()
		}
		in := 0
		for range 4 {
			switch err := <-results; {
			case err == nil:
				in++
			case !errors.Is(err, ErrSignIn):
				h.t.Error(err)
			}
		}
		if in != 1 {
			h.t.Errorf("%d got in with one code", in)
		}
	})
}

// After the clock was a day ahead, whoever has their device signs in once it is right again,
// each code once. What has ended meanwhile stays ended, and what began goes on: the program's
// time does not go back.
func TestClockAhead(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		before := ana.signIn()
		h.clock.Add(24 * time.Hour)
		ahead := ana.signIn()
		h.clock.Add(-24 * time.Hour)
		if _, ok := ana.back(before); ok {
			t.Error("a session has begun again: the clock was set back")
		}
		if _, ok := ana.back(ahead); !ok {
			t.Error("a session has ended: the clock was set back")
		}
		code := ana.code()
		if _, err := ana.try(ana.password, code); err != nil {
			t.Fatalf("a right code, after the clock was ahead: %v", err)
		}
		_, err := ana.try(ana.password, code)
		h.wants(err, ErrSignIn)
		h.d.TrustMachine() // who runs the node says that the machine's clock is right now
		if _, ok := ana.back(ahead); ok {
			t.Error("a session that began ahead of the right clock goes on")
		}
	})
}

// While the machine's clock is behind, a house signs in at the pace of any other day.
func TestPaceWhileClockIsBehind(t *testing.T) {
	houses(t, func(h *house) {
		h.add("ana", lindung.Caseworker).signIn()
		h.clock.Add(-24 * time.Hour)
		for range 100 {
			h.clock.Add(time.Second)
			h.must(h.door.slow.Wait(h.ctx, lindung.NewID(), "house"))
		}
	})
}

// Whatever the clock jumps to, whoever knows their password and has their device signs in,
// what has ended stays ended, and the log stays whole.
func TestClockJumps(t *testing.T) {
	clockJumps(t, func() func() bool {
		n := 0
		return func() bool { n++; return n <= 20 }
	})
}

// TestSoakClockJumps is TestClockJumps for a part of the time that TEST_SOAK says.
func TestSoakClockJumps(t *testing.T) {
	soak.Until(t, 0) // skips before a node is made
	clockJumps(t, func() func() bool {
		end := soak.Until(t, 0.015)
		return func() bool { return time.Now().Before(end) }
	})
}

// clockJumps lets the clock jump on each database as long as what begin returns allows it.
func clockJumps(t *testing.T, begin func() func() bool) {
	houses(t, func(h *house) {
		more := begin()
		ana := h.add("ana", lindung.Caseworker)
		jumps, acts := 0, 0
		var ended []SignedIn
		for ; more(); jumps++ {
			began, before := h.n.Now(), ana.signIn()
			by := time.Duration(2+rand.IntN(500_000)) * time.Minute
			if jumps%5 != 0 && rand.IntN(2) == 0 { // time enough for the next tries from this network
				by = -by
			}
			h.clock.Add(by)
			if h.n.Now().Before(began) {
				t.Fatalf("a jump of %v: the program's time goes back", by)
			}
			if h.n.Now().Sub(began) > longestSession {
				ended = append(ended, before)
			}
			for _, in := range ended[max(0, len(ended)-5):] {
				if _, ok := ana.back(in); ok {
					t.Fatalf("a session that has ended goes on over a jump of %v", by)
				}
				acts++
			}
			if _, ok := ana.back(ana.signIn()); !ok {
				t.Fatalf("after a jump of %v nobody gets in", by)
			}
		}
		if _, err := audit.Verify(h.ctx, h.d, h.n.PublicKey()); err != nil || jumps == 0 {
			t.Errorf("after %d jumps: %v", jumps, err)
		}
		if strings.HasPrefix(t.Name(), "TestSoak") {
			soak.Add(h.t, soak.Count{What: "jumps of the clock", Where: h.d.Kind(), Tried: jumps, Looked: acts})
		}
	})
}

// What has ended by its time does not begin again when the clock is set back: everything
// that the door and a worker's session hold.
func TestClockSetBack(t *testing.T) {
	houses(t, func(h *house) {
		cli := h.n.System(h.org.ID, "cli")
		ana, sup := h.add("ana", lindung.Caseworker), h.add("sari", lindung.Supervisor)
		in := sup.signIn()
		pass, err := MakePass(h.ctx, sup.stepUp(in), ana.id)
		h.must(err)
		invited, err := Invite(h.ctx, cli, NewActor{Org: h.org.ID, Login: "sok", Name: "Sok Example", Roles: []lindung.Role{lindung.Caseworker}})
		h.must(err)
		enrolment, _, err := h.door.ChoosePassword(h.ctx, invited.Token, "three small boats")
		h.must(err)
		for _, x := range []struct {
			what  string
			after time.Duration
			open  func() bool
		}{
			{"a proof", stepUpFor, func() bool { s, ok := sup.back(in); return ok && s.IsSteppedUp() }},
			{"a session", 2 * idleSession, func() bool { _, ok := sup.back(in); return ok }},
			{"what someone has begun with an invitation", boxFor + time.Minute, func() bool {
				_, err := h.door.ResumeEnrolment(h.ctx, invited.Token, enrolment.Box)
				return err == nil
			}},
			{"a shift pass", passFor, func() bool { _, err := ana.try(ana.password, pass.Token); return err == nil }},
			{"an invitation", inviteFor, func() bool { _, err := h.door.ReadInvitation(h.ctx, invited.Token); return err == nil }},
		} {
			h.clock.Add(x.after)
			if x.open() {
				t.Errorf("%s is open after its time", x.what)
			}
			h.clock.Add(-x.after)
			if x.open() {
				t.Errorf("%s is open again: the clock was set back", x.what)
			}
		}
	})
}
