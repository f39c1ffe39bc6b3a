package questions

import (
	"slices"
	"strings"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// The columns of a table. Label, why and hint may stand once more for each language:
// label:id.
const (
	colRow     = "row"
	colCode    = "code"
	colLabel   = "label"
	colKind    = "kind"
	colGroup   = "group"
	colUses    = "used for"
	colWhy     = "why"
	colHint    = "hint"
	colOnlyIf  = "only if"
	colAnswers = "answered"
)

var columnNames = []string{colRow, colCode, colLabel, colKind, colGroup, colUses, colWhy, colHint, colOnlyIf, colAnswers}

// spoken are the columns that may stand once more for each language.
var spoken = []string{colLabel, colWhy, colHint}

// The kinds of rows, each with the columns that say something in it.
const (
	rowSet      = "set"
	rowForm     = "form"
	rowQuestion = "question"
	rowOption   = "option"
)

var says = map[string][]string{
	rowSet:      {colRow, colCode, colLabel},
	rowForm:     {colRow, colCode, colLabel, colGroup, colHint, colAnswers},
	rowQuestion: {colRow, colCode, colLabel, colKind, colUses, colWhy, colHint, colOnlyIf},
	rowOption:   {colRow, colCode, colLabel},
}

var rowNames = []string{rowSet, rowForm, rowQuestion, rowOption}

// A kindWord is the word for a kind of answer.
type kindWord struct {
	word  string
	kind  field.Kind
	ahead bool
}

// kinds are the words in the order in which help names them.
var kinds = []kindWord{
	{"text", field.KindText, false}, {"long text", field.KindLong, false}, {"yes-no", field.KindBool, false},
	{"one", field.KindCode, false}, {"several", field.KindCodes, false}, {"number", field.KindCount, false},
	{"date", field.KindDate, false}, {"future date", field.KindDate, true},
}

// uses are what answers may be used or passed on for. Whatever is kept the person may ask
// for; nothing that is sealed is counted.
var uses = []lindung.Purpose{
	lindung.Assistance, lindung.Identification, lindung.LegalAid, lindung.Return, lindung.Tracing, lindung.LawEnforcement, lindung.Supervision,
}

// groups are those in which answers can be. What belongs to justice is shared with nobody by
// agreement, and the person does not read it.
var groups = slices.DeleteFunc(slices.Clone(lindung.Groups), func(g lindung.Group) bool { return g == lindung.Justice })

// Whether a form is answered once or many times.
const (
	once = "once"
	many = "many"
)

// fold brings words of a table to one form.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// column returns the column that a header names, and its language; "" for none.
func column(head string) (name string, l i18n.Lang, ok bool) {
	name, tag, more := strings.Cut(strings.ReplaceAll(head, "::", ":"), ":")
	name, tag = fold(name), strings.TrimSpace(tag)
	if !more {
		return name, "", slices.Contains(columnNames, name)
	}
	if tag == string(i18n.English) {
		return name, "", slices.Contains(spoken, name)
	}
	return name, i18n.Lang(tag), slices.Contains(spoken, name) && i18n.Known(i18n.Lang(tag))
}

// words joins words for a text that names all that can be said.
func words[S ~string](all []S) string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}

func kindWords() string {
	var all []string
	for _, k := range kinds {
		all = append(all, k.word)
	}
	return words(all)
}
