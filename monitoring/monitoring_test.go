package monitoring_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/monitoring"
)

var (
	ctx   = context.Background()
	today = lindung.Date{Year: 2026, Month: 11, Day: 30}
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// record is the record that the program was built with.
func record(t *testing.T) monitoring.Record {
	t.Helper()
	r, err := monitoring.Base()
	must(t, err)
	return r
}

// house is a node whose organisations have desks: the shelter edits, the hospital is the
// desk of AICHR, the police that of Thailand, the NGO is of civil society.
type house struct {
	*nodetest.Node
	t *testing.T
}

func newHouse(t *testing.T, n *nodetest.Node) house {
	t.Helper()
	h := house{n, t}
	keeper := n.As(t, "administrator@shelter").SteppedUp(true)
	for _, d := range []struct {
		org  string
		desk monitoring.Desk
	}{
		{"shelter", monitoring.Desk{Kind: monitoring.Editing}},
		{"hospital", monitoring.Desk{Kind: monitoring.Regional, Voice: "AICHR"}},
		{"police", monitoring.Desk{Kind: monitoring.National}},
		{"ngo", monitoring.Desk{Kind: monitoring.Civil}},
	} {
		d.desk.Org = n.Orgs[d.org].ID
		must(t, monitoring.GiveDesk(ctx, keeper, record(t), d.desk))
	}
	return h
}

func (h house) at(org string) access.Session { return h.As(h.t, "desk_officer@"+org) }

// meeting is an event that AICHR may write.
func meeting(id string) monitoring.Row {
	return monitoring.Row{
		"id": id, "kind": "meeting", "not_before": "2026-05-04", "not_after": "2026-05-05", "title": "Example consultation on referral", "place": "Example City",
		"bodies": "AICHR", "paragraphs": "14", "source_url": "https://example.org/consultation", "read_in": "web page", "source_day": "2026-05-06",
		"says": "The consultation took place on 4 and 5 May 2026.", "certainty": "partly", "checked": "2026-06-01",
	}
}

func (h house) show(org string, id monitoring.ProposalID) monitoring.Shown {
	h.t.Helper()
	p, err := monitoring.Read(ctx, h.at(org), id)
	must(h.t, err)
	return p
}

// A row goes from its desk through another organisation into an edition that a public site
// takes.
func TestPublished(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		id, err := monitoring.Write(ctx, h.at("hospital"), "events", meeting("EXAMPLE-2026"))
		must(t, err)
		p := h.show("hospital", id)
		if len(p.Wrong) > 0 || p.State != monitoring.Draft {
			t.Fatalf("the draft is %s and wrong: %v", p.State, p.Wrong)
		}
		if _, err := monitoring.Read(ctx, h.at("police"), id); !errors.Is(err, access.ErrDenied) {
			t.Errorf("another desk reads a draft: %v", err)
		}
		must(t, monitoring.Give(ctx, h.at("hospital"), id, p.Version))
		if err := monitoring.Review(ctx, h.at("hospital"), id, p.Version+1, true, ""); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the author reviews it: %v", err)
		}
		must(t, monitoring.Review(ctx, h.at("police"), id, p.Version+1, true, ""))
		if _, err := monitoring.PublishNext(ctx, h.at("police").SteppedUp(true), []monitoring.ProposalID{id}, today); !errors.Is(err, access.ErrDenied) {
			t.Errorf("a desk that does not edit publishes: %v", err)
		}
		if _, err := monitoring.PublishNext(ctx, h.at("shelter"), []monitoring.ProposalID{id}, today); !errors.Is(err, access.ErrStepUp) {
			t.Errorf("published without a second proof: %v", err)
		}
		e, err := monitoring.PublishNext(ctx, h.at("shelter").SteppedUp(true), []monitoring.ProposalID{id}, today)
		must(t, err)
		if p := h.show("police", id); p.State != monitoring.Published || p.Edition != 1 || e.Number != 1 {
			t.Errorf("it is %s in edition %d", p.State, p.Edition)
		}
		snap, err := h.edition(1, "EXAMPLE-2026").Load()
		must(t, err)
		want := convention.Entry{About: "events.csv EXAMPLE-2026", By: n.Orgs["hospital"].Name, Reviewed: n.Orgs["police"].Name, Edition: 1}
		if got, _ := snap.Entry(want.About); got != want {
			t.Errorf("the edition says %+v, want %+v", got, want)
		}
	})
}

// edition reads an edition as a public site does, and looks for an event in it.
func (h house) edition(number int64, event string) data.Signed {
	h.t.Helper()
	b, _, err := monitoring.Archive(ctx, h.at("shelter"), number)
	must(h.t, err)
	_, key, err := monitoring.Editions(ctx, h.at("hospital"))
	must(h.t, err)
	signed, err := data.ReadEdition(b, key)
	must(h.t, err)
	snap, err := signed.Load()
	must(h.t, err)
	if !slices.ContainsFunc(snap.Events(), func(e convention.Event) bool { return e.ID == event }) {
		h.t.Errorf("edition %d has no event %s", number, event)
	}
	return signed
}

// Each edition continues the last, and has what was published before.
func TestChain(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		for _, name := range []string{"EXAMPLE-1", "EXAMPLE-2"} {
			_, err := monitoring.PublishNext(ctx, h.at("shelter").SteppedUp(true), []monitoring.ProposalID{h.agreed(meeting(name))}, today)
			must(t, err)
		}
		first, second := h.edition(1, "EXAMPLE-1"), h.edition(2, "EXAMPLE-1")
		h.edition(2, "EXAMPLE-2")
		if err := second.Follows(first); err != nil {
			t.Errorf("the second edition: %v", err)
		}
	})
}

// agreed is an event that AICHR wrote and Thailand has reviewed.
func (h house) agreed(row monitoring.Row) monitoring.ProposalID {
	h.t.Helper()
	id, err := monitoring.Write(ctx, h.at("hospital"), "events", row)
	must(h.t, err)
	must(h.t, monitoring.Give(ctx, h.at("hospital"), id, 1))
	must(h.t, monitoring.Review(ctx, h.at("police"), id, 2, true, ""))
	return id
}

// An archive that somebody changed in the database is given to no one.
func TestArchiveChanged(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		_, err := monitoring.PublishNext(ctx, h.at("shelter").SteppedUp(true), []monitoring.ProposalID{h.agreed(meeting("EXAMPLE-1"))}, today)
		must(t, err)
		must(t, n.DB.Write(ctx, func(tx *db.Tx) error {
			b, err := db.One(tx, db.Value[[]byte], `SELECT archive FROM editions`)
			if err != nil {
				return err
			}
			b[len(b)/2] ^= 1
			return db.Change(tx, `UPDATE editions SET archive = ?`, b)
		}))
		if _, _, err := monitoring.Archive(ctx, h.at("shelter"), 1); !errors.Is(err, data.ErrChanged) {
			t.Errorf("given with %v", err)
		}
	})
}

// A row that is wrong by itself is not stored: the fault is said at its column. One that a
// file has brought is a draft, named with file and line, and given to nobody.
func TestWrongRow(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		row := meeting("EXAMPLE-2026")
		row["paragraphs"] = "99.9"
		_, err := monitoring.Write(ctx, h.at("hospital"), "events", row)
		wants(t, err, "paragraphs")
		id := h.brought("hospital", "events", row)
		p := h.show("hospital", id)
		if len(p.Wrong) != 1 || !p.Wrong[0].Here || p.Wrong[0].File != "events.csv" || p.Wrong[0].Line < 2 {
			t.Errorf("found %+v", p.Wrong)
		}
		wants(t, monitoring.Give(ctx, h.at("hospital"), id, 1), "proposal_row")
	})
}

// brought is the only draft of a desk, which a file with one row has brought.
func (h house) brought(org, name string, row monitoring.Row) monitoring.ProposalID {
	h.t.Helper()
	f, _ := monitoring.FileNamed(name)
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	head := record(h.t).Columns(f)
	cells := make([]string, len(head))
	for i, column := range head {
		cells[i] = row[column]
	}
	must(h.t, w.WriteAll([][]string{head, cells}))
	_, err := monitoring.Bring(ctx, h.at(org), name, file.Bytes())
	must(h.t, err)
	work, err := monitoring.ReadWork(ctx, h.at(org))
	must(h.t, err)
	if len(work.Own) != 1 {
		h.t.Fatalf("%d drafts", len(work.Own))
	}
	return work.Own[0].ID
}

// A file that is brought twice proposes its rows once.
func TestBroughtTwice(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		h.brought("hospital", "events", meeting("EXAMPLE-2026"))
		h.brought("hospital", "events", meeting("EXAMPLE-2026")) // it finds one draft again
	})
}

// A row that has no id is given one, which no other row has.
func TestNamed(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		for _, want := range []string{"AICHR-2026-E1", "AICHR-2026-E2"} {
			id, err := monitoring.Write(ctx, h.at("hospital"), "events", meeting(""))
			must(t, err)
			if got := h.show("hospital", id).Row["id"]; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}

// What is held does not come back by a note that no reader sees; a colleague who did not
// write it can say that nothing in it points to a person. Both are in the log.
func TestHeldSecondWord(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		id, row := h.held()
		row["working_note"] = "looked at again"
		must(t, monitoring.Change(ctx, h.at("ngo"), id, 3, row))
		wants(t, monitoring.TakeOut(ctx, h.at("ngo"), id, 4), "proposal_clear")
		n.Hire(t, "colleague@ngo", lindung.DeskOfficer)
		must(t, monitoring.TakeOut(ctx, n.As(t, "colleague@ngo"), id, 4))
		must(t, n.DB.Read(ctx, func(tx *db.Tx) error {
			entries, err := audit.About(tx, string(id), 20)
			if !slices.ContainsFunc(entries, func(e audit.Entry) bool { return e.Filter == "second_word" }) {
				t.Errorf("the log has %v", entries)
			}
			return err
		}))
	})
}

// wants holds an error to be a problem with one field.
func wants(t *testing.T, err error, name string) {
	t.Helper()
	var ps field.Problems
	if !errors.As(err, &ps) || len(ps) != 1 || ps[0].Field != name {
		t.Errorf("%v, want a problem with %s", err, name)
	}
}

// What could point to a person is held until its author has taken it out, and both acts are
// in the log. No state sees it before.
func TestHeld(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		id, row := h.held()
		wants(t, monitoring.TakeOut(ctx, h.at("ngo"), id, 3), "proposal_clear")
		if err := monitoring.Give(ctx, h.at("ngo"), id, 3); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("given on while it is held: %v", err)
		}
		if _, err := monitoring.Read(ctx, h.at("shelter"), id); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the editor reads on while it is held: %v", err)
		}
		row["finding"] = "People wait for months for a decision."
		must(t, monitoring.Change(ctx, h.at("ngo"), id, 3, row))
		must(t, monitoring.TakeOut(ctx, h.at("ngo"), id, 4))
		if p := h.show("shelter", id); p.State != monitoring.Asked || p.Held == 0 || p.Cleared == 0 || p.Was != nil {
			t.Errorf("it is %s, held %v, cleared %v", p.State, p.Held, p.Cleared)
		}
		must(t, n.DB.Read(ctx, func(tx *db.Tx) error {
			entries, err := audit.About(tx, string(id), 20)
			var acts []string
			for _, e := range entries {
				acts = append(acts, strings.TrimSpace(e.Act+" "+e.Filter+" "+e.Decision))
			}
			for _, want := range []string{"proposal.hold held allowed", "proposal.write cleared allowed"} {
				if !slices.Contains(acts, want) {
					t.Errorf("the log has %q, not %q", acts, want)
				}
			}
			return err
		}))
	})
}

// held is an assessment of civil society that the editor holds, with its version 3.
func (h house) held() (monitoring.ProposalID, monitoring.Row) {
	h.t.Helper()
	row := assessment("EXAMPLE-A1", "Nara Example of Example Village told us that they waited for eight months for a decision.")
	id, err := monitoring.Write(ctx, h.at("ngo"), "assessments", row)
	must(h.t, err)
	must(h.t, monitoring.Give(ctx, h.at("ngo"), id, 1))
	for _, state := range []string{"police", "hospital"} {
		if _, err := monitoring.Read(ctx, h.at(state), id); !errors.Is(err, access.ErrDenied) {
			h.t.Errorf("%s reads what civil society wrote: %v", state, err)
		}
		if err := monitoring.Review(ctx, h.at(state), id, 2, false, "no"); !errors.Is(err, access.ErrDenied) {
			h.t.Errorf("%s gives back what civil society wrote: %v", state, err)
		}
	}
	if err := monitoring.HoldIt(ctx, h.at("police"), id, 2, "a name"); !errors.Is(err, access.ErrDenied) {
		h.t.Errorf("a state holds it: %v", err)
	}
	wants(h.t, monitoring.HoldIt(ctx, h.at("shelter"), id, 2, " "), "proposal_hold")
	must(h.t, monitoring.HoldIt(ctx, h.at("shelter"), id, 2, "the finding names a person"))
	return id, row
}

// Whose rows a desk may write.
func TestOwn(t *testing.T) {
	file := func(name string) monitoring.File {
		f, ok := monitoring.FileNamed(name)
		if !ok {
			t.Fatalf("no file %s", name)
		}
		return f
	}
	thailand := monitoring.Desk{Kind: monitoring.National, Voice: "TH"}
	aichr := monitoring.Desk{Kind: monitoring.Regional, Voice: "AICHR"}
	civil := monitoring.Desk{Kind: monitoring.Civil, Name: "Yayasan Contoh"}
	editor := monitoring.Desk{Kind: monitoring.Editing}
	for _, c := range []struct {
		name string
		desk monitoring.Desk
		file string
		row  monitoring.Row
		want bool
	}{
		{"a state, its own measure", thailand, "measures", monitoring.Row{"state": "TH"}, true},
		{"a state, the measure of another", thailand, "measures", monitoring.Row{"state": "ID"}, false},
		{"a state, a measure of none", thailand, "measures", monitoring.Row{"state": ""}, false},
		{"a state, a recommendation", thailand, "recommendations", monitoring.Row{"by": "TH"}, false},
		{"a state, its answer", thailand, "followups", monitoring.Row{"by": "TH"}, true},
		{"a state, the answer of another", thailand, "followups", monitoring.Row{"by": "ID"}, false},
		{"a state assesses", thailand, "assessments", monitoring.Row{"by": "TH"}, false},
		{"a state replies", thailand, "assessments", monitoring.Row{"by": "TH", "by_kind": "state", "reply_of": "X-1"}, true},
		{"a state replies as civil society", thailand, "assessments", monitoring.Row{"by": "TH", "by_kind": "ngo", "reply_of": "X-1"}, false},
		{"a state replies under a name with its code in it", thailand, "assessments", monitoring.Row{"by": "Alliance TH", "by_kind": "state", "reply_of": "X-1"}, false},
		{"civil society speaks as the state", civil, "assessments", monitoring.Row{"by": "Yayasan Contoh", "by_kind": "state"}, false},
		{"a body, its recommendation", aichr, "recommendations", monitoring.Row{"by": "AICHR"}, true},
		{"a body, a recommendation of two", aichr, "recommendations", monitoring.Row{"by": "SOMTC AICHR"}, true},
		{"a body, that of another", aichr, "recommendations", monitoring.Row{"by": "SOMTC"}, false},
		{"a body, a measure of a state", aichr, "measures", monitoring.Row{"state": "TH"}, false},
		{"civil society, its assessment", civil, "assessments", monitoring.Row{"by": "Yayasan Contoh", "by_kind": "ngo"}, true},
		{"civil society, under half of its name", civil, "assessments", monitoring.Row{"by": "Yayasan Contoh Lain"}, false},
		{"civil society, a measure", civil, "measures", monitoring.Row{"state": "TH"}, false},
		{"the editor, a measure", editor, "measures", monitoring.Row{"state": "TH"}, true},
		{"the editor assesses", editor, "assessments", monitoring.Row{"by": "editor"}, false},
		{"nobody", monitoring.Desk{}, "measures", monitoring.Row{"state": ""}, false},
	} {
		if got := file(c.file).Own(c.desk, c.row); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// What was assessed stays, also where a state has written its reply under the same key
// before it was published; and nobody is published twice under one key.
func TestAssessmentStays(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		editor := h.at("shelter").SteppedUp(true)
		first := assessment("EXAMPLE-A0", "People wait for months for a decision.")
		h.publish("ngo", "shelter", map[string]monitoring.Row{"assessments": first})
		reply := assessment("EXAMPLE-A1", "The unit decides within thirty days.")
		reply["by"], reply["by_kind"], reply["reply_of"] = "TH", "state", "EXAMPLE-A0"
		early, err := monitoring.Write(ctx, h.at("police"), "assessments", reply)
		must(t, err)
		given, err := monitoring.Write(ctx, h.at("police"), "assessments", reply)
		must(t, err)
		must(t, monitoring.Give(ctx, h.at("police"), given, 1))
		must(t, monitoring.Review(ctx, h.at("hospital"), given, 2, true, ""))
		twice, err := monitoring.Write(ctx, h.at("ngo"), "assessments", assessment("EXAMPLE-A1", "Interpreters were missing in nearly every case."))
		must(t, err)
		must(t, monitoring.Give(ctx, h.at("ngo"), twice, 1))
		must(t, monitoring.Review(ctx, h.at("shelter"), twice, 2, true, ""))
		_, err = monitoring.PublishNext(ctx, editor, []monitoring.ProposalID{twice, given}, today)
		wants(t, err, "edition_chosen")
		_, err = monitoring.PublishNext(ctx, editor, []monitoring.ProposalID{twice}, today)
		must(t, err)
		_, err = monitoring.PublishNext(ctx, editor, []monitoring.ProposalID{given}, today)
		wants(t, err, "edition_chosen")
		wants(t, monitoring.Give(ctx, h.at("police"), early, 1), "id")
	})
}

// assessment is one of civil society.
func assessment(id, finding string) monitoring.Row {
	return monitoring.Row{
		"id": id, "about": "TH/14.7", "by": "Yayasan Contoh", "by_kind": "ngo", "day": "2026-05-02", "method": "interviews in Example Town", "finding": finding,
		"source_url": "https://example.org/report", "read_in": "report", "source_day": "2026-05-02", "certainty": "partly", "checked": "2026-06-01",
	}
}

// Nobody takes the place of a row of another, under whatever day.
func TestTaken(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		row := meeting("SOMTC-DRAFT") // which is SOMTC's
		_, err := monitoring.Write(ctx, h.at("hospital"), "events", row)
		wants(t, err, "id")
		row = meeting("EXAMPLE-2026")
		row["bodies"] = "SOMTC"
		_, err = monitoring.Write(ctx, h.at("hospital"), "events", row)
		wants(t, err, "bodies")
		if _, err := monitoring.Write(ctx, h.at("police"), "events", meeting("EXAMPLE-2026")); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("a state writes events: %v", err)
		}
	})
}

// Who reviews whom.
func TestReviews(t *testing.T) {
	desk := func(org string, k monitoring.Kind) monitoring.Desk {
		return monitoring.Desk{Org: lindung.OrgID(org), Kind: k}
	}
	for _, c := range []struct {
		by, of monitoring.Desk
		want   bool
	}{
		{desk("a", monitoring.National), desk("b", monitoring.Regional), true},
		{desk("a", monitoring.Civil), desk("b", monitoring.National), true},
		{desk("a", monitoring.Editing), desk("b", monitoring.National), true},
		{desk("a", monitoring.National), desk("a", monitoring.National), false},
		{desk("a", monitoring.National), desk("b", monitoring.Civil), false},
		{desk("a", monitoring.Civil), desk("b", monitoring.Civil), false},
		{desk("a", monitoring.Editing), desk("b", monitoring.Civil), true},
		{desk("a", ""), desk("b", monitoring.National), false},
	} {
		if got := c.by.Reviews(c.of); got != c.want {
			t.Errorf("%s of %s reviews %s of %s: %v", c.by.Kind, c.by.Org, c.of.Kind, c.of.Org, got)
		}
	}
}

// Two organisations never edit at once, and a desk speaks for whom there is.
func TestGiveDesk(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		newHouse(t, n)
		keeper := n.As(t, "administrator@shelter").SteppedUp(true)
		police := n.Orgs["police"].ID
		give := func(d monitoring.Desk) error {
			d.Org = police
			return monitoring.GiveDesk(ctx, keeper, record(t), d)
		}
		wants(t, give(monitoring.Desk{Kind: monitoring.Editing, Version: 1}), "desk_kind")
		wants(t, give(monitoring.Desk{Kind: monitoring.Regional, Voice: "NOBODY", Version: 1}), "desk_voice")
		if err := give(monitoring.Desk{Kind: monitoring.Civil}); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("given over one that was not seen: %v", err)
		}
		must(t, give(monitoring.Desk{Version: 1}))
		places, err := monitoring.Places(ctx, keeper)
		must(t, err)
		for _, p := range places {
			if p.ID == police && p.Desk.Kind != "" {
				t.Errorf("the desk is still there: %+v", p.Desk)
			}
		}
		if err := monitoring.GiveDesk(ctx, n.As(t, "administrator@police").SteppedUp(true), record(t), monitoring.Desk{Org: police, Kind: monitoring.National}); !errors.Is(err, access.ErrDenied) {
			t.Errorf("an administrator of another organisation gives it: %v", err)
		}
	})
}

// A remark waits for the editor, who answers it once.
func TestRemark(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		wants(t, monitoring.WriteRemark(ctx, h.at("ngo"), monitoring.Remark{Kind: "own", Words: monitoring.Words{About: "events X"}}), "remark_text")
		must(t, monitoring.WriteRemark(ctx, h.at("ngo"), monitoring.Remark{Kind: "own", File: "events", Words: monitoring.Words{About: "events X", Text: "the day is wrong"}}))
		all, edits, _, err := monitoring.Remarks(ctx, h.at("shelter"))
		must(t, err)
		if len(all) != 1 || !edits || all[0].Text != "the day is wrong" || all[0].Answered != 0 {
			t.Fatalf("the editor reads %+v", all)
		}
		if err := monitoring.AnswerRemark(ctx, h.at("police"), all[0].ID, 1, "mended", "done"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("another desk answers: %v", err)
		}
		must(t, monitoring.AnswerRemark(ctx, h.at("shelter"), all[0].ID, 1, "mended", "done"))
		if err := monitoring.AnswerRemark(ctx, h.at("shelter"), all[0].ID, 2, "stays", "again"); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("answered twice: %v", err)
		}
		if all, _, _, err := monitoring.Remarks(ctx, h.at("police")); err != nil || len(all) != 0 {
			t.Errorf("another desk reads %d remarks, %v", len(all), err)
		}
	})
}

// flood is a file with so many new rows.
func (h house) flood(f monitoring.File, n int) string {
	h.t.Helper()
	r := record(h.t)
	for i := range n {
		r = r.Put(f, r.Clean(f, meeting(fmt.Sprint("EXAMPLE-FLOOD-", i))))
	}
	return string(r.SafeCSV(f))
}

// Two rows that are right by themselves and not together are not published.
func TestWrongTogether(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		first := meeting("EXAMPLE-1")
		later := meeting("EXAMPLE-2")
		later["follows"] = "EXAMPLE-1"
		a, b := h.agreed(first), h.agreed(later)
		_, err := monitoring.PublishNext(ctx, h.at("shelter").SteppedUp(true), []monitoring.ProposalID{b}, today)
		wants(t, err, "edition_chosen")
		if all, _, err := monitoring.Editions(ctx, h.at("shelter")); err != nil || len(all) != 0 {
			t.Errorf("%d editions, %v", len(all), err)
		}
		_, err = monitoring.PublishNext(ctx, h.at("shelter").SteppedUp(true), []monitoring.ProposalID{a, b}, today)
		must(t, err)
	})
}

// A file that comes back as it was proposes nothing; a row that is other becomes a draft,
// and one that is not the desk's is refused by its line.
func TestBring(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n)
		r, _, err := monitoring.ReadRecord(ctx, h.at("hospital"))
		must(t, err)
		f, _ := monitoring.FileNamed("events")
		b, err := monitoring.Bring(ctx, h.at("hospital"), "events", r.SafeCSV(f))
		must(t, err)
		if b.New != 0 || len(b.Refused) != 0 || b.Same != len(r.Rows(f)) {
			t.Errorf("the same file brought %+v of %d", b, len(r.Rows(f)))
		}
		more := r.Put(f, r.Clean(f, meeting("EXAMPLE-1")))
		foreign := meeting("EXAMPLE-2")
		foreign["bodies"] = "SOMTC"
		more = more.Put(f, r.Clean(f, foreign))
		var book strings.Builder
		must(t, more.XLSX(&book, f))
		b, err = monitoring.Bring(ctx, h.at("hospital"), "events", []byte(book.String()))
		must(t, err)
		if b.New != 1 || !slices.Equal(b.Refused, []int{len(more.Rows(f)) + 1}) {
			t.Errorf("a workbook brought %+v", b)
		}
		w, err := monitoring.ReadWork(ctx, h.at("hospital"))
		must(t, err)
		if len(w.Own) != 1 || w.Own[0].Row["title"] != meeting("")["title"] {
			t.Errorf("the desk has %+v", w.Own)
		}
		for name, body := range map[string]string{
			"other columns": "id,title\nX,Y\n", "nothing": "", "no table": "\x00\x01\x02", "a broken quote": string(r.SafeCSV(f)) + "\"never closed\n",
			"an archive that is none": "PK\x03\x04 and no more", "a flood": h.flood(f, 201),
		} {
			_, err = monitoring.Bring(ctx, h.at("hospital"), "events", []byte(body))
			if ps := (field.Problems)(nil); !errors.As(err, &ps) || ps[0].Field != "file" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if w, err = monitoring.ReadWork(ctx, h.at("hospital")); err != nil || len(w.Own) != 1 {
			t.Errorf("what was refused whole has left %d proposals, %v", len(w.Own)-1, err)
		}
	})
}
