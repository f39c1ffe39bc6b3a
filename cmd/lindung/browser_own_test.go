package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"lindung/i18n"
	"lindung/internal/test/soak"
)

// ownPaths are the kinds of pages of a person's own view, and of those who come without an
// account; after "> " the link of the page that leads on.
var ownPaths = []string{
	"/", "/write", "/write/back", "/reply",
	"/notes", "/notes/list", "/notes/list/0", "/notes/who", "/notes/who > main a[href^='/notes/who/']", "/notes/seen", "/notes/ways", "/notes/answers",
	"/notes/new/message", "/notes/new/complaint", "/notes/rights", "/notes/keep",
}

// TestOwnInChromium: pages of the person's own view and of those without an account are free
// of what axe-core finds, and not wider than a phone. Each is looked at in two languages, and
// by TestSoakOwn in all. What the browser keeps on disk holds nothing of what was read, after
// the leave button and where the browser was only closed.
func TestOwnInChromium(t *testing.T) {
	lookAtOwn(t, func(lang i18n.Lang, page int) bool {
		all := i18n.Langs()
		return lang == "en" || slices.Index(all, lang) == page%len(all)
	})
}

func TestSoakOwn(t *testing.T) {
	soak.Until(t, 0)
	lookAtOwn(t, func(i18n.Lang, int) bool { return true })
}

// lookAtOwn looks at those pages that are asked for.
func lookAtOwn(t *testing.T, asked func(lang i18n.Lang, page int) bool) {
	t.Helper()
	d := startBrowser(t)
	d.url = strings.TrimSuffix(d.ready.Person.URL, "/")
	d.size(320)
	d.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error { // what the browser keeps can then be read as it is
		_, err := cdp.Call(ctx, tab, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Encoding": "identity"}})
		return err
	}))
	enter := func() {
		d.open("/")
		js[bool](d, fmt.Sprintf(`document.querySelector("[name=code]").value = %q, document.querySelector("[name=pin]").value = %q, true`, d.ready.Person.Code, d.ready.Person.PIN))
		d.submit(`input[name="pin"]`)
	}
	enter()
	d.open("/notes/list/0")
	js[bool](d, `document.querySelector(".leave").click(), true`)
	time.Sleep(time.Second) // there is no other site here that the button could lead to
	if at := js[string](d, `location.href`); strings.Contains(at, "/notes") {
		t.Errorf("the leave button leads to %s", at)
	}
	enter()
	secrets := []string{d.ready.Person.Code, d.ready.Person.PIN + d.ready.Person.Code}
	looked := 0
	for _, lang := range i18n.Langs() {
		for n, at := range ownPaths {
			if !asked(lang, n) {
				continue
			}
			looked++
			path, link, follows := strings.Cut(at, " > ")
			ask := "?lang="
			if strings.HasPrefix(path, "/write") { // it asks in an address that no cookie remembers
				ask = "?in="
			}
			d.open(path + ask + string(lang))
			if follows {
				d.open(js[string](d, fmt.Sprintf(`document.querySelector(%q).getAttribute("href")`, link)))
			}
			for _, fault := range d.axe() {
				t.Errorf("%s in %s: %s", at, lang, fault)
			}
			if d.wide() {
				t.Errorf("%s in %s is wider than a phone", at, lang)
			}
			if strings.HasPrefix(path, "/notes") {
				secrets = append(secrets, strings.Split(js[string](d, `document.querySelector("main").innerText`), "\n")...)
			}
		}
	}
	if looked < 2*len(ownPaths)-len(i18n.Langs()) {
		t.Errorf("%d pages looked at", looked)
	}
	if err := chromedp.Cancel(d.ctx); err != nil { // it writes what it remembers
		t.Fatal(err)
	}
	for _, found := range keptOnDisk(t, d.profile, secrets) {
		t.Errorf("the browser keeps %s", found)
	}
}

// keptOnDisk returns the files of a folder that hold one of some texts, and which.
func keptOnDisk(t *testing.T, folder string, texts []string) []string {
	t.Helper()
	wanted := map[string]string{} // as the browser can have written it: the text
	for _, text := range texts {
		if text = strings.TrimSpace(text); utf8.RuneCountInString(text) < 12 {
			continue // a word that a browser can have of itself
		}
		wide, _ := binary.Append(nil, binary.LittleEndian, utf16.Encode([]rune(text)))
		wanted[text], wanted[string(wide)] = text, text
	}
	if len(wanted) < 40 {
		t.Fatalf("only %d texts are looked for", len(wanted))
	}
	files := 0
	var found []string
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		files++
		for written, text := range wanted {
			if bytes.Contains(b, []byte(written)) {
				found = append(found, fmt.Sprintf("%q in %s", text, strings.TrimPrefix(path, folder)))
			}
		}
		return err
	})
	if err != nil || files < 10 {
		t.Fatalf("%d files of the browser: %v", files, err)
	}
	return found
}
