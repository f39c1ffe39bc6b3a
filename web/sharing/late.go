package sharing

import (
	"errors"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/desk"
	"lindung/referral"
	"lindung/web/casefile"
)

// The inputs that say instead of which referral another organisation is asked, and that
// it is cancelled.
const (
	earlierIn = "instead"
	cancelIn  = "cancel_earlier"
)

// earlierSent reads them.
func earlierSent(v *desk.Visit) referral.Earlier {
	e := referral.ParseEarlier(v.Sent(earlierIn))
	e.Cancel = v.Sent(cancelIn) == "yes"
	return e
}

// earlier returns the referral of the case instead of which another organisation is asked.
func (a agreed) earlier(v *desk.Visit, in url.Values) (referral.Referral, bool) {
	return a.askedBefore(v, referral.ParseEarlier(in.Get(earlierIn)).ID)
}

func (a agreed) askedBefore(v *desk.Visit, id lindung.ReferralID) (referral.Referral, bool) {
	at := slices.IndexFunc(a.Referrals, func(r referral.Referral) bool { return r.ID == id && r.MayAskAnother(v.Node.Now()) })
	if at < 0 {
		return referral.Referral{}, false
	}
	return a.Referrals[at], true
}

// asked fills in what is asked of a recipient, and what the person is asked: of the
// referral that the address names, all but the recipient.
func (a agreed) asked(v *desk.Visit) (url.Values, error) {
	in := url.Values{}
	v.PutDay(in, "due", v.Node.Now().AddDate(0, 0, 2))
	v.PutDay(in, "until", v.Node.Now().AddDate(0, 0, 90))
	id := lindung.ReferralID(v.Query(earlierIn))
	if id == "" {
		return in, nil
	}
	r, ok := a.askedBefore(v, id)
	if !ok {
		return in, lindung.ErrNotFound
	}
	in.Set(earlierIn, referral.EarlierOf(r).String())
	in.Set("need", r.Need)
	in.Set("words", r.Words)
	if r.State == referral.Sent {
		in.Set(cancelIn, "yes")
	}
	now := access.StoredTime(v.Node.Now())
	if r.Due > now {
		v.PutDay(in, "due", r.Due.Time())
	}
	for _, g := range a.Consent.NamedBy(r.ID).Grants {
		in.Set("purpose", string(g.Purpose))
		in.Del("groups")
		for _, group := range g.Groups {
			in.Add("groups", string(group))
		}
		if g.Until > now {
			v.PutDay(in, "until", g.Until.Time())
		}
	}
	return in, nil
}

// anotherPath leads to where another organisation is asked for the same.
func anotherPath(r referral.Referral) string {
	return casefile.Path(r.Case) + "/referrals/new?" + earlierIn + "=" + string(r.ID)
}

func remindOther(v *desk.Visit) error {
	err := referral.Remind(v.Ctx(), step(v, "referral_reminded"), casefile.Referral(v))
	if errors.Is(err, referral.ErrReminded) {
		return v.Done(casefile.ReferralPath(casefile.Referral(v)), "referral_reminded_before")
	}
	return stepDone(v, err)
}
