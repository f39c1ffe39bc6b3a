package dossier_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/staff"
	"lindung/tasks"
)

// What was asked of a colleague who has left comes to the supervisors, or to everyone who
// sees it where there is none; to nobody while they work there.
func TestAskedOfWhoHasLeft(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _ := full(t, n)
		todo := cases.Record{Form: tasks.Task, Values: whole(t, n, field.NewForm("part", tasks.TaskWhat, tasks.TaskDay)), For: n.ID("caseworker@shelter")}
		must(cases.AddRecord(ctx, n.As(t, "caseworker@shelter"), c.ID, todo))
		n.Clock.Add(3 * 24 * time.Hour)
		asked := func(who string) string {
			t.Helper()
			var all []string
			s := n.As(t, who)
			none(t, s.Page(ctx, access.HomeRead, access.AccountTarget(s.Actor().ID), func(s access.Session) error {
				w, err := dossier.ReadWaits(ctx, s, dossier.Asking{Now: n.Now(), By: lindung.DateOf(n.Now().AddDate(0, 0, 60)), Of: s.Actor().ID})
				for _, d := range w.Due {
					all = append(all, fmt.Sprint(strings.TrimPrefix(d.Label, "dossier.due."), map[bool]string{true: " gone"}[d.Gone]))
				}
				return err
			}))
			slices.Sort(all)
			return strings.Join(all, ", ")
		}
		end := func(by, who string) {
			t.Helper()
			var a access.Account
			admin := n.As(t, by)
			for _, m := range must(staff.Members(ctx, admin)) {
				if m.ID == n.ID(who) {
					a = m
				}
			}
			none(t, staff.EndActor(ctx, admin.SteppedUp(true), a.ID, a.Version, nil))
		}
		if got := asked("supervisor@shelter"); got != "" {
			t.Errorf("the supervisor is asked for what a colleague is asked: %s", got)
		}
		end("administrator@shelter", "caseworker@shelter")
		if got := asked("supervisor@shelter"); got != "consent, record gone, report gone, wellbeing, wellbeing" {
			t.Errorf("of who has left the supervisor is asked: %s", got)
		}
		if got := asked("second@shelter"); got != "" {
			t.Errorf("somebody else is asked: %s", got)
		}
		end("administrator@hospital", "duty_officer@hospital")
		if got, other := asked("supervisor@hospital"), asked("caseworker@hospital"); got != "our_report gone, wellbeing" || other != "" {
			t.Errorf("the supervisor is asked %q, another %q", got, other)
		}
		end("administrator@hospital", "supervisor@hospital")
		if got := asked("caseworker@hospital"); got != "our_report gone" {
			t.Errorf("where nobody supervises, is asked: %s", got)
		}
	})
}
