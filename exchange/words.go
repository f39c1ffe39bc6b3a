package exchange

import (
	"strings"
	"sync"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// absences are what lists write where there is no answer, and what it means.
var absences = map[field.Absence][]string{
	field.Unknown: {
		"unknown", "not known", "don't know", "do not know", "does not know", "dk", "n/k", "?", "??", "???", "unsure",
		"tidak tahu", "tidak diketahui", "tdk tahu", "tdk diketahui", "belum diketahui", "tak tahu", "tidak pasti", "tidak jelas",
		"ไม่ทราบ", "ไม่รู้", "ไม่ระบุ", "ไม่แน่ใจ", "không biết", "không rõ", "chưa rõ", "មិនដឹង", "មិនស្គាល់", "မသိ", "မသိပါ", "မသိရှိပါ",
		"ບໍ່ຮູ້", "ບໍ່ຊາບ", "hindi alam", "di alam", "não sabe", "desconhecido", "la hatene", "不知道", "不明", "不详", "未知", "தெரியாது",
	},
	field.Refused: {
		"refused", "declined", "declined to answer", "refused to answer", "did not want to answer", "prefer not to say", "prefers not to say",
		"tidak ingin menjawab", "tidak mau menjawab", "menolak menjawab", "menolak", "enggan menjawab", "ไม่ประสงค์ตอบ", "ไม่ต้องการตอบ", "ปฏิเสธ",
		"ปฏิเสธที่จะตอบ", "từ chối", "từ chối trả lời", "không muốn trả lời", "បដិសេធ", "មិនចង់ឆ្លើយ", "ငြင်းဆိုသည်", "ບໍ່ຢາກຕອບ", "ayaw sumagot",
		"recusou", "拒绝", "拒绝回答", "不愿回答",
	},
	field.NotAsked: {
		"n/a", "n.a.", "na", "not asked", "not applicable", "not available", "none given", "not given", "nil", "-", "--", "---", "–", "—", ".", "..",
		"belum ditanyakan", "belum ditanya", "tidak ditanyakan", "belum ada data", "tidak ada data", "ไม่มีข้อมูล", "ไม่ได้ถาม", "chưa hỏi", "không có thông tin",
		"មិនបានសួរ", "គ្មានទិន្នន័យ", "မမေးရသေး", "ບໍ່ໄດ້ຖາມ", "hindi natanong", "未询问", "无资料",
	},
}

// nationalities are what lists write for a country besides its names: what its people
// are called. A people of several countries, such as Rohingya, is no country.
var nationalities = map[lindung.Country]string{
	"BN": "bruneian", "KH": "cambodian;kampuchea;orang kamboja;kambojan;khmer", "ID": "indonesian;wni;orang indonesia;indo", "LA": "lao;laotian;lao pdr",
	"MY": "malaysian;orang malaysia", "MM": "burmese;myanmarese;myanmese;birma;orang myanmar;พม่า;เมียนมา;miến điện",
	"PH": "filipino;filipina;philippine;philippino;pilipino;pinoy;pinay;filipinos;pilipinas", "SG": "singaporean", "TH": "thai;siam;orang thailand",
	"TL": "timorese;east timorese;timor lorosae", "VN": "vietnamese;orang vietnam;việt;viet", "CN": "chinese;tiongkok;cina;tionghoa", "BD": "bangladeshi;bengali (bangladesh)",
	"IN": "indian", "NP": "nepali;nepalese", "PK": "pakistani", "LK": "sri lankan", "KR": "south korean", "KP": "north korean", "TW": "taiwanese",
	"HK": "hong konger", "JP": "japanese", "KE": "kenyan", "UG": "ugandan", "ET": "ethiopian", "NG": "nigerian", "UZ": "uzbek", "BR": "brazilian",
}

// stateless is what lists write in the column of the nationality for a person whom no
// country takes for its own.
const stateless = "stateless;stateless person;no nationality;tanpa kewarganegaraan;tak bernegara;tanpa negara;ไร้สัญชาติ;ไม่มีสัญชาติ;không quốc tịch;គ្មានសញ្ជាតិ;နိုင်ငံမဲ့;ບໍ່ມີສັນຊາດ;apátrida;无国籍"

// older are values of HTCDS 0.2 that the lists of today do not have, by full name. Each
// is what it is today; ask says that it may be several, so that someone has to say
// which. Made by comparing the lists of both versions of the standard, International
// Organization for Migration, CC BY 4.0, https://github.com/UNMigration/HTCDS.
var older = map[string]map[string]string{
	"prs_Gender": {"transgender/nonconforming": ask, "transgendernonconforming": ask},
	"vic_MethodOfRecruitment": {
		"internetsocialmediaonlineadvertisement": ask, "internet (social media, online advertisement)": ask,
		"educationalfacility": "AtAnEducationalInstitution", "educational facility": "AtAnEducationalInstitution",
		"publicarea": "Other", "public area": "Other", "shelter": "Other", "work": "AtWork",
	},
	"vic_TypeOfExploitation": {"forced military service": "ForcedMilitaryByNonStateActors", "illegal adoption": "ForcedAdoption"},
}

// usual are words that lists of the region write for a code, by full name.
var usual = map[string]map[string]string{
	"prs_Gender": {
		"f": "Feminine", "p": "Feminine", "w": "Feminine", "perempuan": "Feminine", "pr": "Feminine", "wanita": "Feminine", "woman": "Feminine", "girl": "Feminine",
		"หญิง": "Feminine", "ญ": "Feminine", "nữ": "Feminine", "ស្រី": "Feminine", "မ": "Feminine", "ຍິງ": "Feminine", "babae": "Feminine", "mulher": "Feminine", "feto": "Feminine", "女": "Feminine", "பெண்": "Feminine",
		"m": "Masculine", "l": "Masculine", "lk": "Masculine", "laki-laki": "Masculine", "laki laki": "Masculine", "lelaki": "Masculine", "pria": "Masculine", "man": "Masculine", "boy": "Masculine",
		"ชาย": "Masculine", "ช": "Masculine", "nam": "Masculine", "ប្រុស": "Masculine", "ကျား": "Masculine", "ຊາຍ": "Masculine", "lalaki": "Masculine", "homem": "Masculine", "mane": "Masculine", "男": "Masculine", "ஆண்": "Masculine",
	},
}

// wider reports whether a text has a value of an earlier version for which the list of
// today has only Other.
func wider(main, text string) bool {
	for was, now := range older[main] {
		if now == "Other" && strings.Contains(fold(text), was) {
			return true
		}
	}
	return false
}

// ask stands for a value of an earlier version that can be several of today's.
const ask = "?"

// wordLists are the words that this package reads, folded.
type wordLists struct {
	absent    map[string]field.Absence
	countries map[string]lindung.Country
	stateless map[string]bool
}

// words returns them. Names of countries are those of every language of the program.
var words = sync.OnceValue(func() wordLists {
	w := wordLists{map[string]field.Absence{}, map[string]lindung.Country{}, map[string]bool{}}
	for why, all := range absences {
		for _, text := range all {
			w.absent[fold(text)] = why
		}
	}
	taken := map[string]bool{} // names that mean two countries in two languages
	for _, l := range i18n.Langs() {
		for _, n := range i18n.For(l).Countries() {
			key := fold(n.Name)
			if code, there := w.countries[key]; there && code != lindung.Country(n.Code) {
				taken[key] = true
			}
			w.countries[key] = lindung.Country(n.Code)
		}
	}
	for key := range taken {
		delete(w.countries, key)
	}
	for code, all := range nationalities {
		for text := range strings.SplitSeq(all, ";") {
			w.countries[fold(text)] = code
		}
	}
	for text := range strings.SplitSeq(stateless, ";") {
		w.stateless[fold(text)] = true
	}
	return w
})
