package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// How long the server waits for a browser, and for the last answers when the
// program is told to stop. A form of ten megabytes on a slow line needs minutes.
const (
	headerTime = 10 * time.Second
	bodyTime   = 5 * time.Minute
	idleTime   = 2 * time.Minute
	stopTime   = 5 * time.Second
)

// serveOn serves pages on ln until ctx ends; then it lets the
// answers that have begun be finished.
func serveOn(ctx context.Context, ln net.Listener, pages http.Handler) error {
	s := &http.Server{
		Handler: pages, ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, WriteTimeout: bodyTime, IdleTimeout: idleTime,
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
