package consent

import (
	"slices"
	"strings"

	"lindung/field"
	"lindung/i18n"
)

// A Hearing is how a text reached a person.
type Hearing struct {
	Text        string   // the language of the text, "en"
	Speaks      []string // the languages of the person, as far as known
	Interpreter string
	Understood  string // how the person understood the text, in the worker's words
}

// Check returns a problem if the text is in none of the person's languages, no one
// interpreted, and how the person understood it is not said. Any answer is enough.
func (h Hearing) Check() []field.Problem {
	own := func(code string) bool { return i18n.LanguageCode(code) == i18n.LanguageCode(h.Text) }
	switch {
	case strings.TrimSpace(h.Interpreter) != "", strings.TrimSpace(h.Understood) != "", slices.ContainsFunc(h.Speaks, own):
		return nil
	case len(h.Speaks) == 0:
		return []field.Problem{{Field: "interpreter", Key: "consent.problem.language_unknown"}}
	}
	return []field.Problem{{Field: "interpreter", Key: "consent.problem.language"}}
}

// A Checker is who checked in speech, sentence by sentence, that a draft says what the
// English text says.
type Checker string

// Who can have checked a draft: the worker who records the consent, or the interpreter who
// is named with it.
const (
	CheckedByWorker      Checker = "worker"
	CheckedByInterpreter Checker = "interpreter"
)

// CheckDraft returns a problem if the text that was read to the person is a draft and no one
// confirms that they checked it. A draft can promise what no one meant.
//
// Source: ACTIP 14.6
func (g Grant) CheckDraft() field.Problems {
	var ps field.Problems
	if text, _ := TextVersion(g.Lang, g.TextVersion); text.Draft() {
		ps.Need(g.Detail.Checked == CheckedByWorker || g.Detail.Checked == CheckedByInterpreter, "checked", "consent.problem.checked")
		ps.Need(g.Detail.Checked != CheckedByInterpreter || strings.TrimSpace(g.Detail.Interpreter) != "", "interpreter", "consent.problem.checked_name")
	}
	return ps
}

// nameChecker keeps with a grant who checked the draft that was read, and which words it
// had then. Nothing of it is kept for a text that is no draft.
func (g *Grant) nameChecker(worker string) {
	text, _ := TextVersion(g.Lang, g.TextVersion)
	switch {
	case !text.Draft() || g.Detail.Checked == "":
		g.Detail.Checked, g.Detail.CheckedBy, g.Detail.Words = "", "", ""
		return
	case g.Detail.CheckedBy != "":
		return // a narrower consent, to a text that was read before
	case g.Detail.Checked == CheckedByInterpreter:
		g.Detail.CheckedBy = g.Detail.Interpreter
	default:
		g.Detail.CheckedBy = worker
	}
	g.Detail.Words = text.Stamp()
}

// keepChecker keeps in a narrower consent who checked the text of the one that it replaces.
func (g *Grant) keepChecker(old Grant) {
	g.Detail.CheckedBy, g.Detail.Words = "", ""
	if g.Lang == old.Lang && g.TextVersion == old.TextVersion && (g.Detail.Checked == "" || g.Detail.Checked == old.Detail.Checked) {
		g.Detail.Checked, g.Detail.CheckedBy, g.Detail.Words = old.Detail.Checked, old.Detail.CheckedBy, old.Detail.Words
	}
}

// Corrected reports whether the text that was read to the person was a draft whose words
// have changed since. The sheet that was signed has those that were read.
func (g Grant) Corrected() bool {
	text, ok := TextVersion(g.Lang, g.TextVersion)
	return ok && g.Detail.Words != "" && g.Detail.Words != text.Stamp()
}
