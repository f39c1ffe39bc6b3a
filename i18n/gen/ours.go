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

// preferAlt lists where CLDR's shorter or newer name is the one to use.
var preferAlt = []string{
	"HK-alt-short", "MO-alt-short", "PS-alt-short", "MM-alt-short", "TL-alt-variant", "TR-alt-variant", "CZ-alt-short",
}

// ourCountries are the names that differ from CLDR's or that it lacks.
var ourCountries = map[string]map[string]string{
	"en": {"TL": "Timor-Leste"},
	"tet": {
		"BN": "Brunei", "KH": "Kamboja", "ID": "Indonézia", "LA": "Laus", "MY": "Malázia", "MM": "Mianmár",
		"PH": "Filipinas", "SG": "Singapura", "TH": "Tailándia", "TL": "Timor-Leste", "VN": "Vietname",
		"AU": "Austrália", "CN": "Xina", "IN": "Índia", "JP": "Japaun", "PT": "Portugál",
		"GB": "Reinu Unidu", "US": "Estadus Unidus", "NZ": "Nova Zelándia", "PG": "Papua Nova Giné",
	},
}

// offered lists the languages that forms offer, with CLDR's code where it is
// another: those spoken in the eleven states and by people who pass through
// them. Codes are those of ISO 639-2, as HTCDS asks, and of 639-3 where 639-2
// has none.
var offered = pairs(`ace ahk ara:ar asm:as ban ben:bn bik bjn bug ceb cjm cnh deu:de dzo:dz eng:en fas:fa fil fra:fr
	guj:gu hak hil hin:hi hmn ilo ind:id iba ita:it jav:jv jpn:ja kac kan:kn kar khm:km kjg kor:ko ksw kyu lao:lo lhu
	lis lus mad mag mak mal:ml mar:mr min mnw mon:mn msa:ms mya:my nan nep:ne nld:nl ori:or pag pam pan:pa por:pt
	prs:fa-AF pus:ps pwo rhg rus:ru sgn shn sin:si snd:sd som:so spa:es sun:su swa:sw tam:ta tel:te tet tgl:tl tha:th
	tir:ti amh:am tsg tur:tr uig:ug ukr:uk urd:ur uzb:uz vie:vi war wbm yue zho:zh`)

type offer struct{ code, cldr string }

func pairs(list string) (out []offer) {
	for _, f := range strings.Fields(list) {
		code, cldr, ok := strings.Cut(f, ":")
		if !ok {
			cldr = code
		}
		out = append(out, offer{code, cldr})
	}
	return out
}

// shortCodes lists the other codes of the same languages: two letters, and the
// bibliographic ones of ISO 639-2.
var shortCodes = func() []string {
	out := strings.Fields("in=ind may=msa bur=mya chi=zho cmn=zho fre=fra ger=deu dut=nld per=fas dari=prs")
	for _, o := range offered {
		if len(o.cldr) == 2 {
			out = append(out, o.cldr+"="+o.code)
		}
	}
	return out
}()

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
