package sharing

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/directory"
	"lindung/dossier"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
	"lindung/referral"
	"lindung/web/bodies"
	"lindung/web/casefile"
)

// agreed is a case of the own organisation with its consents, read in one act for a
// page.
type agreed struct {
	dossier.Whole
	Used   map[string]consent.Use // by grant or basis
	orgs   []access.Org           // of the node
	owner  consent.Owner          // the organisation, as the text names it
	admins []string               // who look after the organisation
	bodies []consent.Body         // that the organisation has registered
	listed []directory.Listed     // both, with what each offers
	set    int                    // which referrals a supervisor approves
	broken bool                   // the case does not open; then there is only what follows
	bare   []consent.Bare         // grants that do not open
}

func readAgreed(v *desk.Visit) (agreed, error) {
	var a agreed
	id := casefile.ID(v)
	err := v.Session.See(v.Ctx(), access.ConsentRead, cases.Target(id), func(tx *access.Tx) error {
		var err error
		if a.orgs, err = access.OrgsOf(tx); err != nil {
			return err
		}
		if a.Whole, err = dossier.ReadIn(tx, id); access.IsBroken(err) {
			return a.readBroken(tx, id)
		}
		if err == nil && slices.Contains(tx.DamagedOwners(), id) {
			a.bare, err = consent.BareIn(tx, id)
		}
		if err != nil {
			return err
		}
		if a.Used, err = a.Consent.Uses(tx, id); err != nil {
			return err
		}
		if a.bodies, err = consent.BodiesIn(tx); err != nil {
			return err
		}
		if a.listed, err = directory.WithOffers(tx, a.orgs, a.bodies); err != nil {
			return err
		}
		if a.owner, err = consent.OwnerIn(tx, a.own()); err != nil {
			return err
		}
		if a.set, err = access.SettingOf(tx, a.Org, access.ApproveReferrals); err != nil {
			return err
		}
		a.admins, err = access.Administrators(tx, a.Org)
		return err
	})
	return a, err
}

// readBroken reads what is known of a case that does not open.
func (a *agreed) readBroken(tx *access.Tx, id lindung.CaseID) error {
	numbers, err := cases.CaseNumbers(tx, []lindung.CaseID{id})
	if err != nil {
		return err
	}
	a.Whole = dossier.Whole{}
	a.broken, a.ID, a.Org, a.Number = true, id, tx.Object().Org, strings.Join(numbers, "")
	a.bare, err = consent.BareIn(tx, id)
	return err
}

// unopened returns the grants that were not withdrawn and do not open.
func (a agreed) unopened() []consent.Bare {
	return slices.DeleteFunc(slices.Clone(a.bare), func(b consent.Bare) bool {
		return slices.ContainsFunc(a.Consent.All(), func(g consent.Grant) bool { return g.ID == b.ID })
	})
}

// named returns the name of a recipient as far as it is known without opening a grant.
func (a agreed) named(v *desk.Visit, to consent.Recipient) string {
	for _, o := range a.orgs {
		if consent.ToOrg(o.ID) == to {
			return o.Name
		}
	}
	return v.Text("consent.recipient_unread")
}

// own returns the organisation that keeps the case.
func (a agreed) own() access.Org {
	for _, o := range a.orgs {
		if o.ID == a.Org {
			return o
		}
	}
	return access.Org{}
}

// grant returns the grant that the address names.
func (a agreed) grant(v *desk.Visit) (consent.Grant, error) {
	for _, g := range a.Consent.All() {
		if string(g.ID) == v.ID("grant") {
			return g, nil
		}
	}
	return consent.Grant{}, lindung.ErrNotFound
}

// recipients returns the choices for the recipient of a grant or basis: the other
// organisations, then the registered outside bodies.
func (a agreed) recipients(v *desk.Visit) []page.Option {
	var all []page.Option
	for _, o := range a.orgs {
		if o.ID != a.Org {
			text := v.Text("consent.org_line", "name", o.Name, "sector", v.Text("sector."+string(o.Sector)), "country", v.T.Country(o.Country))
			if free := bodies.Places(v, a.listed, consent.ToOrg(o.ID)); free != "" {
				text = v.Text("consent.org_places", "name", text, "places", free)
			}
			all = append(all, page.Option{Value: consent.ToOrg(o.ID).String(), Text: text})
		}
	}
	for _, b := range a.bodies {
		text := v.Text("consent.body_line", "name", b.Name, "country", v.T.Country(b.Country))
		all = append(all, page.Option{Value: consent.ToBody(b.ID).String(), Text: text})
	}
	return all
}

// addressee returns the name and the sector of the recipient of a grant.
func (a agreed) addressee(g consent.Grant) (name string, sector lindung.Sector) {
	for _, o := range a.orgs {
		if consent.ToOrg(o.ID) == g.Recipient {
			return o.Name, o.Sector
		}
	}
	for _, b := range a.bodies {
		if consent.ToBody(b.ID) == g.Recipient {
			return b.Name, b.Sector
		}
	}
	return g.Body.Name, g.Body.Sector
}

// speaks returns the languages of the person, as far as known.
func (a agreed) speaks() []string {
	in := a.Sections["identity_language"].Values
	var all []string
	if l, ok := person.PrimaryLanguage.Get(in); ok {
		all = append(all, l)
	}
	more, _ := person.OtherLanguages.Get(in)
	return append(all, more...)
}

// textFor returns the language of the text to read: the first of the person's
// languages that has a text, otherwise that of the page.
func (a agreed) textFor(v *desk.Visit) string {
	texts := consent.Texts()
	for _, l := range a.speaks() {
		for _, t := range texts {
			if i18n.LanguageCode(t.Lang) == i18n.LanguageCode(l) {
				return t.Lang
			}
		}
	}
	return string(v.T.Lang())
}

// only returns the problems at some fields.
func only(problems field.Problems, fields ...string) []field.Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p field.Problem) bool { return !slices.Contains(fields, p.Field) })
}

// instead replaces the domain's problems at a field by those of reading the answer.
func instead(problems field.Problems, bad *field.Problem) field.Problems {
	if bad == nil {
		return problems
	}
	at := slices.IndexFunc(problems, func(p field.Problem) bool { return p.Field == bad.Field })
	if at < 0 {
		return append(problems, *bad)
	}
	problems[at] = *bad
	return problems
}

// sentOn answers what came of a form that rests on consent: it leads to at where none is in
// force, and shows the form again with what is missing.
func sentOn(v *desk.Visit, err error, at string, again func(field.Problems) error) error {
	var problems field.Problems
	switch {
	case errors.Is(err, consent.ErrNoConsent):
		return v.Done(at, "referral_no_consent")
	case errors.As(err, &problems):
		return again(problems)
	case err != nil:
		return err
	}
	return v.Acted()
}

// sayRecipient names the recipient of a grant, a basis or a referral.
func sayRecipient(v *desk.Visit, value string) (string, error) {
	a, err := readAgreed(v)
	for _, o := range a.recipients(v) {
		if o.Value == value {
			return o.Text, err
		}
	}
	return value, err
}

// sayRests says what a referral is based on.
func sayRests(v *desk.Visit, value string) (string, error) {
	a, err := readAgreed(v)
	for _, line := range restsOn(v, a.Consent.Chosen([]string{value})) {
		return line, err
	}
	return value, err
}

// sayMovesTo says to whom a case is offered.
func sayMovesTo(v *desk.Visit, value string) (string, error) {
	a, err := readAgreed(v)
	return cmp.Or(calledIn(a.Consent.Chosen([]string{value})), value), err
}

// sayInvited says who is invited by a referral.
func sayInvited(v *desk.Visit, value string) (string, error) {
	r, err := referral.Read(v.Ctx(), v.Session, lindung.ReferralID(value))
	return cmp.Or(r.ToName, value), err
}

// sayDoer says who does what was decided.
func sayDoer(v *desk.Visit, value string) (string, error) {
	c, one, err := readConference(v, casefile.ID(v))
	for _, m := range one.Members {
		if string(m.Org) == value {
			return m.Name, err
		}
	}
	return c.OrgName, err
}

// sayText says in which language and version the text was read.
func sayText(v *desk.Visit, value string) (string, error) {
	lang, version, _ := strings.Cut(value, ".")
	return v.Text("consent.text_line", "language", v.Text("lang."+lang), "version", version), nil
}

// The questions of the forms of this wing.
var (
	consentAsks = desk.Asks{Stem: "consent", Words: map[string]desk.Say{
		"recipient": sayRecipient, "body_country": desk.SayCountry, "body_sector": desk.Code("sector"), "purpose": desk.Code("purpose"),
		"groups": desk.Code("group"), "carries": desk.Code("consent.carries"), "meets": desk.Code("consent.meets"), "moves": desk.Code("consent.moves"), "counted": desk.Code("consent.counted"), "text": sayText, "assent": desk.Code("consent.assent"),
	}}
	basisAsks = desk.Asks{Stem: "basis", Words: map[string]desk.Say{
		"kind": desk.Code("consent.kind"), "recipient": sayRecipient, "purpose": desk.Code("purpose"), "groups": desk.Code("group"),
	}}
	referralAsks = desk.Asks{Stem: "referral", Words: map[string]desk.Say{
		"recipient": sayRecipient, "need": desk.Code("need"), "rests_on": sayRests, "persons": sayPerson,
		"decline_reason": desk.Code("decline"), "outcome": desk.Code("outcome"), "end_answer": desk.Code("end_answer"), "hold_answer": desk.Code("hold_answer"), cancelIn: desk.Code("referral.cancel_earlier"),
	}}
	transferAsks   = desk.Asks{Stem: "transfer", Words: map[string]desk.Say{"grant": sayMovesTo}}
	conferenceAsks = desk.Asks{Stem: "conference", Words: map[string]desk.Say{
		"group": desk.Code("group"), "part": desk.Code("conference.part"), "invite": sayInvited, "for": sayDoer, "holds": desk.Code("conference.holds"), "of": sayMember,
	}}
	ownAsks = desk.Asks{Stem: "referral.own", Words: map[string]desk.Say{"kind": desk.Code("name_kind")}}
)

// sayMember names a body of a conference that answers through the owner of the case.
func sayMember(v *desk.Visit, value string) (string, error) {
	if value == ownMember {
		return v.Session.Actor().OrgName, nil
	}
	return sayInvited(v, value)
}

// sectorOf returns the sector of an organisation of this node.
func (a agreed) sectorOf(r consent.Recipient) (lindung.Sector, bool) {
	at := slices.IndexFunc(a.orgs, func(o access.Org) bool { return o.ID == r.Org() })
	if at < 0 {
		return "", false
	}
	return a.orgs[at].Sector, true
}
