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
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/person"
	"lindung/referral"
)

// doctor works at the hospital, which can decide.
const doctor = "duty_officer@hospital"

// positive is a case of the hospital in which it has decided, of a person of another state
// who was asked and does not object to a notice.
func (w *world) positive() (at, decision string) {
	w.t.Helper()
	at = w.personAt(doctor, "Siti Contoh")
	id := lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	s := w.As(w.t, doctor)
	w.answers(s, id, "identity_origin", url.Values{"citizenships": {"KH"}})
	w.answers(s, id, "identity_birth", url.Values{"birth_date": {"1999"}})
	w.answers(s, id, "notice", agreesToNotice)
	of := victim()
	of.Kind = identification.Government
	d, err := dossier.Decide(w.t.Context(), s, id, of)
	if err != nil {
		w.t.Fatal(err)
	}
	return at, d.ID
}

var agreesToNotice = url.Values{
	"notice_on": {"2026"}, "notice_language": {"khm"}, "notice_understood": {"yes"}, "notice_asylum": {"no"}, "notice_objects": {"no"},
}

// victim is a decision of the police.
func victim() identification.Decision {
	return identification.Decision{
		Status: identification.Actual, Kind: identification.Police, Law: "Example Act 6", On: lindung.Date{Year: 2026, Month: 1},
		Found: identification.Elements{Acts: []string{"recruitment"}, Means: []string{"deception"}, Ends: []string{"forced_labour"}},
	}
}

// answers saves the answers to a form of a case.
func (w *world) answers(s access.Session, id lindung.CaseID, form string, in url.Values) {
	w.t.Helper()
	f, _ := dossier.Forms.Named(form)
	v, problems := f.Decode(in, w.Now())
	c, err := cases.Read(w.t.Context(), s, id)
	if err == nil && len(problems) == 0 {
		err = cases.SaveForm(w.t.Context(), s, id, f, c.Sections[form].Version, v)
	}
	if err != nil || len(problems) > 0 {
		w.t.Fatal(form, err, problems)
	}
}

// asks is a case of the shelter whose person agreed that an organisation is asked, and the
// referral by which it is, which it has accepted.
func (w *world) asks(org, need string) (at string, r lindung.ReferralID) {
	w.t.Helper()
	at = w.personOf("Siti Contoh", false)
	id, ana := lindung.CaseID(strings.TrimPrefix(at, "/cases/")), w.As(w.t, "caseworker@shelter")
	now := access.StoredTime(w.Now())
	g, err := consent.Give(w.t.Context(), ana, cases.Target(id), consent.Grant{
		Recipient: consent.ToOrg(w.Orgs[org].ID), Purpose: lindung.Identification, Groups: []lindung.Group{lindung.Identity, lindung.Legal},
		From: now, Until: now.Add(90 * 24 * time.Hour), Lang: "en", TextVersion: consent.CurrentVersion, Detail: consent.Detail{ExplainedBy: "Ana Example"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	sent, err := referral.Send(w.t.Context(), ana, id, referral.New{
		To: consent.ToOrg(w.Orgs[org].ID), BasedOn: []string{string(g.ID)}, Need: need, Due: now.Add(48 * time.Hour),
	})
	if err == nil {
		err = referral.Accept(w.t.Context(), w.As(w.t, "supervisor@"+org), sent.ID, referral.Word{})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return at, sent.ID
}

// noticeFor is a referral that asks the hospital for a notice that nothing stops.
func (w *world) noticeFor() (at string, r lindung.ReferralID) {
	w.t.Helper()
	at, r = w.asks("hospital", referral.ForNotice)
	id, ana := lindung.CaseID(strings.TrimPrefix(at, "/cases/")), w.As(w.t, "caseworker@shelter")
	w.answers(ana, id, "identity_origin", url.Values{"citizenships": {"KH"}})
	w.answers(ana, id, "identity_birth", url.Values{"birth_date": {"1999"}})
	w.answers(ana, id, "notice", agreesToNotice)
	d := victim()
	d.Reported, d.Name, d.Country = true, "Example Court", "TH"
	if _, err := dossier.Decide(w.t.Context(), ana, id, d); err != nil {
		w.t.Fatal(err)
	}
	return at, r
}

// TestDecisionComesBack: who asks for a decision is led to who records it, and reads it
// from there; the page says what is theirs, and what is not.
func TestDecisionComesBack(t *testing.T) {
	w := one(t, desk.Options{})
	at, r := w.asks("police", referral.ForDecision)
	asked := "/referrals/" + string(r)
	focal := w.as("focal_point@police")
	focal.get(asked).In(t, "main", htmlcheck.HasText("A colleague who works on cases opens your own case"))
	focal.get(asked).Not(t, "main a[href$=/case]")
	wichai, ana := w.as("supervisor@police"), w.as("caseworker@shelter")
	wichai.get(asked).In(t, "main", htmlcheck.HasText("asks for your decision. Open your own case"))
	own, err := dossier.OpenLinkedCase(t.Context(), w.As(t, "supervisor@police"), r, cases.New{Names: []person.Name{{Text: "Siti Contoh", Kind: "official"}}, Answers: adult(t)})
	if err != nil {
		t.Fatal(err)
	}
	decide := "/cases/" + string(own.ID) + "/decision/new"
	wichai.get(asked).In(t, "main a[href="+decide+"]", htmlcheck.HasText("Record your decision"))
	form := wichai.get(decide)
	form.In(t, "main", htmlcheck.HasText("Example Shelter asked for this decision"))
	posted := fill(t, form, "main form", "whose", "own", "status", "ActualVictimOfTrafficking", "law", "Example Act 6", "on-year", "2026")
	wichai.post(decide, posted).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a[href=#acts]")
	posted["acts"], posted["means"], posted["ends"] = []string{"recruitment"}, []string{"deception"}, []string{"forced_labour"}
	wichai.post(decide, posted).wants(t, http.StatusSeeOther)
	wichai.get("/cases/"+string(own.ID)+"/screening").In(t, "main", htmlcheck.HasText("Came back to who asked"))
	ana.get(asked).In(t, "main", htmlcheck.HasText("Example Police Unit has decided"))
	ana.get(asked).In(t, "main a[href$=/screening]", htmlcheck.HasText("Read what was decided"))
	there := ana.get(at+"/screening").wants(t, http.StatusOK)
	for _, want := range []string{"We asked for it", "Decided by Example Police Unit", "Example Act 6", "Deception"} {
		there.In(t, "main", htmlcheck.HasText(want))
	}
	there.Not(t, "main a[href*=/decision/]:not([href$=/new])")
	ana.get(at).In(t, "main", htmlcheck.HasText("We asked for it"))
	ana.get(at+"/history").In(t, "main", htmlcheck.HasText("recorded a decision that this case had asked for"))
	wichai.get("/cases/"+string(own.ID)+"/history").In(t, "main", htmlcheck.HasText("recorded a decision on the status in law"))
}

// TestNegativeClosesNothing: after a decision that says no the case is as it was, and the
// page says that nothing ends.
func TestNegativeClosesNothing(t *testing.T) {
	w := one(t, desk.Options{})
	at, r := w.asks("police", referral.ForDecision)
	own, err := dossier.OpenLinkedCase(t.Context(), w.As(t, "supervisor@police"), r, cases.New{Names: []person.Name{{Text: "Siti Contoh", Kind: "official"}}, Answers: adult(t)})
	if err != nil {
		t.Fatal(err)
	}
	d := victim()
	d.Status, d.Found = identification.NotVictim, identification.Elements{}
	if _, err := dossier.Decide(t.Context(), w.As(t, "supervisor@police"), own.ID, d); err != nil {
		t.Fatal(err)
	}
	ana := w.as("caseworker@shelter")
	ana.get(at+"/screening").In(t, "main", htmlcheck.HasText("A decision that says no closes nothing"))
	ana.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
	ana.refers(at)
	c, err := cases.Read(t.Context(), w.As(t, "caseworker@shelter"), lindung.CaseID(strings.TrimPrefix(at, "/cases/")))
	if err != nil || c.Status.Closed() {
		t.Errorf("the case is %s, %v", c.Status, err)
	}
}

// TestNoticePages: what stops a notice is said, with what can be done about it; once nothing
// does, it is recorded, and both sides read of it.
func TestNoticePages(t *testing.T) {
	w := one(t, desk.Options{})
	_, r := w.asks("hospital", referral.ForNotice)
	notice := "/referrals/" + string(r) + "/notice"
	bopha := w.as("focal_point@hospital")
	bopha.get("/referrals/"+string(r)).In(t, "main a[href$=/notice]", htmlcheck.HasText("Telling the person’s state"))
	bopha.get(notice).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("There is nothing to tell"))
	bopha.get(notice).Not(t, "main form")
	at, r := w.noticeFor()
	notice = "/referrals/" + string(r) + "/notice"
	id, ana := lindung.CaseID(strings.TrimPrefix(at, "/cases/")), w.As(t, "caseworker@shelter")
	objects := url.Values{"notice_on": {"2026"}, "notice_language": {"khm"}, "notice_understood": {"yes"}, "notice_objects": {"yes"}}
	w.answers(ana, id, "notice", objects)
	stopped := bopha.get(notice).wants(t, http.StatusOK)
	stopped.In(t, "main", htmlcheck.HasText("the person objects"))
	stopped.Not(t, "main form")
	bopha.post(notice, url.Values{"state": {"KH"}, "authority": {"Example Office"}, "on-year": {"2026"}}).wants(t, http.StatusOK).
		In(t, "main", htmlcheck.HasText("the person objects"))
	w.answers(ana, id, "notice", agreesToNotice)
	form := fill(t, bopha.get(notice), "main form", "state", "KH", "authority", "Example Office", "on-year", "2026", "words", "that they were identified")
	bopha.post(notice, form).leads(t, notice+"?done=notice_given")
	bopha.get(notice).In(t, "main", htmlcheck.HasText("Example Office"))
	w.as("caseworker@shelter").get(at+"/notice").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Example Office"), htmlcheck.HasText("Example Hospital"))
	w.as("caseworker@shelter").get(at+"/history").In(t, "main", htmlcheck.HasText("told the person’s state"))
}

// TestChangePages: what becomes of a decision is written down beside it, and it stays.
func TestChangePages(t *testing.T) {
	w := one(t, desk.Options{})
	at, decision := w.positive()
	b := w.as(doctor)
	path := at + "/decision/" + decision
	b.get(at+"/screening").In(t, "main a[href="+path+"]", htmlcheck.HasText("What became of this decision"))
	form := b.get(path).wants(t, http.StatusOK)
	b.post(path, fill(t, form, "main form", "to", "withdrawn", "on-year", "2026")).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a[href=#grounds]")
	b.post(path, fill(t, form, "main form", "to", "appealed", "on-year", "2026", "law", "Example Act 9")).leads(t, at+"/screening?done=decision_changed")
	list := b.get(at + "/screening")
	list.In(t, "main", htmlcheck.HasText("Appealed: until that ends, the decision holds"), htmlcheck.HasText("Example Act 9"))
	b.get(at+"/notice").In(t, "main", htmlcheck.HasText("There is nothing to tell"))
	w.as("caseworker@shelter").get(path).wants(t, http.StatusNotFound)
}

// adult is the birth of an adult.
func adult(t *testing.T) map[string]field.Values {
	t.Helper()
	f, _ := dossier.Forms.Named("identity_birth")
	v, problems := f.Decode(url.Values{"birth_date": {"1999"}}, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return map[string]field.Values{f.Name: v}
}

// TestRecognisePages: whom an authority of another state has identified need not be decided
// on anew; the form offers to respect that decision, where it is open.
func TestRecognisePages(t *testing.T) {
	w := one(t, desk.Options{})
	at, r := w.asks("police", referral.ForDecision)
	abroad := victim()
	abroad.Reported, abroad.Name, abroad.Country, abroad.Kind = true, "Example Ministry", "MY", identification.Government
	if _, err := dossier.Decide(t.Context(), w.As(t, "caseworker@shelter"), lindung.CaseID(strings.TrimPrefix(at, "/cases/")), abroad); err != nil {
		t.Fatal(err)
	}
	own, err := dossier.OpenLinkedCase(t.Context(), w.As(t, "supervisor@police"), r, cases.New{Names: []person.Name{{Text: "Siti Contoh", Kind: "official"}}})
	if err != nil {
		t.Fatal(err)
	}
	wichai, decide := w.as("supervisor@police"), "/cases/"+string(own.ID)+"/decision/new"
	wichai.get("/cases/"+string(own.ID)+"/screening").In(t, "main", htmlcheck.HasText("An authority of Malaysia has identified this person"))
	form := wichai.get(decide)
	form.In(t, "main", htmlcheck.HasText("do not decide anew"), htmlcheck.HasText("Example Ministry"))
	wichai.post(decide, fill(t, form, "main form", "whose", "recognises", "law", "Example Act 6", "on-year", "2026")).wants(t, http.StatusSeeOther)
	there := w.as("caseworker@shelter").get(at + "/screening")
	there.In(t, "main", htmlcheck.HasText("Recognises"), htmlcheck.HasText("Example Police Unit"))
}
