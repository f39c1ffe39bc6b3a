package staff

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/pace"
)

const firefox = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"

// from signs in from a browser that keeps tokens, in a network of its own.
func (w *hand) from(network, password string, tokens ...string) (SignedIn, error) {
	w.t.Helper()
	in, err := w.door.SignIn(w.ctx, Credentials{Login: w.login, Password: password, Code: w.code(), Network: network, Agent: firefox, Devices: tokens})
	w.clock.Add(time.Minute)
	return in, err
}

// TestDevices: a browser from which someone has signed in is known for ninety days, and of
// each new one but the first they are told in their other sessions.
func TestDevices(t *testing.T) {
	houses(t, func(h *house) {
		ana, bea := h.add("ana", lindung.Caseworker), h.add("bea", lindung.Caseworker)
		told := func(s access.Session) (kinds []string) {
			t.Helper()
			all, err := Notices(h.ctx, s)
			h.must(err)
			for _, n := range all {
				kinds = append(kinds, n.Kind+" "+n.Machine+" "+n.Browser)
			}
			return kinds
		}
		first, err := ana.from("a", ana.password)
		h.must(err)
		if first.Device == "" || len(told(first.Session)) != 0 {
			t.Errorf("the first browser: %q, told %q", first.Device, told(first.Session))
		}
		again, err := ana.from("a", ana.password, "x", first.Device)
		h.must(err)
		if again.Device != "" {
			t.Error("a known browser is new again")
		}
		other, err := bea.from("a", bea.password, first.Device) // the same browser, another person
		h.must(err)
		if other.Device == "" || len(told(first.Session)) != 0 {
			t.Error("the browser of a colleague is theirs")
		}
		second, err := ana.from("b", ana.password)
		h.must(err)
		if got := told(first.Session); !slices.Equal(got, []string{"device windows firefox"}) {
			t.Errorf("told %q", got)
		}
		if got := told(second.Session); len(got) != 0 {
			t.Errorf("told on the new browser itself: %q", got)
		}
		all, err := Devices(h.ctx, first.Session)
		h.must(err)
		if len(all) != 2 || all[0].This || !all[1].This {
			t.Fatalf("listed as %+v", all)
		}
		h.wants(EndDevice(h.ctx, other.Session, all[0].ID), access.ErrDenied)
		h.must(EndDevice(h.ctx, first.Session, all[0].ID))
		h.wants(EndDevice(h.ctx, first.Session, all[0].ID), lindung.ErrConflict)
		if _, found := ana.back(second); found {
			t.Error("a session goes on in a browser that was forgotten")
		}
		if _, found := ana.back(first); !found {
			t.Error("forgetting one browser has ended the session in another")
		}
		if got := told(first.Session); len(got) != 1 {
			t.Errorf("a stranger who forgets their own browser is not told of: %q", got)
		}
		if in, err := ana.from("b", ana.password, second.Device); err != nil || in.Device == "" {
			t.Errorf("a browser that was forgotten is known: %v", err)
		}
		h.clock.Add(noticeFor)
		if in, err := ana.from("a", ana.password, first.Device); err != nil || in.Device != "" || len(told(in.Session)) != 0 {
			t.Errorf("a week later: %v, told %q", err, told(in.Session))
		}
		h.clock.Add(DeviceFor * time.Second)
		if in, err := ana.from("a", ana.password, first.Device); err != nil || in.Device == "" {
			t.Errorf("after ninety days it is known: %v", err)
		}
	})
}

// TestManyDevices: an actor has so many known browsers; the one that was used the longest
// time ago makes room.
func TestManyDevices(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		first, err := ana.from("a", ana.password)
		h.must(err)
		in := first
		for range mostDevices {
			in, err = ana.from("a", ana.password)
			h.must(err)
		}
		if all, err := Devices(h.ctx, in.Session); err != nil || len(all) != mostDevices {
			t.Errorf("%d browsers are known, %v", len(all), err)
		}
		if again, err := ana.from("a", ana.password, first.Device); err != nil || again.Device == "" {
			t.Errorf("the oldest is still known: %v", err)
		}
	})
}

// TestDeviceLane: at a real door, a thousand wrong tries of strangers at an account, from
// everywhere and from its own house, neither delay its known browser nor send it away; its own
// wrong tries do, and change nothing for another known browser.
func TestDeviceLane(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		laptop, err := ana.from("house", ana.password)
		h.must(err)
		phone, err := ana.from("street", ana.password)
		h.must(err)
		slept := time.Duration(0)
		h.door.slow.Sleep = func(_ context.Context, d time.Duration) error { slept = max(slept, d); return nil }
		wrong := Credentials{Login: ana.login, Password: "three small goats", Code: "000000", Agent: firefox}
		away := 0
		for i := range 1000 {
			c := wrong
			c.Network = []string{"house", "a" + string(rune('a'+i%26)) + string(rune('a'+i/26%26))}[i%2]
			if _, err := h.door.SignIn(h.ctx, c); errors.Is(err, pace.ErrBusy) {
				away++
			} else if !errors.Is(err, ErrSignIn) {
				t.Fatal(err)
			}
		}
		if away == 0 || slept == 0 {
			t.Errorf("strangers: %d sent away, %v waited", away, slept)
		}
		slept = 0
		if _, err := ana.from("house", ana.password, laptop.Device); err != nil || slept != 0 {
			t.Errorf("the known browser: %v, waited %v", err, slept)
		}
		c := wrong
		c.Network, c.Devices, err = "elsewhere", []string{laptop.Device}, nil
		for range 20 {
			_, err = h.door.SignIn(h.ctx, c)
		}
		if !errors.Is(err, pace.ErrBusy) || slept == 0 {
			t.Errorf("wrong tries from the known browser: %v, waited %v", err, slept)
		}
		slept = 0
		if _, err := ana.from("street", ana.password, phone.Device); err != nil || slept != 0 {
			t.Errorf("the other known browser: %v, waited %v", err, slept)
		}
	})
}

// TestForgedDevice: whoever can write to the database, and has no key, makes no browser known
// and brings none back; nor does one outlive a reset, or the alarm under which it came.
func TestForgedDevice(t *testing.T) {
	for _, text := range []string{
		`UPDATE devices SET actor = (SELECT o.id FROM actors o WHERE o.id <> devices.actor LIMIT 1)`, `UPDATE devices SET used_at = used_at + 1`, `UPDATE devices SET ended_at = 0, made_at = 1`,
		`UPDATE devices SET token = 'x'`,
	} {
		houses(t, func(h *house) {
			ana, bea := h.add("ana", lindung.Caseworker), h.add("bea", lindung.Caseworker)
			in, err := ana.from("a", ana.password)
			h.must(err)
			h.must(h.d.Write(h.ctx, func(tx *db.Tx) error { return db.Change(tx, text) }))
			for _, w := range []*hand{ana, bea} {
				h.must(h.door.lobby.Read(h.ctx, func(tx *access.Tx) error {
					k, err := knownDevice(tx, w.id, []string{in.Device})
					if k.ID != "" {
						t.Errorf("%s: known", text)
					}
					return err
				}))
			}
		})
	}
	houses(t, func(h *house) {
		ana, adm := h.add("ana", lindung.Caseworker), h.add("adi", lindung.Administrator)
		in, err := ana.from("a", ana.password)
		h.must(err)
		i, err := ResetSignIn(h.ctx, adm.stepUp(adm.signIn()), ana.id)
		h.must(err)
		ana.enrol(i.Token)
		if in, err = ana.from("a", ana.password, in.Device); err != nil || in.Device == "" {
			t.Errorf("after a reset: %v", err)
		}
		sup := h.add("sup", lindung.Supervisor)
		ana.force(calm)
		forced, err := ana.from("b", calm)
		h.must(err)
		desk := sup.stepUp(sup.signIn())
		alarms, err := Alarms(h.ctx, desk)
		h.must(err)
		h.must(EndAlarm(h.ctx, desk, alarms[0].ID, ""))
		if again, err := ana.from("b", ana.password, forced.Device); err != nil || again.Device == "" {
			t.Errorf("after the alarm: %v", err)
		}
		if again, err := ana.from("a", ana.password, in.Device); err != nil || again.Device != "" {
			t.Errorf("their own browser after the alarm: %v", err)
		}
	})
}

// TestBrowserOf: a browser is told from others, whatever they say beside it.
func TestBrowserOf(t *testing.T) {
	for agent, want := range map[string]string{
		firefox: "firefox",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                                      "chrome",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":              "edge",
		"Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36":        "samsung",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1":    "safari",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 Mobile/15E148 Safari/604.1": "chrome",
		"": "other",
	} {
		if got := browserOf(agent); got != want {
			t.Errorf("%s is %s, want %s", agent, got, want)
		}
	}
}
