package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme"

	"lindung/internal/desk"
)

// certificates are those by which the program itself speaks TLS: of a file, or of an
// issuer. Nil ones speak none.
type certificates struct {
	file   *certificate
	issued *renewer
}

// newCertificates returns the certificates that the settings name; nil for none.
func (c *call) newCertificates(ctx context.Context, log *slog.Logger) (*certificates, error) {
	if c.ACME != "" {
		i, err := c.newRenewer(ctx, log)
		return &certificates{issued: i}, err
	}
	if c.TLSCert == "" {
		return nil, nil
	}
	pair := &certificate{cert: c.TLSCert, key: c.TLSKey}
	_, err := pair.current(nil)
	return &certificates{file: pair}, err
}

// listen listens on addr, for those who come to the host name of address.
func (s *certificates) listen(addr, address string) (net.Listener, error) {
	if s == nil {
		return net.Listen("tcp", addr)
	}
	get, protos := s.file.current, []string{"h2", "http/1.1"}
	if s.issued != nil {
		var err error
		if get, err = s.issued.of(address); err != nil {
			return nil, err
		}
		protos = append(protos, acme.ALPNProto)
	}
	return tls.Listen("tcp", addr, &tls.Config{MinVersion: tls.VersionTLS13, NextProtos: protos, GetCertificate: get})
}

// run gets certificates from the issuer, until ctx ends.
func (s *certificates) run(ctx context.Context) {
	if s != nil {
		s.issued.run(ctx)
	}
}

// dates says from when to when the certificate is valid that ends first; nil where the
// program speaks no TLS.
func (s *certificates) dates() *desk.Certificate {
	if s == nil {
		return nil
	}
	if s.issued == nil {
		pair, err := s.file.current(nil)
		return datesOf(pair, err)
	}
	var first *desk.Certificate
	for _, name := range s.issued.names {
		d := datesOf(s.issued.pair(name))
		if first == nil || d.To.Before(first.To) {
			first = d
		}
	}
	return first
}

// datesOf returns the dates of a certificate; zero ones if there is none.
func datesOf(pair *tls.Certificate, err error) *desk.Certificate {
	if err != nil {
		return &desk.Certificate{}
	}
	leaf := pair.Leaf
	if leaf == nil {
		if leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return &desk.Certificate{}
		}
	}
	return &desk.Certificate{From: leaf.NotBefore, To: leaf.NotAfter}
}

// A certificate is read anew when its file has changed, so that it can be
// renewed while the node serves.
type certificate struct {
	cert, key string

	mu     sync.Mutex
	loaded time.Time // of the file
	pair   *tls.Certificate
}

func (p *certificate) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	info, err := os.Stat(p.cert)
	if err == nil && !info.ModTime().Equal(p.loaded) {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(p.cert, p.key); err == nil {
			p.pair, p.loaded = &pair, info.ModTime()
		}
	}
	if p.pair != nil {
		return p.pair, nil // one that is being replaced is no reason to stop
	}
	return nil, err
}
