package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// serving runs serve until the test stops it, and returns its address.
func (p place) serving(args ...string) (url string, stop func() int) {
	p.t.Helper()
	at, stop := p.served(args...)
	return at.URL, stop
}

// addresses are where a serve answers.
type addresses struct{ URL, Ops string }

// served runs serve until the test stops it, and returns all its addresses.
func (p place) served(args ...string) (at addresses, stop func() int) {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder
	go func() {
		ended <- run(ctx, p.node(append([]string{"serve", "--json", "--addr", "127.0.0.1:0"}, args...)...), streams{strings.NewReader(""), in, &errs})
		in.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cancel()
		<-ended
		p.t.Fatalf("serve did not start: %s", errs.String())
	}
	p.read(line, &at)
	stop = sync.OnceValue(func() int { cancel(); return <-ended })
	p.t.Cleanup(func() { stop() }) // nothing writes any more when the folder goes
	return at, stop
}

func TestServe(t *testing.T) {
	eachPlace(t, func(p place) {
		f := p.init()
		url, stop := p.serving()
		for _, path := range []string{"/", f.Enrolment} {
			answer, err := http.Get(strings.TrimSuffix(url, "/") + path)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("%s is %s", path, answer.Status)
			}
		}
		// Others work on the node while it serves.
		p.does(p.node("org", "add", "--org", "Yayasan Contoh", "--country", "ID", "--sector", "ngo")...)
		p.backup("while serving")
		p.does(p.node("audit", "verify")...)
		if code := stop(); code != 0 {
			t.Errorf("stopped with %d", code)
		}
	})
}

func TestTwoServesOnOneFile(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	_, stop := p.serving()
	p.fails("another lindung serves from this file", p.node("serve", "--addr", "127.0.0.1:0")...)
	if code := stop(); code != 0 {
		t.Errorf("stopped with %d", code)
	}
	_, stop = p.serving() // the file is free again
	stop()
}

func TestServeUsage(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--addr", "0.0.0.0:0"}, 1, "in clear"},
		{[]string{"--addr", "192.0.2.1:80"}, 1, "in clear"},
		{[]string{"--addr", ":8080"}, 1, "in clear"},
		{[]string{"--addr", "nowhere"}, 2, "HOST:PORT"},
		{[]string{"--base-url", "example.org"}, 2, "https://"},
		{[]string{"--base-url", "https://example.org/below"}, 2, "without a path"},
		{[]string{"--leave-to", "nowhere"}, 2, "https://"},
		{[]string{"--tls-cert", "a"}, 2, "belong together"},
		{[]string{"--tls-cert", "a", "--tls-key", "b", "--behind-proxy"}, 2, "not both"},
		{[]string{"--tls-cert", "a", "--tls-key", "b"}, 1, "no such file"},
	} {
		code, _, errs := typed(t, p.node(append([]string{"serve"}, c.args...)...)...)
		if code != c.code || !strings.Contains(errs, c.want) {
			t.Errorf("%q ended with %d: %s", c.args, code, errs)
		}
	}
	p.db = "postgres://u@db.example/x"
	if code, _, errs := typed(t, p.node("serve")...); code != 1 || !strings.Contains(errs, "sslmode=verify-full") {
		t.Errorf("a database elsewhere that need not show who it is: %d: %s", code, errs)
	}
}

// TestOwnURL: links begin with what the person who runs the node says, or with the
// address on which it listens.
func TestOwnURL(t *testing.T) {
	for _, c := range []struct {
		config
		want string
	}{
		{config{Addr: "127.0.0.1:8080"}, "http://127.0.0.1:8080"},
		{config{Addr: "lindung.example.org:443", TLSCert: "cert"}, "https://lindung.example.org:443"},
		{config{Addr: "0.0.0.0:443", TLSCert: "cert"}, ""}, {config{Addr: ":443", TLSCert: "cert"}, ""}, {config{Addr: "127.0.0.1:0"}, ""},
		{config{Addr: "127.0.0.1:8080", BehindProxy: true}, ""},
		{config{Addr: "127.0.0.1:8080", BehindProxy: true, BaseURL: "https://example.org/"}, "https://example.org"},
	} {
		if got := (&call{config: c.config}).ownURL(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.config, got, c.want)
		}
	}
}

func TestServeTLS(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	roots := p.selfSigned("first")
	url, stop := p.serving("--tls-cert", p.file("cert.pem"), "--tls-key", p.file("key.pem"))
	if !strings.HasPrefix(url, "https://") {
		t.Fatalf("serves at %s", url)
	}
	get := func(roots *x509.CertPool, most uint16) error {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MaxVersion: most}, ForceAttemptHTTP2: true}
		defer transport.CloseIdleConnections()
		answer, err := (&http.Client{Transport: transport}).Get(url)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		if answer.ProtoMajor != 2 || answer.StatusCode != 200 {
			t.Errorf("%s %s", answer.Proto, answer.Status)
		}
		return nil
	}
	if err := get(roots, 0); err != nil {
		t.Error(err)
	}
	if err := get(roots, tls.VersionTLS12); err == nil {
		t.Error("an older TLS was spoken")
	}
	renewed := p.selfSigned("second")
	if err := get(renewed, 0); err != nil {
		t.Errorf("a renewed certificate is not used: %v", err)
	}
	if code := stop(); code != 0 {
		t.Errorf("stopped with %d", code)
	}
}

// selfSigned writes a certificate for the loopback and its key, and returns who
// trusts it.
func (p place) selfSigned(name string) *x509.CertPool {
	p.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		p.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		p.t.Fatal(err)
	}
	p.write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	p.write("cert.pem", text)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	return roots
}

func (p place) write(name string, b []byte) {
	p.t.Helper()
	if err := os.WriteFile(p.file(name), b, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// A form that is half sent does not keep serve from ending as it should.
func TestServeStopsBesideHalfAForm(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	url, stop := p.serving()
	c, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin="); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	if code := stop(); code != 0 {
		t.Errorf("stopped with %d", code)
	}
}
