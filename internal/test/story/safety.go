package story

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/referral"
	"lindung/staff"
)

// undertake gives the undertaking of those who read cases, in the words of today.
func undertake(r *run, _ line) ([]string, error) {
	return nil, access.Undertake(r.ctx, r.session, access.UndertakingVersion)
}

// change changes what an organisation sets for itself.
func change(r *run, l line) ([]string, error) {
	for _, of := range access.Settings {
		if n, err := strconv.Atoi(l.set[of.Key]); err == nil {
			i, err := staff.ChangeSetting(r.ctx, r.session, of, n)
			return waits(i), err
		}
	}
	return nil, need(false, "set emergency=1")
}

// endWork ends the work of a colleague.
func endWork(r *run, l line) ([]string, error) {
	who, missing := r.other(l, "of")
	all, err := staff.Members(r.ctx, r.session)
	if err := errors.Join(missing, err); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(a access.Account) bool { return a.ID == who })
	if at < 0 {
		return nil, lindung.ErrNotFound
	}
	return nil, staff.EndActor(r.ctx, r.session, who, all[at].Version, cases.Carries)
}

// secondPassword chooses what an actor signs in with who is forced to.
func secondPassword(r *run, l line) ([]string, error) {
	k := r.keys[r.who]
	bad, err := r.node.Door.SetSecondPassword(r.ctx, r.session.SteppedUp(true), k.password, l.set["is"])
	k.second = l.set["is"]
	return nil, errors.Join(err, need(bad == nil, "a password that is good"))
}

// alarms shows the alarms of an organisation that no one has ended.
func alarms(r *run, _ line) ([]string, error) {
	all, err := staff.Alarms(r.ctx, r.session)
	var told []string
	for _, a := range all {
		told = append(told, a.Kind+" "+r.names[string(a.Actor)])
		r.names[a.ID] = "alarm"
	}
	return told, err
}

func endAlarm(r *run, l line) ([]string, error) {
	all, err := staff.Alarms(r.ctx, r.session)
	if err != nil || len(all) == 0 {
		return nil, errors.Join(err, need(len(all) > 0, "an alarm"))
	}
	return nil, staff.EndAlarm(r.ctx, r.session, all[0].ID, l.set["answer"])
}

// lookAtReading is what the program does each hour: it counts who reads what.
func lookAtReading(r *run, _ line) ([]string, error) {
	keeper, err := r.node.Keeper(r.ctx)
	if err != nil {
		return nil, err
	}
	return nil, r.watch.Look(r.ctx, r.node.System(keeper, "hourly"))
}

// stopAll ends every session of the organisation and pauses what it shares.
func stopAll(r *run, _ line) ([]string, error) {
	n, err := dossier.Stop(r.ctx, r.session)
	return []string{strconv.Itoa(n) + " cases are paused"}, err
}

func goThrough(r *run, l line) ([]string, error) {
	var ids []lindung.CaseID
	for _, w := range l.words {
		if id, ok := r.cases[w]; ok {
			ids = append(ids, id)
		}
	}
	_, err := cases.ConfirmSharing(r.ctx, r.session, ids...)
	return nil, err
}

// away shows whether the actor is told on one page what happened while they were away.
func away(r *run, _ line) ([]string, error) {
	if since := r.session.AwaySince(); !since.IsZero() {
		return []string{"since " + strconv.Itoa(int(r.node.Now().Sub(since).Hours()/24)) + " days"}, nil
	}
	return nil, nil
}

// calendar makes the address of a calendar; later it is read with "feed".
func calendar(r *run, _ line) (_ []string, err error) {
	r.keys[r.who].calendar, _, err = staff.NewCalendar(r.ctx, r.session)
	return nil, err
}

// feed shows on how many days something falls due for whose calendar it is.
func feed(r *run, l line) ([]string, error) {
	k := r.keys[l.after("of")]
	if k == nil {
		return nil, need(false, "feed of NAME@ORG")
	}
	s, err := r.node.Door.Calendar(r.ctx, k.calendar)
	if err != nil {
		return nil, err
	}
	days := map[lindung.Date]bool{}
	err = s.Page(r.ctx, access.CaseList, s.OrgTarget(), func(in access.Session) error {
		now := r.node.Now()
		w, err := dossier.ReadWaits(r.ctx, in, dossier.Asking{Now: now, By: lindung.DateOf(now.Add(l.days("days", 60))), Of: s.Actor().ID})
		for _, d := range w.Due {
			if !d.Day.IsZero() {
				days[d.Day] = true
			}
		}
		return err
	})
	return []string{strconv.Itoa(len(days)) + " days"}, err
}

// protect leaves a case to those who are named.
func protect(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	var named []lindung.ActorID
	for _, w := range l.words {
		if s, ok := r.people[w]; ok {
			named = append(named, s.Actor().ID)
		}
	}
	if err != nil {
		return nil, err
	}
	return nil, cases.Protect(r.ctx, r.session, id, named)
}

func openEmergency(r *run, l line) ([]string, error) {
	sent, err := r.referralOf(l)
	if err != nil {
		return nil, err
	}
	err = referral.OpenEmergency(r.ctx, r.session, sent.ID, l.set["danger"], l.say)
	var barred *referral.BarredError
	if errors.As(err, &barred) {
		return []string{"barred: " + barred.Why}, nil
	}
	return nil, err
}

// emergency returns what an emergency asks of the actor.
func (r *run) emergency() (referral.Urgency, error) {
	all, err := referral.ListEmergencies(r.ctx, r.session)
	if err != nil || len(all) == 0 {
		return referral.Urgency{}, errors.Join(err, need(len(all) > 0, "an emergency"))
	}
	return all[0], nil
}

func confirmEmergency(r *run, _ line) ([]string, error) {
	u, err := r.emergency()
	if err != nil {
		return nil, err
	}
	return nil, referral.ConfirmEmergency(r.ctx, r.session, u.ID)
}

func judgeEmergency(r *run, l line) ([]string, error) {
	u, err := r.emergency()
	if err != nil {
		return nil, err
	}
	return nil, referral.JudgeEmergency(r.ctx, r.session, u.ID, l.set["verdict"], l.say)
}

// home shows what the first page of an actor counts.
func home(r *run, _ line) ([]string, error) {
	var all []string
	now := r.node.Now()
	err := r.session.Page(r.ctx, access.HomeRead, access.AccountTarget(r.session.Actor().ID), func(s access.Session) error {
		w, err := dossier.ReadWaits(r.ctx, s, dossier.Asking{Now: now, By: lindung.DateOf(now), Of: s.Actor().ID})
		all = nil
		for _, c := range w.Counts {
			all = append(all, c.Name+" "+strconv.Itoa(c.N))
		}
		return err
	})
	return nonEmpty(strings.Join(all, ", ")), err
}

// longOverdue shows what a supervisor sees to.
func longOverdue(r *run, _ line) ([]string, error) {
	var e dossier.Escalation
	err := r.session.Page(r.ctx, access.WorkloadRead, r.session.OrgTarget(), func(s access.Session) (err error) {
		e, err = dossier.ReadEscalated(r.ctx, s, r.node.Now(), cases.MostDue)
		return err
	})
	var all []string
	for _, d := range e.Due {
		all = append(all, r.names[string(d.Case)]+" "+d.Part+" "+d.Label)
	}
	slices.Sort(all) // what is due on one day is in no order
	return all, err
}
