package web

import (
	"net/http"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/prevention"
)

// TestTipToCase: what is told at the telephone stands on Home and in the days with its hour,
// leads through the search to a case, and ends with it.
func TestTipToCase(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	form := fill(t, b.get("/tips/new"), "main form", "tip_kind", "crisis", "tip_said", "An invented boat", "tip_back", "no", "tip_back_at", "+620000000123")
	made := b.post("/tips", form).wants(t, http.StatusSeeOther).to
	at, _, _ := strings.Cut(made, "?")
	page := b.get(at).wants(t, http.StatusOK)
	page.In(t, "main dl", htmlcheck.HasText("An invented boat"))
	page.In(t, "main dl", htmlcheck.LacksText("0000000123"))
	b.get("/").In(t, "main table a[href="+at+"]", htmlcheck.HasText("Crisis: look at it"))
	b.get("/days").In(t, "main a[href="+at+"]", htmlcheck.HasText("Crisis: look at it"))
	w.as("investigator@police").get(at).wants(t, http.StatusNotFound)

	first := b.follow(b.post("/cases/new/search", fill(t, b.get("/cases/new?tip="+strings.TrimPrefix(at, "/tips/")), "main form", "name", "Baru Contoh")))
	if first.code == http.StatusSeeOther { // nobody is called so
		first = b.follow(first)
	}
	opened := b.post("/cases/new", fill(t, first, `main form[action="/cases/new"]`, "step", "open"))
	opened.wants(t, http.StatusSeeOther)
	id, _, _ := strings.Cut(opened.to, "?")
	b.get(at).In(t, "main a[href="+id+"]")
	b.get("/").Not(t, "main table a[href="+at+"]")
}

// TestNamelessTip: what came without a name stands on Home like any tip, says how it came,
// and is answered on its page, where no one is asked how to call them.
func TestNamelessTip(t *testing.T) {
	w := one(t, desk.Options{})
	w.Set(t, "shelter", access.TakesReports, 1)
	d := prevention.NewReportDoor(w.Node.Node)
	key, _, err := d.Tell(t.Context(), prevention.Told{
		Form: lindung.NewID(), About: "help", Danger: "yes", Country: "KH", When: "Yesterday", Said: "They took our papers", Lang: "khm", Answer: "yes",
	}, "house")
	if err != nil {
		t.Fatal(err)
	}
	b := w.as("caseworker@shelter")
	at := b.get("/").Attr(t, "main table a[href^='/tips/']", "href")
	page := b.get(at).wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("It came without a name, and is read only there"))
	for _, text := range []string{"They took our papers", "Yesterday", "Cambodia", "to the hour", "Yes, they come back and read it"} {
		page.In(t, "main dl", htmlcheck.HasText(text))
	}
	page.Not(t, `main form[action$="/answer"]`)
	b.post(at+"/write", fill(t, page, `main form[action$="/write"]`, "tip_text", " ")).wants(t, http.StatusUnprocessableEntity)
	b.post(at+"/write", fill(t, b.get(at), `main form[action$="/write"]`, "tip_text", "Are you safe tonight?")).wants(t, http.StatusSeeOther)
	page = b.get(at)
	page.In(t, "main", htmlcheck.HasText("Are you safe tonight?"))
	page.In(t, "main", htmlcheck.HasText("They have not read it yet."))
	b.get("/").Not(t, "main table a[href="+at+"]")
	c, err := d.Enter(t.Context(), key, "house")
	if err == nil {
		err = prevention.WriteMore(t.Context(), c, lindung.NewID(), "Not tonight")
	}
	if err != nil {
		t.Fatal(err)
	}
	b.get("/").In(t, "main table a[href="+at+"]")
	b.get(at).In(t, "main", htmlcheck.HasText("Not tonight"))
	w.as("data_protection@shelter").get("/log").In(t, "main", htmlcheck.HasText("Someone without a name"))
}

// TestActivitiesFile: what is given to others hides few.
func TestActivitiesFile(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	for _, reach := range []string{"3", "40"} {
		form := fill(t, b.get("/activities/new"), "main form", "activity_kind", "training", "activity_article", "16",
			"activity_day-day", "2", "activity_day-month", "3", "activity_day-year", "2025", "activity_reach", reach, "activity_place", "=Example")
		b.post("/activities", form).wants(t, http.StatusSeeOther)
	}
	file := b.get("/activities/file").wants(t, http.StatusOK).body
	if strings.Contains(file, ",3,") || !strings.Contains(file, ",40,") || !strings.Contains(file, "'=Example") {
		t.Errorf("the file says\n%s", file)
	}
}
