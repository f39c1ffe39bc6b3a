package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung/audit"
	"lindung/i18n"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// begins types the name of someone, to whom it shows, or asks for more.
func (b *browser) begins(name string) answer {
	b.t.Helper()
	return b.asks("/cases/new/search", fill(b.t, b.get("/cases/new").wants(b.t, http.StatusOK), "main form", "name", name)).wants(b.t, http.StatusOK)
}

// opens opens a case as a worker does: the name, then the first page. Unless values
// say something else, the person is an adult.
func (b *browser) opens(name string, values ...string) string {
	b.t.Helper()
	a := b.begins(name)
	if strings.Contains(a.body, "l-match") {
		a = b.get(a.Attr(b.t, "main section a", "href")).wants(b.t, http.StatusOK)
	}
	form := fill(b.t, a, "main form[action=/cases/new]", append(append([]string{"birth_date-year", "1990"}, values...), "step", "open")...)
	if form.Get("name") != name {
		b.t.Fatalf("the name that was typed is lost: %q", form.Get("name"))
	}
	opened := b.post("/cases/new", form)
	if strings.HasPrefix(opened.to, "/cases/new/similar") { // someone else's case, or their own: it is another person
		told := b.follow(opened).wants(b.t, http.StatusOK)
		opened = b.post("/cases/new", fill(b.t, told, "main form[action=/cases/new]"))
	}
	at, _, _ := strings.Cut(opened.to, "?")
	if opened.code != http.StatusSeeOther || !strings.HasPrefix(at, "/cases/") {
		b.t.Fatalf("opening led to %q: %s", opened.to, opened.Text(b.t, "main"))
	}
	return at
}

// entries returns how long the log is.
func (w *world) entries() int64 {
	w.t.Helper()
	var n int64
	err := w.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		last, err := audit.ByOrg(tx, w.Orgs["shelter"].ID, 0, 1)
		if len(last) > 0 {
			n = last[0].N
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// TestOpenCase: search first, then a short page, then the case; and the same
// name again finds them.
func TestOpenCase(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		b.post("/cases/new/search", url.Values{"name": {" "}}).wants(w.t, http.StatusUnprocessableEntity).
			In(w.t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#name"))
		at := b.opens("Sok Dara Example", "birth_date-year", "", "estimated_age", "17", "age_precision", "within_3_years", "contact_hours", "09:00–11:00",
			"contact_never_say", "the shelter", "primary_language", "khm", "interpreter_needed", "yes")
		before := w.entries()
		page := b.get(at).wants(w.t, http.StatusOK)
		if n := w.entries() - before; n != 1 {
			w.t.Errorf("opening a case is %d entries of the log, not one", n)
		}
		page.In(w.t, "h1", htmlcheck.HasText("Sok Dara Example"))
		page.In(w.t, ".l-head", htmlcheck.HasText("May be a child by the estimated age"), htmlcheck.HasText("about 17"), htmlcheck.HasText("Khmer"), htmlcheck.HasText("Interpreter needed"))
		page.In(w.t, ".l-safety", htmlcheck.HasText("09:00–11:00"), htmlcheck.HasText("Never say or write: the shelter"))
		page.In(w.t, "title", htmlcheck.LacksText("Sok"))
		page.In(w.t, "#person", htmlcheck.HasText("24 November 2026")) // of which day the estimate is

		// The spelling of another day, with something typed already.
		again := b.begins("dara sokh")
		again.In(w.t, ".l-match", htmlcheck.Count(1), htmlcheck.HasText("Sok Dara Example"))
		again.In(w.t, ".l-match a", htmlcheck.HasAttr("href", at))
		first := b.get(again.Attr(w.t, "main section a", "href")).wants(w.t, http.StatusOK)
		first.In(w.t, "#name", htmlcheck.HasAttr("value", "dara sokh"))

		// More names are asked for without a script, and nothing typed is lost.
		form := fill(w.t, first, "main form", "step", "add", "contact_hours", "at night")
		more := b.asks("/cases/new", form).wants(w.t, http.StatusOK)
		more.In(w.t, "fieldset.l-name", htmlcheck.Count(2))
		more.In(w.t, "#contact_hours", htmlcheck.HasAttr("value", "at night"))
		form = more.Posted(w.t, "main form")
		form["name"], form["kind"] = []string{"dara sokh", "ដារា"}, []string{"official", "nickname"}
		form.Set("call", "2")
		form.Set("birth_date-year", "2099")
		form.Set("step", "open")
		wrong := b.post("/cases/new", form).wants(w.t, http.StatusUnprocessableEntity)
		wrong.In(w.t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#birth_date"))
		wrong.In(w.t, "#name-2", htmlcheck.HasAttr("value", "ដារា"))
		form.Set("birth_date-year", "1990")
		second, _, _ := strings.Cut(b.post("/cases/new", form).to, "?")
		b.get(second).wants(w.t, http.StatusOK).In(w.t, "h1", htmlcheck.HasText("ដារា"))
	})
}

// TestSearchStaysInScope: another organisation's cases are not found, not
// counted and not hinted at; nor are those of another team.
func TestSearchStaysInScope(t *testing.T) {
	worlds(t, func(w *world) {
		w.as("caseworker@ngo").opens("Siti Contoh")
		w.as("second@shelter").opens("Siti Contoh")
		b := w.as("caseworker@shelter")
		for _, page := range []answer{
			b.asks("/search", url.Values{"find": {"Siti"}}).wants(w.t, http.StatusOK),
			b.begins("Siti"),
		} {
			page.Not(w.t, ".l-match")
			page.In(w.t, "main", htmlcheck.LacksText("Contoh"))
		}
		b.asks("/search", url.Values{"find": {"Siti"}}).In(w.t, "#result", htmlcheck.HasText("Nothing found"))
		b.get("/search?name=Siti").wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.LacksText("Contoh"))
		b.get("/search").wants(w.t, http.StatusOK).In(w.t, "main form[action=/search]", htmlcheck.HasAttr("method", "post"))
		found := w.as("supervisor@shelter").asks("/search", url.Values{"find": {"sity"}}).wants(w.t, http.StatusOK)
		found.In(w.t, ".l-match", htmlcheck.Count(1))
		found.In(w.t, "#find", htmlcheck.HasAttr("value", "sity"))
		for _, form := range found.Attrs(w.t, "main form", "action") {
			if strings.Contains(form, "sity") {
				w.t.Errorf("the name stands in the address %s", form)
			}
		}
	})
}

// TestAdministrator: who looks after people sees no case and no search.
func TestAdministrator(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.as("caseworker@shelter").opens("Siti Contoh")
	for _, who := range []string{"administrator@shelter", "analyst@shelter", "caseworker@police", "second@shelter"} {
		b := w.as(who)
		for _, path := range []string{"", "/names", "/notes", "/team", "/state", "/event", "/another", "/history", "/forms/health_needs"} {
			b.get(at+path).wants(t, http.StatusNotFound).In(t, "main", htmlcheck.LacksText("Siti"))
		}
		b.post(at+"/names", url.Values{"name": {"x"}, "version": {"1"}}).wants(t, http.StatusNotFound)
		b.post(at+"/forms/health_needs", url.Values{"medicines": {"x"}, "version": {"0"}}).wants(t, http.StatusNotFound)
		b.post(at+"/state", url.Values{"step": {"close"}, "reason": {"no_need"}}).wants(t, http.StatusNotFound)
	}
	b := w.as("administrator@shelter")
	b.get("/cases").wants(t, http.StatusNotFound)
	b.asks("/search", url.Values{"find": {"Siti"}}).wants(t, http.StatusNotFound)
	b.get("/").Not(t, "nav a[href=/cases]")
	data := w.as("data_protection@shelter")
	data.get(at).wants(t, http.StatusNotFound)
	data.get(at+"/history").wants(t, http.StatusOK).In(t, ".l-timeline", htmlcheck.HasText("opened the case"), htmlcheck.HasText("(was refused)"))
}

// TestForms: read first, change second, go on to the next.
func TestForms(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Siti Contoh")
		for _, f := range person.Forms {
			if len(f.Asked().Fields) == 0 {
				b.get(at+"/forms/"+f.Name).wants(w.t, http.StatusNotFound)
				continue
			}
			if f.Repeat != nil {
				b.get(at+"/records/"+f.Name+"/new").wants(w.t, http.StatusOK)
				continue
			}
			b.get(at+"/forms/"+f.Name).wants(w.t, http.StatusOK)
		}
		b.get(at+"/forms/counted").wants(w.t, http.StatusNotFound)
		form := fill(w.t, b.get(at+"/forms/identity_birth"), "main form", "birth_date-year", "1999", "step", "next")
		form.Set("salutation", strings.Repeat("a", 61))
		b.post(at+"/forms/identity_birth", form).wants(w.t, http.StatusUnprocessableEntity).In(w.t, "#birth_date-year", htmlcheck.HasAttr("value", "1999"))
		form.Set("salutation", "Ibu")
		b.post(at+"/forms/identity_birth", form).leads(w.t, at+"/forms/identity_language?done=case_saved")
		form = fill(w.t, b.get(at+"/forms/contact_phone"), "main form", "mobile_phone", "+62 812 0000 0000")
		back := b.post(at+"/forms/contact_phone", form).leads(w.t, at+"?done=case_saved&at=safety#safety")
		b.follow(back).In(w.t, "#safety", htmlcheck.HasText("Saved."), htmlcheck.HasText("+62"))
		b.get(at).In(w.t, ".l-head", htmlcheck.HasText("about 26"))
	})
}

// TestConflict: two people save one form. The second sees both versions, answer
// by answer, and what they choose is saved.
func TestConflict(t *testing.T) {
	worlds(t, func(w *world) {
		b, other := w.as("caseworker@shelter"), w.as("supervisor@shelter")
		at := b.opens("Siti Contoh") + "/forms/health_needs"
		mine := fill(w.t, b.get(at), "main form", "medicines", "insulin", "allergies", "none known", "health_urgent", "yes")
		beside := fill(w.t, b.get(at), "main form", "allergies", "dust", "health_urgent", "yes") // another page of theirs
		theirs := fill(w.t, other.get(at), "main form", "medicines", "insulin, twice", "disability_support", "a ramp", "health_urgent", "yes")
		other.post(at, theirs).wants(w.t, http.StatusSeeOther)
		both := b.post(at, mine).wants(w.t, http.StatusConflict)
		both.In(w.t, ".l-sides", htmlcheck.Count(3))
		both.In(w.t, "main", htmlcheck.HasText("insulin, twice"), htmlcheck.HasText("none known"), htmlcheck.HasText("supervisor@shelter"))
		both.In(w.t, "main form", htmlcheck.LacksText("Is care needed today"))
		choice := both.Posted(w.t, "main form")
		again := b.post(at, choice).wants(w.t, http.StatusUnprocessableEntity)
		again.In(w.t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#medicines"))
		choice = fill(w.t, again, "main form", "choose-medicines", "theirs", "choose-allergies", "mine", "choose-disability_support", "theirs")
		b.post(at, choice).wants(w.t, http.StatusSeeOther)
		b.get(strings.TrimSuffix(at, "/forms/health_needs")).In(w.t, "#needs", htmlcheck.HasText("insulin, twice"),
			htmlcheck.HasText("none known"), htmlcheck.HasText("a ramp"))
		b.post(at, beside).wants(w.t, http.StatusConflict).In(w.t, "main .l-lead", htmlcheck.HasText("You saved"))
	})
}

// TestNames: several names of any script, with and without one less, and a
// conflict that loses nothing.
func TestNames(t *testing.T) {
	worlds(t, func(w *world) {
		b, other := w.as("caseworker@shelter"), w.as("supervisor@shelter")
		at := b.opens("Siti Contoh") + "/names"
		form := b.get(at).wants(w.t, http.StatusOK).Posted(w.t, "main form")
		stale := other.get(at).Posted(w.t, "main form")
		form.Set("step", "add")
		more := b.asks(at, form).wants(w.t, http.StatusOK)
		more.In(w.t, "fieldset.l-name", htmlcheck.Count(2))
		form = more.Posted(w.t, "main form")
		form["name"], form["kind"] = []string{"Siti Contoh", "สิตี"}, []string{"official", "nickname"}
		form.Set("call", "2")
		form.Del("step")
		b.post(at, form).wants(w.t, http.StatusSeeOther)
		b.get(strings.TrimSuffix(at, "/names")).In(w.t, "h1", htmlcheck.HasText("สิตี"))
		stale["name"] = []string{"Siti C."}
		stale.Del("step")
		both := other.post(at, stale).wants(w.t, http.StatusConflict)
		both.In(w.t, ".l-panel", htmlcheck.HasText("สิตี"))
		both.In(w.t, "#name", htmlcheck.HasAttr("value", "Siti C."))
		fixed := both.Posted(w.t, "main form")
		fixed["name"], fixed["kind"] = []string{"Siti C.", "สิตี"}, []string{"official", "nickname"}
		fixed.Set("step", "remove-1")
		one := other.asks(at, fixed).wants(w.t, http.StatusOK)
		one.In(w.t, "fieldset.l-name", htmlcheck.Count(1))
		form = one.Posted(w.t, "main form")
		form.Del("step")
		other.post(at, form).wants(w.t, http.StatusSeeOther)
		form = other.get(at).Posted(w.t, "main form")
		form["name"] = []string{"  "}
		form.Del("step")
		other.post(at, form).wants(w.t, http.StatusUnprocessableEntity)
	})
}

// TestZawgyiIsAsked: a name that looks like Zawgyi stays as it was typed, its
// reading in Unicode is shown, and both find it.
func TestZawgyiIsAsked(t *testing.T) {
	worlds(t, func(w *world) {
		const typed, reads = "ေအာင္ေက်ာ္မင္း", "အောင်ကျော်မင်း"
		b := w.as("caseworker@shelter")
		at := b.opens(typed)
		page := b.get(at).wants(w.t, http.StatusOK)
		page.In(w.t, "h1", htmlcheck.HasText(typed))
		page.In(w.t, "#person", htmlcheck.HasText("it reads "+reads))
		b.get(at+"/names").In(w.t, "#name-hint", htmlcheck.HasText("it reads "+reads))
		for _, q := range []string{typed, reads, "Aung Kyaw Min"} {
			found := b.asks("/search", url.Values{"find": {q}}).wants(w.t, http.StatusOK)
			found.In(w.t, "main", htmlcheck.HasText(typed))
		}
		b.asks("/search", url.Values{"find": {typed}}).In(w.t, "#find-hint", htmlcheck.HasText("it reads "+reads))
	})
}

// TestRefusal: an adult who wants no record is counted and helped; no name is
// taken, not even one that someone sends.
func TestRefusal(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		page := b.get("/cases/new").wants(w.t, http.StatusOK)
		page.In(w.t, "main aside a", htmlcheck.HasAttr("href", "/cases/refused"))
		b.get("/cases/refused").wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.HasText("Offer help anyway"))
		b.post("/cases/refused", url.Values{"name": {"Siti Contoh"}}).wants(w.t, http.StatusUnprocessableEntity)
		b.post("/cases/refused", url.Values{"name": {"Siti Contoh"}, "help_taken": {"food", "phone_call"}}).leads(w.t, "/cases?done=case_counted")
		list := b.get("/cases").wants(w.t, http.StatusOK)
		list.In(w.t, "table", htmlcheck.HasText("Person who asked not to be recorded"), htmlcheck.LacksText("Siti"))
		counted := b.get(list.Attr(w.t, "main table a", "href")).wants(w.t, http.StatusOK)
		counted.In(w.t, "#counted", htmlcheck.HasText("A telephone call"))
		counted.Not(w.t, ".l-missing")
		counted.Not(w.t, "#person")
		b.asks("/search", url.Values{"find": {"Siti"}}).wants(w.t, http.StatusOK).Not(w.t, ".l-match")
	})
}

// TestPrivacy: names stay closed until they are pressed, on every page, without
// a script and without an address that says so.
func TestPrivacy(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Siti Contoh")
	open := b.get("/cases").wants(t, http.StatusOK)
	open.In(t, "main table a", htmlcheck.HasText("Siti Contoh"))
	form := fill(t, open, "form[action=/privacy]")
	b.post("/privacy", form).leads(t, "/cases")
	closed := b.get("/cases").wants(t, http.StatusOK)
	closed.In(t, "main table a", htmlcheck.LacksText("Siti"))
	closed.In(t, "main table details", htmlcheck.HasText("Siti Contoh"))
	page := b.get(at).wants(t, http.StatusOK)
	page.In(t, "h1", htmlcheck.LacksText("Siti"))
	page.In(t, ".l-head details", htmlcheck.HasText("Siti Contoh"))
	page.In(t, "#person details", htmlcheck.HasText("Siti Contoh"))
	b.get(at+"/consent").wants(t, http.StatusOK).In(t, "h1", htmlcheck.LacksText("Siti"))
	b.get(at+"/forms/health_needs").In(t, "h1", htmlcheck.LacksText("Siti"))
	b.post("/privacy", url.Values{"names": {""}, "to": {"//example.org"}}).leads(t, "/")
	b.get(at).In(t, "h1", htmlcheck.HasText("Siti"))
}

// TestNotes: by kind; support notes are a class of their own.
func TestNotes(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Siti Contoh")
	page := b.get(at+"/notes").wants(t, http.StatusOK)
	page.In(t, "main form", htmlcheck.HasText("Police, immigration, prosecution and investigators never see it"))
	b.post(at+"/notes", url.Values{"kind": {"support"}}).wants(t, http.StatusUnprocessableEntity)
	b.post(at+"/notes", url.Values{"kind": {"gossip"}, "text": {"x"}}).wants(t, http.StatusUnprocessableEntity)
	b.post(at+"/notes", url.Values{"kind": {"support"}, "text": {"She slept well.\nBetter than before."}}).leads(t, at+"?done=note_added&at=notes#notes")
	b.get(at).In(t, "#notes .l-note-card--own", htmlcheck.HasText("She slept well."), htmlcheck.HasText("Ana Example"))
	police := w.as("caseworker@police")
	theirs := police.opens("Siti Contoh")
	police.get(theirs+"/notes").wants(t, http.StatusOK).Not(t, "input[value=support]")
	police.get(theirs).In(t, "#overview", htmlcheck.HasText("Not shown to your role: support notes"))
	police.post(theirs+"/notes", url.Values{"kind": {"support"}, "text": {"x"}}).wants(t, http.StatusNotFound)
}

// TestTeamAndState: who works on it, close with a reason, open again, follow up.
func TestTeamAndState(t *testing.T) {
	worlds(t, func(w *world) {
		b, second, sup := w.as("caseworker@shelter"), w.as("second@shelter"), w.as("supervisor@shelter")
		at := b.opens("Siti Contoh")
		second.get(at).wants(w.t, http.StatusNotFound)
		b.get(at+"/team").wants(w.t, http.StatusOK).Not(w.t, "select[name=assign]")
		b.post(at+"/team", url.Values{"step": {"add"}}).wants(w.t, http.StatusUnprocessableEntity)
		b.post(at+"/team", url.Values{"step": {"add"}, "add": {string(w.ID("caseworker@police"))}}).wants(w.t, http.StatusUnprocessableEntity)
		b.post(at+"/team", url.Values{"step": {"add"}, "add": {string(w.ID("second@shelter"))}}).leads(w.t, at+"/team?done=team_changed")
		second.get(at).wants(w.t, http.StatusOK)
		sup.post(at+"/team", url.Values{"step": {"assign"}, "assign": {string(w.ID("second@shelter"))}}).leads(w.t, at+"/team?done=case_assigned")
		b.post(at+"/team", url.Values{"step": {"remove"}, "actor": {string(w.ID("caseworker@shelter"))}}).leads(w.t, "/cases?done=team_changed")
		b.get(at).wants(w.t, http.StatusNotFound)

		second.post(at+"/state", url.Values{"step": {"follow_up"}}).leads(w.t, at+"?done=case_follow_up")
		second.get(at).In(w.t, ".l-head .govuk-tag", htmlcheck.HasText("follow-up"))
		second.post(at+"/state", url.Values{"step": {"close"}}).wants(w.t, http.StatusUnprocessableEntity).
			In(w.t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#reason"))
		form := fill(w.t, second.get(at+"/forms/health_needs"), "main form", "medicines", "insulin")
		second.post(at+"/state", url.Values{"step": {"close"}, "reason": {"no_need"}}).leads(w.t, at+"?done=case_close")
		second.post(at+"/forms/health_needs", form).wants(w.t, http.StatusUnprocessableEntity).
			In(w.t, "#medicines", htmlcheck.HasAttr("value", "insulin"))
		closed := second.get(at).wants(w.t, http.StatusOK)
		closed.In(w.t, ".l-notice", htmlcheck.HasText("no help is needed"))
		closed.Not(w.t, ".govuk-summary-card a")
		second.get(at+"/forms/health_needs").leads(w.t, at+"?done=case_is_closed")
		second.post(at+"/state", url.Values{"step": {"reopen"}}).leads(w.t, at+"?done=case_reopen")
		sup.get("/cases")
		sup.get("/cases?children=1")
		history := sup.get(at+"/history").wants(w.t, http.StatusOK)
		history.In(w.t, "main", htmlcheck.HasText("saw the case in a list, 2 times"))
		history.In(w.t, "main", htmlcheck.HasText("closed the case"), htmlcheck.HasText("reopened the case"), htmlcheck.LacksText("Siti"), htmlcheck.LacksText("insulin"))
	})
}

// TestCloseWithAReferral: who closes a case is warned of what others still do or
// have not answered, by name, and led to it.
func TestCloseWithAReferral(t *testing.T) {
	w := one(t, desk.Options{})
	b, dara := w.as("caseworker@shelter"), w.as("duty_officer@hospital")
	at := w.personOf("Siti Contoh", false)
	b.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
	referral := b.refers(at)
	b.get(at+"/state").In(t, "main a[href="+referral+"]", htmlcheck.HasText("Health care"), htmlcheck.HasText("Example Hospital"), htmlcheck.HasText("not replied"))
	dara.post(referral+"/accept", url.Values{}).wants(t, http.StatusSeeOther)
	page := b.get(at+"/state").wants(t, http.StatusOK)
	page.In(t, "main a[href="+referral+"]", htmlcheck.HasText("Health care"), htmlcheck.HasText("Example Hospital"), htmlcheck.HasText("has accepted"))
	page.In(t, "main a[href="+at+"/consent]", htmlcheck.HasText("still in force"))
	wrong := b.post(at+"/state", fill(t, page, "main form", "step", "close")).wants(t, http.StatusUnprocessableEntity)
	wrong.In(t, "main a[href="+referral+"]")
	dara.post(referral+"/finish", url.Values{"outcome": {"given"}}).wants(t, http.StatusSeeOther)
	b.get(at+"/state").wants(t, http.StatusOK).Not(t, "main a[href="+referral+"]")
}

// TestSibling: a raid is recorded once, each person has their own case.
func TestSibling(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Siti Contoh")
		b.get(at+"/event").wants(w.t, http.StatusNotFound)
		form := fill(w.t, b.get(at+"/another").wants(w.t, http.StatusOK), "main form", "name", "Dewi Contoh", "step", "open")
		b.post(at+"/another", form).wants(w.t, http.StatusUnprocessableEntity).In(w.t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#event_kind"))
		form.Set("event_kind", "raid")
		form.Set("event_place", "a house in Contoh Street")
		form.Set("event_day-year", "2026")
		opened := b.post(at+"/another", form)
		if strings.HasPrefix(opened.to, at+"/another/matches") { // the two sisters have names that sound alike
			opened = b.post(at+"/another", b.follow(opened).Posted(w.t, "main form"))
		}
		second, _, _ := strings.Cut(opened.to, "?")
		b.get(second).wants(w.t, http.StatusOK).In(w.t, "h1", htmlcheck.HasText("Dewi Contoh"))
		event := b.get(second+"/event").wants(w.t, http.StatusOK)
		event.In(w.t, "main", htmlcheck.HasText("a house in Contoh Street"), htmlcheck.HasText("Siti Contoh"), htmlcheck.HasText("Dewi Contoh"))
		// The third time the event is there already.
		third := b.get(second+"/another").wants(w.t, http.StatusOK)
		third.Not(w.t, "#event_kind")
		third.In(w.t, ".l-panel", htmlcheck.HasText("a house in Contoh Street"))

		change := at + "/event/change"
		mine := fill(w.t, b.get(change), "main form", "event_text", "Nine people were found.")
		stale := fill(w.t, b.get(change), "main form", "event_text", "Eight people were found.")
		b.post(change, mine).leads(w.t, at+"/event?done=case_saved")
		both := b.post(change, stale).wants(w.t, http.StatusUnprocessableEntity)
		both.In(w.t, ".govuk-error-summary", htmlcheck.HasText("Nine people were found."))
		both.In(w.t, "#event_text", htmlcheck.HasText("Eight people were found."))
		b.post(change, both.Posted(w.t, "main form")).leads(w.t, at+"/event?done=case_saved")
	})
}

// TestOthersCase: what is open, on whose word and until when; and how the
// receiver's own case tells that it no longer does.
func TestOthersCase(t *testing.T) {
	worlds(t, func(w *world) {
		ana, dara := w.as("caseworker@shelter"), w.as("duty_officer@hospital")
		at := ana.opens("Siti Contoh")
		form := fill(w.t, ana.get(at+"/forms/health_needs"), "main form", "medicines", "insulin")
		ana.post(at+"/forms/health_needs", form).wants(w.t, http.StatusSeeOther)
		ana.post(at+"/notes", url.Values{"kind": {"general"}, "text": {"not for others"}})
		ana.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
		form = fill(w.t, ana.get(at+"/referrals/new"), "main form", "recipient", w.to("hospital"), "need", "health")
		sent := ana.post(at+"/referrals", ana.asks(at+"/referrals/preview", form).Posted(w.t, "main form"))
		referral, _, _ := strings.Cut(sent.to, "?")
		ana.get(at).wants(w.t, http.StatusOK).In(w.t, ".l-head", htmlcheck.HasText("Health care: Example Hospital to reply"), htmlcheck.HasText("One consent in force"))
		dara.get(at).wants(w.t, http.StatusNotFound)
		dara.get("/cases/shared").wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.LacksText("Siti"))
		dara.post(referral+"/accept", url.Values{}).wants(w.t, http.StatusSeeOther)
		dara.get("/cases/shared").wants(w.t, http.StatusOK).In(w.t, "table", htmlcheck.HasText("Siti Contoh"), htmlcheck.HasText("Example Shelter"))
		dara.get("/cases").wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.LacksText("Siti"))
		view := dara.get(at).wants(w.t, http.StatusOK)
		view.In(w.t, "main .l-panel", htmlcheck.HasText("This case belongs to Example Shelter"), htmlcheck.HasText("Consent of the person"), htmlcheck.HasText("Not shown to you"))
		view.In(w.t, "main", htmlcheck.HasText("insulin"), htmlcheck.LacksText("not for others"))
		view.Not(w.t, ".govuk-summary-card a")
		view.Not(w.t, "#overview")
		dara.get(at+"/forms/health_needs").wants(w.t, http.StatusNotFound)
		dara.get(at+"/history").wants(w.t, http.StatusNotFound)

		own := dara.post(referral+"/case", fill(w.t, dara.get(referral+"/case"), "main form", "name", "Siti"))
		linked, _, _ := strings.Cut(own.to, "?")
		dara.get(linked).wants(w.t, http.StatusOK).In(w.t, ".l-notice", htmlcheck.HasText("Opened after a referral from Example Shelter"))
		ana.post(ana.get(at+"/consent").Attr(w.t, "main .l-strong", "href"), url.Values{}).wants(w.t, http.StatusSeeOther)
		dara.get(at).wants(w.t, http.StatusNotFound)
		dara.get(linked).wants(w.t, http.StatusOK).In(w.t, ".l-notice", htmlcheck.HasText("has withdrawn the consent"))
	})
}

// TestListPages: filters, and a list of several pages without a name in its
// address.
func TestListPages(t *testing.T) {
	w := one(t, desk.Options{})
	for range 53 {
		w.personOf("Siti Contoh", false)
	}
	child := w.personOf("Dara Contoh", true)
	b := w.as("caseworker@shelter")
	first := b.get("/cases").wants(t, http.StatusOK)
	first.In(t, "main tbody tr", htmlcheck.Count(50))
	next := first.Attr(t, "a[rel=next]", "href")
	if strings.Contains(next, "Siti") {
		t.Error("a name stands in an address")
	}
	last := b.get(next).wants(t, http.StatusOK)
	last.In(t, "main tbody tr", htmlcheck.Count(4))
	last.In(t, "a[rel=prev]", htmlcheck.HasAttr("href", "/cases?"))
	only := b.get("/cases?only=children&status=Active").wants(t, http.StatusOK)
	only.In(t, "main tbody tr", htmlcheck.Count(1))
	only.In(t, "main tbody a", htmlcheck.HasAttr("href", child))
	b.get("/cases?status=Closed").wants(t, http.StatusOK).Not(t, "main tbody tr")
	b.get("/cases?status=%3Cb%3E&after=x.y").wants(t, http.StatusOK)
}

// TestLongNote: a text that is a little too long comes back to be shortened; ten
// megabytes are refused before anything is made of them.
func TestLongNote(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Siti Contoh")
	long := url.Values{"kind": {"general"}, "text": {strings.Repeat("a", 10_001)}}
	b.post(at+"/notes", long).wants(t, http.StatusUnprocessableEntity)
	long.Set("text", strings.Repeat("secret ", 1_500_000))
	a := b.post(at+"/notes", long).wants(t, http.StatusRequestEntityTooLarge)
	a.In(t, "main", htmlcheck.HasText("10,000"), htmlcheck.LacksText("secret"))
	b.get(at).In(t, "#notes", htmlcheck.LacksText("secret"))
}

// TestIndonesian: the pages of a case in the other complete language.
func TestIndonesian(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Siti Contoh", "estimated_age", "17", "age_precision", "unsure_if_child", "contact_hours", "malam")
	b.post("/account/language", url.Values{"language": {"id"}}).wants(t, http.StatusSeeOther)
	for _, path := range []string{
		"/cases", "/cases/shared", "/cases/new", "/cases/refused", "/search", at, at + "/names", at + "/notes", at + "/team", at + "/state",
		at + "/another", at + "/history", at + "/forms/identity_birth",
	} {
		b.get(path).wants(t, http.StatusOK).In(t, "html", htmlcheck.HasAttr("lang", "id"))
	}
	b.get(at).In(t, ".l-head", htmlcheck.HasText("tahun"))
}

// TestExpiredForm: what was written about a person when the session ended is
// kept, sealed, and saved with one press after signing in again.
func TestExpiredForm(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Siti Contoh")
	form := fill(t, b.get(at+"/forms/health_needs"), "main form", "medicines", "insulin")
	w.Clock.Add(time.Hour)
	a := b.post(at+"/forms/health_needs", form).wants(t, http.StatusOK)
	a.In(t, "[role=status]", htmlcheck.HasText("is saved for you"))
	a.In(t, "main", htmlcheck.LacksText("insulin"))
	signIn := fill(t, a, "form[action=/sign-in]", "login", "caseworker@shelter", "password", nodetest.Password, "code", w.code())
	drafts := b.follow(b.post("/sign-in", signIn).leads(t, "/drafts"))
	drafts.In(t, "main h2 a", htmlcheck.HasText(i18n.For("en").Text("form.health_needs")))
	draft := drafts.Attr(t, "main h2 a", "href")
	page := b.get(draft).wants(t, http.StatusOK)
	page.In(t, "#medicines", htmlcheck.HasAttr("value", "insulin"))
	b.post(at+"/forms/health_needs", fill(t, page, "main form")).wants(t, http.StatusSeeOther)
	b.get("/drafts").Not(t, "main h2")
	b.get(at).In(t, "#needs", htmlcheck.HasText("insulin"))
}

// TestWeight: a page of a case is light enough for a bad line.
func TestWeight(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := b.opens("Siti Contoh", "contact_hours", "09:00–11:00")
	for _, path := range []string{at, "/cases/new", at + "/forms/identity_origin", "/cases"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		for name, value := range b.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		rec := httptest.NewRecorder()
		w.pages.ServeHTTP(rec, r)
		if n := rec.Body.Len(); rec.Code != http.StatusOK || n > 15<<10 {
			t.Errorf("%s: %d, %d bytes", path, rec.Code, n)
		}
	}
}

// TestHistorySaysWhichForm: the history of a case says which form was changed.
func TestHistorySaysWhichForm(t *testing.T) {
	w := one(t, desk.Options{})
	ana, dewi := w.as("caseworker@shelter"), w.as("data_protection@shelter")
	at := ana.opens("Siti Contoh")
	form := fill(t, ana.get(at+"/forms/health_needs"), "main form", "medicines", "insulin")
	ana.post(at+"/forms/health_needs", form).wants(t, http.StatusSeeOther)
	dewi.get(at+"/history").In(t, ".l-timeline", htmlcheck.HasText("changed “Health”"), htmlcheck.LacksText("insulin"))
}

// TestCorrectANote: a note is corrected or struck out, and what it said before stays
// readable for the team alone.
func TestCorrectANote(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Sok Example")
		b.post(at+"/notes", url.Values{"kind": {"general"}, "text": {"left on Monday"}}).wants(w.t, http.StatusSeeOther)
		first := b.get(at).wants(w.t, http.StatusOK)
		href := first.Attr(w.t, "#notes article a", "href")
		form := fill(w.t, b.get(href).wants(w.t, http.StatusOK), "main form", "text", "left on Tuesday")
		b.post(at+"/notes", form).leads(w.t, at+"?done=note_added&at=notes#notes")
		shown := b.get(at).wants(w.t, http.StatusOK)
		shown.In(w.t, "#notes .l-note-card details", htmlcheck.HasText("left on Monday"))
		stale := url.Values{"corrects": form["corrects"], "text": {"left on Friday"}}
		b.post(at+"/notes", stale).wants(w.t, http.StatusConflict)
		again := fill(w.t, b.get(shown.Attr(w.t, "#notes article a", "href")), "main form", "text", "another person", "strike", "yes")
		b.post(at+"/notes", again).wants(w.t, http.StatusSeeOther)
		struck := b.get(at).wants(w.t, http.StatusOK)
		struck.In(w.t, "#notes .govuk-tag", htmlcheck.HasText("Struck out"))
		struck.Not(w.t, "#notes article a")
		b.get(at+"/history").In(w.t, "main", htmlcheck.HasText("corrected a note"))
		changes := b.get(at+"/history?only=changes").wants(w.t, http.StatusOK)
		changes.In(w.t, "main", htmlcheck.HasText("corrected a note"), htmlcheck.LacksText("read the case"))
	})
}
