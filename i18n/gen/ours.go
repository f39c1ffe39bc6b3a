//go:build ignore

package main

import (
	"strconv"
	"strings"
	"unicode"
)

// common lists the countries that have names in every language: the eleven
// states, their neighbours, and the usual places of origin, transit and destination.
// All others are named in English and Indonesian.
var common = strings.Fields(`BN KH ID LA MY MM PH SG TH TL VN
	AE AF AO AU BD BH BR BT CA CM CN DE EG ES ET FR FJ GB GH HK IN IR IQ IT JO JP KE KG KP KR KW KZ LB LK MN MO MV MZ
	NG NL NP NZ OM PG PK PS PT QA RU SA SE SY TJ TM TR TW TZ UA UG US UZ YE ZA`)

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
		"AO": "Angola", "BR": "Brazíl", "CA": "Kanadá", "DE": "Alemaña", "EG": "Ejitu", "ES": "España", "FJ": "Fiji", "FR": "Fransa",
		"HK": "Hong Kong", "IR": "Iraun", "IT": "Itália", "KE": "Kénia", "KP": "Koreia Norte", "KR": "Koreia Súl", "LK": "Sri Lanka",
		"MN": "Mongólia", "MO": "Makau", "MV": "Maldivas", "MZ": "Mosambike", "NG": "Nijéria", "NL": "Olanda", "NP": "Nepál",
		"PK": "Pakistaun", "PS": "Palestina", "RU": "Rúsia", "SA": "Arábia Saudita", "SY": "Síria", "TW": "Taiwan", "UG": "Uganda",
		"ZA": "Áfrika Súl",
		"AE": "Emiradus Árabes Unidus", "AF": "Afeganistaun", "BD": "Bangladéx", "BH": "Barrein", "BT": "Butaun", "CM": "Kamaroins",
		"ET": "Etiópia", "GH": "Gana", "IQ": "Irake", "JO": "Jordánia", "KG": "Kirgistaun", "KW": "Kuweit", "KZ": "Kazakistaun",
		"LB": "Líbanu", "OM": "Omán", "QA": "Katár", "SE": "Suésia", "TJ": "Tajikistaun", "TM": "Turkmenistaun", "TR": "Turkia",
		"TZ": "Tanzánia", "UA": "Ukránia", "UZ": "Uzbekistaun", "YE": "Iémen",
	},
}

// unsure lists, for a language, the names of countries and languages that we made by
// its way of spelling and found in no text; a reader confirms them. tables.go says so
// beside them.
var unsure = map[string][]string{
	"tet": strings.Fields(`AE AF BD BH BT CM ET GH IQ JO KG KW KZ LB OM QA SE TJ TM TR TZ UA UZ YE
		ben fil hin jpn khm kor lao msa mya tam tha vie zho`),
}

// offered lists the languages that forms offer: those spoken in the eleven states and
// by people who pass through them. Codes are those of ISO 639-2, as HTCDS asks, and of
// ISO 639-3 where that has none; mis is any other language.
var offered = strings.Fields(`ace amh ara asm ban ben bik btk bug ceb deu dzo eng fas fil fra gor guj hil hin hmn ilo ind iba
	ita jav jpn kac kan kar khm kor lao lus mad mag mak mal mar min mis mon msa mya nep nia nld ori pag pam pan por pus rus
	sas sgn shn sin snd som spa sun swa tam tel tet tgl tha tir tur uig ukr urd uzb vie war zho
	ahk aoz bbc bfn bjn blk btm bts btx cbk cfm cja cjm cnh ctd ctg dtp eky hak hnj jra kjg kjp ksw kxm kyu lhu lis ljp
	mdh mfa mgm mkz mnw mrw mtq mww nan nod nut pll prs pwo rad rhg rki sml syl tsg tts tyz wbm yka yue`)

// moreCodes are codes that CLDR replaces by others.
var moreCodes = strings.Fields(`in=ind cmn=zho tl=tgl`)

// notTerms are codes of three letters that CLDR folds into another language.
var notTerms = []string{"mol", "twi"}

// ourLanguages are the names that differ from CLDR's or that it lacks.
var ourLanguages = map[string]map[string]string{
	"en": {
		"ahk": "Akha", "aoz": "Dawan (Uab Meto)", "bbc": "Batak Toba", "bfn": "Bunak", "bjn": "Banjar", "blk": "Pa'O", "btk": "Batak",
		"btm": "Batak Mandailing", "bts": "Batak Simalungun", "btx": "Batak Karo", "cbk": "Chavacano", "cfm": "Chin (Falam)",
		"cja": "Cham (Western, Cambodia)", "cjm": "Cham (Eastern, Viet Nam)", "cnh": "Chin (Hakha)", "ctd": "Chin (Tedim)",
		"ctg": "Chittagonian", "dtp": "Kadazandusun", "eky": "Kayah (Eastern)", "fas": "Persian", "hak": "Hakka",
		"hil": "Hiligaynon (Ilonggo)", "hmn": "Hmong", "hnj": "Hmong (Njua, Green)", "ilo": "Ilocano", "jra": "Jarai",
		"kac": "Kachin (Jingpho)", "kar": "Karen (another one)", "kjg": "Khmu", "kjp": "Karen (Pwo, Eastern)", "ksw": "Karen (S'gaw)",
		"kxm": "Khmer (Northern, Surin)", "kyu": "Kayah (Western)", "lhu": "Lahu", "lis": "Lisu", "ljp": "Lampung", "lus": "Mizo",
		"mdh": "Maguindanaon", "mfa": "Malay (Pattani)", "mgm": "Mambae", "mis": "Another language", "mkz": "Makasae", "mnw": "Mon",
		"mrw": "Maranao", "mtq": "Muong", "mww": "Hmong (Daw, White)", "nan": "Hokkien, Teochew (Min Nan)", "nod": "Thai (Northern, Lanna)",
		"nut": "Nung", "pll": "Palaung (Ta'ang)", "prs": "Dari", "pwo": "Karen (Pwo, Western)", "rad": "Rade (Ede)", "rhg": "Rohingya",
		"rki": "Rakhine", "sas": "Sasak", "sgn": "A sign language", "sml": "Sama, Bajau", "syl": "Sylheti", "tet": "Tetum",
		"tgl": "Tagalog", "tsg": "Tausug", "tts": "Thai (North-eastern, Isan)", "tyz": "Tay", "war": "Waray", "wbm": "Wa", "yka": "Yakan",
		"yue": "Cantonese", "zho": "Chinese (Mandarin)",
	},
	"id": {
		"ahk": "Akha", "aoz": "Dawan (Uab Meto)", "bbc": "Batak Toba", "bfn": "Bunak", "bjn": "Banjar", "blk": "Pa'O", "btk": "Batak",
		"btm": "Batak Mandailing", "bts": "Batak Simalungun", "btx": "Batak Karo", "cbk": "Chavacano", "cfm": "Chin (Falam)",
		"cja": "Cham (barat, Kamboja)", "cjm": "Cham (timur, Vietnam)", "cnh": "Chin (Hakha)", "ctd": "Chin (Tedim)",
		"ctg": "Chittagong", "dtp": "Kadazandusun", "eky": "Kayah (timur)", "fas": "Persia", "hak": "Hakka",
		"hil": "Hiligaynon (Ilonggo)", "hmn": "Hmong", "hnj": "Hmong (Njua, hijau)", "ilo": "Iloko", "jra": "Jarai",
		"kac": "Kachin (Jingpho)", "kar": "Karen (lainnya)", "kjg": "Khmu", "kjp": "Karen (Pwo, timur)", "ksw": "Karen (S'gaw)",
		"kxm": "Khmer (utara, Surin)", "kyu": "Kayah (barat)", "lhu": "Lahu", "lis": "Lisu", "ljp": "Lampung", "lus": "Mizo",
		"mdh": "Maguindanao", "mfa": "Melayu (Pattani)", "mgm": "Mambae", "mis": "Bahasa lain", "mkz": "Makasae", "mnw": "Mon",
		"mrw": "Maranao", "mtq": "Muong", "mww": "Hmong (Daw, putih)", "nan": "Hokkien, Teochew (Min Nan)", "nod": "Thai (utara, Lanna)",
		"nut": "Nung", "pll": "Palaung (Ta'ang)", "prs": "Dari", "pwo": "Karen (Pwo, barat)", "rad": "Rade (Ede)", "rhg": "Rohingya",
		"rki": "Rakhine", "sas": "Sasak", "sgn": "Bahasa isyarat", "sml": "Sama, Bajau", "syl": "Sylhet", "tet": "Tetun",
		"tgl": "Tagalog", "tsg": "Tausug", "tts": "Thai (timur laut, Isan)", "tyz": "Tay", "war": "Waray", "wbm": "Wa", "yka": "Yakan",
		"yue": "Kanton", "zho": "Tionghoa (Mandarin)",
	},
	"tet": {
		"tet": "Tetun", "por": "Portugés", "ind": "Indonéziu", "eng": "Inglés", "mis": "Lian seluk",
		"ben": "Bengalí", "fil": "Filipinu", "hin": "Indi", "jpn": "Japonés", "khm": "Khmer", "kor": "Koreanu", "lao": "Laosianu",
		"msa": "Malaiu", "mya": "Birmanés", "tam": "Tamil", "tha": "Tailandés", "vie": "Vietnamita", "zho": "Xinés",
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
	case "km":
		r.day, r.month, r.year = "ថ្ងៃទី{d} ខែ{month} ឆ្នាំ{y}", "ខែ{month} ឆ្នាំ{y}", "ឆ្នាំ{y}"
	case "lo":
		r.day, r.month = "ວັນທີ {d} ເດືອນ{month} {y}", "ເດືອນ{month} {y}"
	case "my":
		r.day, r.month, r.year = "{y} ခုနှစ် {month}လ {d} ရက်", "{y} ခုနှစ် {month}လ", "{y} ခုနှစ်"
		// CLDR's {n} ရက်အတွင်း is within n days, which a day that comes is not.
		r.near[4], r.near[6], r.near[8] = "နောက် {n} ရက်", "နောက် {n} လ", "နောက် {n} နှစ်"
	case "ta":
		r.groupOf = 3 // CLDR groups as India does; Singapore and Malaysia write 1,234,567
	case "vi":
		r.day = "{d} {month} năm {y}" // texts write ngày before it
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
