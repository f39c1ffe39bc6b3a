package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// A renewer gets the certificates of the program's own host names by ACME from an issuer,
// and renews each when a third of its time is left. What was got lies in a folder beside the
// key, for its owner alone.
//
// Nobody who connects makes it ask: it asks by itself, for its own names only. While the
// issuer does not answer, the last certificate is used on, also after a start.
type renewer struct {
	m     *autocert.Manager
	names []string
	log   *slog.Logger

	mu   sync.Mutex
	got  map[string]bool             // from the issuer or whole from the folder: the manager renews it
	last map[string]*tls.Certificate // from the folder, although it may be over
}

// How long to wait after a try that failed: issuers count those.
const (
	issueAgain = time.Minute
	issueMost  = time.Hour
)

// checkACME refuses what no issuer would give a certificate for, and what others could use
// in the stead of one.
func (c *call) checkACME() error {
	if c.ACME == "" {
		if c.ACMETerms != "" || c.ACMEDirectory != "" {
			return misuse("--acme-terms and --acme-directory go with --acme")
		}
		return nil
	}
	if a, err := mail.ParseAddress(c.ACME); err != nil || a.Address != c.ACME {
		return misuse("--acme: say the e-mail address that the issuer may write to")
	}
	if c.KeyFile == "" {
		return misuse("--acme needs --key-file: the certificates lie beside it")
	}
	staff, err := named("--base-url", c.BaseURL)
	if err != nil {
		return err
	}
	if c.PersonAddr == "" {
		return nil
	}
	persons, err := named("--person-url", c.PersonURL)
	if err == nil && persons == staff {
		err = misuse("--person-url: with --acme, persons have a host name of their own")
	}
	return err
}

// named returns the host name of an address for which an issuer gives a certificate.
func named(flag, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || net.ParseIP(u.Hostname()) != nil || !strings.Contains(strings.Trim(u.Hostname(), "."), ".") {
		return "", misuse("--acme gets a certificate for the host name in %s: say it as https://lindung.example.org", flag)
	}
	return strings.ToLower(u.Hostname()), nil
}

// newRenewer returns what gets certificates; nil without --acme. An issuer whose terms
// nobody has agreed to is not asked for any.
func (c *call) newRenewer(ctx context.Context, log *slog.Logger) (*renewer, error) {
	if c.ACME == "" {
		return nil, nil
	}
	client := &acme.Client{DirectoryURL: cmp.Or(c.ACMEDirectory, autocert.DefaultACMEDirectory), UserAgent: "lindung"}
	if c.ACMETerms == "" {
		return nil, askTerms(ctx, client)
	}
	i := &renewer{log: log, got: map[string]bool{}, last: map[string]*tls.Certificate{}}
	for _, address := range []string{c.BaseURL, c.PersonURL} {
		if name, err := named("", address); err == nil {
			i.names = append(i.names, name)
		}
	}
	cache := autocert.DirCache(c.KeyFile + ".certificates")
	i.m = &autocert.Manager{
		Prompt: func(terms string) bool { return terms == c.ACMETerms },
		Cache:  cache, HostPolicy: autocert.HostWhitelist(i.names...), Client: client, Email: c.ACME,
	}
	for _, name := range i.names {
		if b, err := cache.Get(ctx, name); err == nil {
			if pair, err := tls.X509KeyPair(b, b); err == nil {
				i.last[name] = &pair
			}
		}
	}
	return i, nil
}

// askTerms says which terms the issuer asks to agree to.
func askTerms(ctx context.Context, client *acme.Client) error {
	ctx, end := context.WithTimeout(ctx, 20*time.Second)
	defer end()
	d, err := client.Discover(ctx)
	if err != nil {
		return fmt.Errorf("the issuer at %s does not say its terms: %w", client.DirectoryURL, err)
	}
	return fmt.Errorf("the issuer at %s gives certificates to those who agree to its terms. Read them, and if you agree start with --acme-terms %s", client.DirectoryURL, cmp.Or(d.Terms, "none"))
}

// run gets the certificates, and tries again until each is there; then the manager renews
// them.
func (i *renewer) run(ctx context.Context) {
	if i == nil {
		return
	}
	var all sync.WaitGroup
	for _, name := range i.names {
		all.Go(func() { i.get(ctx, name) })
	}
	all.Wait()
}

func (i *renewer) get(ctx context.Context, name string) {
	for wait := issueAgain; ; wait = min(2*wait, issueMost) {
		// An issuer has minutes to answer; who stops the program does not wait for it.
		tried := make(chan error, 1)
		go func() {
			_, err := i.m.GetCertificate(helloOf(name))
			tried <- err
		}()
		var err error
		select {
		case <-ctx.Done():
			return
		case err = <-tried:
		}
		if err == nil {
			i.mu.Lock()
			i.got[name] = true
			i.mu.Unlock()
			return
		}
		i.log.Error("there is no new certificate; it is tried again", "host", name, "in", wait, "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// helloOf asks the manager for the one kind of certificate that it keeps of a name.
func helloOf(name string) *tls.ClientHelloInfo {
	return &tls.ClientHelloInfo{ServerName: name, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}
}

// pair returns the certificate of a name.
func (i *renewer) pair(name string) (*tls.Certificate, error) {
	i.mu.Lock()
	got, last := i.got[name], i.last[name]
	i.mu.Unlock()
	switch {
	case got:
		return i.m.GetCertificate(helloOf(name))
	case last != nil:
		return last, nil
	}
	return nil, errors.New("there is no certificate yet")
}

// of answers those who connect to one listener, by its own name alone, so that no name leads to
// the pages of another. The issuer is answered for all names, as it asks at one port.
func (i *renewer) of(address string) (func(*tls.ClientHelloInfo) (*tls.Certificate, error), error) {
	own, err := named("", address)
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == acme.ALPNProto {
			return i.m.GetCertificate(hello)
		}
		if !strings.EqualFold(strings.TrimSuffix(hello.ServerName, "."), own) {
			return nil, errors.New("another name is served here")
		}
		return i.pair(own)
	}, err
}
