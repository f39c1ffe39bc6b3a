package linkage_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/linkage"
	"lindung/person"
)

var ctx = context.Background()

func open(t *testing.T, s access.Session, name string) cases.Case {
	t.Helper()
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func siti() linkage.Person { return linkage.PersonOf([]string{"Siti Samanama"}) }

// asks is the answer to whether somebody similar is known, in words.
func asks(t *testing.T, s access.Session, f *cases.Finder, p linkage.Person) string {
	t.Helper()
	a, err := linkage.Ask(ctx, s, f, p)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(a.Ask, ", ")
	if a.Team {
		said += " supervisor"
	}
	if len(a.Mine) > 0 {
		said += " mine"
	}
	if a.Spent {
		said += " spent"
	}
	return said
}

// acted are the entries about an object with the act, as the log has them.
func acted(t *testing.T, s access.Session, id lindung.CaseID) int {
	t.Helper()
	n := 0
	err := s.See(ctx, access.CaseHistory, cases.Target(id), func(tx *access.Tx) error {
		all, err := audit.About(tx, string(id), 100)
		for _, e := range all {
			if e.Act == string(access.CaseSimilar) {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The answer says whom to ask. Who reads the case is shown it; of a case of another
// organisation, and of nobody, there is nothing to say.
func TestAsk(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, other := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")
		f := cases.NewFinder(cases.SearchNames)
		c := open(t, ana, "Samanama Siti")
		if got := asks(t, ana, f, siti()); got != "" {
			t.Errorf("who has just opened it is told %q", got)
		}
		n.At(n.Now().Add(2 * time.Minute))
		if got := asks(t, other, f, siti()); got != "Ana Example (caseworker@shelter)" {
			t.Errorf("another caseworker is told %q", got)
		}
		if got := asks(t, ana, f, siti()); got != " mine" {
			t.Errorf("whose case it is is told %q", got)
		}
		if got := asks(t, n.As(t, "caseworker@ngo"), f, siti()); got != "" {
			t.Errorf("another organisation is told %q", got)
		}
		if got := asks(t, other, f, linkage.PersonOf([]string{"Dara Contoh"})); got != "" {
			t.Errorf("of nobody similar they are told %q", got)
		}
		if got := acted(t, ana, c.ID); got != 1 {
			t.Errorf("the history of the case has %d entries of it", got)
		}
		for _, who := range []string{"administrator@shelter", "analyst@shelter", "data_protection@shelter"} {
			if _, err := linkage.Ask(ctx, n.As(t, who), f, siti()); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s asks: %v", who, err)
			}
		}
		all, err := linkage.AskedHere(ctx, n.As(t, "supervisor@shelter"))
		if err != nil || len(all) != 4 || !slices.ContainsFunc(all, func(a linkage.Asked) bool { return strings.Contains(a.Name, "second@shelter") && a.N == 1 }) {
			t.Errorf("the supervisor sees %v, %v", all, err)
		}
	})
}

// Of a protected case the answer is as if nobody were there, and its team learns that
// somebody asked.
func TestAskOfProtected(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, other := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")
		f := cases.NewFinder(cases.SearchNames)
		c := open(t, ana, "Siti Samanama")
		named := []lindung.ActorID{n.ID("caseworker@shelter"), n.ID("duty_officer@shelter")}
		if err := cases.Protect(ctx, ana.SteppedUp(true), c.ID, named); err != nil {
			t.Fatal(err)
		}
		for _, who := range []access.Session{other, n.As(t, "supervisor@shelter")} {
			a, err := linkage.Ask(ctx, who, f, siti())
			if err != nil || a.Anybody() || a.Rows != 0 {
				t.Errorf("%s is told %v, %v", who.Actor().ID, a, err)
			}
		}
		for who, want := range map[string]int{"caseworker@shelter": 2, "duty_officer@shelter": 2, "second@shelter": 0, "supervisor@shelter": 0} {
			all, err := linkage.AskedOfMine(ctx, n.As(t, who))
			if err != nil || len(all) != want {
				t.Errorf("%s has %d notices, want %d (%v)", who, len(all), want, err)
			}
		}
		all, err := linkage.AskedHere(ctx, n.As(t, "supervisor@shelter"))
		if err != nil || len(all) != 2 || all[0].N != 0 || all[1].N != 0 {
			t.Errorf("the supervisor sees %v, %v", all, err)
		}
	})
}

// There are so many answers a day, whatever they say.
func TestAskIsBounded(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Set(t, "shelter", access.SimilarAsks, 3)
		ana, other := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")
		f := cases.NewFinder(cases.SearchNames)
		open(t, ana, "Siti Samanama")
		for range 3 {
			asks(t, other, f, linkage.PersonOf([]string{"Dara Contoh"}))
		}
		if got := asks(t, other, f, siti()); got != " spent" {
			t.Errorf("the fourth answer is %q", got)
		}
		n.At(n.Now().AddDate(0, 0, 1))
		if got := asks(t, other, f, siti()); got != "Ana Example (caseworker@shelter)" {
			t.Errorf("on the next day the answer is %q", got)
		}
		if access.SimilarAsks.Fits(21) || access.SimilarAsks.Default != 20 {
			t.Error("more than twenty answers a day can be set")
		}
	})
}

// Of a file there is one answer, without the cases of the file itself.
func TestAskOfFile(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup, f := n.As(t, "supervisor@shelter"), cases.NewFinder(cases.SearchNames)
		c := open(t, n.As(t, "caseworker@shelter"), "Siti Samanama")
		if err := cases.Protect(ctx, n.As(t, "caseworker@shelter").SteppedUp(true), c.ID, []lindung.ActorID{n.ID("caseworker@shelter"), n.ID("second@shelter")}); err != nil {
			t.Fatal(err)
		}
		open(t, n.As(t, "second@shelter"), "Dara Samanama")
		a, err := linkage.AskOfFile(ctx, sup, f, []linkage.Person{siti(), linkage.PersonOf([]string{"Dara Samanama"}), linkage.PersonOf([]string{"Contoh Baru"})}, "batch")
		if err != nil || a.Of != 3 || a.Rows != 1 || len(a.Ask) != 1 || !strings.Contains(a.Ask[0], "second@shelter") {
			t.Errorf("of the file: %+v, %v", a, err)
		}
	})
}

// While the persons of a file are compared, others act: the comparing waits for nobody who
// writes, and so holds nobody up.
func TestFileHoldsNobodyUp(t *testing.T) {
	clock := &dbtest.Clock{}
	d, statements := dbtest.Counted(t, clock)
	n := nodetest.New(t, d, clock)
	sup := n.As(t, "supervisor@shelter")
	var all []linkage.Person
	for i := range 20 {
		name := fmt.Sprintf("Samanama Nomor%d", i)
		open(t, n.As(t, "caseworker@shelter"), name)
		all = append(all, linkage.PersonOf([]string{name}))
	}
	ask := func() error {
		_, err := linkage.AskOfFile(ctx, sup, cases.NewFinder(cases.SearchNames), all, "batch")
		return err
	}
	free := statements()
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	free = statements() - free
	held, release, compared := make(chan bool), make(chan bool), make(chan error)
	go func() {
		if err := d.Write(ctx, func(*db.Tx) error { close(held); <-release; return nil }); err != nil {
			t.Error(err)
		}
	}()
	<-held
	before := statements()
	go func() { compared <- ask() }()
	const entry = 10 // at most, which wait until the log is written
	for end := time.Now().Add(20 * time.Second); statements()-before < free-entry; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Errorf("the comparing waits until it may write: %d of %d statements", statements()-before, free)
			break
		}
	}
	close(release)
	if err := <-compared; err != nil {
		t.Error(err)
	}
}

// The command line has as many answers a day as a worker, and says when they are used up.
func TestAskIsBoundedOnTheCommandLine(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Set(t, "shelter", access.SimilarAsks, 2)
		f, program := cases.NewFinder(cases.SearchNames), n.Node.System(n.Orgs["shelter"].ID, "cli")
		open(t, n.As(t, "second@shelter"), "Siti Samanama")
		ask := func() linkage.Answer {
			t.Helper()
			a, err := linkage.AskOfFile(ctx, program, f, []linkage.Person{siti()}, "batch")
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		for range 2 {
			if a := ask(); a.Rows != 1 || a.Spent {
				t.Errorf("an answer of the day: %+v", a)
			}
		}
		if a := ask(); a.Rows != 0 || a.Anybody() || !a.Spent {
			t.Errorf("the third answer is %+v", a)
		}
		if got := asks(t, n.As(t, "caseworker@shelter"), f, siti()); !strings.Contains(got, "second@shelter") {
			t.Errorf("a worker is told %q", got)
		}
	})
}
