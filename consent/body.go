package consent

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// A Body is a body outside the node that an organisation has registered so that
// persons can agree to it by name: a hospital, a lawyer, a shelter. It has no
// account and gets letters. Only the organisation that registered it sees it.
type Body struct {
	ID      lindung.BodyID
	Name    string
	Phone   string // E.164
	Country lindung.Country
	Sector  lindung.Sector // what kind of body it is; "" for one that is in no list
}

// BodyWas is what a body was until someone changed it.
type BodyWas struct {
	Until   db.Time
	By      lindung.ActorID // who changed it
	Name    string
	Phone   string
	Country lindung.Country
	Sector  lindung.Sector
}

// A BodyRecord is a body with what it was before, oldest first.
type BodyRecord struct {
	Body
	Was []BodyWas
	// Agreed says that a person has agreed to it and not withdrawn, or that a legal basis names it.
	Agreed bool
}

// Version is how often the body was changed.
func (b BodyRecord) Version() int64 { return int64(len(b.Was)) }

// NameAt returns what the body was called at a moment: a person who agreed then heard that
// name.
func (b BodyRecord) NameAt(at db.Time) string {
	for _, w := range b.Was {
		if at < w.Until {
			return w.Name
		}
	}
	return b.Name
}

// wrongChange returns what cannot be changed of a body. Once someone has agreed to it, its
// country and its kind stay: the text that was read to them depends on both, and whom the
// law walls off does. A body elsewhere, or of another kind, is registered anew, and the
// person is asked again.
//
// Source: ACTIP 14.6
func wrongChange(was BodyRecord, now Body) field.Problems {
	var ps field.Problems
	ps.Need(!was.Agreed || was.Country == now.Country, "body_country", "consent.problem.body_country_agreed")
	ps.Need(!was.Agreed || was.Sector == now.Sector, "body_sector", "consent.problem.body_sector_agreed")
	return ps
}

// The questions about a body.
var (
	bodyName    = field.NewText("body_name", field.Max(300))
	bodyPhone   = field.NewPhone("body_phone")
	bodyCountry = field.NewCountry("body_country")
)

// Check normalises b and returns what is missing.
func (b *Body) Check(now time.Time) field.Problems {
	var ps field.Problems
	read := func(i *field.Info, text *string) {
		var v field.Values
		if _, _, bad := v.Parse(i, *text, now); bad != nil {
			ps = append(ps, *bad)
		} else {
			*text = v.Text(i)
			ps.Need(*text != "", i.Name, "consent.problem."+i.Name)
		}
	}
	read(bodyName.Info, &b.Name)
	read(bodyPhone.Info, &b.Phone)
	country := string(b.Country)
	read(bodyCountry.Info, &country)
	b.Country = lindung.Country(country)
	ps.Need(b.Sector == "" || slices.Contains(lindung.Sectors, b.Sector), "body_sector", "consent.problem.body_sector")
	return ps
}

// Register stores a body for the actor's organisation before anyone has agreed to it,
// inside an act on that organisation. Its error is field.Problems if something is
// missing.
func Register(tx *access.Tx, b *Body) (Recipient, error) {
	if err := b.Check(tx.Now.Time()).Err(); err != nil {
		return Recipient{}, err
	}
	return register(tx, b)
}

// register stores a body for the owner of the act's case, and returns it as a
// recipient. A body with the same answers is registered only once.
func register(tx *access.Tx, b *Body) (Recipient, error) {
	known, err := bodiesOf(tx, tx.Object().Org)
	if err != nil {
		return Recipient{}, err
	}
	for _, k := range known {
		if strings.EqualFold(k.Name, b.Name) && k.Phone == b.Phone && k.Country == b.Country && k.Sector == b.Sector {
			*b = k
			return ToBody(b.ID), nil
		}
	}
	b.ID = lindung.BodyID(lindung.NewID())
	return ToBody(b.ID), insertBody(tx, tx.Object().Org, *b)
}

// Bodies returns the bodies that the actor's organisation has registered, by
// name.
func Bodies(ctx context.Context, s access.Session) ([]Body, error) {
	var all []Body
	err := s.See(ctx, access.OrgList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		all, err = BodiesIn(tx)
		tx.SetCount(len(all), "bodies")
		return err
	})
	return all, err
}

// BodiesIn is Bodies inside another act.
func BodiesIn(tx *access.Tx) ([]Body, error) {
	all, err := bodiesOf(tx, tx.Actor().Org)
	slices.SortFunc(all, func(a, b Body) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.ID), string(b.ID)))
	})
	return all, err
}

// ReadBody returns a body that the actor's organisation has registered, inside an act on
// that organisation.
func ReadBody(tx *access.Tx, id lindung.BodyID) (BodyRecord, error) {
	r, err := bodyRowOf(tx, id)
	if err != nil {
		return BodyRecord{}, err
	}
	b, err := r.open(tx)
	if err == nil {
		b.Agreed, err = agreedTo(tx, ToBody(id))
	}
	return b, err
}

// ChangeBody changes what a body is called and how it is reached, and keeps what it was.
// version is how often it had been changed when it was shown; another one is
// lindung.ErrConflict. Its error is field.Problems if something is missing or stays as it is.
func ChangeBody(tx *access.Tx, id lindung.BodyID, version int64, b Body) error {
	if err := b.Check(tx.Now.Time()).Err(); err != nil {
		return err
	}
	was, err := ReadBody(tx, id)
	if err != nil {
		return err
	}
	b.ID = id
	switch {
	case b == was.Body:
		return nil
	case was.Version() != version:
		return lindung.ErrConflict
	}
	ps := wrongChange(was, b)
	known, err := bodiesOf(tx, tx.Actor().Org)
	if err != nil {
		return err
	}
	for _, k := range known {
		twice := k.ID != id && strings.EqualFold(k.Name, b.Name) && k.Phone == b.Phone && k.Country == b.Country && k.Sector == b.Sector
		ps.Need(!twice, "body_name", "consent.problem.body_twice")
	}
	if err := ps.Err(); err != nil {
		return err
	}
	old := BodyWas{tx.Now, tx.Actor().ID, was.Name, was.Phone, was.Country, was.Sector}
	return updateBody(tx, BodyRecord{Body: b, Was: append(was.Was, old)})
}
