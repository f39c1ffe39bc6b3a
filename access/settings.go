package access

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"lindung"
	"lindung/internal/db"
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
	// None says that it may be 0: not set, which protects least.
	None bool
	// Worded says that each value is a choice with words of its own.
	Worded bool
}

// NewHands is for how many days a new account or role is no second person, and how
// long a right waits in the sight of all where no second person is.
var NewHands = Setting{Key: "new_hands", Unit: "days", Low: 2, High: 28, Default: 7, Protects: true}

// ErasedGone is for how many days a backup may be used: after them an erased case is in
// no backup, replica, archive or copy any more. What the organisation that runs the node
// sets is printed with each backup.
var ErasedGone = Setting{Key: "erased_gone", Unit: "days", Low: 7, High: 365, Default: 90}

// BackupAge is after how many days a backup is old, and DrillAge after how many days a
// restore on trial is: then doctor and the first page of the administrators of the
// organisation that runs the node say so.
var (
	BackupAge = Setting{Key: "backup_age", Unit: "days", Low: 1, High: 31, Default: 7}
	DrillAge  = Setting{Key: "drill_age", Unit: "days", Low: 7, High: 190, Default: 35}
)

// Escalate is after how many days past its day what is overdue is on the supervisor's list.
var Escalate = Setting{Key: "escalate", Unit: "days", Low: 1, High: 60, Default: 7}

// Emergency is whether a receiver of the organisation's referrals may open more of a case
// for an hour when a life is in danger: 1 for yes.
var Emergency = Setting{Key: "emergency", High: 1}

// From how much on the reading of a colleague in one day is asked about: different cases,
// different cases on whose team they are not, different cases at night, acts that were
// refused. No source names numbers; an
// organisation sets lower ones.
var (
	ReadMany    = Setting{Key: "read_many", Unit: "cases", Low: 4, High: 40, Default: 40}
	ReadOthers  = Setting{Key: "read_others", Unit: "cases", Low: 2, High: 20, Default: 20}
	ReadNight   = Setting{Key: "read_night", Unit: "cases", Low: 1, High: 10, Default: 10}
	ReadRefused = Setting{Key: "read_refused", Unit: "times", Low: 3, High: 20, Default: 20}
)

// For how many months a case is kept once it has ended, by what it is: see
// [lindung/cases.Kept]. As long as one is not set, nothing of that class falls due. No
// source names a number for all of the region, so none is set before an organisation has
// asked what binds it.
var (
	KeepClosed   = Setting{Key: "keep_closed", Unit: "months", Low: 6, High: 600, None: true}
	KeepChild    = Setting{Key: "keep_child", Unit: "months", Low: 12, High: 600, None: true}
	KeepMistaken = Setting{Key: "keep_mistaken", Unit: "months", Low: 1, High: 120, None: true}
	KeepCounted  = Setting{Key: "keep_counted", Unit: "months", Low: 1, High: 120, None: true}
)

// KeepTips is for how many months a tip that ended without a case is kept; as long as it is
// not set, none is erased by itself.
var KeepTips = Setting{Key: "keep_tips", Unit: "months", Low: 1, High: 120, None: true}

// SimilarAsks is how often a colleague is answered in one day whether somebody similar is
// known here; and, counted by itself, whether an organisation knows a recruiter or another
// entity.
var SimilarAsks = Setting{Key: "similar_asks", Unit: "times", Low: 1, High: 20, Default: 20}

// ApproveReferrals says which referrals a supervisor approves before they leave: 1 those
// to outside bodies and every offer of a whole case, 2 every one; not set, none.
var ApproveReferrals = Setting{Key: "approve_referrals", Low: 1, High: 2, Protects: true, None: true, Worded: true}

// FigureBound is below which count nothing is shown in figures that others see; no
// organisation sets it lower than 5. FigureMonths is how many months such figures cover at
// once, 3, 6 or 12: the fewer, the sooner they are there and the more of them are hidden.
// FiguresShared is whether the organisation is counted together with others of its
// country: 1 for yes.
var (
	FigureBound   = Setting{Key: "figure_bound", Unit: "cases", Low: 5, High: 100, Default: 5, Protects: true}
	FigureMonths  = Setting{Key: "figure_months", Unit: "months", Low: 3, High: 12, Default: 3, Protects: true}
	FiguresShared = Setting{Key: "figures_shared", High: 1}
)

// AnswerPerson is within how many days a person is answered who writes from their own view.
var AnswerPerson = Setting{Key: "answer_person", Unit: "days", Low: 1, High: 30, Default: 7}

// TakesReports is whether the organisation takes reports of people who say no name: 1 for
// yes.
var TakesReports = Setting{Key: "takes_reports", High: 1}

// Settings is the closed list of settings.
var Settings = []Setting{NewHands, AnswerPerson, ErasedGone, BackupAge, DrillAge, KeepClosed, KeepChild, KeepMistaken, KeepCounted, KeepTips, TakesReports, Escalate, Emergency, UndertakenFor, ReadMany, ReadOthers, ReadNight, ReadRefused, SimilarAsks, ApproveReferrals, FigureBound, FigureMonths, FiguresShared}

// YesNo reports whether the setting is a question: 1 for yes.
func (s Setting) YesNo() bool { return s.Low == 0 && s.High == 1 }

// Fits reports whether n is within the bounds of the setting.
func (s Setting) Fits(n int) bool { return n >= s.Low && n <= s.High || s.None && n == 0 }

// weaker reports whether a value protects less than another one.
func (s Setting) weaker(before, after int) bool {
	if s.None && min(before, after) == 0 {
		return after == 0 && before != 0
	}
	if s.Protects {
		return after < before
	}
	return after > before
}

// SettingNamed returns the setting with a key.
func SettingNamed(key string) (Setting, bool) {
	i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		return Setting{}, false
	}
	return Settings[i], true
}

// weakens reports whether a right to another value protects less. What cannot be
// read does.
func weakens(r Right) bool {
	s, known := SettingNamed(r.Whom)
	before, err := strconv.Atoi(r.Before)
	after, fault := strconv.Atoi(r.After)
	return !known || err != nil || fault != nil || s.weaker(before, after)
}

// SettingOf returns the value of a setting of an organisation: its default where
// nothing is set, or nothing that can be believed.
func SettingOf(tx *Tx, id lindung.OrgID, s Setting) (int, error) { return settingOf(tx, id, s) }

func settingOf(tx db.Holder, id lindung.OrgID, s Setting) (int, error) {
	r, err := settingRowOf(tx, id, s.Key)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && !s.Fits(int(r.value)) {
		return s.Default, nil
	}
	return int(r.value), err
}

// Allows reports whether an organisation has set a setting of yes or no to yes. Where it is
// known that rows of the organisation were removed or put back, it has not.
func Allows(tx *Tx, id lindung.OrgID, s Setting) (bool, error) {
	n, err := SettingOf(tx, id, s)
	return n == 1 && !tx.session.node.damage.knows(sumDamage(string(id))), err
}

// SettingsOf returns the values of all settings of an organisation, by key.
func SettingsOf(tx *Tx, id lindung.OrgID) (map[string]int, error) {
	set, err := settingRowsOf(tx, id)
	all := map[string]int{}
	for _, s := range Settings {
		all[s.Key] = s.Default
		for _, r := range set {
			if r.key == s.Key && s.Fits(int(r.value)) {
				all[s.Key] = int(r.value)
			}
		}
	}
	return all, err
}

// keeperSetting returns the value of a setting of the organisation that keeps the node; the
// default while there is none.
func keeperSetting(tx db.Holder, s Setting) (int, error) {
	keeper, err := meta(tx, metaKeeper)
	if errors.Is(err, lindung.ErrNotFound) {
		return s.Default, nil
	}
	if err != nil {
		return 0, err
	}
	return settingOf(tx, lindung.OrgID(keeper), s)
}

// ErasedGoneAfter returns for how many days the organisation that keeps the node lets a
// backup be used.
func ErasedGoneAfter(tx *Tx) (int, error) { return keeperSetting(tx, ErasedGone) }

// GiveSetting stores the value of a right that this act gives.
func GiveSetting(tx *Tx, r Right) error {
	s, known := SettingNamed(r.Whom)
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
