package main

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lindung/internal/desk"
)

// pebble is Pebble, the server by which makers of ACME programs test theirs, with a server
// of names that sends every name to this machine. It runs on the loopback.
type pebble struct {
	p         place
	directory string
	config    string
	names     string
	trust     string // the environment in which its own certificate is trusted
	stop      func()
}

// pebbleTerms are the terms that Pebble asks to agree to.
const pebbleTerms = "data:text/plain,Do%20what%20thou%20wilt"

// newPebble builds the servers and starts them. The issuer looks for who asks at a port
// of this machine, and its certificates are valid for some seconds.
func newPebble(p place, port string, valid time.Duration) *pebble {
	p.t.Helper()
	build := exec.CommandContext(p.t.Context(), "go", "-C", "../../tools", "build", "-o", p.dir+"/", "github.com/letsencrypt/pebble/v2/cmd/pebble", "github.com/letsencrypt/pebble/v2/cmd/pebble-challtestsrv")
	if said, err := build.CombinedOutput(); err != nil {
		p.t.Skipf("Pebble cannot be built (its module is fetched once, from the Go module proxy): %v %s", err, said)
	}
	p.selfSigned("localhost")
	for _, name := range []string{"cert.pem", "key.pem"} {
		if err := os.Rename(p.file(name), p.file("issuer-"+name)); err != nil {
			p.t.Fatal(err)
		}
	}
	at, names, manage := freePort(p.t), freePort(p.t), freePort(p.t)
	a := &pebble{p: p, directory: "https://" + at + "/dir", config: p.file("pebble.json"), names: names, trust: "SSL_CERT_FILE=" + p.file("issuer-cert.pem")}
	n, err := strconv.Atoi(port)
	if err != nil {
		p.t.Fatal(err)
	}
	b, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": at, "managementListenAddress": freePort(p.t), "certificate": p.file("issuer-cert.pem"), "privateKey": p.file("issuer-key.pem"),
		"httpPort": 1, "tlsPort": n, "retryAfter": map[string]int{"authz": 1, "order": 1}, "keyAlgorithm": "ecdsa",
		"profiles": map[string]any{"default": map[string]any{"description": "short", "validityPeriod": int(valid.Seconds())}},
	}})
	if err != nil {
		p.t.Fatal(err)
	}
	p.write("pebble.json", b)
	a.begins(exec.CommandContext(p.t.Context(), p.file("pebble-challtestsrv"), "-management", manage, "-dnsserver", names, "-defaultIPv6", "", "-http01", "", "-https01", "", "-doh", "", "-tlsalpn01", ""), manage)
	a.comes()
	return a
}

// comes starts the issuer; it has forgotten all that it knew.
func (a *pebble) comes() {
	a.p.t.Helper()
	c := exec.CommandContext(a.p.t.Context(), a.p.file("pebble"), "-strict", "-config", a.config, "-dnsserver", a.names)
	c.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	a.stop = a.begins(c, strings.TrimSuffix(strings.TrimPrefix(a.directory, "https://"), "/dir"))
}

// begins starts a server and waits until it listens.
func (a *pebble) begins(c *exec.Cmd, at string) (stop func()) {
	a.p.t.Helper()
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		a.p.t.Fatal(err)
	}
	ended := false
	stop = func() {
		if !ended {
			ended = true
			c.Process.Kill()
			c.Wait()
		}
	}
	a.p.t.Cleanup(func() {
		stop()
		if a.p.t.Failed() {
			a.p.t.Logf("%s said: %s", filepath.Base(c.Path), said.String())
		}
	})
	within(a.p.t, 20*time.Second, at+" listens", func() bool {
		conn, err := net.Dial("tcp", at)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return stop
}

// freePort returns an address of the loopback on which nothing listens.
func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// within waits until something is so.
func within(t *testing.T, most time.Duration, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(most); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %v it is not so: %s", most, what)
		}
	}
}

// shown returns the certificate that is shown at an address to who asks for a name.
func shown(at, name string) (*tls.ConnectionState, error) {
	c, err := tls.Dial("tcp", at, &tls.Config{ServerName: name, InsecureSkipVerify: true})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	s := c.ConnectionState()
	return &s, nil
}

// certified starts serve as a process of its own with certificates of an issuer.
func (a *pebble) certified(staff, persons string, more ...string) (*exec.Cmd, addresses) {
	p := a.p
	p.t.Helper()
	_, staffPort, _ := net.SplitHostPort(staff)
	_, personsPort, _ := net.SplitHostPort(persons)
	c := child(p.t, "run", []string{a.trust}, p.node(append([]string{
		"serve", "--json", "--addr", staff, "--base-url", "https://desk.example.org:" + staffPort, "--person-addr", persons, "--person-url", "https://notes.example.org:" + personsPort,
		"--acme", "ops@example.org", "--acme-terms", pebbleTerms, "--acme-directory", a.directory, "--ops-addr", "127.0.0.1:0",
	}, more...)...)...)
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	var at addresses
	if err := json.NewDecoder(out).Decode(&at); err != nil {
		p.t.Fatal(err)
	}
	go io.Copy(io.Discard, out)
	return c, at
}

// TestACME: certificates come from an issuer, are renewed, and while it is away the last
// one is used, also after a start. Each listener knows its own name alone.
func TestACME(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	staff, persons := freePort(t), freePort(t)
	_, port, _ := net.SplitHostPort(staff)
	const valid = 9 * time.Second
	a := newPebble(p, port, valid)

	unread := child(t, "run", []string{a.trust}, p.node("serve", "--addr", staff, "--base-url", "https://desk.example.org", "--acme", "ops@example.org", "--acme-directory", a.directory)...)
	if said, err := unread.CombinedOutput(); err == nil || !strings.Contains(string(said), pebbleTerms) || !strings.Contains(string(said), "--acme-terms") {
		t.Errorf("before anybody has agreed to terms: %v %s", err, said)
	}

	c, at := a.certified(staff, persons)
	serial := map[string]string{}
	for name, addr := range map[string]string{"desk.example.org": staff, "notes.example.org": persons} {
		within(t, 30*time.Second, name+" has a certificate", func() bool {
			s, err := shown(addr, name)
			if err != nil {
				return false
			}
			leaf := s.PeerCertificates[0]
			if !slices.Equal(leaf.DNSNames, []string{name}) || s.Version != tls.VersionTLS13 {
				t.Errorf("%s shows %v", name, leaf.DNSNames)
			}
			serial[name] = leaf.SerialNumber.String()
			return true
		})
	}
	for _, c := range []struct{ at, name string }{{staff, "notes.example.org"}, {persons, "desk.example.org"}, {staff, "other.example.org"}, {staff, ""}} {
		if _, err := shown(c.at, c.name); err == nil {
			t.Errorf("%q is served at the other's listener", c.name)
		}
	}
	ownersAlone(t, p.key+".certificates")
	within(t, 3*valid, "the certificate is renewed", func() bool {
		s, err := shown(staff, "desk.example.org")
		return err == nil && s.PeerCertificates[0].SerialNumber.String() != serial["desk.example.org"]
	})

	a.stop()
	s, err := shown(staff, "desk.example.org")
	if err != nil {
		t.Fatal(err)
	}
	last := s.PeerCertificates[0]
	time.Sleep(time.Until(last.NotAfter) + time.Second)
	same := func(what string) {
		t.Helper()
		s, err := shown(staff, "desk.example.org")
		if err != nil || s.PeerCertificates[0].SerialNumber.Cmp(last.SerialNumber) != 0 {
			t.Errorf("%s the last certificate is not shown: %v", what, err)
		}
	}
	same("while the issuer is away")
	if left, age := certificateFigures(t, at.Ops); left >= 0 || age < valid.Seconds() {
		t.Errorf("the figures say that %v s are left of the certificate, which is %v s old", left, age)
	}
	c.Process.Signal(os.Interrupt)
	c.Wait()
	c, _ = a.certified(staff, persons)
	same("after a start while the issuer is away")
	c.Process.Signal(os.Interrupt)
	c.Wait()

	a.comes()
	a.certified(staff, persons)
	within(t, 30*time.Second, "there is a new certificate once the issuer is back", func() bool {
		s, err := shown(staff, "desk.example.org")
		return err == nil && s.PeerCertificates[0].NotAfter.After(last.NotAfter)
	})
}

// ownersAlone checks that nobody but the owner reads a folder and what is in it.
func ownersAlone(t *testing.T, dir string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others read %s: %v", d.Name(), info.Mode())
		}
		n++
		return err
	})
	if err != nil || n < 4 { // the folder, the key of the account, two certificates
		t.Errorf("%d files: %v", n, err)
	}
}

var certificateFigure = regexp.MustCompile(`(?m)^lindung_certificate_(left|age)_seconds ([-.0-9e+]+)$`)

func certificateFigures(t *testing.T, ops string) (left, age float64) {
	t.Helper()
	_, text := asked(t, ops+"metrics")
	found := map[string]float64{}
	for _, m := range certificateFigure.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		found[m[1]] = n
	}
	if len(found) != 2 {
		t.Fatalf("there are no figures of the certificate:\n%s", text)
	}
	return found["left"], found["age"]
}

// TestACMEUsage: what no issuer would certify, and what leads persons to the staff's name,
// is refused before anything listens.
func TestACMEUsage(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	const staff = "https://desk.example.org"
	for _, c := range []struct {
		want string
		args []string
	}{
		{"e-mail address", []string{"--acme", "somebody", "--base-url", staff}},
		{"--base-url", []string{"--acme", "ops@example.org"}},
		{"--base-url", []string{"--acme", "ops@example.org", "--base-url", "https://192.0.2.1"}},
		{"--base-url", []string{"--acme", "ops@example.org", "--base-url", "https://desk"}},
		{"--base-url", []string{"--acme", "ops@example.org", "--base-url", "http://desk.example.org"}},
		{"--person-url", []string{"--acme", "ops@example.org", "--base-url", staff, "--person-addr", "127.0.0.1:0"}},
		{"a host name of their own", []string{"--acme", "ops@example.org", "--base-url", staff, "--person-addr", "127.0.0.1:0", "--person-url", "https://DESK.example.org:8443"}},
		{"go with --acme", []string{"--acme-terms", "x"}},
		{"one alone", []string{"--acme", "ops@example.org", "--base-url", staff, "--behind-proxy"}},
		{"not both", []string{"--acme", "ops@example.org", "--base-url", staff, "--tls-cert", "a", "--tls-key", "b"}},
	} {
		if code, _, errs := typed(t, p.node(append([]string{"serve"}, c.args...)...)...); code != 2 || !strings.Contains(errs, c.want) {
			t.Errorf("%q ended with %d: %s", c.args, code, errs)
		}
	}
	// An issuer that does not answer cannot say its terms.
	code, _, errs := typed(t, p.node("serve", "--acme", "ops@example.org", "--base-url", staff, "--acme-directory", "http://"+freePort(t)+"/dir")...)
	if code != 1 || !strings.Contains(errs, "does not say its terms") {
		t.Errorf("it ended with %d: %s", code, errs)
	}
}

// TestCertificateFile: how old the certificate of a file is, is known too.
func TestCertificateFile(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	p.selfSigned("localhost")
	at, _ := p.served("--tls-cert", p.file("cert.pem"), "--tls-key", p.file("key.pem"), "--ops-addr", "127.0.0.1:0")
	if left, _ := certificateFigures(t, at.Ops); left < 3500 || left > 3600 {
		t.Errorf("%v s are left of an hour", left)
	}
	if d := (*certificates)(nil).dates(); d != nil {
		t.Errorf("without TLS there is a certificate: %+v", d)
	}
	if d := (&certificates{issued: &renewer{names: []string{"a.example.org"}}}).dates(); d == nil || *d != (desk.Certificate{}) {
		t.Errorf("a certificate that is not there yet: %+v", d)
	}
}
