package field

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"strings"
)

// The countries of HTCDS 2.0 (ISO 3166-1 alpha-2, alpha-3, English name) and
// the languages of ISO 639-2 (terminology form, bibliographic form where it
// differs, ISO 639-1, English name). The names serve reading and writing files
// only; what people see comes from package i18n.
//
// languages_exact.csv has languages of the region to which ISO 639-2 gives no code
// of their own: the code of ISO 639-3, the nearest of ISO 639-2, the names. The
// nearest is the macrolanguage, otherwise the smallest group of ISO 639-5 that
// ISO 639-2 has.
//
// Countries: names and alpha-2 from the XLSForm of HTCDS 2.0, International
// Organization for Migration, CC BY 4.0, https://github.com/UNMigration/HTCDS;
// alpha-3 and languages: facts of ISO 3166-1 and ISO 639-2 as listed by
// Debian's iso-codes; exact languages: facts of ISO 639-3 and ISO 639-5.
var (
	//go:embed countries.csv
	countriesCSV string
	//go:embed languages.csv
	languagesCSV string
	//go:embed languages_exact.csv
	exactCSV string

	countries          = newStandard(countriesCSV, countryVariants)
	languages, nearest = newLanguages()
)

// countryVariants are names that files of the region write and that the
// standard has otherwise.
var countryVariants = map[string]string{
	"brunei": "BN", "laos": "LA", "lao pdr": "LA", "lao p.d.r.": "LA", "burma": "MM", "vietnam": "VN",
	"east timor": "TL", "timor leste": "TL", "the philippines": "PH", "south korea": "KR", "republic of korea": "KR",
	"north korea": "KP", "taiwan": "TW", "united kingdom": "GB", "uk": "GB", "united states": "US", "russia": "RU",
	"hong kong sar": "HK", "iran": "IR", "syria": "SY", "türkiye": "TR", "turkiye": "TR",
}

// languageVariants are names that people use for languages of the region.
var languageVariants = map[string]string{
	"khmer": "khm", "mandarin": "zho", "bahasa indonesia": "ind", "bahasa melayu": "msa", "bahasa malaysia": "msa",
	"myanmar": "mya", "tetun": "tet", "karen": "kar", "ilocano": "ilo", "filipino": "fil", "tagalog": "tgl",
	"hmong": "hmn", "kachin": "kac", "cebuano": "ceb", "bisaya": "ceb", "sgaw": "ksw", "batak": "btk", "bangla": "ben", "farsi": "fas",
}

// languageNames are names that are also the code of another language: a file that
// writes them with a capital letter means the name. mon is Mongolian, wa is Walloon.
var languageNames = map[string]string{"Mon": "mnw", "Wa": "wbm"}

// OtherLanguage is the code for a language that has none here; its name is asked for
// beside it.
const OtherLanguage = "mis"

// A standard is a list of codes that others keep. It does not change after it
// was made.
type standard struct {
	order []string          // codes in the order of the file
	by    map[string]string // folded code or name -> code
	name  map[string]string // code -> English name
}

// newStandard reads lines whose first column is the code, whose last is the
// name, and whose other columns are codes of other systems. Every column is a
// way to write the code. Codes win over names: ga is Irish, though Ga is also
// the name of a language; after that an earlier line wins.
func newStandard(text string, variants map[string]string) standard {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic("field: a list in this package is damaged: " + err.Error())
	}
	s := standard{by: map[string]string{}, name: map[string]string{}}
	for _, row := range rows {
		code := row[0]
		if strings.Contains(code, "-") { // qaa-qtz: a range for local use, no language
			continue
		}
		s.order = append(s.order, code)
		s.name[code] = row[len(row)-1]
		for _, text := range row[:len(row)-1] {
			s.add(text, code)
		}
	}
	for _, code := range s.order {
		s.add(s.name[code], code)
	}
	for _, code := range s.order {
		s.addParts(code)
	}
	for text, code := range variants {
		s.add(text, code)
	}
	return s
}

// newLanguages adds to the languages of ISO 639-2 those that it has no code for, and
// returns which of its codes is the nearest to each of these.
func newLanguages() (standard, map[string]string) {
	s, near := newStandard(languagesCSV, languageVariants), map[string]string{}
	rows, err := csv.NewReader(strings.NewReader(exactCSV)).ReadAll()
	if err != nil {
		panic("field: a list in this package is damaged: " + err.Error())
	}
	for _, row := range rows {
		code, group := row[0], row[1]
		if s.name[code] != "" || s.name[group] == "" {
			panic("field: " + code + " is a language already, or goes out as none")
		}
		s.order, s.name[code], near[code] = append(s.order, code), row[2], group
		s.add(code, code)
		s.addParts(code)
	}
	return s, near
}

// addParts adds the names of a code, which semicolons part.
func (s standard) addParts(code string) {
	for part := range strings.SplitSeq(s.name[code], ";") {
		s.add(part, code)
	}
}

func (s standard) add(text, code string) {
	key := fold(text)
	if _, taken := s.by[key]; key != "" && !taken {
		s.by[key] = code
	}
}

func (s standard) parse(text string) (code string, changed, ok bool) {
	code, ok = s.by[fold(text)]
	return code, code != text, ok
}

func parseCountry(text string) (string, bool, bool) { return countries.parse(text) }

func parseLanguage(text string) (string, bool, bool) {
	if code := languageNames[trim(text)]; code != "" {
		return code, true, true
	}
	return languages.parse(text)
}

// Countries returns the codes of all countries, ISO 3166-1 alpha-2, in the
// order of their English names.
func Countries() []string { return append([]string(nil), countries.order...) }

// CountryName returns the English name that HTCDS spreadsheets have for a
// country, "" for what is none. For people use package i18n.
func CountryName(alpha2 string) string { return countries.name[alpha2] }

// Languages returns the codes of all languages: ISO 639-2 in the terminology form, in
// the order of the codes, then ISO 639-3 for those that ISO 639-2 lacks.
func Languages() []string { return append([]string(nil), languages.order...) }

// NearestLanguage returns the code of ISO 639-2 as which a language goes out, since
// HTCDS knows no others: the code itself, where ISO 639-2 has it.
func NearestLanguage(code string) string { return cmp.Or(nearest[code], code) }

// LanguageName returns the English name of a language, for files.
func LanguageName(code string) string { return languages.name[code] }
