package directory_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/directory"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
)

var ctx = context.Background()

// offers are answers to the form of an offer, as a file writes them.
func offers(t *testing.T, texts map[*field.Info]string) field.Values {
	t.Helper()
	var v field.Values
	for i, text := range texts {
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			t.Fatal(bad)
		}
	}
	return v
}

func TestFits(t *testing.T) {
	const now = db.Time(1_000_000)
	l := directory.Listed{Sector: "shelter", Country: "KH", Offer: directory.Offer{
		Free: 2, FreeAt: now - 3600, Answers: offers(t, map[*field.Info]string{
			directory.Services.Info: "shelter; food_clothing", directory.Takes.Info: "adult; girl", directory.Languages.Info: "khm; vie", directory.Place.Info: "Example Town",
		}),
	}}
	old, none := l, l
	old.FreeAt = now - 50*3600
	none.Free = 0
	for _, test := range []struct {
		name string
		f    directory.Filter
		l    directory.Listed
		want bool
	}{
		{"nothing is asked", directory.Filter{}, l, true},
		{"a service", directory.Filter{Service: "shelter"}, l, true},
		{"another service", directory.Filter{Service: "medical"}, l, false},
		{"a language and a place", directory.Filter{Language: "vie", Place: "example town"}, l, true},
		{"another language", directory.Filter{Language: "tha"}, l, false},
		{"girls", directory.Filter{Takes: "girl"}, l, true},
		{"boys", directory.Filter{Takes: "boy"}, l, false},
		{"women, where adults of any sex are taken", directory.Filter{Takes: "woman"}, l, true},
		{"a free place", directory.Filter{Free: true}, l, true},
		{"a place that was free long ago", directory.Filter{Free: true}, old, false},
		{"no place", directory.Filter{Free: true}, none, false},
		{"another sector", directory.Filter{Sector: "police"}, l, false},
		{"another country", directory.Filter{Country: "TH"}, l, false},
		{"one that says nothing", directory.Filter{Service: "shelter"}, directory.Listed{}, false},
	} {
		if got := test.f.Fits(test.l, now); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// TestOffer: an organisation says of itself what it offers, any worker how many places
// are free, and nobody says it for another.
func TestOffer(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		lead, worker, other := n.As(t, "supervisor@shelter"), n.As(t, "caseworker@shelter"), n.As(t, "supervisor@hospital")
		own := consent.ToOrg(n.Orgs["shelter"].ID)
		says := offers(t, map[*field.Info]string{directory.Services.Info: "shelter", directory.Place.Info: "Example Town"})
		must(t, directory.Save(ctx, lead, own, 0, says))
		must(t, directory.SayFree(ctx, worker, 6))
		for name, test := range map[string]struct{ got, want error }{
			"a worker says what is offered":   {directory.Save(ctx, worker, own, 2, says), access.ErrDenied},
			"somebody else says it":           {directory.Save(ctx, other, own, 2, says), lindung.ErrNotFound},
			"it was changed meanwhile":        {directory.Save(ctx, lead, own, 1, says), lindung.ErrConflict},
			"an analyst says what is free":    {directory.SayFree(ctx, n.As(t, "analyst@shelter"), 1), access.ErrDenied},
			"an analyst sends an enquiry":     {sent(directory.Send(ctx, n.As(t, "analyst@shelter"), ask(), nil)), access.ErrDenied},
			"a body that nobody has register": {directory.Save(ctx, lead, consent.ToBody(lindung.BodyID(lindung.NewID())), 0, says), lindung.ErrNotFound},
		} {
			if !errors.Is(test.got, test.want) {
				t.Errorf("%s: %v, want %v", name, test.got, test.want)
			}
		}
		var wrong field.Problems
		if err := directory.SayFree(ctx, worker, -1); !errors.As(err, &wrong) || wrong[0].Field != "free" {
			t.Errorf("less than no place: %v", err)
		}
		all, err := directory.List(ctx, other)
		must(t, err)
		for _, l := range all {
			if l.To == own && (l.Free != 6 || l.Answers.Text(directory.Services.Info) != "shelter") {
				t.Errorf("others read %d places, %v", l.Free, l.Answers)
			}
		}
	})
}

// TestRegister: an outside body is seen by who has registered it, and by nobody else;
// registered again it stays one, and all of several are stored or none.
func TestRegister(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		lead := n.As(t, "supervisor@shelter")
		body := directory.Registered{Body: consent.Body{Name: "Example Embassy", Phone: "+85512000001", Country: "VN", Sector: "consular"}}
		must(t, directory.Register(ctx, lead, []directory.Registered{body}))
		body.Answers = offers(t, map[*field.Info]string{directory.Languages.Info: "vie"})
		must(t, directory.Register(ctx, lead, []directory.Registered{body}))
		bad := body
		bad.Name, bad.Body.Phone = "Another Embassy", ""
		var wrong field.Problems
		if err := directory.Register(ctx, lead, []directory.Registered{{Body: consent.Body{Name: "Example Clinic", Phone: "+85512000002", Country: "KH"}}, bad}); !errors.As(err, &wrong) {
			t.Errorf("a body without a telephone: %v", err)
		}
		for who, want := range map[string]int{"caseworker@shelter": 1, "caseworker@hospital": 0} {
			all, err := directory.List(ctx, n.As(t, who))
			must(t, err)
			found := 0
			for _, l := range all {
				if l.To.Outside() {
					found++
					if l.Answers.Text(directory.Languages.Info) != "vie" {
						t.Errorf("what it offers is not what was said last: %v", l.Answers)
					}
				}
			}
			if found != want {
				t.Errorf("%s sees %d outside bodies, want %d", who, found, want)
			}
		}
	})
}

func ask() directory.Ask {
	return directory.Ask{People: map[string]int{"woman": 1, "small_child": 2}, Need: "shelter", Start: "today", Nights: "one"}
}

func sent(_ string, err error) error { return err }

// TestEnquiry: an enquiry is read by who asks and by who is asked, is answered by
// choices, and is gone after a day: first for every reader, then from the tables.
func TestEnquiry(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		asker, helper, stranger := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital"), n.As(t, "caseworker@police")
		id, err := directory.Send(ctx, asker, ask(), []lindung.OrgID{n.Orgs["hospital"].ID})
		must(t, err)
		in, _, err := directory.Enquiries(ctx, helper)
		must(t, err)
		if len(in) != 1 || in[0].Ask.People["small_child"] != 2 || in[0].FromName == "" {
			t.Fatalf("who is asked reads %d enquiries", len(in))
		}
		if in, own, err := directory.Enquiries(ctx, stranger); err != nil || len(in)+len(own) > 0 {
			t.Errorf("who is not asked reads %d enquiries: %v", len(in)+len(own), err)
		}
		if err := directory.Answer(ctx, stranger, id, directory.Yes, 1); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("who is not asked answers: %v", err)
		}
		if err := directory.Drop(ctx, helper, id); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("who is asked deletes it: %v", err)
		}
		counts(t, helper, directory.Counts{Waiting: 1})
		must(t, directory.Answer(ctx, helper, id, directory.Yes, 3))
		counts(t, helper, directory.Counts{})
		counts(t, asker, directory.Counts{Answered: 1})
		_, own, err := directory.Enquiries(ctx, asker)
		must(t, err)
		if len(own) != 1 || own[0].Asked[0].Answer != directory.Yes || own[0].Asked[0].Places != 3 {
			t.Errorf("the answer is %v", own)
		}
		n.Clock.Add(24 * time.Hour)
		for who, s := range map[string]access.Session{"asker": n.As(t, "caseworker@shelter"), "helper": n.As(t, "caseworker@hospital")} {
			if in, own, err := directory.Enquiries(ctx, s); err != nil || len(in)+len(own) > 0 {
				t.Errorf("a day later the %s reads %d enquiries: %v", who, len(in)+len(own), err)
			}
		}
		if err := directory.Answer(ctx, n.As(t, "caseworker@hospital"), id, directory.No, 0); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("a day later it is answered: %v", err)
		}
		must(t, directory.Forget(ctx, n.System(n.Orgs["shelter"].ID, "sweep")))
		for _, count := range []string{`SELECT count(*) FROM enquiries`, `SELECT count(*) FROM enquiries_asked`} {
			if got := rows(t, n, count); got != 0 {
				t.Errorf("%s: %d", count, got)
			}
		}
	})
}

// TestAsk: an enquiry is choices of closed lists alone.
func TestAsk(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		asker, hospital := n.As(t, "caseworker@shelter"), []lindung.OrgID{n.Orgs["hospital"].ID}
		for name, test := range map[string]struct {
			change func(*directory.Ask)
			to     []lindung.OrgID
			field  string
		}{
			"nobody is counted":             {func(a *directory.Ask) { a.People = nil }, hospital, "people"},
			"a kind that is in no list":     {func(a *directory.Ask) { a.People = map[string]int{"Siti Contoh": 1} }, hospital, "people"},
			"an exact number of many":       {func(a *directory.Ask) { a.People["woman"] = 17 }, hospital, "people"},
			"a text for a need":             {func(a *directory.Ask) { a.Need = "a bed for Siti" }, hospital, "need"},
			"a text for a day":              {func(a *directory.Ask) { a.Start = "at nine" }, hospital, "start"},
			"a text for the nights":         {func(a *directory.Ask) { a.Nights = "7" }, hospital, "nights"},
			"a language that nobody speaks": {func(a *directory.Ask) { a.Language = "rhg" }, hospital, "language"},
			"nobody is asked":               {func(*directory.Ask) {}, nil, "to"},
			"oneself is asked":              {func(*directory.Ask) {}, []lindung.OrgID{n.Orgs["shelter"].ID}, "to"},
			"who is not there is asked":     {func(*directory.Ask) {}, []lindung.OrgID{"x"}, "to"},
		} {
			a := ask()
			test.change(&a)
			var wrong field.Problems
			if _, err := directory.Send(ctx, asker, a, test.to); !errors.As(err, &wrong) || wrong[0].Field != test.field {
				t.Errorf("%s: %v, want a problem at %s", name, err, test.field)
			}
		}
		for range 20 {
			_, err := directory.Send(ctx, asker, ask(), hospital)
			must(t, err)
		}
		if _, err := directory.Send(ctx, asker, ask(), hospital); err == nil {
			t.Error("an organisation asks without end")
		}
	})
}

func counts(t *testing.T, s access.Session, want directory.Counts) {
	t.Helper()
	got, err := directory.Count(ctx, s)
	must(t, err)
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func rows(t *testing.T, n *nodetest.Node, text string) (count int) {
	t.Helper()
	must(t, n.DB.Read(ctx, func(tx *db.Tx) error {
		var err error
		count, err = db.One(tx, db.Value[int], text)
		return err
	}))
	return count
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
