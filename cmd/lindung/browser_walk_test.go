package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// another is a second person at a browser of their own.
func (d *demoSite) another() *demoSite {
	d.t.Helper()
	tab, free := chromedp.NewContext(d.ctx, chromedp.WithNewBrowserContext())
	d.t.Cleanup(free)
	return &demoSite{t: d.t, ctx: tab, url: d.url}
}

// key presses keys; text is typed as it stands.
func (d *demoSite) key(keys string) {
	d.t.Helper()
	d.do(chromedp.KeyEvent(keys))
}

// tabTo presses Tab until what has the focus matches selector, as someone does
// who cannot use a mouse.
func (d *demoSite) tabTo(selector string) {
	d.t.Helper()
	for range 250 {
		d.key(kb.Tab)
		if js[bool](d, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
	}
	d.t.Fatalf("Tab never reaches %s at %s: %s", selector, d.at(), d.main())
}

func (d *demoSite) at() string { return js[string](d, `location.pathname`) }

func (d *demoSite) main() string { return js[string](d, `document.querySelector("main").innerText`) }

// enter presses Enter and waits for where it leads.
func (d *demoSite) enter() {
	d.t.Helper()
	if _, err := chromedp.RunResponse(d.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		d.t.Fatal(err)
	}
}

// follow goes along a link by keyboard.
func (d *demoSite) follow(selector string) {
	d.t.Helper()
	d.tabTo(selector)
	d.enter()
}

// shows fails the test unless the page has a text.
func (d *demoSite) shows(text string) {
	d.t.Helper()
	if got := d.main(); !strings.Contains(got, text) {
		d.t.Fatalf("%s does not show %q: %s", d.at(), text, got)
	}
}

// The newcomer's walk, by keyboard only and with JavaScript off: a case, what
// the person agreed to, a referral, the other organisation's answer and report.
func TestWalkInChromium(t *testing.T) {
	rina := startBrowser(t)
	rina.size(1280) // starts the browser, which the second person shares
	preecha := rina.another()
	for _, d := range []*demoSite{rina, preecha} {
		d.size(1280)
		d.script(false)
	}
	rina.open("/sign-in?lang=en")
	rina.follow(`form:has(input[name=demo][value=rina]) button`)

	rina.follow(`a[href="/cases/new"]`)
	rina.tabTo(`main input[type=text]`)
	rina.key("Kembang Contoh Baru")
	rina.enter()
	if rina.at() == "/cases/new/matches" { // none of these
		rina.follow(`main section .govuk-button-group a`)
	}
	rina.tabTo(`input[name=birth_date-year]`)
	rina.key("1999")
	rina.follow(`main .govuk-button-group button`)
	at := rina.at()
	rina.shows("Kembang Contoh Baru")

	rina.open(at + "/consent/new")
	rina.tabTo(`select[name=recipient]`)
	rina.key("โรง")
	rina.tabTo(`input[name=purpose]`)
	rina.key(" ")
	rina.tabTo(`input[name=groups]`)
	rina.key(" ")
	rina.follow(`main form button`)
	rina.tabTo(`input[name=understood]`)
	rina.key("Speaks English.")
	rina.follow(`main form button`)
	rina.shows("In force")

	rina.open(at + "/referrals/new")
	rina.tabTo(`input[name=recipient]`)
	rina.key(" ")
	rina.tabTo(`select[name=need]`)
	rina.key("Health")
	rina.follow(`main form button`)
	rina.shows("will not see")
	rina.follow(`main form button`)
	rina.shows("Waiting for a reply")
	referral := rina.at()

	preecha.open("/sign-in?lang=en")
	preecha.follow(`form:has(input[name=demo][value=preecha]) button`)
	preecha.open(at)
	if js[int](preecha, `performance.getEntriesByType("navigation")[0].responseStatus`) != 404 {
		t.Error("the sender's case is open before the referral was accepted")
	}
	preecha.open(referral)
	preecha.follow(`form[action$="/accept"] button`)
	preecha.open(at)
	if !strings.Contains(preecha.main(), "Kembang Contoh Baru") {
		t.Errorf("the recipient does not see what the person agreed to: %s", preecha.main())
	}
	preecha.open(referral)
	preecha.tabTo(`form[action$="/finish"] input[name=outcome]`)
	preecha.key(" ")
	preecha.tabTo(`textarea[name=outcome_words]`)
	preecha.key("All is well.")
	preecha.follow(`form[action$="/finish"] button`)
	preecha.open(at)
	if js[int](preecha, `performance.getEntriesByType("navigation")[0].responseStatus`) != 404 {
		t.Error("the view is open after the work was done")
	}

	rina.open(referral)
	rina.shows("All is well.")
	rina.open(at + "/history")
	rina.shows("Rina Contoh")
}
