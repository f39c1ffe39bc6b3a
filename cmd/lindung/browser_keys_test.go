package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// watchFocus notes, at each element that gets the focus, what is wrong there: it cannot be
// seen that it has the focus, or it comes before the one that had it before. It returns how
// many there are to reach; of radios with one name one is reached.
const watchFocus = `(() => {
	const seen = e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0 && e.type !== "hidden"
	const group = e => e.type === "radio" ? e.form?.action + " " + e.name : e
	const marked = (e, part) => { const s = getComputedStyle(e, part); return s.outlineStyle !== "none" && s.outlineWidth !== "0px" || s.boxShadow !== "none" }
	const all = new Map([...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(seen).map(e => [group(e), e]))
	window.reached = new Set(); window.wrong = []
	let before = null
	addEventListener("focusin", event => {
		const e = event.target
		if (reached.has(group(e))) return
		reached.add(group(e))
		const name = e.outerHTML.slice(0, 120)
		if (!marked(e, null) && !(e.labels?.length && marked(e.labels[0], "::before"))) wrong.push("the focus is not seen: " + name)
		if (before && !(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push("the order goes back: " + name)
		before = e
	})
	window.missed = () => [...all].filter(([g]) => !reached.has(g)).map(([, e]) => "Tab never reaches: " + e.outerHTML.slice(0, 120))
	return all.size
})()`

// TestKeysInChromium: on the pages of the week's main tasks Tab reaches everything, in the
// order of the page, and what has the focus can be seen.
func TestKeysInChromium(t *testing.T) {
	d := startBrowser(t)
	d.size(1280)
	d.be("rina")
	d.open("/cases")
	at := js[string](d, `document.querySelector("main table a").getAttribute("href")`)
	for _, k := range []struct {
		who   string
		paths []string
	}{
		{"rina", []string{"/", "/days", "/queue", "/organisations", "/enquiries/new", "/cases/new", "/account/password", at, at + "/records/need/new", at + "/consent/new",
			at + "/consent/new?for=referral", at + "/consent", at + "/attachments/new", at + "/documents", at + "/documents/summary", at + "/protect", at + "/state"}},
		{"budi", []string{"/", "/workload", "/alarms", "/stop"}},
	} {
		d.be(k.who)
		for _, path := range k.paths {
			d.open(path)
			n := js[int](d, watchFocus)
			var tabs []chromedp.Action[chromedp.Void]
			for range n + 3 {
				tabs = append(tabs, chromedp.KeyEvent(kb.Tab))
			}
			d.do(tabs...)
			for _, fault := range js[[]string](d, `[...wrong, ...missed()]`) {
				t.Errorf("%s: %s", path, fault)
			}
		}
	}
}
