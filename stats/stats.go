// Package stats counts the cases of an organisation over declared dimensions, and hides in
// what others see the counts that would betray somebody.
//
// A supervisor counts the cases of the own organisation as they are. An analyst, whoever
// counts for several organisations, and every file that is taken out sees figures that have
// gone through [Hide]: of people who agreed to be counted, of a period that has ended, over
// at most two dimensions. [View.Guarded] says which.
//
// Begin with [Look], which returns the indicators that are ready and, where it is asked
// for, a free table; [Take] returns the same as it may leave the organisation, and
// [Together] that of all organisations that agreed to be counted together.
package stats

import (
	"context"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/assistance"
	"lindung/cases"
	"lindung/consent"
	"lindung/directory"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/db"
	"lindung/referral"
	"lindung/telling"
)

// A Query says what is counted: cases opened in a period, by one or two dimensions, and of
// them only those with one answer to another.
type Query struct {
	View    string       // Work or Rights
	Period  string       // a code; "" for the newest
	Against string       // the code of the period to compare with; "" for the one before
	By      []string     // names of dimensions; none for the indicators alone
	Only    string       // the name of a dimension; "" for none
	Code    string       // the answer to it
	On      lindung.Date // the day on which is asked; zero for today
}

// A View is what a page or a file shows.
type View struct {
	Guarded  bool // counts under the bound are hidden, and only those who agreed are counted
	Bound    int  // the bound of the organisation
	Period   Period
	Before   Period            // to compare with: the one before, or the one that was asked for
	Periods  []Period          // that can be asked for, the newest first
	Months   int               // how long a cohort is
	Orgs     int               // of how many organisations
	Free     Pair              // without dimensions where none was asked for; nothing to compare where there are two
	Places   directory.Vacancy // of today, of whatever period the view is
	Ready    []Pair
	Numbers  []Number
	Open     []Dimension // by which the actor may count
	Counted  Count       // cases of the period that are counted
	zone     *time.Location
	NotAsked int // cases of the period whose people have not agreed to be counted, for who sees the counts as they are
}

// A Pair is one table of the period and of the one to compare with.
type Pair struct{ Now, Before Table }

// A Number is one count of what happened in the period and in the one to compare with.
type Number struct {
	Name        string
	Now, Before Count
}

// ready are the indicators of a view, by the names of their dimensions: those of the work,
// and those that say how the rights of people are kept.
var ready = map[string][]string{
	Work:   {"status", "age_group", "open_for", "first_service", "first_accepted", "service", "need_area", "told", "close_reason"},
	Law:    {"duty_done", "duty_open", "detention_place", "charge_link", "informed_about", "claim_end", "stay_kind", "plan_choice"},
	Rights: {"told", "wellbeing_rights", "wellbeing_safe", "interpreter_needed", "age_group", "stateless", "first_service", "reported_status"},
}

// The views that there are.
const (
	Work   = ""
	Rights = "rights"
)

// Look counts the cases of the actor's organisation.
func Look(ctx context.Context, s access.Session, q Query) (View, error) {
	return read(ctx, s, access.FiguresRead, q, func(a access.Actor) bool {
		return !a.HasRole(lindung.Supervisor) || a.HasRole(lindung.Analyst)
	})
}

// Take counts them as they may leave the organisation.
//
// Source: ACTIP 14.6
func Take(ctx context.Context, s access.Session, q Query) (View, error) {
	return read(ctx, s, access.FiguresTake, q, func(access.Actor) bool { return true })
}

// Together counts the cases of all other organisations of the actor's country that agreed to
// be counted together.
//
// Source: ACTIP 14.6; ACTIP 24
func Together(ctx context.Context, s access.Session, q Query) (View, error) {
	return read(ctx, s, access.FiguresTogether, q, func(access.Actor) bool { return true })
}

func read(ctx context.Context, s access.Session, act access.Action, q Query, guarded func(access.Actor) bool) (View, error) {
	var v View
	err := s.See(ctx, act, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		if v, err = view(tx, act, q, guarded(tx.Actor())); err != nil {
			return err
		}
		tx.SetCount(v.Counted.N, q.codes(v))
		return nil
	})
	return v, err
}

// codes says in codes what was asked, for the log.
func (q Query) codes(v View) string {
	text := "period=" + v.Period.Code
	if q.Against != "" {
		text += " against=" + v.Before.Code
	}
	if q.View != Work {
		text += " view=" + q.View
	}
	if len(q.By) > 0 {
		text += " by=" + strings.Join(q.By, ",")
	}
	if q.Only != "" {
		text += " only=" + q.Only
	}
	if v.Guarded {
		text += " guarded"
	}
	return text
}

// view counts for one act.
func view(tx *access.Tx, act access.Action, q Query, guarded bool) (View, error) {
	v := View{Guarded: guarded}
	own, err := tx.OrgOf(tx.Actor().Org)
	if err != nil {
		return View{}, err
	}
	v.zone = lindung.Zone(own.Country)
	if v.Bound, err = access.SettingOf(tx, tx.Actor().Org, access.FigureBound); err != nil {
		return View{}, err
	}
	if v.Months, err = access.SettingOf(tx, tx.Actor().Org, access.FigureMonths); err != nil {
		return View{}, err
	}
	orgs := []lindung.OrgID{own.ID}
	if act == access.FiguresTogether {
		if orgs, err = agreedOrgs(tx, own, &v); err != nil {
			return View{}, err
		}
	}
	v.Orgs, v.Months = len(orgs), cohortMonths(v.Months)
	today := q.On
	if today.IsZero() {
		today = lindung.DateOf(tx.Now.Time().In(v.zone))
	}
	if v.Periods = Years(today); guarded {
		v.Periods = Cohorts(today, v.Months)
	}
	v.Open = slices.DeleteFunc(Dimensions(tx.Session().Forms()), func(d Dimension) bool { return !d.OpenTo(own.Sector) })
	of, err := q.check(&v)
	if err != nil {
		return View{}, err
	}
	if v.Places, err = directory.FreePlaces(tx, orgs); err != nil {
		return View{}, err
	}
	return v, v.count(tx, orgs, of, q)
}

// agreedOrgs returns the organisations of the actor's country, without their own, that
// agreed to be counted together: from a sum with the own figures in it those of a single
// other one could be computed. The highest of their bounds and the longest of their periods
// hold.
func agreedOrgs(tx *access.Tx, own access.Org, v *View) ([]lindung.OrgID, error) {
	all, err := access.OrgsOf(tx)
	if err != nil {
		return nil, err
	}
	var agreed []lindung.OrgID
	for _, o := range all {
		if o.Country != own.Country || o.ID == own.ID {
			continue
		}
		set, err := access.SettingsOf(tx, o.ID)
		if err != nil {
			return nil, err
		}
		if set[access.FiguresShared.Key] == 1 {
			agreed = append(agreed, o.ID)
			v.Bound, v.Months = max(v.Bound, set[access.FigureBound.Key]), max(v.Months, set[access.FigureMonths.Key])
		}
	}
	return agreed, nil
}

// check finds what is asked for, and says what cannot be.
func (q Query) check(v *View) ([]Dimension, error) {
	var ps field.Problems
	var known bool
	v.Period, known = named(v.Periods, q.Period)
	ps.Need(known, "period", "figures.problem.period")
	if v.Before = v.Period.before(); q.Against != "" {
		v.Before, known = named(v.Periods, q.Against)
		ps.Need(known && q.Against != v.Period.Code, "against", "figures.problem.against")
	}
	ps.Need(ready[q.View] != nil, "view", "figures.problem.dimension")
	var of []Dimension
	for _, name := range q.By {
		d, ok := v.Dimension(name)
		ps.Need(ok, "by", "figures.problem.dimension")
		of = append(of, d)
	}
	ps.Need(len(q.By) <= 2 && (len(q.By) < 2 || q.By[0] != q.By[1]), "by", "figures.problem.two")
	if q.Only != "" {
		d, ok := v.Dimension(q.Only)
		ps.Need(ok && !slices.Contains(q.By, q.Only), "only", "figures.problem.dimension")
		ps.Need(q.Code != "" && len(q.By) > 0, "code", "problem.missing")
		ps.Need(!v.Guarded || len(q.By) < 2, "only", "figures.problem.narrow")
		of = append(of, d)
	}
	if v.Guarded && len(of) == 2 {
		ps.Need(!of[0].Several || !of[1].Several, "by", "figures.problem.several")
	}
	return of, ps.Err()
}

// Dimension returns the one of a name, if the actor may count by it.
func (v View) Dimension(name string) (Dimension, bool) {
	i := slices.IndexFunc(v.Open, func(d Dimension) bool { return d.Name == name })
	if i < 0 {
		return Dimension{}, false
	}
	return v.Open[i], true
}

// A subject is one case as it is counted: its facts, and what other tables say of it.
type subject struct {
	cases.Fact
	now    db.Time
	sent   referral.Course
	agreed consent.Course
	law    *lawOf
}

// forms are the forms that dimensions read.
func forms(all []Dimension, declared field.Set) []*field.Form {
	var some []*field.Form
	if asksLaw(all) {
		some = lawForms(declared)
	}
	for _, d := range all {
		if d.Form != nil && !slices.Contains(some, d.Form) {
			some = append(some, d.Form)
		}
	}
	return some
}

// asksLaw reports whether a dimension asks the law of each case.
func asksLaw(all []Dimension) bool {
	return slices.ContainsFunc(all, func(d Dimension) bool { return d.law })
}

// count fills in the view.
func (v *View) count(tx *access.Tx, orgs []lindung.OrgID, of []Dimension, q Query) error {
	var dims []Dimension
	for _, name := range ready[q.View] {
		if d, ok := v.Dimension(name); ok {
			dims = append(dims, d)
		}
	}
	known, err := readKnown(tx, orgs, asksLaw(append(slices.Clone(of), dims...)))
	if err != nil {
		return err
	}
	now, err := v.tallies(tx, known, v.Period, dims, of, q)
	if err != nil {
		return err
	}
	alone, narrow := of, q
	if len(q.By) != 1 {
		alone, narrow = nil, Query{}
	}
	before, err := v.tallies(tx, known, v.Before, dims, alone, narrow)
	if err != nil {
		return err
	}
	for i := range dims {
		v.Ready = append(v.Ready, Pair{v.shown(now.ready[i].table()), v.shown(before.ready[i].table())})
	}
	v.Counted, v.NotAsked = Count{N: now.counted}, now.left
	_, care := v.Dimension(assistance.ServiceKind.Name)
	for _, name := range numbers {
		if name == "services" && !care {
			continue // nobody of this sector reads them
		}
		v.Numbers = append(v.Numbers, Number{name, v.number(now.numbers[name]), v.number(before.numbers[name])})
	}
	if len(q.By) > 0 {
		v.Free.Now = v.free(now.free.table(), q)
	}
	if len(q.By) == 1 {
		v.Free.Before = v.free(before.free.table(), q)
	}
	if v.Guarded {
		v.Counted, v.NotAsked = v.number(v.Counted.N), 0
	}
	return nil
}

// shown is a table as the view shows it.
func (v *View) shown(t Table) Table {
	if v.Guarded {
		return Hide(t, v.Bound)
	}
	return t
}

// number is a single count as the view shows it.
func (v *View) number(n int) Count {
	if v.Guarded && n > 0 && n < max(v.Bound, Bound) {
		return Count{Hidden: true}
	}
	return Count{N: n}
}

// A Compared is one code in the period and in the one to compare with.
type Compared struct {
	Code        string
	Now, Before Count
}

// Compare puts the lines of two tables of one dimension beside each other: those of the
// period, and those that are only in the other. A line that is not shown alone where counts
// are hidden is among the others there.
func (v View) Compare(p Pair) []Compared {
	of := func(t Table, code string) Count {
		if i := slices.IndexFunc(t.Lines, func(l Line) bool { return l.Code == code }); i >= 0 {
			return t.Lines[i].Total
		}
		return Count{Hidden: v.Guarded}
	}
	var all []Compared
	for _, l := range p.Now.Lines {
		all = append(all, Compared{l.Code, l.Total, of(p.Before, l.Code)})
	}
	for _, l := range p.Before.Lines {
		if !slices.ContainsFunc(all, func(c Compared) bool { return c.Code == l.Code }) {
			all = append(all, Compared{l.Code, of(p.Now, l.Code), l.Total})
		}
	}
	return all
}

// free is the free table as the view shows it. Where only one answer to another dimension
// is asked for and counts are hidden, it is one column of the table of both: what it leaves
// out could be computed otherwise.
func (v *View) free(t Table, q Query) Table {
	t = v.shown(t)
	if !v.Guarded || q.Only == "" {
		return t
	}
	return t.column(q.Code)
}

// knownOf is what other tables say of the cases of an organisation.
type knownOf struct {
	agreed   map[lindung.CaseID]bool // to be counted
	sent     map[lindung.CaseID]referral.Course
	consents map[lindung.CaseID]consent.Course
	law      *lawOf
}

func readKnown(tx *access.Tx, orgs []lindung.OrgID, law bool) (map[lindung.OrgID]knownOf, error) {
	all := map[lindung.OrgID]knownOf{}
	for _, org := range orgs {
		var k knownOf
		var err error
		if k.agreed, err = consent.CountedCases(tx, org); err != nil {
			return nil, err
		}
		if k.sent, err = referral.CoursesOf(tx, org); err != nil {
			return nil, err
		}
		if k.consents, err = consent.CoursesOf(tx, org); err != nil {
			return nil, err
		}
		if k.law, err = readLaw(tx, org, law); err != nil {
			return nil, err
		}
		all[org] = k
	}
	return all, nil
}

// readLaw reads what the duties of the cases of an organisation depend on besides them, if
// they are asked for.
func readLaw(tx *access.Tx, id lindung.OrgID, asked bool) (*lawOf, error) {
	l := &lawOf{}
	if !asked {
		return l, nil
	}
	org, err := tx.OrgOf(id)
	if err != nil {
		return nil, err
	}
	l.country, l.many = org.Country, map[string]bool{}
	l.walled = slices.Contains(walled, org.Sector) || slices.Contains(walled, tx.Actor().Sector)
	for _, f := range tx.Session().Forms() {
		l.many[f.Name] = f.Repeat != nil
	}
	l.asked = true
	l.decisions, err = identification.CoursesOf(tx, id)
	return l, err
}

// taken is what was counted of one period.
type taken struct {
	ready   []*tally
	free    *tally
	numbers map[string]int
	counted int
	left    int // that are not counted because nobody agreed
}

// tallies goes through the cases of a period once.
func (v *View) tallies(tx *access.Tx, known map[lindung.OrgID]knownOf, p Period, dims, of []Dimension, q Query) (taken, error) {
	all := taken{numbers: map[string]int{}}
	for _, d := range dims {
		all.ready = append(all.ready, newTally([]Dimension{d}))
	}
	only := Dimension{}
	if q.Only != "" && !v.Guarded {
		only, of = of[len(of)-1], of[:len(of)-1]
	}
	if len(of) > 0 {
		all.free = newTally(of)
	}
	for org, k := range known {
		law, err := k.law.at(p, tx.Now.Time())
		if err != nil {
			return taken{}, err
		}
		err = cases.EachFact(tx, org, p.begins(v.zone), p.ends(v.zone), forms(append(slices.Clone(of), append(dims, only)...), tx.Session().Forms()), func(f cases.Fact) {
			x := subject{f, tx.Now, k.sent[f.ID], k.consents[f.ID], law}
			if f.Refused {
				all.numbers["no_record"]++
				return
			}
			if !k.agreed[f.ID] {
				all.left++
				if v.Guarded {
					return
				}
			}
			all.add(x, only, q.Code)
		})
		if err != nil {
			return taken{}, err
		}
	}
	return all, nil
}

// add counts one case.
func (t *taken) add(x subject, only Dimension, code string) {
	t.counted++
	for _, one := range t.ready {
		one.add(x)
	}
	for _, r := range x.Records {
		if r.Form == assistance.Service.Name {
			t.numbers["services"]++
		}
		if r.Form == telling.Interview.Name {
			t.numbers["tellings"]++
		}
	}
	if x.sent.Times > 0 {
		t.numbers["referred"]++
	}
	t.numbers["consent_given"] += x.agreed.Given
	t.numbers["consent_withdrawn"] += x.agreed.Withdrawn
	if t.free != nil && (only.of == nil || slices.Contains(only.codesOf(x), code)) {
		t.free.add(x)
	}
}

// numbers are the single counts of a view.
var numbers = []string{"services", "referred", "tellings", "consent_given", "consent_withdrawn", "no_record"}
