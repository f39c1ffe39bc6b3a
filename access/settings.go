package access

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"lindung"
)

// A Setting is something that an organisation sets for itself, within bounds that
// are declared here. An administrator asks for another value; one that protects less
// is a right that needs two people, see [Right].
type Setting struct {
	Key       string // "new_hands"
	Unit      string // the kind of its value: "days"
	Low, High int
	Default   int
	// Protects says that a higher value protects more; else a lower one does.
	Protects bool
}

// NewHands is for how many days a new account or role is no second person, and how
// long a right waits in the sight of all where no second person is.
var NewHands = Setting{Key: "new_hands", Unit: "days", Low: 2, High: 28, Default: 7, Protects: true}

// ErasedGone is for how many days a backup may be used: after them an erased case is in
// no backup, replica, archive or copy any more. What the organisation that runs the node
// sets is printed with each backup.
var ErasedGone = Setting{Key: "erased_gone", Unit: "days", Low: 7, High: 365, Default: 90}

// Settings is the closed list of settings.
var Settings = []Setting{NewHands, ErasedGone}

// Fits reports whether n is within the bounds of the setting.
func (s Setting) Fits(n int) bool { return n >= s.Low && n <= s.High }

// weaker reports whether a value protects less than another one.
func (s Setting) weaker(before, after int) bool {
	if s.Protects {
		return after < before
	}
	return after > before
}

func settingNamed(key string) (Setting, bool) {
	i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		return Setting{}, false
	}
	return Settings[i], true
}

// weakens reports whether a right to another value protects less. What cannot be
// read does.
func weakens(r Right) bool {
	s, known := settingNamed(r.Whom)
	before, err := strconv.Atoi(r.Before)
	after, fault := strconv.Atoi(r.After)
	return !known || err != nil || fault != nil || s.weaker(before, after)
}

// SettingOf returns the value of a setting of an organisation: its default where
// nothing is set, or nothing that can be believed.
func SettingOf(tx *Tx, id lindung.OrgID, s Setting) (int, error) {
	r, err := settingRowOf(tx, id, s.Key)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && !s.Fits(int(r.value)) {
		return s.Default, nil
	}
	return int(r.value), err
}

// GiveSetting stores the value of a right that this act gives.
func GiveSetting(tx *Tx, r Right) error {
	s, known := settingNamed(r.Whom)
	n, err := strconv.Atoi(r.After)
	if !known || err != nil || !s.Fits(n) || r.Kind != RightSetting || r.GivenAt != tx.Now {
		return fmt.Errorf("right %s: not given by this act", r.ID)
	}
	now, err := SettingOf(tx, r.Org, s)
	if err == nil && strconv.Itoa(now) != r.Before {
		err = lindung.ErrConflict
	}
	if err != nil {
		return err
	}
	return setSetting(tx, r.Org, s.Key, n)
}
