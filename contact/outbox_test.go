package contact_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/contact"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/survivor"
)

var ctx = context.Background()

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func says(t *testing.T, texts map[*field.Info]string) field.Values {
	t.Helper()
	var v field.Values
	for i, text := range texts {
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			t.Fatal(bad)
		}
	}
	return v
}

// rule is what the person of a test agrees to: by both ways, on working days, before noon.
var rule = map[*field.Info]string{
	person.MessagePhone.Info: "+6281200000001", person.MessageEmail.Info: "a@example.org", person.MessageReader.Info: "person",
	person.MessageDays.Info: "monday; tuesday; wednesday; thursday; friday", person.MessageHours.Info: "morning", person.MessageWords.Info: words,
}

const words = "The library book is ready."

// morning is a Monday in Cambodia.
var morning = time.Date(2026, 11, 30, 9, 0, 0, 0, lindung.Zone("KH"))

// desk is a case whose person agreed to messages, with who works on it.
type desk struct {
	*testing.T
	n   *nodetest.Node
	ana access.Session
	id  lindung.CaseID
	box *contact.Outbox
}

func begin(t *testing.T, n *nodetest.Node) *desk {
	t.Helper()
	n.At(morning)
	d := &desk{T: t, n: n, ana: n.As(t, "caseworker@shelter"), box: contact.NewOutbox(n.Node)}
	c, err := cases.Open(ctx, d.ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
	must(t, err)
	d.id = c.ID
	d.agree(0, says(t, rule))
	return d
}

func (d *desk) agree(version int64, v field.Values) {
	d.Helper()
	must(d.T, cases.SaveForm(ctx, d.ana, d.id, person.SafeMessages, version, v))
}

// take returns the messages that leave by a way.
func (d *desk) take(way contact.Way) []contact.Message {
	d.Helper()
	all, err := d.box.Take(ctx, d.n.Orgs["shelter"].ID, way)
	must(d.T, err)
	return all
}

// is fails unless the newest message by a way is in a state for a reason.
func (d *desk) is(way contact.Way, state, why string) contact.Entry {
	d.Helper()
	w, err := dossier.Read(ctx, d.ana, d.id)
	must(d.T, err)
	i := slices.IndexFunc(w.Messages, func(e contact.Entry) bool { return e.Way == way })
	if i < 0 {
		d.Fatalf("there is no message by %s", way)
	}
	if e := w.Messages[i]; e.State != state || e.Why != why {
		d.Fatalf("the message is %s %q, not %s %q", e.State, e.Why, state, why)
	}
	return w.Messages[i]
}

// limit is what the person does in their own view.
func (d *desk) limit(codes ...string) {
	d.Helper()
	must(d.T, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error { return contact.LimitIn(tx, d.id, codes) }))
}

// TestMessageLeavesOnce: what was asked for goes at once in an agreed hour, in the agreed words,
// once; and it is shown what became of it.
func TestMessageLeavesOnce(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := begin(t, n)
		must(t, contact.Ask(ctx, d.ana, d.id))
		if err := contact.Ask(ctx, d.ana, d.id); !errors.Is(err, contact.ErrAsked) {
			t.Errorf("asked twice: %v", err)
		}
		for way, to := range map[contact.Way]string{contact.SMS: "+6281200000001", contact.Email: "a@example.org"} {
			all := d.take(way)
			if len(all) != 1 || all[0].Words() != words || all[0].To() != to || all[0].Reference() == "" {
				t.Fatalf("%s: %+v", way, all)
			}
			if again := d.take(way); len(again) > 0 {
				t.Errorf("%s leaves twice", way)
			}
			d.is(way, contact.Taken, "")
			other := n.Orgs["ngo"].ID
			if err := d.box.Sent(ctx, other, all[0].ID()); !errors.Is(err, lindung.ErrNotFound) {
				t.Errorf("another organisation reports: %v", err)
			}
			must(t, d.box.Sent(ctx, n.Orgs["shelter"].ID, all[0].ID()))
			if err := d.box.Failed(ctx, "", all[0].ID()); !errors.Is(err, contact.ErrNotTaken) {
				t.Errorf("reported twice: %v", err)
			}
			if e := d.is(way, contact.Sent, ""); e.LeftAt == 0 || e.Kind != contact.KindAsk {
				t.Errorf("%+v", e)
			}
		}
		// One a day: the next waits for tomorrow morning.
		must(t, contact.Ask(ctx, d.ana, d.id))
		if all := d.take(contact.SMS); len(all) > 0 {
			t.Error("two went on one day")
		}
		n.At(morning.Add(24 * time.Hour))
		if all := d.take(contact.SMS); len(all) != 1 {
			t.Error("the next day nothing goes")
		}
	})
}

// TestJudgedWhenItLeaves: what changes while a message waits keeps it here, whatever it is.
func TestJudgedWhenItLeaves(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		for _, test := range []struct {
			name, state, why string
			change           func(*desk)
		}{
			{"nothing", contact.Taken, "", func(*desk) {}},
			{"no messages any more", contact.Dropped, contact.WhyStopped, func(d *desk) { d.limit("no_messages") }},
			{"not in the morning any more", contact.Dropped, contact.WhyNoTime, func(d *desk) { d.limit("not_morning") }},
			{"calls alone", contact.Taken, "", func(d *desk) { d.limit("no_calls") }},
			{"the form was emptied", contact.Dropped, contact.WhyNotAgreed, func(d *desk) { d.agree(1, field.Values{}) }},
			{"another day was agreed", contact.Dropped, contact.WhyLate, func(d *desk) {
				v := says(d.T, rule)
				if _, _, bad := v.Parse(person.MessageDays.Info, "thursday", time.Now()); bad != nil {
					d.Fatal(bad)
				}
				d.agree(1, v)
			}},
			{"the case was closed", contact.Dropped, contact.WhyClosed, func(d *desk) { must(d.T, cases.Close(ctx, d.ana, d.id, "own_wish")) }},
			{"a day went by", contact.Dropped, contact.WhyLate, func(d *desk) { d.n.At(morning.Add(26 * time.Hour)) }},
			{"evening has come", contact.Waiting, "", func(d *desk) { d.n.At(morning.Add(10 * time.Hour)) }},
			{"the answer was read", contact.Taken, "", func(d *desk) {
				// A worker asked for it, so that reading an answer does not end it.
				must(d.T, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error { return contact.SeenIn(tx, d.id) }))
			}},
		} {
			t.Run(test.name, func(t *testing.T) {
				d := begin(t, n)
				must(t, contact.Ask(ctx, d.ana, d.id))
				test.change(d)
				for _, m := range d.take(contact.SMS) {
					if test.state != contact.Taken && m.ID() == d.is(contact.SMS, test.state, test.why).ID {
						t.Errorf("it left: %q", m.Words())
					}
				}
				d.is(contact.SMS, test.state, test.why)
			})
		}
	})
}

// TestErasedAndDamaged: of a case that was erased, or that somebody has changed in the
// database, nothing leaves.
func TestErasedAndDamaged(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := begin(t, n)
		must(t, contact.Ask(ctx, d.ana, d.id))
		must(t, n.DB.Write(ctx, damage(d.id)))
		if all := d.take(contact.SMS); len(all) > 0 {
			t.Errorf("it left: %+v", all)
		}
		d = begin(t, n)
		must(t, contact.Ask(ctx, d.ana, d.id))
		must(t, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error {
			return contact.Stored.EraseCases(tx, []lindung.CaseID{d.id})
		}))
		if all := d.take(contact.SMS); len(all) > 0 {
			t.Errorf("it left: %+v", all)
		}
	})
}

// TestAnswersAsk: an answer to what the person wrote, and what is written to them, ask for a
// message in the same words; who agreed to none is sent none, and the answer is given all the
// same. Once they have read it, the message does not go.
func TestAnswersAsk(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := begin(t, n)
		must(t, survivor.Say(ctx, d.ana, d.id, "Your papers are here."))
		if e := d.is(contact.SMS, contact.Waiting, ""); e.Kind != contact.KindAnswer {
			t.Errorf("%+v", e)
		}
		must(t, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error { return contact.SeenIn(tx, d.id) }))
		d.is(contact.SMS, contact.Dropped, contact.WhySeen)
		must(t, survivor.Say(ctx, d.ana, d.id, "And your photographs."))
		if all := d.take(contact.SMS); len(all) != 1 || all[0].Words() != words {
			t.Errorf("%+v", all)
		}

		d = begin(t, n)
		d.agree(1, field.Values{})
		must(t, survivor.Say(ctx, d.ana, d.id, "Your papers are here."))
		if err := contact.Ask(ctx, d.ana, d.id); !problem(err, "message.why."+contact.WhyNotAgreed) {
			t.Errorf("asked without an agreement: %v", err)
		}
		w, err := dossier.Read(ctx, d.ana, d.id)
		if must(t, err); len(w.Messages) > 0 {
			t.Errorf("%+v", w.Messages)
		}
		if err := contact.Ask(ctx, n.As(t, "caseworker@ngo"), d.id); !errors.Is(err, access.ErrDenied) {
			t.Errorf("another organisation asks: %v", err)
		}
	})
}

// TestNotReported: what was taken and is not reported within an hour is judged anew; what did
// not go is tried again after a pause, and dropped after a day.
func TestNotReported(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := begin(t, n)
		must(t, contact.Ask(ctx, d.ana, d.id))
		first := d.take(contact.SMS)
		n.At(morning.Add(59 * time.Minute))
		if all := d.take(contact.SMS); len(all) > 0 {
			t.Fatal("taken again within the hour")
		}
		n.At(morning.Add(61 * time.Minute))
		again := d.take(contact.SMS)
		if len(again) != 1 || again[0].ID() != first[0].ID() || again[0].Reference() != first[0].Reference() {
			t.Fatalf("%+v", again)
		}
		n.At(morning.Add(130 * time.Minute))
		d.limit("no_messages")
		if all := d.take(contact.SMS); len(all) > 0 {
			t.Error("it left although the person had stopped it")
		}
		d.is(contact.SMS, contact.Dropped, contact.WhyStopped)

		d = begin(t, n)
		must(t, contact.Ask(ctx, d.ana, d.id))
		tries := 0
		for {
			all := d.take(contact.Email)
			if len(all) == 0 {
				break
			}
			tries++
			must(t, d.box.Again(ctx, "", all[0].ID()))
			e := d.is(contact.Email, contact.Waiting, "")
			if all := d.take(contact.Email); len(all) > 0 || e.LeftAt != 0 {
				t.Fatal("tried again without a pause, or noted as gone")
			}
			n.At(e.Due.Time())
		}
		// At 12:00 the morning is over. The next one comes before a day has passed.
		if e := d.is(contact.Email, contact.Waiting, ""); tries < 6 || e.Due.Time() != time.Date(2026, 12, 1, 6, 0, 0, 0, lindung.Zone("KH")).UTC() {
			t.Errorf("after %d tries it waits until %v", tries, e.Due.Time())
		}
		n.At(morning.Add(25 * time.Hour))
		if all := d.take(contact.Email); len(all) > 0 {
			t.Error("it left after a day")
		}
		d.is(contact.Email, contact.Dropped, contact.WhyLate)
	})
}

// damage removes behind the back of the program who works on a case.
func damage(id lindung.CaseID) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := db.Exec(db.Hold(tx), `DELETE FROM team WHERE case_id = ?`, id)
		return err
	}
}

func problem(err error, key string) bool {
	var all field.Problems
	return errors.As(err, &all) && len(all) == 1 && all[0].Key == key
}
