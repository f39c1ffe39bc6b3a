package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"lindung/convention"
	"lindung/convention/data"
	"lindung/internal/recordings"
	"lindung/prevention"
	"lindung/survivor"
	"lindung/web/link"
	"lindung/web/own"
	"lindung/web/report"
)

// persons is the listener on which persons read their own file; the zero value listens
// nowhere.
type persons struct {
	ln    net.Listener
	at    string
	pages http.Handler
	log   *slog.Logger
}

// listenPersons listens where --person-addr says, if it says so.
func (c *call) listenPersons(n *node, door *survivor.Door, ops *ops, log *slog.Logger) (persons, error) {
	if c.PersonAddr == "" {
		return persons{}, nil
	}
	spoken, err := recordings.Open(c.Recordings, n.Now)
	if err != nil {
		return persons{}, err
	}
	pages, err := ownPages(n, own.Options{Door: door, Recordings: spoken, TLS: c.TLSCert != "", BehindProxy: c.BehindProxy, LeaveTo: c.LeaveTo, Logger: log})
	if err != nil {
		return persons{}, err
	}
	ln, err := c.listen(c.PersonAddr)
	if err != nil {
		return persons{}, err
	}
	return persons{ln, c.scheme() + "://" + ln.Addr().String() + "/", ops.faults(pages), log}, nil
}

// ownPages are the pages of persons of a node, and those on which people tell something
// without a name.
func ownPages(n *node, o own.Options) (http.Handler, error) {
	o.Convention = sync.OnceValues(func() (*convention.Snapshot, error) { return data.Embedded() })
	told, err := report.Routes(report.Options{
		Door: prevention.NewReportDoor(n.Node), BehindProxy: o.BehindProxy, Secure: o.TLS || o.BehindProxy, Logger: o.Logger, Convention: o.Convention,
	})
	if err != nil {
		return nil, err
	}
	return own.New(o, append(told, link.Routes()...)...)
}

func (p persons) url() string { return p.at }

func (p persons) text() string {
	if p.ln == nil {
		return ""
	}
	return "Persons read their own file at " + p.at + "\n"
}

func (p persons) close() error {
	if p.ln == nil {
		return nil
	}
	return p.ln.Close()
}

// serve answers until ctx ends.
func (p persons) serve(ctx context.Context) {
	if p.ln == nil {
		return
	}
	if err := serveOn(ctx, p.ln, p.pages); err != nil && ctx.Err() == nil {
		p.log.Error("persons cannot reach their own file", "err", err)
	}
}

// personURL is the address of the persons' pages as a paper says it; "" for none.
func (c *call) personURL() string {
	if c.PersonURL != "" {
		return strings.TrimSuffix(c.PersonURL, "/")
	}
	if host, port, err := net.SplitHostPort(c.PersonAddr); err == nil && host != "" && port != "0" && !c.BehindProxy {
		return c.scheme() + "://" + c.PersonAddr
	}
	return ""
}

// checkPersons refuses to carry a person's file over a network in clear, and an address
// that tells something.
func (c *call) checkPersons() error {
	if c.PersonURL != "" {
		u, err := url.Parse(c.PersonURL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			return misuse("--person-url: say it as https://example.org, without a path")
		}
	}
	if c.PersonAddr == "" {
		if c.PersonURL != "" {
			return misuse("--person-url goes with --person-addr")
		}
		return nil
	}
	switch _, _, err := net.SplitHostPort(c.PersonAddr); {
	case err != nil:
		return misuse("--person-addr: say HOST:PORT")
	case c.PersonAddr == c.Addr:
		return misuse("--person-addr: say another one than --addr: persons have a host name of their own")
	case c.TLSCert == "" && !c.BehindProxy && !loopback(c.PersonAddr):
		return errors.New("without --tls-cert and --tls-key, or --behind-proxy, persons are answered on 127.0.0.1 or [::1] only: their file would cross the network in clear")
	}
	return nil
}
