package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/staff"
)

// sure posts a form and shows again who it is, if the page asks.
func (b *browser) sure(path string, form url.Values) answer {
	b.t.Helper()
	a := b.post(path, form)
	for a.to != "" && strings.HasPrefix(a.to, "/step-up") {
		a = b.post("/step-up", fill(b.t, b.follow(a), "form[action=/step-up]", "code", b.code()))
	}
	return a
}

// right is the form of a step on a right that waits, of the colleague with a name.
func (b *browser) right(step string) string {
	b.t.Helper()
	return b.get("/rights").wants(b.t, http.StatusOK).Attr(b.t, "main form[action$=/"+step+"]", "action")
}

// agrees lets somebody be the second person of the one right that waits.
func (w *world) agrees(who string) {
	w.t.Helper()
	b := w.as(who)
	b.sure(b.right("agree"), url.Values{}).leads(w.t, "/rights?done=right_agreed")
}

// enrols chooses a password and a device with an invitation and returns how to sign in.
func (w *world) enrols(link, login string) newcomer {
	w.t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		w.t.Fatal(err)
	}
	const chosen = "tiga perahu kecil"
	b := w.open()
	b.post(u.Path, fill(w.t, b.get(u.Path).wants(w.t, http.StatusOK), "main form", "password", chosen, "repeat", chosen))
	a := b.get(u.Path+"/device").wants(w.t, http.StatusOK)
	secret := strings.ReplaceAll(a.Text(w.t, ".l-secret"), " ", "")
	code := func() string {
		w.Clock.Add(time.Minute)
		c, err := staff.TOTPCode(secret, w.Clock.Now())
		if err != nil {
			w.t.Fatal(err)
		}
		return c
	}
	b.post(u.Path+"/device", fill(w.t, a, "main form", "code", code())).wants(w.t, http.StatusSeeOther)
	b.post("/sign-in", url.Values{"login": {login}, "password": {chosen}, "code": {code()}}).leads(w.t, "/")
	return newcomer{b, code}
}

// A newcomer has a device of their own.
type newcomer struct {
	*browser
	device func() string
}

// proved posts an empty form with the device's proof.
func (n newcomer) proved(path string) answer {
	n.t.Helper()
	a := n.post(path, url.Values{})
	return n.post("/step-up", fill(n.t, n.follow(a), "form[action=/step-up]", "code", n.device()))
}

// TestOneAdministratorOpensNoCase: whatever an administrator alone does with invitations,
// roles, resets and passes, they read no case and agree to no legal basis.
func TestOneAdministratorOpensNoCase(t *testing.T) {
	worlds(t, func(w *world) {
		at := w.personOf("Siti Contoh", false)
		adm := w.as("administrator@shelter")
		second := w.as("analyst@shelter")

		t := w.t
		// a: a second self that reads.
		form := url.Values{"name": {"Second Contoh"}, "login": {"secondme"}, "roles": {"supervisor"}, "lang": {"en"}}
		adm.sure("/people", form).leads(t, "/rights?done=right_waits")
		adm.get("/people/handed").leads(t, "/people?done=handed_out")

		// b: somebody else is raised.
		path := "/people/" + string(w.ID("analyst@shelter"))
		roles := url.Values{"roles": {"supervisor"}, "version": {"1"}}
		adm.sure(path+"/roles", roles).leads(t, "/rights?done=right_waits")
		adm.post(path, url.Values{"roles": {"supervisor"}, "name": {"Ana Contoh"}, "lang": {"en"}, "version": {"1"}})
		second.get(at).wants(t, http.StatusNotFound)

		// c: oneself is raised.
		own := "/people/" + string(w.ID("administrator@shelter"))
		adm.sure(own+"/roles", roles).wants(t, http.StatusNotFound)
		adm.get(at).wants(t, http.StatusNotFound)

		// d: a supervisor is reset, or gets a pass.
		sup := "/people/" + string(w.ID("supervisor@shelter"))
		adm.sure(sup+"/reset", url.Values{}).leads(t, "/rights?done=right_waits")
		adm.sure(sup+"/pass", url.Values{}).leads(t, "/rights?done=right_waits")
		if n := w.count(`SELECT count(*) FROM invites`); n != 0 {
			t.Errorf("%d invitations", n)
		}

		// The asker agrees to nothing, and gives nothing.
		for _, id := range w.texts(`SELECT id FROM rights WHERE given_at = 0`) {
			adm.sure("/rights/"+id+"/agree", url.Values{}).wants(t, http.StatusNotFound)
			adm.sure("/rights/"+id+"/give", url.Values{}).wants(t, http.StatusConflict)
		}

		// f: the log says what was asked for whom.
		log := strings.Join(w.texts(`SELECT entry FROM log_entries`), "\n")
		for _, code := range []string{`"invite:\u003esupervisor"`, `"roles:analyst\u003esupervisor"`, `"reset:supervisor\u003esupervisor"`, `"pass:supervisor\u003esupervisor"`} {
			if !strings.Contains(log, code) {
				t.Errorf("the log has no %s", code)
			}
		}
		w.as("data_protection@shelter").get("/rights").In(t, "main", htmlcheck.HasText("Second Contoh"))
		w.as("caseworker@shelter").get("/").In(t, `main a[href^="/rights"]`, htmlcheck.HasText("asked for"))
	})
}

// TestNewHand: whom two people have invited reads cases at once, and is the second
// person of a legal basis a week later.
func TestNewHand(t *testing.T) {
	worlds(t, func(w *world) {
		t := w.t
		at := w.personOf("Siti Contoh", false)
		adm := w.as("administrator@shelter")
		form := url.Values{"name": {"Third Contoh"}, "login": {"thirdme"}, "roles": {"supervisor"}, "lang": {"en"}}
		adm.sure("/people", form).leads(t, "/rights?done=right_waits")
		w.agrees("focal_point@shelter")
		a := adm.sure(adm.right("give"), url.Values{})
		third := w.enrols(adm.follow(a).wants(t, http.StatusOK).Text(t, ".l-secret"), "thirdme")
		third.get(at).wants(t, http.StatusOK)

		sup := w.as("supervisor@shelter")
		basis := url.Values{"kind": {"life_in_danger"}, "source": {"Example Act 1"}, "reason": {"Contoh"}, "recipient": {w.to("police")},
			"purpose": {"law_enforcement"}, "groups": {"identity"}, "until-year": {"2027"}, "until-month": {"1"}, "until-day": {"3"}}
		sup.sure(at+"/basis/new", basis).wants(t, http.StatusSeeOther)
		agree := strings.TrimSuffix(sup.get(at+"/consent").Attr(t, "main form[action$=/end]", "action"), "/end") + "/agree"
		third.proved(agree).leads(t, "/bases?done=new_hand")
		w.as("data_protection@shelter").sure(agree, url.Values{}).leads(t, "/bases?done=basis_agreed")
	})
}

// TestDays: where nobody can be the second person, a right waits a week in the sight of
// all, who can stop it; shortening the week is such a right itself.
func TestDays(t *testing.T) {
	w := one(t, desk.Options{})
	w.personOf("Siti Contoh", false)
	adm := w.as("administrator@shelter")
	adm.sure("/administration/settings/new_hands", url.Values{"new_hands": {"1"}}).wants(t, http.StatusUnprocessableEntity)
	adm.sure("/administration/settings/new_hands", url.Values{"new_hands": {"14"}}).leads(t, "/administration/settings?done=setting_saved")
	adm.sure("/administration/settings/new_hands", url.Values{"new_hands": {"3"}}).leads(t, "/rights?done=right_waits")
	adm.get("/administration/settings/new_hands").In(t, "#new_hands", htmlcheck.HasAttr("value", "14"))
	w.agrees("caseworker@shelter")
	adm.get("/administration/settings/new_hands").In(t, "#new_hands", htmlcheck.HasAttr("value", "3"))

	for _, role := range []string{"supervisor", "duty_officer", "investigator", "focal_point", "data_protection", "second"} {
		path := "/people/" + string(w.ID(role+"@shelter"))
		adm.post(path+"/end", fill(t, adm.get(path), "main form[action$=/end]")).leads(t, "/people?done=person_ended")
	}
	path := "/people/" + string(w.ID("analyst@shelter"))
	roles := fill(t, adm.get(path), "main form[action$=/roles]")
	roles["roles"] = []string{"supervisor"}
	adm.sure(path+"/roles", roles).leads(t, "/rights?done=right_waits")
	adm.get("/rights").In(t, "main", htmlcheck.HasText("if no one agrees"))
	adm.get("/rights").Not(t, "main form[action$=/give]")
	w.as("caseworker@shelter").get("/").In(t, "main a[href^='/rights?']")
	w.Clock.Add(3 * 24 * time.Hour)
	adm = w.as("administrator@shelter")
	adm.sure(adm.right("give"), url.Values{}).leads(t, "/rights?done=right_given")
	adm.get(path).In(t, "main", htmlcheck.HasText("Supervisor"))

	// What was given stands on Home until it was looked at.
	w.Undertake(t, "analyst@shelter") // whose role leads to cases now
	sup := w.as("analyst@shelter")
	sup.get("/").In(t, "main a[href^='/rights?']", htmlcheck.HasText("key file"))
	sup.post("/rights/seen", fill(t, sup.get("/rights"), "main form[action=/rights/seen]")).leads(t, "/rights?done=rights_seen")
	sup.get("/").Not(t, "main a[href^='/rights']")
}

// TestFirstCase: until an organisation has a case, or was asked to help in one, nothing
// waits, and all that was given stands on Home of those who watch.
func TestFirstCase(t *testing.T) {
	w := one(t, desk.Options{})
	adm := w.as("administrator@hospital")
	invite := func(login string) answer {
		return adm.sure("/people", url.Values{"name": {"New Contoh"}, "login": {login}, "roles": {"supervisor"}, "lang": {"en"}})
	}
	adm.follow(invite("before")).In(t, ".l-secret", htmlcheck.HasText("/enrol/"))
	w.as("supervisor@hospital").get("/").In(t, "main", htmlcheck.HasText("not looked at"))
	w.as("data_protection@hospital").get("/rights").In(t, "main", htmlcheck.HasText("New Contoh"))

	b, at := w.agreedAt()
	b.refers(at)
	invite("after").leads(t, "/rights?done=right_waits")
}

// TestKeeper: where an organisation has nobody left who could agree, somebody of the
// organisation that runs the node can, and sees on Home that they are asked.
func TestKeeper(t *testing.T) {
	w := one(t, desk.Options{})
	b, at := w.agreedAt()
	b.refers(at)
	adm := w.as("administrator@hospital")
	for _, role := range []string{"supervisor", "duty_officer", "investigator", "focal_point", "data_protection", "caseworker", "second"} {
		path := "/people/" + string(w.ID(role+"@hospital"))
		adm.post(path+"/end", fill(t, adm.get(path), "main form[action$=/end]")).leads(t, "/people?done=person_ended")
	}
	path := "/people/" + string(w.ID("analyst@hospital"))
	roles := fill(t, adm.get(path), "main form[action$=/roles]")
	roles["roles"] = []string{"supervisor"}
	adm.sure(path+"/roles", roles).leads(t, "/rights?done=right_waits")
	adm.get("/rights").In(t, "main", htmlcheck.HasText("runs this system"))

	w.as("supervisor@police").get("/rights").Not(t, "main form[action$=/agree]")
	keeper := w.as("supervisor@shelter")
	keeper.get("/").In(t, "main a[href^='/rights?']", htmlcheck.HasText("asked for"))
	keeper.get("/rights").In(t, "main", htmlcheck.HasText("Example Hospital"))
	w.agrees("supervisor@shelter")
	adm.get(path).In(t, "main", htmlcheck.HasText("Supervisor"))
}
