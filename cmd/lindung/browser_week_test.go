package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
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

// mostPages is how many pages a task takes at most, with the one that it ends on.
const mostPages = 4

// TestWeekInChromium is the week of stories/week_of_a_shelter.txt on a telephone, and says
// how many pages each task took.
func TestWeekInChromium(t *testing.T) {
	d := startBrowser(t)
	d.size(320)
	today := time.Now()
	took := &tasks{pages: map[string]int{}}
	ana := &week{demoSite: d, took: took}
	others := map[string]*week{}
	for _, login := range []string{"putri", "budi", "preecha", "kanya"} {
		others[login] = &week{demoSite: d.another(), took: took}
		others[login].size(320)
		others[login].as(login)
	}
	rath, budi, preecha, kanya := others["putri"], others["budi"], others["preecha"], others["kanya"]

	ana.does("sign in")
	ana.goes("/sign-in?lang=en")
	ana.submit(`input[name=demo][value="rina"]`)
	ana.seen()

	ana.does("open the case of a new person")
	mother := ana.opens("Sok Contoh Minggu", "birth_date-year", "1994")
	ana.does("open the case of a child")
	child := ana.opens("Chan Contoh Minggu", "birth_date-year", "2014")
	ana.does("say how two people are related")
	ana.goes(child)
	number := js[string](d, `document.querySelector("main").innerText.match(/[A-Z]{2}-[0-9]{2}-[0-9A-Z]{7}/)[0]`)
	ana.goes(mother + "/relations")
	ana.sends("number", number, "kind", "mother")
	ana.does("say what cannot wait until morning")
	ana.goes(mother + "/records/need/new")
	ana.sends("need_area", "safety", "need_what", "An agent has the number of a sister", "need_now", "yes")
	ana.shows("Something must be done today")
	ana.does("help someone who wants no record")
	ana.goes("/cases/new")
	ana.presses(`main aside a`)
	ana.fills("help_taken", "food")
	ana.presses(`main form .govuk-button-group button`)

	ana.does("consent on two pages")
	ana.goes(mother + "/consent/new")
	ana.fills("recipient", "Example Hospital", "purpose", "assistance", "groups", "identity", "groups", "health")
	ana.sends()
	ana.sends("understood", "Speaks English.")
	ana.does("send a referral")
	ana.goes(mother + "/referrals/new")
	ana.sends("recipient", "Example Hospital", "need", "health")
	ana.sends()
	referral := ana.at()

	preecha.does("answer a referral")
	preecha.goes("/")
	preecha.goes(referral)
	preecha.presses(`form[action$="/accept"] button`)
	preecha.does("say what became of it")
	preecha.goes(referral)
	preecha.fills("outcome", "given", "outcome_words", "A tooth was seen to.")
	preecha.presses(`form[action$="/finish"] button`)

	ana.does("ask a colleague to see to something")
	ana.goes(mother + "/team")
	ana.sends("add", "Putri")
	ana.goes(mother + "/records/task/new")
	ana.sends("task", "Ask the sister to change the number", "record_for", "Putri",
		"task_day-day", today.Format("2"), "task_day-month", today.Format("1"), "task_day-year", today.Format("2006"))
	rath.does("find what is asked of you")
	rath.goes("/")
	rath.goes("/days")
	rath.shows("Tugas")
	rath.does("write down an interview, once")
	rath.goes(mother + "/records/interview/new")
	rath.sends("interview_by", "Putri", "interview_topics", "journey", "interview_on-year", "2026")
	rath.does("begin a plan")
	rath.goes(mother + "/records/goal/new")
	rath.sends("goal", "A small kitchen", "goal_far", "not_begun")
	rath.does("add a note")
	rath.goes(mother + "/notes")
	rath.sends("kind", "general", "text", "Slept well.")

	ana.does("consent to the police")
	ana.goes(mother + "/consent/new")
	ana.fills("recipient", "Example Police Unit", "purpose", "law_enforcement", "groups", "identity")
	ana.sends()
	ana.sends("understood", "Speaks English.")
	ana.does("withdraw a consent")
	ana.goes(mother + "/consent")
	ana.presses(`main .l-strong`)
	ana.sends()
	ana.shows("Withdrawn")
	kanya.does("have nothing of a person who has withdrawn")
	kanya.goes("/queue")
	if strings.Contains(kanya.main(), "Sok Contoh Minggu") {
		t.Error("the police have the name")
	}

	budi.does("see who carries what, and hand a case over")
	budi.goes("/workload")
	budi.presses(`main table a[href^="/workload/"]`)
	budi.sends("to", "Putri", "note", "Away for two weeks.")
	ana.does("close a case")
	ana.goes(child)
	ana.goes(child + "/state")
	ana.fills("reason", "returned")
	ana.presses(`main form:has([name=reason]) button`)
	ana.shows("closed")
	for _, task := range took.names {
		if t.Logf("%3d  %s", took.pages[task], task); took.pages[task] > mostPages {
			t.Errorf("%s takes %d pages, at most %d", task, took.pages[task], mostPages)
		}
	}
}
