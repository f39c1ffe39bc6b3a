package dossier_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/assistance"
	"lindung/attachment"
	"lindung/audit"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/linkage"
	"lindung/person"
	"lindung/prevention"
	"lindung/referral"
	"lindung/staff"
	"lindung/survivor"
	"lindung/tasks"
)

var ctx = context.Background()

// sharing are the purposes for which a person can let others read their case.
var sharing = slices.DeleteFunc(slices.Clone(lindung.Purposes), func(p lindung.Purpose) bool { return p == lindung.Statistics })

// must returns what came without a fault; with one it stops the test.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func none(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func decode(t *testing.T, n *nodetest.Node, f *field.Form, posted url.Values) field.Values {
	t.Helper()
	v, problems := f.Decode(posted, n.Now())
	if problems != nil {
		t.Fatal(problems)
	}
	return v
}

// sample is an answer to any field.
func sample(i *field.Info) string {
	switch i.Kind {
	case field.KindDate:
		return "2001"
	case field.KindCount:
		return "1"
	case field.KindBool:
		return "yes"
	case field.KindCode, field.KindCodes:
		return i.List.Codes[0].Name
	case field.KindCountry, field.KindCountries:
		return "TH"
	case field.KindLanguage, field.KindLanguages:
		return "tha"
	case field.KindPhone:
		return "+62 000 0099"
	case field.KindEmail:
		return "ana@example.org"
	}
	return "Contoh"
}

// whole answers every field of a form, also those that are no longer asked.
func whole(t testing.TB, n *nodetest.Node, f *field.Form) field.Values {
	t.Helper()
	var v field.Values
	for _, i := range f.Fields {
		if _, _, bad := v.Parse(i, sample(i), n.Now()); bad != nil {
			t.Fatalf("%s: %+v", i.Name, bad)
		}
	}
	return v
}

// full opens a case of the shelter in which every part holds something, with all
// forms answered, and the hospital's own case that came of its referral.
func full(t testing.TB, n *nodetest.Node) (c cases.Case, linked lindung.CaseID) {
	t.Helper()
	n.Set(t, "shelter", access.Emergency, 1)
	ana := n.As(t, "caseworker@shelter")
	given := map[string]field.Values{}
	for _, f := range n.Forms {
		if f.Repeat == nil {
			given[f.Name] = whole(t, n, f)
		}
	}
	c = must(cases.Open(ctx, ana, cases.New{
		Names: []person.Name{{Text: "Sok Example", Kind: "official"}}, Answers: given, Event: &cases.Event{Kind: "boat", Place: "Example Bay"},
	}))
	for _, f := range n.Forms {
		if f.Repeat != nil && f.Group() != lindung.Justice { // which a shelter never has
			must(cases.AddRecord(ctx, ana, c.ID, cases.Record{Form: f, Values: whole(t, n, f)}))
		}
	}
	v := field.Values{}
	v.Parse(prevention.TipSaid.Info, "An invented boat", n.Now())
	tip := must(prevention.RecordTip(ctx, ana, prevention.Tip{Kind: prevention.Crisis, Answers: v}))
	none(t, prevention.PutTipInCase(ctx, ana, tip, 1, c.Number))
	named := field.Values{}
	named.Parse(prevention.EntityNames.Info, "Example Park", n.Now())
	none(t, prevention.NameInCase(ctx, ana, c.ID, prevention.Entity{Kind: "compound", Answers: named}, "housed"))
	codes := must(survivor.Make(ctx, ana.SteppedUp(true), c.ID, survivor.New{}))
	door := survivor.NewDoor(n.Node)
	visit := must(door.Resume(ctx, must(door.Enter(ctx, codes.Code, codes.PIN, "house"))))
	must(survivor.Write(ctx, visit.Session, c.ID, survivor.KindMessage, "", "an invented message"))
	said, _, err := survivor.ReadWords(ctx, visit.Session, c.ID)
	none(t, err)
	none(t, survivor.Answer(ctx, ana, c.ID, said[0].ID, survivor.Reply{How: "said", Text: "an invented answer"}, false))
	none(t, survivor.Limit(ctx, visit.Session, c.ID, []string{"no_calls"}))
	for _, name := range []string{"Dara Example", "Nary Example"} {
		kin := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}}))
		from, to := c, kin
		if name == "Nary Example" {
			from, to = kin, c
		}
		none(t, cases.Relate(ctx, ana, from.ID, to.Number, "sibling"))
		none(t, linkage.LinkCases(ctx, ana, from.ID, to.Number, "the same scar", false))
	}
	none(t, ana.Do(ctx, access.CaseEdit, cases.Target(c.ID), func(tx *access.Tx) error {
		return cases.KeepReason(tx, c.ID, cases.Reason{At: tx.Now, By: tx.Actor().ID, Why: "a lawyer asked"})
	}))
	none(t, cases.AddNote(ctx, ana.WithSentForm(&access.SentForm{Acts: []access.Action{access.NoteAdd}, Key: lindung.NewID()}), c.ID, "support", "slept badly"))
	none(t, n.Door.KeepDraft(ctx, ana, staff.Draft{ID: lindung.NewID(), Object: string(c.ID), Form: url.Values{"text": {"slept"}}}))
	for _, kind := range []string{"health_paper", "identity_paper"} {
		must(attachment.Add(ctx, ana, c.ID, attachment.New{Kind: kind, Title: "Paper of Example", About: "person", File: []byte("%PDF-1.7\n%%EOF\n")}))
	}
	reached(t, ana, c.ID)
	health, _ := n.Forms.Named("health_needs")
	none(t, cases.SaveForm(ctx, ana, c.ID, health, 1, whole(t, n, health)))
	help := agree(n, ana, c.ID, "hospital", lindung.Assistance, consent.Groups...)
	must(consent.ProposeBasis(ctx, n.As(t, "supervisor@shelter").SteppedUp(true), cases.Target(c.ID), consent.Basis{
		Recipient: consent.ToOrg(n.Orgs["police"].ID), Kind: "life_in_danger", Source: "Example Act 1", Reason: "a threat",
		Purpose: lindung.LawEnforcement, Groups: []lindung.Group{lindung.Identity}, Until: db.TimeOf(n.Now()).Add(time.Hour),
	}))
	must(identification.RecordScreening(ctx, ana, c.ID, "ilo_11@2012", identification.Addition{
		Answers: identification.Answers{"ILO.02": identification.Present}, Finish: true, Again: "unclear",
	}))
	must(dossier.Decide(ctx, ana, c.ID, identification.Decision{
		Reported: true, Status: identification.Actual, Kind: identification.Police, Name: "Example Police Unit", Country: "TH",
	}))
	r := must(referral.Send(ctx, ana, c.ID, referral.New{
		To: consent.ToOrg(n.Orgs["hospital"].ID), BasedOn: []string{string(help.ID)}, Need: "health", Due: db.TimeOf(n.Now()).Add(48 * time.Hour), Words: "please",
	}))
	dara := n.As(t, "duty_officer@hospital")
	none(t, referral.Accept(ctx, dara, r.ID, referral.Word{}))
	none(t, referral.OpenEmergency(ctx, dara.SteppedUp(true), r.ID, "health", "Contoh"))
	none(t, referral.EndEmergency(ctx, dara, must(referral.ListEmergencies(ctx, dara))[0].ID))
	must(referral.Plan(ctx, ana, c.ID, referral.NewConference{At: db.TimeOf(n.Now()).Add(time.Hour), Place: "Room 2", Invite: []lindung.ReferralID{r.ID}}))
	own := must(dossier.OpenLinkedCase(ctx, dara, r.ID, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
	keeper := must(n.Keeper(ctx))
	s := n.System(keeper, "test")
	none(t, s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		_, err := consent.PauseAll(tx, tx.Now)
		return err
	}))
	must(cases.ConfirmSharing(ctx, n.As(t, "supervisor@shelter")))
	return c, own.ID
}

// told lets the hospital tell the state of the person, who was asked and does not object.
func told(t testing.TB, n *nodetest.Node, id lindung.CaseID) {
	t.Helper()
	ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
	for _, posted := range []map[string]url.Values{
		{"notice": {"notice_on-year": {"2026"}, "notice_on": {"2026"}, "notice_language": {"khm"}, "notice_understood": {"yes"}, "notice_own": {"yes"}, "notice_asylum": {"no"}, "notice_objects": {"no"}}},
		{"immigration_status": {"immigration_status": {"irregular"}}}, {"identity_origin": {"citizenships": {"KH"}}},
	} {
		for name, in := range posted {
			f, _ := n.Forms.Named(name)
			v, problems := f.Decode(in, n.Now())
			if len(problems) > 0 {
				t.Fatal(name, problems)
			}
			c := must(cases.Read(ctx, ana, id))
			none(t, cases.SaveForm(ctx, ana, id, f, c.Sections[name].Version, v))
		}
	}
	asked := agree(n, ana, id, "hospital", lindung.Identification, lindung.Identity)
	r := must(referral.Send(ctx, ana, id, referral.New{
		To: consent.ToOrg(n.Orgs["hospital"].ID), BasedOn: []string{string(asked.ID)}, Need: referral.ForNotice, Due: db.TimeOf(n.Now()).Add(48 * time.Hour),
	}))
	none(t, referral.Accept(ctx, dara, r.ID, referral.Word{}))
	none(t, dossier.GiveNotice(ctx, dara, id, r.ID, identification.Notice{State: "KH", Authority: "Example Office", On: lindung.DateOf(n.Now())}))
	none(t, referral.Finish(ctx, dara, r.ID, "given", ""))
	none(t, consent.Withdraw(ctx, ana, cases.Target(id), asked.ID))
}

// agree records that the person of a case agrees to share groups with another
// organisation.
func agree(n *nodetest.Node, s access.Session, id lindung.CaseID, org string, p lindung.Purpose, groups ...lindung.Group) consent.Grant {
	now := db.TimeOf(n.Now())
	return must(consent.Give(ctx, s, cases.Target(id), consent.Grant{
		Recipient: consent.ToOrg(n.Orgs[org].ID), Purpose: p, Groups: groups, From: now, Until: now.Add(30 * 24 * time.Hour),
		Lang: "en", TextVersion: consent.CurrentVersion, Meets: true, Detail: consent.Detail{ExplainedBy: "Ana Example"},
	}))
}

// holding returns the tables and columns of the database in which a text stands.
func holding(t *testing.T, n *nodetest.Node, text string) []string {
	t.Helper()
	var dump bytes.Buffer
	must(n.DB.Dump(ctx, &dump))
	var table struct {
		Table   string
		Columns []string
	}
	var all []string
	for line := range strings.Lines(dump.String()) {
		var row []any
		if line[0] != '[' {
			none(t, json.Unmarshal([]byte(line), &table))
			continue
		}
		none(t, json.Unmarshal([]byte(line), &row))
		for at, cell := range row {
			if place := table.Table + "." + table.Columns[at]; cell == text && !slices.Contains(all, place) {
				all = append(all, place)
			}
		}
	}
	return all
}

// elsewhere says of each column that names a case and belongs to no part why.
var elsewhere = map[string]string{
	"log_entries.object": "the log holds no values and stays whole",
	"keys.owner":         "the key is destroyed before anything is removed",
	"sums.owner":         "the sum goes with the key",
	"batch_rows.case_id": "the hashes of an import go with its undoing",
}

// Every table that names a case belongs to a part: what is forgotten here would
// be left out of undoing, checking and erasing. A table is found by what stands in
// it of a full case, and by the name of a column, also when nothing does.
func TestEveryTableBelongsToAPart(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, theirs := full(t, n)
		told(t, n, c.ID)
		ana := n.As(t, "caseworker@shelter")
		linked(t, n, ana, toClinic(n, ana, c.ID, clinic(n, ana, c.ID, lindung.Assistance, lindung.Identity)).ID, 3)
		police, _ := investigated(t, n)
		found := slices.Concat(holding(t, n, string(c.ID)), holding(t, n, string(theirs)), holding(t, n, string(police.ID)))
		for _, fault := range strays(append(found, called(t, n, "case")...), dossier.Parts) {
			t.Error(fault)
		}
		for _, p := range dossier.Parts {
			for _, table := range p.Tables {
				if place := table.Name + "." + table.Case; table.Case != "" && !slices.Contains(found, place) {
					t.Errorf("part %s says that %s names a case; nothing in a full case does", p.Name, place)
				}
			}
			others := slices.DeleteFunc(slices.Clone(dossier.Parts), func(other dossier.Part) bool { return other.Name == p.Name })
			if named := slices.ContainsFunc(p.Tables, func(t access.Table) bool { return t.Case != "" }); named && len(strays(found, others)) == 0 {
				t.Errorf("without the part %s nothing is missed", p.Name)
			}
		}
		if len(strays([]string{"proceedings.case_id"}, dossier.Parts)) != 1 {
			t.Error("a table that nobody has thought of is not missed")
		}
	})
}

// strays says which places belong to no part, or to two.
func strays(places []string, parts []dossier.Part) []string {
	var faults []string
	owned := map[string]string{}
	for _, p := range parts {
		for _, table := range p.Tables {
			place := table.Name + "." + table.Case
			if other, twice := owned[place]; twice {
				faults = append(faults, fmt.Sprintf("%s belongs to %s and to %s", place, other, p.Name))
			}
			owned[place] = p.Name
		}
	}
	for _, place := range places {
		if owned[place] == "" && elsewhere[place] == "" {
			faults = append(faults, place+" names a case and belongs to no part")
		}
	}
	return faults
}

// called returns the columns of the database that have a word in their name.
func called(t *testing.T, n *nodetest.Node, word string) []string {
	t.Helper()
	var dump bytes.Buffer
	must(n.DB.Dump(ctx, &dump))
	var all []string
	for line := range strings.Lines(dump.String()) {
		var table struct {
			Table   string
			Columns []string
		}
		if line[0] == '[' {
			continue
		}
		none(t, json.Unmarshal([]byte(line), &table))
		for _, column := range table.Columns {
			if slices.Contains(strings.Split(column, "_"), word) {
				all = append(all, table.Table+"."+column)
			}
		}
	}
	if len(all) < 10 {
		t.Fatalf("only %v are called so", all)
	}
	return all
}

// Erasing leaves nothing of a case, and everything of the others.
func TestErase(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		first, linked := full(t, n)
		second, _ := full(t, n)
		before := must(dossier.Read(ctx, n.As(t, "caseworker@shelter"), second.ID))
		dara := n.As(t, "duty_officer@hospital")
		for _, r := range must(dossier.Read(ctx, n.As(t, "caseworker@shelter"), first.ID)).Referrals {
			none(t, n.Door.KeepDraft(ctx, dara, staff.Draft{ID: lindung.NewID(), Object: string(r.ID), Form: url.Values{"outcome_words": {"slept"}}}))
		}
		erase(t, n, first.ID)
		if left := must(staff.Drafts(ctx, dara)); len(left) != 0 {
			t.Errorf("%d drafts about the referrals of the case are there", len(left))
		}
		for _, place := range holding(t, n, string(first.ID)) {
			if place != "log_entries.object" {
				t.Errorf("%s still names the case", place)
			}
		}
		after := must(dossier.Read(ctx, n.As(t, "caseworker@shelter"), second.ID))
		if a, b := len(dossier.Pieces(before)), len(dossier.Pieces(after)); a != b || len(after.Referrals) != 1 || len(after.Consent.Grants) != 1 {
			t.Errorf("the other case had %d pieces and has %d", a, b)
		}
		must(cases.Read(ctx, n.As(t, "duty_officer@hospital"), linked))
		erase(t, n, linked) // the receiver's own, which a referral of no one any more has opened
		if places := holding(t, n, string(linked)); len(places) != 1 {
			t.Errorf("the receiver's case stands in %v", places)
		}
	})
}

func erase(t *testing.T, n *nodetest.Node, ids ...lindung.CaseID) {
	t.Helper()
	none(t, n.As(t, "supervisor@shelter").Do(ctx, access.CaseOpen, n.As(t, "supervisor@shelter").OrgTarget(), func(tx *access.Tx) error {
		return dossier.Erase(tx, ids)
	}))
}

// Whatever part someone has worked in since the import, the case is touched.
func TestTouched(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		boss := n.As(t, "supervisor@shelter")
		var ids []lindung.CaseID
		none(t, boss.Do(ctx, access.CaseOpen, boss.OrgTarget(), func(tx *access.Tx) error {
			ids = nil
			for range 20 {
				c, err := cases.OpenIn(tx, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}, Batch: "b", Alone: true,
					Answers: map[string]field.Values{"identity_birth": decode(t, n, person.Birth, url.Values{"birth_date": {"1999"}})}})
				if err != nil {
					return err
				}
				ids = append(ids, c.ID)
			}
			return nil
		}))
		touched := func() []lindung.CaseID {
			var all []lindung.CaseID
			none(t, boss.See(ctx, access.CaseList, boss.OrgTarget(), func(tx *access.Tx) error {
				var err error
				all, err = dossier.Touched(tx, ids)
				return err
			}))
			return all
		}
		if got := touched(); len(got) != 0 {
			t.Errorf("%d are touched as they came", len(got))
		}
		works := map[string]string{ // what each kind of work leaves, by part
			"case":        `INSERT INTO team (case_id, actor, since, changed_at, mac) VALUES (?, '` + string(n.ID("caseworker@shelter")) + `', 1, 1, '')`,
			"names":       `UPDATE names SET version = 2 WHERE case_id = ?`,
			"forms":       `UPDATE records SET version = 2 WHERE owner = ?`,
			"records":     `INSERT INTO records (owner, form, id, edition, grp, status, day, due, for_actor, origin, created_at, created_by, version, at, actor, answers, sealed, mac) VALUES (?, 'service', 'x', 1, '', 'done', '', '', '', '', 1, '', 1, 1, '', '{}', '', '')`,
			"relations":   `INSERT INTO relations (case_id, other, kind, at, actor, mac) SELECT id, id, '', 1, '', '' FROM cases WHERE id = ?`,
			"same":        `INSERT INTO same_persons (case_id, other, at, actor, sealed, mac) SELECT id, id, 1, '', '', '' FROM cases WHERE id = ?`,
			"notes":       `INSERT INTO notes (id, case_id, kind, grp, at, actor, corrects, struck, sealed, mac) SELECT 'n', id, 'general', '', 1, '', '', FALSE, '', '' FROM cases WHERE id = ?`,
			"attachments": `INSERT INTO attachments (id, case_id, kind, grp, format, size, pieces, grant_id, origin, at, actor, struck, sealed, mac) SELECT 'a', id, '', '', '', 0, 0, '', '', 1, '', FALSE, '', '' FROM cases WHERE id = ?`,
			"screenings":  `INSERT INTO screenings (id, case_id, instrument, child, doubt, again, begun_at, at, actor, finished_at, version, sealed, mac) SELECT 's', id, '', FALSE, FALSE, '', 1, 1, '', 0, 1, '', '' FROM cases WHERE id = ?`,
			"referrals":   `INSERT INTO referrals (id, case_id, from_org, recipient_kind, recipient, need, state, due_at, sent_at, sent_by, left_at, accepted_by, reason, grp, linked_case, from_open, to_open, version, sealed, mac) SELECT 'r', id, '', '', '', '', '', 0, 1, '', 0, '', '', '', '', FALSE, FALSE, 1, '', '' FROM cases WHERE id = ?`,
			"decisions":   `INSERT INTO decisions (id, case_id, n, status, kind, country, decided, reported, state, about, recognises, referral, team, at, actor, sealed, mac) SELECT 'd', id, 0, '', '', '', '', TRUE, '', '', '', '', '', 1, '', '', '' FROM cases WHERE id = ?`,
		}
		works["suspects"] = `INSERT INTO suspect_cases (case_id, suspect, version, at, actor, sealed, mac) SELECT id, 's', 1, 1, '', '', '' FROM cases WHERE id = ?`
		works["person"] = `INSERT INTO papers (id, case_id, org, code, pin, second, shows_where, made_at, made_by, ended_at, ended_by, wrong, used_at, version, sealed, mac) SELECT 'w', id, org, 'c', '', '', FALSE, 1, '', 0, '', 0, 0, 1, '', '' FROM cases WHERE id = ?`
		works["tips"] = `INSERT INTO tips (id, org, kind, back, at, made_by, seen_at, seen_by, answered_at, answered_by, ended_at, ended_by, outcome, in_case, wrote_at, waits_at, version, sealed, mac) SELECT 'p', org, '', FALSE, 1, '', 0, '', 0, '', 1, '', '', id, 0, 0, 1, '', '' FROM cases WHERE id = ?`
		works["entities"] = `INSERT INTO entity_cases (case_id, entity, role, at, made_by, mac) SELECT id, 'e', '', 1, '', '' FROM cases WHERE id = ?`
		works["person"] = `INSERT INTO papers (id, case_id, org, code, pin, second, shows_where, made_at, made_by, ended_at, ended_by, wrong, used_at, version, sealed, mac) SELECT 'p', id, '', '', '', '', FALSE, 1, '', 0, '', 0, 0, 1, '', '' FROM cases WHERE id = ?`
		works["messages"] = `INSERT INTO outbox (id, case_id, org, kind, way, asked_at, asked_by, due, until, state, why, tries, left_at, changed_at, version, sealed, mac) SELECT 'm', id, '', '', '', 1, '', 1, 1, '', '', 0, 0, 1, 1, '', '' FROM cases WHERE id = ?`
		works["notices"] = `INSERT INTO notices (id, case_id, referral, org, state, told_on, at, actor, sealed, mac) SELECT 't', id, '', '', '', '', 1, '', '', '' FROM cases WHERE id = ?`
		none(t, n.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(tx, `INSERT INTO suspects (id, org, at, version, sealed, mac) SELECT 's', org, 1, 1, '', '' FROM cases WHERE id = ?`, ids[0])
			if err == nil {
				_, err = db.Exec(tx, `INSERT INTO entities (id, org, kind, at, made_by, version, sealed, mac, change) SELECT 'e', org, '', 1, '', 1, '', '', 1 FROM cases WHERE id = ?`, ids[0])
			}
			return err
		}))
		want := 0
		for at, part := range slices.Sorted(maps.Keys(works)) {
			none(t, n.DB.Write(ctx, func(tx *db.Tx) error {
				_, err := db.Exec(tx, works[part], ids[at])
				return err
			}))
			want++
			if got := touched(); len(got) != want || !slices.Contains(got, ids[at]) {
				t.Errorf("%s: %d are touched, want %d", part, len(got), want)
			}
		}
		last := len(ids) - 1
		agree(n, boss, ids[last], "hospital", lindung.Assistance, lindung.Identity)
		if got := touched(); !slices.Contains(got, ids[last]) {
			t.Error("consent: not touched")
		}
		for _, p := range dossier.Parts {
			if _, ok := works[p.Name]; !ok && len(p.Touched) > 0 && p.Name != "consent" {
				t.Errorf("no work in %s is tried", p.Name)
			}
		}
	})
}

// The history of a case tells who has read a referral of it and what became of
// it, each act once, and of no other case.
func TestHistory(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, linked := full(t, n)
		other, _ := full(t, n)
		dara := n.As(t, "duty_officer@hospital")
		r := must(dossier.Read(ctx, n.As(t, "caseworker@shelter"), c.ID)).Referrals[0]
		must(referral.Read(ctx, dara, r.ID))
		none(t, referral.Finish(ctx, dara, r.ID, referral.Outcomes[0], "done"))
		acts := func(s access.Session, id lindung.CaseID) map[string]int {
			all := map[string]int{}
			for _, e := range must(dossier.History(ctx, s, id, 100)) {
				if strings.HasPrefix(e.Act, "referral.") {
					all[e.Act]++
				}
			}
			return all
		}
		boss := n.As(t, "supervisor@shelter")
		if got := acts(boss, c.ID); !maps.Equal(got, map[string]int{"referral.send": 2, "referral.accept": 1, "referral.read": 1, "referral.finish": 1}) {
			t.Errorf("the history says %v", got)
		}
		if got := acts(boss, other.ID); got["referral.read"] != 0 || got["referral.finish"] != 0 {
			t.Errorf("the history of another case says %v", got)
		}
		if got := acts(n.As(t, "supervisor@hospital"), linked); len(got) != 0 {
			t.Errorf("the history of the recipient's own case says %v", got)
		}
	})
}

// A case is found by what any of its parts lets it be found by, and the name that
// was met is said.
func TestSearchWalksTheParts(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
		parts := dossier.Parts
		defer func() { dossier.Parts = parts }()
		dossier.Parts = append(slices.Clone(parts), dossier.Part{Name: "later", Search: func(_ *access.Tx, of []cases.Changed) (map[lindung.CaseID][]string, error) {
			all := map[lindung.CaseID][]string{}
			for _, one := range of {
				all[one.ID] = []string{"Kanari"}
			}
			return all, nil
		}})
		for _, name := range []string{"Sok Example", "Kanari"} {
			found := must(dossier.NewFinder().Search(ctx, ana, name))
			if len(found) != 1 || found[0].ID != c.ID || found[0].Matched != name {
				t.Errorf("%s: found %d cases", name, len(found))
			}
		}
		if found := must(dossier.NewFinder().Search(ctx, n.As(t, "second@shelter"), "Kanari")); len(found) != 0 {
			t.Error("who may not see the case finds it")
		}
	})
}

// What falls due is said of every part that has something: in the lists of either
// side, and in the case, what is late first.
func TestWaits(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		waits := func(s access.Session, days int) []string {
			var all []string
			none(t, s.Page(ctx, access.HomeRead, access.AccountTarget(s.Actor().ID), func(s access.Session) error {
				w, err := dossier.ReadWaits(ctx, s, dossier.Asking{Now: n.Now(), By: lindung.DateOf(n.Now().AddDate(0, 0, days))})
				for _, d := range w.Due {
					all = append(all, fmt.Sprint(d.Part, " ", d.Label, map[bool]string{true: " late"}[d.Late]))
				}
				for _, one := range w.Counts {
					all = append(all, fmt.Sprint(one.Name, " ", one.N))
				}
				return err
			}))
			return all
		}
		check := func(what string, got, want []string) {
			t.Helper()
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		check("the sender", waits(ana, 7), []string{"forms dossier.due.stay late", "referrals dossier.due.news", "news 1", "urgent 1"})
		check("the recipient", waits(dara, 7), []string{"referrals dossier.due.our_report"})
		check("a supervisor", waits(n.As(t, "supervisor@shelter"), 1), []string{"forms dossier.due.stay late", "referrals dossier.due.news", "news 1", "urgent 1", "bases 1"})
		check("an analyst", waits(n.As(t, "analyst@shelter"), 7), nil)
		n.Clock.Add(3 * 24 * time.Hour)
		check("the sender later", waits(ana, 30), []string{"forms dossier.due.stay late", "records dossier.due.wellbeing", "records dossier.due.wellbeing", "consent dossier.due.consent", "referrals dossier.due.report late", "news 1", "late 1", "urgent 1"})
		check("the recipient later", waits(dara, 7), []string{"referrals dossier.due.our_report late", "late 1"})
		w := must(dossier.Read(ctx, ana, c.ID))
		var owed []string
		for _, d := range dossier.Owed(w, n.Now()) {
			owed = append(owed, fmt.Sprint(d.Label, map[bool]string{true: " late"}[d.Late]))
		}
		if !slices.Equal(owed, []string{"dossier.due.stay late", "dossier.due.report late"}) {
			t.Errorf("the case owes %v", owed)
		}
		if u := dossier.Urgent(w); len(u) == 0 {
			t.Error("nothing of the case is urgent")
		}
	})
}

// A place that is held stands in the days of both sides, and is late on both once its
// time has run out and the recipient has said nothing since.
func TestHeldPlaceFallsDue(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		full(t, n)
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		r := must(referral.ReadQueue(ctx, dara, referral.Cursor{})).In[0]
		none(t, referral.Hold(ctx, dara, r.ID, referral.HoldLonger, referral.Word{Held: db.TimeOf(n.Now().Add(9 * time.Hour))}))
		check := func(s access.Session, label string, late bool) {
			t.Helper()
			none(t, s.Page(ctx, access.HomeRead, access.AccountTarget(s.Actor().ID), func(s access.Session) error {
				w, err := dossier.ReadWaits(ctx, s, dossier.Asking{Now: n.Now(), By: lindung.DateOf(n.Now().AddDate(0, 0, 1))})
				for _, d := range w.Due {
					if strings.Contains(d.Label, "held") && (d.Label != label || d.Late != late || d.At == 0) {
						t.Errorf("it says %s, late %v", d.Label, d.Late)
					}
				}
				if label != "" && !slices.ContainsFunc(w.Due, func(d dossier.Due) bool { return d.Label == label }) {
					t.Errorf("%s is not in the days", label)
				}
				return err
			}))
		}
		check(ana, "dossier.due.held", false)
		check(dara, "dossier.due.our_held", false)
		n.Clock.Add(10 * time.Hour)
		check(ana, "dossier.due.held_over", true)
		check(dara, "dossier.due.our_held_over", true)
		none(t, referral.Hold(ctx, dara, r.ID, referral.HoldCame, referral.Word{}))
		check(ana, "", false)
	})
}

// Every declared form is shown once: in one section of the page, and by one part.
func TestEveryFormIsShownOnce(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		w := must(dossier.Read(ctx, n.As(t, "caseworker@shelter"), c.ID))
		for _, fault := range misshown(w, dossier.Forms) {
			t.Error(fault)
		}
		unplaced := field.NewForm("unplaced", field.NewText("unplaced", field.InGroup(lindung.Legal)))
		if faults := misshown(w, dossier.Forms.With(unplaced)); len(faults) != 2 {
			t.Errorf("of a form that no part and no section shows is said: %v", faults)
		}
		if faults := misshown(w, dossier.Forms.With(field.NewForm("mixed", field.NewText("mixed_one", field.InGroup(lindung.Legal)), field.NewText("mixed_two", field.InGroup(lindung.Health))).Under("person"))); len(faults) != 2 {
			t.Errorf("of a form of two groups is said: %v", faults)
		}
		parts := dossier.Parts
		defer func() { dossier.Parts = parts }()
		dossier.Parts = slices.DeleteFunc(slices.Clone(parts), func(p dossier.Part) bool { return p.Name == "records" })
		if faults := misshown(w, dossier.Forms); len(faults) == 0 {
			t.Error("without the part records no form is missed")
		}
	})
}

// misshown says which forms are not shown once, or lie in two groups.
func misshown(w dossier.Whole, forms field.Set) []string {
	var faults []string
	shown := map[string]int{}
	for _, it := range dossier.Pieces(w) {
		if it.Form != nil {
			shown[it.Form.Name]++
		}
	}
	for _, f := range forms {
		if f.Group() == lindung.Justice && !w.MayRead(lindung.Justice) {
			continue
		}
		if shown[f.Name] != 1 {
			faults = append(faults, fmt.Sprintf("form %s is shown %d times", f.Name, shown[f.Name]))
		}
		if !slices.Contains(dossier.Sections, f.Section) {
			faults = append(faults, fmt.Sprintf("form %s stands in the section %q, which the page does not have", f.Name, f.Section))
		}
		if g := f.Group(); slices.ContainsFunc(f.Fields, func(i *field.Info) bool { return i.Group != g }) || !slices.Contains(lindung.Groups, g) {
			faults = append(faults, fmt.Sprintf("form %s does not lie within one group", f.Name))
		}
	}
	return faults
}

// said is all that a piece lets somebody read, in one line.
func said(it dossier.Piece) string {
	var all []string
	if it.Form != nil {
		for _, i := range it.Form.Fields {
			if it.Values.Has(i) {
				all = append(all, i.Name)
			}
		}
	}
	for _, l := range it.Lines {
		all = append(all, l.Label+l.Text+l.Key+l.Day.String()+string(l.Country))
	}
	slices.Sort(all)
	return fmt.Sprintf("%s %s: %s", it.Part, it.Label, strings.Join(all, " "))
}

// opening is a ledger that opens a view.
func opening(v consent.View) (l consent.Ledger) {
	for g, purposes := range v {
		for _, p := range purposes {
			l.Grants = append(l.Grants, consent.Grant{Groups: []lindung.Group{g}, Purpose: p})
		}
	}
	return l
}

// A rule on how to reach the person safely that was removed from the database, by
// whoever has no key, takes the contact with it: no letter and no export has one, and the
// preview says why. Nobody has looked at all rows before.
func TestRemovedRuleKeepsContact(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		ana := n.As(t, "caseworker@shelter")
		all := opening(consent.View{lindung.Contact: {lindung.Assistance}, lindung.Health: {lindung.Assistance}})
		leaves := func() (contact, health bool, why string) {
			none(t, ana.See(ctx, access.ConsentRead, cases.Target(c.ID), func(tx *access.Tx) error {
				w, err := dossier.ReadIn(tx, c.ID)
				if err != nil {
					return err
				}
				for _, s := range dossier.Preview(w, all) {
					contact, health = contact || s.Seen && s.Group == lindung.Contact, health || s.Seen && s.Group == lindung.Health
					if s.Group == lindung.Contact && !s.Seen && s.Why != dossier.NotPurpose {
						why = s.Why
					}
				}
				for _, it := range dossier.Letter(dossier.Pieces(w), w.Leaving(all)) {
					if slices.Contains(it.Groups, lindung.Contact) != contact && slices.Contains(it.Groups, lindung.Contact) {
						t.Error("the letter has a contact that the preview does not show")
					}
				}
				return nil
			}))
			return contact, health, why
		}
		exported := func() (contact bool) {
			none(t, n.As(t, "supervisor@shelter").SteppedUp(true).See(ctx, access.ExportRun, n.As(t, "supervisor@shelter").OrgTarget(), func(tx *access.Tx) error {
				return cases.EachCase(tx, nil, func(one cases.Case) error {
					contact = contact || one.ID == c.ID && one.MayRead(lindung.Contact)
					return nil
				})
			}))
			return contact
		}
		if contact, health, _ := leaves(); !contact || !health || !exported() {
			t.Fatalf("before: contact %t, health %t", contact, health)
		}
		dbtest.Steal(t, n.DB).Run(`DELETE FROM records WHERE owner = ? AND form = ?`, c.ID, person.SafeContact.Name)
		if exported() {
			t.Error("the export has a contact without its rule")
		}
		if contact, health, why := leaves(); contact || !health || why != dossier.Withheld {
			t.Errorf("contact leaves: %t, health: %t, the preview says %q", contact, health, why)
		}
	})
}

// What a preview says is seen, what a letter carries and what the recipient then
// reads are the same, for every group and purpose.
func TestPreviewLetterAndViewAgree(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		ana, ngo := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@ngo")
		w := must(dossier.Read(ctx, ana, c.ID))
		views := []consent.View{}
		for at, p := range sharing {
			v := consent.View{}
			for i, g := range consent.Groups {
				if i%3 != at%3 {
					v[g] = []lindung.Purpose{p, sharing[(at+i)%len(sharing)]}
				}
			}
			views = append(views, v)
		}
		for at, v := range views {
			open(t, n, c.ID, v)
			seen := must(dossier.Read(ctx, ngo, c.ID))
			letter, view := lines(dossier.Letter(dossier.Pieces(w), v)), lines(dossier.Pieces(seen))
			if letter != view {
				t.Errorf("view %d: the letter says\n%s\nthe recipient reads\n%s", at, letter, view)
			}
			preview := map[string]bool{}
			for _, s := range dossier.Preview(w, opening(v)) {
				if s.Seen == (s.Why != "" && s.Why != dossier.GoesAlong) {
					t.Errorf("view %d: %+v", at, s)
				}
				if s.Seen {
					preview[s.Label] = true
				}
			}
			carried := map[string]bool{}
			for _, it := range dossier.Pieces(seen) {
				if it.Form == nil {
					carried[it.Many] = true
					continue
				}
				for _, i := range it.Form.Fields {
					if it.Values.Has(i) {
						carried["field."+i.Name] = true
					}
				}
			}
			if fmt.Sprint(preview) != fmt.Sprint(carried) {
				t.Errorf("view %d: the preview says %v, the recipient reads %v", at, preview, carried)
			}
		}
	})
}

func lines(pieces []dossier.Piece) string {
	var all []string
	for _, it := range pieces {
		all = append(all, said(it))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// open opens exactly v to the NGO, as if it had accepted a referral.
func open(t *testing.T, n *nodetest.Node, id lindung.CaseID, v consent.View) {
	t.Helper()
	ana := n.As(t, "caseworker@shelter")
	given, _, err := consent.Read(ctx, ana, cases.Target(id))
	none(t, err)
	for _, g := range given.Grants {
		if g.Recipient.ID == string(n.Orgs["ngo"].ID) {
			none(t, consent.Withdraw(ctx, ana, cases.Target(id), g.ID))
		}
	}
	var l consent.Ledger
	for _, p := range sharing {
		var groups []lindung.Group
		for _, g := range consent.Groups {
			if slices.Contains(v[g], p) {
				groups = append(groups, g)
			}
		}
		if len(groups) > 0 {
			l.Grants = append(l.Grants, agree(n, ana, id, "ngo", p, groups...))
		}
	}
	none(t, ana.Do(ctx, access.ConsentGive, cases.Target(id), func(tx *access.Tx) error {
		r := lindung.ReferralID(lindung.NewID())
		if err := consent.NameForReferral(tx, id, r, l); err != nil {
			return err
		}
		return consent.OpenForReferral(tx, r)
	}))
}

// A task says what the workers of an organisation have to do. It leaves that organisation
// for no purpose to which a person can agree, whatever groups are open.
func TestNoTaskLeaves(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		v := consent.View{}
		for _, g := range consent.Groups {
			v[g] = sharing
		}
		open(t, n, c.ID, v)
		seen, w := must(dossier.Read(ctx, n.As(t, "supervisor@ngo"), c.ID)), must(dossier.Read(ctx, n.As(t, "caseworker@shelter"), c.ID))
		for _, it := range slices.Concat(dossier.Pieces(seen), dossier.Letter(dossier.Pieces(w), v)) {
			if it.Form != nil && it.Form.Name == tasks.Task.Name {
				t.Errorf("it leaves: %s", it.Label)
			}
		}
		told := 0
		for _, s := range dossier.Preview(w, opening(v)) {
			if _, ok := tasks.Task.Field(strings.TrimPrefix(s.Label, "field.")); ok && !s.Seen && s.Why == dossier.NotPurpose {
				told++
			}
		}
		if told != len(tasks.Task.Fields) {
			t.Errorf("the preview says of %d of %d answers that they stay", told, len(tasks.Task.Fields))
		}
	})
}

// No grant that was given holds a group that came later, and what a wing adds
// joins the groups that people were asked about: a grant of all that there was
// shows nothing of a new one.
func TestNoOldGrantContainsANewGroup(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		settled := []lindung.Group{"identity", "contact", "safety", "family", "situation", "screening", "health", "support_notes", "legal", "immigration", "documents"}
		if !slices.Equal(consent.Groups, settled) {
			t.Fatalf("the groups are settled: %v. A new one needs a consent text that speaks of it", consent.Groups)
		}
		if !slices.Equal(lindung.Groups, append(slices.Clone(settled), lindung.Justice)) {
			t.Fatalf("a group that nobody is asked about: %v", lindung.Groups)
		}
		if g := assistance.Service.Group(); g != lindung.SupportNotes {
			t.Errorf("services stand in %s", g)
		}
		c, _ := full(t, n)
		groups := lindung.Groups
		defer func() { lindung.Groups = groups }()
		lindung.Groups = append(slices.Clone(groups), "later")
		none(t, n.As(t, "caseworker@shelter").See(ctx, access.ConsentRead, cases.Target(c.ID), func(tx *access.Tx) error {
			l, err := consent.OpenTo(tx, c.ID, n.Orgs["hospital"].ID)
			if got := l.View().Groups(); len(got) != len(settled) || slices.Contains(got, "later") {
				t.Errorf("the old grant shows %v", got)
			}
			return err
		}))
	})
}

// While anything of a case is damaged, no contact leaves the organisation: what is
// missing may be the rule on how to reach the person safely.
func TestNoContactOfADamagedCase(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		open(t, n, c.ID, consent.View{
			lindung.Identity: {lindung.Assistance}, lindung.Contact: {lindung.Assistance}, lindung.Safety: {lindung.Assistance},
		})
		reads := func() (ngo, exported bool) {
			t.Helper()
			at, err := cases.Read(ctx, n.As(t, "caseworker@ngo"), c.ID)
			none(t, err)
			s := n.As(t, "supervisor@shelter").SteppedUp(true)
			none(t, s.See(ctx, access.ExportRun, s.OrgTarget(), func(tx *access.Tx) error {
				return cases.EachCase(tx, nil, func(one cases.Case) error {
					exported = exported || one.ID == c.ID && one.MayRead(lindung.Contact)
					return nil
				})
			}))
			return at.MayRead(lindung.Contact), exported
		}
		if ngo, exported := reads(); !ngo || !exported {
			t.Fatalf("whole: the recipient %t, the export %t", ngo, exported)
		}
		none(t, n.DB.Write(ctx, func(tx *db.Tx) error {
			return db.Change(tx, `UPDATE records SET day = '2020' WHERE owner = ? AND form = ?`, c.ID, person.SafeContact.Name)
		}))
		if ngo, exported := reads(); ngo || exported {
			t.Errorf("damaged: the recipient %t, the export %t", ngo, exported)
		}
	})
}

// A clock that is set back opens nothing again that has ended by its day.
func TestClockSetBack(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		read := func() error {
			_, err := cases.Read(ctx, n.As(t, "duty_officer@hospital"), c.ID)
			return err
		}
		none(t, read())
		n.Clock.Add(40 * 24 * time.Hour)
		if err := read(); !errors.Is(err, access.ErrDenied) {
			t.Errorf("after its day: %v", err)
		}
		n.Clock.Add(-40 * 24 * time.Hour)
		if err := read(); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the clock is set back: %v", err)
		}
	})
}

// held: while a case is held for any reason, nobody can ask for its erasure or agree to it.
func held(t *testing.T, n *nodetest.Node, c cases.Case, cli access.Session, waiting string) {
	t.Helper()
	sup := n.As(t, "supervisor@shelter").SteppedUp(true)
	for _, who := range []string{"caseworker@shelter", "data_protection@shelter", "supervisor@hospital"} {
		if err := cases.Hold(ctx, n.As(t, who), c.ID, "order"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("%s holds: %v", who, err)
		}
	}
	none(t, cases.Hold(ctx, sup, c.ID, "order"))
	none(t, cases.Hold(ctx, sup, c.ID, "complaint"))
	none(t, cases.Lift(ctx, sup, c.ID, "order"))
	for what, err := range map[string]error{
		"asks": dossier.AskErasure(ctx, sup, c.ID, "order"), "the command line": dossier.AskErasureOf(ctx, cli, c.Number, "order"),
		"agrees": staff.AgreeRight(ctx, sup, waiting, dossier.EraseFor),
	} {
		if !errors.Is(err, cases.ErrHeld) {
			t.Errorf("held, %s: %v", what, err)
		}
	}
	if got := must(cases.Read(ctx, sup, c.ID)).Held; got != "complaint" {
		t.Errorf("held for %q", got)
	}
	none(t, cases.Lift(ctx, sup, c.ID, "complaint"))
}

// A case is erased by two people, and what proves it is in the log.
func TestErasure(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		sup := n.As(t, "supervisor@shelter").SteppedUp(true)
		keeper := must(n.Keeper(ctx))
		cli := n.System(keeper, "cli")
		if err := dossier.AskErasureOf(ctx, cli, "no such number", "order"); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("no such case: %v", err)
		}
		if err := dossier.AskErasure(ctx, n.As(t, "caseworker@shelter").SteppedUp(true), c.ID, "order"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("a caseworker asks: %v", err)
		}
		none(t, dossier.AskErasure(ctx, sup, c.ID, "person_asked"))
		if err := dossier.AskErasure(ctx, sup, c.ID, "person_asked"); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("asked again: %v", err)
		}
		n.At(n.Now().AddDate(0, 0, 30))
		right := func() access.Right {
			all := must(staff.Rights(ctx, sup, cases.Unseen))
			i := slices.IndexFunc(all, func(l staff.RightLine) bool { return l.Kind == access.RightErase && l.State == access.RightWaits })
			return all[i].Right
		}
		own := right()
		for _, who := range []string{"supervisor@shelter", "duty_officer@shelter", "supervisor@hospital"} {
			if err := staff.AgreeRight(ctx, n.As(t, who).SteppedUp(true), own.ID, dossier.EraseFor); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s agrees: %v", who, err)
			}
		}
		none(t, staff.StopRight(ctx, sup, own.ID))
		must(cases.Read(ctx, sup, c.ID))

		none(t, dossier.AskErasureOf(ctx, cli, c.Number, "order"))
		for _, l := range must(staff.Rights(ctx, n.As(t, "administrator@shelter"), cases.Unseen)) {
			if l.Kind == access.RightErase {
				t.Error("an administrator sees which case is to be erased")
			}
		}
		waiting := right()
		held(t, n, c, cli, waiting.ID)
		none(t, staff.AgreeRight(ctx, sup, waiting.ID, dossier.EraseFor))
		if _, err := cases.Read(ctx, sup, c.ID); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("it is still there: %v", err)
		}
		none(t, n.DB.Read(ctx, func(tx *db.Tx) error {
			e, err := audit.About(tx, string(c.ID), 1)
			if err != nil || len(e) != 1 || e[0].State != audit.Gone || !strings.HasPrefix(e[0].Ended[0], "key:") || !strings.HasPrefix(e[0].Ended[len(e[0].Ended)-1], access.EndedTip+":") {
				t.Errorf("the log says %+v, %v", e, err)
			}
			return err
		}))
		if found := holding(t, n, string(c.ID)); len(found) > 0 {
			t.Logf("what names it still: %v", found)
		}
	})
}

// What the journal names is ended once, whatever it is; what it names and this version
// does not know is counted.
func TestEndAgain(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		sup := n.As(t, "supervisor@shelter")
		l, _, err := consent.Read(ctx, sup, cases.Target(c.ID))
		none(t, err)
		grant := l.Grants[0]
		ended := []string{
			"referral:" + string(grant.Openings[0].Opener) + ":finished:given", "grant:" + string(grant.ID), "basis:" + l.Bases[0].ID,
			"member:" + string(c.ID) + ":" + string(n.ID("caseworker@shelter")), "roles:" + string(n.ID("supervisor@hospital")) + ":supervisor",
			"account:" + string(n.ID("second@shelter")), "grant:none", "key:digest", "tomorrow:x",
			"sight:" + string(c.ID) + ":" + string(n.ID("supervisor@shelter")) + ":" + string(n.ID("duty_officer@shelter")) + ":later",
		}
		keeper := must(n.Keeper(ctx))
		s := n.System(keeper, "test")
		for _, want := range []int{7, 0} {
			none(t, s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
				done, unknown, err := dossier.EndAgain(tx, ended)
				if err == nil && (done != want || unknown != 1) {
					t.Errorf("%d ended, want %d; %d unknown", done, want, unknown)
				}
				return err
			}))
		}
		l, _, err = consent.Read(ctx, sup, cases.Target(c.ID))
		none(t, err)
		if l.Grants[0].WithdrawnAt == 0 || l.Grants[0].Openings[0].ClosedAt == 0 || l.Bases[0].EndedAt == 0 {
			t.Errorf("still open: %+v", l)
		}
		if _, err := access.SessionAs(ctx, n.Node, n.ID("second@shelter")); err == nil {
			t.Error("an account that had ended works")
		}
		must(cases.Read(ctx, n.As(t, "duty_officer@shelter"), c.ID))
		if _, err := cases.Read(ctx, n.As(t, "focal_point@shelter"), c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("who was not named reads the protected case: %v", err)
		}
	})
}
