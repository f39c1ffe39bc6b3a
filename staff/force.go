package staff

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// A worker can be forced to sign in. Their second password lets them: it opens pages
// without any case, ends their other sessions and raises an alarm. While the alarm
// stands, each of their passwords opens the same; a supervisor ends it. Whoever stands
// beside them sees what they would see of somebody who has no case.

// word says which of an actor's passwords was typed.
type word int

const (
	noWord    word = -1
	firstWord word = 0 // further ones are the second passwords, in their order
)

// words are the hashes of an actor's passwords. They share the salt of the first one, so
// that a typed password is computed once, whether there is a second one or not.
func (f factors) words() []string { return append([]string{f.Password}, strings.Fields(f.Calm)...) }

// setWord stores the hash of a password in the place of another one, or behind the last.
func (f *factors) setWord(at word, hash string) {
	all := f.words()
	if int(at) < len(all) {
		all[at] = hash
	} else {
		all = append(all, hash)
	}
	f.Password, f.Calm = all[0], strings.Join(all[1:], "\n")
}

// typed returns which of the passwords of f was typed. It always computes one hash, so
// that an unknown login takes as long as any other. It refuses a hash of another cost,
// which could ask for any amount of memory.
func (d *Door) typed(ctx context.Context, l lane, password string, f factors) (word, error) {
	like, err := d.like(ctx, l, password, f.Password)
	if err != nil {
		return noWord, err
	}
	found := noWord
	for i, hash := range f.words() {
		if subtle.ConstantTimeCompare([]byte(hash), []byte(like)) == 1 && found == noWord {
			found = word(i)
		}
	}
	return found, nil
}

// like returns the hash of a password with the salt of another hash; with a new salt
// where that is none, or of another cost.
func (d *Door) like(ctx context.Context, l lane, password, hash string) (like string, err error) {
	has, salt, _, err := argon2id.DecodeHash(hash)
	if err != nil || *has != d.cost {
		return d.hash(ctx, l, password)
	}
	err = d.compute(ctx, l, func() error {
		key := argon2.IDKey([]byte(normal(password)), salt, has.Iterations, has.Memory, has.Parallelism, has.KeyLength)
		b64 := base64.RawStdEncoding
		like = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, has.Memory, has.Iterations, has.Parallelism,
			b64.EncodeToString(salt), b64.EncodeToString(key))
		return nil
	})
	return like, err
}

// tooLike reports whether someone could take one password for the other: they differ in
// fewer than four letters, in capitals or blanks only, or one holds the other.
func tooLike(a, b string) bool {
	a, b = bareWord(a), bareWord(b)
	return strings.Contains(a, b) || strings.Contains(b, a) || distance([]rune(a), []rune(b)) < 4
}

func bareWord(password string) string {
	return strings.Join(strings.Fields(swaps.Replace(strings.ToLower(normal(password)))), "")
}

// distance counts the letters to add, to remove or to change between two words.
func distance(a, b []rune) int {
	line := make([]int, len(b)+1)
	for j := range line {
		line[j] = j
	}
	for i := range a {
		corner := line[0]
		line[0] = i + 1
		for j := range b {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = line[j+1]
			line[j+1] = min(change, line[j]+1, line[j+1]+1)
		}
	}
	return line[len(b)]
}

// SetSecondPassword stores the password with which the actor signs in under force. old is
// the one that they sign in with: the second one must not be like it. They must have
// shown again who they are. Nothing tells afterwards whether there is one.
func (d *Door) SetSecondPassword(ctx context.Context, s access.Session, old, chosen string) (*field.Problem, error) {
	if bad := CheckPassword(chosen); bad == nil && tooLike(old, chosen) {
		return &field.Problem{Field: "password", Key: "problem.password.alike"}, nil
	}
	return d.change(ctx, s, old, chosen, func(f factors, at word) word {
		if s.IsForced() { // it stands behind the one that was typed
			return max(at+1, firstWord+1)
		}
		return firstWord + 1
	})
}

// change stores a password in the place that to says, and ends the actor's other
// sessions. at is the place of the old one. A wrong old password is ErrSignIn, or
// ErrEnded after many; one that is the actor's already is refused as easy to guess.
func (d *Door) change(ctx context.Context, s access.Session, old, chosen string, to func(f factors, at word) word) (*field.Problem, error) {
	if bad := CheckPassword(chosen, strings.Fields(s.Actor().Name)...); bad != nil {
		return bad, nil
	}
	id := s.Actor().ID
	name := "password " + string(id)
	if err := d.slow.Wait(ctx, name, name); err != nil {
		return nil, err
	}
	f, at, err := d.knows(ctx, s, old)
	if err != nil {
		return nil, err
	}
	hash, err := d.like(ctx, known, chosen, f.Password)
	if err != nil {
		return nil, err
	}
	taken := false
	for i, has := range f.words() {
		taken = taken || has == hash && word(i) != at
	}
	if taken && at != noWord {
		return &field.Problem{Field: "password", Key: "problem.password.easy"}, nil
	}
	err = s.Do(ctx, access.OwnPassword, access.AccountTarget(id), func(tx *access.Tx) error {
		if !s.IsSteppedUp() {
			return access.ErrStepUp
		}
		if at == noWord {
			return ErrSignIn
		}
		tx.SetCount(0, "password")
		if err := changeFactors(tx, id, func(now *factors) error {
			if now.Password != f.Password || now.Calm != f.Calm {
				return ErrSignIn
			}
			now.setWord(to(*now, at), hash)
			return nil
		}); err != nil {
			return err
		}
		return dropSessionsOf(tx, id, s.OpenedWith())
	})
	if err == nil {
		d.slow.Right(name, name)
	}
	return nil, d.missedIf(ctx, s, err)
}

// An Alarm says that something needs a supervisor at once.
type Alarm struct {
	ID      string
	Org     lindung.OrgID
	Actor   lindung.ActorID
	Kind    string
	At      db.Time
	EndedAt db.Time // 0 while it stands
	EndedBy lindung.ActorID
	Answer  string // one of Explained, of an alarm about reading

	mac      db.Mac
	believed bool // its row fits its authenticator
}

// AlarmForce is the kind of alarm of an actor who was forced to sign in.
const AlarmForce = "force"

// stands reports whether the alarm was not ended. One that cannot be believed stands.
func (a Alarm) stands() bool { return !a.believed || a.EndedAt == 0 }

// underForce reports whether a session that begins with a password is one under force,
// and raises the alarm if none stands.
//
// Source: ACTIP 14.6
func underForce(tx *access.Tx, id lindung.ActorID, typed word) (bool, error) {
	all, err := alarmsOf(tx, id, AlarmForce)
	if err != nil || len(all) > 0 {
		return len(all) > 0, err
	}
	if typed == firstWord {
		return false, nil
	}
	a, err := access.AccountOf(tx, id)
	if err != nil {
		return false, err
	}
	return true, insertAlarm(tx, Alarm{ID: lindung.NewID(), Org: a.Org, Actor: id, Kind: AlarmForce, At: tx.Now})
}

// endAlarmsOf ends the alarms of a kind about an actor.
func endAlarmsOf(tx *access.Tx, id lindung.ActorID, kind string) error {
	all, err := alarmsOf(tx, id, kind)
	for _, a := range all {
		if err == nil {
			err = endAlarm(tx, a)
		}
	}
	return err
}

// AlarmLine is an alarm as a list shows it.
type AlarmLine struct {
	Alarm
	Name string
	Ends bool // the actor at work can end it
}

// tells returns whom of the staff an alarm about one of them reaches: the supervisors and
// data protection but them; where there is no other, the administrators but them. No alarm
// reaches only whom it is about.
//
// Source: ACTIP 14.6
func tells(staff []access.Account, about lindung.ActorID) []lindung.ActorID {
	if ids := othersWith(staff, about, lindung.Supervisor, lindung.DataProtection); len(ids) > 0 {
		return ids
	}
	return othersWith(staff, about, lindung.Administrator)
}

// mayEnd returns who of the staff can end an alarm about one of them: the other
// supervisors; where there is none, whom it reaches.
func mayEnd(staff []access.Account, about lindung.ActorID) []lindung.ActorID {
	if ids := othersWith(staff, about, lindung.Supervisor); len(ids) > 0 {
		return ids
	}
	return tells(staff, about)
}

// othersWith returns those of the staff who work here and have one of the roles, without one.
func othersWith(staff []access.Account, but lindung.ActorID, roles ...lindung.Role) []lindung.ActorID {
	var ids []lindung.ActorID
	for _, a := range staff {
		if a.ID != but && a.State == access.Active && a.HasRole(roles...) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// alarmsFor returns the alarms that stand in the actor's organisation and reach them: a
// supervisor and data protection see all.
func alarmsFor(tx *access.Tx) ([]Alarm, error) {
	me := tx.Actor()
	all, err := alarmsIn(tx, me.Org)
	if err != nil || len(all) == 0 || me.HasRole(lindung.Supervisor, lindung.DataProtection) {
		return all, err
	}
	staff, err := access.AccountsOf(tx, me.Org)
	return slices.DeleteFunc(all, func(a Alarm) bool { return !slices.Contains(tells(staff, a.Actor), me.ID) }), err
}

// Alarms returns the alarms that stand in the session's organisation and reach the actor,
// newest first.
func Alarms(ctx context.Context, s access.Session) ([]AlarmLine, error) {
	var lines []AlarmLine
	err := s.See(ctx, access.AlarmList, s.OrgTarget(), func(tx *access.Tx) error {
		all, err := alarmsFor(tx)
		if err != nil {
			return err
		}
		names, err := namesIn(tx)
		if err != nil {
			return err
		}
		staff, err := access.AccountsOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		lines = nil
		for _, a := range all {
			lines = append(lines, AlarmLine{a, names[a.Actor], slices.Contains(mayEnd(staff, a.Actor), tx.Actor().ID)})
		}
		tx.SetCount(len(lines), "")
		return nil
	})
	return lines, err
}

// CountAlarms returns how many of the alarms that Alarms returns need someone now, and how
// many more are about reading.
func CountAlarms(ctx context.Context, s access.Session) (now, reading int, err error) {
	err = s.See(ctx, access.AlarmList, s.OrgTarget(), func(tx *access.Tx) error {
		all, err := alarmsFor(tx)
		now, reading = 0, 0
		for _, a := range all {
			if a.AsksReading() {
				reading++
			} else {
				now++
			}
		}
		tx.SetCount(len(all), "")
		return err
	})
	return now, reading, err
}

// EndAlarm ends an alarm. One about reading ends with what was said when they were asked;
// one of force once its actor is safe again. The sessions that they began under
// force end, and so do their recovery codes and passes, which others may have seen.
func EndAlarm(ctx context.Context, s access.Session, id, answer string) error {
	var a Alarm
	of := func(tx *access.Tx) (access.Object, error) {
		var err error
		if a, err = alarm(tx, id); err != nil {
			return access.Object{}, err
		}
		a.believed = true
		return access.AccountTarget(a.Actor)(tx)
	}
	return s.Do(ctx, access.AlarmEnd, of, func(tx *access.Tx) error {
		if !a.stands() {
			return lindung.ErrConflict
		}
		staff, err := access.AccountsOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		if !slices.Contains(mayEnd(staff, a.Actor), tx.Actor().ID) {
			return access.ErrDenied
		}
		if err := checkAnswer(a.Kind, answer); err != nil {
			return err
		}
		tx.SetCount(0, strings.TrimSuffix(a.Kind+" "+answer, " "))
		a.Answer = answer
		if err := endAlarm(tx, a); err != nil || a.Kind != AlarmForce {
			return err
		}
		if err := setCodes(tx, a.Actor, ""); err != nil {
			return err
		}
		if err := dropInvites(tx, a.Actor, kindPass); err != nil {
			return err
		}
		if err := errors.Join(dropPasskeysOf(tx, a.Actor, a.At), dropDevicesOf(tx, a.Actor, a.At)); err != nil { // others may have made them
			return err
		}
		return dropSessionsOf(tx, a.Actor, "")
	})
}
