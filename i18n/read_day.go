package i18n

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"lindung"
)

// ReadDate reads a date as a person writes it: all that [lindung.ReadDate] reads,
// and a month by its name, or the first three letters of it, in any language of
// the program: "29 September 2016", "Sep 29, 2016", "ថ្ងៃទី២៩ ខែកញ្ញា ឆ្នាំ២០១៦".
func ReadDate(text string) (lindung.Date, error) {
	text = oneEra(strings.ToLower(lindung.Digits(strings.TrimSpace(text))))
	d, err := lindung.ReadDate(text)
	if err == nil || err == lindung.ErrDateImpossible || err == lindung.ErrDateOrder {
		return d, err
	}
	if d, err := ReadNamedMonth(text); err != lindung.ErrDate {
		return d, err
	}
	return lindung.ReadDate(strings.Join(numbersOf(text), "-"))
}

// vietnamese is a day as it is written in Vietnamese, where a month is a number.
var vietnamese = regexp.MustCompile(`(?:(\d{1,2})\s*)?tháng\s*(\d{1,2})\s*(?:,|năm)?\s*(\d{4})`)

// bothEras is a year as Thai writes it for readers on both sides of a border.
var bothEras = regexp.MustCompile(`(\d{4})\s*\((\d{4})\)`)

// ReadNamedMonth reads a date that says which number is the month: by its name, an
// abbreviation of it, or the word month. Any other text is lindung.ErrDate.
func ReadNamedMonth(text string) (lindung.Date, error) {
	text = oneEra(strings.ToLower(lindung.Digits(strings.TrimSpace(text))))
	if day := vietnamese.FindStringSubmatch(text); day != nil {
		return lindung.ReadDate(strings.TrimSuffix(day[3]+"-"+day[2]+"-"+day[1], "-"))
	}
	if strings.Contains(text, "年") && strings.Contains(text, "月") {
		return lindung.ReadDate(strings.Join(numbersOf(text), "-"))
	}
	for _, m := range monthWords() {
		if before, after, found := cutWord(text, m.word); found {
			return withMonth(numbersOf(before+" "+after), m.number)
		}
	}
	return lindung.Date{}, lindung.ErrDate
}

// oneEra leaves of a year in both eras that of the common era.
func oneEra(text string) string {
	return bothEras.ReplaceAllStringFunc(text, func(year string) string {
		both := bothEras.FindStringSubmatch(year)
		if buddhist, _ := strconv.Atoi(both[1]); strconv.Itoa(buddhist-lindung.BuddhaEra) == both[2] {
			return both[2]
		}
		return year
	})
}

func numbersOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// withMonth is the date of a month that was named, with a year, and perhaps a
// day, beside it in either order.
func withMonth(numbers []string, month int) (lindung.Date, error) {
	year := slices.IndexFunc(numbers, func(n string) bool { return len(n) == 4 })
	switch {
	case year < 0:
		return lindung.Date{}, lindung.ErrDateYear
	case len(numbers) == 1:
		return lindung.ReadDate(fmt.Sprintf("%s-%d", numbers[0], month))
	case len(numbers) == 2:
		return lindung.ReadDate(fmt.Sprintf("%s-%d-%s", numbers[year], month, numbers[1-year]))
	}
	return lindung.Date{}, lindung.ErrDate
}

// monthWord is a name of a month and its number.
type monthWord struct {
	word   string
	number int
}

// thaiMonths are the names of months as lists in Thai abbreviate them, as CLDR has them.
var thaiMonths = [12]string{"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."}

// monthWords are the names of months in all languages, the longest first.
var monthWords = sync.OnceValue(func() []monthWord {
	var all []monthWord
	for i, name := range thaiMonths {
		all = append(all, monthWord{name, i + 1})
	}
	for _, l := range langs {
		for i, name := range localeOf(l).months {
			name = strings.ToLower(name)
			if strings.ContainsFunc(name, unicode.IsDigit) {
				continue // "tháng 9" and "9月" are read by their number
			}
			all = append(all, monthWord{name, i + 1})
			if len(name) > 3 && utf8.RuneCountInString(name[:3]) == 3 {
				all = append(all, monthWord{name[:3], i + 1})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b monthWord) int { return cmp.Compare(len(b.word), len(a.word)) })
	return all
})

// cutWord cuts text around a word, which no letter of the same script touches
// where scripts part words.
func cutWord(text, word string) (before, after string, found bool) {
	before, after, found = strings.Cut(text, word)
	if !found || word[0] >= utf8.RuneSelf {
		return before, after, found
	}
	left, _ := utf8.DecodeLastRuneInString(before)
	right, _ := utf8.DecodeRuneInString(after)
	return before, after, !unicode.Is(unicode.Latin, left) && !unicode.Is(unicode.Latin, right)
}
