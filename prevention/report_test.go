package prevention_test

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/pace"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/prevention"
)

// house is where somebody tells something from.
const house = "203.0.113.77"

func TestKindOf(t *testing.T) {
	for _, c := range []struct{ about, danger, want string }{
		{"crisis", "no", prevention.Crisis},
		{"help", "not_sure", prevention.Crisis},
		{"saw", "no", prevention.Report},
		{"saw", "yes", prevention.Crisis},
		{"offer", "not_sure", prevention.JobOffer},
		{"offer", "yes", prevention.Crisis},
		{"", "no", ""},
	} {
		if got := prevention.KindOf(c.about, c.danger); got != c.want {
			t.Errorf("%s, danger %s: %q, want %q", c.about, c.danger, got, c.want)
		}
	}
}

// saw is what somebody tells.
func saw() prevention.Told {
	return prevention.Told{
		Form: lindung.NewID(), About: "saw", Danger: "no", Country: "KH", Place: "Kanari Pier", When: "Kanari week",
		Said: "Kanari boat at the pier", Lang: "khm", Answer: "yes",
	}
}

// taking is a node whose shelter takes reports without a name, and its door.
func taking(t *testing.T, n *nodetest.Node) *prevention.ReportDoor {
	t.Helper()
	n.Set(t, "shelter", access.TakesReports, 1)
	d := prevention.NewReportDoor(n.Node)
	d.Quick()
	return d
}

func tell(t *testing.T, d *prevention.ReportDoor, r prevention.Told) string {
	t.Helper()
	key, _, err := d.Tell(ctx, r, house)
	must(t, err)
	return key
}

func comes(t *testing.T, d *prevention.ReportDoor, key string) prevention.Coming {
	t.Helper()
	c, err := d.Enter(ctx, key, house)
	must(t, err)
	return c
}

func only(t *testing.T, s access.Session) prevention.Tip {
	t.Helper()
	open, _, err := prevention.Tips(ctx, s)
	must(t, err)
	if len(open) != 1 {
		t.Fatalf("%d tips are open", len(open))
	}
	got, err := prevention.ReadTip(ctx, s, open[0].ID)
	must(t, err)
	return got
}

// TestReport: who tells something without a name gets an answer with their key, and nothing
// else.
func TestReport(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := prevention.NewReportDoor(n.Node)
		d.Quick()
		if _, _, err := d.Tell(ctx, saw(), house); !errors.Is(err, prevention.ErrNobody) {
			t.Errorf("nobody takes it: %v", err)
		}
		d = taking(t, n)
		n.At(time.Date(2026, 11, 30, 14, 47, 12, 0, time.UTC))
		r := saw()
		key := tell(t, d, r)
		if !regexp.MustCompile(`^([2-9A-Z]{4}-){3}[2-9A-Z]{4}$`).MatchString(key) {
			t.Errorf("the key is %q", key)
		}
		if again := tell(t, d, r); again != key {
			t.Error("the same form, sent again, gives another key")
		}
		ana := n.As(t, "caseworker@shelter")
		tip := only(t, ana)
		hour := db.TimeOf(time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC))
		if !tip.Nameless() || tip.Kind != prevention.Report || tip.At != hour || tip.Answers.Text(prevention.TipSaid.Info) != r.Said || tip.Answers.Text(prevention.TipCountry.Info) != "KH" {
			t.Errorf("stored %+v", tip)
		}
		if got := clocks(tip); got != fmt.Sprint("look ", hour+24*3600, " answer ", hour+48*3600) {
			t.Errorf("owed: %s", got)
		}
		if err := prevention.AnswerTip(ctx, ana, tip.ID, tip.Version, says(t, map[*field.Info]string{prevention.TipAnswer.Info: "x"})); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("answered as a caller is: %v", err)
		}
		var wrong field.Problems
		if err := prevention.WriteBack(ctx, ana, tip.ID, tip.Version, "  "); !errors.As(err, &wrong) {
			t.Errorf("nothing written: %v", err)
		}
		must(t, prevention.WriteBack(ctx, ana, tip.ID, tip.Version, "Which boat?"))
		if tip = only(t, ana); clocks(tip) != "" || tip.Talk.Words[0].Seen {
			t.Errorf("answered: owed %s, %+v", clocks(tip), tip.Talk)
		}

		c := comes(t, d, strings.ToLower(strings.ReplaceAll(key, "-", " ")))
		got, err := prevention.ReadReport(ctx, c)
		must(t, err)
		if got.Said != r.Said || got.Ended || len(got.Talk.Words) != 1 || got.Talk.Words[0].Text != "Which boat?" || got.Talk.Words[0].FromReporter() {
			t.Errorf("they read %+v", got)
		}
		n.At(n.Now().Add(20 * time.Minute))
		form := lindung.NewID()
		must(t, prevention.WriteMore(ctx, c, form, "The blue one"))
		must(t, prevention.WriteMore(ctx, c, form, "The blue one"))
		tip = only(t, ana)
		later := db.TimeOf(time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC))
		if len(tip.Talk.Words) != 2 || !tip.Talk.Words[0].Seen || !tip.Talk.Words[1].FromReporter() || tip.Talk.Words[1].At != later || clocks(tip) != fmt.Sprint("look ", later+24*3600, " answer ", later+48*3600) {
			t.Errorf("more was written: %+v, owed %s", tip.Talk, clocks(tip))
		}
		must(t, prevention.LookAtTip(ctx, ana, tip.ID, tip.Version))
		if tip = only(t, ana); clocks(tip) != fmt.Sprint("answer ", later+48*3600) {
			t.Errorf("looked at: owed %s", clocks(tip))
		}

		n.At(n.Now().Add(31 * time.Minute))
		if _, err := d.Resume(ctx, c.Token); !errors.Is(err, prevention.ErrKey) {
			t.Errorf("half an hour later: %v", err)
		}
		c = comes(t, d, key)
		must(t, prevention.EndReport(ctx, c))
		if _, err := prevention.ReadReport(ctx, c); !errors.Is(err, access.ErrDenied) {
			t.Errorf("after they ended it: %v", err)
		}
		if _, err := d.Enter(ctx, key, house); !errors.Is(err, prevention.ErrKey) {
			t.Errorf("the key after that: %v", err)
		}
		if tip = only(t, ana); !tip.Talk.Ended || clocks(tip) != "" || len(tip.Talk.Words) != 2 {
			t.Errorf("workers see %+v, owed %s", tip.Talk, clocks(tip))
		}
		if err := prevention.WriteBack(ctx, ana, tip.ID, tip.Version, "Are you there?"); !errors.As(err, &wrong) {
			t.Errorf("written to who has ended it: %v", err)
		}
	})
}

// clocks are what is owed, by when.
func clocks(tip prevention.Tip) string {
	var all []string
	for _, c := range prevention.Clocks(tip) {
		all = append(all, fmt.Sprint(c.Name, " ", c.By))
	}
	return strings.Join(all, " ")
}

// TestReportAsked: what must be there before it is taken, and nothing else.
func TestReportAsked(t *testing.T) {
	n := nodetest.New(t, dbtest.SQLite(t, &dbtest.Clock{}), &dbtest.Clock{})
	d := taking(t, n)
	for name, spoil := range map[string]func(*prevention.Told){
		"about": func(r *prevention.Told) { r.About = "name" }, "tip_said": func(r *prevention.Told) { r.Said = " \n" },
		"answer": func(r *prevention.Told) { r.Answer = "" }, "tip_danger": func(r *prevention.Told) { r.Danger = "maybe" },
		"tip_place": func(r *prevention.Told) { r.Place = strings.Repeat("a", 100_000) },
	} {
		r := saw()
		spoil(&r)
		var wrong field.Problems
		if _, _, err := d.Tell(ctx, r, house); !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := saw()
	r.Place, r.When, r.Country = "", "", ""
	tell(t, d, r)
	n.Set(t, "ngo", access.TakesReports, 1)
	r.Form = lindung.NewID()
	if _, _, err := d.Tell(ctx, r, house); !errors.Is(err, prevention.ErrNobody) {
		t.Errorf("of two, none is chosen: %v", err)
	}
	r.Org = n.Orgs["police"].ID
	if _, _, err := d.Tell(ctx, r, house); !errors.Is(err, prevention.ErrNobody) {
		t.Errorf("to one that takes none: %v", err)
	}
	r.Org = n.Orgs["ngo"].ID
	tell(t, d, r)
	all, err := d.Takers(ctx)
	must(t, err)
	if len(all) != 2 || all[0].ID != n.Orgs["shelter"].ID {
		t.Errorf("who takes them: %+v", all)
	}
	if tip := only(t, n.As(t, "caseworker@ngo")); tip.Org != n.Orgs["ngo"].ID {
		t.Errorf("it went to %s", tip.Org)
	}
}

// TestReportKeeps: the database holds of who told something no address, no word in clear,
// no minute, and no key; the log holds nothing but the tip.
func TestReportKeeps(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := taking(t, n)
		n.At(time.Date(2026, 11, 30, 14, 47, 12, 0, time.UTC))
		key := tell(t, d, saw())
		c := comes(t, d, key)
		must(t, prevention.WriteMore(ctx, c, lindung.NewID(), "Kanari again"))
		if _, err := d.Enter(ctx, "AAAA-AAAA-AAAA-AAAA", house); !errors.Is(err, prevention.ErrKey) {
			t.Errorf("another key: %v", err)
		}
		var b bytes.Buffer
		_, err := n.DB.Dump(ctx, &b)
		must(t, err)
		text := strings.ToLower(b.String())
		minute := fmt.Sprint(int64(db.TimeOf(n.Now())))
		for _, bad := range []string{"kanari", house, "203.0.113", strings.ToLower(key), strings.ToLower(strings.ReplaceAll(key, "-", "")), strings.ToLower(c.Token)} {
			if strings.Contains(text, bad) {
				t.Errorf("the database holds %q", bad)
			}
		}
		tip := only(t, n.As(t, "caseworker@shelter"))
		var entries []audit.Entry
		must(t, n.DB.Read(ctx, func(tx *db.Tx) (err error) {
			for _, table := range []string{"tips", "reports", "report_words"} {
				rows, err := db.All(tx, db.Value[string], `SELECT mac FROM `+table)
				if err != nil || len(rows) != 1 {
					return fmt.Errorf("%s: %d, %w", table, len(rows), err)
				}
			}
			exact, err := db.All(tx, db.Value[int64], `SELECT at FROM tips UNION ALL SELECT wrote_at FROM tips UNION ALL SELECT waits_at FROM tips UNION ALL SELECT at FROM report_words`)
			for _, at := range exact {
				if err == nil && at%3600 != 0 {
					err = fmt.Errorf("stored to the minute: %d at %s", at, minute)
				}
			}
			if err == nil {
				entries, err = audit.ByOrg(tx, n.Orgs["shelter"].ID, 0, 100)
			}
			return err
		}))
		found := 0
		for _, e := range entries {
			if !strings.HasPrefix(e.Act, "report.") {
				continue
			}
			found++
			if e.Actor != "reporter:"+string(tip.ID) || e.Object != string(tip.ID) || !slices.Contains([]string{"", "more"}, e.Filter) || len(e.Listed)+len(e.Ended) > 0 {
				t.Errorf("the log says %+v", e)
			}
		}
		if found != 2 {
			t.Errorf("%d entries", found)
		}
	})
}

// TestReportKeys: no key is found by trying; one opens its own tip and no other; a flood
// ends at a bound, and one network cannot shut out the others.
func TestReportKeys(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := taking(t, n)
		mine, theirs := tell(t, d, saw()), tell(t, d, saw())
		if mine == theirs {
			t.Fatal("two have one key")
		}
		a, b := comes(t, d, mine), comes(t, d, theirs)
		form := lindung.NewID()
		must(t, prevention.WriteMore(ctx, a, form, "first"))
		if err := prevention.WriteMore(ctx, b, form, "of another"); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("the form of another: %v", err)
		}
		got, err := prevention.ReadReport(ctx, b)
		must(t, err)
		if len(got.Talk.Words) != 0 {
			t.Errorf("they read of another: %+v", got.Talk)
		}
		for _, token := range []string{"", "x", a.Token + "A", a.Token[:len(a.Token)-4] + "AAAA"} {
			if _, err := d.Resume(ctx, token); !errors.Is(err, prevention.ErrKey) {
				t.Errorf("a token of their own: %v", err)
			}
		}
		for i := range 300 {
			_, err := d.Enter(ctx, fmt.Sprintf("AAAA-AAAA-AAAA-%04d", i), fmt.Sprint("network ", i))
			if !errors.Is(err, prevention.ErrKey) && !errors.Is(err, pace.ErrBusy) {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		if _, err := d.Enter(ctx, "AAAA", "another network"); !errors.Is(err, pace.ErrBusy) {
			t.Errorf("the guess after many: %v", err)
		}
		comes(t, d, mine) // who has a key does not wait for those who guess

		taken := 2
		for i := range prevention.MostTogether + 5 {
			if _, _, err := d.Tell(ctx, saw(), house); err == nil {
				taken++
			} else if !errors.Is(err, prevention.ErrFlood) {
				t.Fatalf("report %d: %v", i, err)
			}
		}
		if taken != prevention.MostTogether {
			t.Errorf("from one network %d were taken", taken)
		}
		for i := range prevention.MostTold {
			if _, _, err := d.Tell(ctx, saw(), fmt.Sprint("network ", i)); err == nil {
				taken++
			}
		}
		if taken != prevention.MostTold {
			t.Errorf("%d were taken in an hour", taken)
		}
		n.At(n.Now().Add(61 * time.Minute))
		tell(t, d, saw())
	})
}

// TestReportErased: what was written goes with the tip, or with the case that it is in, and
// the talk goes on as long as the case is there.
func TestReportErased(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := taking(t, n)
		ana, lead := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter").SteppedUp(true)
		key := tell(t, d, saw())
		must(t, prevention.WriteMore(ctx, comes(t, d, key), lindung.NewID(), "more"))
		tip := only(t, ana)
		must(t, prevention.EndTip(ctx, ana, tip.ID, tip.Version, prevention.NoCase, says(t, map[*field.Info]string{prevention.TipWhy.Info: "Nothing found"})))
		c := comes(t, d, key)
		got, err := prevention.ReadReport(ctx, c)
		must(t, err)
		if !got.Ended || len(got.Talk.Words) != 1 {
			t.Errorf("of one that ended they read %+v", got)
		}
		if err := prevention.WriteMore(ctx, c, lindung.NewID(), "still"); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("more of one that ended: %v", err)
		}
		must(t, prevention.EraseTip(ctx, lead, tip.ID))
		if _, err := d.Enter(ctx, key, house); !errors.Is(err, prevention.ErrKey) {
			t.Errorf("after erasure: %v", err)
		}
		if _, err := prevention.ReadReport(ctx, c); !errors.Is(err, access.ErrDenied) {
			t.Errorf("who had come back, after erasure: %v", err)
		}
		left(t, n, 0)

		key = tell(t, d, saw())
		tip = only(t, ana)
		opened, err := prevention.OpenCase(ctx, ana, tip.ID, cases.New{Names: []person.Name{{Text: "Invented Person", Kind: "official"}}})
		must(t, err)
		tip, err = prevention.ReadTip(ctx, ana, tip.ID)
		must(t, err)
		must(t, prevention.WriteBack(ctx, ana, tip.ID, tip.Version, "We work on it"))
		must(t, prevention.WriteMore(ctx, comes(t, d, key), lindung.NewID(), "They moved us"))
		if tip = only(t, ana); tip.Case != opened.ID || !strings.HasPrefix(clocks(tip), "look ") {
			t.Errorf("words in a case: owed %q", clocks(tip))
		}
		must(t, prevention.LookAtTip(ctx, ana, tip.ID, tip.Version))
		left(t, n, 2)
	})
}

// left counts the words that are stored.
func left(t *testing.T, n *nodetest.Node, want int64) {
	t.Helper()
	must(t, n.DB.Read(ctx, func(tx *db.Tx) error {
		got, err := db.One(tx, db.Value[int64], `SELECT count(*) FROM report_words`)
		if got != want {
			t.Errorf("%d words are stored, want %d", got, want)
		}
		return err
	}))
}

// TestReportForged: who can write to the database and has no key opens nothing with a key
// of their own, and puts no word into a talk or out of it.
func TestReportForged(t *testing.T) {
	for name, forge := range map[string]func(s dbtest.Thief){
		"another hash":   func(s dbtest.Thief) { s.Run(`UPDATE reports SET code = 'made up'`) },
		"opened again":   func(s dbtest.Thief) { s.PutBack("reports") },
		"a word changed": func(s dbtest.Thief) { s.Run(`UPDATE report_words SET made_by = 'someone'`) },
		"a word removed": func(s dbtest.Thief) { s.Run(`DELETE FROM report_words`) },
		"who told it":    func(s dbtest.Thief) { s.Run(`UPDATE tips SET back = FALSE`) },
		"sent to another": func(s dbtest.Thief) {
			s.Run(`UPDATE reports SET org = (SELECT max(id) FROM orgs WHERE id <> reports.org)`)
		},
		"an earlier version": func(s dbtest.Thief) { s.PutBack("tips") },
	} {
		t.Run(name, func(t *testing.T) {
			nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
				d := taking(t, n)
				key := tell(t, d, saw())
				ana := n.As(t, "caseworker@shelter")
				thief := dbtest.Steal(t, n.DB, "reports", "tips")
				tip := only(t, ana)
				c := comes(t, d, key)
				must(t, prevention.WriteBack(ctx, ana, tip.ID, tip.Version, "Stay where you are"))
				if name == "opened again" {
					must(t, prevention.EndReport(ctx, c))
				}
				if name == "an earlier version" {
					thief.Run(`CREATE TABLE kept_words AS SELECT * FROM report_words`)
					thief.Run(`CREATE TABLE kept_ways AS SELECT * FROM reports`)
					thief.Run(`DELETE FROM report_words`)
					thief.Run(`DELETE FROM reports`)
				}
				forge(thief)
				if name == "an earlier version" {
					thief.Run(`INSERT INTO reports SELECT * FROM kept_ways`)
					thief.Run(`INSERT INTO report_words SELECT * FROM kept_words`)
				}
				if again, err := d.Enter(ctx, key, house); err == nil {
					if got, err := prevention.ReadReport(ctx, again); err == nil && !changed(name, got) {
						t.Errorf("it is opened: %+v", got)
					}
				}
				if got, err := prevention.ReadReport(ctx, c); err == nil && !changed(name, got) {
					t.Errorf("it goes on: %+v", got)
				}
			})
		})
	}
}

// changed reports whether a word that was changed is left out: it looks like one that is not
// there, and is reported.
func changed(name string, got prevention.Reporting) bool {
	return name == "a word changed" && len(got.Talk.Words) == 0
}

// TestReportEndedAgain: a key that was ended before a backup was put back opens nothing
// after it, as the journal says.
func TestReportEndedAgain(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := taking(t, n)
		key := tell(t, d, saw())
		tip := only(t, n.As(t, "caseworker@shelter"))
		hourly := n.System(n.Orgs["shelter"].ID, "restore")
		for range 2 { // the second time there is nothing to end
			must(t, hourly.Do(ctx, access.SystemRun, hourly.OrgTarget(), func(tx *access.Tx) error {
				_, known, err := prevention.StoredTips.Ends.End(tx, access.EndedReport+":"+string(tip.ID))
				if !known {
					t.Error("no way to end it")
				}
				return err
			}))
		}
		if _, err := d.Enter(ctx, key, house); !errors.Is(err, prevention.ErrKey) {
			t.Errorf("the key: %v", err)
		}
	})
}
