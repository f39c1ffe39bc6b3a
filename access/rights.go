package access

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/internal/db"
)

// A Right is an account, roles, a new sign-in or a pass for someone, or another
// value of a setting, that one actor has asked for. It is in the table from the
// moment it is asked for, also when nobody has to agree: the table is the history
// of who was given what.
type Right struct {
	ID            string
	Org           lindung.OrgID // whose people or setting it is about
	Kind          string
	Whom          string // an actor, or the key of a setting
	Before, After string // roles or a value, in codes
	AskedBy       lindung.ActorID
	AskedAt       db.Time
	Keeper        lindung.OrgID // whose people may agree too; "" for none
	Due           db.Time       // when it needs no one's agreement any more; 0 for never
	AgreedBy      lindung.ActorID
	AgreedAt      db.Time
	EndedBy       lindung.ActorID
	EndedAt       db.Time
	GivenAt       db.Time
	mac           db.Mac
}

// The kinds of right.
const (
	RightInvite  = "invite"
	RightRoles   = "roles"
	RightReset   = "reset"
	RightPass    = "pass"
	RightSetting = "setting"
	RightErase   = "erase" // a case
)

// asking says with which action a right is asked for.
var asking = map[string]Action{
	RightInvite: ActorInvite, RightRoles: ActorRoles, RightReset: ActorReset, RightPass: ActorPass, RightSetting: SettingEdit, RightErase: CaseErase,
}

// The states of a right, and the steps from one to another.
const (
	RightWaits   = "waits"   // for a second person
	RightDue     = "due"     // it has waited long enough
	RightAgreed  = "agreed"  // and was not handed out yet
	RightGiven   = "given"   // for good
	RightStopped = "stopped" // by someone
	RightLapsed  = "lapsed"  // nobody did anything for too long

	stepAgree = "agree"
	stepGive  = "give"
	stepStop  = "stop"
)

// rightSteps says what can be done in each state.
var rightSteps = map[string][]string{
	RightWaits:  {stepAgree, stepStop},
	RightDue:    {stepAgree, stepGive, stepStop},
	RightAgreed: {stepGive, stepStop},
}

// rightFor is how long a right that was asked for can be given.
const rightFor = 60 * 24 * time.Hour

// State returns the state of the right.
func (r Right) State(now db.Time) string {
	switch {
	case r.GivenAt != 0:
		return RightGiven
	case r.EndedAt != 0:
		return RightStopped
	case r.AskedAt.Add(rightFor) <= now:
		return RightLapsed
	case r.AgreedAt != 0:
		return RightAgreed
	case r.Due != 0 && r.Due <= now:
		return RightDue
	}
	return RightWaits
}

// can reports whether a step can be done.
func (r Right) can(step string, now db.Time) bool {
	return slices.Contains(rightSteps[r.State(now)], step)
}

// HandsOut reports whether the right comes with a link or a code, which the asker
// is shown.
func (r Right) HandsOut() bool {
	return r.Kind == RightInvite || r.Kind == RightReset || r.Kind == RightPass
}

// ByProgram reports whether it was given with the key file: by the command line.
func (r Right) ByProgram() bool { return isSystem(r.AskedBy) }

// Code is what the log says of the right: its kind, before and after.
func (r Right) Code() string {
	if r.Kind == RightSetting {
		return r.Kind + ":" + r.Whom + ":" + r.Before + ">" + r.After
	}
	if r.Kind == RightErase {
		return r.Kind + ":>" + r.After // the entry names the case
	}
	return r.Kind + ":" + r.Before + ">" + r.After
}

// RightSaid returns what Code said: its kind, before and after.
func RightSaid(code string) (Right, bool) {
	kind, rest, _ := strings.Cut(code, ":")
	r := Right{Kind: kind}
	if kind == RightSetting {
		r.Whom, rest, _ = strings.Cut(rest, ":")
	}
	var ok bool
	r.Before, r.After, ok = strings.Cut(rest, ">")
	_, known := asking[kind]
	if _, is := SettingNamed(r.Whom); kind == RightSetting && !is {
		known = false
	}
	return r, ok && known
}

// Reading are the roles that lead to reading cases. The data-protection officer
// reads none, and can open one to others as the second person of a legal basis.
var Reading = []lindung.Role{
	lindung.Caseworker, lindung.Supervisor, lindung.DutyOfficer, lindung.Investigator, lindung.FocalPoint, lindung.DataProtection,
}

// walling are the roles that take away: who loses one may read more.
var walling = []lindung.Role{lindung.Administrator, lindung.Analyst, lindung.DataProtection}

// leads reports whether an account with these roles leads to reading cases.
func leads(roles []lindung.Role) bool { return hasAny(roles, Reading) }

// raises reports whether someone who had the roles before may lead to reading more
// with those after.
func raises(before, after []lindung.Role) bool {
	gained := without(after, before)
	lost := without(before, after)
	return hasAny(gained, Reading) || leads(after) && hasAny(lost, walling)
}

func hasAny(roles, of []lindung.Role) bool { return Actor{Roles: roles}.HasRole(of...) }

func without(roles, others []lindung.Role) []lindung.Role {
	return slices.DeleteFunc(slices.Clone(roles), func(r lindung.Role) bool { return slices.Contains(others, r) })
}

// Leads reports whether the right leads to reading cases, or takes away from what
// protects them.
func (r Right) Leads() bool {
	switch before, after := splitRoles(r.Before), splitRoles(r.After); r.Kind {
	case RightRoles:
		return raises(before, after)
	case RightSetting:
		return weakens(r)
	case RightErase:
		return true
	default:
		return leads(after)
	}
}

// raised reports whether the right has made its holder new: an account, roles or a
// sign-in that did not lead to reading cases before.
func (r Right) raised() bool {
	return !slices.Contains([]string{RightPass, RightSetting, RightErase}, r.Kind) && r.Leads()
}

// A hand is an actor of an organisation as the rule on the second person sees them.
type hand struct {
	id     lindung.ActorID
	holds  bool              // an account in use whose roles lead to reading cases
	line   []lindung.ActorID // themselves, who invited or raised them, who raised those
	rested db.Time           // when account and roles are not new any more
}

// mayAgree reports whether the hand can be the second person for what someone of the
// line asks for whom: it holds such a role, is not new, and is of another line: what
// one administrator has made stands for that administrator.
//
// Source: ACTIP 14.6
func (h hand) mayAgree(line []lindung.ActorID, whom string, now db.Time) bool {
	related := slices.ContainsFunc(h.line, func(id lindung.ActorID) bool { return slices.Contains(line, id) })
	return h.holds && !related && string(h.id) != whom && h.rested <= now
}

// need is what a right waits for.
type need struct {
	waits  bool
	keeper bool    // the people of the keeper may agree too
	due    db.Time // it can be given from then on although no one has agreed; 0 for never
}

// askedIn is what the rule on a right knows: who asks, and how many could agree.
type askedIn struct {
	leads, program, begun, keeper bool // it leads to cases; the key file asks; there are cases; the keeper is another
	erases                        bool // it erases a case, which no one can take back
	seconds                       int  // of the organisation
	now                           db.Time
	days                          int
}

// needOf decides what a right waits for. Nothing waits while an organisation has no
// case, nor what leads to none, nor what is given with the key file. Where two people
// could agree, one must; to erase a case one must always. Where there is one or none,
// the keeper's people can, or it waits some days in the sight of all.
//
// Source: ACTIP 14.6
func needOf(a askedIn) need {
	switch {
	case a.erases:
		return need{waits: true}
	case !a.leads || a.program || !a.begun:
		return need{}
	case a.seconds > 1:
		return need{waits: true}
	}
	return need{waits: true, keeper: a.keeper, due: a.now.Add(days(a.days))}
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// handsOf returns the hands of an organisation, made of its accounts and of the
// rights that were given there, oldest first.
func handsOf(o Org, all []Account, given []Right, rest int) map[lindung.ActorID]hand {
	by := map[lindung.ActorID][]lindung.ActorID{}
	hands := map[lindung.ActorID]hand{}
	for _, a := range all {
		hands[a.ID] = hand{id: a.ID, holds: a.State == Active && leads(a.Roles) && !a.HasRole(lindung.Administrator)}
	}
	for _, r := range given {
		whom := lindung.ActorID(r.Whom)
		h, ok := hands[whom]
		if !ok || r.GivenAt == 0 || r.Kind == RightPass {
			continue
		}
		if _, own := hands[r.AskedBy]; own && r.AskedBy != whom {
			by[whom] = append(by[whom], r.AskedBy)
		}
		if r.raised() && !r.ByProgram() && o.Begun != 0 && r.GivenAt > o.Begun {
			h.rested = max(h.rested, r.GivenAt.Add(days(rest)))
		}
		hands[whom] = h
	}
	for id, h := range hands {
		h.line = lineOf(id, by)
		hands[id] = h
	}
	return hands
}

// lineOf returns an actor, who invited or raised them, and who those.
func lineOf(id lindung.ActorID, by map[lindung.ActorID][]lindung.ActorID) []lindung.ActorID {
	line := []lindung.ActorID{id}
	for i := 0; i < len(line); i++ {
		for _, next := range by[line[i]] {
			if !slices.Contains(line, next) {
				line = append(line, next)
			}
		}
	}
	return line
}

// handsIn are the hands of an organisation.
type handsIn struct {
	org Org
	all map[lindung.ActorID]hand
}

// handsKey is the key under which an act has read them, see [ReadOnce].
type handsKey lindung.OrgID

// hands reads the hands of an organisation.
func hands(tx *Tx, id lindung.OrgID) (Org, map[lindung.ActorID]hand, error) {
	h, err := ReadOnce(tx, handsKey(id), func() (handsIn, error) {
		o, err := OrgOf(tx, id)
		if err != nil {
			return handsIn{}, err
		}
		all, err := AccountsOf(tx, id)
		if err != nil {
			return handsIn{}, err
		}
		given, err := rightsOf(tx, id)
		if err != nil {
			return handsIn{}, err
		}
		rest, err := SettingOf(tx, id, NewHands)
		return handsIn{o, handsOf(o, all, given, rest)}, err
	})
	return h.org, h.all, err
}

// ErrNewHand says that an account or a role is too new to be the second person.
var ErrNewHand = Refusal("the account or the role is too new to be a second person")

// OldHand returns ErrNewHand while the account or the roles of the actor at work are
// too new for them to be the second person of an act.
//
// Source: ACTIP 14.6
func OldHand(tx *Tx) error {
	_, all, err := hands(tx, tx.Actor().Org)
	if err == nil && all[tx.Actor().ID].rested > tx.Now {
		err = ErrNewHand
	}
	return err
}

// AskRight stores a right that the actor at work asks for, and reports whether it is
// given at once. The log says what went to whom.
func AskRight(tx *Tx, r *Right) (given bool, err error) {
	r.ID, r.AskedBy, r.AskedAt = lindung.NewID(), tx.name(), tx.Now
	o, all, err := hands(tx, r.Org)
	if err != nil {
		return false, err
	}
	keeper, err := meta(tx, metaKeeper)
	if err != nil {
		return false, err
	}
	rest, err := SettingOf(tx, r.Org, NewHands)
	if err != nil {
		return false, err
	}
	n := needOf(askedIn{
		erases: r.Kind == RightErase, leads: r.Leads(), program: tx.ByProgram(), begun: o.Begun != 0, keeper: keeper != string(r.Org),
		seconds: len(secondsOf(*r, all, tx.Now)), now: tx.Now, days: rest,
	})
	if r.Due = n.due; n.keeper {
		r.Keeper = lindung.OrgID(keeper)
	}
	if !n.waits {
		r.GivenAt = tx.Now
	}
	tx.said(*r)
	return !n.waits, insertRight(tx, *r)
}

// secondsOf returns who can be the second person for a right, of its organisation.
func secondsOf(r Right, all map[lindung.ActorID]hand, now db.Time) []lindung.ActorID {
	line := append([]lindung.ActorID{r.AskedBy}, all[r.AskedBy].line...)
	var ids []lindung.ActorID
	for id, h := range all {
		if h.mayAgree(line, r.Whom, now) {
			ids = append(ids, id)
		}
	}
	return ids
}

// said puts into the entry of the act which right it is about.
func (t *Tx) said(r Right) {
	t.SetCount(0, r.Code())
	if lindung.IsID(r.Whom) {
		t.SetObject(r.Whom)
	} else {
		t.SetObject(string(r.Org))
	}
}

func (t *Tx) name() lindung.ActorID {
	id, _ := t.session.principal.name()
	return id
}

// RightTarget is the target of acts on a right.
func RightTarget(id string) Target {
	return func(tx *Tx) (Object, error) {
		r, err := rightOf(tx, id)
		return Object{Type: TypeRight, ID: r.ID, Org: r.Org, To: r.Keeper, Proposer: r.AskedBy}, err
	}
}

// MayAgree reports whether the actor at work can be the second person for a right.
func MayAgree(tx *Tx, r Right) (bool, error) {
	if !r.can(stepAgree, tx.Now) {
		return false, nil
	}
	me := tx.Actor()
	if r.Kind == RightErase && !me.HasRole(lindung.Supervisor) {
		return false, nil
	}
	_, all, err := hands(tx, me.Org)
	if err != nil {
		return false, err
	}
	if me.Org == r.Org {
		return slices.Contains(secondsOf(r, all, tx.Now), me.ID), nil
	}
	return me.Org == r.Keeper && all[me.ID].mayAgree(nil, r.Whom, tx.Now), nil
}

// AgreeRight records the agreement of the second person. What is not handed out is
// given with it.
func AgreeRight(tx *Tx, id string) (Right, error) {
	r, err := rightOf(tx, id)
	if err != nil {
		return r, err
	}
	ok, err := MayAgree(tx, r)
	if err == nil && !ok {
		err = ErrDenied
	}
	if err == nil {
		err = stillAsked(tx, r)
	}
	if err != nil {
		return r, err
	}
	tx.said(r)
	r.AgreedBy, r.AgreedAt = tx.Actor().ID, tx.Now
	if !r.HandsOut() {
		r.GivenAt = tx.Now
	}
	return r, updateRight(tx, r)
}

// GiveRight records that the asker gives what was agreed to, or has waited.
func GiveRight(tx *Tx, id string) (Right, error) {
	r, err := rightOf(tx, id)
	if err == nil && !r.can(stepGive, tx.Now) {
		err = lindung.ErrConflict
	}
	if err == nil {
		err = stillAsked(tx, r)
	}
	if err != nil {
		return r, err
	}
	tx.said(r)
	r.GivenAt = tx.Now
	return r, updateRight(tx, r)
}

// StopRight ends a right that was not given yet.
func StopRight(tx *Tx, id string) (Right, error) {
	r, err := rightOf(tx, id)
	if err == nil && !r.can(stepStop, tx.Now) {
		err = lindung.ErrConflict
	}
	if err != nil {
		return r, err
	}
	tx.said(r)
	return r, stopRight(tx, r)
}

// stillAsked refuses a right whose asker could not ask for it now.
func stillAsked(tx *Tx, r Right) error {
	if r.ByProgram() {
		return nil
	}
	asker, err := AccountOf(tx, r.AskedBy)
	if err != nil {
		return err
	}
	o := Object{Type: TypeOrg, ID: string(r.Org), Org: r.Org}
	switch r.Kind {
	case RightInvite, RightSetting:
	case RightErase:
		o = Object{Type: TypeCase, ID: r.Whom, Org: r.Org}
	default:
		o = Object{Type: TypeActor, ID: r.Whom, Org: r.Org}
	}
	d := tx.session.node.policy.Decide(Request{Principal: asker.Actor, Action: asking[r.Kind], Object: o, SteppedUp: true})
	if asker.State != Active || !d.Allow {
		return ErrDenied
	}
	return nil
}

// GiveRoles stores the roles of a right that this act gives. Other roles than those
// before are lindung.ErrConflict.
func GiveRoles(tx *Tx, r Right) error {
	if r.Kind != RightRoles || r.GivenAt != tx.Now {
		return fmt.Errorf("right %s: not given by this act", r.ID)
	}
	a, err := AccountOf(tx, lindung.ActorID(r.Whom))
	if err != nil {
		return err
	}
	if joinRoles(a.Roles) != r.Before || a.State == Ended {
		return lindung.ErrConflict
	}
	after := splitRoles(r.After)
	tx.endsRoles(a, after)
	return updateAccount(tx, a, after...)
}

// RoleCodes returns roles as a right says them.
func RoleCodes(roles []lindung.Role) string { return joinRoles(roles) }

// RolesOf returns the roles that a code of a right says.
func RolesOf(code string) []lindung.Role { return splitRoles(code) }

// RightsOf returns the rights of an organisation, and those of others that its people
// are asked to agree to, newest first. It leaves out the erasures of cases of which the
// actor may know nothing.
func RightsOf(tx *Tx, id lindung.OrgID, of Unseen) ([]Right, error) {
	all, err := allRights(tx, id)
	if err != nil {
		return nil, err
	}
	return seesErasures(tx, all, of)
}

// NewRightsOf is RightsOf without those that were given before a moment, or stopped.
func NewRightsOf(tx *Tx, id lindung.OrgID, after db.Time, of Unseen) ([]Right, error) {
	all, err := newRights(tx, id, after)
	if err != nil {
		return nil, err
	}
	return seesErasures(tx, all, of)
}

// RightsSeen returns until when the actor at work has looked at the rights that were
// given; 0 for never.
func RightsSeen(tx *Tx) (db.Time, error) { return seen(tx, tx.Actor().ID) }

// SeeRights notes that the actor at work has looked at the rights that were given.
func SeeRights(tx *Tx) error { return setSeen(tx, tx.Actor().ID, tx.Now) }
