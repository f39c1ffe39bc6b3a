package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/net/html"
)

// A browser asks for pages of one server, without a script.
type browser struct {
	base   string
	cookie string
}

var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// header is what the browser sends with each request.
func (b *browser) header() http.Header {
	h := http.Header{"Sec-Fetch-Site": {"same-origin"}}
	if b.cookie != "" {
		h.Set("Cookie", b.cookie)
	}
	return h
}

func (b *browser) get(ctx context.Context, path string) ([]byte, error) {
	_, body, err := b.do(ctx, http.MethodGet, path, "", nil)
	return body, err
}

func (b *browser) post(ctx context.Context, path string, form url.Values) (*http.Response, error) {
	res, _, err := b.do(ctx, http.MethodPost, path, urlencoded, strings.NewReader(form.Encode()))
	return res, err
}

const urlencoded = "application/x-www-form-urlencoded"

func (b *browser) do(ctx context.Context, method, path, kind string, body io.Reader) (*http.Response, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		return nil, nil, err
	}
	r.Header = b.header()
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %s", method, path, res.Status)
	}
	return res, text, err
}

// signIn signs a worker in.
func signIn(ctx context.Context, base string, w worker) (*browser, error) {
	code, err := totp.GenerateCode(w.Secret, time.Now())
	if err != nil {
		return nil, err
	}
	b := &browser{base: base}
	form, err := b.form(ctx, "/sign-in", "/sign-in")
	if err != nil {
		return nil, err
	}
	form.Set("login", w.Login)
	form.Set("password", w.Password)
	form.Set("code", code)
	res, err := b.post(ctx, "/sign-in", form)
	if err != nil {
		return nil, err
	}
	var kept []string // of the session, and that the browser is known
	for _, c := range res.Cookies() {
		kept = append(kept, c.Name+"="+c.Value)
	}
	b.cookie = strings.Join(kept, "; ")
	if res.StatusCode != http.StatusSeeOther || b.cookie == "" {
		return nil, fmt.Errorf("%s could not sign in: %s", w.Login, res.Status)
	}
	return b, nil
}

// form returns what a browser would send if the form of a page that leads to
// action were sent as it stands, without a button.
func (b *browser) form(ctx context.Context, path, action string) (url.Values, error) {
	res, text, err := b.do(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return nil, err
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	for n := range root.Descendants() {
		if n.Data == "form" && attr(n, "action") == action {
			return fields(n), nil
		}
	}
	return nil, fmt.Errorf("%s (%s %s) has no form to %s", path, res.Status, res.Header.Get("Location"), action)
}

// fields returns what a form would send.
func fields(form *html.Node) url.Values {
	out := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			if kind := attr(n, "type"); (kind != "radio" && kind != "checkbox") || has(n, "checked") {
				out.Add(name, attr(n, "value"))
			}
		case "textarea":
			var text strings.Builder
			for c := range n.ChildNodes() {
				text.WriteString(c.Data)
			}
			out.Add(name, text.String())
		case "select":
			for o := range n.Descendants() {
				if o.Data == "option" && (has(o, "selected") || !out.Has(name)) {
					out.Set(name, attr(o, "value"))
				}
			}
		}
	}
	return out
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// upload sends a file to be looked at.
func (b *browser) upload(ctx context.Context, path string, file []byte) error {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "cases.csv")
	if err != nil {
		return err
	}
	if _, err := part.Write(file); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_, _, err = b.do(ctx, http.MethodPost, path, w.FormDataContentType(), &body)
	return err
}

var asset = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"`)

// weigh returns the bytes of a page, and of the styles and scripts that it loads
// if they are wanted, compressed.
func weigh(ctx context.Context, b *browser, path string, parts bool) (int, error) {
	plain, err := b.get(ctx, path)
	if err != nil {
		return 0, err
	}
	all := []string{path}
	if parts {
		for _, m := range asset.FindAllStringSubmatch(string(plain), -1) {
			all = append(all, m[1])
		}
	}
	sum := 0
	for _, at := range all {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+at, nil)
		if err != nil {
			return 0, err
		}
		r.Header = b.header()
		r.Header.Set("Accept-Encoding", "gzip")
		res, err := client.Do(r)
		if err != nil {
			return 0, err
		}
		n, err := io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil {
			return 0, err
		}
		sum += int(n)
	}
	return sum, nil
}
