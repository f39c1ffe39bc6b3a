package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung/access"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
)

// TestSteps: what a page only asks survives Back and reload, is bound to the
// browser that asked, and is never in an address.
func TestSteps(t *testing.T) {
	worlds(t, func(w *world) {
		w.as("caseworker@shelter").opens("Siti Contoh")
		b, other := w.as("supervisor@shelter"), w.as("supervisor@shelter")
		before := w.count(`SELECT count(*) FROM drafts WHERE step`)
		to := b.post("/search", url.Values{"find": {"siti"}}).to
		if strings.Contains(to, "siti") {
			w.t.Errorf("the name is in the address %s", to)
		}
		for range 2 {
			b.get(to).wants(w.t, http.StatusOK).In(w.t, ".l-match", htmlcheck.Count(1))
		}
		other.get(to).leads(w.t, "/search")
		b.get(to+"x").leads(w.t, "/search")

		// Back from each step of opening a case leads to what was typed.
		matches := b.begins("Siti Contoh")
		b.get(matches.Attr(w.t, ".govuk-back-link", "href")).In(w.t, "#name", htmlcheck.HasAttr("value", "Siti Contoh"))
		first := b.get(matches.Attr(w.t, "main section a", "href"))
		b.get(first.Attr(w.t, ".govuk-back-link", "href")).In(w.t, "#name", htmlcheck.HasAttr("value", "Siti Contoh"))
		form := fill(w.t, first, "main form", "birth_date-year", "2099")
		wrong := b.post("/cases/new", form).wants(w.t, http.StatusUnprocessableEntity)
		b.get(wrong.Attr(w.t, ".govuk-back-link", "href")).In(w.t, "#name", htmlcheck.HasAttr("value", "Siti Contoh"))
		b.get("/cases/new/first").leads(w.t, "/cases/new")
		b.get("/cases/new/matches").leads(w.t, "/cases/new")

		steps := w.count(`SELECT count(*) FROM drafts WHERE step`)
		b.post("/sign-out", fill(w.t, b.get("/account"), "form[action=/sign-out]"))
		if n := w.count(`SELECT count(*) FROM drafts WHERE step`); steps == before || n != before {
			w.t.Errorf("%d steps at first, %d before signing out, %d after", before, steps, n)
		}
	})
}

// TestSentBefore: another content with the key of a form that was sent is asked
// about, and nothing of either is lost.
func TestSentBefore(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Siti Contoh")
		form := fill(w.t, b.get(at+"/notes"), "main form", "kind", "general", "text", "The first")
		to := at + "?done=note_added&at=notes#notes"
		b.post(at+"/notes", form).leads(w.t, to)
		b.post(at+"/notes", form).leads(w.t, to)
		form.Set("text", "The second")
		asked := b.post(at+"/notes", form).wants(w.t, http.StatusConflict)
		asked.In(w.t, "main p a", htmlcheck.HasAttr("href", to))
		asked.In(w.t, "dl", htmlcheck.HasText("The second"))
		again := asked.Posted(w.t, "main form")
		if again.Get("once") == form.Get("once") {
			w.t.Error("the form that was asked about has the same key")
		}
		b.post(at+"/notes", again).leads(w.t, to)
		page := b.get(at)
		page.In(w.t, "#notes", htmlcheck.HasText("The first"), htmlcheck.HasText("The second"))
		if n := w.count(`SELECT count(*) FROM notes`); n != 2 {
			w.t.Errorf("%d notes", n)
		}
		// The state of the case has changed since: the answer is still the first one.
		closing := fill(w.t, b.get(at+"/state"), "main form", "step", "close", "reason", "no_need")
		done := b.post(at+"/state", closing).to
		b.post(at+"/state", closing).leads(w.t, done)
	})
}

// keep sends what the script sends while someone types.
func (b *browser) keep(path string, form url.Values) answer {
	b.t.Helper()
	typed := maps.Clone(form)
	typed.Set("draft-path", path)
	return b.post("/drafts/keep", typed)
}

// TestDrafts: what is being typed is offered when its form is opened again, goes on
// there, and is gone with the act.
func TestDrafts(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Siti Contoh")
		notes := at + "/notes"
		form := fill(w.t, b.get(notes), "main form", "kind", "support", "text", "The first")
		b.keep(notes, form).wants(w.t, http.StatusNoContent)
		form.Set("text", "The first, and more")
		b.keep(notes, form).wants(w.t, http.StatusNoContent)
		b.get(at).Not(w.t, ".l-unsent")
		b.get("/").In(w.t, "main", htmlcheck.HasText("begun and not sent"))
		w.as("second@shelter").get("/drafts").Not(w.t, "main h2")

		offer := b.get(notes).wants(w.t, http.StatusOK)
		offer.In(w.t, ".l-unsent", htmlcheck.HasText("You began this form"))
		offer.In(w.t, "#text", htmlcheck.LacksText("The first"))
		page := b.get(offer.Attr(w.t, ".l-unsent a", "href")).wants(w.t, http.StatusOK)
		page.Not(w.t, ".l-unsent")
		page.In(w.t, "title", htmlcheck.HasText("note"))
		page.In(w.t, "#text", htmlcheck.HasText("The first, and more"))
		going := page.Posted(w.t, "main form")
		if going.Get("kind") != "support" || going.Get("once") != form.Get("once") {
			w.t.Errorf("it goes on with %v", going)
		}
		b.post(notes, going).wants(w.t, http.StatusSeeOther)
		b.keep(notes, form) // the script was late
		b.get(notes).Not(w.t, ".l-unsent")

		// What is thrown away, and what was on the page that someone left in a hurry.
		form = fill(w.t, b.get(notes), "main form", "text", "The second")
		b.keep(notes, form)
		drop := b.get(notes)
		b.post(drop.Attr(w.t, ".l-unsent form", "action"), drop.Posted(w.t, ".l-unsent form")).leads(w.t, notes+"?done=draft_dropped")
		b.get(notes).Not(w.t, ".l-unsent")
		b.keep(notes, form)
		b.get("/leave?once="+form.Get("once")).leads(w.t, "https://www.wikipedia.org/")
		if n := w.count(`SELECT count(*) FROM drafts`); n != 0 {
			w.t.Errorf("%d drafts are left", n)
		}
	})
}

// sensitive are the acts of whose forms nothing is kept: on people, rights and
// consent, and with a secret. What somebody else has typed there in their name must
// not wait for their press.
var sensitive = []string{"actor.", "right.", "setting.", "org.add", "consent.", "basis.", "own.", "case.team", "case.assign", "case.erase", "case.hold", "decision.", "notice.", "emergency."}

// notKept says why nothing is kept of the other forms that do something.
var notKept = map[string]string{
	"POST /workload/protected":                         "it is an act on rights, and nothing is typed",
	"POST /files/uploads/{upload}/columns":             "it belongs to a file that is gone in an hour, and its answers are suggested again",
	"POST /cases/refused":                              "who wants no record leaves none here either",
	"POST /cases/{id}/state":                           "nothing is typed, and a closed case ends rights",
	"POST /cases/{id}/referrals":                       "it is the preview, whose form is kept before",
	"POST /cases/{id}/conferences/{conference}/off":    "nothing is typed",
	"POST /referrals/{id}/conferences/{conference}":    "its form is on a page of the case, which its address does not name",
	"POST /cases/{id}/conferences/{conference}/member": "nothing is typed",
	"POST /referrals/{id}/noted":                       "nothing is typed",
	"POST /cases/{id}/referrals/together":              "it is the preview, whose form is kept before",
	"POST /referrals/{id}/approve":                     "nothing is typed",
	"POST /referrals/{id}/remind":                      "nothing is typed",
	"POST /cases/{id}/screening/new":                   "nothing is typed",
	"POST /cases/{id}/screening/{screening}/finish":    "nothing is typed",
	"POST /cases/{id}/age/settle":                      "nothing is typed, and it decides on a right of a child",
	"POST /files/import":                               "nothing is typed; the file waits for itself",
	"POST /files/batches/{id}/undo":                    "nothing is typed",
	"POST /organisations/free":                         "a number, which is pressed",
	"POST /bodies/file":                                "nothing is typed",
	"POST /enquiries":                                  "an enquiry leaves no trace after its day",
	"POST /enquiries/{id}/answer":                      "nothing is typed",
	"POST /enquiries/{id}/drop":                        "nothing is typed",
	"POST /tips/{id}/look":                             "nothing is typed",
	"POST /tips/{id}/erase":                            "nothing is typed",
	"POST /entities/{id}/erase":                        "nothing is typed",
	"POST /cases/{id}/entities/{entity}/out":           "nothing is typed",
	"POST /paused":                                     "nothing is typed",
	"POST /paused/all":                                 "nothing is typed",
	"POST /alarms/{id}/end":                            "nothing is typed",
	"POST /cases/{id}/suspects/{suspect}/drop":         "nothing is typed",
	"POST /cases/{id}/suspects/{suspect}/join":         "nothing is typed: one is chosen",
	"POST /cases/{id}/messages":                        "nothing is typed",
	"POST /cases/{id}/protect":                         "nothing is typed: colleagues are chosen",
	"POST /referrals/{id}/link":                        "nothing is typed: days are chosen",
	"POST /referrals/{id}/link/end":                    "nothing is typed",
	"POST /cases/{id}/own/paper":                       "it makes what opens a file: nothing of it is kept",
	"POST /cases/{id}/own/end":                         "nothing is typed",
	"POST /cases/{id}/own/words/{word}":                "its page has a form for each thing that was written",
	"POST /cases/{id}/own/lift":                        "it lets someone be reached again: nothing of it is kept",
	"POST /complaints/{id}/{word}":                     "a complaint is kept nowhere else",
	"POST /desk/files/{file}/bring":                    "nothing is typed: a file is chosen",
	"POST /desk/proposals/{id}/give":                   "nothing is typed",
	"POST /desk/proposals/{id}/clear":                  "nothing is typed",
	"POST /desk/proposals/{id}/drop":                   "nothing is typed",
	"POST /desk/proposals/{id}/review":                 "it judges what others wrote, and its page has a form for each answer",
	"POST /desk/proposals/{id}/hold":                   "it judges what others wrote, and its page has a form for each answer",
	"POST /desk/editions":                              "nothing is typed: proposals are chosen",
	"POST /desk/remarks/{id}":                          "it judges what others said, in a line",
	"POST /desk/places/{org}":                          "it is an act on rights, and nothing is typed",
}

// isSensitive reports whether a route does one of the acts of whose forms nothing
// is kept.
func isSensitive(r desk.Route) bool {
	return slices.ContainsFunc(append(slices.Clone(r.Or), r.Action), func(a access.Action) bool {
		return slices.ContainsFunc(sensitive, func(s string) bool { return strings.HasPrefix(string(a), s) })
	})
}

// TestDraftRoutes: every form of which something is kept has a title in each
// language, is about nothing that may not be planted, and shows all that was kept,
// each answer at its question; and of the others it is said why nothing is.
func TestDraftRoutes(t *testing.T) {
	w := one(t, desk.Options{})
	places := w.places()
	for _, r := range allRoutes() {
		acts := strings.HasPrefix(r.Pattern, "POST ") && r.Who == desk.Actors && !r.Free
		if r.Draft == "" {
			if acts && !isSensitive(r) && notKept[r.Pattern] == "" {
				t.Errorf("%s keeps nothing of what is typed, and nobody says why", r.Pattern)
			}
			continue
		}
		t.Run(r.Pattern, func(t *testing.T) {
			for _, lang := range i18n.Complete() {
				if title := strings.Replace(r.Draft, "{form}", "health_needs", 1); !i18n.For(lang).Has(title) {
					t.Errorf("no title %s in %s", title, lang)
				}
			}
			if isSensitive(r) {
				t.Error("a draft of it could be planted")
			}
			p := places[r.Pattern]()
			p.who.keepsAll(t, p.page, p.to())
		})
	}
}

// keepsAll fails the test unless a draft of the form on a page shows everything
// that was typed.
func (b *browser) keepsAll(t *testing.T, path, action string) {
	t.Helper()
	typed := b.get(path).wants(t, http.StatusOK).Posted(t, "main form[action="+action+"]")
	for name, values := range typed {
		for i, value := range values {
			if value == "" && name != "duty" && !strings.Contains(name, "-absent") && !strings.Contains(name, "-day") && !strings.Contains(name, "-month") && !strings.Contains(name, "-year") {
				typed[name][i] = "Contoh " + name
			}
		}
	}
	b.keep(action, typed).wants(t, http.StatusNoContent)
	all := b.get("/drafts").Attrs(t, "main h2 a", "href")
	i := slices.IndexFunc(all, func(href string) bool { return strings.HasSuffix(href, "="+typed.Get("once")) })
	if i < 0 {
		t.Fatalf("it is not among %v", all)
	}
	page := b.get(all[i]).wants(t, http.StatusOK)
	got := page.Posted(t, "main form[action="+action+"]")
	for name, values := range typed {
		if name == "held" || slices.Equal(got[name], values) {
			continue
		}
		if len(values) == 1 && strings.HasPrefix(values[0], "Contoh ") && got.Get(name) == "" {
			continue // a choice that cannot be Contoh
		}
		t.Errorf("%s: %v is %v", name, values, got[name])
	}
}

// TestNothingElseIsKept: what has no title is not kept, and neither is a password.
func TestNothingElseIsKept(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("administrator@shelter")
	for _, path := range []string{"/people", "/account/password", "/people/" + string(w.ID("caseworker@shelter")) + "/end", "/nowhere", "https://example.org/"} {
		b.keep(path, url.Values{"name": {"Nice Colleague"}}).wants(t, http.StatusBadRequest)
	}
	w.Clock.Add(time.Hour)
	b.post("/people", url.Values{"name": {"Nice Colleague"}, "login": {"nice"}, "roles": {"supervisor"}}).
		In(t, "[role=status]", htmlcheck.HasText("not saved"))
	if n := w.count(`SELECT count(*) FROM drafts`); n != 0 {
		t.Errorf("%d drafts", n)
	}
	again := url.Values{"login": {"administrator-shelter"}, "password": {nodetest.Password}, "code": {w.code()}}
	again.Set("login", nodetest.Login("administrator@shelter"))
	b.post("/sign-in", again).leads(t, "/")
}

// TestKeys: every form that does something carries a key, and no two the same.
func TestKeys(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.sing()
	free := map[string]bool{}
	for _, r := range allRoutes() {
		free[r.Pattern] = r.Free && r.Draft == "" || r.Who == desk.Anyone
	}
	seen := map[string]bool{}
	for _, who := range []string{"supervisor@shelter", "administrator@shelter", "data_protection@shelter"} {
		b := w.as(who)
		for _, r := range allRoutes() {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if method != "GET" || r.Pattern == "/" || r.Who != desk.Actors {
				continue
			}
			page := b.get(address(strings.Replace(path, "/cases/{id}", at, 1)))
			for _, form := range strings.Split(page.body, "<form ")[1:] {
				tag, rest, _ := strings.Cut(form, ">")
				action := page.attr(t, tag, "action")
				if !strings.Contains(tag, `method="post"`) {
					continue
				}
				pattern := "POST " + w.patternOf(action)
				_, key, keyed := strings.Cut(rest, `<input type="hidden" name="once" value="`)
				if keyed == free[pattern] && strings.HasPrefix(rest, "<input type=\"hidden\" name=\"once\"") == free[pattern] {
					t.Errorf("%s on %s: key %v", pattern, r.Pattern, keyed)
				}
				if !free[pattern] {
					if key = key[:26]; seen[key] {
						t.Errorf("%s on %s has the key of another form", pattern, r.Pattern)
					}
					seen[key] = true
				}
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d forms were seen", len(seen))
	}
}

// attr returns an attribute of the text of a tag.
func (a answer) attr(t *testing.T, tag, name string) string {
	t.Helper()
	_, rest, _ := strings.Cut(" "+tag, " "+name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// patternOf is the path of the route that answers a POST to an address.
func (w *world) patternOf(action string) string {
	w.t.Helper()
	path, _, _ := strings.Cut(action, "?")
	for _, r := range allRoutes() {
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		if method == "POST" && matches(pattern, path) && (pattern == path || !w.exactly(path)) {
			return pattern
		}
	}
	w.t.Fatalf("nothing answers %s", action)
	return ""
}

func (w *world) exactly(path string) bool {
	return slices.ContainsFunc(allRoutes(), func(r desk.Route) bool { return r.Pattern == "POST "+path })
}

func matches(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], "{") {
			return false
		}
	}
	return true
}

// TestLanguageInOnePress: the language changes where the reader is.
func TestLanguageInOnePress(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Siti Contoh")
	to := b.post("/search", url.Values{"find": {"siti"}}).to
	for _, path := range []string{at + "/forms/health_needs", to} {
		page := b.get(path)
		form := fill(t, page, ".l-switch", "language", "id")
		b.post("/account/language", form).leads(t, path)
		b.get(path).wants(t, http.StatusOK).In(t, "html", htmlcheck.HasAttr("lang", "id"))
		form.Set("language", "en")
		b.post("/account/language", form).leads(t, path)
	}
	wrong := b.post(at+"/notes", url.Values{"text": {"x"}}).wants(t, http.StatusUnprocessableEntity)
	b.post("/account/language", fill(t, wrong, ".l-switch", "language", "id")).leads(t, at+"/notes")
	form := fill(t, b.get("/"), ".l-switch", "language", "en", "to", "//example.org/")
	b.post("/account/language", form).leads(t, "/")
}

// TestLanguageKeepsWhatIsTyped: one press changes the language and leads back to the
// form with everything in it, also without a script.
func TestLanguageKeepsWhatIsTyped(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Sok Example")
	page := b.get(at+"/notes").wants(t, http.StatusOK)
	to := page.Attr(t, ".l-switch button", "formaction")
	typed := fill(t, page, "main form", "kind", "general", "text", "half a sentence")
	typed.Set("language", "id")
	back := b.post(to, typed)
	if !strings.HasPrefix(back.to, at+"/notes?held=") {
		t.Fatalf("it leads to %q", back.to)
	}
	again := b.get(back.to).wants(t, http.StatusOK)
	again.In(t, "html", htmlcheck.HasAttr("lang", "id"))
	again.In(t, "#text", htmlcheck.HasText("half a sentence"))
	b.post(at+"/notes", again.Posted(t, "main form")).leads(t, at+"?done=note_added&at=notes#notes")
	b.post("/account/language?typed=/cases", url.Values{"language": {"en"}}).wants(t, http.StatusBadRequest)
}
