// Package directory is whom a worker can ask for help: the organisations of the node
// and the outside bodies that the own organisation has registered, with what each of
// them offers, and enquiries that ask several of them for help without a person.
//
// # An offer
//
// An [Offer] is what an organisation says of itself, or of an outside body that it has
// registered: services, languages, whom it takes, place, hours, how to refer. How many
// places are free has a time of its own, because it is worth little without its age.
// Offers of organisations are seen by everyone who may choose whom to refer to; that
// of an outside body only by who has registered it, as the body itself.
//
// # An enquiry
//
// An [Enquiry] asks whether there is help for some people, and says nothing by which
// one of them could be recognised: it is choices alone, with no line of text, no case
// and no name of a worker. See [Ask] for what is left out and why. It is gone in a day.
package directory

import (
	"context"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/assistance"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
)

// Kinds is the closed list of the people whom one takes in, and whom an enquiry
// counts: sex and age in bands so wide that none of them points to a person.
var Kinds = &field.List{Name: "kind_of_person", Codes: []field.Code{
	{Name: "woman"}, {Name: "man"}, {Name: "adult"}, {Name: "girl"}, {Name: "boy"}, {Name: "small_child"},
}}

// What an organisation or an outside body says of its help.
var (
	Services  = field.NewCodes("offer_services", assistance.Services, field.WithClass(field.Open))
	Takes     = field.NewCodes("offer_takes", Kinds, field.WithClass(field.Open))
	Languages = field.NewLanguages("offer_languages", field.WithClass(field.Open))
	Place     = field.NewText("offer_place", field.WithClass(field.Open))
	Hours     = field.NewText("offer_hours", field.WithClass(field.Open))
	HowTo     = field.NewLong("offer_how_to", field.WithClass(field.Open))

	OfferForm = field.NewForm("offer", Services, Takes, Languages, Place, Hours, HowTo)
)

// An Offer is what is offered. The zero Offer says nothing.
type Offer struct {
	Answers field.Values // to OfferForm
	Free    int          // free places, as they were said at FreeAt
	FreeAt  db.Time      // 0 for never said
	Version int64        // 0 while nothing is stored
}

// Listed is an organisation or an outside body as the directory shows it.
type Listed struct {
	To        consent.Recipient
	Name      string
	Sector    lindung.Sector
	Country   lindung.Country
	Telephone string
	Duty      string // when an organisation reads its duty queue
	Offer
}

// places are believed for this long: what was said of them before is shown with its
// age and is no free place any more.
const freshPlaces = 48 * time.Hour

// mostPlaces is more than any shelter says it has.
const mostPlaces = 999

// Fresh reports whether the free places were said not long ago.
func (o Offer) Fresh(now db.Time) bool { return o.FreeAt != 0 && o.FreeAt.Add(freshPlaces) > now }

// A Vacancy is how many places organisations have free, as those of them said it that have
// said so not long ago.
type Vacancy struct{ Free, Said int }

// FreePlaces returns how many places some organisations have free.
func FreePlaces(tx *access.Tx, orgs []lindung.OrgID) (Vacancy, error) {
	var all Vacancy
	rows, err := offersOf(tx, orgs)
	for _, r := range rows {
		if r.Fresh(tx.Now) {
			all.Free, all.Said = all.Free+r.Free, all.Said+1
		}
	}
	return all, err
}

// HasPlace reports whether there is a free place, by what was said not long ago.
func (o Offer) HasPlace(now db.Time) bool { return o.Free > 0 && o.Fresh(now) }

// A Filter narrows the directory. What is "" is not asked for.
type Filter struct {
	Service, Takes, Language, Place string
	Sector                          lindung.Sector
	Country                         lindung.Country
	Free                            bool
}

// Fits reports whether one of the directory is what is looked for. One that has said
// nothing of a question does not fit when it is asked.
func (f Filter) Fits(l Listed, now db.Time) bool {
	services, _ := Services.Get(l.Answers)
	languages, _ := Languages.Get(l.Answers)
	place, _ := Place.Get(l.Answers)
	return (f.Service == "" || slices.Contains(services, f.Service)) &&
		(f.Takes == "" || takes(l.Answers, f.Takes)) &&
		(f.Language == "" || slices.Contains(languages, f.Language)) &&
		(f.Place == "" || strings.EqualFold(place, f.Place)) &&
		(f.Sector == "" || l.Sector == f.Sector) &&
		(f.Country == "" || l.Country == f.Country) &&
		(!f.Free || l.HasPlace(now))
}

// takes reports whether an offer is for people of a kind. Who takes adults of any sex
// takes women and men.
func takes(v field.Values, kind string) bool {
	all, _ := Takes.Get(v)
	return slices.Contains(all, kind) || slices.Contains([]string{"woman", "man"}, kind) && slices.Contains(all, "adult")
}

// Select returns those of all that fit, in their order.
func Select(all []Listed, f Filter, now db.Time) []Listed {
	return slices.DeleteFunc(slices.Clone(all), func(l Listed) bool { return !f.Fits(l, now) })
}

// Find returns one of the directory; false if it is not there.
func Find(all []Listed, to consent.Recipient) (Listed, bool) {
	for _, l := range all {
		if l.To == to {
			return l, true
		}
	}
	return Listed{}, false
}

// LanguagesOf returns the languages that some of all speak, so that only what can be
// found is asked for.
func LanguagesOf(all []Listed) []string {
	var found []string
	for _, l := range all {
		some, _ := Languages.Get(l.Answers)
		found = append(found, some...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// PlacesOf returns where all are, each place once.
func PlacesOf(all []Listed) []string {
	var found []string
	for _, l := range all {
		if p, ok := Place.Get(l.Answers); ok {
			found = append(found, p)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// List returns the directory of the actor: all organisations, then the outside bodies
// of their own, each by name.
func List(ctx context.Context, s access.Session) ([]Listed, error) {
	var all []Listed
	err := s.See(ctx, access.OrgList, s.NodeTarget(), func(tx *access.Tx) error {
		var err error
		all, err = ListIn(tx)
		tx.SetCount(len(all), "")
		return err
	})
	return all, err
}

// ListIn is List inside another act.
func ListIn(tx *access.Tx) ([]Listed, error) {
	orgs, err := access.OrgsOf(tx)
	if err != nil {
		return nil, err
	}
	bodies, err := consent.BodiesIn(tx)
	if err != nil {
		return nil, err
	}
	return WithOffers(tx, orgs, bodies)
}

// WithOffers is ListIn for an act that has read the organisations and bodies.
func WithOffers(tx *access.Tx, orgs []access.Org, bodies []consent.Body) ([]Listed, error) {
	offers, err := offersFor(tx, tx.Actor().Org)
	if err != nil {
		return nil, err
	}
	all := make([]Listed, 0, len(orgs)+len(bodies))
	for _, o := range orgs {
		all = append(all, Listed{consent.ToOrg(o.ID), o.Name, o.Sector, o.Country, o.Telephone, o.Duty, offers[string(o.ID)]})
	}
	for _, b := range bodies {
		all = append(all, Listed{consent.ToBody(b.ID), b.Name, b.Sector, b.Country, b.Phone, "", offers[string(b.ID)]})
	}
	return all, nil
}

// Save stores what is offered by the actor's organisation, or by a body that it has
// registered. version is the one that was shown.
func Save(ctx context.Context, s access.Session, to consent.Recipient, version int64, v field.Values) error {
	return s.Do(ctx, access.OfferEdit, s.OrgTarget(), func(tx *access.Tx) error {
		own, err := keeps(tx, to)
		if err == nil && !own {
			err = lindung.ErrNotFound
		}
		if err != nil {
			return err
		}
		return saveOffer(tx, to, version, v)
	})
}

// keeps reports whether the actor's organisation says what to offers.
func keeps(tx *access.Tx, to consent.Recipient) (bool, error) {
	if to.Org() == tx.Actor().Org {
		return true, nil
	}
	bodies, err := consent.BodiesIn(tx)
	return slices.ContainsFunc(bodies, func(b consent.Body) bool { return consent.ToBody(b.ID) == to }), err
}

// saveOffer changes the answers of an offer, or stores the first ones.
func saveOffer(tx *access.Tx, to consent.Recipient, version int64, v field.Values) error {
	r, err := offerOf(tx, to)
	if err != nil {
		return err
	}
	if r.Version != version {
		return lindung.ErrConflict
	}
	r.Answers = v
	return putOffer(tx, r)
}

// A Registered is an outside body with what it offers, as it is added.
type Registered struct {
	consent.Body
	Answers field.Values
}

// Register adds outside bodies for the actor's organisation, and stores what they
// offer; of one that is registered already it changes that. All are stored or none.
func Register(ctx context.Context, s access.Session, all []Registered) error {
	return s.Do(ctx, access.OfferEdit, s.OrgTarget(), func(tx *access.Tx) error {
		for i := range all {
			to, err := consent.Register(tx, &all[i].Body)
			if err != nil {
				return err
			}
			r, err := offerOf(tx, to)
			if err != nil {
				return err
			}
			r.Answers = all[i].Answers
			if err := putOffer(tx, r); err != nil {
				return err
			}
		}
		tx.SetCount(len(all), "bodies")
		return nil
	})
}

// ReadBody returns an outside body of the actor's organisation with what it was before, for
// who may change it.
func ReadBody(ctx context.Context, s access.Session, id lindung.BodyID) (consent.BodyRecord, error) {
	var b consent.BodyRecord
	err := s.See(ctx, access.OfferEdit, s.OrgTarget(), func(tx *access.Tx) (err error) {
		tx.SetCount(0, "body")
		b, err = consent.ReadBody(tx, id)
		return err
	})
	return b, err
}

// ChangeBody changes an outside body of the actor's organisation, see consent.ChangeBody.
func ChangeBody(ctx context.Context, s access.Session, id lindung.BodyID, version int64, b consent.Body) error {
	return s.Do(ctx, access.OfferEdit, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetCount(1, "body")
		return consent.ChangeBody(tx, id, version, b)
	})
}

// SayFree notes how many places the actor's organisation has free now.
func SayFree(ctx context.Context, s access.Session, n int) error {
	return s.Do(ctx, access.OfferFree, s.OrgTarget(), func(tx *access.Tx) error {
		var ps field.Problems
		ps.Need(n >= 0 && n <= mostPlaces, "free", "offer.problem.free")
		if err := ps.Err(); err != nil {
			return err
		}
		r, err := offerOf(tx, consent.ToOrg(tx.Actor().Org))
		if err != nil {
			return err
		}
		r.Free, r.FreeAt = n, tx.Now
		return putOffer(tx, r)
	})
}
