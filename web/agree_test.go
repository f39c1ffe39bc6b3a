package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/person"
)

// countedIn says how many things are in the list to which a counter of Home leads.
var countedIn = []struct{ path, selector string }{
	{"/queue", "main tbody tr"}, {"/cases?only=urgent", "main tbody tr"}, {"/bases", "main h2.l-heading"},
	{"/kept", "main tbody tr"}, {"/emergencies", "main section.l-panel"}, {"/workload/overdue", "main tbody tr"},
	{"/workload/protected", "main input[name=cases]"}, {"/alarms", "main section.l-panel"}, {"/enquiries", "main section:first-of-type article form"},
	{"/rights?only=wait", "main section.l-panel"}, {"/rights?only=", "main tbody tr"}, {"/paused", "main h2"},
}

// agrees follows each counter of Home, and compares it with the list; it returns where they
// led.
func (b *browser) agrees(t *testing.T, who string) map[string]bool {
	t.Helper()
	home := b.get("/").wants(t, http.StatusOK)
	numbers := home.Attrs(t, ".l-counter", "href")
	led := map[string]bool{}
	for _, href := range numbers {
		n, err := strconv.Atoi(regexp.MustCompile(`^\d+`).FindString(strings.TrimSpace(home.Text(t, `.l-counter[href="`+href+`"]`))))
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range countedIn {
			if !strings.HasPrefix(href, list.path) {
				continue
			}
			if led[href] {
				break
			}
			led[href] = true
			page := b.get(href).wants(t, http.StatusOK)
			if got := len(page.Attrs(t, list.selector, "class")); got != n {
				t.Errorf("%s: Home says %d, %s shows %d", who, n, href, got)
			}
		}
		if !led[href] {
			t.Errorf("%s: no list is known for %s", who, href)
		}
	}
	return led
}

// TestHomeAgreesWithItsLists: each number of Home is that of the list to which it leads,
// while referrals wait, are overdue, and end with the consent.
func TestHomeAgreesWithItsLists(t *testing.T) {
	w := one(t, desk.Options{})
	var first lindung.CaseID
	w.work(3, &first)
	ana := w.As(t, "caseworker@shelter")
	need, _ := dossier.Forms.Named("need")
	v, _ := need.Decode(url.Values{"need_area": {"safety"}, "need_now": {"yes"}}, w.Now())
	if _, err := cases.AddRecord(t.Context(), ana, first, cases.Record{Form: need, Values: v}); err != nil {
		t.Fatal(err)
	}
	w.forced("second@shelter")
	asks := w.as("caseworker@hospital")
	form := fill(t, asks.get("/enquiries/new?service=shelter"), "main form", "woman", "1", "start", "today", "nights", "none", "to", string(w.Orgs["shelter"].ID))
	asks.post("/enquiries", form).wants(t, http.StatusSeeOther)
	led := map[string]bool{}
	for _, days := range []int{0, 1, 5, 4, 15} {
		w.Clock.Add(time.Duration(days) * 24 * time.Hour)
		for _, who := range []string{"supervisor@shelter", "caseworker@shelter", "duty_officer@shelter", "caseworker@hospital", "supervisor@hospital", "data_protection@shelter"} {
			for href := range w.as(who).agrees(t, who) {
				led[href] = true
			}
		}
	}
	for _, href := range []string{"/queue?only=late", "/queue?only=answer", "/queue?only=news", "/cases?only=urgent", "/bases", "/workload/overdue", "/alarms?only=now", "/enquiries", "/rights?only=wait", "/rights?only=key"} {
		if !led[href] {
			t.Errorf("no counter led to %s", href)
		}
	}
}

// TestEndedIsOverdueEverywhere: when a consent has ended, what the recipient has not said of
// it is overdue in the queue as on Home, and only on the side that owes it is it theirs to do.
func TestEndedIsOverdueEverywhere(t *testing.T) {
	w := one(t, desk.Options{})
	b, at := w.agreedAt()
	r := b.refers(at, "words", "Contoh words")
	helper := w.as("duty_officer@hospital")
	helper.post(r+"/accept", fill(t, helper.get(r), "main form[action$=/accept]")).wants(t, http.StatusSeeOther)
	withdraw := b.get(at+"/consent").Attr(t, "main a[href*=/withdraw]", "href")
	b.post(withdraw, fill(t, b.get(withdraw), "main form")).wants(t, http.StatusSeeOther)
	w.Clock.Add(4 * 24 * time.Hour)
	for who, caption := range map[string]string{"duty_officer@hospital": "Overdue, yours to do: 1", "caseworker@shelter": "Others are late: 1"} {
		b := w.as(who)
		home := b.get("/").wants(t, http.StatusOK)
		home.In(t, "main", htmlcheck.HasText(caption))
		home.In(t, `.l-counter[href="/queue?only=late"]`, htmlcheck.HasText("1"))
		b.get("/days").In(t, "main", htmlcheck.HasText(caption))
		late := b.get("/queue?only=late").wants(t, http.StatusOK)
		late.In(t, "main tbody tr", htmlcheck.Count(1), htmlcheck.LacksText("Nothing is due"), htmlcheck.HasText("Say what became of it"))
	}
	desk := w.as("supervisor@shelter")
	desk.get("/workload").wants(t, http.StatusOK).In(t, "main a[href=/workload/recipients]", htmlcheck.HasText("Example Hospital"))
	page := desk.get("/workload/recipients").wants(t, http.StatusOK)
	page.In(t, "main caption", htmlcheck.HasText("Example Hospital: 1 overdue"))
	page.In(t, "main tbody tr", htmlcheck.Count(1), htmlcheck.HasText("Siti Contoh"))
	w.as("caseworker@shelter").get("/workload/recipients").wants(t, http.StatusNotFound)
}

// TestMenuCounts: the menu says how many referrals wait for an answer where the page has
// read them, and says nothing elsewhere.
func TestMenuCounts(t *testing.T) {
	w := one(t, desk.Options{})
	b, at := w.agreedAt()
	b.refers(at, "words", "Contoh words")
	helper := w.as("duty_officer@hospital")
	for _, path := range []string{"/", "/queue", "/days"} {
		helper.get(path).In(t, ".l-nav a[href=/queue] .l-count", htmlcheck.HasText("1"))
	}
	for _, path := range []string{"/cases", "/account"} {
		helper.get(path).Not(t, ".l-nav .l-count")
	}
	b.get("/").Not(t, ".l-nav .l-count")
}

// TestDaysSayWhatAndWhom: lists say what is to be done and about whom, in the words of the
// record, and neither where names are hidden.
func TestDaysSayWhatAndWhom(t *testing.T) {
	w := one(t, desk.Options{})
	ana := w.As(t, "caseworker@shelter")
	c, err := cases.Open(t.Context(), ana, cases.New{Names: []person.Name{{Text: "Siti Contoh", Kind: "official"}}})
	if err != nil {
		t.Fatal(err)
	}
	task, _ := dossier.Forms.Named("task")
	visit, _ := dossier.Forms.Named("visit")
	for f, posted := range map[string]url.Values{
		"task":  {"task": {"Call the clinic"}, "task_day": {w.Now().AddDate(0, 0, 1).Format(time.DateOnly)}},
		"visit": {"visit_kind": {"court"}, "visit_hour": {"10:00"}, "visit_day": {w.Now().AddDate(0, 0, 2).Format(time.DateOnly)}},
	} {
		form := task
		if f == "visit" {
			form = visit
		}
		v, problems := form.Decode(posted, w.Now())
		if problems != nil {
			t.Fatal(problems)
		}
		if _, err := cases.AddRecord(t.Context(), ana, c.ID, cases.Record{Form: form, Values: v, For: ana.Actor().ID}); err != nil {
			t.Fatal(err)
		}
	}
	says := []htmlcheck.Check{htmlcheck.HasText("Call the clinic"), htmlcheck.HasText("10:00"), htmlcheck.HasText("Siti Contoh"), htmlcheck.HasText(c.Number)}
	hides := []htmlcheck.Check{htmlcheck.LacksText("Call the clinic"), htmlcheck.LacksText("10:00"), htmlcheck.LacksText("Siti Contoh")}
	b := w.as("caseworker@shelter")
	for _, path := range []string{"/", "/days", "/days?of=all"} {
		b.get(path).wants(t, http.StatusOK).In(t, "main", says...)
	}
	chief := w.as("supervisor@shelter")
	for _, path := range []string{"/days?of=all", "/days?of=" + string(ana.Actor().ID), "/workload/days"} {
		chief.get(path).wants(t, http.StatusOK).In(t, "main", says...)
	}
	chief.get("/workload/days").In(t, "main", htmlcheck.HasText("2 in the six days after"))
	b.get("/workload/days").wants(t, http.StatusNotFound)
	b.post("/privacy", url.Values{"names": {"closed"}, "to": {"/"}}).wants(t, http.StatusSeeOther)
	for _, path := range []string{"/", "/days"} {
		b.get(path).wants(t, http.StatusOK).In(t, "main", append(slices.Clone(hides), htmlcheck.HasText(c.Number))...)
	}
	w.Clock.Add(10 * 24 * time.Hour)
	w.as("supervisor@shelter").get("/workload/overdue").wants(t, http.StatusOK).In(t, "main", says...)
}

// TestCasesFirstOnHome: the own cases stand before what is counted and listed.
func TestCasesFirstOnHome(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Siti Contoh", false)
	body := w.as("caseworker@shelter").get("/").wants(t, http.StatusOK).body
	own := strings.Index(body, `class="l-mine"`)
	if own < 0 || !strings.Contains(body[own:], at) {
		t.Fatal("the own cases are not there")
	}
	for _, later := range []string{`class="l-counters"`, "<table"} {
		if i := strings.Index(body, later); i >= 0 && i < own {
			t.Errorf("%s comes before the own cases", later)
		}
	}
}

// TestDueLabels: whatever falls due by a day can be said with its day, before it and after.
func TestDueLabels(t *testing.T) {
	for _, lang := range i18n.Complete() {
		say := i18n.For(lang)
		for _, what := range []string{
			"answer", "report", "end", "tell_end", "our_answer", "our_report", "our_end", "record", "meet", "ends", "stay", "wellbeing", "law",
		} {
			for _, when := range []string{"", ".by", ".late"} {
				if !say.Has("dossier.due." + what + when) {
					t.Errorf("%s: no text for dossier.due.%s%s", lang, what, when)
				}
			}
		}
		// A consent that has ended is in force no more, and a place is held or was.
		for _, label := range []string{"consent.by", "held.by", "our_held.by", "held_over.late", "our_held_over.late"} {
			if !say.Has("dossier.due." + label) {
				t.Errorf("%s: no text for dossier.due.%s", lang, label)
			}
		}
	}
}
