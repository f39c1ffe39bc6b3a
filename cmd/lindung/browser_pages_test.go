package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung/i18n"
)

// A kind is one kind of page: who sees it, and how to come there.
type kind struct {
	name, who string
	path      string // where to begin
	follow    string // selector of the link that leads on, and " > " the path below it; "" for the page itself
	picture   bool   // kept in doc/img
}

// kinds are all kinds of staff pages.
var kinds = []kind{
	{"sign_in", "", "/sign-in", "", true},
	{"public", "", "/en/", "", true},
	{"home", "rina", "/", "", true},
	{"cases", "rina", "/cases", "", true},
	{"search", "rina", "/search", "", false},
	{"case_new", "rina", "/cases/new", "", true},
	{"case", "rina", "/cases", "main table a", true},
	{"case_form", "rina", "/cases", "main table a > forms/health_needs", false},
	{"case_records", "rina", "/cases", "main table a > records/service", false},
	{"case_record_new", "rina", "/cases", "main table a > records/service/new", false},
	{"case_names", "rina", "/cases", "main table a > names", false},
	{"case_history", "rina", "/cases", "main table a > history", false},
	{"case_note", "rina", "/cases", "main table a > notes", false},
	{"consent", "rina", "/cases", "main table a > consent", true},
	{"consent_new", "rina", "/cases", "main table a > consent/new", false},
	{"consent_counted", "rina", "/cases", "main table a > consent/counted", false},
	{"referral_new", "rina", "/cases", "main table a > referrals/new", false},
	{"case_own", "rina", "/cases", "main table a > own", false},
	{"case_paper", "rina", "/cases", "main table a > own/paper", false},
	{"screening", "rina", "/cases", "main table a > screenings/new", false},
	{"organisations", "rina", "/organisations", "", false},
	{"account", "rina", "/account", "", false},
	{"sessions", "rina", "/account/sessions", "", false},
	{"consent_text", "rina", "/consent/text/id", "", false},
	{"queue", "budi", "/queue", "", true},
	{"referral", "budi", "/queue", "main table a", true},
	{"bases", "budi", "/bases", "", false},
	{"files", "budi", "/files", "", true},
	{"log", "dewi", "/log", "", true},
	{"log_refused", "dewi", "/log?only=refused", "", false},
	{"log_verify", "dewi", "/log/verify", "", false},
	{"people", "agus", "/people", "", false},
	{"administration", "agus", "/administration", "", false},
}

// be signs in as login, unless login is signed in or no one need be. A code of a
// device is good for one sign-in, so the kinds of one person stand together.
func (d *demoSite) be(login string) {
	d.t.Helper()
	if login != "" && login != d.who {
		d.as(login)
		d.who = login
	}
}

// reads chooses the language of who is signed in.
func (d *demoSite) reads(l i18n.Lang) {
	d.t.Helper()
	d.open("/account/language")
	js[bool](d, fmt.Sprintf(`document.querySelector("main input[value=%s]").checked = true`, l))
	d.submit(`main input[name="language"]`)
}

// visit opens the page of a kind.
func (d *demoSite) visit(k kind) {
	d.t.Helper()
	d.open(k.path)
	if k.follow == "" {
		return
	}
	selector, below, _ := strings.Cut(k.follow, " > ")
	to := js[string](d, fmt.Sprintf(`(document.querySelector(%q) || {getAttribute: () => ""}).getAttribute("href")`, selector))
	if to == "" {
		d.t.Fatalf("%s: nothing at %s leads on by %s", k.name, k.path, k.follow)
	}
	if below != "" {
		to += "/" + below
	}
	d.open(to)
}

// Every kind of page is free of what axe-core finds, and no page is wider than
// a phone: on a phone each kind in one of the languages by turns, on a desk in English.
func TestPagesInChromium(t *testing.T) {
	d := startBrowser(t)
	langs := i18n.Staff()
	for n, k := range kinds {
		d.be(k.who)
		for _, width := range []int64{320, 1280} {
			d.size(width)
			if k.who != "" {
				d.reads(map[int64]i18n.Lang{320: langs[n%len(langs)], 1280: "en"}[width])
			}
			d.visit(k)
			for _, fault := range d.axe() {
				t.Errorf("%s at %d: %s", k.name, width, fault)
			}
			if d.wide() {
				t.Errorf("%s is wider than %d", k.name, width)
			}
			if js[bool](d, `(bar => bar.scrollHeight > bar.offsetHeight + 2)(document.querySelector(".l-bar"))`) {
				t.Errorf("the bar of %s lies over the page at %d", k.name, width)
			}
			if rows := js[int](d, `Math.round(document.querySelector(".l-bar").offsetHeight / 60)`); rows > 1 && k.who != "" {
				t.Errorf("the bar of %s has %d rows at %d", k.name, rows, width)
			}
		}
	}
}

// TestPictures writes the pictures of doc/img when TEST_PICTURES names a folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("TEST_PICTURES")
	if dir == "" {
		t.Skip("make pictures writes them")
	}
	d := startBrowser(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	all := os.Getenv("TEST_PICTURES_ALL") != ""
	height := map[int64]int64{320: 640, 1280: 800}
	if all {
		height = map[int64]int64{320: 1500, 1280: 1800}
	}
	for _, k := range kinds {
		if !k.picture && !all {
			continue
		}
		d.be(k.who)
		for _, width := range []int64{320, 1280} {
			d.window(width, height[width])
			d.visit(k)
			d.shot(filepath.Join(dir, fmt.Sprintf("%s_%d.png", k.name, width)))
		}
	}
}
