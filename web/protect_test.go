package web

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/staff"
)

var (
	// passing is what differs between two looks at the same page.
	passing = regexp.MustCompile(`\d+ (seconds?|minutes?|hours?) ago|\d\d:\d\d|just now|Reference: \w+|held=\w+`)
	// logs are the pages that say what was done, the looks among it: also that a colleague
	// asked about someone similar, which says of no case that it was opened.
	logs = regexp.MustCompile(`^/log|/history$|^/account/sessions|^/similar$`)
	// links are what a page leads to, and where its filters lead.
	links = regexp.MustCompile(`href="(/[^"#]*)`)
)

// narrowed are lists as their filters show them.
var narrowed = []string{
	"/cases?only=mine", "/cases?only=children", "/cases?only=urgent", "/cases?untouched=1", "/cases?sort=name", "/cases?sort=status", "/cases?status=Active", "/cases?status=FollowUp",
	"/cases?status=Closed", "/days?of=all", "/log?only=all", "/log?only=refused",
}

// looks reads everything that somebody is led to, from every page that has an address of
// its own, and what a search finds. Nothing of it holds one of the secrets. The pages of
// what was done are not among what it returns.
func (b *browser) looks(secrets ...string) map[string]string {
	b.t.Helper()
	todo := slices.Clone(narrowed)
	for _, rt := range allRoutes() {
		if path, ok := strings.CutPrefix(rt.Pattern, "GET "); ok && rt.Who == desk.Actors && !strings.Contains(path, "{") {
			todo = append(todo, path)
		}
	}
	all := map[string]string{}
	look := func(path string, a answer) {
		for _, s := range secrets {
			if strings.Contains(a.body, s) {
				b.t.Errorf("%s names the protected case: %s", path, s)
			}
		}
		if all[path] = passing.ReplaceAllString(a.body, ""); a.code == http.StatusOK && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			all[path] = passing.ReplaceAllString(a.Text(b.t, "body"), "")
		}
	}
	look("search", b.follow(b.post("/search", url.Values{"find": {"Rahasia Contoh"}})))
	for todo = append(todo, "/"); len(todo) > 0; todo = todo[1:] {
		path := todo[0]
		if _, seen := all[path]; seen {
			continue
		}
		a := b.get(path)
		if strings.HasPrefix(a.to, "/sign-in") {
			b.t.Fatalf("the session has ended before %s", path)
		}
		look(path, a)
		for _, link := range links.FindAllStringSubmatch(a.body, -1) {
			if to := strings.ReplaceAll(link[1], "&amp;", "&"); led(to) && !logs.MatchString(path) {
				todo = append(todo, to)
			}
		}
	}
	maps.DeleteFunc(all, func(path, _ string) bool { return logs.MatchString(path) })
	return all
}

// led reports whether looks goes where a link leads.
func led(to string) bool {
	path, query, _ := strings.Cut(to, "?")
	return path != page.LeavePath && !strings.HasPrefix(path, "/static/") && !strings.HasPrefix(path, "/p/") && !strings.Contains(query, "language") && !strings.Contains(query, "from=")
}

// differ says what of two looks is not the same.
func differ(t *testing.T, who string, without, with map[string]string) {
	t.Helper()
	for path := range maps.Keys(with) {
		if _, ok := without[path]; !ok {
			t.Errorf("%s is led to %s", who, path)
		}
	}
	for path, was := range without {
		if is, ok := with[path]; is != was || !ok {
			at := 0
			for at < min(len(is), len(was)) && is[at] == was[at] {
				at++
			}
			at = max(0, at-60)
			t.Errorf("%s %s: without it\n…%.200s\nwith it\n…%.200s", who, path, was[at:], is[at:])
		}
	}
}

// unnamed are people of the shelter who are not named on the team of the protected case.
var unnamed = []string{"supervisor@shelter", "duty_officer@shelter", "focal_point@shelter", "data_protection@shelter", "investigator@shelter", "administrator@shelter"}

// at returns a browser of each of some people.
func (w *world) at(who []string) map[string]*browser {
	w.t.Helper()
	all := map[string]*browser{}
	for _, role := range who {
		all[role] = w.as(role)
	}
	return all
}

// looking returns the looks of people.
func looking(who map[string]*browser, secrets ...string) map[string]map[string]string {
	all := map[string]map[string]string{}
	for role, b := range who {
		all[role] = b.looks(secrets...)
	}
	return all
}

// burdened opens a case with something for every list: consent that ends, referrals, a
// disclosure and an erasure that wait, kin, a shared event, what is urgent and overdue, a
// file.
func (w *world) burdened(first *lindung.CaseID) lindung.CaseID {
	w.t.Helper()
	t, ctx, ana := w.t, w.t.Context(), w.As(w.t, "caseworker@shelter")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var id lindung.CaseID
	w.work(1, &id)
	if *first == "" {
		*first = id
	} else {
		must(cases.Relate(ctx, ana, *first, w.numberOf(id), "sibling"))
		must(cases.JoinEvent(ctx, ana, *first, w.numberOf(id), cases.Event{Kind: "boat", Place: "Contoh"}))
	}
	must(cases.SaveNames(ctx, ana, id, 1, []person.Name{{Text: "Rahasia Contoh", Kind: "official"}}))
	w.says(id, "health_needs", url.Values{"medicines": {"insulin"}, "health_urgent": {"yes"}})
	task, _ := dossier.Forms.Named("task")
	values, problems := task.Decode(url.Values{"task": {"Contoh"}, "task_day": {w.Now().AddDate(0, 0, 3).Format("2006-01-02")}}, w.Now())
	must(field.Problems(problems).Err())
	_, err := cases.AddRecord(ctx, ana, id, cases.Record{Form: task, Values: values, For: w.ID("caseworker@shelter")})
	must(err)
	_, err = attachment.Add(ctx, ana, id, attachment.New{Kind: "letter", Title: "Contoh", About: "person", File: []byte(aPDF)})
	must(err)
	return id
}

// says answers a form of a case as the caseworker.
func (w *world) says(id lindung.CaseID, form string, in url.Values) {
	w.t.Helper()
	f, _ := dossier.Forms.Named(form)
	v, problems := f.Decode(in, w.Now())
	if len(problems) > 0 {
		w.t.Fatal(problems)
	}
	if err := cases.SaveForm(w.t.Context(), w.As(w.t, "caseworker@shelter"), id, f, 0, v); err != nil {
		w.t.Fatal(err)
	}
}

// protects leaves a case to its caseworker and a second one.
func (w *world) protects(id lindung.CaseID) {
	w.t.Helper()
	ana, named := w.As(w.t, "caseworker@shelter").SteppedUp(true), []lindung.ActorID{w.ID("caseworker@shelter"), w.ID("second@shelter")}
	if err := cases.Protect(w.t.Context(), ana, id, named[:1]); err == nil {
		w.t.Error("one person alone sees it")
	}
	if err := cases.Protect(w.t.Context(), ana, id, named); err != nil {
		w.t.Fatal(err)
	}
}

// unnames protects a case for two new colleagues, and ends their work.
func (w *world) unnames(id lindung.CaseID) {
	w.t.Helper()
	ctx, org, sup := w.t.Context(), w.Orgs["shelter"].ID, w.As(w.t, "supervisor@shelter").SteppedUp(true)
	var named []lindung.ActorID
	for range 2 {
		in, err := staff.Invite(ctx, w.System(org, "test"), staff.NewActor{
			Org: org, Login: lindung.NewID(), Name: "Samanama", Roles: []lindung.Role{lindung.Caseworker}, Lang: "en", Hash: nodetest.Hash, Secret: nodetest.Secret,
		})
		if err != nil {
			w.t.Fatal(err)
		}
		named = append(named, in.Actor)
	}
	err := cases.Assign(ctx, sup, id, named[0])
	if err == nil {
		err = cases.Protect(ctx, sup, id, named)
	}
	for _, who := range named {
		if err == nil {
			err = staff.EndActor(ctx, w.As(w.t, "administrator@shelter").SteppedUp(true), who, 1, nil)
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestUnnamed: a supervisor is told the number of a protected case that nobody sees, and
// names who shall; they find nothing of it themselves.
func TestUnnamed(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Rahasia Contoh", false)
	id := lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	w.protects(id)
	chief := w.as("supervisor@shelter")
	chief.get("/workload/protected").leads(t, "/workload")
	left(t, w, "caseworker@shelter")
	left(t, w, "second@shelter")
	chief.get("/").In(t, ".l-counter--now[href=/workload/protected]", htmlcheck.HasText("1"))
	page := chief.get("/workload/protected").wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText(w.numberOf(id)), htmlcheck.LacksText("Rahasia"))
	form := fill(t, page, "main form", "cases", string(id), "named", string(w.ID("duty_officer@shelter")))
	chief.prove(chief.post("/workload/protected", form)).wants(t, http.StatusUnprocessableEntity)
	form.Set("named_too", string(w.ID("focal_point@shelter")))
	chief.post("/workload/protected", form).leads(t, "/workload?done=case_named")
	chief.get("/").Not(t, ".l-counter[href=/workload/protected]")
	chief.get(at).wants(t, http.StatusNotFound)
	w.as("duty_officer@shelter").get(at).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Rahasia Contoh"))
}

// exported returns how many cases a supervisor exports.
func (w *world) exported() int {
	w.t.Helper()
	n, err := exchange.Export(w.t.Context(), w.As(w.t, "supervisor@shelter").SteppedUp(true), exchange.Order{Format: "csv"}, io.Discard)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// TestProtectedChangesNothing: whoever of the organisation is not named finds everything
// that they are led to as it was before there was a protected case: while it is worked on,
// and while what is in it is long overdue and sharing of it is paused.
func TestProtectedChangesNothing(t *testing.T) {
	w := one(t, desk.Options{})
	var first lindung.CaseID
	w.burdened(&first)
	w.burdened(&first)
	w.pause()
	people := w.at(unnamed)
	before, listed := looking(people), w.exported()

	id := w.burdened(&first)
	w.pause()
	w.protects(id)
	secrets := []string{string(id), w.numberOf(id)}
	for role, now := range looking(people, secrets...) {
		differ(t, role, before[role], now)
		for _, path := range []string{"", "/consent", "/history", "/attachments", "/protect"} {
			people[role].get("/cases/"+string(id)+path).wants(t, http.StatusNotFound)
		}
		none := people[role].get("/log?case=" + lindung.NewID())
		found := people[role].get("/log?case="+string(id)).wants(t, none.code)
		found.Not(t, "main table")
		if none.Not(t, "main table"); strings.Contains(found.body, secrets[1]) {
			t.Errorf("the log says the number of the protected case to %s", role)
		}
	}
	if n := w.exported(); n != listed {
		t.Errorf("%d cases exported, %d before", n, listed)
	}

	w.Clock.Add(40 * 24 * time.Hour)
	people = w.at(unnamed)
	with := looking(people, secrets...)
	w.erases(id)
	for role, now := range looking(people) {
		delete(now, "/rights") // tells of an erasure that was asked for, now that it is done
		delete(with[role], "/rights")
		differ(t, role, now, with[role])
	}
}

// TestProtectedAndKept: a protected case that was kept long enough is in no list of who is
// not named.
func TestProtectedAndKept(t *testing.T) {
	w := one(t, desk.Options{})
	id := lindung.CaseID(strings.TrimPrefix(w.personOf("Rahasia Contoh", false), "/cases/"))
	w.protects(id)
	if err := cases.Close(t.Context(), w.As(t, "caseworker@shelter"), id, "no_need"); err != nil {
		t.Fatal(err)
	}
	w.as("administrator@shelter").sure("/administration/settings/keep_closed", url.Values{"keep_closed": {"6"}})
	w.Clock.Add(200 * 24 * time.Hour)
	people := w.at(unnamed)
	with := looking(people, string(id), w.numberOf(id))
	w.erases(id)
	for role, now := range looking(people) {
		differ(t, role, now, with[role])
	}
}

// TestProtectedAtTheReceiver: who receives a referral and protects their own case of it
// leaves the referral to their colleagues as if nobody had opened one; they open another.
func TestProtectedAtTheReceiver(t *testing.T) {
	w := one(t, desk.Options{})
	var first lindung.CaseID
	w.burdened(&first)
	sent := w.texts(`SELECT id FROM referrals WHERE state = 'accepted'`)[0]
	people := w.at([]string{"supervisor@hospital", "duty_officer@hospital", "investigator@hospital"})
	before := looking(people)
	open := func(who string) (lindung.CaseID, error) {
		c, err := dossier.OpenLinkedCase(t.Context(), w.As(t, who), lindung.ReferralID(sent), cases.New{Names: []person.Name{{Text: "Rahasia Contoh", Kind: "official"}}})
		return c.ID, err
	}
	own, err := open("caseworker@hospital")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open("supervisor@hospital"); err == nil {
		t.Error("a second case of the same referral is opened")
	}
	named := []lindung.ActorID{w.ID("caseworker@hospital"), w.ID("second@hospital")}
	if err := cases.Protect(t.Context(), w.As(t, "caseworker@hospital").SteppedUp(true), own, named); err != nil {
		t.Fatal(err)
	}
	for role, now := range looking(people, string(own), w.numberOf(own)) {
		differ(t, role, before[role], now)
	}
	if _, err := open("supervisor@hospital"); err != nil {
		t.Error(err)
	}
	w.as("second@hospital").get("/referrals/"+sent).In(t, "main a[href=/cases/"+string(own)+"]")
}

// TestProtectedWithdrawal: a colleague who is told that the person withdraws enters it,
// and learns nothing else of the case.
func TestProtectedWithdrawal(t *testing.T) {
	w := one(t, desk.Options{})
	var first lindung.CaseID
	id := w.burdened(&first)
	w.protects(id)
	grant := w.texts(`SELECT id FROM grants WHERE case_id = '` + string(id) + `'`)[0]
	w.as("caseworker@hospital").get("/cases/"+string(id)).wants(t, http.StatusOK)
	duty, at := w.as("duty_officer@shelter"), "/cases/"+string(id)+"/consent/"+grant+"/withdraw"
	duty.get(at).wants(t, http.StatusNotFound)
	duty.post(at, url.Values{})
	if n := w.count(`SELECT count(*) FROM grants WHERE withdrawn_at > 0`); n != 1 {
		t.Errorf("%d consents are withdrawn", n)
	}
	w.as("caseworker@hospital").get("/cases/"+string(id)).wants(t, http.StatusNotFound)
}

// erases erases a case as the program does.
func (w *world) erases(id lindung.CaseID) {
	w.t.Helper()
	s := w.System(w.Orgs["shelter"].ID, "test")
	err := s.Do(w.t.Context(), access.SystemRun, s.OrgTarget(), func(tx *access.Tx) error { return dossier.Erase(tx, []lindung.CaseID{id}) })
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestProtectedForTheNamed: those who are named work on as before, and so does whom the
// person agreed to ask.
func TestProtectedForTheNamed(t *testing.T) {
	w := one(t, desk.Options{})
	var first lindung.CaseID
	id := w.burdened(&first)
	w.protects(id)
	second := w.as("second@shelter")
	second.get("/cases").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Rahasia"))
	second.get("/cases/"+string(id)).wants(t, http.StatusOK)
	second.get("/cases/"+string(id)+"/consent").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Example Hospital"))
	dara := w.as("caseworker@hospital")
	dara.get("/cases/"+string(id)).wants(t, http.StatusOK)
	dara.get("/cases/shared").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Rahasia"))
}

// numberOf returns the number of a case.
func (w *world) numberOf(id lindung.CaseID) string {
	w.t.Helper()
	return w.texts(`SELECT number FROM cases WHERE id = '` + string(id) + `'`)[0]
}
