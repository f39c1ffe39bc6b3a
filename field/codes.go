package field

import (
	_ "embed"
	"encoding/csv"
	"strings"
)

// The countries of HTCDS 2.0 (ISO 3166-1 alpha-2, alpha-3, English name) and
// the languages of ISO 639-2 (terminology form, bibliographic form where it
// differs, ISO 639-1, English name). The names serve reading and writing files
// only; what people see comes from package i18n.
//
// Countries: names and alpha-2 from the XLSForm of HTCDS 2.0, International
// Organization for Migration, CC BY 4.0, https://github.com/UNMigration/HTCDS;
// alpha-3 and languages: facts of ISO 3166-1 and ISO 639-2 as listed by
// Debian's iso-codes.
var (
	//go:embed countries.csv
	countriesCSV string
	//go:embed languages.csv
	languagesCSV string

	countries = newStandard(countriesCSV, countryVariants)
	languages = newStandard(languagesCSV, languageVariants)
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
	"hmong": "hmn", "kachin": "kac", "cebuano": "ceb", "bisaya": "ceb",
}

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
		for part := range strings.SplitSeq(s.name[code], ";") {
			s.add(part, code)
		}
	}
	for text, code := range variants {
		s.add(text, code)
	}
	return s
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

func parseCountry(text string) (string, bool, bool)  { return countries.parse(text) }
func parseLanguage(text string) (string, bool, bool) { return languages.parse(text) }

// Countries returns the codes of all countries, ISO 3166-1 alpha-2, in the
// order of their English names.
func Countries() []string { return append([]string(nil), countries.order...) }

// CountryName returns the English name that HTCDS spreadsheets have for a
// country, "" for what is none. For people use package i18n.
func CountryName(alpha2 string) string { return countries.name[alpha2] }

// Languages returns the codes of all languages, ISO 639-2 in the terminology
// form, in the order of the codes.
func Languages() []string { return append([]string(nil), languages.order...) }

// LanguageName returns the English name of a language, for files.
func LanguageName(code string) string { return languages.name[code] }
