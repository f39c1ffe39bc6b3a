package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// answers makes the browser answer what it asks before it leaves a page, and
// counts how often it asks.
func (d *demoSite) answers(yes bool) {
	d.t.Helper()
	js[bool](d, fmt.Sprintf(`window.asked = 0; window.confirm = () => { window.asked++; return %v }; true`, yes))
}

// press presses a link or a button and waits for the page that follows.
func (d *demoSite) press(selector string) {
	d.t.Helper()
	if err := d.leads(fmt.Sprintf(`document.querySelector(%q).click()`, selector)); err != nil {
		d.t.Fatal(err)
	}
}

// types types into a question.
func (d *demoSite) types(selector, text string) {
	d.t.Helper()
	d.do(chromedp.Focus(selector))
	d.key(text)
}

// What was typed is not lost by a link: the page asks, the server keeps a draft,
// and the form offers it. Whoever leaves in a hurry is not asked, and nothing of it
// is kept.
func TestTypedInChromium(t *testing.T) {
	d := startBrowser(t)
	d.size(1280)
	d.as("rina")
	d.open("/cases")
	d.press(`main table a`)
	at := d.at()
	d.open(at + "/notes")
	d.answers(false)
	d.types(`#text`, "An example of what was typed")
	js[bool](d, `(document.querySelector('nav a[href="/queue"]').click(), true)`)
	if d.at() != at+"/notes" || js[int](d, `window.asked`) != 1 {
		t.Fatalf("at %s, asked %d times", d.at(), js[int](d, `window.asked`))
	}
	d.answers(true)
	d.press(`nav a[href="/queue"]`)
	d.open(at + "/notes")
	d.shows("You began this form")
	d.looksGood("unsent")
	d.size(1280)
	d.press(`.l-unsent a`)
	if text := js[string](d, `document.querySelector("#text").value`); text != "An example of what was typed" {
		t.Errorf("the form goes on with %q", text)
	}
	key := js[string](d, `document.querySelector("main input[name=once]").value`)
	js[bool](d, `(document.querySelector('input[name=kind]').click(), true)`)
	d.press(`main form.l-form button`)
	d.shows("An example of what was typed")
	d.open(at + "/notes")
	if js[int](d, `document.querySelectorAll(".l-unsent").length`) != 0 {
		t.Error("the draft is still there after its form was sent")
	}
	js[bool](d, fmt.Sprintf(`(document.querySelector("main input[name=once]").value = %q, true)`, key))
	d.types(`#text`, "Something else")
	d.press(`main form.l-form button`)
	d.shows("Something else")
	d.looksGood("sent_before")
	d.size(1280)
	d.open(at + "/notes")

	d.answers(false)
	d.types(`#text`, "Something to hide")
	if n := d.drafts(true); n != 1 {
		t.Fatalf("%d drafts while somebody types", n)
	}
	// Where the button leads is not reached from here.
	_ = d.leads(`document.querySelector("[data-leave]").click()`)
	d.as("rina")
	if n := d.drafts(false); n != 0 {
		t.Errorf("%d drafts after somebody has left in a hurry", n)
	}
}

// drafts counts what is kept for who is signed in. hidden lets the page think that
// it is not seen any more, so that it sends what is typed.
func (d *demoSite) drafts(hidden bool) int {
	d.t.Helper()
	if hidden {
		js[bool](d, `(Object.defineProperty(document, "visibilityState", {value: "hidden", configurable: true}), document.dispatchEvent(new Event("visibilitychange")))`)
	}
	n := 0
	for range 20 {
		n = js[int](d, `fetch("/drafts").then(r => r.text()).then(t => t.split("/drop").length - 1)`, chromedp.EvalAwaitPromise)
		if n > 0 || !hidden {
			break
		}
	}
	return n
}
