package identification

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"lindung"
)

const (
	delphiKey = "ilo_ec_delphi_labour@2009-09"
	ilo11Key  = "ilo_11@2012"
)

func mustFind(t testing.TB, key string) Instrument {
	t.Helper()
	in, err := FindInstrument(key)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestInstruments(t *testing.T) {
	all, err := Instruments()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 3 {
		t.Errorf("%d instruments, want 3", len(all))
	}
	for _, in := range all {
		if in.Compared || !strings.Contains(in.Note, "still to be compared with the original") {
			t.Errorf("%s is not marked as a transcription", in.Key())
		}
	}
	if _, err := FindInstrument("ilo_11@1999"); !errors.Is(err, lindung.ErrNotFound) {
		t.Errorf("an unknown version: %v", err)
	}
	if n := len(mustFind(t, ilo11Key).Asked(true)); n != 11 {
		t.Errorf("ILO asks %d, want 11", n)
	}
	d := mustFind(t, delphiKey)
	if a, c := len(d.Asked(false)), len(d.Asked(true)); a != 67 || c != 65 {
		t.Errorf("Delphi asks %d of adults and %d of children, want 67 and 65", a, c)
	}
}

// TestDelphiStrengths counts the strengths in each dimension, so that an edit of
// the file is seen here: strong, medium, weak.
func TestDelphiStrengths(t *testing.T) {
	want := map[string][2][3]int{
		deceptiveRecruitment:       {{1, 8, 1}, {2, 8, 0}},
		coerciveRecruitment:        {{1, 9, 0}, {4, 6, 0}},
		recruitmentByVulnerability: {{0, 14, 2}, {0, 15, 0}},
		exploitation:               {{1, 7, 1}, {1, 7, 0}},
		coercionAtDestination:      {{4, 10, 1}, {8, 7, 0}},
		vulnerabilityAtDestination: {{0, 5, 2}, {0, 7, 0}},
	}
	got := map[string][2][3]int{}
	for _, i := range mustFind(t, delphiKey).Indicators {
		n := got[i.Dimension]
		for profile, s := range []Strength{i.Adult, i.Child} {
			if k := slices.Index([]Strength{Strong, Medium, Weak}, s); k >= 0 {
				n[profile][k]++
			}
		}
		got[i.Dimension] = n
	}
	for d, w := range want {
		if got[d] != w {
			t.Errorf("%s: %v, want %v", d, got[d], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d dimensions, want %d", len(got), len(want))
	}
}

func TestLoadRefuses(t *testing.T) {
	good := `{"id":"a","version":"2001","title":"t","rule":"presence","compared":true,"note":"","source":"s","read":"r","dimensions":[],"indicators":[{"id":"A.01","original":"o"}]}`
	if _, err := load(fstest.MapFS{"data/a.json": {Data: []byte(good)}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, old, new string }{
		{"not JSON", "{", "["},
		{"an unknown part", `"id":"a"`, `"id":"a","weights":1`},
		{"a strange id", `"id":"a"`, `"id":"A b"`},
		{"a strange version", `"2001"`, `"v1"`},
		{"no source", `"source":"s"`, `"source":""`},
		{"not compared without a note", `"compared":true`, `"compared":false`},
		{"an unknown rule", `"presence"`, `"sum"`},
		{"a rule without dimensions", `"presence"`, `"delphi"`},
		{"dimensions without a rule", `"dimensions":[]`, `"dimensions":[{"id":"d","element":"means"}]`},
		{"no indicators", `[{"id":"A.01","original":"o"}]`, `[]`},
		{"an indicator twice", `{"id":"A.01","original":"o"}`, `{"id":"A.01","original":"o"},{"id":"A.01","original":"o"}`},
		{"a strange indicator", `A.01`, `a-1`},
		{"an indicator without words", `"o"`, `""`},
		{"a strength without a score", `"original":"o"`, `"original":"o","adult":"strong"`},
		{"a dimension that is not there", `"original":"o"`, `"original":"o","dimension":"d"`},
		{"a twelfth of eleven", `"original":"o"`, `"original":"o","ilo_11":[12]`},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		if _, err := load(fstest.MapFS{"data/a.json": {Data: []byte(bad)}}); err == nil {
			t.Errorf("%s: not refused", c.what)
		}
	}
	twice := fstest.MapFS{"data/a.json": {Data: []byte(good)}, "data/b.json": {Data: []byte(good)}}
	if _, err := load(twice); err == nil {
		t.Error("one version in two files: not refused")
	}
}

// TestDimensionPositive holds all counts from 0 to 3 against the four ways in
// which the instrument says that a dimension is met.
func TestDimensionPositive(t *testing.T) {
	ways := [][2]int{ // strong at least, all at least
		{2, 2}, {1, 2},
	}
	for s := range 4 {
		for m := range 4 {
			for w := range 4 {
				want := false
				for _, way := range ways {
					want = want || s >= way[0] && s+m+w >= way[1]
				}
				// Without a strong one: three medium, or two with a weak one.
				want = want || m == 3 || m == 2 && w > 0
				if got := DimensionPositive(s, m, w); got != want {
					t.Errorf("%d strong, %d medium, %d weak: %v, want %v", s, m, w, got, want)
				}
			}
		}
	}
	for _, c := range [][3]int{{0, 0, 0}, {1, 0, 0}, {0, 0, 9}, {0, 2, 0}, {0, 1, 9}} {
		if DimensionPositive(c[0], c[1], c[2]) {
			t.Errorf("%v is positive", c)
		}
	}
}

// The combination table: deceptive, coercive, by vulnerability, exploitation,
// coercion at destination, vulnerability at destination. The first row that
// fits is meant; ? is either.
var combinations = []struct {
	met          string
	adult, child Pattern
}{
	{"000000", NothingFound, NothingFound},
	{"???0??", MeansOnly, MeansOnly},
	{"1??11?", Trafficking, ChildExploitation},
	{"?1?11?", Trafficking, ChildExploitation},
	{"001110", TraffickingByVulnerability, ChildExploitation},
	{"001111", TraffickingByVulnerability, ChildExploitation},
	{"001101", TraffickingByVulnerability, ChildExploitation},
	{"1??101", TraffickingByVulnerability, ChildExploitation},
	{"?1?101", TraffickingByVulnerability, ChildExploitation},
	{"1??100", DeceptionAndExploitation, ChildExploitation},
	{"01?100", MeansAndExploitation, ChildExploitation},
	{"001100", MeansAndExploitation, ChildExploitation},
	{"000110", MeansAndExploitation, ChildExploitation},
	{"000101", MeansAndExploitation, ChildExploitation},
	{"000111", MeansAndExploitation, ChildExploitation},
	{"000100", Exploitation, ChildExploitation},
}

func fits(pattern, bits string) bool {
	for i := range len(bits) {
		if pattern[i] != '?' && pattern[i] != bits[i] {
			return false
		}
	}
	return true
}

// TestAssessAllCombinations answers every question in each of the 64 sets of
// dimensions, for adults and for children.
func TestAssessAllCombinations(t *testing.T) {
	in := mustFind(t, delphiKey)
	for n := range 64 {
		bits := fmt.Sprintf("%06b", n)
		answers := Answers{}
		for _, i := range in.Indicators {
			at := slices.IndexFunc(in.Dimensions, func(d Dimension) bool { return d.ID == i.Dimension })
			answers[i.ID] = Absent
			if bits[at] == '1' {
				answers[i.ID] = Present
			}
		}
		row := slices.IndexFunc(combinations, func(c struct {
			met          string
			adult, child Pattern
		}) bool {
			return fits(c.met, bits)
		})
		if row < 0 {
			t.Fatalf("no row for %s", bits)
		}
		for _, child := range []bool{false, true} {
			want := combinations[row].adult
			if child {
				want = combinations[row].child
			}
			r := Assess(in, answers, child)
			if r.Pattern != want || r.Unanswered != 0 {
				t.Errorf("%s child %v: %s, %d open, want %s", bits, child, r.Pattern, r.Unanswered, want)
			}
			for i, f := range r.Findings {
				if f.Met != (bits[i] == '1') {
					t.Errorf("%s: %s met %v", bits, f.Dimension, f.Met)
				}
			}
		}
	}
}

func TestAssess(t *testing.T) {
	for _, c := range []struct {
		what    string
		key     string
		child   bool
		present string
		open    string // unknown, the rest absent; "*" for all the rest
		pattern Pattern
		met     string
		because string // of the first that is met
	}{
		{"nothing asked", delphiKey, false, "", "*", TooLittleKnown, "", ""},
		{"all absent", delphiKey, false, "", "", NothingFound, "", ""},
		{"one strong alone", delphiKey, false, "D4.01", "", NothingFound, "", ""},
		{"one strong, an open one could add", delphiKey, false, "D4.01", "D4.02", TooLittleKnown, "", ""},
		{"strong and medium", delphiKey, false, "D4.01 D4.02", "", Exploitation, "exploitation", "D4.01 D4.02"},
		{"weak ones alone", delphiKey, false, "D3.15 D3.16", "", NothingFound, "", ""},
		{"weak ones are medium for a child", delphiKey, true, "D3.14 D3.15 D3.16", "", MeansOnly, "recruitment_by_vulnerability", "D3.14 D3.15 D3.16"},
		{"threats are medium for an adult", delphiKey, false, "D2.02 D2.03", "", NothingFound, "", ""},
		{"and strong for a child", delphiKey, true, "D2.02 D2.03", "", MeansOnly, "coercive_recruitment", "D2.02 D2.03"},
		{"a child needs no means", delphiKey, true, "D4.01 D4.06", "", ChildExploitation, "exploitation", "D4.01 D4.06"},
		{"an adult deceived and exploited", delphiKey, false, "D1.01 D1.02 D4.01 D4.02", "", DeceptionAndExploitation, "deceptive_recruitment exploitation", "D1.01 D1.02"},
		{"deceived, exploited, coerced", delphiKey, false, "D1.01 D1.02 D4.01 D4.02 D5.01 D5.02", "", Trafficking, "deceptive_recruitment exploitation coercion_at_destination", "D1.01 D1.02"},
		{"open answers do not weaken what is found", delphiKey, false, "D4.01 D4.02", "*", Exploitation, "exploitation", "D4.01 D4.02"},
		{"does not count for a child", delphiKey, true, "D4.08 D4.01", "", NothingFound, "", ""},
		{"eleven: one sign", ilo11Key, false, "ILO.07", "", ForcedLabourSigns, "", ""},
		{"eleven: none", ilo11Key, true, "", "", NothingFound, "", ""},
		{"eleven: nothing asked", ilo11Key, false, "", "*", TooLittleKnown, "", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			in := mustFind(t, c.key)
			answers := Answers{}
			for _, i := range in.Indicators {
				switch {
				case slices.Contains(strings.Fields(c.present), i.ID):
					answers[i.ID] = Present
				case c.open == "*" || slices.Contains(strings.Fields(c.open), i.ID):
					answers[i.ID] = Unknown
				default:
					answers[i.ID] = Absent
				}
			}
			r := Assess(in, answers, c.child)
			var met []string
			because := ""
			for i, f := range r.Met() {
				met = append(met, f.Dimension)
				if i == 0 {
					because = strings.Join(f.Because, " ")
				}
			}
			if r.Pattern != c.pattern || strings.Join(met, " ") != c.met || because != c.because {
				t.Errorf("%s, met %v because of %q; want %s, %q, %q", r.Pattern, met, because, c.pattern, c.met, c.because)
			}
		})
	}
}

func TestAssessCountsWhatIsOpen(t *testing.T) {
	in := mustFind(t, delphiKey)
	r := Assess(in, Answers{"D1.01": Refused, "D1.02": Unknown, "D1.03": NotAsked, "D1.04": Absent, "D1.05": Present}, false)
	if r.Unanswered != 65 {
		t.Errorf("%d open, want 65", r.Unanswered)
	}
	if got := r.Findings[0].Open; !slices.Contains(got, "D1.01") || slices.Contains(got, "D1.04") || slices.Contains(got, "D1.05") {
		t.Errorf("open in the first dimension: %v", got)
	}
	r = Assess(in, Answers{"D4.08": Present}, true)
	if r.Unanswered != 65 || !slices.Equal(r.Uncounted, []string{"D4.08"}) {
		t.Errorf("what a child's profile lacks: %d open, %v", r.Unanswered, r.Uncounted)
	}
}

func TestAnswersStayUnprinted(t *testing.T) {
	a := Answers{"D1.01": Present}
	r := Assess(mustFind(t, delphiKey), a, false)
	if s := fmt.Sprintf("%v %+v %#v %s %v %+v %#v", a, a, a, a, r, r, r); strings.Contains(s, "D1.01") {
		t.Errorf("printed: %s", s)
	}
}

func TestCheckAnswers(t *testing.T) {
	in := mustFind(t, delphiKey)
	for _, c := range []struct {
		a    Answers
		want error
	}{
		{nil, nil}, {Answers{"D1.01": Present, "D6.07": Refused}, nil},
		{Answers{"D9.01": Present}, ErrAnswer}, {Answers{"D1.01": "yes"}, ErrAnswer}, {Answers{"D1.01": ""}, ErrAnswer},
	} {
		if err := in.Check(c.a); !errors.Is(err, c.want) {
			t.Errorf("%d answers: %v, want %v", len(c.a), err, c.want)
		}
	}
}

// TestMoreSignsNeverPointToLess turns one more answer to present.
func TestMoreSignsNeverPointToLess(t *testing.T) {
	in := mustFind(t, delphiKey)
	rank := map[Pattern]int{}
	for i, p := range []Pattern{NothingFound, TooLittleKnown, MeansOnly, Exploitation, MeansAndExploitation, DeceptionAndExploitation, TraffickingByVulnerability, Trafficking} {
		rank[p] = i
	}
	rank[ChildExploitation] = rank[Trafficking]
	rapid.Check(t, func(t *rapid.T) {
		answers := Answers{}
		for _, i := range in.Indicators {
			answers[i.ID] = rapid.SampledFrom([]Answer{Present, Absent, Absent}).Draw(t, i.ID)
		}
		child := rapid.Bool().Draw(t, "child")
		before := Assess(in, answers, child)
		answers[rapid.SampledFrom(in.Indicators).Draw(t, "more").ID] = Present
		if after := Assess(in, answers, child); rank[after.Pattern] < rank[before.Pattern] {
			t.Fatalf("from %s to %s", before.Pattern, after.Pattern)
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"data/ilo_11.json", "data/ilo_ec_delphi_labour.json"} {
		b, err := files.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := read(b)
		if err != nil {
			return
		}
		all := Answers{}
		for _, i := range in.Indicators {
			all[i.ID] = Present
		}
		if err := in.Check(all); err != nil {
			t.Error(err)
		}
		Assess(in, all, true)
	})
}
