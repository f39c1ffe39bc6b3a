package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lindung/internal/demo"
	"lindung/internal/test/htmlcheck"
	"lindung/staff"
)

// serves runs serve as a process of its own, and returns it with its address. It ends with
// the test.
func (p place) serves(args ...string) (*exec.Cmd, string) {
	p.t.Helper()
	c := child(p.t, "run", nil, p.node(append([]string{"serve", "--json", "--addr", "127.0.0.1:0"}, args...)...)...)
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	var v struct{ URL string }
	if err := json.NewDecoder(out).Decode(&v); err != nil {
		p.t.Fatal(err)
	}
	go io.Copy(io.Discard, out)
	return c, strings.TrimSuffix(v.URL, "/")
}

// A visitor asks for the pages of a node that serves, as a browser does.
type visitor struct {
	t      testing.TB
	base   string
	client *http.Client
	codes  map[string]int64 // the half minute of the newest code that was used, by login
}

// visitors come to a node that serves; they share what their devices showed.
func (p place) visitors(base string) visitor {
	return visitor{t: p.t, base: base, codes: map[string]int64{}}
}

// anew is another browser, which nobody has signed in with.
func (v visitor) anew() visitor {
	v.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.t.Fatal(err)
	}
	v.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return v
}

// A reply is what a visitor is shown, or where they are led.
type reply struct {
	*htmlcheck.Page
	code   int
	to     string
	header http.Header
	body   string
}

func (v visitor) get(path string) reply {
	v.t.Helper()
	return v.send(http.MethodGet, path, "", nil)
}

func (v visitor) post(path string, form url.Values) reply {
	v.t.Helper()
	return v.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// attach sends a file with the answers of a form.
func (v visitor) attach(path, name string, file []byte, form url.Values) reply {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(file)
	}
	for key := range maps.Keys(form) {
		if err == nil {
			err = w.WriteField(key, form.Get(key))
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return v.send(http.MethodPost, path, w.FormDataContentType(), &body)
}

func (v visitor) send(method, path, kind string, body io.Reader) reply {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "en")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	got, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return reply{htmlcheck.Parse(v.t, bytes.NewReader(text)), got.StatusCode, got.Header.Get("Location"), got.Header, string(text)}
}

// nextCode is the next code of an actor's device that was not used. One beside the moment
// is good, so that three of them need not wait; the earlier one is not taken where it could
// be too old when it arrives.
func (v visitor) nextCode(a demo.Actor) string {
	v.t.Helper()
	const step, room = 30, 10
	use := max(v.codes[a.Login]+1, (time.Now().Unix()+room)/step-1)
	time.Sleep(time.Until(time.Unix((use-1)*step, 0)))
	v.codes[a.Login] = use
	code, err := staff.TOTPCode(a.Secret, time.Unix(use*step, 0))
	if err != nil {
		v.t.Fatal(err)
	}
	return code
}

// tries signs in with a password, and the next code of the actor's device.
func (v visitor) tries(a demo.Actor, password string) reply {
	v.t.Helper()
	return v.post("/sign-in", url.Values{"login": {a.Login}, "password": {password}, "code": {v.nextCode(a)}})
}

// as is another browser, in which an actor has signed in.
func (v visitor) as(a demo.Actor) visitor {
	v.t.Helper()
	v = v.anew()
	if got := v.tries(a, demo.Password); got.code != http.StatusSeeOther {
		v.t.Fatalf("%s could not sign in: %d", a.Login, got.code)
	}
	return v
}

// wants fails the test unless the reply has that status.
func (r reply) wants(t testing.TB, what string, code int) reply {
	t.Helper()
	if r.code != code {
		t.Errorf("%s: status %d to %q, want %d", what, r.code, r.to, code)
	}
	return r
}

// lacks fails the test if the reply holds one of the secrets.
func (r reply) lacks(t testing.TB, what string, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(r.body, s) {
			t.Errorf("%s: a page of %d bytes holds a secret of %d signs", what, len(r.body), len(s))
		}
	}
}
