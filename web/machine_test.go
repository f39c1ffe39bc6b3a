package web

import (
	"context"
	"net/http"
	"testing"
	"time"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestMachine: administrators of the organisation that runs the node see how its computer is;
// their first page tells what somebody must see to, and nothing else. Others see nothing of it.
func TestMachine(t *testing.T) {
	alone := one(t, desk.Options{})
	var m desk.Machine
	w := newWorld(t, alone.Node, desk.Options{Machine: func(context.Context) desk.Machine { return m }})
	adm, other := w.as("administrator@shelter"), w.as("administrator@ngo")
	now := w.Now()
	good := func() desk.Machine {
		return desk.Machine{
			Ready: true, Disk: true, Free: 20 << 30, Queue: 2, Outbox: 5,
			Jobs:        []desk.Job{{Name: "head", Last: now}, {Name: "mail", Last: now}, {Name: "sweep", Last: now.Add(-time.Minute)}},
			Certificate: &desk.Certificate{From: now.AddDate(0, 0, -60), To: now.AddDate(0, 0, 30)},
		}
	}
	m = good()
	page := adm.get("/administration").wants(t, http.StatusOK)
	for _, text := range []string{"It works", "The look at all rows, each hour: last done", "Sending e-mail", "wait to be saved: 2.", "at least 5", "has not jumped", "20,480 MB", "Certificate of these pages: made"} {
		page.In(t, "[aria-labelledby=machine-title]", htmlcheck.HasText(text))
	}
	adm.get("/").wants(t, http.StatusOK).In(t, "#machine-title", htmlcheck.Count(0))
	other.get("/administration").wants(t, http.StatusOK).In(t, "#machine-title", htmlcheck.Count(0))
	w.as("supervisor@shelter").get("/").wants(t, http.StatusOK).In(t, "#machine-title", htmlcheck.Count(0))

	for _, c := range []struct {
		want string
		now  bool
		with func(*desk.Machine)
	}{
		{"rescue mode", true, func(m *desk.Machine) { m.Ready, m.Rescue = false, true }},
		{"The database does not answer", true, func(m *desk.Machine) { m.Ready = false }},
		{"2 rows were changed", true, func(m *desk.Machine) { m.Damaged = 2 }},
		{"has failed since", true, func(m *desk.Machine) { m.Jobs[2] = desk.Job{Name: "sweep", Failing: now.Add(-3 * time.Hour)} }},
		{"has failed since", false, func(m *desk.Machine) { m.Jobs[1] = desk.Job{Name: "mail", Failing: now.Add(-time.Minute)} }},
		{"wait to be saved: 65.", true, func(m *desk.Machine) { m.Queue = 65 }},
		{"Only 1023 MB are free", true, func(m *desk.Machine) { m.Free = 1<<30 - 1 }},
		{"3 minutes behind", true, func(m *desk.Machine) { m.Behind = 3*time.Minute + time.Second }},
		{"has not jumped", false, func(m *desk.Machine) { m.Behind = 59 * time.Second }},
		{"differ by one minute", true, func(m *desk.Machine) { m.Off = time.Minute }},
		{"jumped back by 60 minutes", true, func(m *desk.Machine) { m.Jumped, m.JumpedAt = -time.Hour, now.Add(-time.Hour) }},
		{"jumped ahead by 60 minutes", false, func(m *desk.Machine) { m.Jumped, m.JumpedAt = time.Hour, now.Add(-25*time.Hour) }},
		{"there is no new one yet", true, func(m *desk.Machine) { m.Certificate.To = now.AddDate(0, 0, 9) }},
		{"there is no certificate", true, func(m *desk.Machine) { m.Certificate = &desk.Certificate{} }},
	} {
		m = good()
		c.with(&m)
		adm.get("/administration").wants(t, http.StatusOK).In(t, "[aria-labelledby=machine-title]", htmlcheck.HasText(c.want))
		home := adm.get("/").wants(t, http.StatusOK)
		if !c.now {
			home.In(t, "#machine-title", htmlcheck.Count(0))
			continue
		}
		home.In(t, "[aria-labelledby=machine-title] li", htmlcheck.Count(1))
		home.In(t, "[aria-labelledby=machine-title] li", htmlcheck.HasText(c.want))
	}
}
