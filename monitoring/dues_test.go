package monitoring_test

import (
	"slices"
	"testing"

	"lindung"
	"lindung/convention"
	"lindung/internal/test/nodetest"
	"lindung/monitoring"
)

// recommended is a recommendation of a meeting, and a day by which it asks for an answer.
func recommended(id, event, to, due string) monitoring.Row {
	return monitoring.Row{
		"id": id, "event": event, "by": "AICHR", "by_kind": "asean_body", "text": "Write a common form of referral.", "addressee": to, "paragraphs": "14.1", "verb": "consider", "due": due,
		"source_url": "https://example.org/consultation", "read_in": "web page", "source_day": "2026-05-06", "certainty": "partly", "checked": "2026-06-01",
	}
}

// answered is an answer to it.
func answered(id, by string) monitoring.Row {
	return monitoring.Row{
		"recommendation": id, "kind": "answer", "by": by, "day": "2026-10-01", "strength": "cites", "names": id + "; the form", "text": "The form is in use.",
		"source_url": "https://example.org/answer", "read_in": "web page", "source_day": "2026-10-02", "says": "An answer to " + id + ": the form is in use.", "certainty": "partly", "checked": "2026-10-03",
	}
}

// Who owes which answer, from what the record says: one of each addressee, by the day of the
// newest line of the recommendation, until an answer of theirs is there.
func TestDues(t *testing.T) {
	asked, _ := monitoring.FileNamed("recommendations")
	answers, _ := monitoring.FileNamed("followups")
	before := record(t).Dues()
	r := record(t).Put(asked, recommended("EXAMPLE-R1", "EXAMPLE-2026", "TH KH AICHR", "2026-12-05"))
	r = r.Put(asked, recommended("EXAMPLE-R2", "EXAMPLE-2026", "TH", ""))         // asks for no day
	r = r.Put(asked, recommended("EXAMPLE-R3", "EXAMPLE-2026", "states", "2027")) // each of them, in a year
	later := recommended("EXAMPLE-R1", "EXAMPLE-2026", "TH KH AICHR", "2026-12-20")
	later["recorded"] = "2026-07-01"
	r = r.Put(asked, later)
	r = r.Put(answers, answered("EXAMPLE-R1", "KH"))
	nothing := answered("EXAMPLE-R1", "TH") // somebody looked, and found none
	nothing["kind"] = convention.FoundNone
	r = r.Put(answers, nothing)
	var got []string
	for _, d := range r.Dues() {
		if !slices.ContainsFunc(before, func(o monitoring.Due) bool { return o.Row["id"] == d.Row["id"] }) {
			got = append(got, d.Day.String()+" "+d.Row["id"]+" "+d.To)
		}
	}
	want := []string{"2026-12-20 EXAMPLE-R1 AICHR", "2026-12-20 EXAMPLE-R1 TH"}
	for _, s := range slices.Sorted(slices.Values(lindung.States)) {
		want = append(want, "2027 EXAMPLE-R3 "+string(s))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A desk reads what it owes itself, a body and the editor what all owe; a focal point of the
// organisation reads it too, and nobody else. It goes when the answer is published.
func TestReadDues(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		m := meeting("EXAMPLE-2026")
		m["recommends"] = "in_part"
		h.publish("hospital", "police", map[string]monitoring.Row{"events": m, "recommendations": recommended("EXAMPLE-2026-R1", "EXAMPLE-2026", "TH KH", "2026-12-05")})
		for _, c := range []struct {
			who        string
			owes, sees int
		}{
			{"desk_officer@police", 1, 1}, {"focal_point@police", 1, 1}, {"desk_officer@hospital", 0, 2}, {"desk_officer@shelter", 0, 2}, {"desk_officer@ngo", 0, 0},
		} {
			all, err := monitoring.ReadDues(ctx, n.As(t, c.who))
			must(t, err)
			owes := 0
			for _, d := range all {
				if d.Ours {
					owes++
				}
			}
			if owes != c.owes || len(all) != c.sees {
				t.Errorf("%s owes %d and sees %d", c.who, owes, len(all))
			}
		}
		if _, err := monitoring.ReadDues(ctx, n.As(t, "caseworker@police")); err == nil {
			t.Error("a caseworker reads the desk")
		}
		w, err := monitoring.ReadWork(ctx, h.at("police"))
		must(t, err)
		if soon, later := w.Waiting(lindung.Date{Year: 2026, Month: 11, Day: 30}), w.Waiting(lindung.Date{Year: 2026, Month: 12, Day: 5}); soon != 0 || later != 1 {
			t.Errorf("waits %d before the day comes near, %d then", soon, later)
		}
		h.publish("police", "hospital", map[string]monitoring.Row{"followups": answered("EXAMPLE-2026-R1", "TH")})
		if all, err := monitoring.ReadDues(ctx, h.at("police")); err != nil || len(all) != 0 {
			t.Errorf("%d after the answer, %v", len(all), err)
		}
	})
}

// publish takes rows of one desk through another into the next edition.
func (h house) publish(by, second string, rows map[string]monitoring.Row) {
	h.t.Helper()
	var ids []monitoring.ProposalID
	for file, row := range rows {
		id, err := monitoring.Write(ctx, h.at(by), file, row)
		must(h.t, err)
		ids = append(ids, id)
	}
	for _, id := range ids {
		must(h.t, monitoring.Give(ctx, h.at(by), id, 1))
		must(h.t, monitoring.Review(ctx, h.at(second), id, 2, true, ""))
	}
	_, err := monitoring.PublishNext(ctx, h.at("shelter").SteppedUp(true), ids, today)
	must(h.t, err)
}
