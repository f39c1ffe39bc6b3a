package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lindung/internal/demo"
)

// A week is a worker's browser that counts the pages of each task.
type week struct {
	*demoSite
	task string
	took *tasks
}

// tasks are what was done, in its order, and the pages that each took.
type tasks struct {
	names []string
	pages map[string]int
}

// does begins a task; pages that follow are counted for it.
func (w *week) does(task string) {
	w.t.Helper()
	w.task = task
	w.took.names = append(w.took.names, task)
}

// seen counts the page that is shown. On a telephone none is wider than the window.
func (w *week) seen() {
	w.t.Helper()
	w.took.pages[w.task]++
	if code := js[int](w.demoSite, `performance.getEntriesByType("navigation")[0].responseStatus`); code == 404 || code >= 500 {
		w.t.Fatalf("%s: %s is not there: %d", w.task, w.at(), code)
	}
	if w.wide() {
		w.t.Errorf("%s: %s is wider than a telephone", w.task, w.at())
	}
	if problem := js[string](w.demoSite, `document.querySelector(".govuk-error-summary")?.innerText ?? ""`); problem != "" {
		w.t.Fatalf("%s: %s says %s", w.task, w.at(), problem)
	}
}

func (w *week) goes(path string) {
	w.t.Helper()
	w.open(path)
	w.seen()
}

func (w *week) presses(selector string) {
	w.t.Helper()
	if !js[bool](w.demoSite, fmt.Sprintf(`document.querySelector(%q) !== null`, selector)) {
		w.t.Fatalf("%s: %s has no %s: %s", w.task, w.at(), selector, w.main())
	}
	w.press(selector)
	w.seen()
}

// fills answers questions by their names: what is typed, or which choices are made.
func (w *week) fills(answers ...string) {
	w.t.Helper()
	for i := 0; i+1 < len(answers); i += 2 {
		const fill = `((name, value) => {
			const all = [...document.querySelectorAll("main [name='" + name + "']")].filter(e => e.type !== "hidden")
			const one = all.find(e => (e.type === "radio" || e.type === "checkbox") && (e.value === value || e.labels[0]?.innerText.includes(value)))
			if (one) { one.checked || one.click(); return true }
			if (!all.length || all[0].type === "radio" || all[0].type === "checkbox") return false
			all[0].value = all[0].tagName === "SELECT" ? ([...all[0].options].find(o => o.value === value || o.text.includes(value)) ?? {}).value : value
			return all[0].value !== ""
		})(%q, %q)`
		if !js[bool](w.demoSite, fmt.Sprintf(fill, answers[i], answers[i+1])) {
			w.t.Fatalf("%s: %s has no question %s to answer with %s: %s", w.task, w.at(), answers[i], answers[i+1], w.main())
		}
	}
}

// sends fills a form and presses its button.
func (w *week) sends(answers ...string) {
	w.t.Helper()
	w.fills(answers...)
	w.presses(`main form .govuk-button-group button, main form button.govuk-button`)
}

// opens opens the case of someone who has none yet, and returns its address.
func (w *week) opens(name string, answers ...string) string {
	w.t.Helper()
	w.goes("/")
	w.presses(`a[href="/cases/new"]`)
	w.sends("name", name)
	if w.at() == "/cases/new/matches" { // none of these
		w.presses(`main section .govuk-button-group a`)
	}
	w.fills(answers...)
	w.presses(`main form button[value="open"]`)
	return w.at()
}

// proves shows again who is at work, with the code that the demo shows, where a page asks
// for it. The demo shows none for up to half a minute after a code was used.
func (w *week) proves() {
	w.t.Helper()
	for range 20 {
		if !js[bool](w.demoSite, `document.querySelector("form[action='/step-up']") !== null`) {
			return
		}
		code := js[string](w.demoSite, `document.querySelector("main .l-panel code").innerText`)
		if len(code) != 6 {
			time.Sleep(2 * time.Second)
			w.do(chromedp.Reload())
			continue
		}
		w.fills("code", code)
		w.submit(`form[action="/step-up"] [name=code]`)
		w.seen()
		return
	}
	w.t.Fatalf("%s: the demo shows no code", w.task)
}

// mostPages is how many pages a task takes at most, with the one that it ends on.
const mostPages = 4

// longer are the tasks that may take more.
var longer = map[string]int{newToSent: 8}

const newToSent = "from sign-in to a sent referral of a new person"

// A shelter is who is at work in the week, each at a telephone.
type shelter struct {
	rina, putri, budi   *week
	preecha, kanya, sok *week
	mother, child, sent string // addresses: two cases, and the referral to the hospital
}

// TestWeekInChromium is the week of stories/week_of_a_shelter.txt on a telephone, and says
// how many pages each task took.
func TestWeekInChromium(t *testing.T) {
	d := startBrowser(t)
	d.size(320)
	took := &tasks{pages: map[string]int{}}
	s := shelter{rina: &week{demoSite: d, took: took}}
	for login, one := range map[string]**week{"putri": &s.putri, "budi": &s.budi, "preecha": &s.preecha, "kanya": &s.kanya, "sok": &s.sok} {
		*one = &week{demoSite: d.another(), took: took}
		(*one).size(320)
		(*one).as(login)
	}
	for _, day := range []func(){s.monday, s.night, s.tuesday, s.thursday, s.friday, s.saturday, s.sunday} {
		day()
	}
	for _, task := range took.names {
		most := max(mostPages, longer[task])
		if t.Logf("%3d  %s", took.pages[task], task); took.pages[task] > most {
			t.Errorf("%s takes %d pages, at most %d", task, took.pages[task], most)
		}
	}
}

// monday: people come at night, and one needs a hospital.
func (s *shelter) monday() {
	s.rina.does(newToSent)
	s.rina.goes("/sign-in?lang=en")
	s.rina.submit(`input[name=demo][value="rina"]`)
	s.rina.seen()
	s.rina.presses(`a[href="/cases/new"]`)
	s.rina.sends("name", "Bopha Contoh Minggu")
	s.rina.fills("birth_date-year", "1999")
	s.rina.presses(`main form button[value="ask"]`)
	s.rina.fills("recipient", "Example Hospital", "purpose", "assistance", "groups", "identity", "groups", "health", "need", "health")
	s.rina.sends()
	s.rina.sends("understood", "Speaks English.")
	s.rina.sends()
	s.rina.shows("Waiting for a reply")
	s.sent = s.rina.at()

	s.rina.does("open the case of a new person")
	s.mother = s.rina.opens("Sok Contoh Minggu", "birth_date-year", "1994")
	s.rina.does("open the case of a child")
	s.child = s.rina.opens("Chan Contoh Minggu", "birth_date-year", "2014")
	s.rina.does("say how two people are related")
	s.rina.goes(s.child)
	number := js[string](s.rina.demoSite, `document.querySelector("main").innerText.match(/[A-Z]{2}-[0-9]{2}-[0-9A-Z]{7}/)[0]`)
	s.rina.goes(s.mother + "/relations")
	s.rina.sends("number", number, "kind", "mother")
	s.rina.does("say what cannot wait until morning")
	s.rina.goes(s.mother + "/records/need/new")
	s.rina.sends("need_area", "safety", "need_what", "An agent has the number of a sister", "need_now", "yes")
	s.rina.shows("Something must be done today")
	s.rina.does("help someone who wants no record")
	s.rina.goes("/cases/new")
	s.rina.presses(`main aside a`)
	s.rina.fills("help_taken", "food")
	s.rina.presses(`main form .govuk-button-group button`)

	s.rina.does("ask for a bed without a person")
	s.rina.goes("/enquiries/new")
	s.rina.sends("woman", "1", "girl", "1", "need", "shelter", "start", "today", "nights", "few", "to", "Phteah")
	s.sok.does("answer who asks for a bed")
	s.sok.goes("/")
	s.sok.goes("/enquiries")
	s.sok.fills("answer", "yes", "places", "2")
	s.sok.presses(`main form[action$="/answer"] button`)
	s.rina.goes("/enquiries")
	s.rina.shows("Phteah")

	s.rina.does("photograph a paper")
	s.rina.goes(s.mother + "/attachments/new")
	s.rina.chooses("file", "paper.jpg", aPhotograph())
	s.rina.sends("kind", "identity_paper", "title", "Passport", "about", "person")
	s.rina.does("look at a photograph")
	s.rina.goes(s.mother)
	s.rina.presses(`#attachments table a`)
	if !js[bool](s.rina.demoSite, `[...document.querySelectorAll("main img")].some(i => i.naturalWidth > 0)`) {
		s.rina.t.Error("a cleaned photograph is not shown")
	}
	s.rina.does("add a PDF")
	s.rina.goes(s.mother + "/attachments/new")
	s.rina.chooses("file", "letter.pdf", []byte("%PDF-1.7\nContoh\n%%EOF\n"))
	s.rina.sends("kind", "letter", "title", "What the clinic wrote", "about", "person")
	letter := js[string](s.rina.demoSite, `[...document.querySelectorAll("#attachments table tr")].find(r => r.innerText.includes("What the clinic wrote")).querySelector("a").getAttribute("href")`) // of two that came in one second either can be first
	s.rina.presses(`#attachments table a[href="` + letter + `"]`)
	if js[int](s.rina.demoSite, `document.querySelectorAll("main img, main embed, main iframe, main object").length`) > 0 {
		s.rina.t.Error("a PDF is shown inside a page")
	}
}

// night: the hospital asks, answers and opens more, because a life is in danger.
func (s *shelter) night() {
	s.preecha.does("find a referral, and ask before answering")
	s.preecha.goes("/")
	s.preecha.goes(s.sent)
	s.preecha.fills("question_words", "Is there anything that they must not be given?")
	s.preecha.presses(`form[action$="/ask"] button`)
	s.rina.does("answer a question")
	s.rina.goes("/")
	s.rina.goes(s.sent)
	s.rina.fills("answer_words", "Penicillin.")
	s.rina.presses(`form[action$="/answer"] button`)
	s.preecha.does("accept with a word")
	s.preecha.goes(s.sent)
	s.preecha.shows("Penicillin.")
	s.preecha.fills("accept_words", "Come at 20:00.")
	s.preecha.presses(`form[action$="/accept"] button`)
	s.preecha.does("tell how it goes")
	s.preecha.goes(s.sent)
	s.preecha.fills("news_words", "They are asleep.")
	s.preecha.presses(`form[action$="/tell"] button`)

	s.preecha.does("open a case in an emergency, and end")
	s.preecha.goes(s.sent + "/emergency")
	s.preecha.sends("danger", "health", "danger_words", "They do not wake up")
	s.preecha.proves()
	s.preecha.shows("They do not wake up")
	s.budi.does("know of an emergency")
	s.budi.goes(s.sent)
	s.budi.presses(`main a[href^="/emergencies/"], main a[href$="/emergency"]`)
	s.preecha.presses(`form[action$="/end"] button`)
	s.preecha.does("say what became of it")
	s.preecha.goes(s.sent)
	s.preecha.fills("outcome", "given", "outcome_words", "Insulin for a month.")
	s.preecha.presses(`form[action$="/finish"] button`)
}

// tuesday: a second worker sees to the rest.
func (s *shelter) tuesday() {
	today := time.Now()
	s.rina.does("ask a colleague to see to something")
	s.rina.goes(s.mother + "/team")
	s.rina.sends("add", "Putri")
	s.rina.goes(s.mother + "/records/task/new")
	s.rina.sends("task", "Ask the sister to change the number", "record_for", "Putri",
		"task_day-day", today.Format("2"), "task_day-month", today.Format("1"), "task_day-year", today.Format("2006"))
	s.putri.does("find what is asked of you")
	s.putri.goes("/")
	s.putri.goes("/days")
	s.putri.shows("Ask the sister to change the number")
	s.putri.does("write down an interview, once")
	s.putri.goes(s.mother + "/records/interview/new")
	s.putri.sends("interview_by", "Putri", "interview_topics", "journey", "interview_on-year", "2026")
	s.putri.does("begin a plan")
	s.putri.goes(s.mother + "/records/goal/new")
	s.putri.sends("goal", "A small kitchen", "goal_far", "not_begun")
	s.putri.does("add a note")
	s.putri.goes(s.mother + "/notes")
	s.putri.sends("kind", "general", "text", "Slept well.")
	s.putri.does("print the plan for the person")
	s.putri.goes(s.mother + "/documents")
	s.putri.presses(`main a[href$="/documents/plan"]`)
	s.putri.shows("A small kitchen")
	if strings.Contains(s.putri.main(), "Sok Contoh Minggu") {
		s.putri.t.Error("the plan that the person carries names them")
	}
}

// thursday: the statement goes to the police, and several bodies meet.
func (s *shelter) thursday() {
	s.rina.does("consent to the police")
	s.rina.goes(s.mother + "/consent/new")
	s.rina.fills("recipient", "Example Police Unit", "purpose", "law_enforcement", "groups", "identity", "groups", "situation")
	s.rina.sends()
	s.rina.sends("understood", "Speaks English.")
	s.rina.does("ask another organisation, and meet")
	s.rina.goes(s.mother + "/consent/new?for=referral")
	s.rina.fills("recipient", "Phteah", "purpose", "assistance", "groups", "identity", "groups", "situation", "meets", "yes", "need", "shelter")
	s.rina.sends()
	s.rina.sends("understood", "Speaks English.")
	s.rina.sends()
	to := s.rina.at()
	s.sok.does("accept, and find when they meet")
	s.sok.goes(to)
	s.sok.presses(`form[action$="/accept"] button`)
	s.rina.does("plan a conference")
	s.rina.goes(s.mother + "/conferences/new")
	next := time.Now().AddDate(0, 0, 7)
	s.rina.sends("at-day", next.Format("2"), "at-month", next.Format("1"), "at-year", next.Format("2006"), "at-hour", "10:00", "place", "By telephone", "invite", "Phteah")
	c := s.rina.at()
	s.sok.does("say something in a conference")
	s.sok.goes(c)
	s.sok.fills("part", "said", "group", "situation", "words", "There is a course in May.")
	s.sok.presses(`form[action*="/conferences/"] button`)
	s.rina.goes(c)
	s.rina.shows("There is a course in May.")
}

// friday: one withdraws; one is seen by two people only.
func (s *shelter) friday() {
	s.rina.does("withdraw a consent")
	s.rina.goes(s.mother + "/consent")
	s.rina.presses(`main .l-strong`)
	s.rina.sends()
	s.rina.shows("Withdrawn")
	s.kanya.does("have nothing of a person who has withdrawn")
	s.kanya.goes("/queue")
	if strings.Contains(s.kanya.main(), "Sok Contoh Minggu") {
		s.kanya.t.Error("the police have the name")
	}
	s.rina.does("protect a case")
	s.rina.goes(s.child + "/protect")
	s.rina.fills("named", "Rina", "named", "Putri")
	s.rina.presses(`main form button`)
	s.rina.proves()
	s.budi.does("know nothing of a protected case")
	s.budi.open(s.child)
	if js[int](s.budi.demoSite, `performance.getEntriesByType("navigation")[0].responseStatus`) != 404 {
		s.budi.t.Error("a supervisor who is not named reads a protected case")
	}
}

// saturday: cases are shared out, and one moves.
func (s *shelter) saturday() {
	s.budi.does("see who carries what, and hand a case over")
	s.budi.goes("/workload")
	s.budi.presses(`main table a[href^="/workload/"]`)
	s.budi.sends("to", "Putri", "note", "Away for two weeks.")
	s.rina.does("open the case of one who moves")
	at := s.rina.opens("Thida Contoh Minggu", "birth_date-year", "1985")
	s.rina.does("say how to reach someone safely")
	s.rina.goes(at + "/forms/safety_contact")
	s.rina.sends("contact_hours", "in the evening")
	s.rina.does("move a whole case")
	s.rina.goes(at + "/transfer")
	s.rina.fills("recipient", "Phteah", "purpose", "assistance", "moves", "yes")
	s.rina.sends()
	s.rina.sends("understood", "Speaks English.")
	s.rina.sends("words", "They like the evening bus.")
	to := s.rina.at()
	s.sok.does("take a whole case over")
	s.sok.goes(to)
	s.sok.fills("take_words", "Come at 20:00.")
	s.sok.presses(`form[action$="/take-over"] button`)
	s.sok.open(at)
	s.sok.shows("Thida Contoh Minggu")
}

// sunday: one goes home, and Putri is made to sign in.
func (s *shelter) sunday() {
	s.rina.does("close a case")
	s.rina.goes(s.child)
	s.rina.goes(s.child + "/state")
	s.rina.fills("reason", "returned")
	s.rina.presses(`main form:has([name=reason]) button`)
	s.rina.shows("closed")

	const calm = "a lamp beside the river"
	s.putri.does("choose a second password")
	s.putri.goes("/account/password")
	s.putri.proves()
	s.putri.sends("old", demo.Password, "which", "second", "password", calm, "repeat", calm)
	s.putri.does("sign in under force")
	forced := &week{demoSite: s.putri.another(), took: s.putri.took, task: s.putri.task}
	forced.size(320)
	forced.signs("putri", calm)
	if strings.Contains(forced.main(), "Contoh Minggu") || strings.Contains(forced.main(), "Sok") {
		forced.t.Error("who is forced shows a case")
	}
	s.budi.does("learn that someone was forced, and stop everything")
	s.budi.goes("/")
	s.budi.presses(`main a[href^="/alarms"]`)
	s.budi.shows("Putri")
	s.budi.presses(`main a[href="/paused/all"]`)
	s.budi.presses(`main form[action="/paused/all"] button`)
	if s.budi.at() != "/paused" {
		s.budi.t.Errorf("who stopped everything is at %s", s.budi.at())
	}
}

// signs signs somebody in with a password, as they do without the demo's buttons.
func (w *week) signs(login, password string) {
	w.t.Helper()
	for range 20 {
		w.open("/sign-in?lang=en")
		code := js[string](w.demoSite, fmt.Sprintf(`document.querySelector("form:has(input[value=%s])").closest("tr").querySelector("td code").innerText`, login))
		if len(code) == 6 {
			w.fills("login", login, "password", password, "code", code)
			w.submit(`main form [name=login]`)
			w.seen()
			return
		}
		time.Sleep(2 * time.Second)
	}
	w.t.Fatal("the demo shows no code")
}

// chooses puts a file into an input, as a telephone does.
func (w *week) chooses(input, name string, file []byte) {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.do(chromedp.SetUploadFiles("#"+input, []string{path}))
}

func aPhotograph() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 40)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}
