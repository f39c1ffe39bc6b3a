package staffdesk

import (
	"net/url"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

// reachPath is where it is entered how a person reaches the organisation.
const reachPath = "/administration/reach"

// editReach asks how a person reaches the organisation, and where else they can
// complain, as the consent text says it.
func editReach(v *desk.Visit) error {
	o, err := ownOrg(v)
	if err != nil {
		return err
	}
	return reachPage(v, o.Version, page.Answers{Sent: v.Filled(url.Values{
		staff.Telephone.Name: {o.Telephone}, staff.Address.Name: {o.Address}, staff.Complaint.Name: {o.Complaint},
	})})
}

func ownOrg(v *desk.Visit) (access.Org, error) {
	return staff.OrgFor(v.Ctx(), v.Session, v.Session.Actor().Org)
}

func reachPage(v *desk.Visit, version int64, in page.Answers) error {
	p := desk.FormPage{Base: v.Base("page.organisation_reach"), Lead: v.Text("org.reach.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/administration"}
	v.Wrong(&p.Base, in.Problems)
	rows := v.Rows(staff.Reach, in)
	for i := range rows {
		rows[i].Absent = nil // an organisation is not asked as a person is
	}
	p.Form = page.Form{Action: reachPath, Hidden: desk.Version(version), Rows: rows, Save: page.Button{Text: v.Text("common.save")}}
	return desk.Show(v, desk.FormView, p)
}

func saveReach(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	answers, problems := staff.Reach.Decode(v.Form(), v.Now())
	if len(problems) > 0 {
		return reachPage(v, version, page.Answers{Sent: v.Form(), Problems: problems})
	}
	to := v.Act(desk.Done("/administration", "organisation_saved"))
	if err := staff.EditReach(v.Ctx(), to, v.Session.Actor().Org, version, answers); err != nil {
		return err
	}
	return v.Acted()
}
