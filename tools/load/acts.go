package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// An act is something that people do over and over.
type act struct {
	name string
	by   string // login
	// get is a page. post is a form, whose page is asked for before the time begins,
	// so that only what it does is measured.
	get  func(s *side) string
	post func(s *side, n int) (page, action string, set url.Values)
	// follow says that the answer to the form counts too, where it leads elsewhere.
	follow bool
}

// acts are what is measured. Addresses stay from version to version.
var acts = []act{
	{name: "open a case", by: supervisor, get: func(s *side) string { return "/cases/" + s.some() }},
	{name: "list 50", by: supervisor, get: at("/cases")},
	{name: "Home of a supervisor", by: supervisor, get: at("/")},
	{name: "Home of a caseworker", by: caseworker, get: at("/")},
	{name: "save a form", by: supervisor, post: func(s *side, n int) (string, string, url.Values) {
		page := "/cases/" + s.cases[n%len(s.cases)] + "/forms/identity_language"
		return page, page, url.Values{"interpreter_wish": {fmt.Sprint("an invented wish ", n)}}
	}},
	{name: "save a note", by: supervisor, post: func(s *side, n int) (string, string, url.Values) {
		page := "/cases/" + s.cases[n%len(s.cases)] + "/notes"
		return page, page, url.Values{"kind": {"general"}, "text": {fmt.Sprint("an invented note ", n)}}
	}},
	{name: "search a name", by: supervisor, follow: true, post: func(_ *side, n int) (string, string, url.Values) {
		first, second := name(rand.IntN(20_000))
		return "/search", "/search", url.Values{"find": {first + " " + second}, "name": {first + " " + second}} // older versions ask for a name
	}},
	{name: "a caseworker's own list", by: caseworker, get: at("/cases")},
	{name: "filter: mine", by: caseworker, get: at("/cases?only=mine")},
	{name: "filter: in work", by: supervisor, get: at("/cases?status=Active")},
	{name: "filter: follow-up", by: supervisor, get: at("/cases?status=FollowUp")},
	{name: "filter: closed", by: supervisor, get: at("/cases?status=Closed")},
	{name: "filter: children", by: supervisor, get: at("/cases?only=children")},
	{name: "cases of others", by: recipient, get: at("/cases/shared")},
	{name: "queue of a recipient", by: recipient, get: at("/queue")},
	{name: "queue of a sender", by: supervisor, get: at("/queue")},
	{name: "disclosures that wait", by: supervisor, get: at("/bases")},
	{name: "figures", by: supervisor, get: at("/figures")},
}

func at(path string) func(*side) string { return func(*side) string { return path } }

// some is a case, any of them.
func (s *side) some() string { return s.cases[rand.IntN(len(s.cases))] }

// closed is how many of a hundred cases are closed before the measuring.
const closed = 5

// work signs the people in and does what the import cannot: it closes cases, and
// leaves a file that was looked at and not yet imported.
func (s *side) work(ctx context.Context) error {
	for _, login := range []string{supervisor, caseworker, recipient} {
		b, err := signIn(ctx, s.server.url, s.worker[login])
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		s.browser[login] = b
	}
	if err := s.browser[supervisor].upload(ctx, "/files/preview", rows(1<<30, 1<<30+3)); err != nil {
		return err
	}
	if err := s.find(ctx); err != nil {
		return err
	}
	var faults [8]error
	var all sync.WaitGroup
	for w := range faults {
		all.Go(func() {
			for i := w * 100 / closed; i < len(s.cases) && faults[w] == nil; i += len(faults) * 100 / closed {
				faults[w] = s.close(ctx, s.cases[i])
			}
		})
	}
	all.Wait()
	if err := errors.Join(faults[:]...); err != nil {
		return err
	}
	if err := s.begin(ctx, s.cases[1]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: keeps no draft: %v\n", s.name, err)
	}
	return s.list(ctx)
}

// begin leaves a note that was begun and not sent, in a case that stays open.
func (s *side) begin(ctx context.Context, id string) error {
	b, page := s.browser[supervisor], "/cases/"+id+"/notes"
	form, err := b.form(ctx, page, page)
	if err != nil {
		return err
	}
	form.Set("kind", "general")
	form.Set("text", "an invented note")
	form.Set("draft-path", page)
	_, err = b.post(ctx, "/drafts/keep", form)
	return err
}

// close closes a case.
func (s *side) close(ctx context.Context, id string) error {
	b, page := s.browser[supervisor], "/cases/"+id+"/state"
	form, err := b.form(ctx, page, page)
	if err != nil {
		return err
	}
	form.Set("step", "close")
	form.Set("reason", "assistance_complete")
	res, err := b.post(ctx, page, form)
	if err == nil && res.StatusCode != http.StatusSeeOther {
		err = fmt.Errorf("a case was not closed: %s", res.Status)
	}
	return err
}

// empties are the tables that an older version may leave empty, and why. This one
// fills them, see TestEveryTableHasARow.
var empties = map[string]string{
	"once":   "it did not keep the keys of forms",
	"drafts": "it kept a form only when its session had ended",
}

// unused are the tables that stay empty in what is measured, and why.
var unused = map[string]string{
	"lists":             "a list that somebody saved costs what the list costs",
	"mappings":          "the files it brings in are those of the standard",
	"pauses":            "a case is paused only after a restore whose journal is not whole, or when a supervisor stops sharing",
	"suspects":          "those who help record none, and the load is theirs",
	"suspect_cases":     "those who help record none, and the load is theirs",
	"same_persons":      "few persons have two cases",
	"export_reasons":    "few files leave in the clear, with words of their own",
	"emergencies":       "no life is in danger",
	"alarms":            "nobody is forced to sign in",
	"offers":            "an organisation that says nothing of its help is asked all the same",
	"enquiries":         "they are gone in a day",
	"enquiries_asked":   "they are gone in a day",
	"tips":              "a helpline has hundreds of them, and a list shows those that are open",
	"entities":          "seen before is measured by itself",
	"entity_cases":      "few cases name more than three",
	"activities":        "an organisation has dozens of them",
	"notices":           "few states are told",
	"conference_steps":  "few cases have a conference",
	"outbox":            "messages need an agreement, and leave within the hour",
	"passkeys":          "who measures signs in by password and code",
	"attachments":       "a file of a case is measured by itself",
	"attachment_pieces": "a file of a case is measured by itself",
}

// list finds the open cases, and wants a row in every table: a statement over an
// empty table hides what it costs.
func (s *side) list(ctx context.Context) error {
	if err := s.find(ctx); err != nil {
		return err
	}
	for table, n := range s.rows {
		if n == 0 && table != "" && empties[table]+unused[table] == "" {
			return fmt.Errorf("%s: table %s is empty: what is measured would not show what it costs", s.name, table)
		}
	}
	return nil
}

// find finds the open cases, and counts the rows of each table.
func (s *side) find(ctx context.Context) error {
	var v struct {
		Rows  map[string]int
		Cases map[string][]string
	}
	if err := s.fillerSays(ctx, &v, "list", s.database, s.key); err != nil {
		return err
	}
	s.cases, s.rows = v.Cases[s.worker[supervisor].Org], v.Rows
	return nil
}

// A slice is what was measured of one act in one turn.
type slice struct {
	n         int
	took, cpu time.Duration
	latencies []time.Duration
}

// measure repeats an act for a while, so many browsers at once and none with a
// pause.
func (s *side) measure(ctx context.Context, a act, atOnce int, length time.Duration) (slice, error) {
	next := s.pages(a)
	if a.post != nil {
		ready, err := s.forms(ctx, a, atOnce, length)
		if err != nil {
			return slice{}, err
		}
		next = ready
	}
	follow := vegeta.Redirects(vegeta.NoFollow)
	if a.follow {
		follow = vegeta.Redirects(3)
	}
	attacker := vegeta.NewAttacker(vegeta.Workers(uint64(atOnce)), vegeta.MaxWorkers(uint64(atOnce)), vegeta.Connections(atOnce),
		vegeta.KeepAlive(true), vegeta.MaxBody(0), follow)
	var m slice
	used, err := s.server.busy()
	if err != nil {
		return m, err
	}
	begin := time.Now()
	for r := range attacker.Attack(next, vegeta.Rate{}, length, "") {
		if r.Error == vegeta.ErrNoTargets.Error() {
			continue
		}
		if r.Error != "" {
			err = fmt.Errorf("%s, %s: %s %s: %s", s.name, a.name, r.Method, r.URL, r.Error)
			continue
		}
		if a.post != nil && !a.follow && r.Code != http.StatusSeeOther {
			err = fmt.Errorf("%s, %s: %s was answered with %d", s.name, a.name, r.URL, r.Code)
		}
		m.latencies = append(m.latencies, r.Latency)
	}
	m.n, m.took = len(m.latencies), time.Since(begin)
	if err == nil && m.n == 0 {
		err = fmt.Errorf("%s, %s: nothing was done in the time", s.name, a.name)
	}
	after, err2 := s.server.busy()
	m.cpu = after - used
	return m, errors.Join(err, err2, ctx.Err())
}

// gzipped is the header of a browser as people have it.
func (b *browser) gzipped() http.Header {
	h := b.header()
	h.Set("Accept-Encoding", "gzip")
	return h
}

// pages asks for the pages of an act.
func (s *side) pages(a act) vegeta.Targeter {
	b := s.browser[a.by]
	header := b.gzipped()
	return func(t *vegeta.Target) error {
		*t = vegeta.Target{Method: http.MethodGet, URL: b.base + a.get(s), Header: header}
		return nil
	}
}

// perSecond is how many forms are made ready for each second of measuring.
const perSecond = 1200

var posted atomic.Int64 // so that no two forms are the same

// forms makes forms ready and sends each once.
func (s *side) forms(ctx context.Context, a act, atOnce int, length time.Duration) (vegeta.Targeter, error) {
	n := int(length.Seconds()*perSecond) + atOnce
	if !a.follow {
		n = min(n, len(s.cases)) // a form of each case, so that none is out of date
	}
	ready := make([]vegeta.Target, n)
	b := s.browser[a.by]
	header := b.gzipped()
	header.Set("Content-Type", urlencoded)
	first := int(posted.Add(int64(n))) - n
	var faults [8]error
	var all sync.WaitGroup
	for w := range faults {
		all.Go(func() {
			for i := w; i < n && faults[w] == nil; i += len(faults) {
				page, action, set := a.post(s, first+i)
				form, err := b.form(ctx, page, action)
				if err != nil {
					faults[w] = err
					return
				}
				maps.Copy(form, set)
				ready[i] = vegeta.Target{Method: http.MethodPost, URL: b.base + action, Body: []byte(form.Encode()), Header: header}
			}
		})
	}
	all.Wait()
	if err := errors.Join(faults[:]...); err != nil {
		return nil, err
	}
	var sent atomic.Int64
	return func(t *vegeta.Target) error {
		i := int(sent.Add(1)) - 1
		if i >= len(ready) {
			return vegeta.ErrNoTargets
		}
		*t = ready[i]
		return nil
	}, nil
}

// chosen are the acts whose name contains a text.
func chosen(only string) []act {
	return slices.DeleteFunc(slices.Clone(acts), func(a act) bool { return !strings.Contains(a.name, only) })
}
