package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"lindung/i18n"
)

// brokenIn counts in an element the words that begin on one line and end on another. A word
// inside of a longer one is counted with it; one that is wider than its place, or that only
// screen readers see, is not counted.
const brokenIn = `((root, words) => {
	let broken = [], seen = 0;
	for (const d of root.querySelectorAll("details")) d.open = true;
	const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	for (let n = walk.nextNode(); n; n = walk.nextNode()) {
		let block = n.parentElement;
		while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
		const style = getComputedStyle(block), place = block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
		if (place < 40 || n.parentElement.closest(".govuk-visually-hidden")) continue;
		const taken = [];
		for (const w of words) {
			for (let at = n.data.indexOf(w); at >= 0; at = n.data.indexOf(w, at + w.length)) {
				if (taken.some(([from, to]) => at < to && at + w.length > from)) continue;
				taken.push([at, at + w.length]);
				const r = document.createRange();
				r.setStart(n, at); r.setEnd(n, at + w.length);
				const boxes = [...r.getClientRects()].filter(b => b.width > 0);
				if (boxes.length === 0 || boxes.reduce((all, b) => all + b.width, 0) > place) continue;
				seen++;
				if (boxes.some(b => Math.abs(b.top - boxes[0].top) > b.height / 2)) broken.push(r.toString().replaceAll("\u2060", "_") + " in " + block.tagName + " of " + place);
			}
		}
	}
	return {seen, broken};
})`

type lineEnds struct {
	Seen   int      `json:"seen"`
	Broken []string `json:"broken"`
}

// quoted is a value for a script.
func quoted(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// TestLinesInChromium: Chromium ends no line inside a word of the glossary, neither in a
// sample of all of them at many widths nor on pages at 320 pixels; without the joiners it
// does, so the test sees it.
func TestLinesInChromium(t *testing.T) {
	d := startBrowser(t)
	d.size(320)
	d.open("/km/help")
	and := map[i18n.Lang]string{"km": "និង", "lo": "ແລະ", "my": "နှင့်", "th": "และ"}
	for l, between := range and {
		words := i18n.Unbroken(l)
		joined := make([]string, len(words))
		for i, w := range words {
			joined[i] = i18n.Joined(l, w)
		}
		sample := func(words []string) lineEnds {
			return js[lineEnds](d, fmt.Sprintf(`(() => {
				const all = {seen: 0, broken: []};
				for (let width = 200; width <= 290; width += 6) {
					const p = document.createElement("p");
					p.lang = %s; p.style.width = width + "px"; p.textContent = %s;
					document.querySelector("main").append(p);
					const got = %s(p, %s);
					all.seen += got.seen; all.broken.push(...got.broken);
					p.remove();
				}
				return all;
			})()`, quoted(l), quoted(strings.Join(words, between)), brokenIn, quoted(words)))
		}
		with, without := sample(joined), sample(words)
		t.Logf("%s: %d of %d words broken without joiners, %d with", l, len(without.Broken), without.Seen, len(with.Broken))
		if with.Seen < 10*len(words) || len(with.Broken) > 0 {
			t.Errorf("%s: of %d words are broken: %v", l, with.Seen, with.Broken)
		}
		if l == "km" && len(without.Broken) == 0 {
			t.Errorf("%s: this test sees nothing", l)
		}
	}
	// English inside of Burmese has the lines of English, and not twice the letters.
	high := js[float64](d, `(() => {
		const around = document.createElement("div"), p = document.createElement("p");
		around.lang = "my"; p.lang = "en"; p.textContent = "English"; around.append(p);
		document.querySelector("main").append(around);
		const style = getComputedStyle(p), high = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
		around.remove();
		return high;
	})()`)
	if high > 1.6 {
		t.Errorf("a line of English in Burmese is %.2f letters high", high)
	}
	var joined []string
	for _, w := range i18n.Unbroken("km") {
		joined = append(joined, i18n.Joined("km", w))
	}
	seen := 0
	for _, path := range []string{"/km/", "/km/help", "/km/help/KH", "/km/i/ACTIP", "/km/i/ACTIP/14", "/km/about"} {
		d.open(path)
		if d.wide() {
			t.Errorf("%s is wider than a phone", path)
		}
		got := js[lineEnds](d, brokenIn+`(document.body, `+quoted(joined)+`)`)
		seen += got.Seen
		if len(got.Broken) > 0 {
			t.Errorf("%s breaks %v", path, got.Broken)
		}
		if js[bool](d, `[document.title, ...[...document.querySelectorAll("*")].flatMap(e => [...e.attributes].map(a => a.value))].some(s => s.includes("\u2060"))`) {
			t.Errorf("%s has a joiner outside of its text", path)
		}
	}
	if seen < 30 {
		t.Errorf("only %d words are on the pages", seen)
	}
}
