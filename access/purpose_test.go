package access

import (
	"testing"

	"lindung"
)

func TestPurpose(t *testing.T) {
	is := func(sector lindung.Sector, roles ...lindung.Role) Actor { return worker(sector, roles...) }
	for _, c := range []struct {
		act  Action
		who  Actor
		want lindung.Purpose
	}{
		{CaseRead, is("shelter", lindung.Caseworker), lindung.Assistance},
		{CaseRead, is("shelter", lindung.Supervisor), lindung.Assistance},
		{CaseRead, is("consular", lindung.DutyOfficer), lindung.Assistance},
		{CaseRead, is("police", lindung.Investigator), lindung.LawEnforcement},
		{CaseRead, is("police", lindung.DutyOfficer), lindung.LawEnforcement},
		{GroupRead, is("prosecution", lindung.Investigator), lindung.LawEnforcement},
		{CaseRead, is("labour", lindung.Investigator), lindung.LawEnforcement},
		{CaseRead, is("labour", lindung.Caseworker), lindung.Assistance},
		{CaseRead, is("legal_aid", lindung.Caseworker), lindung.LegalAid},
		{CaseRead, is("legal_aid", lindung.Investigator), lindung.LawEnforcement},
		{ReferralAccept, is("health", lindung.DutyOfficer), lindung.Assistance},
		{ConsentWithdraw, is("shelter", lindung.Caseworker), lindung.Assistance},

		{CaseList, is("shelter", lindung.Caseworker), lindung.Assistance},
		{CaseList, is("shelter", lindung.Supervisor), lindung.Supervision},
		{CaseHistory, is("police", lindung.Supervisor), lindung.Supervision},
		{CaseHistory, is("shelter", lindung.Caseworker), lindung.Assistance},
		{CaseHistory, is("shelter", lindung.DataProtection), lindung.Supervision},
		{ConsentRead, is("shelter", lindung.DataProtection), lindung.Supervision},
		{BasisAgree, is("police", lindung.DataProtection), lindung.Supervision},
		{LogRead, is("shelter", lindung.DataProtection), lindung.Supervision},
		{ImportList, is("shelter", lindung.Supervisor), lindung.Supervision},
		{ExportRun, is("shelter", lindung.Supervisor), lindung.Supervision},
		{ExportRun, Actor{}, lindung.Supervision},

		{ScreeningRecord, is("shelter", lindung.Caseworker), lindung.Identification},
		{DecisionRecord, is("police", lindung.Investigator), lindung.Identification},

		{ActorList, is("shelter", lindung.DataProtection), ""},
		{OrgList, is("police", lindung.Investigator), ""},
		{OwnSession, is("shelter", lindung.Caseworker), ""},
		{ActorReset, is("shelter", lindung.Administrator), ""},
		{SystemRun, Actor{}, ""},
		{ImportRun, Actor{}, lindung.Assistance},
	} {
		if got := purposeOf(c.act, c.who); got != c.want {
			t.Errorf("%s by %v of %s: %q, want %q", c.act, c.who.Roles, c.who.Sector, got, c.want)
		}
	}
	for _, a := range Actions {
		if _, known := purposes[a]; !known {
			t.Errorf("no purpose is given for %s", a)
		}
	}
}
