package referral

import (
	"encoding/json"
	"fmt"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// pointRow is a step of a conference as stored; the first one plans it.
type pointRow struct {
	of       string
	n        int64
	ofCase   lindung.CaseID
	part     Part
	referral lindung.ReferralID
	org      lindung.OrgID
	group    lindung.Group
	doer     lindung.OrgID
	due      lindung.Date
	position string
	meets    db.Time
	at       db.Time
	by       lindung.ActorID
	sealed   []byte
	mac      db.Mac
	words    string
	Agenda   string
}

// pointWords are what is sealed of a step.
type pointWords struct {
	Words  string `json:"words,omitempty"`
	Agenda string `json:"agenda,omitempty"`
}

var pointRows = db.Rows[pointRow]{
	Table: "conference_steps", Keys: 2,
	Columns: func(p *pointRow) []any {
		return []any{&p.of, &p.n, &p.ofCase, &p.part, &p.referral, &p.org, &p.group, &p.doer, db.Day(&p.due), &p.position, &p.meets, &p.at, &p.by, &p.sealed}
	},
	Mac:   func(p *pointRow) *db.Mac { return &p.mac },
	Owner: func(p *pointRow) string { return string(p.ofCase) },
	Of:    "case_id",
	Walk:  pointSelect + `WHERE (conference, n) > (?, ?) ORDER BY conference, n LIMIT ?`,
}

const pointSelect = `
	SELECT conference, n, case_id, part, referral, org, grp, doer, due, position, meets_at, at, actor, sealed, mac
	FROM conference_steps
`

func pointPlace(of string, n int64) string {
	return fmt.Sprintf("conference_steps|%s|%d|sealed", of, n)
}

// add stores the next step of a conference.
func (c Conference) add(tx *access.Tx, p pointRow) error {
	n, err := db.One(tx, db.Value[int64], `SELECT count(*) FROM conference_steps WHERE conference = ?`, c.ID)
	if err != nil {
		return err
	}
	key, err := tx.Key(string(c.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(pointWords{p.words, p.Agenda})
	if err != nil {
		return err
	}
	p.of, p.n, p.ofCase, p.at, p.by = c.ID, n, c.Case, tx.Now, tx.Actor().ID
	p.sealed = key.Seal(pointPlace(p.of, p.n), b)
	if err := pointRows.Sign(tx, &p); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO conference_steps (conference, n, case_id, part, referral, org, grp, doer, due, position, meets_at, at, actor, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.of, p.n, p.ofCase, p.part, p.referral, p.org, p.group, p.doer, p.due.String(), p.position, p.meets, p.at, p.by, p.sealed, p.mac)
	return err
}

// conferencesOf returns the conferences of a case, each whole.
func conferencesOf(tx *access.Tx, id lindung.CaseID) ([]Conference, error) {
	rows, err := pointRows.All(tx, pointSelect+`WHERE case_id = ? ORDER BY conference, n`, id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := tx.Key(string(id))
	if err != nil {
		return nil, err
	}
	names, err := namesIn(tx, rows)
	if err != nil {
		return nil, err
	}
	var all []Conference
	for _, p := range rows {
		if len(all) == 0 || all[len(all)-1].ID != p.of {
			all = append(all, Conference{ID: p.of, Case: id})
		}
		if err := all[len(all)-1].take(key, p, names); err != nil {
			return nil, err
		}
	}
	return all, nameOutside(tx, all)
}

// nameOutside names the bodies outside the node that take part, as they are registered.
func nameOutside(tx *access.Tx, all []Conference) error {
	var by []lindung.ReferralID
	for _, c := range all {
		for _, m := range c.Members {
			if m.Org == "" {
				by = append(by, m.Referral)
			}
		}
	}
	if len(by) == 0 {
		return nil
	}
	found, err := named(tx, by)
	if err != nil {
		return err
	}
	sent, who := map[lindung.ReferralID]row{}, []consent.Recipient{}
	for _, r := range found {
		sent[r.ID], who = r, append(who, r.To)
	}
	names, err := consent.RecipientNames(tx, who)
	for _, c := range all {
		for i, m := range c.Members {
			if m.Org == "" {
				c.Members[i].Name = names.At(sent[m.Referral].To, sent[m.Referral].SentAt)
			}
		}
	}
	return err
}

// namesIn returns the names of the organisations that rows speak of.
func namesIn(tx *access.Tx, rows []pointRow) (map[lindung.OrgID]string, error) {
	var ids []lindung.OrgID
	for _, p := range rows {
		ids = append(ids, p.org, p.doer)
	}
	return access.OrgNames(tx, ids)
}

// take adds a stored step to a conference.
func (c *Conference) take(key seal.Key, p pointRow, names map[lindung.OrgID]string) error {
	b, err := key.Open(pointPlace(p.of, p.n), p.sealed)
	if err != nil {
		return fmt.Errorf("conference %s, step %d: %w", p.of, p.n, err)
	}
	var said pointWords
	if err := json.Unmarshal(b, &said); err != nil {
		return err
	}
	switch p.part {
	case Planned:
		c.At, c.Place, c.Agenda = p.meets, said.Words, said.Agenda
	case Invited:
		c.Members = append(c.Members, Member{Referral: p.referral, Org: p.org, Name: names[p.org], Answer: Invited})
	case Coming, Left:
		for i, m := range c.Members {
			if m.Referral == p.referral {
				c.Members[i].Answer = p.part
			}
		}
	case Said, Decided:
		c.Remarks = append(c.Remarks, Remark{
			Part: p.part, Group: p.group, Words: said.Words, For: p.doer, Due: p.due, By: p.org, Name: names[p.org], Doer: names[p.doer], At: p.at,
		})
	case Position:
		c.hold(p, names)
	case CalledOff:
		c.CalledOff = true
	}
	return nil
}

// hold notes what a body holds. Who keeps the case is no member that was invited: it is one
// once it has said what it holds.
func (c *Conference) hold(p pointRow, names map[lindung.OrgID]string) {
	at := slices.IndexFunc(c.Members, func(m Member) bool { return m.Referral == p.referral })
	if at < 0 {
		at = len(c.Members)
		c.Members = append(c.Members, Member{Org: p.org, Name: names[p.org], Answer: Coming})
	}
	if c.Members[at].Answer == Invited { // who says what it holds takes part
		c.Members[at].Answer = Coming
	}
	c.Members[at].Holds, c.Members[at].HeldAt = p.position, p.at
}

// conferenceOf returns a conference of a case.
func conferenceOf(tx *access.Tx, id lindung.CaseID, conference string) (Conference, error) {
	all, err := conferencesOf(tx, id)
	for _, c := range all {
		if c.ID == conference {
			return c, nil
		}
	}
	if err == nil {
		err = lindung.ErrNotFound
	}
	return Conference{}, err
}

// sealedPoints are what is sealed of conferences.
var sealedPoints = access.Sealed{
	Name: "step of a conference",
	Next: `
		SELECT p.case_id, '', p.conference, p.n, '', p.sealed, k.wrapped
		FROM conference_steps p JOIN keys k ON k.owner = p.case_id
		WHERE (p.conference, p.n) > (?, ?)
		ORDER BY p.conference, p.n
		LIMIT ?`,
	After: func(r access.SealedRow) []any { return []any{r.ID, r.N} },
	Place: func(r access.SealedRow) string { return pointPlace(r.ID, r.N) },
	Read:  access.AsJSON[pointWords],
}
