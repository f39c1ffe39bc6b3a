//go:build ignore

package main

import (
	"strconv"
	"strings"
	"unicode"
)

// common lists the countries that have names in every language: the eleven
// states, their neighbours, and the usual places of transit and destination.
// All others are named in English and Indonesian.
var common = strings.Fields(`BN KH ID LA MY MM PH SG TH TL VN
	AE AU BD BH BT CA CN DE EG ES FR FJ GB HK IN IR IQ IT JO JP KE KP KR KW LB LK MO MV NG NL NP NZ OM PG PK PS PT
	QA RU SA SE SY TR TW TZ UG US YE ZA`)

// preferAlt lists where CLDR's shorter name is the one to use.
var preferAlt = []string{"HK", "MO", "PS"}

// ourCountries are the names that differ from CLDR's or that it lacks.
var ourCountries = map[string]map[string]string{
	"en": {"TR": "Türkiye", "CD": "Congo (Democratic Republic)", "CG": "Congo (Republic)"},
	"id": {"TL": "Timor-Leste", "CD": "Kongo (Republik Demokratik)", "CG": "Kongo (Republik)", "SZ": "Eswatini"},
	"tet": {
		"BN": "Brunei", "KH": "Kamboja", "ID": "Indonézia", "LA": "Laus", "MY": "Malázia", "MM": "Mianmár",
		"PH": "Filipinas", "SG": "Singapura", "TH": "Tailándia", "TL": "Timor-Leste", "VN": "Vietname",
		"AU": "Austrália", "CN": "Xina", "IN": "Índia", "JP": "Japaun", "PT": "Portugál",
		"GB": "Reinu Unidu", "US": "Estadus Unidus", "NZ": "Nova Zelándia", "PG": "Papua Nova Giné",
	},
}

// offered lists the languages that forms offer and that have names in every
// language: those spoken in the eleven states and by people who pass through
// them. Codes are those of ISO 639-2, as HTCDS asks.
var offered = strings.Fields(`ace amh ara asm ban ben bik bug ceb deu dzo eng fas fil fra guj hil hin hmn ilo ind iba
	ita jav jpn kac kan kar khm kor lao lus mad mag mak mal mar min mon msa mya nep nld ori pag pam pan por pus rus
	sgn shn sin snd som spa sun swa tam tel tet tgl tha tir tur uig ukr urd uzb vie war zho`)

// moreCodes are codes that CLDR replaces by others.
var moreCodes = strings.Fields(`in=ind cmn=zho tl=tgl`)

// notTerms are codes of three letters that CLDR folds into another language.
var notTerms = []string{"mol", "twi"}

// ourLanguages are the names that differ from CLDR's or that it lacks.
var ourLanguages = map[string]map[string]string{
	"en": {
		"ahk": "Akha", "cjm": "Cham", "cnh": "Hakha Chin", "hmn": "Hmong", "kac": "Kachin (Jingpho)",
		"kar": "Karen languages", "kjg": "Khmu", "ksw": "S'gaw Karen", "kyu": "Kayah", "lhu": "Lahu", "lis": "Lisu",
		"lus": "Mizo", "mnw": "Mon", "pwo": "Pwo Karen", "sgn": "A sign language", "tsg": "Tausug", "wbm": "Wa",
		"bjn": "Banjar", "fas": "Persian", "prs": "Dari", "nan": "Hokkien (Min Nan)", "hak": "Hakka",
		"tet": "Tetum", "yue": "Cantonese", "zho": "Chinese (Mandarin)", "rhg": "Rohingya", "hil": "Hiligaynon (Ilonggo)",
		"ilo": "Ilocano", "war": "Waray", "tgl": "Tagalog",
	},
	"id": {
		"ahk": "Akha", "cjm": "Cham", "cnh": "Chin Hakha", "hmn": "Hmong", "kac": "Kachin (Jingpho)",
		"kar": "Bahasa-bahasa Karen", "kjg": "Khmu", "ksw": "Karen S'gaw", "kyu": "Kayah", "lhu": "Lahu", "lis": "Lisu",
		"lus": "Mizo", "mnw": "Mon", "pwo": "Karen Pwo", "sgn": "Bahasa isyarat", "tsg": "Tausug", "wbm": "Wa",
		"bjn": "Banjar", "fas": "Persia", "prs": "Dari", "nan": "Hokkien (Min Nan)", "hak": "Hakka",
		"tet": "Tetun", "yue": "Kanton", "zho": "Tionghoa (Mandarin)", "rhg": "Rohingya", "hil": "Hiligaynon (Ilonggo)",
		"ilo": "Iloko", "war": "Waray", "tgl": "Tagalog",
	},
	"tet": {
		"tet": "Tetun", "por": "Portugés", "ind": "Indonéziu", "eng": "Inglés",
	},
}

// amend puts what the program wants in place of what CLDR has.
func amend(lang string, r *record) {
	switch lang {
	case "id":
		r.clock, r.moment = "15.04", "{day} pukul {time}"
	case "th":
		// Records cross borders: the era that people read and the one that others do.
		r.day = "{d} {month} พ.ศ. {be} ({y})"
		r.month, r.year = "{month} พ.ศ. {be} ({y})", "พ.ศ. {be} ({y})"
		r.moment = "{day} เวลา {time}"
	case "vi":
		r.day = "{d} {month} năm {y}"
		for i := range 3 {
			r.near[i] = lowered(r.near[i])
		}
	case "zh":
		r.year, r.moment = "{y}年", "{day} {time}"
		for i := range r.months { // the pattern has 月 after the number
			r.months[i] = strconv.Itoa(i + 1)
		}
	case "tet":
		tetum(r)
	}
}

// tetum is ours: CLDR has nothing on Tetum, not even a plural rule, which we take
// to be "other" for every number, since a noun after a number stays as it is.
func tetum(r *record) {
	*r = record{
		months: [12]string{"Janeiru", "Fevereiru", "Marsu", "Abríl", "Maiu", "Juñu", "Jullu", "Agostu",
			"Setembru", "Outubru", "Novembru", "Dezembru"},
		day: "{d} {month} {y}", month: "{month} {y}", year: "{y}", clock: "15:04", moment: "{day}, {time}",
		near: [9]string{"horiseik", "ohin", "aban", "loron {n} liubá", "loron {n} tan", "fulan {n} liubá",
			"fulan {n} tan", "tinan {n} liubá", "tinan {n} tan"},
		group: ".", groupOf: 3,
	}
}

func lowered(s string) string {
	r := []rune(s)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}
