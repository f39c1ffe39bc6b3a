package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"lindung"
	"lindung/field"
	"lindung/i18n"
	"lindung/person"
)

// faulty returns why a text cannot be what was meant: a formula that failed, or letters
// that were lost on the way; "" if it can.
func faulty(text string) string {
	text = strings.TrimSpace(text)
	switch {
	case sheetErrors[strings.ToUpper(text)]:
		return "exchange.error_cell"
	case strings.ContainsRune(text, utf8.RuneError), allReplaced(text), garbled(text):
		return "exchange.replaced_characters"
	}
	return ""
}

// sheetErrors are what spreadsheets show for a formula that failed.
var sheetErrors = map[string]bool{
	"#N/A": true, "#REF!": true, "#VALUE!": true, "#DIV/0!": true, "#NAME?": true, "#NULL!": true, "#NUM!": true, "#SPILL!": true,
	"#CALC!": true, "#FIELD!": true, "#GETTING_DATA": true, "#ERROR!": true, "ERR:502": true, "ERR:508": true, "ERR:522": true, wasMerged: true, wasFormula: true,
}

// allReplaced reports whether a text is what a program writes that lacks the letters.
// One to three question marks are what people write who do not know.
func allReplaced(text string) bool {
	return strings.Count(text, "?") > 3 && strings.Trim(text, "? ") == ""
}

// garbled reports whether a text in UTF-8 was read as one of Windows and saved again:
// written back in that encoding it is UTF-8 with letters of its own.
func garbled(text string) bool {
	if isASCII(text) {
		return false
	}
	for _, windows := range []*charmap.Charmap{charmap.Windows1252, charmap.ISO8859_1, charmap.Windows874, charmap.Windows1258} {
		b, err := windows.NewEncoder().String(text)
		if err == nil && utf8.ValidString(b) && !isASCII(b) {
			return true
		}
	}
	return false
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// absent returns why a text is no answer, if it says so. A name may be Na.
func absent(text string, isName bool) (field.Absence, bool) {
	key := fold(text)
	if isName && (key == "na" || key == "dk" || key == "nil") {
		return "", false
	}
	why, ok := words().absent[key]
	return why, ok
}

// withoutMarks takes out the marks that turn the order of letters: a name looks like
// another with them.
func withoutMarks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
}

var (
	digitsOnly = regexp.MustCompile(`^\d+$`)
	// zeroFraction is a whole number that a program wrote with a point.
	zeroFraction = regexp.MustCompile(`^\d+\.0+$`)
	asNumber     = regexp.MustCompile(`^\d+(\.\d+)?([eE]\+?\d+)?$`)
)

// doubtful says what must be told of a telephone number: whether the row is refused,
// because a program has kept it as a number, which loses the zeros it begins with, or
// whether someone must look at it, because it does not say its country.
func doubtful(text string, number bool) (refused, told bool) {
	text = strings.TrimSpace(lindung.Digits(text))
	if number || asNumber.MatchString(text) && !digitsOnly.MatchString(text) {
		return true, true
	}
	return false, digitsOnly.MatchString(text) && !strings.HasPrefix(text, "00")
}

// dayOrder is which of two numbers before a year is the day.
type dayOrder string

// The orders of a column. A mixed one has rows of both.
const (
	dayFirst   dayOrder = "day"
	monthFirst dayOrder = "month"
	mixedOrder dayOrder = "mixed"
)

var (
	threeNumbers = regexp.MustCompile(`^(\d{1,2})([-/. ])(\d{1,2})([-/. ])(\d{4})$`)
	clockAfter   = regexp.MustCompile(`^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?$`)
	aboutWords   = regexp.MustCompile(`(?i)^(c\.|ca\.?|circa|about|around|approx|~|±)|[?~±]|kira-kira|sekitar|kurang lebih|ประมาณ|khoảng|ប្រហែល|ခန့်`)
)

// orderOf returns the order of day and month in a column that leaves no doubt of it. In
// a column that one hand wrote, the day is over 12 in more than half of the rows: where
// fewer than a quarter show it, or only one does, several hands wrote it.
func orderOf(texts []string) dayOrder {
	all, shows := 0, map[dayOrder]int{}
	for _, text := range texts {
		n := threeNumbers.FindStringSubmatch(dayText(text))
		if n == nil {
			continue
		}
		all++
		switch first, second := atoi(n[1]), atoi(n[3]); {
		case first > 12 && second <= 12:
			shows[dayFirst]++
		case second > 12 && first <= 12:
			shows[monthFirst]++
		}
	}
	if len(shows) > 1 {
		return mixedOrder
	}
	for order, n := range shows {
		if n > 1 && 4*n >= all {
			return order
		}
	}
	return ""
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// dayText returns the text of a day without a time of day that has no place.
func dayText(text string) string {
	text = strings.TrimSpace(lindung.Digits(text))
	if n := clockAfter.FindStringSubmatch(text); n != nil {
		return n[1]
	}
	return text
}

// day writes a day as the fields read it, year first, as far as the file leaves no
// doubt: by the order of its column, a month by its name in any language of the program,
// a day that a spreadsheet counts in a year of the Buddhist era. Any other text stays as
// it is, for the field to judge. rule says why a text is refused at once.
func day(text string, order dayOrder) (out, rule string) {
	s := dayText(text)
	if s == "" {
		return text, ""
	}
	if d, ok := buddhistDay(s); ok {
		return d.String(), ""
	}
	if aboutWords.MatchString(s) {
		return text, "exchange.date.about"
	}
	if n := threeNumbers.FindStringSubmatch(s); n != nil {
		d, m := n[1], n[3]
		if order == monthFirst {
			d, m = m, d
		}
		if order != dayFirst && order != monthFirst || atoi(m) > 12 { // the numbers themselves may leave no doubt
			return s, ""
		}
		return n[5] + "-" + m + "-" + d, ""
	}
	if d, err := i18n.ReadNamedMonth(s); err == nil {
		return d.String(), ""
	}
	return s, ""
}

// buddhistDay reads a day that a spreadsheet counts, of a year of the Buddhist era: it
// was typed as one, and the spreadsheet took the year for Gregorian.
func buddhistDay(text string) (lindung.Date, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(whole) != 6 || strings.Trim(whole+fraction, "0123456789") != "" {
		return lindung.Date{}, false
	}
	d := lindung.DateOf(time.Date(1899, 12, 30+atoi(whole), 0, 0, 0, 0, time.UTC))
	if d.Year < lindung.Buddhist || d.Year >= lindung.Buddhist+300 {
		return lindung.Date{}, false
	}
	d.Year -= lindung.BuddhaEra
	return d, d.Valid()
}

// placeholders are days that programs write where none is known.
var placeholders = []string{"1900-01-01", "1970-01-01"}

var ageText = regexp.MustCompile(`(?i)^(?:umur|usia|อายุ|អាយុ|အသက်)?\s*(\d{1,3})(?:\.0)?\s*(?:years?(?: old)?|yrs?|y\.?o\.?|th|thn|tahun|tuổi|ปี|ឆ្នាំ|နှစ်|ປີ|岁|歲)?$`)

// yearsOld returns the number of an age that is told with the word for years. How sure an
// age is has a column of its own: rule refuses one that says about.
func yearsOld(text string) (out, rule string) {
	s := strings.TrimSpace(lindung.Digits(text))
	if aboutWords.MatchString(s) {
		return text, "exchange.age.about"
	}
	if n := ageText.FindStringSubmatch(s); n != nil {
		return n[1], ""
	}
	return text, ""
}

// codesOf writes the answers of a cell as the field reads them, by the names of their
// codes with semicolons between. Files part them with other signs, forms on telephones
// with blanks; countries are written in many languages. ok is false for a text that
// means none.
//
// Lists say the same again and again: what was found is remembered.
func (p parser) codesOf(c column, text string) (out string, ok bool, rule string) {
	key := c.name + "|" + text
	if was, there := p.found[key]; there {
		return was.out, was.ok, was.rule
	}
	out, ok, rule = p.findCodes(c, text)
	if p.found != nil && len(p.found) < mostFound && len(text) < longestFound {
		p.found[key] = found{out, ok, rule}
	}
	return out, ok, rule
}

// found is what codesOf has found.
type found struct {
	out  string
	ok   bool
	rule string
}

// These bound how much is remembered of a file, and of a text in bytes.
const (
	mostFound    = 10_000
	longestFound = 300
)

func (p parser) findCodes(c column, text string) (out string, ok bool, rule string) {
	if one, found, rule := p.codeOf(c, text); found || rule != "" {
		return one, found, rule
	}
	if !c.info.Kind.Several() {
		return text, false, ""
	}
	for _, sign := range []string{";", "|", "\n", ",", "/"} {
		if all, found, rule := p.parts(c, strings.Split(text, sign), sign); found || rule != "" {
			return strings.Join(all, "; "), found, rule
		}
	}
	all, found, rule := p.parts(c, strings.Fields(text), " ")
	return strings.Join(all, "; "), found, rule
}

// mostParts bounds how many parts of a text are tried.
const mostParts = 300

// parts finds a code for every part, or for the longest run of parts that means one:
// labels contain the signs that others put between them.
func (p parser) parts(c column, parts []string, sign string) (all []string, ok bool, rule string) {
	if len(parts) < 2 || len(parts) > mostParts {
		return nil, false, ""
	}
	for len(parts) > 0 {
		if strings.TrimSpace(parts[0]) == "" {
			parts = parts[1:]
			continue
		}
		used := 0
		for n := min(len(parts), 20); n > 0 && used == 0; n-- {
			one, found, why := p.codeOf(c, strings.Join(parts[:n], sign))
			switch {
			case why != "":
				rule = why
				used = n
			case found:
				all, used = append(all, one), n
			}
		}
		if used == 0 {
			return nil, false, ""
		}
		parts = parts[used:]
	}
	return all, len(all) > 0 && rule == "", rule
}

// codeOf finds the code that a text means: by the list, by what the mapping says, by an
// earlier version of the standard, or by a word for a country.
func (p parser) codeOf(c column, text string) (code string, ok bool, rule string) {
	if to, mapped := c.values[fold(text)]; mapped {
		text = to
	}
	var v field.Values
	if _, _, bad := v.Parse(c.info, text, p.now); bad == nil && v.Has(c.info) {
		if _, unknown := v.Absent(c.info); unknown {
			return text, true, ""
		}
		return v.Text(c.info), true, ""
	}
	if now := usual[c.main][fold(text)]; now != "" {
		return now, true, ""
	}
	switch now := older[c.main][fold(text)]; now {
	case "":
	case ask:
		return "", false, "exchange.older"
	default:
		return now, true, ""
	}
	if slices.Contains([]field.Kind{field.KindCountry, field.KindCountries}, c.info.Kind) {
		found, known := words().countries[fold(text)]
		return string(found), known, ""
	}
	return "", false, ""
}

// noCountry reports whether a text in the column of the nationality says that the person
// has none.
func noCountry(c column, text string) bool {
	return c.info == person.Citizenships.Info && words().stateless[fold(text)]
}
