package i18n

// A category is what a plural rule gives.
type category string

// The categories that the languages here use; CLDR has zero, two and few too.
const (
	one   category = "one"
	many  category = "many"
	other category = "other"
)

// A locale is what a language needs besides texts. The values are in tables.go,
// which gen writes from CLDR.
type locale struct {
	plural     func(n int) category
	categories []category // all that plural can give

	day, month, year string // with {d} {month} {y}, and {be} for the Buddhist year
	months           [12]string
	clock            string // a layout of package time
	moment           string // with {day} and {time}

	// near is yesterday, today, tomorrow, then messages on {n} for days, months
	// and years, each past and then future.
	near [9]string

	group   string // between groups of digits
	groupOf int    // how many digits a group has beyond the last three

	countries, languages string // lines of a code, a space and a name
}

// localeOf returns the rules of l, or of the language that l falls back to.
func localeOf(l Lang) *locale {
	for _, c := range chain(l) {
		if found := locales[c]; found != nil {
			return found
		}
	}
	return locales[English]
}
