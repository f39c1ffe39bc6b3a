package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A demoSite is a running demo and a Chromium that visits it.
type demoSite struct {
	t       *testing.T
	ctx     context.Context // of the browser's tab
	url     string
	ready   demoReady // what the demo has printed
	profile string    // the folder in which the browser keeps what it remembers
	who     string    // who is signed in
}

// startBrowser starts the demo and Chromium. A machine without Chromium or
// without built assets skips the test and says so; make check installs both.
func startBrowser(t *testing.T) *demoSite {
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
	if _, err := os.Stat("../../internal/page/static/built/app.js"); err != nil {
		t.Skip("the assets are not built: run make assets")
	}
	ctx, stop := context.WithTimeout(context.Background(), 8*time.Minute)
	t.Cleanup(stop)
	ready, profile := startDemo(t, ctx), t.TempDir()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.UserDataDir(profile))
	alloc, freeAlloc := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(freeAlloc)
	tab, freeTab := chromedp.NewContext(alloc)
	t.Cleanup(freeTab)
	return &demoSite{t: t, ctx: tab, url: strings.TrimSuffix(ready.URL, "/"), ready: ready, profile: profile}
}

// startDemo runs the demo until the test ends and returns what it prints.
func startDemo(t *testing.T, ctx context.Context) demoReady {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"demo", "--json", "--addr", "127.0.0.1:0"}, streams{strings.NewReader(""), in, io.Discard})
		in.Close()
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var ready demoReady
	if err := json.Unmarshal(line, &ready); err != nil {
		t.Fatal(err)
	}
	return ready
}

func (d *demoSite) do(a ...chromedp.Action[chromedp.Void]) {
	d.t.Helper()
	if err := chromedp.Do(d.ctx, a...); err != nil {
		d.t.Fatal(err)
	}
}

// js evaluates an expression on the page.
func js[T any](d *demoSite, expression string, opts ...chromedp.EvaluateOption) T {
	d.t.Helper()
	v, err := chromedp.Run(d.ctx, chromedp.Evaluate[T](expression, opts...))
	if err != nil {
		d.t.Fatalf("%.80s: %v", expression, err)
	}
	return v
}

// size sets the width of the window; phones are 320 wide.
func (d *demoSite) size(width int64) { d.window(width, 900) }

func (d *demoSite) window(width, height int64) { d.do(chromedp.EmulateViewport(width, height)) }

func (d *demoSite) open(path string) {
	d.t.Helper()
	d.do(chromedp.Navigate(d.url + path))
}

// as signs in as one of the demo's people, with the button beside the name.
func (d *demoSite) as(login string) {
	d.t.Helper()
	d.forget()
	d.open("/sign-in")
	d.submit(fmt.Sprintf(`input[name=demo][value=%q]`, login))
	if at := js[string](d, `location.pathname`); at == "/sign-in" {
		d.t.Fatalf("%s could not sign in: %s", login, js[string](d, `document.querySelector("main").innerText`))
	}
}

// forget lets the browser forget who is signed in.
func (d *demoSite) forget() {
	d.t.Helper()
	d.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
}

// submit presses the button of the form that holds selector, and waits for
// where it leads.
func (d *demoSite) submit(selector string) {
	d.t.Helper()
	if err := d.leads(fmt.Sprintf(`document.querySelector(%q).closest("form").querySelector("button").click()`, selector)); err != nil {
		d.t.Fatal(err)
	}
}

// leads evaluates an expression on the page and waits for where it leads.
func (d *demoSite) leads(expression string) error {
	press := chromedp.Evaluate[bool](`(` + expression + `, true)`)
	_, err := chromedp.RunResponse(d.ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := press(ctx, tab)
		return err
	}))
	return err
}

// axe returns what axe-core finds wrong on the page.
func (d *demoSite) axe() []string {
	d.t.Helper()
	b, err := os.ReadFile("../../assets/node_modules/axe-core/axe.min.js")
	if err != nil {
		d.t.Skip("axe-core is not installed: run make assets")
	}
	js[bool](d, string(b)+"; true")
	return js[[]string](d, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + " — " + v.nodes.slice(0, 3).map(n => n.html).join(" | ")))`, chromedp.EvalAwaitPromise)
}

// wide reports whether the page is wider than its window.
func (d *demoSite) wide() bool {
	return js[bool](d, `document.documentElement.scrollWidth > document.documentElement.clientWidth + 1`)
}

// shot writes a picture of the window.
func (d *demoSite) shot(file string) {
	d.t.Helper()
	b, err := chromedp.Run(d.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		d.t.Fatal(err)
	}
}

// script switches JavaScript on or off for the next pages.
func (d *demoSite) script(on bool) {
	d.t.Helper()
	d.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}
