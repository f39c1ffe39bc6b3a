package i18n

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestEveryTextHasAStage: every English text is of one stage, and no stage names texts that
// there are not.
func TestEveryTextHasAStage(t *testing.T) {
	english := books[English]().messages
	for key := range english {
		if StageOf(key) == "" {
			t.Errorf("%s is of no stage: name its beginning in stages", key)
		}
	}
	seen := map[string]Stage{}
	for _, s := range stages {
		for _, p := range strings.Fields(s.prefixes) {
			if seen[p] != "" {
				t.Errorf("%q is in the stages %s and %s", p, seen[p], s.stage)
			}
			seen[p] = s.stage
			used := false
			for key := range english {
				used = used || strings.HasPrefix(key, p)
			}
			if !used {
				t.Errorf("no text begins with %q", p)
			}
		}
	}
}

func TestStageOf(t *testing.T) {
	for key, want := range map[string]Stage{
		"common.and": StageFrame, "lang.th": StageFrame, "page.no": StageFrame, "page.notice": StageSignIn, "page.consent": StageConsent,
		"page.error.404.what": StageTrouble, "public.help.first.1": StageHelp, "public.home.lead": StagePublic, "own.a": StageOwn,
		"case.a": StageCase, "queue.a": StageReferral, "screening.a": StageFinding, "code.sex.f": StageFields, "log.a": StageOffice, "x.y": "",
	} {
		if got := StageOf(key); got != want {
			t.Errorf("%s is of stage %q, want %q", key, got, want)
		}
	}
}

// TestCountsAreTheKeys: what counts reads by lines is what the files say as JSON.
func TestCountsAreTheKeys(t *testing.T) {
	for _, l := range langs {
		texts, _ := textsOf(files, l)
		got, want := catalogKeys(files, l), slices.Collect(maps.Keys(texts))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d keys by lines, %d by JSON", l, len(got), len(want))
		}
	}
}

func TestWhole(t *testing.T) {
	for _, l := range complete {
		if !l.Whole(Stages()...) {
			t.Errorf("%s is not whole", l)
		}
	}
	if Lang("xx").Whole() || !slices.Contains(Offered(Stages()...), English) {
		t.Error("a language that is not known is whole, or English is not")
	}
}

func TestStateOf(t *testing.T) {
	en, text := Hash("One"), Hash("Satu")
	line := func(english, text, by, shelter string) string {
		return "one," + english + "," + text + "," + by + ",2026-12-01," + shelter + "\n"
	}
	head := strings.Join(stateHead, ",") + "\n"
	for what, c := range map[string]struct {
		lines string
		want  State
	}{
		"no line":                     {"", Draft},
		"written":                     {line(en, "", "", ""), Draft},
		"one reader":                  {line(en, text, "AB", "no"), Read},
		"the same reader twice":       {line(en, text, "AB", "no") + line(en, text, "AB", "yes"), Read},
		"two readers, none a shelter": {line(en, text, "AB", "no") + line(en, text, "CD", "no"), Read},
		"two readers, one a shelter":  {line(en, text, "AB", "no") + line(en, text, "CD", "yes"), Approved},
		"of another English":          {line(Hash("Two"), text, "AB", "yes"), Draft},
		"of other words":              {line(en, Hash("Dua"), "AB", "yes"), Draft},
		"one of them of other words":  {line(en, text, "AB", "no") + line(en, Hash("Dua"), "CD", "yes"), Read},
	} {
		rs, err := ReadStates(head + c.lines)
		if err != nil {
			t.Fatal(what, err)
		}
		if got := rs.StateOf("one", "One", "Satu"); got != c.want {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
	rs, _ := ReadStates(head + line(Hash("Two"), "", "", ""))
	if !rs.Stale("one", "One") || rs.Stale("one", "Two") || rs.Stale("two", "Two") {
		t.Error("stale")
	}
	for _, bad := range []string{
		"one,x,,,2026-12-01,\n", line(en, text, "", ""), line(en, "", "AB", "no"), line(en, text, "AB", "maybe"), "one," + en + ",,,yesterday,\n", "one\n",
	} {
		if _, err := ReadStates(head + bad); err == nil {
			t.Errorf("%q is a line of states", bad)
		}
	}
}

// TestStatesAreOfTexts: the files of states can be read, and speak of texts that there are.
func TestStatesAreOfTexts(t *testing.T) {
	for _, l := range langs {
		readings, err := statesOf(files, l)
		if err != nil {
			t.Error(err)
		}
		for key := range readings {
			if _, ok := books[l]().messages[key]; !ok {
				t.Errorf("state/%s.csv: there is no text %s", l, key)
			}
		}
	}
}

// TestDraftsAreSaid: a T notes whether it gave out a draft, and which texts are English.
func TestDraftsAreSaid(t *testing.T) {
	fsys := fstest.MapFS{}
	put := func(name string, texts map[string]string) {
		raw, err := json.Marshal(texts)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = &fstest.MapFile{Data: raw}
	}
	put("catalog/en/a.json", map[string]string{"one": "One", "two": "Two", "lang.th": "ไทย", "n": "{n} more"})
	put("catalog/th/a.json", map[string]string{"one": "หนึ่ง", "two": "สอง", "lang.th": "ไทย"})
	fsys["state/th.csv"] = &fstest.MapFile{Data: []byte(strings.Join(stateHead, ",") + "\none," + Hash("One") + "," + Hash("หนึ่ง") + ",AB,2026-12-01,no\n")}
	shelf := shelf(fsys)
	speak := func(l Lang) T { return T{shelf[l](), &notes{}} }
	th := speak("th")
	if th.Text("one"); th.Drafted() {
		t.Error("a text that was read is a draft")
	}
	if th.Text("lang.th"); th.Drafted() {
		t.Error("a name that a language has for itself is a draft")
	}
	copied := th
	if copied.Text("two"); !th.Drafted() {
		t.Error("a draft is not noted")
	}
	if th.Text("n", "n", 3); !slices.Equal(th.InEnglish(), []string{"3 more"}) {
		t.Errorf("English: %q", th.InEnglish())
	}
	en := speak("en")
	if en.Text("two"); en.Drafted() || en.InEnglish() != nil {
		t.Error("English is a draft")
	}
	en.GaveDraft()
	if en.Drafted() || (T{}).Drafted() {
		t.Error("an English page shows a draft")
	}
}

func BenchmarkCounts(b *testing.B) {
	for b.Loop() {
		for _, l := range langs {
			catalogKeys(files, l)
		}
		for key := range books[English]().messages {
			StageOf(key)
		}
	}
}
