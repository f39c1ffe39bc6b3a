package casefile

import (
	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
)

// Path returns the address of the page of a case.
func Path(id lindung.CaseID) string { return "/cases/" + string(id) }

// PartDone is the address of a part of the page of a case, where is then said that
// something was done.
func PartDone(id lindung.CaseID, part, what string) string {
	at := Path(id) + "?done=" + what
	if part != "" {
		at += "&at=" + part + "#" + part
	}
	return at
}

// UnderCase is the case in the address of a page as what its act is done to.
func UnderCase(v *desk.Visit) access.Target { return cases.Target(ID(v)) }

// Referral is the referral in the address of a page.
func Referral(v *desk.Visit) lindung.ReferralID { return lindung.ReferralID(v.ID("id")) }

// ReferralPath returns the address of the page of a referral.
func ReferralPath(id lindung.ReferralID) string { return "/referrals/" + string(id) }

// OnReferral is the referral in the address of a page as what its act is done to.
func OnReferral(v *desk.Visit) access.Target { return referral.Target(Referral(v)) }

// HeadOf is what is above every other page of a case.
func HeadOf(v *desk.Visit, c cases.Case) Head {
	h := Head{Number: c.Number, Called: c.Called(), Href: Path(c.ID)}
	if v.Private() {
		h.Called = ""
	}
	return h
}

// CalledIn is the name in a sentence: what the person is called, or the number.
func CalledIn(v *desk.Visit, c cases.Case) string {
	if name := c.Called(); name != "" && !v.Private() {
		return name
	}
	return c.Number
}

// Head is what stands above every page of a case.
type Head struct{ Number, Called, Href string }

// ID returns the case in the address of a page.
func ID(v *desk.Visit) lindung.CaseID { return lindung.CaseID(v.ID("id")) }

// CancelTo leads from a form back to a part of the case.
func CancelTo(v *desk.Visit, id lindung.CaseID, part string) *page.Link {
	return &page.Link{Text: v.Text("common.cancel"), Href: Path(id) + "#" + part}
}

// ClosedOr leads an actor who may read a case but not change it: to
// the case itself if it is closed, which says so.
func ClosedOr(v *desk.Visit, c cases.Case) error {
	if c.Own && c.Status.Closed() {
		return v.Done(Path(c.ID), "case_is_closed")
	}
	return lindung.ErrNotFound
}

// WithdrawalPath is where is entered that a person withdraws everything.
const WithdrawalPath = "/withdrawal"

// TakesWithdrawals reports whether the actor enters what a person withdraws also where
// they do not see the case.
func TakesWithdrawals(v *desk.Visit) bool {
	return v.Session.Actor().HasRole(lindung.Supervisor, lindung.DutyOfficer)
}

// AskedPath is where a supervisor sees who has asked whether somebody similar is known.
const AskedPath = "/similar"
