package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/test/htmlcheck"
	"lindung/referral"
	"lindung/survivor"
)

// outside is a referral to an outside body that waits for its reply.
func (w *world) outside() (at string) {
	w.t.Helper()
	at, _ = w.proposed()
	if err := referral.Approve(w.t.Context(), w.As(w.t, "supervisor@shelter"), lindung.ReferralID(strings.TrimPrefix(at, "/referrals/"))); err != nil {
		w.t.Fatal(err)
	}
	return at
}

func (w *world) linkPlace() place {
	return place{who: w.as("caseworker@shelter"), page: w.outside() + "/link", good: []string{"days", "3"}, wrong: []string{"days", ""}}
}

func (w *world) linkEndPlace() place {
	at := w.outside()
	if _, _, err := referral.MakeLink(w.t.Context(), w.As(w.t, "caseworker@shelter").SteppedUp(true), lindung.ReferralID(strings.TrimPrefix(at, "/referrals/")), 3); err != nil {
		w.t.Fatal(err)
	}
	return place{who: w.as("caseworker@shelter"), page: at + "/link", action: at + "/link/end"}
}

// The sender makes a link on the page of a referral, with a second proof, and is shown its two
// codes once, each on a sheet of its own; then the receiver comes in with them, and no more
// once the sender has ended it. For an organisation of the node there is none.
func TestLinkOfReferral(t *testing.T) {
	worlds(t, func(w *world) {
		at := w.outside()
		ana := w.as("caseworker@shelter")
		ana.get(at).In(t, "main a[href="+at+"/link]", htmlcheck.HasText("Link"))
		a := ana.post(at+"/link", fill(t, ana.get(at+"/link"), "main form", "days", "3"))
		if a.code == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/step-up") {
			a = ana.proves(a)
		} else {
			a = ana.follow(a)
		}
		a.wants(t, http.StatusOK)
		code, second := a.Text(t, ".l-sheet #code"), a.Text(t, ".l-sheet #second")
		d := survivor.NewDoor(w.Node.Node).Door
		token, err := referral.EnterLink(t.Context(), d, code, second, "a")
		if err != nil {
			t.Fatal(err)
		}
		s, err := referral.ResumeLink(t.Context(), d, token)
		if err != nil {
			t.Fatal(err)
		}
		if err := referral.Ask(t.Context(), s, lindung.ReferralID(strings.TrimPrefix(at, "/referrals/")), "when?"); err != nil {
			t.Fatal(err)
		}
		ana.get(at).In(t, ".l-timeline li", htmlcheck.HasText("(by link)"))
		ana.post(at+"/link/end", url.Values{}).leads(t, at+"/link?done=link_ended")
		if err := referral.Tell(t.Context(), s, lindung.ReferralID(strings.TrimPrefix(at, "/referrals/")), "more"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("after the end: %v", err)
		}
		w.as("supervisor@ngo").get(at+"/link").wants(t, http.StatusNotFound)
		b, of := w.agreedAt()
		r := b.refers(of)
		b.get(r).Not(t, "main a[href$=/link]")
		b.get(r+"/link").wants(t, http.StatusNotFound)
	})
}
