package public

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"lindung"
	"lindung/internal/test/soak"
)

// browser starts Chromium with axe-core. A machine without Chromium or without
// built assets skips the test and says so; make check installs both.
func browser(t *testing.T) (tab context.Context, axe string) {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser is not part of the short run")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium here: apt-get install chromium, or run make check as root")
	}
	b, err := os.ReadFile(filepath.Join("..", "assets", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Skip("axe-core is not installed: run make assets")
	}
	ctx, stop := context.WithTimeout(context.Background(), 8*time.Minute)
	t.Cleanup(stop)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.UserDataDir(t.TempDir()))
	alloc, freeAlloc := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(freeAlloc)
	tab, freeTab := chromedp.NewContext(alloc)
	t.Cleanup(freeTab)
	return tab, string(b)
}

// inPage evaluates an expression on the page.
func inPage[T any](t *testing.T, tab context.Context, expression string, opts ...chromedp.EvaluateOption) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](expression, opts...))
	if err != nil {
		t.Fatalf("%.80s: %v", expression, err)
	}
	return v
}

// faults are what axe-core finds on a page, in words.
const faults = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(
	v => v.id + ": " + v.help + " — " + v.nodes.slice(0, 3).map(n => n.html).join(" | ")))`

// TestAxe: no kind of page has a fault that axe-core finds, and none is wider
// than a phone.
func TestAxe(t *testing.T) {
	tab, axe := browser(t)
	s := site(t, Options{Report: "law@example.org"})
	if !s.Built() {
		t.Skip("the assets are not built: run make assets")
	}
	server := httptest.NewServer(s)
	defer server.Close()
	paths := []string{"/", "/nothing"}
	for _, p := range kindsOfPages {
		paths = append(paths, "/en/"+p)
	}
	for _, p := range []string{"", "s/KH", "help/VN"} {
		paths = append(paths, "/id/"+p, "/km/"+p, "/th/"+p)
	}
	paths = append(paths, "/en/s/ID/sheet", "/km/s/KH/sheet", "/my/s/MM/sheet", "/id/s/ID/kit")
	for _, p := range paths {
		t.Run(p, func(t *testing.T) {
			for _, width := range []int64{320, 1280} {
				if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 800), chromedp.Navigate(server.URL+p)); err != nil {
					t.Fatal(err)
				}
				if inPage[bool](t, tab, `document.documentElement.scrollWidth > document.documentElement.clientWidth + 1`) {
					t.Errorf("wider than %d", width)
				}
			}
			inPage[bool](t, tab, axe+"; true")
			for _, fault := range inPage[[]string](t, tab, faults, chromedp.EvalAwaitPromise) {
				t.Error(fault)
			}
		})
	}
}

// TestLeaveForGood: whoever leaves a page for a person at risk does not come back
// to it, nor to the list of countries, with the Back button.
func TestLeaveForGood(t *testing.T) {
	tab, _ := browser(t)
	neutral := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<title>neutral</title><h1>neutral</h1>"))
	}))
	defer neutral.Close()
	s := site(t, Options{LeaveTo: neutral.URL})
	if !s.Built() {
		t.Skip("the assets are not built: run make assets")
	}
	server := httptest.NewServer(s)
	defer server.Close()
	if err := chromedp.Do(tab, chromedp.Navigate(neutral.URL), chromedp.Navigate(server.URL+"/en/")); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ press, then string }{
		{".l-front__ways a", `location.pathname === "/en/help"`},
		{".l-countries a[href='/en/help/PH']", `location.pathname === "/en/help/PH"`},
		{".govuk-js-exit-this-page-button", `document.title === "neutral"`},
	} {
		inPage[bool](t, tab, `document.querySelector("`+step.press+`").click(), true`)
		until(t, tab, step.then)
	}
	inPage[bool](t, tab, `history.back(), true`)
	time.Sleep(time.Second) // a page that Back must not show has no sign to wait for
	if at := inPage[string](t, tab, `location.href`); strings.Contains(at, "/help") {
		t.Errorf("Back leads to %s", at)
	}
}

// until waits until an expression holds on the page, which may be another one by
// then.
func until(t *testing.T, tab context.Context, expression string) {
	t.Helper()
	for range 100 {
		if ok, err := chromedp.Run(tab, chromedp.Evaluate[bool](`document.readyState === "complete" && `+expression)); err == nil && ok {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("never: %s", expression)
}

// lengthOf are the addresses that TestLength measures: every kind of page, and all
// of those kinds whose pages differ in what they hold.
func lengthOf(e *edition) []string {
	all := slices.Clone(kindsOfPages)
	for _, state := range lindung.States {
		all = append(all, "s/"+string(state), "help/"+string(state))
	}
	for _, ps := range e.articles(convened) {
		all = append(all, "i/"+convened+"/"+strconv.Itoa(ps[0].Article))
	}
	for kind, ids := range map[string][][]string{"c/": e.allConsultations(), "r/": e.allRecommendations()} {
		for _, parts := range ids {
			all = append(all, kind+parts[0])
		}
	}
	for _, parts := range e.allStateArticles() {
		all = append(all, "s/"+strings.Join(parts, "/"))
	}
	all = slices.DeleteFunc(all, func(path string) bool { return strings.HasSuffix(path, "/kit") }) // which is made to be printed whole
	slices.Sort(all)
	return slices.Compact(all)
}

// TestLength: in every language, a page is at most three screens long at a desk and
// eight on a phone; the rest is folded. Of the pages of one kind, each is measured in one
// language, and in every one by TestSoakLength.
func TestLength(t *testing.T) {
	length(t, func(lang, page int, path string) bool {
		return slices.Contains(kindsOfPages, path) || page%len(Languages()) == lang
	})
}

func TestSoakLength(t *testing.T) {
	soak.Until(t, 0)
	length(t, func(int, int, string) bool { return true })
}

// length measures those pages that are asked for.
func length(t *testing.T, asked func(lang, page int, path string) bool) {
	t.Helper()
	tab, _ := browser(t)
	s := site(t, Options{})
	if !s.Built() {
		t.Skip("the assets are not built: run make assets")
	}
	server := httptest.NewServer(s)
	defer server.Close()
	for n, lang := range Languages() {
		for i, path := range lengthOf(s.edition()) {
			if !asked(n, i, path) {
				continue
			}
			if err := chromedp.Do(tab, chromedp.Navigate(server.URL+"/"+string(lang)+"/"+path)); err != nil {
				t.Fatal(err)
			}
			for _, screen := range []struct{ wide, high, most int64 }{{1280, 800, 3}, {320, 640, 8}} {
				if err := chromedp.Do(tab, chromedp.EmulateViewport(screen.wide, screen.high)); err != nil {
					t.Fatal(err)
				}
				if high := inPage[int64](t, tab, `document.documentElement.scrollHeight`); high > screen.most*screen.high {
					t.Errorf("/%s/%s at %d: %d px, at most %d", lang, path, screen.wide, high, screen.most*screen.high)
				}
			}
		}
	}
}

// scripts switches JavaScript on or off for the next pages.
func scripts(on bool) chromedp.Action[chromedp.Void] {
	return command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// media shows pages as a screen or paper does.
func media(kind string) chromedp.Action[chromedp.Void] {
	return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: kind})
}

func command[P any](c cdp.Command[P, cdp.Empty], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, c, params)
		return err
	})
}

// TestFolded: without scripts, a link to what is folded opens it, and paper shows
// all that is folded but where a source was read.
func TestFolded(t *testing.T) {
	tab, _ := browser(t)
	s := site(t, Options{})
	if !s.Built() {
		t.Skip("the assets are not built: run make assets")
	}
	server := httptest.NewServer(s)
	defer server.Close()
	if err := chromedp.Do(tab, scripts(false)); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"i/ACTIP/14#p14.7", "i/ACTIP#states", "i/ACTIP#TH", "conflicts#C02", "s/PH#C02", "plans#BOHOL-2", "bodies#SOMTC", "timeline#event-HSU-2004", "open#law", "m#TH", "r#SOMTC", "s/SG#recommended", "monitor#prevention", "monitor/TH#a14", "monitor/TH#missing", "i/ACTIP/14#TH", "timeline#begin-TH-2022-NRM-TH", "on/2023-06-01#measures", "about#positions", "#states"} {
		if err := chromedp.Do(tab, chromedp.Navigate(server.URL+"/en/"+at)); err != nil {
			t.Fatal(err)
		}
		if !inPage[bool](t, tab, `document.querySelector(":target")?.checkVisibility() === true`) {
			t.Errorf("%s is not shown", at)
		}
	}
	if err := chromedp.Do(tab, media("print")); err != nil {
		t.Fatal(err)
	}
	for _, path := range kindsOfPages {
		if err := chromedp.Do(tab, chromedp.Navigate(server.URL+"/en/"+path)); err != nil {
			t.Fatal(err)
		}
		if hidden := inPage[[]string](t, tab, `[...document.querySelectorAll("details:not(.l-proof__more, .l-menu, .l-proof__more *) > :not(summary)")].filter(e => !e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))`); len(hidden) > 0 {
			t.Errorf("%s on paper lacks %q", path, hidden[:1])
		}
	}
}
