package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
	"lindung/staff"
)

// benchPeople is what the load needs to know of the node that it fills.
type benchPeople struct {
	login, password, secret string
	cases                   []lindung.CaseID
}

const (
	benchCalm    = 2 // people who ask without a pause, as many as the machine has cores
	benchWorkers = 8 // more than it can answer at once: how much it does, and how long they wait
)

// benchForms are the answers that each invented case has.
var benchForms = map[string]url.Values{
	"identity_birth":         {"birth_date": {"1999-02-28"}, "sex": {"Feminine"}},
	"identity_language":      {"primary_language": {"khm"}},
	"health_needs":           {"medicines": {"an example"}, "health_notes": {"an invented note of some length about what she needs"}},
	"situation_wishes":       {"wishes": {"home"}, "situation": {"an invented story of some length, for measuring, told once and not again"}},
	"situation_exploitation": {"exploitation_type": {"ForcedLabour"}},
	"safety_contact":         {"contact_hours": {"09:00-11:00"}},
}

var benchNames = []string{"Siti", "Contoh", "Sok", "Dara", "Nguyễn", "Ví Dụ", "สมใจ", "ตัวอย่าง", "សុខ", "ឧទាហរណ៍", "Khin", "Htwe",
	"Juan", "Halimbawa", "Tan", "Putri", "Wayan", "Somchai", "Kham", "Bounmy"}

func benchName(r *rand.Rand) string {
	return fmt.Sprintf("%s %s %s", benchNames[r.IntN(len(benchNames))], benchNames[r.IntN(len(benchNames))], strconv.FormatInt(int64(r.IntN(1<<20)), 36))
}

// fillBench founds a node with one organisation, one supervisor and cases.
func fillBench(ctx context.Context, d *db.DB, ring *seal.Ring, n int) (*benchPeople, error) {
	node, err := access.Found(ctx, d, ring)
	if errors.Is(err, db.ErrUnique) {
		return nil, errors.New("the database of --db is not empty; bench needs an empty one")
	}
	if err != nil {
		return nil, err
	}
	org, err := staff.AddOrg(ctx, node.System("bench", "bench"), access.Org{Name: "Example Shelter", Sector: "shelter", Country: "TH", Lang: "en"})
	if err != nil {
		return nil, err
	}
	p := &benchPeople{login: "bench", password: "an invented password", secret: staff.NewSecret()}
	hash, err := staff.HashPassword(p.password)
	if err != nil {
		return nil, err
	}
	in, err := staff.Invite(ctx, node.System(org.ID, "bench"), staff.NewActor{
		Org: org.ID, Login: p.login, Name: "Ana Example", Roles: []lindung.Role{lindung.Supervisor}, Lang: "en",
		Hash: hash, Secret: p.secret,
	})
	if err != nil {
		return nil, err
	}
	s, err := access.As(ctx, node, in.Actor)
	if err != nil {
		return nil, err
	}
	return p, p.fill(ctx, s, n)
}

func (p *benchPeople) fill(ctx context.Context, s access.Session, n int) error {
	answers := map[string]field.Values{}
	for name, posted := range benchForms {
		f, ok := s.Forms().Named(name)
		if !ok {
			return fmt.Errorf("there is no form %s", name)
		}
		v, problems := f.Decode(posted, s.Now())
		if len(problems) > 0 {
			return fmt.Errorf("form %s: %s", name, problems[0].Key)
		}
		answers[name] = v
	}
	p.cases = make([]lindung.CaseID, n)
	const writers = 64
	faults := make(chan error, writers)
	for w := range writers {
		go func() {
			r := rand.New(rand.NewPCG(1, uint64(w)))
			for i := w; i < n; i += writers {
				c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: benchName(r), Kind: "official"}}, Answers: answers})
				if err != nil {
					faults <- err
					return
				}
				p.cases[i] = c.ID
			}
			faults <- nil
		}()
	}
	var err error
	for range writers {
		err = errors.Join(err, <-faults)
	}
	return err
}

// visitor is a browser without a script.
type visitor struct{ client *http.Client }

func newVisitor() visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		jar = nil // never happens without options
	}
	return visitor{&http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: benchWorkers}}}
}

// get returns a page and how many bytes of it came over the wire.
func (v visitor) get(ctx context.Context, at string) (*http.Response, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, nil, err
	}
	return v.do(r)
}

func (v visitor) post(ctx context.Context, at string, form url.Values) (*http.Response, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(r)
}

func (v visitor) do(r *http.Request) (*http.Response, []byte, error) {
	res, err := v.client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %s", r.Method, r.URL.Path, res.Status)
	}
	return res, b, err
}

// weigh returns the bytes of a page and of what it loads, compressed.
func (v visitor) weigh(ctx context.Context, base, path string, parts bool) (int, error) {
	_, plain, err := v.get(ctx, base+path)
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
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+at, nil)
		if err != nil {
			return 0, err
		}
		r.Header.Set("Accept-Encoding", "gzip")
		_, b, err := v.do(r)
		if err != nil {
			return 0, err
		}
		sum += len(b)
	}
	return sum, nil
}

var asset = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"`)

// load signs in and measures each act with benchWorkers at once.
func (p *benchPeople) load(ctx context.Context, c *call, base string, r *benchResult) error {
	v := newVisitor()
	var err error
	if r.First, err = v.weigh(ctx, base, "/sign-in", true); err != nil {
		return err
	}
	code, err := staff.TOTPCode(p.secret, time.Now())
	if err != nil {
		return err
	}
	if _, _, err := v.post(ctx, base+"/sign-in", url.Values{"login": {p.login}, "password": {p.password}, "code": {code}}); err != nil {
		return err
	}
	if r.Staff, err = v.weigh(ctx, base, "/cases", false); err != nil {
		return err
	}
	some := func(rnd *rand.Rand) string { return base + "/cases/" + string(p.cases[rnd.IntN(len(p.cases))]) }
	acts := []struct {
		name string
		do   func(*rand.Rand) error
	}{
		{"open a case", func(rnd *rand.Rand) error { _, _, err := v.get(ctx, some(rnd)); return err }},
		{"save a form", func(rnd *rand.Rand) error { return v.save(ctx, some(rnd), rnd) }},
		{"list 50 cases", func(*rand.Rand) error { _, _, err := v.get(ctx, base+"/cases"); return err }},
		{"search a name", func(rnd *rand.Rand) error {
			_, _, err := v.post(ctx, base+"/search", url.Values{"name": {benchName(rnd)}})
			return err
		}},
	}
	for _, a := range acts {
		fmt.Fprintf(c.err, "%s: %s\n", r.Database, a.name)
		for _, workers := range []int{benchCalm, benchWorkers} {
			got, err := measure(ctx, c.Duration, workers, a.do)
			if err != nil {
				return err
			}
			got.Name, got.Workers = a.name, workers
			r.Loads = append(r.Loads, got)
		}
	}
	return nil
}

// save posts a note without following where it leads, so that only the saving
// is measured.
func (v visitor) save(ctx context.Context, at string, rnd *rand.Rand) error {
	once := *v.client
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, _, err := visitor{&once}.post(ctx, at+"/notes", url.Values{"kind": {"general"}, "text": {"an invented note " + benchName(rnd)}})
	return err
}

// measure repeats act for a while, so many workers at once and none with a pause.
func measure(ctx context.Context, length time.Duration, workers int, act func(*rand.Rand) error) (benchAct, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var mu sync.Mutex
	var all []time.Duration
	var fault error
	var group sync.WaitGroup
	begin := time.Now()
	for w := range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			rnd := rand.New(rand.NewPCG(uint64(w), 7))
			var mine []time.Duration
			var err error
			for ctx.Err() == nil && err == nil {
				start := time.Now()
				if err = act(rnd); err == nil {
					mine = append(mine, time.Since(start))
				}
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			fault = errors.Join(fault, err)
		}()
	}
	group.Wait()
	took := time.Since(begin)
	if fault != nil || len(all) == 0 {
		return benchAct{}, errors.Join(fault, errNothing(len(all)))
	}
	slices.Sort(all)
	return benchAct{
		Rate: float64(len(all)) / took.Seconds(), P50: ms(all[len(all)/2]), P99: ms(all[len(all)*99/100]),
	}, nil
}

func errNothing(n int) error {
	if n > 0 {
		return nil
	}
	return errors.New("nothing was done in the time")
}
