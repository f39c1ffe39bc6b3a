package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/referral"
	"lindung/staff"
)

// proposed is a referral to an outside body that waits for approval, and its case.
func (w *world) proposed() (at, of string) {
	w.t.Helper()
	ctx, admin := w.t.Context(), w.As(w.t, "administrator@shelter").SteppedUp(true)
	set, err := staff.SettingsOf(ctx, admin)
	if err == nil && set[access.ApproveReferrals.Key] == 0 {
		_, err = staff.ChangeSetting(ctx, admin, access.ApproveReferrals, 1)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	ana := w.As(w.t, "caseworker@shelter")
	of = w.personOf("Siti Contoh", false)
	id, now := lindung.CaseID(strings.TrimPrefix(of, "/cases/")), db.TimeOf(w.Now())
	g, err := consent.Give(ctx, ana, cases.Target(id), consent.Grant{
		Body: consent.Body{Name: "Example clinic", Phone: "+66 2 000 0001", Country: "TH"}, Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity},
		From: now, Until: now.Add(30 * 24 * time.Hour), Lang: "en", TextVersion: "v1", Detail: consent.Detail{ExplainedBy: "Ana Example"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := referral.Send(ctx, ana, id, referral.New{To: g.Recipient, BasedOn: []string{string(g.ID)}, Need: "health", Due: now.Add(48 * time.Hour)})
	if err != nil || r.State != referral.Proposed {
		w.t.Fatal(r.State, err)
	}
	return "/referrals/" + string(r.ID), of
}

func (w *world) proposedPlace(step string, good, wrong []string) func() place {
	return func() place {
		at, _ := w.proposed()
		return place{who: w.as("supervisor@shelter"), page: at, action: at + step, good: good, wrong: wrong}
	}
}

// What waits for approval is on the first page of who asked for it and of the supervisors,
// has no letter, and leaves when one of them approves it.
func TestApproveReferral(t *testing.T) {
	worlds(t, func(w *world) {
		at, _ := w.proposed()
		ana, sup := w.as("caseworker@shelter"), w.as("supervisor@shelter")
		for who, says := range map[*browser]string{ana: "waits for approval", sup: "approve the referral"} {
			who.get("/").In(t, "main table a[href="+at+"]", htmlcheck.HasText(says))
		}
		for _, who := range []*browser{ana, sup} {
			who.get(at).Not(t, "main a[href$=/letter]")
		}
		ana.get(at).Not(t, "form[action$=/approve]")
		ana.post(at+"/approve", url.Values{}).wants(t, http.StatusNotFound)
		sup.post(at+"/approve", url.Values{}).leads(t, at+"?done=referral_approved")
		ana.get(at).In(t, "main a[href$=/letter]", htmlcheck.HasText("letter"))

		at, _ = w.proposed()
		sup.post(at+"/refuse", url.Values{"refuse_words": {"Contoh reason"}}).leads(t, at+"?done=referral_refused")
		if text := ana.get(at).Text(t, ".l-timeline"); !strings.Contains(text, "Contoh reason") {
			t.Errorf("who asked for it does not read why: %s", text)
		}
		ana.get("/").In(t, "main table a[href="+at+"]", htmlcheck.HasText("not approved"))
	})
}

// TestApprovalsAreChosen: what a supervisor approves is chosen by its words.
func TestApprovalsAreChosen(t *testing.T) {
	w := one(t, desk.Options{})
	adm, path := w.as("administrator@shelter"), "/administration/settings/approve_referrals"
	page := adm.get(path).wants(t, http.StatusOK)
	page.In(t, "main form [type=radio]", htmlcheck.Count(3))
	page.In(t, "main form", htmlcheck.HasText("every offer of a whole case"))
	adm.sure(path, url.Values{"approve_referrals": {"1"}}).leads(t, "/administration/settings?done=setting_saved")
	adm.get("/administration/settings").In(t, "main", htmlcheck.HasText("every offer of a whole case"))
}
