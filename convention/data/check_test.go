package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lindung/convention"
)

type brokenCopy struct {
	folder, file string
	line         int
	rule         string
}

// broken lists the broken copies in testdata/check: the file and line that must
// be named, and the rule that is broken there.
var broken = []brokenCopy{
	{"act-twice", "ratifications.csv", 4, RuleTwice},
	{"article-number", "articles.json", 46, RuleFormat},
	{"article-twice", "articles.json", 65, RuleDuplicate},
	{"body-without-source", "bodies.json", 15, RuleSource},
	{"bound-before-deposit", "ratifications.csv", 3, RuleOrder},
	{"broken-json", "articles.json", 3, RuleFormat},
	{"broken-line", "ratifications.csv", 3, RuleFormat},
	{"conflict-about-nothing", "conflicts.csv", 3, RuleReference},
	{"date-of-a-month", "ratifications.csv", 3, RuleDate},
	{"deposit-before-signature", "ratifications.csv", 3, RuleOrder},
	{"event-of-unknown-body", "events.csv", 6, RuleReference},
	{"event-of-unknown-plan", "events.csv", 8, RuleReference},
	{"instrument-twice", "instruments.csv", 4, RuleDuplicate},
	{"instrument-without-rule", "instruments.csv", 21, RuleMissing},
	{"interval-half", "ratifications.csv", 3, RuleInterval},
	{"interval-upside-down", "ratifications.csv", 3, RuleInterval},
	{"interval-without-its-day", "ratifications.csv", 3, RuleInterval},
	{"membership-upside-down", "states.csv", 11, RuleInterval},
	{"memory-as-fact", "ratifications.csv", 3, RuleMemory},
	{"misspelt-field", "articles.json", 63, RuleFormat},
	{"not-checked", "ratifications.csv", 3, RuleChecked},
	{"party-before-adoption", "ratifications.csv", 3, RuleAdoption},
	{"party-without-day", "ratifications.csv", 3, RuleMissing},
	{"rule-of-unknown-article", "rules.csv", 2, RuleArticle},
	{"rule-without-unit", "rules.csv", 3, RuleFormat},
	{"source-missing", "ratifications.csv", 3, RuleSource},
	{"source-without-address", "ratifications.csv", 3, RuleSource},
	{"start-before-adoption", "instruments.csv", 2, RuleAdoption},
	{"start-from-memory", "instruments.csv", 13, RuleMemory},
	{"topic-of-unknown-article", "topics.csv", 11, RuleArticle},
	{"unknown-as-fact", "ratifications.csv", 3, RuleMemory},
	{"unknown-basis", "articles.json", 61, RuleCertainty},
	{"unknown-certainty", "ratifications.csv", 3, RuleCertainty},
	{"unknown-column", "ratifications.csv", 1, RuleFormat},
	{"unknown-instrument", "ratifications.csv", 3, RuleInstrument},
	{"unknown-pillar", "articles.json", 50, RuleReference},
	{"unknown-standing", "ratifications.csv", 3, RuleCertainty},
	{"unknown-state", "ratifications.csv", 3, RuleState},
	{"unknown-state-of-law", "national.json", 4, RuleState},
	{"unknown-strength", "articles.json", 53, RuleCertainty},
	{"unverified-as-fact", "ratifications.csv", 3, RuleMemory},
	{"wrong-date", "ratifications.csv", 3, RuleDate},
}

func TestCheckNamesFileLineAndRule(t *testing.T) {
	for _, c := range broken {
		problems, err := CheckPath(filepath.Join("testdata/check", c.folder))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(problems, func(p Problem) bool {
			return p.File == c.file && p.Line == c.line && p.Rule == c.rule
		}) {
			t.Errorf("%s: want %s:%d: %s, got\n%v", c.folder, c.file, c.line, c.rule, Problems(problems))
		}
	}
}

func TestCheckAcceptsACorrection(t *testing.T) {
	problems, err := CheckPath("testdata/check/act-corrected")
	if err != nil || len(problems) > 0 {
		t.Errorf("got %v, %v", problems, err)
	}
}

func TestEveryBrokenCopyIsInTheTable(t *testing.T) {
	entries, err := os.ReadDir("testdata/check")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.ContainsFunc(broken, func(c brokenCopy) bool {
			return c.folder == e.Name()
		}) && e.Name() != "act-corrected" {
			t.Errorf("testdata/check/%s is in no table", e.Name())
		}
	}
}

func TestEveryRuleHasABrokenCopy(t *testing.T) {
	for _, rule := range []string{RuleFormat, RuleDate, RuleCertainty, RuleSource, RuleChecked, RuleInstrument,
		RuleArticle, RuleState, RuleReference, RuleDuplicate, RuleTwice, RuleAdoption, RuleInterval, RuleOrder,
		RuleMemory, RuleMissing} {
		if !slices.ContainsFunc(broken, func(c brokenCopy) bool {
			return c.rule == rule
		}) {
			t.Errorf("no broken copy for rule %s", rule)
		}
	}
}

func TestTheDataIsGood(t *testing.T) {
	for _, p := range Check(Files()) {
		t.Error(p)
	}
}

func TestCertaintyOf(t *testing.T) {
	for basis, want := range map[string]convention.Certainty{
		"verified":                                   convention.Verified,
		"verified (asean.org; asean2017.ph)":         convention.Verified,
		"verified (2010 source)":                     convention.Verified,
		"partly verified (ministry: memory)":         convention.Partly,
		"verified (number); list not seen":           convention.Partly,
		"existence verified; content memory":         convention.Partly,
		"memory, unverified":                         convention.Memory,
		"assumed; text not seen":                     convention.Memory,
		"unsure":                                     convention.NotEstablished,
		"not found in the parts of the statute read": convention.NotEstablished,
		"I think so":                                 "",
		"":                                           "",
	} {
		if got, ok := certaintyOf(basis); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v; want %q", basis, got, ok, want)
		}
	}
}

func TestProblemsNameEveryLine(t *testing.T) {
	_, err := Open("testdata/check/act-twice")
	if err == nil || !strings.Contains(err.Error(), "ratifications.csv:4: twice: ") {
		t.Errorf("got %v", err)
	}
}
