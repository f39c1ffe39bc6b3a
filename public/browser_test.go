package public

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"context"

	"github.com/chromedp/chromedp"
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
