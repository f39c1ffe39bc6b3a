package field

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"

	"github.com/google/go-cmp/cmp"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

var (
	colours = &List{Name: "colour", Codes: []Code{
		{Name: "Red", Aliases: []string{"Deep  red; or nearly"}},
		{Name: "DarkBlue", Aliases: []string{"Dark Blue", "Bachelor’s blue"}},
		{Name: "x_Green", Aliases: []string{"Green"}, Ext: "Other"},
		{Name: "Other"},
	}}

	note    = NewText("note", Max(20))
	story   = NewLong("story", ForPurposes(lindung.Assistance))
	born    = NewDate("born", HTCDS("prs_Birthdate", "Birthdate"), Core(), ForPurposes(lindung.Assistance))
	due     = NewDate("due", Future(), WithClass(Open))
	number  = NewCount("number", Max(120), WithClass(Open), InGroup(lindung.Family))
	agreed  = NewBool("agreed", WithClass(Private))
	colour  = NewCode("colour", colours, WithClass(Open), ForPurposes(lindung.Statistics))
	several = NewCodes("several", colours, WithClass(Private), ForPurposes(lindung.Statistics, lindung.Assistance))
	country = NewCountry("country", WithClass(Open))
	states  = NewCountries("states", WithClass(Open))
	tongue  = NewLanguage("tongue", WithClass(Open))
	tongues = NewLanguages("tongues", WithClass(Open))
	phone   = NewPhone("phone")
	email   = NewEmail("email")
	old     = NewText("old", RetiredIn("2021"), WithClass(Open))

	everything = NewForm("everything", note, story, born, due, number, agreed, colour, several, country, states,
		tongue, tongues, phone, email, old)
)

// answered parses pairs of field and text as from a file.
func answered(t *testing.T, pairs ...any) Values {
	t.Helper()
	var v Values
	for n := 0; n < len(pairs); n += 2 {
		i := pairs[n].(Field).Declared()
		if _, _, bad := v.Parse(i, pairs[n+1].(string), now); bad != nil {
			t.Fatalf("%s = %q: %s", i.Name, pairs[n+1], bad.Key)
		}
	}
	return v
}

func TestParse(t *testing.T) {
	long := strings.Repeat("ក", 21)
	for _, test := range []struct {
		field Field
		in    string
		want  string // Text, or "! " and the key of the problem
		flags string // c changed, e ext
	}{
		{note, "Ana Example", "Ana Example", ""},
		{note, "  Ana\tExample\r\n", "Ana Example", "c"},
		{note, "=1+1", "=1+1", ""},
		{note, "", "", ""},
		{note, " \u00a0 ", "", ""},
		{note, strings.Repeat("ក", 20), strings.Repeat("ក", 20), ""},
		{note, long, "! problem.text.long", ""},
		{note, "a\x00b", "! problem.text.control", ""},
		{note, "a\xffb", "! problem.text.encoding", ""},
		{story, "one\r\ntwo", "one\ntwo", "c"},
		{story, strings.Repeat("a\r\n", maxLong/2-1) + "b", strings.Repeat("a\n", maxLong/2-1) + "b", "c"},
		{story, strings.Repeat("a", 10_000_000), "! problem.text.long", ""},
		{born, strings.Repeat("2001-", 5_000), "! problem.date", ""},
		{several, strings.Repeat(";Red", 6_000), "! problem.codes", ""},

		{born, "2001-05-12", "2001-05-12", ""},
		{born, "2001-05", "2001-05", ""},
		{born, "2001", "2001", ""},
		{born, "2001-5-2", "2001-05-02", "c"},
		{born, "2001/05/12", "2001-05-12", "c"},
		{born, "2001-05-12T00:00:00Z", "2001-05-12", "c"},
		{born, "2001-05-12 00:00:00", "2001-05-12", "c"},
		{born, "2001-05-12 13:45:00", "2001-05-12", "c"},
		{born, "2001-05-12T00:00:00+07:00", "2001-05-12", "c"},
		{born, "2001-05-11T17:00:00Z", "! problem.date.moment", ""}, // 12 May in Bangkok
		{born, "2001-05-11T17:00:00.000Z", "! problem.date.moment", ""},
		{born, "2001-05-12T13:45:00+07:00", "! problem.date.moment", ""},
		{born, "2001-05-12 01:00:00-0500", "! problem.date.moment", ""},
		{born, "31/12/2001", "2001-12-31", "c"},
		{born, "12/31/2001", "2001-12-31", "c"},
		{born, "5.5.2001", "2001-05-05", "c"},
		{born, "05/2001", "2001-05", "c"},
		{born, "03/04/2001", "! problem.date.ambiguous", ""},
		{born, "31/12/01", "! problem.date.year", ""},
		{born, "31/12", "! problem.date.year", ""},
		{born, "12", "! problem.date.year", ""},
		{born, "1999-02-31", "! problem.date.impossible", ""},
		{born, "2001-02-29", "! problem.date.impossible", ""},
		{born, "29/02/2000", "2000-02-29", "c"},
		{born, "2023-13-01", "! problem.date.impossible", ""},
		{born, "13/13/2001", "! problem.date.impossible", ""},
		{born, "1703-01-01", "! problem.date.impossible", ""},
		{born, "2031-01-01", "! problem.date.future", ""},
		{born, "2026-11-25", "2026-11-25", ""}, // today already in Dili
		{born, "2026-11-26", "! problem.date.future", ""},
		{born, "2026", "2026", ""},
		{born, "2026-12", "! problem.date.future", ""},
		{born, "yesterday", "! problem.date", ""},
		{born, "2001-05-12-01", "! problem.date", ""},
		{born, "2001--12", "2001-12", "c"},
		{born, "+2001-05", "! problem.date", ""},
		{born, "-", "! problem.date", ""},
		{born, "๑๒/๐๕/๒๕๔๔", "! problem.date.ambiguous", ""},
		{born, "๓๑/๑๒/๒๕๔๔", "2001-12-31", "c"},
		{born, "31/12/2544", "2001-12-31", "c"},
		{born, "พ.ศ. ๒๕๔๔", "2001", "c"},
		{born, "2544-12-31", "2001-12-31", "c"},
		{born, "29/02/2543", "2000-02-29", "c"},
		{born, "2569", "2026", "c"},
		{born, "2570", "! problem.date.future", ""},
		{born, "២០០១-០៥-១២", "2001-05-12", "c"},
		{born, "၂၀၀၁-၀၅-၁၂", "2001-05-12", "c"},
		{born, "໒໐໐໑", "2001", "c"},
		{born, "44197", "2021-01-01", "c"},
		{born, "44197.0", "2021-01-01", "c"},
		{born, "44197.75", "2021-01-01", "c"},
		{born, "36526", "2000-01-01", "c"},
		{born, "99999", "! problem.date.future", ""},
		{born, "441970", "! problem.date", ""},
		{due, "2031-01-01", "2031-01-01", ""},
		{due, "2574-01-01", "2031-01-01", "c"},

		{number, "0", "0", ""},
		{number, "17", "17", ""},
		{number, "17.0", "17", "c"},
		{number, "៣", "3", "c"},
		{number, "121", "! problem.count.large", ""},
		{number, "-1", "! problem.count", ""},
		{number, "+1", "! problem.count", ""},
		{number, "1.5", "! problem.count", ""},
		{number, "99999999999999999999", "! problem.count", ""},

		{agreed, "TRUE", "TRUE", ""},
		{agreed, "FALSE", "FALSE", ""},
		{agreed, "yes", "TRUE", "c"},
		{agreed, "Tidak", "FALSE", "c"},
		{agreed, "maybe", "! problem.bool", ""},

		{colour, "Red", "Red", ""},
		{colour, " red", "Red", "c"},
		{colour, "dark\u00a0 BLUE", "DarkBlue", "c"},
		{colour, "bachelor's blue", "DarkBlue", "c"},
		{colour, "deep red; or nearly", "Red", "c"},
		{colour, "Green", "x_Green", "ce"},
		{colour, "x_Green", "x_Green", "e"},
		{colour, "x_Unknown", "", "e"},
		{colour, "Violet", "! problem.code", ""},
		{colour, "Red; Other", "! problem.code", ""},
		{several, "Red; DarkBlue", "Red; DarkBlue", ""},
		{several, "Other;Deep red; or nearly;Green;;Red;", "Other; Red; x_Green", "ce"},
		{several, "Red; Violet", "! problem.codes", ""},
		{several, "Red;Violet;" + strings.Repeat(";", maxSeveral), "! problem.codes", ""},

		{country, "TH", "TH", ""},
		{country, "th", "TH", "c"},
		{country, "KHM", "KH", "c"},
		{country, "viet  nam", "VN", "c"},
		{country, "Lao People’s Democratic Republic", "LA", "c"},
		{country, "Vietnam", "VN", "c"},
		{country, "Åland Islands", "AX", "c"},
		{country, "XX", "! problem.country", ""},
		{states, "TH; KHM;Myanmar", "TH; KH; MM", "c"},
		{states, "TH; XX", "! problem.countries", ""},

		{tongue, "mya", "mya", ""},
		{tongue, "bur", "mya", "c"},
		{tongue, "my", "mya", "c"},
		{tongue, "Burmese", "mya", "c"},
		{tongue, "may", "msa", "c"},
		{tongue, "chi", "zho", "c"},
		{tongue, "ga", "gle", "c"},
		{tongue, "qaa-qtz", "! problem.language", ""},
		{tongue, "Klingonese", "! problem.language", ""},
		{tongue, "rhg", "rhg", "e"},
		{tongue, "Rohingya", "rhg", "ce"},
		{tongue, "S’gaw  karen", "ksw", "ce"},
		{tongue, "Cantonese", "yue", "ce"},
		{tongue, "mon", "mon", ""}, // Mongolian
		{tongue, "Mon", "mnw", "ce"},
		{tongue, "Wa", "wbm", "ce"},
		{tongue, "mis", "mis", ""},
		{tongues, "Mon; mon; Bangla", "mnw; mon; ben", "ce"},
		{tongues, "Mon; khm; Tausug", "mnw; khm; tsg", "ce"},
		{tongues, "Hmong; Mong; khm", "hmn; khm", "c"},
		{tongues, "khmer;thai", "khm; tha", "c"},

		{phone, "+620000099001", "+620000099001", ""},
		{phone, "620000099001", "620000099001", ""},
		{phone, "+62 0000-(09) 9001", "+620000099001", "c"},
		{phone, "0062 0000 099001", "+620000099001", "c"},
		{phone, "+๖๖ ๐๐ ๐๐๐ ๐๐๐๑", "+66000000001", "c"},
		{phone, "0812 0000 0001", "! problem.phone.country", ""},
		{phone, "+1234567890123456", "! problem.phone", ""},
		{phone, "call Dara", "! problem.phone", ""},
		{phone, "6.2E+11", "! problem.phone", ""},
		{phone, "+", "! problem.phone", ""},

		{email, "ana@Example.ORG", "ana@example.org", "c"},
		{email, "ana@example.org", "ana@example.org", ""},
		{email, "ana@example", "! problem.email", ""},
		{email, "ana example@example.org", "! problem.email", ""},
		{email, "Ana <ana@example.org>", "! problem.email", ""},
		{email, "@example.org", "! problem.email", ""},
		{email, "a@b@example.org", "! problem.email", ""},
		{email, "a@.example.org", "! problem.email", ""},
	} {
		var v Values
		i := test.field.Declared()
		changed, ext, bad := v.Parse(i, test.in, now)
		got, flags := v.Text(i), ""
		if bad != nil {
			got = "! " + bad.Key
			if v.Len() != 0 || bad.Field != i.Name {
				t.Errorf("%s %q: a refused answer was kept, or the problem is of %q", i.Name, test.in, bad.Field)
			}
		}
		if changed {
			flags += "c"
		}
		if ext {
			flags += "e"
		}
		if got != test.want || flags != test.flags {
			t.Errorf("%s %q: got %q %q, want %q %q", i.Name, test.in, got, flags, test.want, test.flags)
		}
	}
}

// TestDecode: a browser's post is read more strictly than a file: no serial
// numbers, no number without its country.
func TestDecode(t *testing.T) {
	for _, test := range []struct{ in, want, problems string }{
		{"", "", ""},
		{"note=Ana&csrf=x&unknown=1", "note=Ana", ""},
		{"born=2001-05-12", "born=2001-05-12", ""},
		{"born-day=12&born-month=5&born-year=2001", "born=2001-05-12", ""},
		{"born-day=&born-month=5&born-year=2544", "born=2001-05", ""},
		{"born-year=๒๕๔๔", "born=2001", ""},
		{"born-day=&born-month=&born-year=", "", ""},
		{"born-day=12&born-year=2001", "", "born problem.date.month"},
		{"born-day=12&born-month=5", "", "born problem.date.year"},
		{"born-day=12&born-month=5&born-year=01", "", "born problem.date.year"},
		{"born-day=31&born-month=2&born-year=2001", "", "born problem.date.impossible"},
		{"born-day=1-1&born-month=2&born-year=2001", "", "born problem.date"},
		{"born=44197", "", "born problem.date"},
		{"born=2031", "", "born problem.date.future"},
		{"born=03/04/2001", "", "born problem.date.ambiguous"},
		{"born-absent=unknown", "born=?unknown", ""},
		{"born-absent=unknown&born-year=2001", "", "born problem.absent.both"},
		{"born-absent=lost", "", "born problem.absent"},
		{"agreed=no", "agreed=FALSE", ""},
		{"several=Red&several=x_Green&several=", "several=Red; x_Green", ""},
		{"several=Red&several=Violet", "", "several problem.codes"},
		{"states=TH&states=KH", "states=TH; KH", ""},
		{"phone=%2B62+812+0000+001", "phone=+628120000001", ""},
		{"phone=628120000001", "", "phone problem.phone.country"},
		{"note=a&note=b", "note=a", ""},
		{"note=%ff", "", "note problem.text.encoding"},
		{"old=x", "", ""},
		{"phone=1&email=2&note=fine", "note=fine", "phone problem.phone; email problem.email"},
	} {
		in, err := url.ParseQuery(test.in)
		if err != nil {
			t.Fatal(err)
		}
		v, problems := everything.Decode(in, now)
		var got, bad []string
		for _, i := range everything.Fields {
			if a, ok := v.Absent(i); ok {
				got = append(got, i.Name+"=?"+string(a))
			} else if v.Has(i) {
				got = append(got, i.Name+"="+v.Text(i))
			}
		}
		for _, p := range problems {
			bad = append(bad, p.Field+" "+p.Key)
		}
		if g, b := strings.Join(got, "&"), strings.Join(bad, "; "); g != test.want || b != test.problems {
			t.Errorf("%s:\n got %q %q\nwant %q %q", test.in, g, b, test.want, test.problems)
		}
	}
}

// filled has an answer of every kind, and every absence.
func filled(t *testing.T) Values {
	t.Helper()
	v := answered(t, note, "=Ana", story, "one\ntwo", born, "2001-05", due, "2031-01-02", number, "0", agreed, "FALSE",
		colour, "x_Green", several, "Red; Other", country, "TH", tongues, "khm; tha", phone, "+620000099001",
		old, "was asked once")
	absent, problems := everything.Decode(url.Values{
		"states-absent": {"refused"}, "tongue-absent": {"not_asked"}, "email-absent": {"unknown"},
	}, now)
	if problems != nil {
		t.Fatal(problems)
	}
	for _, i := range everything.Fields {
		if absent.Has(i) {
			v.set(i.Name, absent.answer(i.Name))
		}
	}
	if v.Len() != len(everything.Fields) {
		t.Fatalf("%d answers to %d fields", v.Len(), len(everything.Fields))
	}
	return v
}

func same(t *testing.T, f *Form, got, want Values) {
	t.Helper()
	for _, i := range f.Fields {
		if !got.Same(want, i) {
			t.Errorf("%s: %q became %q", i.Name, want.Text(i), got.Text(i))
		}
	}
}

func TestGet(t *testing.T) {
	v := filled(t)
	if n, ok := number.Get(v); n != 0 || !ok {
		t.Error("nought is an answer")
	}
	if yes, ok := agreed.Get(v); yes || !ok {
		t.Error("no is an answer")
	}
	if d, ok := born.Get(v); d != (lindung.Date{Year: 2001, Month: 5}) || !ok {
		t.Error(d, ok)
	}
	if _, ok := email.Get(v); ok {
		t.Error("an absence is no e-mail address")
	}
	list, _ := several.Get(v)
	list[0] = "Changed"
	if again, _ := several.Get(v); again[0] != "Red" {
		t.Error("an answer was changed from outside")
	}
}

func TestEncodeIsTheInverseOfDecode(t *testing.T) {
	want := filled(t)
	got, problems := everything.Decode(everything.Encode(want), now)
	if problems != nil {
		t.Fatal(problems)
	}
	same(t, everything.Asked(), got, want)
}

func TestSplitRestore(t *testing.T) {
	v := filled(t)
	clear, sealed, err := everything.Split(v)
	if err != nil {
		t.Fatal(err)
	}
	var open, shut map[string]any
	if err := errors.Join(json.Unmarshal(clear, &open), json.Unmarshal(sealed, &shut)); err != nil {
		t.Fatal(err)
	}
	for _, i := range everything.Fields {
		if _, in := shut[i.Name]; in != (i.Class == Sealed) {
			t.Errorf("%s of class %v: sealed %v", i.Name, i.Class, in)
		}
	}
	got, err := everything.Restore(clear, sealed)
	if err != nil {
		t.Fatal(err)
	}
	same(t, everything, got, v)

	part, err := everything.UpTo(Open).Restore(clear, sealed)
	if err != nil || part.Has(phone.Info) || part.Has(agreed.Info) || !part.Has(number.Info) {
		t.Errorf("smaller form: %v %v", part, err)
	}
	if c, s, err := everything.Split(Values{}); string(c) != "{}" || s != nil || err != nil {
		t.Errorf("nothing: %s %s %v", c, s, err)
	}
	if v, err := everything.Restore(nil, nil); v.Len() != 0 || err != nil {
		t.Error(v, err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	for _, in := range []string{
		`x`, `[]`, `{"note":1}`, `{"note":null}`, `{"number":"1"}`, `{"born":"2001-02-31"}`, `{"born":1}`,
		`{"several":"Red"}`, `{"several":[1]}`, `{"agreed":"yes"}`, `{"note":{}}`, `{"stranger":"Ana"}`,
	} {
		_, err := everything.Restore([]byte(in), nil)
		if !errors.Is(err, ErrStored) {
			t.Errorf("%s: %v", in, err)
		}
		if err != nil && strings.Contains(err.Error(), "Ana") || strings.Contains(fmt.Sprint(err), "stranger") {
			t.Errorf("%v says too much", err)
		}
	}
	if _, _, err := NewForm("other", note).Split(filled(t)); !errors.Is(err, ErrForeign) {
		t.Error(err)
	}
}

func TestSmallerForms(t *testing.T) {
	names := func(f *Form) string {
		var all []string
		for _, i := range f.Fields {
			all = append(all, i.Name)
		}
		return strings.Join(all, " ")
	}
	for _, test := range []struct{ got, want string }{
		{names(everything.ForPurpose(lindung.Assistance)), "story born several"},
		{names(everything.ForPurpose(lindung.Assistance).UpTo(Private)), "several"},
		{names(everything.InGroup(lindung.Family)), "number"},
		{names(everything.UpTo(Private).ForPurpose(lindung.Statistics)), "colour several"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
	v := filled(t).OfForm(everything.ForPurpose(lindung.Statistics))
	if diff := cmp.Diff([]string{"colour", "several"}, v.Names()); diff != "" {
		t.Error(diff)
	}
}

func TestReplaceKeepsWhatIsNotAsked(t *testing.T) {
	before := filled(t)
	after := everything.UpTo(Open).Replace(before, answered(t, number, "3"))
	if n, _ := number.Get(after); n != 3 {
		t.Error("the new answer is missing")
	}
	if after.Has(colour.Info) {
		t.Error("an emptied answer stayed")
	}
	for _, i := range []*Info{old.Info, phone.Info, agreed.Info} {
		if !after.Same(before, i) {
			t.Errorf("%s was not asked and changed", i.Name)
		}
	}
	if n, _ := number.Get(before); n != 0 {
		t.Error("the old answers changed")
	}
}

func TestImpossibleDeclarations(t *testing.T) {
	twice := &List{Name: "twice", Codes: []Code{{Name: "A", Aliases: []string{"b"}}, {Name: "B"}}}
	for name, declare := range map[string]func(){
		"a name with a capital": func() { NewText("Note") },
		"no name":               func() { NewText("") },
		"half a standard's":     func() { NewText("x", HTCDS("prs_X", "")) },
		"no list":               func() { NewCode("x", nil) },
		"a double text in list": func() { NewCode("x", twice) },
		"a field twice":         func() { NewForm("form", note, note) },
		"a field redefined":     func() { everything.With(NewText("note")) },
		"one left out":          func() { everything.UpTo(Open).With(NewText("note")) },
		"a form without a name": func() { NewForm("") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: allowed", name)
				}
			}()
			declare()
		}()
	}
	if got := len(everything.With(NewText("extra")).Fields); got != len(everything.Fields)+1 {
		t.Error("a country may add")
	}
}

// TestValuesNeverPrint: no way of printing values shows the canary.
func TestValuesNeverPrint(t *testing.T) {
	const canary = "canary"
	v := answered(t, note, canary, story, canary, email, canary+"@example.org", several, "Red")
	type exported struct{ V Values }
	type hidden struct{ v Values }
	type pointed struct{ v *Values }
	things := []any{
		v, &v, exported{v}, &exported{v}, hidden{v}, &hidden{v}, pointed{&v}, []Values{v}, map[string]Values{"a": v},
		map[string]hidden{"a": {v}}, [1]hidden{{v}}, []any{v, hidden{v}}, fmt.Errorf("x: %v", v),
		Typed[string]{note.Info}, everything, []Problem{*note.problem("problem.text.long", "max", 3)},
	}
	var out bytes.Buffer
	for _, thing := range things {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T", "% x", "%10v"} {
			fmt.Fprintf(&out, verb+"\n", thing)
		}
		for _, log := range []*slog.Logger{
			slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil)),
		} {
			log.Info("a case", "values", thing, slog.Group("g", "v", thing))
		}
		j, err := json.Marshal(thing)
		fmt.Fprintln(&out, string(j), err)
	}
	hex := fmt.Sprintf("%x", canary)
	for line := range strings.Lines(strings.ToLower(out.String())) {
		if strings.Contains(line, canary) || strings.Contains(line, hex) {
			t.Errorf("an answer was printed: %s", line)
		}
	}
	if got := fmt.Sprintf("%v %+v %#v %s", v, v, v, v); !strings.HasPrefix(got, "[email note several story] [email") {
		t.Errorf("got %s", got)
	}
	if json.Unmarshal([]byte(`{"note":"x"}`), &v) == nil {
		t.Error("values were read around Restore")
	}
}

func TestStandards(t *testing.T) {
	if got := len(Countries()); got != 249 {
		t.Errorf("%d countries", got)
	}
	if got := len(Languages()) - len(nearest); got != 486 {
		t.Errorf("%d languages of ISO 639-2", got)
	}
	for _, c := range Countries() {
		if got, changed, ok := parseCountry(c); got != c || changed || !ok {
			t.Errorf("%s is read as %q", c, got)
		}
		if got, _, _ := parseCountry(CountryName(c)); got != c {
			t.Errorf("%s is read as %q", CountryName(c), got)
		}
	}
	for _, l := range Languages() {
		if got, changed, ok := parseLanguage(l); got != l || changed || !ok {
			t.Errorf("%s is read as %q", l, got)
		}
		if LanguageName(l) == "" {
			t.Errorf("%s has no name", l)
		}
	}
	for _, state := range lindung.States {
		if !slices.Contains(Countries(), string(state)) {
			t.Errorf("%s is missing", state)
		}
	}
	for text, code := range countryVariants {
		if got, _, _ := parseCountry(text); got != code {
			t.Errorf("%s is read as %q", text, got)
		}
	}
	for exact, near := range nearest {
		if NearestLanguage(exact) != near || NearestLanguage(near) != near {
			t.Errorf("%s goes out as %s", exact, NearestLanguage(exact))
		}
	}
	for text, code := range languageVariants {
		if got, _, _ := parseLanguage(text); got != code {
			t.Errorf("%s is read as %q", text, got)
		}
	}
}

func TestListCode(t *testing.T) {
	c, ok := colours.Code("x_Green")
	if !ok || !c.Extension() || c.Ext != "Other" || c.Label() != "Green" {
		t.Errorf("%+v %v", c, ok)
	}
	if colours.Has("red") || colours.Has("Dark Blue") || !colours.Has("Red") {
		t.Error("Has takes exact names only")
	}
	if c, _ := colours.Code("Other"); c.Label() != "Other" {
		t.Error("a value whose label is its name")
	}
}
