package prevention

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// Dangers is the closed list of answers to whether somebody is in danger now.
var Dangers = &field.List{Name: "tip_danger", Codes: []field.Code{{Name: "yes"}, {Name: "no"}, {Name: "not_sure"}}}

// What is asked besides of who tells something without a name. Neither a name nor a way to
// reach them is asked.
var (
	TipCountry = field.NewCountry("tip_country")
	TipWhen    = field.NewText("tip_when")
	TipDanger  = field.NewCode("tip_danger", Dangers)

	NamelessForm = field.NewForm("tip_nameless", TipDanger, TipCountry, TipWhen)
)

// About is the closed list of what somebody without a name can say that it is.
var About = []string{"crisis", "help", "saw", "offer"}

// kindOf is what a report becomes: whatever it is about, danger now is a crisis, and so is
// somebody who asks for help for themselves.
//
// Source: ACTIP 14.5
func kindOf(about, danger string) string {
	switch {
	case about == "crisis" || about == "help" || danger == "yes":
		return Crisis
	case about == "offer":
		return JobOffer
	case about == "saw":
		return Report
	}
	return ""
}

// A Told is what somebody tells who says no name.
type Told struct {
	Form    string        // the key of the form that it is sent with: sent twice, it is one
	Org     lindung.OrgID // that they chose; "" where only one takes reports
	About   string        // one of About
	Danger  string        // a code of Dangers
	Country lindung.Country
	Place   string
	When    string
	Said    string
	Lang    string // in which they read the page
	Answer  string // "yes" or "no": whether they come back to read an answer
}

// tip returns what is stored of it. Nothing of it is a way to reach who told it.
//
// Source: ACTIP 14.6
func (r Told) tip(now time.Time) (Tip, error) {
	t := Tip{Kind: kindOf(r.About, r.Danger), Back: r.Answer == "yes", Version: 1}
	var ps field.Problems
	ps.Need(slices.Contains(About, r.About), "about", "report.problem.about")
	for _, a := range []struct {
		info *field.Info
		text string
	}{
		{TipWay.Info, "online"}, {TipSaid.Info, r.Said}, {TipPlace.Info, r.Place}, {TipLanguage.Info, r.Lang},
		{TipCountry.Info, string(r.Country)}, {TipWhen.Info, r.When}, {TipDanger.Info, r.Danger},
	} {
		if text := strings.TrimSpace(a.text); text != "" {
			_, _, bad := t.Answers.Parse(a.info, text, now)
			ps.Need(bad == nil, a.info.Name, "report.problem.read")
		}
	}
	ps.Need(strings.TrimSpace(r.Said) != "", TipSaid.Name, "report.problem.said")
	ps.Need(r.Answer == "yes" || r.Answer == "no", "answer", "report.problem.answer")
	return t, ps.Err()
}

// toHour is how exact the time is that is stored of what somebody without a name does: who
// knows when a telephone was used cannot tell from it what was written on it. Workers need
// to know no more: what is owed is owed from the hour's beginning.
//
// Source: ACTIP 14.6
func toHour(at db.Time) db.Time { return at - at%db.Time(time.Hour/time.Second) }

// A Talk is what who told a tip without a name and the organisation have written to each
// other since.
type Talk struct {
	Words []TalkWord // the oldest first
	Ended bool       // who told it has ended it: their key opens nothing
}

// A TalkWord is one of these.
type TalkWord struct {
	ID   string
	Tip  TipID
	N    int64
	At   db.Time // of who said no name to the hour
	By   lindung.ActorID
	Seen bool // by who said no name
	Text string
}

// FromReporter reports whether who told the tip wrote it.
func (w TalkWord) FromReporter() bool { return access.IsReporter(w.By) }

// talkClocks are what is owed for a tip that came without a name: a look at all that was
// written, whatever it is, for who wrote it can ask nobody; and an answer.
func talkClocks(t Tip) []Clock {
	if !t.Talks() {
		return nil
	}
	var all []Clock
	if t.WroteAt != 0 {
		all = append(all, Clock{"look", t.WroteAt.Add(lookWithin)})
	}
	if t.WaitsAt != 0 {
		all = append(all, Clock{"answer", t.WaitsAt.Add(answerWithin)})
	}
	return all
}

const (
	longestTalk = 5000 // runes
	mostTalk    = 500  // words of one tip: nobody fills a database with them
)

var errFull = field.Problems{{Field: "tip_text", Key: "report.problem.full"}}

func checkWord(text string) error {
	var ps field.Problems
	ps.Need(strings.TrimSpace(text) != "" && utf8.ValidString(text), "tip_text", "report.problem.text")
	ps.Need(utf8.RuneCountInString(text) <= longestTalk, "tip_text", "report.problem.long", "max", longestTalk)
	return ps.Err()
}

// WriteBack writes to who told a tip without a name: they read it with their key. Who
// writes has looked at it.
//
// Source: ACTIP 14.6
func WriteBack(ctx context.Context, s access.Session, id TipID, version int64, text string) error {
	return change(ctx, s, id, version, func(tx *access.Tx, t *Tip) error {
		if !t.Talks() {
			return lindung.ErrConflict
		}
		r, err := reportOf(tx, id)
		if err == nil && r.Ended {
			err = field.Problems{{Field: "tip_text", Key: "tip.problem.talk_ended"}}
		}
		if err == nil {
			err = checkWord(text)
		}
		if err != nil {
			return err
		}
		t.look(tx)
		t.AnsweredAt, t.AnsweredBy, t.WaitsAt = tx.Now, tx.Actor().ID, 0
		return addWord(tx, TalkWord{ID: lindung.NewID(), Tip: id, At: tx.Now, By: tx.Actor().ID, Text: strings.TrimSpace(text)})
	})
}

// A Reporting is what who told a tip without a name reads of it.
type Reporting struct {
	Said       string
	At         db.Time
	Org        string // the name of the organisation
	OrgCountry lindung.Country
	Country    lindung.Country // of what was told; "" for unknown
	Ended      bool            // nobody can write any more
	Back       bool
	Talk       Talk
}

// reportTarget is the tip of who told it.
func reportTarget(id TipID) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		r, err := tipRowOf(tx, id)
		return access.Object{Type: access.TypeTip, ID: string(r.ID), Org: r.Org}, err
	}
}

// ReadReport returns what who told a tip without a name reads of it, and notes that they
// have seen the answers. It is their own act.
//
// Source: ACTIP 14.6
func ReadReport(ctx context.Context, v Coming) (Reporting, error) {
	var r Reporting
	err := v.session.Do(ctx, access.ReportRead, reportTarget(v.tip), func(tx *access.Tx) error {
		t, err := tipOf(tx, v.tip)
		if err != nil {
			return err
		}
		r = Reporting{At: t.At, Ended: !t.Talks(), Back: t.Back}
		r.Said, _ = TipSaid.Get(t.Answers)
		where, _ := TipCountry.Get(t.Answers)
		r.Country = lindung.Country(where)
		o, err := tx.OrgOf(t.Org)
		if err != nil {
			return err
		}
		r.Org, r.OrgCountry = o.Name, o.Country
		if r.Talk, err = talkIn(tx, v.tip); err != nil {
			return err
		}
		return noteSeen(tx, v.tip)
	})
	return r, err
}

// WriteMore stores what who told a tip without a name writes later: their own act. form is
// the key of the form that it is sent with; sent twice, it is one.
//
// Source: ACTIP 14.6
func WriteMore(ctx context.Context, v Coming, form, text string) error {
	return v.session.Do(ctx, access.ReportWrite, reportTarget(v.tip), func(tx *access.Tx) error {
		if !lindung.IsID(form) {
			return lindung.ErrNotFound
		}
		t, err := tipOf(tx, v.tip)
		if err != nil {
			return err
		}
		if w, err := wordNamed(tx, form); !errors.Is(err, lindung.ErrNotFound) {
			if err == nil && w.Tip != v.tip {
				err = lindung.ErrNotFound
			}
			return err
		}
		if !t.Talks() {
			return lindung.ErrConflict
		}
		if err := checkWord(text); err != nil {
			return err
		}
		at := toHour(tx.Now)
		if t.WroteAt == 0 {
			t.WroteAt = at
		}
		if t.Back && t.WaitsAt == 0 {
			t.WaitsAt = at
		}
		tx.SetCount(1, "more")
		if err := addWord(tx, TalkWord{ID: form, Tip: v.tip, At: at, By: tx.Actor().ID, Seen: true, Text: strings.TrimSpace(text)}); err != nil {
			return err
		}
		return updateTip(tx, t)
	})
}

// EndReport ends the way back of who told a tip without a name: their key opens nothing
// any more, and nothing of it is left. What they told stays with the organisation.
//
// Source: ACTIP 14.6
func EndReport(ctx context.Context, v Coming) error {
	return v.session.Do(ctx, access.ReportWrite, reportTarget(v.tip), func(tx *access.Tx) error {
		t, err := tipOf(tx, v.tip)
		if err != nil {
			return err
		}
		tx.SetCount(0, "end")
		if t.WaitsAt != 0 { // nobody reads an answer
			t.WaitsAt = 0
			if err := updateTip(tx, t); err != nil {
				return err
			}
		}
		return endReport(tx, v.tip)
	})
}
