package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"lindung/convention"
	"lindung/convention/data"
	"lindung/public"
)

var publicCommand = command{
	name: "public", brief: "serve the public site; it cannot reach a case",
	takes: []string{"addr", "tls-cert", "tls-key", "behind-proxy", "base-url", "snapshot", "edition-key", "contacts", "report-to", "leave-to"},
	run:   servePublic,
}

var publicExportCommand = command{
	name: "public export", brief: "write the public site to a folder as plain files", operands: []string{"DIR"},
	takes: []string{"base-url", "snapshot", "edition-key", "contacts", "report-to", "leave-to"},
	run:   exportPublic,
}

// publicAddr is where the public site listens if no one says where.
const publicAddr = "127.0.0.1:8081"

func servePublic(ctx context.Context, c *call) error {
	c.Addr = or(c.Addr, publicAddr)
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return misuse("--addr: say HOST:PORT")
	}
	if (c.TLSCert != "") != (c.TLSKey != "") {
		return misuse("--tls-cert and --tls-key belong together")
	}
	if u, err := c.baseURL(); err != nil {
		return err
	} else if u != nil && strings.Trim(u.Path, "/") != "" {
		return misuse("--base-url: say it without a path; below one, only an exported folder can lie")
	}
	log := slog.New(slog.NewTextHandler(c.err, nil))
	c.keeps = true
	snap, err := c.snapshot()
	if err != nil {
		// A site that was restarted must not stay away because a file is wrong.
		if snap, err = c.lastGood(err, log); err != nil {
			return err
		}
	}
	site, err := c.publicSite(snap, log)
	if err != nil {
		return err
	}
	certs, err := c.newCertificates(ctx, log)
	if err != nil {
		return err
	}
	ln, err := certs.listen(c.Addr, c.BaseURL)
	if err != nil {
		return err
	}
	v := struct {
		URL string `json:"url"`
	}{c.scheme() + "://" + ln.Addr().String() + "/"}
	if err := c.print(v, fmt.Sprintf("the public site is at %s\n", v.URL)); err != nil {
		ln.Close()
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { c.tend(ctx, site, log) })
	err = serveOn(ctx, ln, site)
	cancel()
	watching.Wait()
	return err
}

// baseURL reads --base-url; nil when there is none.
func (c *call) baseURL() (*url.URL, error) {
	if c.BaseURL == "" {
		return nil, nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, misuse("--base-url: say it as https://example.org")
	}
	return u, nil
}

func (c *call) publicSite(snap *convention.Snapshot, log *slog.Logger) (*public.Site, error) {
	if c.LeaveTo != "" && !strings.HasPrefix(c.LeaveTo, "https://") {
		return nil, misuse("--leave-to: say an address that begins with https://")
	}
	site, err := public.New(snap, public.Options{
		BaseURL: strings.TrimSuffix(c.BaseURL, "/"), Report: c.ReportTo, LeaveTo: c.LeaveTo,
		Secure: c.TLSCert != "" || c.BehindProxy, Today: today, Logger: log,
	})
	if err == nil && !site.Built() {
		log.Warn("the style sheet, script and fonts are not built in: run make assets, then build again")
	}
	return site, err
}

func exportPublic(ctx context.Context, c *call) error {
	if _, err := c.baseURL(); err != nil {
		return err
	}
	snap, err := c.snapshot()
	if err != nil {
		return err
	}
	site, err := c.publicSite(snap, slog.New(slog.NewTextHandler(c.err, nil)))
	if err != nil {
		return err
	}
	debug.SetGCPercent(400) // the program does this one thing and ends
	began := time.Now()
	files, err := site.Export(ctx, c.args[0])
	if err != nil {
		return err
	}
	v := struct {
		Files   int     `json:"files"`
		Seconds float64 `json:"seconds"`
	}{files, time.Since(began).Seconds()}
	return c.print(v, fmt.Sprintf("%d files in %.1f seconds\n", v.Files, v.Seconds))
}

// withPublic puts the public site beside the pages of a node: it has the
// addresses of the languages, the node all others. It is made when someone
// first asks for it: a shelter's small machine need not keep it.
func (c *call) withPublic(pages http.Handler, log *slog.Logger) http.Handler {
	site := sync.OnceValues(func() (http.Handler, error) {
		snap, err := data.Embedded()
		if err != nil {
			return nil, err
		}
		return c.publicSite(snap, log)
	})
	// No router chooses: it would answer itself where it cleans a path, without the
	// headers that every answer has.
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isPublic(r.URL.Path) {
			pages.ServeHTTP(w, r)
			return
		}
		h, err := site()
		if err != nil {
			log.Error("the public site cannot be made", "err", err)
			http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// isPublic reports whether the public site answers at path.
func isPublic(path string) bool {
	return slices.ContainsFunc(public.Prefixes(), func(prefix string) bool { return strings.HasPrefix(path+"/", prefix) })
}

// watchTime is how often the site is tended.
const watchTime = 2 * time.Second

// tend makes the pages before they are asked for, and lets the site speak from
// the snapshot and the contacts whenever one of them has changed. A wrong one is
// named and not used: the site keeps the last good ones.
func (c *call) tend(ctx context.Context, site *public.Site, log *slog.Logger) {
	state := func() string { return stateOf(c.Snapshot) + stateOf(c.Contacts) }
	last := state()
	tick := time.NewTicker(watchTime)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now := state(); now != last {
			last = now
			if snap, err := c.snapshot(); err != nil {
				log.Error("snapshot and contacts not used; the last good ones are", "err", err)
			} else {
				site.Use(snap)
				log.Info("snapshot read", "path", c.Snapshot, "contacts", c.Contacts)
			}
		}
		warming, cancel := context.WithTimeout(ctx, warmTime)
		site.Warm(warming)
		cancel()
	}
}

// warmTime is how long pages are made before they are asked for, at most.
const warmTime = time.Minute

// stateOf is what changes when a file, or a file of a folder, changes.
func stateOf(path string) string {
	if path == "" {
		return ""
	}
	var text strings.Builder
	err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&text, name, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		fmt.Fprintln(&text, err)
	}
	return text.String()
}
