package dossier_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
)

// TestEmergencySettingPutBack: that an organisation once allowed emergencies, put back by
// whoever can write to the database, opens nothing once it was noticed.
func TestEmergencySettingPutBack(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Set(t, "shelter", access.Emergency, 1)
		id := must(cases.Open(ctx, n.As(t, "caseworker@shelter"), cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})).ID
		dara := n.As(t, "duty_officer@hospital").SteppedUp(true)
		care, _ := meets(t, n, id, "hospital", "duty_officer@hospital", false, lindung.Situation)
		thief := dbtest.Steal(t, n.DB, "settings")
		n.Set(t, "shelter", access.Emergency, 0)
		thief.PutBack("settings")
		none(t, referral.OpenEmergency(ctx, dara, care.ID, "attack", "Contoh"))
		n.Clock.Add(consent.EmergencyWait)
		opened := func() bool {
			return must(cases.Read(ctx, dara, id)).MayRead(lindung.Health)
		}
		if !opened() {
			t.Fatal("before it was noticed it opens")
		}
		all := slices.Concat(dossier.Owned[access.OfCase], dossier.Owned[access.OfActor])
		none(t, n.Sweep(ctx, n.System(n.Orgs["shelter"].ID, "test"), all))
		if opened() {
			t.Error("what had opened is still open")
		}
		n.Clock.Add(2 * time.Hour)
		var barred *referral.BarredError
		if err := referral.OpenEmergency(ctx, dara, care.ID, "attack", "Contoh"); !errors.As(err, &barred) || barred.Why != referral.EmergencyOff {
			t.Errorf("asked for again: %v", err)
		}
	})
}
