package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lindung/access"
	"lindung/internal/demo"
)

// On a node that serves with --desks nobody opens a case: not on a page, not by importing,
// not by a command. Its menu and Home are those of the desks, and it stays so after a start
// without the flag.
func TestServeDesks(t *testing.T) {
	p := sqlitePlace(t)
	actors := p.fillWith(func(ctx context.Context, n *access.Node, clock *demo.Clock) ([]demo.Actor, error) {
		actors, desks, err := demo.FillDesks(ctx, n, clock)
		if err == nil {
			err = desks()
		}
		return actors, err
	})
	url1, stop := p.serving("--desks")
	v := p.visitors(strings.TrimSuffix(url1, "/"))
	by := func(login string) demo.Actor {
		t.Helper()
		i := slices.IndexFunc(actors, func(a demo.Actor) bool { return a.Login == login })
		if i < 0 {
			t.Fatalf("there is no %s", login)
		}
		return actors[i]
	}
	kosal := v.as(by("kosal")) // the desk of Cambodia
	home := kosal.get("/").wants(t, "Home", http.StatusOK)
	menu := home.Text(t, "nav")
	for _, line := range []string{"Home", "The desk 3", "My account", "Convention"} {
		if !strings.Contains(menu, line) {
			t.Errorf("the menu has no line %q: %s", line, menu)
		}
	}
	for _, line := range []string{"My cases", "Queue", "Directory", "Open a case", "Figures", "Search"} {
		if strings.Contains(menu, line) {
			t.Errorf("the menu has a line %q", line)
		}
	}
	if !strings.Contains(home.Text(t, "main"), "Answer what AICHR recommended") {
		t.Errorf("Home does not say that an answer is due: %s", home.Text(t, "main"))
	}
	for _, path := range []string{"/desk", "/desk/due", "/desk/files/followups", "/desk/files/followups/new", "/account"} {
		kosal.get(path).wants(t, path, http.StatusOK)
	}
	answersWell(t, kosal)
	for _, path := range []string{"/cases", "/cases/new", "/search", "/queue", "/files", "/tips", "/organisations", "/withdrawal", "/figures"} {
		got := kosal.get(path).wants(t, path, http.StatusNotFound)
		if !strings.Contains(got.Text(t, "main"), "There are no cases here") {
			t.Errorf("%s gives no clear answer: %s", path, got.Text(t, "main"))
		}
	}
	for _, path := range []string{"/cases", "/cases/new/search", "/files/import", "/tips", "/enquiries"} {
		kosal.post(path, url.Values{"name": {"Example"}}).wants(t, "POST "+path, http.StatusNotFound)
	}
	dewi := v.as(by("dewi"))
	dewi.get("/log").wants(t, "the log", http.StatusOK)
	agus := v.as(by("agus"))
	agus.get("/desk/places").wants(t, "the desks", http.StatusOK)
	agus.get("/organisations/new").wants(t, "a new organisation", http.StatusOK)
	if roles := agus.get("/people/new").body; strings.Contains(roles, `value="caseworker"`) || !strings.Contains(roles, `value="desk_officer"`) {
		t.Errorf("roles of cases are offered, or those of desks are not: %s", agus.get("/people/new").Text(t, "main"))
	}
	if strings.Contains(agus.get("/").body, "/administration/reach") {
		t.Error("Home of the administrator asks for what the text of consent says")
	}
	stop()

	p.fails("keeps no persons' files", p.node("import", "htcds", "--org", "Rumah Contoh", plainFile)...)
	p.fails("only the desks work", p.node("actor", "invite", "--org", "Rumah Contoh", "--login", "another", "--name", "Another Example", "--role", "caseworker")...)
	url2, stop := p.serving()
	defer stop()
	v.base = strings.TrimSuffix(url2, "/")
	v.as(by("ratna")).get("/cases/new").wants(t, "after a start without --desks", http.StatusNotFound)
}

// answersWell looks at the form for an answer: it shows the recommendation, asks for little,
// and says at the question what has to be mended; what was typed is kept.
func answersWell(t *testing.T, kosal visitor) {
	t.Helper()
	const id = "EXAMPLE-2026-2-R1"
	form := kosal.get("/desk/files/followups/new?answers="+id).wants(t, "the form for an answer", http.StatusOK)
	text := form.Text(t, "main")
	for _, want := range []string{"Write a common form of referral across borders.", "AICHR", "Cambodia", "Open its source"} {
		if !strings.Contains(text, want) {
			t.Errorf("the form does not show %q: %s", want, text)
		}
	}
	asked, _, _ := strings.Cut(form.body, "<details class=\"l-fold\"")
	if n := strings.Count(asked, "govuk-label--s"); n == 0 || n > 5 {
		t.Errorf("the form asks %d questions before the folded ones", n)
	}
	for _, hidden := range []string{`type="hidden" name="c_recommendation" value="` + id, `type="hidden" name="c_by" value="KH"`} {
		if !strings.Contains(form.body, hidden) {
			t.Errorf("not filled in: %s", hidden)
		}
	}
	wrong := kosal.post("/desk/files/followups", url.Values{
		"c_recommendation": {id}, "c_by": {"KH"}, "c_kind": {"answer"}, "c_text": {"An example that was typed."}, "c_day": {"2026-13-40"},
		"c_source_url": {"by letter"}, "c_certainty": {"partly"},
	}).wants(t, "an answer on no day", http.StatusUnprocessableEntity)
	for _, want := range []string{"On which day: Write a day, a month or a year", "Where it is published: Write the address of a page", "Write a common form of referral across borders."} {
		if !strings.Contains(wrong.Text(t, "main"), want) {
			t.Errorf("it does not say %q: %s", want, wrong.Text(t, "main"))
		}
	}
	for _, kept := range []string{"An example that was typed.", `value="2026-13-40"`, `value="by letter"`, `href="#c_day"`} {
		if !strings.Contains(wrong.body, kept) {
			t.Errorf("lost: %s", kept)
		}
	}
}

// A node that keeps cases does not become one that keeps none.
func TestServeDesksWithCases(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	p.fails("keeps persons' files already", p.node("serve", "--desks", "--addr", "127.0.0.1:0")...)
}
