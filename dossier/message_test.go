package dossier_test

import (
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

func parsed(t *testing.T, texts map[*field.Info]string) field.Values {
	t.Helper()
	var v field.Values
	for i, text := range texts {
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			t.Fatal(bad)
		}
	}
	return v
}

// messageRule is what the person of a test agrees to: by both ways, on working days, before noon.
var messageRule = map[*field.Info]string{
	person.MessagePhone.Info: "+6281200000001", person.MessageEmail.Info: "a@example.org", person.MessageReader.Info: "person",
	person.MessageDays.Info: "monday; tuesday; wednesday; thursday; friday", person.MessageHours.Info: "morning", person.MessageWords.Info: bookReady,
}

const bookReady = "The library book is ready."

// morning is a Monday in Cambodia.
var morning = time.Date(2026, 11, 30, 9, 0, 0, 0, lindung.Zone("KH"))

// A messenger is a case whose person agreed to messages, with who works on it.
type messenger struct {
	*testing.T
	n   *nodetest.Node
	ana access.Session
	id  lindung.CaseID
	box *contact.Outbox
}

func agreeing(t *testing.T, n *nodetest.Node) *messenger {
	t.Helper()
	n.At(morning)
	d := &messenger{T: t, n: n, ana: n.As(t, "caseworker@shelter"), box: contact.NewOutbox(n.Node)}
	c, err := cases.Open(ctx, d.ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
	none(t, err)
	d.id = c.ID
	d.agree(0, parsed(t, messageRule))
	return d
}

func (d *messenger) agree(version int64, v field.Values) {
	d.Helper()
	none(d.T, cases.SaveForm(ctx, d.ana, d.id, person.SafeMessages, version, v))
}

// take returns the messages that leave by a way.
func (d *messenger) take(way contact.Way) []contact.Message {
	d.Helper()
	all, err := d.box.Take(ctx, d.n.Orgs["shelter"].ID, way)
	none(d.T, err)
	return all
}

// is fails unless the newest message by a way is in a state for a reason.
func (d *messenger) is(way contact.Way, state, why string) contact.Entry {
	d.Helper()
	w, err := dossier.Read(ctx, d.ana, d.id)
	none(d.T, err)
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
func (d *messenger) limit(codes ...string) {
	d.Helper()
	none(d.T, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error { return contact.LimitIn(tx, d.id, codes) }))
}

// TestMessageLeavesOnce: what was asked for goes at once in an agreed hour, in the agreed words,
// once; and it is shown what became of it.
func TestMessageLeavesOnce(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := agreeing(t, n)
		none(t, contact.Ask(ctx, d.ana, d.id))
		if err := contact.Ask(ctx, d.ana, d.id); !errors.Is(err, contact.ErrAsked) {
			t.Errorf("asked twice: %v", err)
		}
		for way, to := range map[contact.Way]string{contact.SMS: "+6281200000001", contact.Email: "a@example.org"} {
			all := d.take(way)
			if len(all) != 1 || all[0].Words() != bookReady || all[0].To() != to || all[0].Reference() == "" {
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
			none(t, d.box.Sent(ctx, n.Orgs["shelter"].ID, all[0].ID()))
			if err := d.box.Failed(ctx, "", all[0].ID()); !errors.Is(err, contact.ErrNotTaken) {
				t.Errorf("reported twice: %v", err)
			}
			if e := d.is(way, contact.Sent, ""); e.LeftAt == 0 || e.Kind != contact.KindAsk {
				t.Errorf("%+v", e)
			}
		}
		// One a day: the next waits for tomorrow morning.
		none(t, contact.Ask(ctx, d.ana, d.id))
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
			change           func(*messenger)
		}{
			{"nothing", contact.Taken, "", func(*messenger) {}},
			{"no messages any more", contact.Dropped, contact.WhyStopped, func(d *messenger) { d.limit("no_messages") }},
			{"not in the morning any more", contact.Dropped, contact.WhyNoTime, func(d *messenger) { d.limit("not_morning") }},
			{"calls alone", contact.Taken, "", func(d *messenger) { d.limit("no_calls") }},
			{"the form was emptied", contact.Dropped, contact.WhyNotAgreed, func(d *messenger) { d.agree(1, field.Values{}) }},
			{"another day was agreed", contact.Dropped, contact.WhyLate, func(d *messenger) {
				v := parsed(d.T, messageRule)
				if _, _, bad := v.Parse(person.MessageDays.Info, "thursday", time.Now()); bad != nil {
					d.Fatal(bad)
				}
				d.agree(1, v)
			}},
			{"the case was closed", contact.Dropped, contact.WhyClosed, func(d *messenger) { none(d.T, cases.Close(ctx, d.ana, d.id, "own_wish")) }},
			{"a day went by", contact.Dropped, contact.WhyLate, func(d *messenger) { d.n.At(morning.Add(26 * time.Hour)) }},
			{"evening has come", contact.Waiting, "", func(d *messenger) { d.n.At(morning.Add(10 * time.Hour)) }},
			{"the answer was read", contact.Taken, "", func(d *messenger) {
				// A worker asked for it, so that reading an answer does not end it.
				none(d.T, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error { return contact.SeenIn(tx, d.id) }))
			}},
		} {
			t.Run(test.name, func(t *testing.T) {
				d := agreeing(t, n)
				none(t, contact.Ask(ctx, d.ana, d.id))
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
		d := agreeing(t, n)
		none(t, contact.Ask(ctx, d.ana, d.id))
		none(t, n.DB.Write(ctx, unteamed(d.id)))
		if all := d.take(contact.SMS); len(all) > 0 {
			t.Errorf("it left: %+v", all)
		}
		d = agreeing(t, n)
		none(t, contact.Ask(ctx, d.ana, d.id))
		none(t, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error {
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
		d := agreeing(t, n)
		none(t, survivor.Say(ctx, d.ana, d.id, "Your papers are here."))
		if e := d.is(contact.SMS, contact.Waiting, ""); e.Kind != contact.KindAnswer {
			t.Errorf("%+v", e)
		}
		none(t, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error { return contact.SeenIn(tx, d.id) }))
		d.is(contact.SMS, contact.Dropped, contact.WhySeen)
		none(t, survivor.Say(ctx, d.ana, d.id, "And your photographs."))
		if all := d.take(contact.SMS); len(all) != 1 || all[0].Words() != bookReady {
			t.Errorf("%+v", all)
		}

		d = agreeing(t, n)
		d.agree(1, field.Values{})
		none(t, survivor.Say(ctx, d.ana, d.id, "Your papers are here."))
		if err := contact.Ask(ctx, d.ana, d.id); !oneProblem(err, "message.why."+contact.WhyNotAgreed) {
			t.Errorf("asked without an agreement: %v", err)
		}
		w, err := dossier.Read(ctx, d.ana, d.id)
		if none(t, err); len(w.Messages) > 0 {
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
		d := agreeing(t, n)
		none(t, contact.Ask(ctx, d.ana, d.id))
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

		d = agreeing(t, n)
		none(t, contact.Ask(ctx, d.ana, d.id))
		tries := 0
		for {
			all := d.take(contact.Email)
			if len(all) == 0 {
				break
			}
			tries++
			none(t, d.box.Again(ctx, "", all[0].ID()))
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

// unteamed removes behind the back of the program who works on a case.
func unteamed(id lindung.CaseID) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := db.Exec(db.Hold(tx), `DELETE FROM team WHERE case_id = ?`, id)
		return err
	}
}

func oneProblem(err error, key string) bool {
	var all field.Problems
	return errors.As(err, &all) && len(all) == 1 && all[0].Key == key
}

// TestPutBackSendsNothing: in an older database that was put back, what waited does not go, and
// a rule that was changed since sends nothing until somebody has asked the person; without a
// whole journal no rule does.
func TestPutBackSendsNothing(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := agreeing(t, n)
		none(t, contact.Ask(ctx, d.ana, d.id))
		s := n.System(n.Orgs["shelter"].ID, "test")
		on := func(work func(*access.Tx) error) {
			t.Helper()
			none(t, s.Do(ctx, access.SystemRun, s.NodeTarget(), work))
		}
		on(func(tx *access.Tx) error {
			dropped, err := contact.DropAll(tx)
			if dropped != 2 {
				t.Errorf("%d dropped", dropped)
			}
			return err
		})
		d.is(contact.SMS, contact.Dropped, contact.WhyRestored)
		if all := d.take(contact.SMS); len(all) > 0 {
			t.Error("what waited has left")
		}

		d.agree(1, field.Values{})
		history, err := dossier.History(ctx, n.As(t, "supervisor@shelter"), d.id, 10)
		none(t, err)
		var ended []string
		for _, e := range history {
			ended = append(ended, e.Ended...)
		}
		if want := []string{"contact:" + string(d.id) + ":no_messages"}; !slices.Equal(ended, want) {
			t.Fatalf("the journal is told %v", ended)
		}
		d.agree(2, parsed(t, messageRule)) // as it was in the older database
		on(func(tx *access.Tx) error {
			done, unknown, err := dossier.EndAgain(tx, ended)
			if done != 1 || unknown != 0 {
				t.Errorf("%d done, %d unknown", done, unknown)
			}
			return err
		})
		if err := contact.Ask(ctx, d.ana, d.id); !oneProblem(err, "message.why."+contact.WhyStopped) {
			t.Errorf("asked by the older rule: %v", err)
		}

		d = agreeing(t, n)
		on(contact.StopAll)
		if err := contact.Ask(ctx, d.ana, d.id); !oneProblem(err, "message.why."+contact.WhyStopped) {
			t.Errorf("asked without a whole journal: %v", err)
		}
	})
}

// TestMovedSendsNothing: what one organisation asked for does not go once another keeps the case.
func TestMovedSendsNothing(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := agreeing(t, n)
		none(t, contact.Ask(ctx, d.ana, d.id))
		none(t, d.ana.Do(ctx, access.CaseEdit, cases.Target(d.id), func(tx *access.Tx) error {
			return contact.MoveIn(tx, d.id, n.Orgs["ngo"].ID)
		}))
		for _, org := range []string{"shelter", "ngo"} {
			if all, err := d.box.Take(ctx, n.Orgs[org].ID, contact.SMS); err != nil || len(all) > 0 {
				t.Errorf("%s: %v %v", org, all, err)
			}
		}
		d.is(contact.SMS, contact.Dropped, contact.WhyMoved)
	})
}

// TestPersonLimits: what the person says in their own view narrows what waits at once.
func TestPersonLimits(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := agreeing(t, n)
		none(t, contact.Ask(ctx, d.ana, d.id))
		codes, err := survivor.Make(ctx, d.ana.SteppedUp(true), d.id, survivor.New{})
		none(t, err)
		door := survivor.NewDoor(n.Node)
		token, err := door.Enter(ctx, codes.Code, codes.PIN, "192.0.2.1")
		none(t, err)
		visit, err := door.Resume(ctx, token)
		none(t, err)
		none(t, survivor.Limit(ctx, visit.Session, d.id, []string{contact.LimitMessages}))
		if all := d.take(contact.SMS); len(all) > 0 {
			t.Error("it left although the person has stopped it")
		}
		d.is(contact.SMS, contact.Dropped, contact.WhyStopped)
		n.At(morning.Add(time.Minute))
		none(t, survivor.Lift(ctx, d.ana, d.id, []string{contact.LimitMessages}, "at the sewing class"))
		none(t, survivor.Say(ctx, d.ana, d.id, "Your papers are here."))
		_, _, err = survivor.ReadWords(ctx, visit.Session, d.id)
		none(t, err)
		if e := d.is(contact.SMS, contact.Dropped, contact.WhySeen); e.Kind != contact.KindAnswer {
			t.Errorf("%+v", e)
		}
	})
}

// reached gives the person of a case a paper, writes to them, for which a message waits, and
// notes that they must not be called.
func reached(t testing.TB, s access.Session, id lindung.CaseID) {
	t.Helper()
	must(survivor.Make(ctx, s.SteppedUp(true), id, survivor.New{}))
	none(t, survivor.Say(ctx, s, id, "Your papers are here."))
	none(t, s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error { return contact.LimitIn(tx, id, []string{"no_calls"}) }))
}
