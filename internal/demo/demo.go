// Package demo fills a fresh node with invented people: nine organisations in
// three countries, those who work there, and eighty persons whose stories hang
// together. Every name is invented and shows it.
//
// What happens to each person is in data/*.json, one file for each story,
// as a list of acts with the days before now on which they were done. [Fill]
// does them through the same functions as the pages, in the order of time, with
// a [Clock] that it moves; so the log, the overdue referrals and the consents
// about to end are what they would be in use. Secrets and keys are new each
// time, the content is not.
package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lindung"
	"lindung/access"
	"lindung/referral"
	"lindung/staff"
	"lindung/survivor"
)

// Password is what every invented actor signs in with, beside the code of a
// device that the demo shows.
const Password = "rumah contoh yang aman"

// hash is what staff.HashPassword once made of Password. Computing it takes
// half as long as everything else together, and protects nothing here: the
// password is printed, and the node can be reached from this machine only.
const hash = "$argon2id$v=19$m=65536,t=3,p=1$hK3oCbZNxWSRNn3h3ztsEA$6kcJxeD7KgVn9wMyvYAI8D06abH2DMzLzj8SEg2/u1c"

// Clock is a clock that is moved while the node is filled and shows the real
// time afterwards. It is given to the database that is filled.
type Clock struct {
	real func() time.Time
	set  atomic.Int64 // seconds since 1970; 0 is the real time
}

// NewClock returns a clock that shows the time of real.
func NewClock(real func() time.Time) *Clock { return &Clock{real: real} }

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time {
	if at := c.set.Load(); at != 0 {
		return time.Unix(at, 0)
	}
	return c.real()
}

// Actor is an invented person who works with the program, and how they sign in.
type Actor struct {
	ID     lindung.ActorID
	Org    access.Org
	Roles  []lindung.Role
	Name   string
	Login  string
	Lang   string
	Secret string // of the device
	Gave   Gave
}

// Gave are the codes that an actor gave to people outside; each is empty for none.
type Gave struct {
	Paper  survivor.Codes     // to a person, for their own file
	Link   referral.LinkCodes // to an outside body, for a referral
	Report string             // the key of somebody who told the actor something without a name
}

// filling is the state of one Fill.
type filling struct {
	ctx      context.Context
	node     *access.Node
	now      time.Time // that the stories end at
	orgs     map[string]access.Org
	sessions map[string]access.Session // by login
	persons  map[string]*human
	gave     map[string]Gave // by login of the worker
}

// Fill adds the invented organisations, actors and persons to a node that has
// none, and whose database was opened with clock. The actors come in the order in
// which a sign-in page shows them, the one to begin with first.
func Fill(ctx context.Context, n *access.Node, clock *Clock) ([]Actor, error) {
	actors, desks, err := FillCases(ctx, n, clock)
	if err == nil {
		err = desks()
	}
	return actors, err
}

// FillCases is Fill without the desks, which desks fills: to judge and sign the public record
// takes longer than all stories, and whoever opens the first page does not wait for it.
func FillCases(ctx context.Context, n *access.Node, clock *Clock) (all []Actor, desks func() error, err error) {
	f := &filling{
		ctx: ctx, node: n, now: clock.real().UTC(),
		gave: map[string]Gave{},
		orgs: map[string]access.Org{}, sessions: map[string]access.Session{}, persons: map[string]*human{},
	}
	defer clock.set.Store(0)
	clock.set.Store(f.now.AddDate(0, -8, 0).Unix())
	var p people
	if err := read("staff.json", &p); err != nil {
		return nil, nil, err
	}
	actors, err := f.hire(p)
	if err != nil {
		return nil, nil, err
	}
	if err := f.watch(p); err != nil {
		return nil, nil, err
	}
	if _, err := access.SetQuestions(ctx, n.System(f.orgs["rumah"].ID, "demo"), own()); err != nil {
		return nil, nil, err
	}
	var dir listed
	if err := read("directory.json", &dir); err != nil {
		return nil, nil, err
	}
	if err := f.offer(dir); err != nil {
		return nil, nil, err
	}
	script, err := f.script()
	if err != nil {
		return nil, nil, err
	}
	var warns warned
	if err := read("prevention.json", &warns); err != nil {
		return nil, nil, err
	}
	told := false
	for len(script) > 0 {
		if at := f.now.Add(-tellsAt); !told && script[0].time.After(at) {
			clock.set.Store(at.Unix())
			told = true
			if err := f.tell(warns, true); err != nil {
				return nil, nil, err
			}
		}
		clock.set.Store(script[0].time.Unix())
		var acts []act
		acts, script = wave(script)
		if err := f.together(acts); err != nil {
			return nil, nil, err
		}
	}
	clock.set.Store(f.now.Unix())
	err = errors.Join(f.tell(warns, false), f.report(warns), f.warn(warns), f.ask(dir))
	for i, a := range actors {
		actors[i].Gave = f.gave[a.Login]
	}
	return actors, f.desk, err
}

// FillDesks is FillCases for a node on which only the desks work: those who have something to do
// there. Who works at a desk comes first.
func FillDesks(ctx context.Context, n *access.Node, clock *Clock) (all []Actor, desks func() error, err error) {
	f := &filling{ctx: ctx, node: n, now: clock.real().UTC(), orgs: map[string]access.Org{}, sessions: map[string]access.Session{}}
	var p people
	if err := read("staff.json", &p); err != nil {
		return nil, nil, err
	}
	actors, err := f.hire(p.with(access.RolesAtDesks))
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(actors, func(a, b Actor) int {
		return cmp.Compare(slices.Index(access.RolesAtDesks, a.Roles[0]), slices.Index(access.RolesAtDesks, b.Roles[0]))
	})
	return actors, f.desk, nil
}

// mostTogether is how many acts are done at a time, mostHours how far they may
// lie apart.
const (
	mostTogether = 16
	mostHours    = 10
)

// wave takes from script the acts that can be done at a time and share a commit:
// those of one part of a day, each on another person, and none on someone whose
// story begins with one of the others.
func wave(script []act) (now, later []act) {
	busy := map[*human]bool{}
	for i, a := range script {
		if len(now) == mostTogether || a.time.Sub(script[0].time) > mostHours*time.Hour {
			return now, append(later, script[i:]...)
		}
		if busy[a.person] || busy[a.person.first] {
			later = append(later, a)
		} else {
			now = append(now, a)
		}
		busy[a.person] = true
	}
	return now, later
}

// together does acts at the same time.
func (f *filling) together(acts []act) error {
	errs := make([]error, len(acts))
	var all sync.WaitGroup
	for i, a := range acts {
		all.Go(func() {
			if err := f.do(a); err != nil {
				errs[i] = fmt.Errorf("demo: %s of %s, %v days ago: %w", a.Do, a.person.Key, a.At, err)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// hire adds the organisations and those who work there.
func (f *filling) hire(p people) ([]Actor, error) {
	system := f.node.System("demo", "demo")
	var actors []Actor
	for _, o := range p.Orgs {
		org, err := staff.AddOrg(f.ctx, system, access.Org{
			Name: o.Name, Sector: o.Sector, Country: o.Country, Lang: o.Lang, Duty: o.Duty,
			Telephone: o.Telephone, Address: o.Address, Complaint: o.Complaint,
		})
		if err != nil {
			return nil, err
		}
		f.orgs[o.Key] = org
		for _, a := range o.Actors {
			actor := Actor{Org: org, Roles: a.Roles, Name: a.Name, Login: a.Login, Lang: a.Lang, Secret: staff.NewSecret()}
			i, err := staff.Invite(f.ctx, f.node.System(org.ID, "demo"), staff.NewActor{
				Org: org.ID, Login: a.Login, Name: a.Name, Roles: a.Roles, Lang: a.Lang, Hash: hash, Secret: actor.Secret,
			})
			if err != nil {
				return nil, fmt.Errorf("demo: actor %s: %w", a.Login, err)
			}
			actor.ID = i.Actor
			actors = append(actors, actor)
			if f.sessions[a.Login], err = access.SessionAs(f.ctx, f.node, i.Actor); err != nil {
				return nil, err
			}
		}
	}
	return actors, nil
}

// administered are the settings that an administrator changes.
var administered = []struct {
	of access.Setting
	to int
}{{access.NewHands, 10}, {access.Emergency, 1}, {access.FiguresShared, 1}, {access.TakesReports, 1}}

// watch lets those who watch over rights look at those that were given, and an
// administrator change settings.
func (f *filling) watch(p people) error {
	for _, o := range p.Orgs {
		for _, a := range o.Actors {
			s := f.sessions[a.Login]
			var err error
			switch {
			case slices.Contains(a.Roles, lindung.Supervisor), slices.Contains(a.Roles, lindung.DataProtection):
				err = staff.SeeRights(f.ctx, s)
			case slices.Contains(a.Roles, lindung.Administrator):
				for _, set := range administered {
					if _, err = staff.ChangeSetting(f.ctx, s.SteppedUp(true), set.of, set.to); err != nil {
						break
					}
				}
			}
			if err != nil {
				return fmt.Errorf("demo: %s looks after rights: %w", a.Login, err)
			}
		}
	}
	return nil
}

// script returns every act of every story in the order of time.
func (f *filling) script() ([]act, error) {
	stories, err := stories()
	if err != nil {
		return nil, err
	}
	var all []act
	for _, s := range stories {
		var began time.Time // of the person before, in a story with a shared event
		for i := range s.Persons {
			p := &s.Persons[i]
			if f.persons[p.Key] != nil {
				return nil, fmt.Errorf("demo: two persons are called %s", p.Key)
			}
			f.persons[p.Key], p.story = p, s
			if s.Event != nil && i > 0 {
				p.first = &s.Persons[0]
			}
			acts := f.timed(p, began)
			if s.Event != nil {
				began = acts[0].time
			}
			all = append(all, acts...)
		}
	}
	slices.SortStableFunc(all, func(a, b act) int { return a.time.Compare(b.time) })
	return all, nil
}

// timed gives each act of a person its moment: after the one before, and the
// first after the day's work on the person before began.
func (f *filling) timed(p *human, after time.Time) []act {
	acts := append([]act{{Do: "open", At: p.Opened, By: p.By}}, p.Acts...)
	for i := range acts {
		a := &acts[i]
		a.person, a.time = p, f.moment(a.At, p.Key)
		if least := after.Add(7 * time.Minute); a.time.Before(least) {
			a.time = least
		}
		if a.time.After(f.now) {
			a.time = f.now
		}
		if a.By == "" {
			a.By = p.By
		}
		after = a.time
	}
	return acts
}

// moment is a time in the working hours of the day so many days ago, always the
// same for one person and day; less than a day is so many hours ago.
func (f *filling) moment(ago float64, key string) time.Time {
	if ago < 1 {
		return f.now.Add(-time.Duration(ago * float64(24*time.Hour)))
	}
	day := f.now.AddDate(0, 0, -int(ago))
	minute := 0
	for _, r := range fmt.Sprint(key, int(ago)) {
		minute = (minute*31 + int(r)) % 420
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 1, 40, 0, 0, time.UTC).Add(time.Duration(minute) * time.Minute)
}

// as returns the session of an actor by login.
func (f *filling) as(login string) (access.Session, error) {
	s, ok := f.sessions[login]
	if !ok {
		return s, fmt.Errorf("there is no actor %q", login)
	}
	return s, nil
}

// org returns the identifier of an organisation by its key.
func (f *filling) org(key string) (lindung.OrgID, error) {
	o, ok := f.orgs[key]
	if !ok {
		return "", fmt.Errorf("there is no organisation %q", key)
	}
	return o.ID, nil
}

func words(text string) []string { return strings.Fields(text) }
