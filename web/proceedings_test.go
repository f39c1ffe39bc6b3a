package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// suspected is a case of the police with a suspect, and the address of the suspect.
func (w *world) suspected(b *browser, called, name string) (at, suspect string) {
	w.t.Helper()
	at = b.opens(called)
	b.suspects(at, "name", name)
	suspect = b.get(at).Attr(w.t, `main table a[href*="/suspects/"]`, "href")
	return at, suspect
}

// suspects records a suspect in a case.
func (b *browser) suspects(at string, values ...string) {
	b.t.Helper()
	form := fill(b.t, b.get(at+"/suspects/new").wants(b.t, http.StatusOK), "main form", append([]string{"roles", "recruiter", "is", "no_sign"}, values...)...)
	b.post(at+"/suspects/new", form).wants(b.t, http.StatusSeeOther)
}

func (w *world) justicePlaces() map[string]func() place {
	return map[string]func() place{
		"POST /cases/{id}/suspects/new": func() place {
			b := w.as("investigator@police")
			return place{who: b, page: b.opens("Siti Contoh") + "/suspects/new", good: []string{"name", lindung.NewID(), "roles", "recruiter", "is", "no_sign"}, wrong: []string{"name", ""}}
		},
		"POST /cases/{id}/suspects/{suspect}/change": func() place {
			b := w.as("investigator@police")
			_, s := w.suspected(b, "Siti Contoh", lindung.NewID())
			return place{who: b, page: s + "/change", good: []string{"born", "1980"}, wrong: []string{"name", ""}}
		},
		"POST /cases/{id}/suspects/{suspect}/join": func() place {
			b := w.as("investigator@police")
			at, s := w.suspected(b, "Siti Contoh", lindung.NewID())
			b.suspects(at, "name", lindung.NewID())
			return place{who: b, page: s, action: s + "/join", good: []string{"into", b.get(s).Attr(w.t, "main select[name=into] option:nth-child(2)", "value")}, wrong: []string{"into", ""}}
		},
		"POST /cases/{id}/suspects/{suspect}/drop": func() place {
			b := w.as("investigator@police")
			_, s := w.suspected(b, "Siti Contoh", lindung.NewID())
			return place{who: b, page: s, action: s + "/drop"}
		},
	}
}

// TestProceedings: who inquires or prosecutes finds on the first page, and on a page of its
// own, who waits for protection, which hearings come, which requests have no answer. No one
// else is offered the page, or finds it.
func TestProceedings(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("investigator@police")
	b.get(desk.ProceedingsPath).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Nothing is open"))
	at := b.opens("Siti Contoh")
	for form, values := range map[string][]string{
		"hearing":   {"hearing_kind", "testimony", "hearing_on-day", "26", "hearing_on-month", "11", "hearing_on-year", "2026"},
		"request":   {"request_kind", "extradition_sent", "request_state", "KH"},
		"safeguard": {"safeguard_kind", "identity_hidden", "safeguard_for", "person", "safeguard_asked-year", "2026"},
		"complaint": {"complaint_by", "family"},
	} {
		page := at + "/records/" + form + "/new"
		b.post(page, fill(t, b.get(page).wants(t, http.StatusOK), "main form", values...)).wants(t, http.StatusSeeOther)
	}
	page := b.get(desk.ProceedingsPath).wants(t, http.StatusOK)
	for _, text := range []string{"Someone waits for protection", "One hearing ahead", "One request without an answer", "Extradition, sent (Cambodia)", "One more is open"} {
		page.In(t, "main", htmlcheck.HasText(text))
	}
	home := b.get("/")
	for _, text := range []string{"waits for protection", "hearing within a week", "without an answer"} {
		home.In(t, "main", htmlcheck.HasText(text))
	}
	home.In(t, "a[href='"+desk.ProceedingsPath+"']")
	b.get(at).In(t, "#justice", htmlcheck.HasText("Requests between states"))
	for _, who := range []string{"caseworker@shelter", "supervisor@ngo", "duty_officer@hospital", "analyst@police", "data_protection@police"} {
		other := w.as(who)
		other.get(desk.ProceedingsPath).wants(t, http.StatusNotFound)
		other.get("/").Not(t, "a[href='"+desk.ProceedingsPath+"']")
	}
}

// TestSuspects: the link between two cases is on the page of who reads both, and nothing of
// it on the page of who reads one. A suspect who may have been trafficked says so first.
func TestSuspects(t *testing.T) {
	w := one(t, desk.Options{})
	b, sup := w.as("investigator@police"), w.as("supervisor@police")
	at, suspect := w.suspected(b, "Siti Contoh", "Boss Example")
	other := sup.opens("Dara Samanama")
	page := sup.get(other + "/suspects/new")
	same := page.Attr(t, "main select[name=same] option:nth-child(2)", "value")
	sup.post(other+"/suspects/new", fill(t, page, "main form", "name", "Bos Example", "roles", "guard", "is", "may_be")).wants(t, http.StatusUnprocessableEntity).
		In(t, "main", htmlcheck.HasText("Someone of a similar name is known"))
	sup.post(other+"/suspects/new", fill(t, page, "main form", "same", same, "roles", "guard", "is", "may_be")).wants(t, http.StatusSeeOther)
	number := sup.number(other)
	for path, who := range map[string]*browser{at: sup, suspect: sup} {
		shown := who.get(path).wants(t, http.StatusOK)
		shown.In(t, "main", htmlcheck.HasText(map[string]string{at: "also in another case that you read", suspect: number}[path]))
	}
	for _, path := range []string{at, suspect, at + "/suspects/new", suspect + "/change"} {
		body := b.get(path).wants(t, http.StatusOK).body
		for _, hint := range []string{number, "also in", "may have been trafficked", "may_be\" checked"} {
			if strings.Contains(body, hint) {
				t.Errorf("%s tells of the other case: %s", path, hint)
			}
		}
	}
	sup.get(strings.Replace(suspect, at, other, 1)).wants(t, http.StatusOK).In(t, ".govuk-warning-text", htmlcheck.HasText("ACTIP 14.7"))
	b.get(strings.Replace(suspect, at, other, 1)).wants(t, http.StatusNotFound)
	w.as("caseworker@shelter").get(suspect).wants(t, http.StatusNotFound)
}

// TestInvestigationStaysWithPolice: the police hold the word in all that an investigation
// writes, and share the case with a shelter on everything that the person can agree to. No
// page of the shelter has it; and the police have no support note of the shelter.
func TestInvestigationStaysWithPolice(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("investigator@police")
	at, _ := w.suspected(b, "Siti Contoh", canary)
	for form, values := range map[string][]string{
		"complaint":     {"complaint_what", canary},
		"investigation": {"investigation_by", canary},
		"prosecution":   {"prosecution_of", canary, "prosecution_words", canary},
		"asset":         {"asset_what", canary},
		"request":       {"request_words", canary},
	} {
		page := at + "/records/" + form + "/new"
		b.post(page, fill(t, b.get(page), "main form", values...)).wants(t, http.StatusSeeOther)
	}
	b.get(at+"/consent/new").wants(t, http.StatusOK).Not(t, "main input[value=justice]")
	id := lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	now := access.StoredTime(w.Clock.Now())
	if _, err := consent.Give(t.Context(), w.As(t, "investigator@police"), cases.Target(id), consent.Grant{
		Recipient: consent.ToOrg(w.Orgs["shelter"].ID), Purpose: lindung.Assistance, Groups: consent.Groups, From: now, Until: now.Add(24 * time.Hour),
		Lang: "en", TextVersion: consent.CurrentVersion, Detail: consent.Detail{ExplainedBy: "Ana Example"},
	}); err != nil {
		t.Fatal(err)
	}
	r := b.refers(at)
	w.as("supervisor@shelter").post(r+"/accept", url.Values{}).wants(t, http.StatusSeeOther)
	for _, who := range []string{"caseworker@shelter", "supervisor@shelter", "duty_officer@shelter"} {
		s := w.as(who)
		s.get(at).wants(t, http.StatusOK)
		for _, r := range allRoutes() {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if method != "GET" || r.Pattern == "/" {
				continue
			}
			if strings.Contains(strings.ToLower(s.get(address(strings.Replace(path, "/cases/{id}", at, 1))).body), canary) {
				t.Errorf("%s reads the investigation at %s", who, r.Pattern)
			}
		}
	}
	if !strings.Contains(strings.ToLower(b.get(at).body), canary) {
		t.Error("the police do not read it either: the test is deaf")
	}
}

// TestMatters: immigration, labour, legal aid and a consulate find on a page of their own
// what is open by law in their cases, and nothing that is not theirs to work on.
func TestMatters(t *testing.T) {
	w := one(t, desk.Options{})
	for _, o := range []struct {
		short, title string
		sector       lindung.Sector
		shows        []string // captions, in their order
	}{
		{"immigration", "Proceedings", "immigration", []string{"One person is held", "One charge or measure", "One hearing ahead", "One time to recover", "One question of nationality"}},
		{"labour", "Proceedings", "labour", []string{"One hearing ahead", "One claim", "One time to recover"}},
		{"aid", "Legal matters", "legal_aid", []string{"One person is held", "One charge or measure", "One hearing ahead", "One order", "One claim", "One time to recover"}},
		{"consulate", "Legal matters", "consular", []string{"One person is held", "One charge or measure", "One question of nationality", "One step of a return"}},
	} {
		w.Join(t, o.short, access.Org{Name: "Example " + o.short, Sector: o.sector, Country: "TH", Lang: "en"})
		b := w.as("caseworker@" + o.short)
		empty := b.get(desk.ProceedingsPath).wants(t, http.StatusOK)
		empty.In(t, "h1", htmlcheck.HasText(o.title))
		empty.In(t, "main", htmlcheck.HasText("Nothing is open"))
		at := b.opens("Siti Contoh")
		for form, values := range map[string][]string{
			"detention":   {"detention_place", "prison"},
			"charge":      {"charge_kind", "fine"},
			"hearing":     {"hearing_kind", "trial"},
			"order":       {"order_kind", "no_contact"},
			"claim":       {"claim_way", "wages"},
			"stay":        {"stay_kind", "reflection"},
			"nationality": {"nationality_of", "KH"},
			"return_plan": {"plan_choice", "go_home"},
		} {
			page := at + "/records/" + form + "/new"
			b.post(page, fill(t, b.get(page).wants(t, http.StatusOK), "main form", values...)).wants(t, http.StatusSeeOther)
		}
		page := b.get(desk.ProceedingsPath).wants(t, http.StatusOK)
		for i, caption := range o.shows {
			page.In(t, fmt.Sprintf("main table:nth-of-type(%d) caption", i+1), htmlcheck.HasText(caption))
		}
		page.Not(t, fmt.Sprintf("main table:nth-of-type(%d)", len(o.shows)+1))
		b.get("/").In(t, "a[href='"+desk.ProceedingsPath+"']", htmlcheck.HasText(o.title))
	}
}
