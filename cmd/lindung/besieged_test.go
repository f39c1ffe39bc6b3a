package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/demo"
	"lindung/internal/test/soak"
	"lindung/staff"
)

// TestAdversariesAtTheDoor plays those of doc/threat.md who come to a node that serves: a
// process of its own, by its pages, its command line, its files and its database. It waits for
// many sign-ins: TestSoakAdversaries does it on PostgreSQL too.
func TestAdversariesAtTheDoor(t *testing.T) {
	if testing.Short() {
		t.Skip("TestAdversaries plays the same at the functions")
	}
	atTheDoor(sqlitePlace(t))
}

func TestSoakAdversaries(t *testing.T) {
	soak.Until(t, 0)
	eachPlace(t, atTheDoor)
}

func atTheDoor(p place) {
	b := besiege(p)
	for _, play := range []func(besieged){
		besieged.knowsAPassword,
		besieged.sitsAtABrowser,
		besieged.hasAWarrantForOneCase,
		besieged.holdsThePhone,
		besieged.knowsThePerson,
		besieged.administrates,
		besieged.hasTheKeyFile,
		besieged.saysALifeIsInDanger,
		besieged.sendsAHarmfulFile,
		besieged.forces,
		besieged.readsSlowly,
		besieged.readsTheLog,
		besieged.takesABackup,
		besieged.looksAtTheProcess,
		besieged.isStopped,
		besieged.forgesASession, // whose rows they touch cannot sign in any more
		besieged.writesTheLog,   // nothing goes on after this
	} {
		play(b)
	}
}

// besieged is a node that serves while somebody attacks it.
type besieged struct {
	place
	door    visitor
	process int
	actors  map[lindung.ActorID]demo.Actor
	login   map[string]demo.Actor
	shared  shared
	secrets []string // names of persons and texts of notes, and nothing that a page says anyway
}

func besiege(p place) besieged {
	p.t.Helper()
	b := besieged{place: p, actors: map[lindung.ActorID]demo.Actor{}, login: map[string]demo.Actor{}}
	for _, a := range p.fill() {
		b.actors[a.ID], b.login[a.Login] = a, a
	}
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(_ *node, s access.Session) error {
		b.secrets = slices.DeleteFunc(secretsOf(p.t, s), func(s string) bool { return len(s) < 8 })
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	b.shared = p.anyShared()
	run, url := p.serves()
	b.process, b.door = run.Process.Pid, p.visitors(url)
	return b
}

// passes is what differs between two looks at the same refusal.
var passes = regexp.MustCompile(`<p class="l-quiet">[^<]+</p>|[a-z2-7]{26}|\d\d:\d\d`)

// looksMissing fails the test unless what is there looks like what is not.
func (b besieged) looksMissing(what string, v visitor, id lindung.CaseID) {
	b.t.Helper()
	for _, page := range []string{"", "/consent", "/history", "/notes", "/team"} {
		there, none := v.get("/cases/"+string(id)+page), v.get("/cases/"+lindung.NewID()+page)
		if there.code != http.StatusNotFound || passes.ReplaceAllString(there.body, "") != passes.ReplaceAllString(none.body, "") {
			b.t.Errorf("%s: %s is %d, where there is none it is %d", what, page, there.code, none.code)
		}
	}
}

// casesWhere returns the cases for which a condition holds.
func (b besieged) casesWhere(condition string, args ...any) (all []lindung.CaseID) {
	b.behind(func(tx *db.Tx) (err error) {
		all, err = db.All(tx, db.Value[lindung.CaseID], `SELECT id FROM cases WHERE `+condition+` ORDER BY id`, args...)
		return err
	})
	return all
}

// sure posts a form, and gives the fresh proof that is asked for.
func (b besieged) sure(v visitor, a demo.Actor, path string, form url.Values) reply {
	return b.proves(v, a, v.post(path, form))
}

// proves gives the fresh proof that is asked for, if one is.
func (b besieged) proves(v visitor, a demo.Actor, asked reply) reply {
	for strings.HasPrefix(asked.to, "/step-up") {
		proof := v.get(asked.to).Posted(b.t, "form[action=/step-up]")
		proof.Set("code", v.nextCode(a))
		asked = v.post("/step-up", proof)
	}
	return asked
}

// knowsAPassword: somebody has learned a password, and guesses the code.
func (b besieged) knowsAPassword() {
	t := b.t
	for _, code := range []string{"", "000000", "123456"} {
		got := b.door.anew().post("/sign-in", url.Values{"login": {"rina"}, "password": {demo.Password}, "code": {code}})
		got.wants(t, "a password without its device", http.StatusUnprocessableEntity)
	}
}

// sitsAtABrowser: somebody has the browser in which a supervisor has signed in.
func (b besieged) sitsAtABrowser() {
	t, v := b.t, b.door.as(b.login["chan"])
	for _, id := range b.casesWhere(`org <> ? AND id NOT IN (SELECT case_id FROM openings)`, b.login["chan"].Org.ID)[:3] {
		b.looksMissing("a case of others", v, id)
	}
	own := b.casesWhere(`org = ?`, b.login["chan"].Org.ID)
	if len(own) == 0 {
		t.Fatal("they have no case")
	}
	for _, path := range []string{"/cases/" + string(own[0]) + "/erase", "/files/export"} {
		got := v.post(path, url.Values{"reason": {"order"}, "step": {"ask"}, "format": {"csv"}})
		if got.code == http.StatusOK && len(got.header.Get("Content-Disposition")) > 0 || got.to != "" && !strings.HasPrefix(got.to, "/step-up") {
			t.Errorf("%s asks for no fresh proof: %d to %q", path, got.code, got.to)
		}
		got.lacks(t, path, b.secrets)
	}
}

// hasAWarrantForOneCase: police read what is shared with them, and would like to read all.
func (b besieged) hasAWarrantForOneCase() {
	who := b.login["kanya"]
	v := b.door.as(who)
	for _, id := range b.casesWhere(`org <> ? AND id NOT IN (SELECT case_id FROM grants WHERE recipient = ? UNION SELECT case_id FROM bases WHERE recipient = ?)`, who.Org.ID, who.Org.ID, who.Org.ID) {
		v.get("/cases/"+string(id)).wants(b.t, "the case of others", http.StatusNotFound).lacks(b.t, "the case of others", b.secrets)
	}
}

// holdsThePhone: somebody takes the phone after the person has left by the button.
func (b besieged) holdsThePhone() {
	t, v := b.t, b.door.as(b.login["sok"])
	page := v.get("/cases").wants(t, "a signed-in page", http.StatusOK)
	left := v.get("/leave").wants(t, "leaving", http.StatusSeeOther)
	if page.header.Get("Cache-Control") != "no-store" || !strings.Contains(left.header.Get("Clear-Site-Data"), "cache") {
		t.Errorf("a browser keeps the page: %q, %q", page.header.Get("Cache-Control"), left.header.Get("Clear-Site-Data"))
	}
	if got := v.get("/cases"); !strings.HasPrefix(got.to, "/sign-in") {
		t.Errorf("the way back is open: %d to %q", got.code, got.to)
	}
}

// knowsThePerson: a case is protected from a colleague who knows the person.
func (b besieged) knowsThePerson() {
	t, colleague := b.t, b.door.as(b.login["sari"])
	lead := b.door.as(b.login["budi"])
	for _, id := range b.casesWhere(`org = ?`, b.login["budi"].Org.ID) {
		path := "/cases/" + string(id)
		if colleague.get(path).code != http.StatusOK {
			continue
		}
		form := lead.get(path+"/protect").wants(t, "protecting", http.StatusOK).Posted(t, `form[action$="/protect"]`)
		form["named"] = []string{string(b.login["rina"].ID), string(b.login["putri"].ID)}
		got := b.sure(lead, b.login["budi"], path+"/protect", form)
		if got.code == http.StatusUnprocessableEntity { // somebody else is asked to see to something in it
			continue
		}
		got.wants(t, "protecting", http.StatusSeeOther)
		b.looksMissing("a protected case", colleague, id)
		b.door.as(b.login["rina"]).get(path).wants(t, "a protected case, to whom is named", http.StatusOK)
		return
	}
	t.Error("a colleague reads no case that can be protected")
}

// administrates: somebody has an administrator's account, and invites a second self.
func (b besieged) administrates() {
	t, agus := b.t, b.login["agus"]
	v := b.door.as(agus)
	for _, id := range b.casesWhere(`org = ?`, agus.Org.ID) {
		v.get("/cases/"+string(id)).wants(t, "a case", http.StatusNotFound)
	}
	form := v.get("/people/new").Posted(t, "form[action=/people]")
	for name, value := range map[string]string{"name": "Kedua Contoh", "login": "kedua", "lang": "en", "roles": "supervisor"} {
		form.Set(name, value)
	}
	if got := b.sure(v, agus, "/people", form); strings.Contains(got.body, "/enrol/") {
		t.Error("a second self is invited as a supervisor, and nobody was asked")
	}
	var raised int64
	b.behind(func(tx *db.Tx) (err error) {
		raised, err = db.One(tx, db.Value[int64], `SELECT count(*) FROM rights WHERE asked_by = ? AND given_at = 0 AND ended_at = 0`, agus.ID)
		return err
	})
	if raised == 0 {
		t.Error("no right waits for a second person")
	}
}

// hasTheKeyFile: somebody gives a right by the command line. It is outside of the rule, and
// seen at once by supervisors and data protection.
func (b besieged) hasTheKeyFile() {
	t := b.t
	b.does(b.node("actor", "invite", "--org", string(b.login["anong"].Org.ID), "--role", "supervisor", "--login", "ketiga", "--name", "Ketiga Contoh")...)
	v := b.door.as(b.login["anong"])
	if home := v.get("/").wants(t, "Home", http.StatusOK); !strings.Contains(home.body, `href="/rights?only=`) {
		t.Error("Home leads to no right that was given")
	}
	if got := v.get("/rights").wants(t, "the rights that were given", http.StatusOK); !strings.Contains(got.body, "Ketiga Contoh") {
		t.Error("what the command line gave is hidden from a supervisor")
	}
}

// saysALifeIsInDanger: a receiver wants to see more, where the sender does not allow it.
func (b besieged) saysALifeIsInDanger() {
	t, who := b.t, b.login["preecha"]
	v := b.door.as(who)
	var all []string
	b.behind(func(tx *db.Tx) (err error) {
		all, err = db.All(tx, db.Value[string], `SELECT id FROM referrals WHERE recipient = ? ORDER BY id`, who.Org.ID)
		return err
	})
	if len(all) == 0 {
		t.Fatal("nobody has referred anybody to them")
	}
	opened := func() (n int64) {
		b.behind(func(tx *db.Tx) (err error) {
			n, err = db.One(tx, db.Value[int64], `SELECT count(*) FROM emergencies`)
			return err
		})
		return n
	}
	before := opened()
	for _, id := range all {
		v.post("/referrals/"+id+"/emergency", url.Values{"danger": {"attack"}, "danger_words": {"Contoh"}})
	}
	if n := opened() - before; n > 0 {
		t.Errorf("%d cases are opened without a fresh proof, of an organisation that does not allow it", n)
	}
}

// sendsAHarmfulFile: a colleague attaches a page as a paper, and a paper that is one.
func (b besieged) sendsAHarmfulFile() {
	t, v := b.t, b.door.as(b.login["yanti"])
	own := b.casesWhere(`org = ? AND status <> 'Closed'`, b.login["yanti"].Org.ID)
	if len(own) == 0 {
		t.Fatal("they have no case")
	}
	path := "/cases/" + string(own[0]) + "/attachments/new"
	form := url.Values{"kind": {"letter"}, "title": {"Surat\r\nSet-Cookie: a=b"}, "about": {"person"}}
	page := []byte("<!doctype html><script>alert(1)</script>")
	v.attach(path, "paper.pdf", page, form).wants(t, "a page as a paper", http.StatusUnprocessableEntity)
	form.Set("title", "Surat Contoh")
	v.attach(path, "evil\".html", []byte("%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n"), form).wants(t, "a paper", http.StatusSeeOther)
	file := v.get("/cases/"+string(own[0])).Attr(t, "#attachments table a", "href")
	got := v.get(file+"/file").wants(t, "the paper", http.StatusOK)
	if how := got.header; !strings.HasPrefix(how.Get("Content-Disposition"), "attachment; ") || strings.Contains(how.Get("Content-Disposition"), "html") ||
		how.Get("X-Content-Type-Options") != "nosniff" || how.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || how.Get("Set-Cookie") != "" {
		t.Errorf("it may run: %v", how)
	}
}

// forces: somebody stands beside a worker who signs in with the second password.
func (b besieged) forces() {
	t, who := b.t, b.login["putri"]
	const calm = "sebuah kata kedua yang tenang"
	form := url.Values{"old": {demo.Password}, "which": {"second"}, "password": {calm}, "repeat": {calm}}
	v := b.door.as(who)
	b.proves(v, who, v.get("/account/password")).wants(t, "a fresh proof", http.StatusSeeOther)
	v.post("/account/password", form).wants(t, "choosing a second password", http.StatusSeeOther)
	v = b.door.anew()
	v.tries(who, calm).wants(t, "signing in under force", http.StatusSeeOther)
	for _, path := range []string{"/", "/cases", "/search", "/people", "/organisations", "/queue", "/cases/" + string(b.casesWhere(`org = ?`, who.Org.ID)[0])} {
		got := v.get(path)
		got.lacks(t, path, b.secrets)
		if strings.Contains(got.body, b.login["rina"].Name) {
			t.Errorf("%s names a colleague", path)
		}
	}
	if home := b.door.as(b.login["budi"]).get("/"); !strings.Contains(home.body, "/alarms") {
		t.Error("no supervisor is told")
	}
}

// readsSlowly: a worker asks for one case after another that is not for them.
func (b besieged) readsSlowly() {
	t, who := b.t, b.login["somjai"]
	v := b.door.as(who)
	for range 60 {
		v.get("/cases/"+lindung.NewID()).wants(t, "a case that is not there", http.StatusNotFound)
	}
	c := &call{config: config{DB: b.db, KeyFile: b.key}}
	err := c.onNode(t.Context(), func(_ *node, s access.Session) error {
		var w staff.Watch // as the program does each hour
		return w.Look(t.Context(), s)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.door.as(b.login["anong"]).get("/alarms").wants(t, "the alarms", http.StatusOK); !strings.Contains(got.body, who.Name) {
		t.Error("nobody is told of who asks for what is not for them")
	}
}

// readsTheLog: somebody has an export of the log.
func (b besieged) readsTheLog() {
	reply{body: b.does(b.node("audit", "export")...)}.lacks(b.t, "the log", b.secrets)
}

// takesABackup: somebody has a backup and their own identity.
func (b besieged) takesABackup() {
	t := b.t
	from := b.backup("stolen")
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	reply{body: string(text)}.lacks(t, "a backup", append([]string{"actors", "system.run"}, b.secrets...))
	b.does("backup", "identity", "--to", b.file("theirs"))
	b.fails("identity", "restore", "--from", from, "--identity", b.file("theirs"), "--db", b.file("theirs.db"), "--key-file", b.key)
}

// looksAtTheProcess: somebody makes the program crash, and looks for what it leaves.
func (b besieged) looksAtTheProcess() {
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", b.process))
	if errors.Is(err, os.ErrNotExist) {
		return // no Linux
	}
	if err != nil || !regexp.MustCompile(`Max core file size +0 +0`).Match(limits) {
		b.t.Errorf("a crash leaves the memory on the disk: %v", err)
	}
}

// bystander returns the first of some whom no later play needs unharmed.
func (b besieged) bystander(logins ...string) demo.Actor {
	i := slices.IndexFunc(logins, func(l string) bool { id := b.login[l].ID; return id != b.shared.reader && id != b.shared.owner })
	return b.login[logins[i]]
}

// forgesASession: somebody writes to the database, and brings a cookie of their own; gives
// themselves a role and a case, and puts back what was withdrawn.
func (b besieged) forgesASession() {
	t, yanti, sok := b.t, b.bystander("yanti", "rina"), b.bystander("sok", "putri")
	v := b.door.as(yanti)
	b.behind(func(tx *db.Tx) error {
		_, err := db.Exec(tx, `UPDATE sessions SET actor = ? WHERE actor = ?`, b.shared.owner, yanti.ID)
		return err
	})
	if got := v.get("/cases"); !strings.HasPrefix(got.to, "/sign-in") {
		t.Errorf("a session that was given to a supervisor opens: %d to %q", got.code, got.to)
	}
	v = b.door.as(sok)
	b.behind(func(tx *db.Tx) error {
		return db.Change(tx, `UPDATE actors SET roles = 'supervisor' WHERE id = ?`, sok.ID)
	})
	if got := v.get("/people"); got.code == http.StatusOK {
		t.Error("a role that nobody gave opens a page")
	}

}

// isStopped: a supervisor notices first, and stops everything of the organisation.
func (b besieged) isStopped() {
	t, shares := b.t, b.shares()
	reads := func(s shared) bool {
		return b.door.as(b.actors[s.reader]).get("/cases/"+string(s.of)).code == http.StatusOK
	}
	i := slices.IndexFunc(shares, reads) // what was played before has closed some
	if i < 0 {
		t.Fatal("nobody reads a shared case any more")
	}
	v, other, path := b.door.as(b.actors[shares[i].owner]), b.door.as(b.actors[shares[i].reader]), "/cases/"+string(shares[i].of)
	v.post("/paused/all", v.get("/paused/all").Posted(t, `main form[action="/paused/all"]`)).wants(t, "stopping", http.StatusSeeOther)
	other.get(path).wants(t, "a shared case after the stop", http.StatusNotFound).lacks(t, "a shared case after the stop", b.secrets)
}

// writesTheLog: somebody removes the entry that tells of them, and makes the head fit its number.
func (b besieged) writesTheLog() {
	t, v := b.t, b.door.as(b.login["dewi"])
	v.get("/log").wants(t, "the log", http.StatusOK)
	b.behind(func(tx *db.Tx) error {
		return errors.Join(
			db.Change(tx, `DELETE FROM log_entries WHERE n = (SELECT max(n) FROM log_entries)`),
			db.Change(tx, `UPDATE log_head SET size = size - 1`),
		)
	})
	if got := v.get("/log"); got.code == http.StatusOK {
		t.Error("the node goes on with a log that was cut off")
	}
	b.fails("does not verify", b.node("audit", "verify")...)
}
