package web

import (
	"encoding/base32"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
	"lindung/staff"
)

// proves answers the page that asks who it is, and returns what comes after it.
func (b *browser) proves(a answer) answer {
	b.t.Helper()
	a = b.follow(a).wants(b.t, http.StatusForbidden)
	return b.asks("/step-up", fill(b.t, a, "form[action=/step-up]", "code", b.code()))
}

// TestNewcomer: an administrator invites, the newcomer chooses, signs in, and
// finds the way out.
func TestNewcomer(t *testing.T) {
	worlds(t, func(w *world) {
		adm := w.as("administrator@shelter")
		a := adm.get("/people/new").wants(w.t, http.StatusOK)
		form := fill(w.t, a, "form[action=/people]", "name", "Dara Contoh", "login", "dara contoh", "lang", "id")
		adm.post("/people", form).wants(w.t, http.StatusUnprocessableEntity).
			In(w.t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#login"), htmlcheck.HasAttr("href", "#roles"))
		form.Set("login", "dara-contoh")
		form.Set("roles", "caseworker")
		a = adm.proves(adm.post("/people", form)).wants(w.t, http.StatusOK)
		link, err := url.Parse(a.Text(w.t, ".l-secret"))
		if err != nil || !strings.HasPrefix(link.Path, "/enrol/") {
			w.t.Fatalf("handed out %v", link)
		}
		if again := adm.asks("/people", form).Text(w.t, ".l-secret"); again != a.Text(w.t, ".l-secret") {
			w.t.Errorf("sent again, it hands out %s", again)
		}
		form.Set("once", "")
		adm.post("/people", form).wants(w.t, http.StatusUnprocessableEntity).In(w.t, ".govuk-error-message", htmlcheck.HasText("already"))

		b := w.open()
		a = b.get(link.Path).wants(w.t, http.StatusOK)
		a.In(w.t, "html", htmlcheck.HasAttr("lang", "id"))
		a.In(w.t, "main", htmlcheck.HasText("Dara Contoh"))
		form = fill(w.t, a, "main form", "password", "tiga perahu kecil", "repeat", "tiga perahu")
		b.post(link.Path, form).wants(w.t, http.StatusUnprocessableEntity)
		form.Set("repeat", "tiga perahu kecil")
		device := link.Path + "/device?lang=id"
		b.post(link.Path, form).leads(w.t, device)
		b.get(device)
		a = b.get(device).wants(w.t, http.StatusOK)
		secret := strings.ReplaceAll(a.Text(w.t, ".l-secret"), " ", "")
		w.open().get(device).leads(w.t, link.Path)
		planted, _, err := w.Door.ChoosePassword(w.t.Context(), strings.TrimPrefix(link.Path, "/enrol/"), "three other boats")
		if err != nil {
			w.t.Fatal(err)
		}
		two := httptest.NewRequest("GET", device, nil)
		two.AddCookie(&http.Cookie{Name: "lindung_enrol", Value: planted.Box})
		b.send(two).leads(w.t, link.Path)
		if _, err := base32.StdEncoding.DecodeString(secret); err != nil || len(secret) != 32 {
			w.t.Errorf("secret %q: %v", secret, err)
		}
		form = fill(w.t, a, "main form", "code", "123")
		a = b.post(link.Path+"/device", form).wants(w.t, http.StatusUnprocessableEntity)
		if again := strings.ReplaceAll(a.Text(w.t, ".l-secret"), " ", ""); again != secret {
			w.t.Error("another secret after a wrong code")
		}
		code := func() string {
			w.Clock.Add(time.Minute)
			c, err := staff.TOTPCode(secret, w.Clock.Now())
			if err != nil {
				w.t.Fatal(err)
			}
			return c
		}
		form.Set("code", code())
		codes := link.Path + "/codes?lang=id"
		b.get(codes).leads(w.t, link.Path)
		b.post(link.Path+"/device", form).leads(w.t, codes)
		b.post(link.Path+"/device", form).leads(w.t, codes)
		a = b.get(codes).wants(w.t, http.StatusOK)
		a.In(w.t, "main ol li", htmlcheck.Count(10))
		if again := b.get(codes).Text(w.t, "main ol"); again != a.Text(w.t, "main ol") {
			w.t.Error("other codes when the page is asked for again")
		}
		b.get(link.Path).wants(w.t, http.StatusNotFound)
		b.get(link.Path+"/device").leads(w.t, link.Path)
		w.open().get(codes).leads(w.t, link.Path)
		w.Clock.Add(11 * time.Minute)
		b.get(codes).leads(w.t, "/sign-in?lang=id&done=enrolled")

		a = b.get("/account?x=1").leads(w.t, "/sign-in?to=%2Faccount%3Fx%3D1")
		a = b.follow(a).wants(w.t, http.StatusOK)
		form = fill(w.t, a, "form[action=/sign-in]", "login", "Dara-Contoh", "password", "tiga perahu", "code", code())
		a = b.post("/sign-in", form).wants(w.t, http.StatusUnprocessableEntity)
		a.In(w.t, "input[name=login]", htmlcheck.HasAttr("value", "Dara-Contoh"))
		a.In(w.t, "input[name=password]", htmlcheck.HasAttr("value", ""))
		form.Set("password", "tiga perahu kecil")
		form.Set("code", code())
		b.post("/sign-in", form).leads(w.t, "/account?x=1")
		b.get("/sign-in").leads(w.t, "/")
		a = b.get("/").wants(w.t, http.StatusOK)
		a.In(w.t, "html", htmlcheck.HasAttr("lang", "id"))
		a.In(w.t, ".l-bar", htmlcheck.HasText("Dara Contoh"), htmlcheck.HasText("Example Shelter"))
		a.Not(w.t, "nav a[href=/administration]")

		a = b.get("/account").wants(w.t, http.StatusOK)
		a = b.post("/sign-out", fill(w.t, a, "form[action=/sign-out]")).leads(w.t, "/sign-in?lang=id&done=signed_out")
		b.follow(a).In(w.t, ".l-flash")
		b.get("/account").leads(w.t, "/sign-in?to=%2Faccount")
	})
}

// TestLostPhone: a supervisor's pass lets a colleague work through the night.
func TestLostPhone(t *testing.T) {
	worlds(t, func(w *world) {
		sup := w.as("supervisor@shelter")
		path := "/people/" + string(w.ID("caseworker@shelter"))
		a := sup.get(path).wants(w.t, http.StatusOK)
		a.Not(w.t, "form[action="+path+"/end]")
		a = sup.proves(sup.post(path+"/pass", fill(w.t, a, "form[action="+path+"/pass]"))).wants(w.t, http.StatusOK)
		pass := a.Text(w.t, ".l-secret")

		b := w.open()
		form := url.Values{"login": {"caseworker@shelter"}, "password": {nodetest.Password}, "code": {pass}}
		b.post("/sign-in", form).leads(w.t, "/")
		w.open().post("/sign-in", form).wants(w.t, http.StatusUnprocessableEntity)
		a = b.get("/account/sessions").wants(w.t, http.StatusOK)
		a.In(w.t, "main", htmlcheck.HasText("shift pass"))

		own := "/people/" + string(w.ID("supervisor@shelter"))
		sup.get(own).Not(w.t, "form[action="+own+"/pass]")
		sup.post(own+"/pass", nil).wants(w.t, http.StatusNotFound)
		b.post(path+"/pass", nil).wants(w.t, http.StatusNotFound)
	})
}

// TestReset: an administrator starts it, the actor chooses.
func TestReset(t *testing.T) {
	worlds(t, func(w *world) {
		adm, b := w.as("administrator@shelter"), w.as("caseworker@shelter")
		path := "/people/" + string(w.ID("caseworker@shelter"))
		a := adm.post(path+"/reset", fill(w.t, adm.get(path), "form[action="+path+"/reset]"))
		a = adm.follow(a).wants(w.t, http.StatusForbidden)
		wrong := adm.post("/step-up", fill(w.t, a, "form[action=/step-up]", "code", "000000")).wants(w.t, http.StatusUnprocessableEntity)
		wrong.In(w.t, "form[action=/step-up] input[name=form]")
		a = adm.asks("/step-up", fill(w.t, wrong, "form[action=/step-up]", "code", w.code())).wants(w.t, http.StatusOK)
		link, err := url.Parse(a.Text(w.t, ".l-secret"))
		if err != nil {
			w.t.Fatal(err)
		}
		b.get("/account").leads(w.t, "/sign-in?to=%2Faccount")
		w.open().get(link.Path).wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.HasText("Welcome back"))

		a = adm.get(path).wants(w.t, http.StatusOK)
		form := fill(w.t, a, "form[action="+path+"/end]")
		stale := fill(w.t, a, "form[action="+path+"]", "name", "Ana Contoh")
		adm.post(path, stale).leads(w.t, "/people?done=person_saved")
		adm.post(path+"/end", form).wants(w.t, http.StatusConflict)
		form = fill(w.t, adm.get(path), "form[action="+path+"/end]")
		adm.post(path+"/end", form).leads(w.t, "/people?done=person_ended")
		b.get("/account").leads(w.t, "/sign-in?to=%2Faccount")

		last := "/people/" + string(w.ID("administrator@shelter"))
		a = adm.get(last).wants(w.t, http.StatusOK)
		a.Not(w.t, "form[action="+last+"/end]")
		a.Not(w.t, "form[action="+last+"/roles]")
		adm.post(last+"/roles", url.Values{"roles": {"supervisor"}, "version": {"1"}}).wants(w.t, http.StatusNotFound)
	})
}

// TestExpired: a form whose session has expired waits for its actor, and is sent
// again with one press.
func TestExpired(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("administrator@shelter")
		form := fill(w.t, b.get("/administration/organisation"), "main form", "duty", "Every day")
		w.Clock.Add(time.Hour)
		a := b.post("/administration/organisation", form).wants(w.t, http.StatusOK)
		a.In(w.t, "[role=status]", htmlcheck.HasText("is saved for you"))
		signIn := fill(w.t, a, "form[action=/sign-in]", "login", "administrator@shelter", "password", nodetest.Password, "code", w.code())

		other := w.as("supervisor@shelter")
		other.get("/drafts").In(w.t, "main", htmlcheck.HasText("No form is waiting"))

		a = b.follow(b.post("/sign-in", signIn).leads(w.t, "/drafts"))
		a.In(w.t, "main h2", htmlcheck.HasText("organisation"))
		path := a.Attr(w.t, "main h2 a", "href")
		w.as("administrator@shelter").get(path).In(w.t, "#duty", htmlcheck.HasAttr("value", "Every day"))
		w.as("administrator@ngo").get(path).In(w.t, "#duty", htmlcheck.HasAttr("value", ""))
		a = b.get(path).wants(w.t, http.StatusOK)
		b.post("/administration/organisation", fill(w.t, a, "main form")).leads(w.t, "/administration?done=organisation_saved")
		b.get("/organisations").In(w.t, "table", htmlcheck.HasText("Every day"))
		b.get("/drafts").Not(w.t, "main h2")

		// What a form with passwords held is not kept.
		w.Clock.Add(time.Hour)
		b.post("/account/password", url.Values{"old": {"x"}, "password": {"y"}}).In(w.t, "[role=status]", htmlcheck.HasText("not saved"))
		b.post("/sign-in", url.Values{"login": {"administrator@shelter"}, "password": {nodetest.Password}, "code": {w.code()}}).leads(w.t, "/")
	})
}

func TestLeave(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		ahead := httptest.NewRequest("GET", "/leave", nil)
		ahead.Header.Set("Sec-Purpose", "prefetch")
		b.send(ahead)
		token := b.cookies["lindung"]
		b.get("/account").wants(w.t, http.StatusOK)
		a := b.get("/leave").leads(w.t, "https://www.wikipedia.org/")
		if !strings.Contains(a.header.Get("Clear-Site-Data"), "cookies") || b.cookies["lindung"] != "" {
			w.t.Errorf("header %v, cookies %v", a.header, b.cookies)
		}
		b.cookies["lindung"] = token // someone who has copied it
		b.get("/account").leads(w.t, "/sign-in?to=%2Faccount")
		b.post("/account/language", url.Values{"language": {"id"}}).In(w.t, "[role=status]", htmlcheck.HasText("not saved"))
	})
}

func TestAccount(t *testing.T) {
	worlds(t, func(w *world) {
		b, other := w.as("caseworker@shelter"), w.as("caseworker@shelter")
		a := b.get("/account/sessions").wants(w.t, http.StatusOK)
		a.In(w.t, "main section", htmlcheck.Count(2))
		b.post("/account/sessions", fill(w.t, a, "main section form")).leads(w.t, "/account/sessions?done=session_ended")
		other.get("/account").leads(w.t, "/sign-in?to=%2Faccount")

		b.get("/account/language?lang=id").wants(w.t, http.StatusOK).In(w.t, "html", htmlcheck.HasAttr("lang", "id"))
		b.get("/account").In(w.t, "html", htmlcheck.HasAttr("lang", "en"))
		b.post("/account/language", url.Values{"language": {"xx"}}).wants(w.t, http.StatusBadRequest)
		b.post("/account/language", url.Values{"language": {"id"}}).leads(w.t, "/account?done=language_changed")
		b.get("/account?done=language_changed").In(w.t, "html", htmlcheck.HasAttr("lang", "id"))
		b.get("/account?done=<b>").Not(w.t, ".l-flash")

		b.proves(b.get("/account/password")).wants(w.t, http.StatusOK)
		form := url.Values{"old": {"not this one"}, "password": {"four small boats"}, "repeat": {"four small boats"}}
		b.post("/account/password", form).wants(w.t, http.StatusUnprocessableEntity)
		form.Set("old", nodetest.Password)
		b.post("/account/password", form).leads(w.t, "/account?done=password_changed")
		b.follow(b.post("/account/codes", url.Values{"lang": {"id"}})).In(w.t, "main ol li", htmlcheck.Count(10))
	})
}

// TestSignInAgain: who signs in over a session that runs ends it.
func TestSignInAgain(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	before := b.cookies["lindung"]
	form := url.Values{"login": {"supervisor@shelter"}, "password": {nodetest.Password}, "code": {w.code()}}
	b.post("/sign-in", form).leads(t, "/")
	b.get("/account").In(t, "main", htmlcheck.HasText("Supervisor"))
	b.cookies["lindung"] = before
	b.get("/account").leads(t, "/sign-in?to=%2Faccount")
}

func TestOrganisations(t *testing.T) {
	worlds(t, func(w *world) {
		keeper, other := w.as("administrator@shelter"), w.as("administrator@ngo")
		a := keeper.get("/organisations").wants(w.t, http.StatusOK)
		a.In(w.t, "table tbody tr", htmlcheck.Count(4))
		a.In(w.t, "main a[href=/organisations/new]")
		other.get("/organisations").Not(w.t, "main a[href=/organisations/new]")
		form := fill(w.t, keeper.get("/organisations/new"), "main form", "name", "Example Court", "sector", "court",
			"country", "LA", "first_name", "Boun Example", "first_login", "boun")
		other.post("/organisations", form).wants(w.t, http.StatusNotFound)
		form.Set("country", "XX")
		keeper.post("/organisations", form).wants(w.t, http.StatusUnprocessableEntity)
		form.Set("country", "LA")
		keeper.asks("/organisations", form).wants(w.t, http.StatusOK).In(w.t, ".l-secret", htmlcheck.HasText("/enrol/"))
		other.get("/organisations").In(w.t, "table tbody tr", htmlcheck.Count(5))
		w.as("analyst@shelter").get("/organisations").wants(w.t, http.StatusNotFound)
	})
}

func TestDemo(t *testing.T) {
	plain := one(t, desk.Options{})
	demo := []desk.DemoActor{{
		ID: plain.ID("caseworker@shelter"), Org: "Example Shelter", Name: "Ana Example", Roles: []lindung.Role{lindung.Caseworker},
		Login: "caseworker@shelter", Password: nodetest.Password, Secret: nodetest.Secret,
	}}
	w := newWorld(t, plain.Node, desk.Options{Demo: demo})
	b := w.open()
	a := b.get("/sign-in").wants(t, http.StatusOK)
	a.In(t, "table tbody tr", htmlcheck.Count(1))
	b.post("/sign-in", fill(t, a, "table form")).leads(t, "/")
	plain.open().get("/sign-in").Not(t, "table")
	plain.open().post("/sign-in", url.Values{"demo": {"caseworker@shelter"}}).wants(t, http.StatusUnprocessableEntity)
}

func TestLanguageOfStrangers(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.open()
	b.lang = "id-ID,en;q=0.5"
	b.get("/sign-in").In(t, "html", htmlcheck.HasAttr("lang", "id"))
	a := b.get("/sign-in?lang=en&to=/cases").wants(t, http.StatusOK)
	a.In(t, "html", htmlcheck.HasAttr("lang", "en"))
	a.In(t, ".govuk-language-navigation a", htmlcheck.HasAttr("href", "?lang=id&to=%2Fcases"))
	b.post("/sign-in", fill(t, a, "form[action=/sign-in]")).In(t, "html", htmlcheck.HasAttr("lang", "en"))
}

func TestTooLarge(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("administrator@shelter")
	b.post("/administration/organisation", url.Values{"name": {strings.Repeat("a", 1<<20)}}).wants(t, http.StatusUnprocessableEntity)
	b.post("/administration/organisation", url.Values{"name": {strings.Repeat("a", 2<<20)}}).wants(t, http.StatusRequestEntityTooLarge)
	w.open().post("/sign-in", url.Values{"login": {strings.Repeat("a", 64<<10)}}).wants(t, http.StatusRequestEntityTooLarge)
}

// TestUnsaved: what could not be saved stays on the page.
func TestUnsaved(t *testing.T) {
	full := true
	disk := desk.Route{Pattern: "POST /disk", Who: desk.Actors, Do: func(v *desk.Visit) error {
		if full {
			return fmt.Errorf("act: %w", db.ErrStorage)
		}
		return v.Done("/", v.Sent("called"))
	}}
	w := newWorld(t, one(t, desk.Options{}).Node, desk.Options{}, disk)
	b := w.as("administrator@shelter")
	a := b.post("/disk?x=1", url.Values{"called": {"Dara Contoh"}, "password": {"three"}}).wants(t, http.StatusServiceUnavailable)
	a.In(t, "main", htmlcheck.HasText("not saved"))
	form := fill(t, a, "main form")
	if form.Get("called") != "Dara Contoh" || form.Has("password") || a.Attr(t, "main form", "action") != "/disk?x=1" {
		t.Errorf("on the page: %v", form)
	}
	full = false
	b.post("/disk?x=1", form).leads(t, "/?done=Dara Contoh")
}

// TestUnknown: when nobody knows whether something was saved, the page says so,
// and its button finds out: what was saved is not saved a second time.
func TestUnknown(t *testing.T) {
	broken, done := true, 0
	breaks := desk.Route{Pattern: "POST /breaks", Who: desk.Actors, Action: access.OwnSession, Do: func(v *desk.Visit) error {
		err := v.Act("/?found").Do(v.Ctx(), access.OwnSession, access.AccountTarget(v.Session.Actor().ID), func(*access.Tx) error { done++; return nil })
		if err == nil && broken {
			broken = false
			err = fmt.Errorf("act: %w", db.ErrUnknown)
		}
		if err != nil {
			return err
		}
		return v.Acted()
	}}
	w := newWorld(t, one(t, desk.Options{}).Node, desk.Options{}, breaks)
	b := w.as("administrator@shelter")
	a := b.post("/breaks", url.Values{"called": {"Dara Contoh"}, "once": {lindung.NewID()}}).wants(t, http.StatusServiceUnavailable)
	a.In(t, "main", htmlcheck.HasText("not known whether"), htmlcheck.HasText("never saved twice"))
	b.post("/breaks", fill(t, a, "main form")).leads(t, "/?found")
	if done != 1 {
		t.Errorf("it was done %d times", done)
	}
}

// A title stays in the history of a browser that others use: it names no one,
// colleagues included.
func TestTitlesNameNobody(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("administrator@shelter")
	for _, path := range []string{"/", "/people/" + string(w.ID("caseworker@shelter"))} {
		page := b.get(path).wants(t, http.StatusOK)
		if title := page.Text(t, "title"); strings.Contains(title, "Ana Example") {
			t.Errorf("%s: the title is %q", path, title)
		}
		page.In(t, "h1", htmlcheck.HasText("Ana Example"))
	}
}

// TestEndHandsOverFirst: a colleague who is responsible for open cases is not ended before
// others have taken them on, unless it must not wait.
func TestEndHandsOverFirst(t *testing.T) {
	worlds(t, func(w *world) {
		at := w.as("caseworker@shelter").opens("Sok Contoh")
		adm, path := w.as("administrator@shelter"), "/people/"+string(w.ID("caseworker@shelter"))
		end := func(answers ...string) answer {
			t.Helper()
			return adm.post(path+"/end", fill(w.t, adm.get(path), "form[action="+path+"/end]", answers...))
		}
		end().wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("hand the cases over first"))
		end("now", "yes").leads(t, "/people?done=person_ended")
		w.as("supervisor@shelter").get(at).wants(t, http.StatusOK)
	})
}
