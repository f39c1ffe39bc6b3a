package names

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPlain(t *testing.T) {
	for _, c := range []struct{ what, in, want string }{
		{"case and spaces", "  ANA\u00a0  Example ", "ana example"},
		{"accents", "José Peña Ñandú", "jose pena nandu"},
		{"Vietnamese", "Đặng Thị Hương Giang", "dang thi huong giang"},
		{"Vietnamese decomposed", "Nguyê\u0303n Va\u0306n Ư\u0301ng", "nguyen van ung"},
		{"apostrophes", "Nu'man Nu’man Nuʼman Nu´man", "numan numan numan numan"},
		{"punctuation", "Siti-Nur, (Ana); \"Dara\"", "siti nur ana dara"},
		{"slash particle", "Ravi A/L Contoh", "ravi a/l contoh"},
		{"other slash", "Ana/Dara", "ana dara"},
		{"wide forms", "ＡＮＡ Ｅｘａｍｐｌｅ", "ana example"},
		{"zero width", "So\u200bk\u200c \u200dDa\u00adra\ufeff", "sok dara"},
		{"bidi marks", "\u202aAna\u202c", "ana"},
		{"sharp s, ligatures", "Strauß Ǽsop", "strauss aesop"},
		{"Turkish capital", "İnci", "inci"},
		{"Thai digits", "ห้อง ๑๒๓", "หอง 123"},
		{"Lao, Khmer, Burmese, Arabic digits", "໑໒ ១២ ၁၂ ١٢", "12 12 12 12"},
		{"Thai double e", "เเดง", "แดง"},
		{"Thai am in two ways", "น้ำ น\u0e49\u0e4d\u0e32 น\u0e4d\u0e49\u0e32", "นํา นํา นํา"},
		{"Thai title", "นางสาวสมหญิง", "นางสาว สมหญิง"},
		{"Lao title", "ທ້າວ ຄຳ", "ທາວ ຄໍາ"},
		{"Lao ho no", "ໜູ ຫນູ", "ຫນູ ຫນູ"},
		{"Khmer two vowels for one", "ក\u17c1\u17b6 ក\u17c4", "ក\u17c4 ក\u17c4"},
		{"Khmer subscript da and ta", "ក\u17d2\u178a ក\u17d2\u178f", "ក\u17d2\u178f ក\u17d2\u178f"},
		{"Khmer ro before other subscript", "ស\u17d2\u179a\u17d2\u178f\u17b8 ស\u17d2\u178f\u17d2\u179a\u17b8", "ស\u17d2\u178f\u17d2\u179a\u17b8 ស\u17d2\u178f\u17d2\u179a\u17b8"},
		{"Khmer vowel before subscript", "ស\u17b8\u17d2\u179a ស\u17d2\u179a\u17b8", "ស\u17d2\u179a\u17b8 ស\u17d2\u179a\u17b8"},
		{"Khmer sign order", "ត\u17c6\u17bb ត\u17bb\u17c6", "ត\u17bb\u17c6 ត\u17bb\u17c6"},
		{"Burmese u in two ways", "\u1025\u102e \u1026", "\u1026 \u1026"},
		{"Burmese marks", "က\u102f\u102d က\u102d\u102f", "က\u102d\u102f က\u102d\u102f"},
		{"Burmese zero for wa", "\u1040\u1004\u103a\u1038", "0\u1004\u103a\u1038"},
		{"Burmese zero for wa before a mark", "\u1040\u1031", "\u101d\u1031"},
		{"Tamil vowels stay", "கோவிந்தன்", "கோவிந்தன்"},
		{"Jawi points", "مُحَمَّد", "محمد"},
		{"broken text", "An\xffa", "ana"},
		{"nothing", " .,-' ", ""},
	} {
		if got := Plain(c.in); got != c.want {
			t.Errorf("%s: Plain(%q) = %q, want %q", c.what, c.in, got, c.want)
		}
	}
}

func TestFoldJoinsSpellings(t *testing.T) {
	for _, c := range []string{
		"Muhammad|Mohammad|Mohammed|Mohamed|Muhamad|Mohd|Mohd.|Muhd|Md|MD.|Moh.|Mochamad|Mochammad|Mukhammad",
		"Ahmad|Achmad|Akhmad|Ahmed",
		"Nur|Nor|Noor|Noer|Nour",
		"Nurhayati|Norhayati|Noorhayati|Noerhajati",
		"Nurul Huda|Norul Huda|Noorul Huda",
		"Yusuf|Joesoef|Jusuf|Yusof|Yusoff|Yousef",
		"Djoko Soesilo|Joko Susilo",
		"Tjandra|Chandra|Candra",
		"Sjarif|Syarif|Sharif",
		"Chairil|Khairil",
		"Njoman|Nyoman",
		"Wahjoe|Wahyu",
		"Soekarno Contoh|Sukarno Contoh",
		"Aminah|Amina|Aaminah",
		"Annisa|Anisa|Anissa",
		"Rasheed|Rashid|Rasyid",
		"Rizqi|Rizki|Rizky|Rizkhi",
		"Siti binti Ana|Siti bte Ana|Siti bt. Ana|Siti bint Ana",
		"Ravi a/l Contoh|Ravi A/L Contoh|Ravi s/o Contoh|Ravi bin Contoh",
		"Meena a/p Contoh|Mina d/o Contoh",
		"Lee|Li|Ly",
		"Xaysana|Saysana",
		"Vongsa|Wongsa",
		"Somphone|Sompone",
	} {
		forms := strings.Split(c, "|")
		want := Fold(forms[0])
		for _, f := range forms[1:] {
			if got := Fold(f); got != want {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q", f, got, forms[0], want)
			}
		}
	}
}

func TestFoldKeepsApart(t *testing.T) {
	for _, c := range [][2]string{
		{"Ana", "Anita"}, {"Sok", "Sokha"}, {"Siti", "Sita"}, {"Dara", "Dana"}, {"Soe", "Su"},
		{"Nguyen", "Ngo"}, {"Chan", "Tan"}, {"สมชาย", "สมหญิง"}, {"陈", "林"}, {"Aung", "Ung"},
	} {
		if Fold(c[0]) == Fold(c[1]) {
			t.Errorf("%q and %q both fold to %q", c[0], c[1], Fold(c[0]))
		}
	}
}

func TestFamiliesRest(t *testing.T) {
	for w, f := range families {
		if spell(w) != f || spell(f) != f {
			t.Errorf("%q: spell = %q, then %q, want %q", w, spell(w), spell(spell(w)), f)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"Ana Example Ana", []string{"ana", "eksample"}},
		{"陈大文", []string{"陈大文", "陈大", "大文"}},
		{"陈大", []string{"陈大"}},
		{"สมชาย", []string{"สมชาย", "สมช", "มชา", "ชาย"}},
		{"កខគឃ", []string{"កខគឃ", "កខគ", "ខគឃ"}},
		{"", nil},
	} {
		got := Tokens(c.in)
		if c.in == "Ana Example Ana" {
			c.want[1] = Fold("Example")
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("Tokens(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestKeys(t *testing.T) {
	got := Keys("Mohd. Joesoef bin ANA")
	want := []Key{
		{Written, "mohd", false}, {Spelled, "muhamad", false},
		{Written, "joesoef", false}, {Spelled, "yusuf", false},
		{Written, "bin", true}, {Written, "ana", false},
	}
	if !slices.Equal(got, want) {
		t.Errorf("Keys = %v, want %v", got, want)
	}
	if n := len(Keys(strings.Repeat("a b c d e ", 100_000))); n != 5 {
		t.Errorf("Keys of a very long text: %d, want 5", n)
	}
}

func TestOneTypo(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"", "", true}, {"a", "", true}, {"ab", "", false}, {"ana", "ana", true},
		{"aminah", "amina", true}, {"aminah", "amniah", true}, {"aminah", "amunah", true}, {"aminah", "xaminah", true},
		{"aminah", "amnihа", false}, {"aminah", "aimnha", false}, {"ab", "ba", true}, {"abc", "cba", false},
		{"abcd", "badc", false}, {"สมชาย", "สมชาน", true}, {"สมชาย", "มสชาย", true}, {"陈大文", "陈文大", true}, {"陈大", "林文", false},
		{"aab", "ab", true}, {"aaa", "aa", true}, {"abcab", "abab", true}, {"muhamad", "muhmd", false},
	} {
		if got := OneTypo(c.a, c.b); got != c.want {
			t.Errorf("OneTypo(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
		if got := OneTypo(c.b, c.a); got != c.want {
			t.Errorf("OneTypo(%q, %q) = %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

func TestScript(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Ana", "Latn"}, {"Đặng", "Latn"}, {"สมชาย", "Thai"}, {"ຄຳ", "Laoo"}, {"សុខ", "Khmr"}, {"အောင်", "Mymr"},
		{"陈大文", "Hani"}, {"கோவிந்தன்", "Taml"}, {"محمد", "Arab"}, {"12 - ?", "Zyyy"}, {"", "Zyyy"},
		{"สมชาย (Ana)", "Thai"}, {"Sok សុខ", "Latn"},
	} {
		if got := Script(c.in); got != c.want {
			t.Errorf("Script(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// invented returns a generator of names, visibly invented, in the scripts of
// the region.
func invented() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		list := rapid.SampledFrom(parts).Draw(t, "script")
		n := rapid.IntRange(1, 4).Draw(t, "words")
		words := make([]string, n)
		for i := range words {
			words[i] = rapid.SampledFrom(list).Draw(t, "word")
		}
		return strings.Join(words, " ")
	})
}

func TestFoldIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(invented(), rapid.String(), rapid.StringMatching(`[a-z]{1,12}( [a-zA-Z/'.]{1,9})?`)).Draw(t, "text")
		if p := Plain(s); Plain(p) != p {
			t.Fatalf("Plain(%q) = %q, again %q", s, p, Plain(p))
		}
		if f := Fold(s); Fold(f) != f {
			t.Fatalf("Fold(%q) = %q, again %q", s, f, Fold(f))
		}
	})
}

func TestOneTypoIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.StringOfN(rapid.RuneFrom([]rune("abกข")), 0, 6, -1).Draw(t, "a")
		b := rapid.StringOfN(rapid.RuneFrom([]rune("abกข")), 0, 6, -1).Draw(t, "b")
		want := distance([]rune(a), []rune(b)) <= 1
		if OneTypo(a, b) != want || OneTypo(b, a) != want {
			t.Fatalf("OneTypo(%q, %q) = %v, %v, want %v", a, b, OneTypo(a, b), OneTypo(b, a), want)
		}
		if want && far(maskOf(a), maskOf(b)) {
			t.Fatalf("the masks of %q and %q rule out one edit", a, b)
		}
	})
}

// distance is the plain definition of the optimal string alignment distance.
func distance(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	i, j, cost := len(a)-1, len(b)-1, 1
	if a[i] == b[j] {
		cost = 0
	}
	d := min(distance(a[:i], b)+1, distance(a, b[:j])+1, distance(a[:i], b[:j])+cost)
	if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
		d = min(d, distance(a[:i-1], b[:j-1])+1)
	}
	return d
}

func FuzzFold(f *testing.F) {
	for _, list := range parts {
		for _, w := range list {
			f.Add(w)
		}
	}
	f.Add("Ravi A/L Contoh, Nu'man \xff\u200b")
	f.Fuzz(func(t *testing.T, s string) {
		p := Plain(s)
		if Plain(p) != p {
			t.Errorf("Plain(%q) = %q, again %q", s, p, Plain(p))
		}
		if g := Fold(s); Fold(g) != g {
			t.Errorf("Fold(%q) = %q, again %q", s, g, Fold(g))
		}
		Tokens(s)
		Script(s)
	})
}
