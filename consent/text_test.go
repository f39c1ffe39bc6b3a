package consent_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/consent"
	"lindung/i18n"
)

// textLangs are all that there is a text in, in the order of their codes, and released
// those whose words do not change any more. The others are drafts.
var (
	textLangs = []string{"en", "fil", "id", "km", "lo", "ms", "my", "pt", "ta", "tet", "th", "vi", "zh"}
	released  = []string{"en", "id"}
)

// unknown is an owner of which only the name is known, known one of which all
// is. The places stay as they are, so that they can be looked for.
func unknown(s lindung.Sector) consent.Owner { return consent.Owner{Name: "{owner}", Sector: s} }

func known(s lindung.Sector) consent.Owner {
	return consent.Owner{
		Name: "{owner}", Sector: s, Telephone: "{telephone}", Address: "{address}", Complaint: "{complaint}", Keeps: "{keeps}", Months: 24, Childhood: 36, Horizon: 60, Emergency: true,
	}
}

// readings are all that a text can be read as.
func readings() []consent.Reading {
	var all []consent.Reading
	for _, from := range lindung.Sectors {
		for _, to := range append(slices.Clone(lindung.Sectors), "") {
			for _, o := range []consent.Owner{unknown(from), known(from)} {
				all = append(all, consent.Reading{Owner: o, Recipient: to}, consent.Reading{Owner: o, Recipient: to, Child: true})
				all = append(all, consent.Reading{Owner: o, Recipient: to, Carries: true}, consent.Reading{Owner: o, Recipient: to, Child: true, Carries: true})
				all = append(all, consent.Reading{Owner: o, Recipient: to, Moves: true}, consent.Reading{Owner: o, Recipient: to, Child: true, Moves: true})
				all = append(all, consent.Reading{Owner: o, Recipient: to, Meets: true}, consent.Reading{Owner: o, Recipient: to, Child: true, Meets: true})
				all = append(all, consent.Reading{Owner: o, Recipient: to, Decides: true}, consent.Reading{Owner: o, Recipient: to, Child: true, Decides: true})
				all = append(all, consent.Reading{Owner: o, Recipient: to, Counts: true}, consent.Reading{Owner: o, Recipient: to, Child: true, Counts: true})
			}
		}
	}
	return all
}

func current(t *testing.T, lang string) consent.Text {
	t.Helper()
	x, ok := consent.TextVersion(lang, consent.CurrentVersion)
	if !ok {
		t.Fatalf("no text %s in %s", consent.CurrentVersion, lang)
	}
	return x
}

func TestTextsAreCurrent(t *testing.T) {
	var langs []string
	for _, x := range consent.Texts() {
		langs = append(langs, x.Lang)
		if x.Version != consent.CurrentVersion || x.Title == "" {
			t.Errorf("in %s version %s is offered, titled %q", x.Lang, x.Version, x.Title)
		}
	}
	if !slices.Equal(langs, textLangs) {
		t.Errorf("texts in %v", langs)
	}
}

// TestTextComposes reads every text as everything it can be: it is whole, each
// paragraph is read once, and both languages say the same things in one order.
func TestTextComposes(t *testing.T) {
	for _, r := range readings() {
		var first []string
		for _, lang := range textLangs {
			var ids []string
			for _, p := range current(t, lang).Compose(r) {
				if p.Text == "" || slices.Contains(ids, p.ID) {
					t.Errorf("%s, %+v: %s is empty or there twice", lang, r, p.ID)
				}
				ids = append(ids, p.ID)
			}
			if first = append(first, strings.Join(ids, " ")); first[0] != first[len(first)-1] {
				t.Errorf("%+v: %s reads %s\n%s reads %s", r, textLangs[0], first[0], lang, first[len(first)-1])
			}
			if r.Child != strings.HasPrefix(ids[0], "child.") {
				t.Errorf("%s, %+v: begins with %s", lang, r, ids[0])
			}
		}
	}
}

// TestTextSpeaksForWhoAsks holds what a kind of body must say, and must not.
func TestTextSpeaksForWhoAsks(t *testing.T) {
	ids := func(from, to lindung.Sector) []string {
		var all []string
		for _, p := range current(t, "en").Compose(consent.Reading{Owner: unknown(from), Recipient: to}) {
			all = append(all, p.ID)
		}
		return all
	}
	for _, c := range []struct {
		from, to lindung.Sector
		has, not []string
	}{
		{"shelter", "health", []string{"care.task", "record", "answer", "no", "see", "to.health"}, []string{"police.limit"}},
		{"ngo", "police", []string{"care.limit", "to.police"}, []string{"to.care"}},
		{"police", "shelter", []string{"police.limit", "police.record", "police.answer", "police.no", "police.see", "to.care"}, []string{"no", "record", "answer", "care.task"}},
		{"court", "prosecution", []string{"justice.limit", "justice.record", "to.justice"}, []string{"record", "answer", "no"}},
		{"labour", "immigration", []string{"permits.task", "permits.answer", "to.permits"}, []string{"answer"}},
		{"consular", "social", []string{"consular.limit", "consular.record", "to.social"}, []string{"record"}},
		{"focal_point", "consular", []string{"coordination.limit", "to.consular"}, nil},
		{"regional", "", []string{"coordination.task", "to.other"}, []string{"to.coordination"}},
	} {
		got := ids(c.from, c.to)
		for _, id := range c.has {
			if !slices.Contains(got, id) {
				t.Errorf("%s to %s: does not say %s", c.from, c.to, id)
			}
		}
		for _, id := range c.not {
			if slices.Contains(got, id) {
				t.Errorf("%s to %s: says %s", c.from, c.to, id)
			}
		}
	}
}

// TestTextOfFigures: who is asked whether they are counted hears of figures, and nothing of
// sharing, which they are not asked about.
func TestTextOfFigures(t *testing.T) {
	for _, r := range readings() {
		var ids []string
		for _, p := range current(t, textLangs[0]).Compose(r) { // the others read the same: TestTextComposes
			ids = append(ids, p.ID)
		}
		all := strings.Join(ids, " ")
		if r.Counts != slices.Contains(ids, "counted") {
			t.Errorf("%+v: reads %s", r, all)
		}
		if !r.Counts {
			continue
		}
		for _, id := range []string{"counted.no", "counted.withdraw", "who", "inside"} {
			if !slices.Contains(ids, id) {
				t.Errorf("%+v: does not read %s", r, id)
			}
		}
		for _, of := range []string{"share", "to.", "open", "stays", "exceptions", "emergency", "transfer", "child.danger"} {
			if slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(id, of) || strings.HasSuffix(id, "."+of) }) {
				t.Errorf("%+v: reads %s", r, all)
			}
		}
	}
}

// TestTextSaysWhatIsNotKnown: a place that no one filled is said, never left.
func TestTextSaysWhatIsNotKnown(t *testing.T) {
	for _, lang := range textLangs {
		x := current(t, lang)
		owner := consent.Owner{Name: "Rumah Contoh", Sector: "shelter"}
		all := paragraphs(x.Compose(consent.Reading{Owner: owner, Child: true}))
		for _, id := range []string{"telephone.unknown", "address.unknown", "complain.unknown", "kept_for.child.unknown"} {
			if all[id] == "" {
				t.Errorf("%s: %s is not said", lang, id)
			}
		}
		if !strings.Contains(all["who"], "Rumah Contoh") {
			t.Errorf("%s: does not say who we are: %s", lang, all["who"])
		}
		owner.Telephone, owner.Address, owner.Complaint, owner.Months, owner.Horizon = "+62 812 {address}", "Jalan Contoh 1", "Kantor Contoh", 25, 45
		all = paragraphs(x.Compose(consent.Reading{Owner: owner}))
		for id, want := range map[string]string{"telephone": "+62 812 {address}", "address": "Jalan Contoh 1", "complain": "Kantor Contoh", "kept_for": "25", "erasure": "45"} {
			if !strings.Contains(all[id], want) {
				t.Errorf("%s: %s is %q", lang, id, all[id])
			}
		}
	}
}

func paragraphs(all []consent.Paragraph) map[string]string {
	by := map[string]string{}
	for _, p := range all {
		by[p.ID] = p.Text
	}
	return by
}

// said returns all words of a language by their key, the later ones too, as the
// files have them.
func said(t *testing.T, lang string) map[string]string {
	t.Helper()
	by := map[string]string{}
	for _, name := range []string{lang + ".txt", lang + ".later.txt"} {
		maps.Copy(by, passagesIn(t, name))
	}
	return by
}

func passagesIn(t *testing.T, name string) map[string]string {
	t.Helper()
	b, err := os.ReadFile("texts/" + name)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]string{}
	for _, part := range strings.Split("\n"+strings.TrimSpace(string(b)), "\n# ")[1:] {
		key, text, _ := strings.Cut(part, "\n")
		if _, twice := by[key]; twice {
			t.Errorf("%s: %s stands twice", name, key)
		}
		by[key] = strings.TrimSpace(text)
	}
	return by
}

// TestTextHasNoOrphans: every passage of a language is read somewhere, and those
// for later are the declared ones, in no version.
func TestTextHasNoOrphans(t *testing.T) {
	later := []consent.Passage{consent.Copies}
	for _, lang := range released {
		read := map[string]bool{"title": true}
		for _, r := range readings() {
			for _, version := range []string{"2.0", consent.CurrentVersion} {
				x, _ := consent.TextVersion(lang, version)
				for _, p := range x.Compose(r) {
					read[p.ID] = true
				}
			}
		}
		if got, want := slices.Sorted(maps.Keys(passagesIn(t, lang+".txt"))), slices.Sorted(maps.Keys(read)); !slices.Equal(got, want) {
			t.Errorf("%s.txt holds %v\nread are %v", lang, got, want)
		}
		var keys []consent.Passage
		for key := range passagesIn(t, lang+".later.txt") {
			keys = append(keys, consent.Passage(key))
		}
		if slices.Sort(keys); !slices.Equal(keys, later) {
			t.Errorf("%s.later.txt holds %v", lang, keys)
		}
	}
}

func TestHeard(t *testing.T) {
	for _, c := range []struct {
		version string
		passage consent.Passage
		want    bool
	}{
		{"v1", "withdraw", false},
		{"2.0", "withdraw", true},
		{"2.0", "child.guardian", true},
		{"2.0", "police.limit", false}, // not everyone who was read 2.0 heard it
		{"2.0", consent.CarryOver, false},
		{"2.1", consent.CarryOver, true},
		{"2.0", consent.Transfer, false},
		{"2.2", consent.EmergencyTold, false},
		{"2.3", consent.EmergencyTold, true},
		{"2.2", consent.Transfer, false},
		{"2.2", consent.Conference, false},
		{"2.3", consent.Transfer, true},
		{"2.3", consent.Conference, true},
		{"2.3", consent.Counted, false},
		{"2.4", consent.Counted, true},
		{"2.4", consent.Transfer, true},
		{"2.4", consent.Decision, false},
		{"2.4", consent.Notice, false},
		{"2.5", consent.Decision, true},
		{"2.5", consent.Notice, true},
		{"2.0", consent.Erasure, false},
		{"2.1", consent.Erasure, false},
		{"2.2", consent.Erasure, true},
		{"2.2", "kept", false},
		{"2.0", consent.Copies, false},
		{"9.9", "withdraw", false},
		{"", "", false},
	} {
		if got := consent.TextHolds(c.version, c.passage); got != c.want {
			t.Errorf("version %q, %q: heard %v", c.version, c.passage, got)
		}
	}
}

// pins are the released texts: the first version as its file, later ones as
// everything that can be read. A released text never changes: other words are
// another passage in another version.
var pins = map[string]string{
	"en v1":  "425f8cc3bcf791d8143ed4845266eec07ef1e0db7a3c95234d3a674cfaf2afd6",
	"id v1":  "adba9b7e3ccf00828906f6fde98303076f90f984308869edb19b3aafcac67a19",
	"en 2.0": "cf74814c577a620d6790d4e54d596cdd6c84fc59a9c00d136fa83641703ab713",
	"id 2.0": "e83edf6131ab5ad072348ea0563b359e84a269cd07c067a9635269f3c0fbd46b",
	"en 2.1": "02e01700f4ba802dfc3dd8e0d0c567e1e52ecdd2b31d87a2457669ea418173b4",
	"id 2.1": "72fbf8e1c9c3a28abd1f00e9d9807cb61bea0138c22a346ffbe12a02a671615d",
	"en 2.2": "eb62328d0dbba69ad45e9469b6aec621eed9264ed117b9b74250a498d2d93d0d",
	"id 2.2": "75197af0b649fe47e7db3d6fc5a6e5cd236134e4d2b7610ff8bb752051175f95",
	"en 2.3": "85339a3ed2693403871a1a59a3b52e261709ba8fdc140e5e5221c82a696b0e51",
	"id 2.3": "560d2ebe63aee59601ce8034e8d160eaccffd0b78f34ff9b1bd4090e1a2f05e9",
	"en 2.4": "30bfac0f26c7ff41821f4132446e68aecc825d8234f7abbec035dd2d370c777d",
	"id 2.4": "8c89d1f5aa80687bb38462176e4bddb79faf2e70ea52a22e727b617ba864c7b9",
	"en 2.5": "843fe34cb374eeaf550d65ef42f628486f1e7902cdb422fd2e01a07870077ec0",
	"id 2.5": "5e9c3c290d8029be55a15b25fc75b9ae9e7dd97f65a0312c913d28d790b3ca0f",
}

func TestReleasedTextsStay(t *testing.T) {
	for _, lang := range released {
		b, err := os.ReadFile("texts/" + lang + ".v1.txt")
		if err != nil {
			t.Fatal(err)
		}
		pinned(t, lang+" v1", b)
		if pins[lang+" "+consent.CurrentVersion] == "" {
			pinned(t, lang+" "+consent.CurrentVersion, everything(t, lang, consent.CurrentVersion))
		}
		old, ok := consent.TextVersion(lang, "v1")
		if got := old.Compose(consent.Reading{Child: true}); !ok || len(got) != 7 || !strings.HasPrefix(string(b), old.Title+"\n\n"+got[0].Text+"\n\n") {
			t.Errorf("%s v1 is not shown as it was read", lang)
		}
		for name := range pins {
			if l, version, _ := strings.Cut(name, " "); l == lang && version != "v1" {
				pinned(t, name, everything(t, lang, version))
			}
		}
	}
}

func everything(t *testing.T, lang, version string) []byte {
	t.Helper()
	x, ok := consent.TextVersion(lang, version)
	if !ok {
		t.Fatalf("the text %s %s is gone", lang, version)
	}
	all := map[string]bool{} // two sectors of one kind read the same
	for _, r := range readings() {
		if r.Counts && !consent.TextHolds(version, consent.Counted) || r.Decides && !consent.TextHolds(version, consent.Decision) {
			continue // nobody was asked
		}
		var b strings.Builder
		for _, p := range x.Compose(r) {
			fmt.Fprintln(&b, p.ID, p.Text)
		}
		all[b.String()] = true
	}
	return []byte(x.Title + "\n\n" + strings.Join(slices.Sorted(maps.Keys(all)), "\n"))
}

func pinned(t *testing.T, name string, text []byte) {
	t.Helper()
	sum := sha256.Sum256(text)
	if got := hex.EncodeToString(sum[:]); got != pins[name] {
		t.Errorf("the text %s has changed: its hash is %s", name, got)
	}
}

// absolute are words that promise more than anyone can keep, and kept the
// sentences in which they are true all the same.
var absolute = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)\b(never|always|nobody|no one|nothing|everything|everybody|every|all|any|anyone|impossible|guarantee\w*|completely|totally|certainly|100)\b`),
	"id": regexp.MustCompile(`(?i)\b(tidak pernah|tak pernah|selalu|siapa pun|apa pun|mana pun|kapan saja|kapan pun|semua|semuanya|seluruh|setiap|tidak ada|pasti|dijamin|menjamin|mustahil|sepenuhnya|100)\b`),
}

var kept = map[string][]string{
	"en": {
		"We cannot promise everything.",
		"You can change your mind at any time.",
		"Tell any of our workers.",
		"Tell any of us.",
		"and any letter or copy that it has.",
		"The law may require us to act on a crime all the same.",
	},
	"id": {
		"Tidak semua hal bisa kami janjikan.",
		"Anda boleh berubah pikiran kapan saja.",
		"Katakan kepada petugas kami yang mana pun.",
		"tetapi tidak ada kunci yang sempurna.",
		"atau kami belum tahu pasti.",
		"Nomor telepon kami tidak ada dalam teks ini.",
		"Alamat kami tidak ada dalam teks ini.",
		"Tempat pengaduan lain tidak ada dalam teks ini.",
		"Setiap negara bekerja menurut hukumnya sendiri",
		"Kalau Anda setuju, seluruh kasus Anda pindah",
		"Di dalamnya tidak ada nama",
	},
}

func TestTextPromisesNothingAbsolute(t *testing.T) {
	for _, lang := range released {
		used := map[string]bool{}
		for key, text := range said(t, lang) {
			for _, k := range kept[lang] {
				if strings.Contains(text, k) {
					used[k] = true
					text = strings.ReplaceAll(text, k, "")
				}
			}
			if found := absolute[lang].FindString(text); found != "" {
				t.Errorf("%s: %s says %q: true of everybody, at any time?", lang, key, found)
			}
		}
		for _, k := range kept[lang] {
			if !used[k] {
				t.Errorf("%s: no passage says %q", lang, k)
			}
		}
	}
}

var (
	place    = regexp.MustCompile(`\{[a-z]*\}`)
	sentence = regexp.MustCompile(`[.?]"? |[.?]$`)
	unfit    = map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`(?i)\b(he|she|him|his|her|hers|victims?|illegals?|runaway|prostitute|client|subject|suspect)\b|[!<>]`),
		"id": regexp.MustCompile(`(?i)\b(dia|korban|ilegal|klien|pelacur|lu|elu)\b|[!<>]`),
	}
	kamu = regexp.MustCompile(`(?i)\bkamu\b|(umur|kepada|membuat|wali|selamatan|sehatan|dokumen|keluarga|tinggal|jawaban|dari|kata|minta|mintaan)mu\b`)
)

// TestTextIsPlain: short sentences, fit words, one way to address a person, no
// place that no one fills.
func TestTextIsPlain(t *testing.T) {
	places := []string{"{owner}", "{telephone}", "{address}", "{complaint}", "{keeps}", "{months}", "{childhood}", "{days}"}
	for _, lang := range released {
		sentences, words := 0, 0
		for key, text := range said(t, lang) {
			for _, p := range place.FindAllString(text, -1) {
				if !slices.Contains(places, p) {
					t.Errorf("%s: %s has a place %s that nobody fills", lang, key, p)
				}
			}
			if found := unfit[lang].FindString(text); found != "" {
				t.Errorf("%s: %s says %q", lang, key, found)
			}
			for _, s := range sentence.Split(text, -1) {
				n := len(strings.Fields(s))
				if n > 30 {
					t.Errorf("%s: %s has a sentence of %d words: %s", lang, key, n, s)
				}
				if n > 0 {
					sentences, words = sentences+1, words+n
				}
			}
			child := strings.HasPrefix(key, "child.")
			if lang == "id" && (kamu.MatchString(text) != child || child && strings.Contains(text, "Anda")) {
				t.Errorf("%s: a child is kamu, everybody else Anda", key)
			}
		}
		if sentences == 0 || float64(words)/float64(sentences) > 12 {
			t.Errorf("%s: %d words in %d sentences", lang, words, sentences)
		}
	}
}

// TestTextCanBeListenedTo: no one listens longer than some five minutes.
func TestTextCanBeListenedTo(t *testing.T) {
	for _, r := range readings() {
		for _, lang := range released {
			n, limit := 0, 700
			if r.Child {
				limit = 880
			}
			if r.Carries {
				limit += 50
			}
			if r.Owner.Emergency {
				limit += 80
			}
			if r.Moves {
				limit += 90
			}
			if r.Meets {
				limit += 25
			}
			if r.Decides {
				limit += 130
			}
			if r.Counts {
				limit = 500
			}
			for _, p := range current(t, lang).Compose(r) {
				n += len(strings.Fields(p.Text))
			}
			if n > limit {
				t.Errorf("%s from %s to %q: %d words", lang, r.Owner.Sector, r.Recipient, n)
			}
		}
	}
}

// TestDraftsAreLikeTheEnglish: a draft has the passages and the places of the English text,
// and its states are of passages that it has.
func TestDraftsAreLikeTheEnglish(t *testing.T) {
	english := passagesIn(t, "en.txt")
	for _, lang := range textLangs {
		if slices.Contains(released, lang) {
			continue
		}
		words := passagesIn(t, lang+".txt")
		for key, en := range english {
			text := words[key]
			if text == "" && key != "kept" && key != "kept.unknown" {
				t.Errorf("%s: %s is missing", lang, key)
			}
			got, want := place.FindAllString(text, -1), place.FindAllString(en, -1)
			slices.Sort(got)
			slices.Sort(want)
			if text != "" && !slices.Equal(slices.Compact(got), slices.Compact(want)) {
				t.Errorf("%s: %s has the places %v, the English %v", lang, key, got, want)
			}
		}
		for key := range words {
			if english[key] == "" {
				t.Errorf("%s: English has no %s", lang, key)
			}
		}
		raw, err := os.ReadFile("texts/" + lang + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		readings, err := i18n.ReadStates(string(raw))
		if err != nil {
			t.Errorf("%s: %v", lang, err)
		}
		for key := range readings {
			if words[key] == "" {
				t.Errorf("%s.csv: there is no passage %s", lang, key)
			}
		}
	}
}

// TestDraftIsChecked: only English is no draft, and a draft needs someone who checked it.
func TestDraftIsChecked(t *testing.T) {
	for _, lang := range textLangs {
		if got := current(t, lang).Draft(); got != (lang != "en") {
			t.Errorf("%s is a draft: %v", lang, got)
		}
	}
	for what, c := range map[string]struct {
		lang   string
		detail consent.Detail
		at     string
	}{
		"English":                        {"en", consent.Detail{}, ""},
		"no one":                         {"my", consent.Detail{}, "checked"},
		"someone else":                   {"my", consent.Detail{Checked: "person"}, "checked"},
		"the worker":                     {"my", consent.Detail{Checked: consent.CheckedByWorker}, ""},
		"an interpreter":                 {"my", consent.Detail{Checked: consent.CheckedByInterpreter, Interpreter: "Ko Example"}, ""},
		"an interpreter who has no name": {"my", consent.Detail{Checked: consent.CheckedByInterpreter, Interpreter: " "}, "interpreter"},
	} {
		at := ""
		for _, p := range (consent.Grant{Lang: c.lang, TextVersion: consent.CurrentVersion, Detail: c.detail}).CheckDraft() {
			at = p.Field
		}
		if at != c.at {
			t.Errorf("%s: problem at %q, want %q", what, at, c.at)
		}
	}
}
