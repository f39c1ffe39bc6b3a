package staff

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/field"
)

// AddOrg adds an organisation to the node. The session is the system's or an
// administrator's of the organisation that keeps the node.
func AddOrg(ctx context.Context, s access.Session, o access.Org) (access.Org, error) {
	o.ID = lindung.OrgID(lindung.NewID())
	err := s.Do(ctx, access.OrgAdd, s.NodeTarget(), func(tx *access.Tx) error { return addOrg(tx, &o) })
	return o, err
}

// AddOrgWith is AddOrg together with the invitation of the organisation's first
// actor, who looks after its people.
func AddOrgWith(ctx context.Context, s access.Session, o access.Org, first NewActor) (Invitation, error) {
	i := newInvitation()
	o.ID = lindung.OrgID(lindung.NewID())
	first.Org, first.Roles = o.ID, []lindung.Role{lindung.Administrator}
	err := s.Do(ctx, access.OrgAdd, s.NodeTarget(), func(tx *access.Tx) error {
		if err := addOrg(tx, &o); err != nil {
			return err
		}
		err := addActor(tx, first, &i)
		tx.SetObject(string(o.ID))
		return err
	})
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}

func addOrg(tx *access.Tx, o *access.Org) error {
	tx.SetObject(string(o.ID))
	o.Name = readable(o.Name)
	if err := checkName(tx, o.ID, o.Name); err != nil {
		return err
	}
	return access.InsertOrg(tx, o)
}

// EditOrg changes what an organisation says of itself; its sector and country
// stay. o.Version is the one that was shown. A new name needs a fresh proof of who asks
// for it: others choose by it who receives what a person has told.
func EditOrg(ctx context.Context, s access.Session, o access.Org) error {
	return s.Do(ctx, access.OrgEdit, access.OrgTarget(o.ID), func(tx *access.Tx) error {
		now, err := access.OrgOf(tx, o.ID)
		if err != nil {
			return err
		}
		if turns(o.Duty) {
			return field.Problems{{Field: "duty", Key: "problem.text.direction"}}
		}
		if o.Name = readable(o.Name); o.Name != now.Name {
			if err := checkName(tx, o.ID, o.Name); err != nil {
				return err
			}
			if !s.IsSteppedUp() {
				return access.ErrStepUp
			}
		}
		return access.UpdateOrg(tx, o)
	})
}

// Reach asks how a person reaches an organisation, and where else they can
// complain. It is read to each person before they decide about consent.
var (
	Telephone = field.NewPhone("org_telephone", field.WithClass(field.Open))
	Address   = field.NewText("org_address", field.WithClass(field.Open))
	Complaint = field.NewLong("org_complaint", field.WithClass(field.Open))
	Reach     = field.NewForm("org_reach", Telephone, Address, Complaint)
)

// EditReach changes what an organisation has answered to Reach. version is the
// one that was shown.
func EditReach(ctx context.Context, s access.Session, id lindung.OrgID, version int64, v field.Values) error {
	return s.Do(ctx, access.OrgEdit, access.OrgTarget(id), func(tx *access.Tx) error {
		o, err := access.OrgOf(tx, id)
		if err != nil {
			return err
		}
		o.Version = version
		o.Telephone, o.Address, o.Complaint = v.Text(Telephone.Info), v.Text(Address.Info), v.Text(Complaint.Info)
		return access.UpdateOrg(tx, o)
	})
}

// OrgFor returns an organisation of the directory.
func OrgFor(ctx context.Context, s access.Session, id lindung.OrgID) (access.Org, error) {
	var o access.Org
	err := s.See(ctx, access.OrgList, access.OrgTarget(id), func(tx *access.Tx) error {
		var err error
		o, err = access.OrgOf(tx, id)
		return err
	})
	return o, err
}

// Orgs returns all organisations that have not ended, by name.
func Orgs(ctx context.Context, s access.Session) ([]access.Org, error) {
	return orgs(ctx, s, access.OrgList, "")
}

// Directory is Orgs for the program's own actor.
func Directory(ctx context.Context, s access.Session) ([]access.Org, error) {
	return orgs(ctx, s, access.SystemRun, "directory")
}

func orgs(ctx context.Context, s access.Session, act access.Action, what string) ([]access.Org, error) {
	var all []access.Org
	err := s.See(ctx, act, s.NodeTarget(), func(tx *access.Tx) error {
		var err error
		all, err = access.OrgsOf(tx)
		tx.SetCount(len(all), what)
		return err
	})
	return all, err
}
