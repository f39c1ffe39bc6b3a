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
