package story

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/test/nodetest"
	"lindung/prevention"
	"lindung/referral"
	"lindung/staff"
)

// run is a story that is being told.
type run struct {
	t     testing.TB
	ctx   context.Context
	node  *nodetest.Node
	story *Story
	began int // entries that the log had before

	session access.Session
	who     string // ana@shelter
	person  string // the case whose person decides; "" for none

	people    map[string]access.Session
	cases     map[string]lindung.CaseID
	numbers   map[string]string            // of cases, by what the story calls them
	referrals map[string]referral.Referral // by "c1>hospital"
	ledgers   map[string]*consent.Ledger   // by case: what was agreed in the story, newest last
	bodies    map[string]consent.Recipient // outside bodies by what they are called
	taken     map[string]int64             // version of a form as someone last saw it: "ana@shelter c1 form"
	keys      map[string]*keyring          // of those who sign in
	names     map[string]string            // of what the log names by identifier
	finder    *cases.Finder
	entities  *prevention.Finder
	watch     staff.Watch
	batch     lindung.BatchID
}

// failures are the errors that the words after ! mean. What is refused looks
// like what does not exist.
var failures = map[string][]error{
	"not found":              {access.ErrDenied, lindung.ErrNotFound},
	"no consent":             {consent.ErrNoConsent},
	"gives more":             {consent.ErrNotNarrower},
	"ended already":          {consent.ErrEnded},
	"changed by someone":     {lindung.ErrConflict},
	"closed":                 {access.ErrClosed, cases.ErrClosed},
	"refused":                {exchange.ErrRefused},
	"worked on since":        {exchange.ErrTouched},
	"undone already":         {exchange.ErrUndone},
	"not now":                {referral.ErrStep},
	"reminded today":         {referral.ErrReminded},
	"no such answer":         {identification.ErrAnswer},
	"show again who you are": {access.ErrStepUp},
	"does not fit":           {staff.ErrSignIn},
	"used already":           {staff.ErrUsed},
	"undertake first":        {access.ErrUndertaking},
	"carries cases":          {staff.ErrCarries},
	"too new":                {access.ErrNewHand},
}

// Run tells the story on a fresh node and returns what the log has of it. The
// error names the line at which the story and the program part.
func Run(t testing.TB, n *nodetest.Node, s *Story) ([]string, error) {
	t.Helper()
	r := &run{
		t: t, ctx: context.Background(), node: n, story: s, people: map[string]access.Session{},
		cases: map[string]lindung.CaseID{}, numbers: map[string]string{}, referrals: map[string]referral.Referral{}, ledgers: map[string]*consent.Ledger{},
		bodies: map[string]consent.Recipient{}, taken: map[string]int64{}, keys: map[string]*keyring{}, names: map[string]string{},
		finder: dossier.NewFinder(),
	}
	n.Clock.Set(n.Now().Truncate(time.Second))
	for short, o := range n.Orgs {
		r.names[string(o.ID)] = short
	}
	name, _, _ := strings.Cut(n.PublicKey(), "+")
	r.names[name] = "node"
	before, err := r.log()
	if err != nil {
		return nil, err
	}
	r.began = len(before)
	for _, l := range s.lines {
		if err := r.line(l); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", s.Name, l.n, err)
		}
	}
	if _, err := audit.Verify(r.ctx, n.DB, n.PublicKey(), ""); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return r.checkLog()
}

// line does one line.
func (r *run) line(l line) error {
	if !l.act {
		return r.scene(l)
	}
	if r.who == "" {
		return errors.New("say who does it: as NAME@ORG")
	}
	name, do := find(l.words)
	if do == nil {
		return fmt.Errorf("nobody can %q", strings.Join(l.words, " "))
	}
	l.words = l.words[len(strings.Fields(name)):]
	shown, err := do(r, l)
	if l.fails != "" {
		return l.failed(err)
	}
	if err != nil || l.shows == nil {
		return err
	}
	if len(shown) == 0 {
		shown = []string{"nothing"}
	}
	if !slices.Equal(l.shows, shown) {
		return fmt.Errorf("it shows\n\t%s\nand not\n\t%s", strings.Join(shown, "\n\t"), strings.Join(l.shows, "\n\t"))
	}
	return nil
}

// failed compares how an act failed with how it must.
func (l line) failed(err error) error {
	if fields, ok := strings.CutPrefix(l.fails, "mend "); ok {
		return l.mends(err, strings.Fields(fields))
	}
	want, ok := failures[l.fails]
	if !ok {
		return fmt.Errorf("%q is no failure that a story knows", l.fails)
	}
	if !slices.ContainsFunc(want, func(f error) bool { return errors.Is(err, f) }) {
		return fmt.Errorf("it must fail with %q, and the answer was: %v", l.fails, err)
	}
	return nil
}

// mends compares the fields at which an act has problems with those it must have.
func (l line) mends(err error, fields []string) error {
	var ps field.Problems
	errors.As(err, &ps)
	var got []string
	for _, p := range ps {
		got = append(got, p.Field)
	}
	if !slices.Equal(got, fields) {
		return fmt.Errorf("it must have problems at %v, and the answer was: %v", fields, err)
	}
	return nil
}

// find returns the act that words begin with.
func find(words []string) (string, act) {
	for n := min(3, len(words)); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		if do, ok := acts[name]; ok {
			return name, do
		}
	}
	return "", nil
}

// scene says who is who, who acts next, or that time has passed.
func (r *run) scene(l line) error {
	w := l.words
	switch {
	case len(w) == 3 && w[1] == "is":
		return r.meet(w[0], w[2])
	case len(w) == 3 && w[0] == "later":
		n, err := strconv.Atoi(w[1])
		unit, ok := map[string]time.Duration{"day": 24 * time.Hour, "days": 24 * time.Hour, "hours": time.Hour, "minutes": time.Minute}[w[2]]
		if err != nil || !ok {
			return errors.New("say: later 3 days")
		}
		r.node.Clock.Add(time.Duration(n) * unit)
		return nil
	case len(w) == 2 && w[0] == "as":
		return r.turn(w[1], "")
	case len(w) == 6 && strings.Join(w[:3], " ") == "as person of" && w[4] == "with":
		return r.turn(w[5], strings.TrimSuffix(w[3], ","))
	}
	return errors.New("a line that is not indented says who is who, who acts, or how much later it is")
}

// meet gives one of the node's people a name.
func (r *run) meet(name, role string) error {
	_, org, ok := strings.Cut(name, "@")
	id := r.node.ID(role + "@" + org)
	if !ok || id == "" {
		return fmt.Errorf("nobody is %s at %q", role, org)
	}
	r.people[name] = r.node.As(r.t, role+"@"+org)
	r.keys[name] = &keyring{login: nodetest.Login(role + "@" + org), password: nodetest.Password, secret: nodetest.Secret}
	r.names[string(id)] = name
	return nil
}

func (r *run) turn(who, person string) error {
	s, ok := r.people[who]
	if !ok {
		return fmt.Errorf("nobody is called %s: say who it is first", who)
	}
	if person != "" && r.cases[person] == "" {
		return fmt.Errorf("there is no case %s yet", person)
	}
	r.session, r.who, r.person = s, who, person
	return nil
}

// caseOf returns the case that an act speaks of: the first word that is the
// name of one, or the one whose person decides.
func (r *run) caseOf(l line) (string, lindung.CaseID, error) {
	for _, w := range l.words {
		if id, ok := r.cases[w]; ok {
			return w, id, nil
		}
	}
	if r.person != "" {
		return r.person, r.cases[r.person], nil
	}
	return "", "", errors.New("say which case")
}

// orgOf returns the organisation that follows a word.
func (r *run) orgOf(l line, word string) (string, lindung.OrgID, error) {
	name := l.after(word)
	o, ok := r.node.Orgs[name]
	if !ok {
		return "", "", fmt.Errorf("there is no organisation %q", name)
	}
	return name, o.ID, nil
}

// days reads a setting that is a number of days.
func (l line) days(name string, otherwise int) time.Duration {
	if n, err := strconv.Atoi(l.set[name]); err == nil {
		otherwise = n
	}
	return time.Duration(otherwise) * 24 * time.Hour
}

// log returns every entry of the log.
func (r *run) log() ([]audit.Entry, error) {
	var b strings.Builder
	if _, err := audit.Export(r.ctx, r.node.DB, &b); err != nil {
		return nil, err
	}
	entries, _, _ := strings.Cut(b.String(), "\n\n")
	var all []audit.Entry
	for l := range strings.Lines(entries) {
		var e audit.Entry
		if err := json.Unmarshal([]byte(l), &e); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// checkLog compares the end of the story with what the log has of it.
func (r *run) checkLog() ([]string, error) {
	entries, err := r.log()
	if err != nil {
		return nil, err
	}
	var got []string
	for _, e := range entries[r.began:] {
		got = append(got, r.told(e))
	}
	const none = "nothing more"
	for i := range max(len(got), len(r.story.audit)) {
		n, want, is := r.story.end, none, none
		if i < len(r.story.audit) {
			n, want = r.story.audit[i].n, strings.Join(r.story.audit[i].words, " ")
		}
		if i < len(got) {
			is = got[i]
		}
		if is != want {
			return got, fmt.Errorf("%s:%d: the log has %q and not %q", r.story.Name, n, is, want)
		}
	}
	return got, nil
}

// told is an entry of the log in the words of a story.
func (r *run) told(e audit.Entry) string {
	who := e.Actor
	if name, ok := r.names[who]; ok {
		who = name
	}
	words := []string{who, e.Act}
	object := e.Object
	if name, ok := r.names[object]; ok {
		object = name
	}
	if e.Count > 0 || e.Act == string(access.CaseSearch) || e.Act == string(access.CaseList) || e.Act == string(access.ReferralList) {
		object = strings.TrimSpace(object + " " + strconv.Itoa(e.Count))
	}
	if object != "" {
		words = append(words, object)
	}
	if e.Decision == audit.Refused {
		words = append(words, "refused")
	}
	return strings.Join(words, " ")
}
