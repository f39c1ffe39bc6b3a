package field

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lindung"
)

// A reading says where a text comes from and when it is read.
type reading struct {
	now  time.Time
	file bool // a spreadsheet or a message, not a browser
}

// maxBytes bounds what is looked at for an answer that is no text: all codes
// of the longest list with their labels are shorter.
const maxBytes = 20_000

func (i *Info) coded() bool { return i.find() != nil }

// find returns how the codes of a coded field are found, nil for other kinds.
func (i *Info) find() finder {
	switch i.Kind {
	case KindCode, KindCodes:
		return i.List.Parse
	case KindCountry, KindCountries:
		return parseCountry
	case KindLanguage, KindLanguages:
		return parseLanguage
	}
	return nil
}

// read checks a text that is trimmed, not empty and valid UTF-8. Neither an
// answer nor a Problem means that the text says nothing.
func (i *Info) read(s string, r reading) (any, *Problem) {
	if i.Kind == KindText || i.Kind == KindLong {
		return i.readText(s)
	}
	if len(s) > maxBytes {
		return nil, i.problem("problem." + string(i.Kind))
	}
	switch i.Kind {
	case KindDate:
		return i.readDate(s, r)
	case KindCount:
		return i.readCount(s, r)
	case KindBool:
		return i.readBool(s)
	case KindPhone:
		return i.readPhone(s, r)
	case KindEmail:
		return i.readEmail(s)
	}
	return i.readCode(s)
}

func (i *Info) readCode(s string) (any, *Problem) {
	if i.Kind.Several() {
		names, ok := split(s, i.find())
		if !ok {
			return nil, i.problem("problem." + string(i.Kind))
		}
		if len(names) == 0 { // nothing but semicolons: no answer
			return nil, nil
		}
		return names, nil
	}
	name, _, ok := i.find()(s)
	if !ok {
		return nil, i.problem("problem." + string(i.Kind))
	}
	return name, nil
}

// readText keeps letters as they were written. A line break in a field of one
// line becomes a space; other control characters are refused, since no
// keyboard makes them and PostgreSQL stores no NUL.
func (i *Info) readText(s string) (any, *Problem) {
	if len(s) > 8*i.Max { // at most four bytes a letter, and two for a line break
		return nil, i.problem("problem.text.long", "max", i.Max)
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	if i.Kind == KindText {
		s = strings.NewReplacer("\n", " ", "\t", " ", "\v", " ").Replace(s)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return nil, i.problem("problem.text.control")
	}
	if utf8.RuneCountInString(s) > i.Max {
		return nil, i.problem("problem.text.long", "max", i.Max)
	}
	return s, nil
}

// readCount reads native digits too. A spreadsheet writes 3 as 3.0 at times.
func (i *Info) readCount(s string, r reading) (any, *Problem) {
	s = lindung.Digits(s)
	if r.file {
		s = strings.TrimSuffix(s, ".0")
	}
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return nil, i.problem("problem.count")
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return nil, i.problem("problem.count")
	}
	if n > i.Max {
		return nil, i.problem("problem.count.large", "max", i.Max)
	}
	return n, nil
}

func (i *Info) readBool(s string) (any, *Problem) {
	switch fold(s) {
	case "true", "yes", "y", "1", "ya", "on":
		return true, nil
	case "false", "no", "n", "0", "tidak":
		return false, nil
	}
	return nil, i.problem("problem.bool")
}

// fraction is a number that a program wrote with a point, and no other sign.
var fraction = regexp.MustCompile(`^\d+\.0*$`)

// readPhone holds a number as E.164. A browser must give the country: 0812 is
// a number of many countries, and a wrong number called is a danger. HTCDS
// allows files to leave out the +; nothing is added that they did not say. What a
// program wrote as a number with a fraction, 628120000011.0, is no number to call.
func (i *Info) readPhone(s string, r reading) (any, *Problem) {
	s = trim(s)
	if r.file && fraction.MatchString(s) {
		return nil, i.problem("problem.phone")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Bidi_Control, r), strings.ContainsRune("-.()/‐‑–", r):
			return -1
		case r == '＋':
			return '+'
		}
		return r
	}, lindung.Digits(s))
	if rest, ok := strings.CutPrefix(s, "00"); ok {
		s = "+" + rest
	}
	number, international := strings.CutPrefix(s, "+")
	switch {
	case strings.Trim(number, "0123456789") != "" || len(number) < 2 || len(number) > 15:
		return nil, i.problem("problem.phone")
	case number[0] == '0', !international && !r.file:
		return nil, i.problem("problem.phone.country")
	}
	return s, nil
}

// readEmail asks for one @ between a name and a domain with a dot, and no
// more: only a message that arrives proves an address.
func (i *Info) readEmail(s string) (any, *Problem) {
	local, domain, ok := strings.Cut(s, "@")
	bad := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`<>()[],;:"\@`, r)
	}
	if !ok || local == "" || len(s) > 254 || strings.ContainsFunc(local, bad) || strings.ContainsFunc(domain, bad) ||
		!strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") ||
		strings.Contains(domain, "..") {
		return nil, i.problem("problem.email")
	}
	return local + "@" + strings.ToLower(domain), nil
}

// trim takes off white space and marks that no one sees at either end.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
}
