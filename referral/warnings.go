package referral

import "lindung/cases"

// AskSafety is the warning that no one has asked how to reach the person safely.
const AskSafety = "referral.warn.safety"

// Warnings returns the label keys of what should be corrected before a case is
// referred. None of it stops a referral: help does not wait for a form.
//
// Source: ACTIP 14.5
func Warnings(c cases.Case) []string {
	if c.AskedSafety() {
		return nil
	}
	return []string{AskSafety}
}
