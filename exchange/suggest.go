package exchange

import (
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"lindung/field"
	"lindung/i18n"
	"lindung/internal/sheet"
)

// Suggestion is what a mapping of a list could be, for someone to correct.
type Suggestion struct {
	Mapping Mapping
	Columns []Suggested // of each column of the mapping
	Rows    int
	Faults  []Line // why the list cannot be read at all
}

// Suggested is a column: a few of its texts, how many it has, and whether its dates
// leave a doubt which number is the day.
type Suggested struct {
	Examples []string
	Texts    int
	Dates    bool
	Doubt    bool

	said []string
}

// mostExamples is how many texts of a column are shown.
const mostExamples = 3

// Suggest reads a list in a form of its own and says what its columns could mean, by
// their headers, the labels of the fields in every language of the program, words that
// lists use, and their contents. What nothing suggests is left out.
func Suggest(in io.Reader, forms field.Set, now time.Time) (Suggestion, error) {
	t := table{dictionary: standard(forms), loose: true}
	rows, bad, err := sheet.Read(in, t.fit)
	if err != nil {
		return Suggestion{}, err
	}
	if bad != nil {
		return Suggestion{Faults: []Line{*refuse(bad.Row, "", "exchange.file."+string(bad.Kind))}}, nil
	}
	t.Table = rows
	t.begin()
	if len(t.Rows) < 2 {
		return Suggestion{Faults: []Line{*refuse(0, "", "exchange.file.empty")}}, nil
	}
	s := Suggestion{Rows: len(t.Rows) - 1, Mapping: Mapping{Format: mappingFormat}}
	taken := map[string]bool{}
	for at, text := range t.header(1) {
		if t.empty(1, at) || fold(text) == reasonColumn {
			continue
		}
		c := MappedColumn{Header: headerOf(text, at), LeaveOut: true}
		said := t.texts(at)
		if name := t.guess(text, said, now); name != "" && !taken[name] && !isMetadata(text) {
			c.Field, c.LeaveOut, taken[name] = name, false, true
		}
		one := Suggested{Examples: said[:min(len(said), mostExamples)], Texts: len(said), said: said}
		one.Dates = slices.ContainsFunc(said, func(s string) bool { return threeNumbers.MatchString(dayText(s)) })
		one.Doubt = one.Dates && !slices.Contains([]dayOrder{dayFirst, monthFirst}, orderOf(said))
		s.Mapping.Columns = append(s.Mapping.Columns, c)
		s.Columns = append(s.Columns, one)
	}
	if len(s.Mapping.Columns) > mostColumns {
		s.Faults = []Line{*refuse(t.Rows[0].Line, "", "exchange.file.columns")}
	}
	return s, nil
}

// mostWords is how many words of a column are asked about: more of them are no list.
const mostWords = 20

// Unknown returns the texts of a column that mean none of the codes of a field.
func (s Suggestion) Unknown(at int, name string, forms field.Set, now time.Time) []string {
	d := standard(forms)
	c := column{name: name, main: name, info: d.fields[name]}
	if c.info == nil || !coded(c.info) {
		return nil
	}
	p := parser{columns: columns{dictionary: d}, now: now}
	var all []string
	for _, text := range s.Columns[at].said {
		_, ok, _ := p.codesOf(c, text)
		_, none := absent(text, false)
		if !ok && !none && !noCountry(c, text) {
			all = append(all, text)
		}
	}
	return all[:min(len(all), mostWords)]
}

// Fits reports whether a mapping reads a list with the columns of the suggestion: all
// that it reads is there, and nothing is new.
func (s Suggestion) Fits(m Mapping) bool {
	there := map[string]bool{}
	for _, c := range s.Mapping.Columns {
		there[fold(c.Header)] = true
	}
	for _, c := range m.Columns {
		if !c.LeaveOut && !there[fold(c.Header)] {
			return false
		}
		delete(there, fold(c.Header))
	}
	return len(there) == 0
}

// Known reports whether the program reads the list without a mapping: it has a header
// of the standard.
func (f File) Known() bool {
	return !slices.ContainsFunc(f.faults, func(l Line) bool {
		return slices.Contains([]string{"exchange.file.header", "exchange.file.unknown", "exchange.file.twice"}, l.Rule)
	})
}

// texts returns the different texts of a column, the first of them first.
func (t table) texts(at int) []string {
	var all []string
	seen := map[string]bool{}
	for _, r := range t.Rows[1:] {
		if text := strings.TrimSpace(r.Cell(at)); text != "" && !seen[text] {
			seen[text] = true
			all = append(all, text)
		}
	}
	return all
}

// guess returns the full name of the field that a column could answer, "" if nothing
// speaks for one.
func (t table) guess(header string, texts []string, now time.Time) string {
	if name, ext := t.byLabel(header); name != "" && !ext {
		return name
	}
	key := fold(strings.Trim(header, " :*.()"))
	if name := t.bySpeech(key); name != "" {
		return name
	}
	return t.byContents(texts, now)
}

// speech are words that lists of the region write above a column.
var speech = map[string]string{
	firstName:           "name;names;nama;nama korban;nama panggilan;nama lengkap;full name;name of person;person;ชื่อ;ชื่อ-สกุล;ชื่อ-นามสกุล;ชื่อสกุล;họ tên;họ và tên;tên;ឈ្មោះ;នាម;အမည်;နာမည်;ຊື່;ຊື່ ແລະ ນາມສະກຸນ;pangalan;nome;naran;姓名;பெயர்",
	secondName:          "surname;last name;family name;nama keluarga;marga;นามสกุล;họ;នាមត្រកូល;ນາມສະກຸນ;apelyido;apelido;姓",
	"prs_Birthdate":     "date of birth;dob;d.o.b;birth date;birthday;born;tanggal lahir;tgl lahir;tgl. lahir;tarikh lahir;วันเกิด;วันเดือนปีเกิด;วัน/เดือน/ปีเกิด;ngày sinh;ថ្ងៃខែឆ្នាំកំណើត;មွေးသက္ကရာဇ်;မွေးနေ့;ວັນເດືອນປີເກີດ;petsa ng kapanganakan;data de nascimento;出生日期",
	"prs_Gender":        "sex;gender;jenis kelamin;jk;l/p;jantina;เพศ;giới tính;ភេទ;ကျား/မ;ເພດ;kasarian;sexo;seksu;性别",
	"prs_Citizenship":   "nationality;citizenship;country;country of origin;kewarganegaraan;warga negara;asal negara;negara;negara asal;warganegara;สัญชาติ;ประเทศ;quốc tịch;សញ្ជាតិ;နိုင်ငံသား;ສັນຊາດ;nasyonalidad;nacionalidade;nasionalidade;国籍",
	"prs_MobilePhone":   "phone;mobile;mobile no;phone number;telephone;tel;cell;cellphone;contact number;no hp;no. hp;hp;telepon;no telepon;nomor telepon;telefon;wa;whatsapp;เบอร์โทร;เบอร์โทรศัพท์;โทรศัพท์;số điện thoại;điện thoại;លេខទូរស័ព្ទ;ဖုန်း;ဖုန်းနံပါတ်;ເບີໂທ;telepono;telefone;电话",
	"prs_Email":         "e-mail;email address;surel;อีเมล",
	"prs_MailingCity":   "city;town;kota;kabupaten;เมือง;อำเภอ;thành phố",
	"prs_MailingStreet": "address;alamat;ที่อยู่;địa chỉ;អាសយដ្ឋាន;လိပ်စာ;ທີ່ຢູ່;tirahan;endereço;地址",
	estimatedAge:        "age;umur;usia;อายุ;tuổi;អាយុ;အသက်;ອາຍຸ;edad;idade;年龄",
	"cas_CaseOwner":     "case worker;caseworker;case manager;pendamping;responsible",
}

// spoke finds the field by such a word or by a label of the field in any language.
var spoke = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for name, words := range speech {
		for word := range strings.SplitSeq(words, ";") {
			all[fold(word)] = name
		}
	}
	return all
})

func (t table) bySpeech(key string) string {
	if name := spoke()[key]; name != "" && t.fields[name] != nil {
		return name
	}
	for _, l := range []i18n.Lang{"en", "id"} {
		text := i18n.For(l)
		for _, name := range t.targets() {
			if i := t.fields[name]; !isPart(name) && fold(text.Text("field."+i.Name)) == key {
				return name
			}
		}
	}
	return ""
}

// byContents suggests a field whose answers look like nothing else: an address, a
// number to call, a country.
func (t table) byContents(texts []string, now time.Time) string {
	if len(texts) < 2 {
		return ""
	}
	texts = texts[:min(len(texts), 50)]
	p := parser{columns: columns{dictionary: t.dictionary}, now: now}
	for _, name := range []string{"prs_Email", "prs_MobilePhone", "prs_Citizenship", "prs_Gender"} {
		c := column{name: name, main: name, info: t.fields[name]}
		right := 0
		for _, text := range texts {
			if c.info == nil {
				break
			}
			if coded(c.info) {
				if _, ok, _ := p.codesOf(c, text); ok {
					right++
				}
				continue
			}
			var v field.Values
			if _, _, bad := v.Parse(c.info, text, now); bad == nil && (c.info.Kind != field.KindPhone || strings.HasPrefix(text, "+")) {
				right++
			}
		}
		if 10*right >= 8*len(texts) {
			return name
		}
	}
	return ""
}

// Target is a field that a column can answer.
type Target struct {
	Name  string // as the mapping has it
	Label string // a label key
	Is    *field.Info
}

// Targets returns the fields that a column can answer, in the order of the standard.
func Targets(forms field.Set) []Target {
	d := standard(forms)
	var all []Target
	for _, name := range d.targets() {
		i := d.fields[name]
		label := "field." + i.Name
		if isPart(name) {
			label = "exchange." + i.Name
		}
		all = append(all, Target{name, label, i})
	}
	return all
}

// targets returns the full names of all fields that files can answer: the names, those
// of the standard, then what only this program asks.
func (d dictionary) targets() []string {
	all := []string{firstName, middleName, secondName, "prs_Birthdate", estimatedAge, "prs_Gender", "prs_Citizenship"}
	rest := d.columnNames()
	for _, i := range d.forms.Fields() {
		if name := Column(i); i.Until == "" {
			rest = append(rest, name)
		}
	}
	for _, name := range rest {
		if d.fields[name] != nil && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}
