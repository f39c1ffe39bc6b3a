package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Lists that are sorted and saved, whom to ask before a case is opened, two cases of one
// person, and figures: every page is free of what axe-core finds, and as wide as a phone.
func TestFoundInChromium(t *testing.T) {
	d := startBrowser(t)
	d.be("rina")
	d.open("/cases?sort=youngest&only=mine")
	d.looksGood("cases_sorted")
	d.open("/cases/lists/new?sort=youngest&only=mine")
	d.looksGood("list_new")
	d.types("#name", "Youngest first")
	d.submit("#name")
	d.looksGood("cases_saved")
	d.open("/cases/lists")
	d.looksGood("case_lists")

	d.be("putri")
	d.open("/cases/new")
	d.types("#name", "Fitriani Contoh")
	d.submit("#name")
	if at := d.at(); !strings.HasSuffix(at, "/first") {
		d.open(js[string](d, `document.querySelector("main a[href*='/first']").getAttribute("href")`))
	}
	d.do(chromedp.SetValue(`[name="birth_date-year"]`, "1999"))
	d.submit("#name")
	if at := d.at(); at != "/cases/new/similar" {
		t.Fatalf("opening a case led to %s", at)
	}
	d.looksGood("case_similar")

	d.be("budi")
	d.open("/similar")
	d.looksGood("similar")
	d.open("/cases?sort=opened")
	d.open(js[string](d, `document.querySelector("main table a").getAttribute("href")`) + "/same")
	d.looksGood("case_same_none")
	number := js[string](d, `fetch("/cases").then(r => r.text()).then(t => t.match(/[A-Z]{2}-\d\d-[0-9A-Z]{7}/)[0])`, chromedp.EvalAwaitPromise)
	d.types("#number", number)
	d.types("#why", "Bekas luka yang sama")
	d.submit("#number")
	if js[bool](d, `document.querySelector("#sure") !== null`) { // two invented people of very different ages
		d.looksGood("case_same_ages")
		d.do(chromedp.Click("#sure"))
		d.submit("#number")
	}
	d.looksGood("case_same")
	d.open("/figures")
	d.looksGood("figures_supervisor")

	for _, who := range []string{"bona", "tuti"} {
		d.be(who)
		d.open("/figures")
		d.looksGood("figures_" + who)
		if text := d.main(); !strings.Contains(text, "13") && !strings.Contains(text, "11") {
			t.Errorf("%s finds no figure: %s", who, text)
		}
		d.open("/figures?by=sex")
		d.looksGood("figures_sex_" + who)
	}
	d.be("bopha")
	d.open("/figures/together?view=rights")
	d.looksGood("figures_together")
}
