package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

// How long the server waits for a browser, and for the last answers when the
// program is told to stop. Strangers have bodyTime to send a form; the pages give more to
// whoever has signed in. An answer on a slow line needs minutes.
const (
	headerTime = 10 * time.Second
	bodyTime   = 20 * time.Second
	answerTime = 5 * time.Minute
	idleTime   = 2 * time.Minute
	stopTime   = 5 * time.Second
)

// serveOn serves pages on ln until ctx ends; then it lets the
// answers that have begun be finished.
func serveOn(ctx context.Context, ln net.Listener, pages http.Handler) error {
	s := &http.Server{
		Handler: pages, ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, WriteTimeout: answerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: 32 << 10,
		// What it would say is who connects from where; faults of pages are web's to log.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err := s.Shutdown(last)
		if errors.Is(err, context.DeadlineExceeded) {
			err = s.Close() // what is left has not been sent to its end, and nothing of it was done
		}
		stopped <- err
	}()
	if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

// loopback reports whether addr, HOST:PORT, can be reached from this machine
// only.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// ownURL returns where people reach the pages: what --base-url says, else the address
// on which the program listens. It is "" if only who runs the node can know.
func (c *call) ownURL() string {
	if c.BaseURL != "" {
		return strings.TrimSuffix(c.BaseURL, "/")
	}
	host, port, err := net.SplitHostPort(c.Addr)
	ip := net.ParseIP(host)
	if err != nil || port == "0" || host == "" || ip != nil && ip.IsUnspecified() || c.BehindProxy {
		return ""
	}
	return c.scheme() + "://" + c.Addr
}
