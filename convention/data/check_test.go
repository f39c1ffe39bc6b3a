package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
	{"announcement-without-day", "ratifications.csv", 3, RuleMissing},
	{"answered-before-it-was-made", "followups.csv", 2, RuleOrder},
	{"answered-by-an-unknown-body", "followups.csv", 2, RuleReference},
	{"answered-by-nobody", "followups.csv", 2, RuleMissing},
	{"answered-by-one-who-was-not-asked", "followups.csv", 2, RuleReference},
	{"answered-on-no-day", "followups.csv", 2, RuleMissing},
	{"article-number", "articles.json", 51, RuleFormat},
	{"article-twice", "articles.json", 79, RuleDuplicate},
	{"assessment-by-a-dash", "assessments.csv", 2, RuleAssessor},
	{"assessment-by-an-ngo", "assessments.csv", 2, RuleAssessor},
	{"assessment-by-nobody", "assessments.csv", 2, RuleAssessor},
	{"assessment-by-observers", "assessments.csv", 2, RuleAssessor},
	{"assessment-by-two", "assessments.csv", 2, RuleAssessor},
	{"assessment-by-unknown-body", "assessments.csv", 2, RuleReference},
	{"assessment-of-nothing", "assessments.csv", 2, RuleReference},
	{"assessment-of-two-kinds", "assessments.csv", 3, RuleAssessor},
	{"assessment-of-unknown-kind", "assessments.csv", 2, RuleReference},
	{"assessment-of-unknown-paragraph", "assessments.csv", 2, RuleArticle},
	{"assessment-of-unknown-state", "assessments.csv", 2, RuleState},
	{"assessment-replies-before", "assessments.csv", 3, RuleOrder},
	{"assessment-replies-elsewhere", "assessments.csv", 3, RuleReference},
	{"assessment-replies-to-nothing", "assessments.csv", 2, RuleReference},
	{"assessment-that-is-a-grade", "assessments.csv", 2, RuleFormat},
	{"assessment-twice", "assessments.csv", 3, RuleDuplicate},
	{"assessment-with-a-score", "assessments.csv", 1, RuleFormat},
	{"assessment-without-day", "assessments.csv", 2, RuleMissing},
	{"body-without-source", "bodies.json", 4, RuleSource},
	{"bound-before-deposit", "ratifications.csv", 3, RuleOrder},
	{"broken-json", "articles.json", 3, RuleFormat},
	{"broken-line", "ratifications.csv", 3, RuleFormat},
	{"cites-a-source-that-names-one", "followups.csv", 2, RuleSource},
	{"cites-by-a-letter", "followups.csv", 2, RuleSource},
	{"cites-from-memory", "followups.csv", 2, RuleSource},
	{"cites-one-name-twice", "followups.csv", 2, RuleSource},
	{"cites-without-names", "followups.csv", 2, RuleSource},
	{"computed-as-verified", "ratifications.csv", 3, RuleVerified},
	{"conflict-about-nothing", "conflicts.csv", 3, RuleReference},
	{"contact-of-searches", "contacts.csv", 2, RuleNote},
	{"contact-of-unknown-kind", "contacts.csv", 2, RuleReference},
	{"contact-that-cannot-be-called", "contacts.csv", 2, RuleFormat},
	{"contact-verified-without-day", "contacts.csv", 2, RuleVerified},
	{"contact-without-number", "contacts.csv", 2, RuleFormat},
	{"date-of-a-month", "ratifications.csv", 3, RuleDate},
	{"day-of-checking-actip-indonesia", "ratifications.csv", 3, RuleLimit},
	{"day-of-checking-c029-viet-nam", "ratifications.csv", 3, RuleLimit},
	{"day-of-checking-c138-cambodia", "ratifications.csv", 3, RuleLimit},
	{"day-of-checking-c138-viet-nam", "ratifications.csv", 3, RuleLimit},
	{"day-of-checking-in-party-by", "ratifications.csv", 3, RuleLimit},
	{"deposit-after-its-source", "ratifications.csv", 3, RuleVerified},
	{"deposit-before-signature", "ratifications.csv", 3, RuleOrder},
	{"event-after-its-source", "events.csv", 2, RuleVerified},
	{"event-follows-nothing", "events.csv", 2, RuleReference},
	{"event-in-a-circle", "events.csv", 3, RuleCircle},
	{"event-of-unknown-body", "events.csv", 2, RuleReference},
	{"event-of-unknown-paragraph", "events.csv", 2, RuleArticle},
	{"event-of-unknown-plan", "events.csv", 2, RuleReference},
	{"event-that-does-not-say-what-was-read", "events.csv", 2, RuleFormat},
	{"event-with-a-path-as-id", "events.csv", 2, RuleFormat},
	{"event-that-follows-a-later-one", "events.csv", 2, RuleOrder},
	{"event-with-an-agenda-nowhere", "events.csv", 2, RuleFormat},
	{"event-with-an-unknown-guest", "events.csv", 2, RuleReference},
	{"focal-of-nobody", "focal.csv", 2, RuleState},
	{"focal-of-unknown-body", "focal.csv", 2, RuleReference},
	{"focal-upside-down", "focal.csv", 2, RuleInterval},
	{"focal-with-a-telephone", "focal.csv", 2, RuleFormat},
	{"focal-without-office", "focal.csv", 2, RuleFormat},
	{"followed-up-before-it-was-made", "followups.csv", 2, RuleOrder},
	{"followed-up-by-an-unknown-event", "followups.csv", 2, RuleReference},
	{"followed-up-by-an-unknown-tie", "followups.csv", 2, RuleFormat},
	{"followed-up-by-an-unnamed-event", "followups.csv", 2, RuleMissing},
	{"followed-up-in-a-circle", "followups.csv", 2, RuleCircle},
	{"followed-up-in-an-unknown-way", "followups.csv", 2, RuleFormat},
	{"followed-up-nothing", "followups.csv", 2, RuleReference},
	{"followed-up-twice", "followups.csv", 3, RuleDuplicate},
	{"in-force-in-an-interval", "ratifications.csv", 3, RuleInterval},
	{"instrument-twice", "instruments.csv", 4, RuleDuplicate},
	{"instrument-without-rule", "instruments.csv", 3, RuleMissing},
	{"interval-upside-down", "ratifications.csv", 3, RuleInterval},
	{"law-from-memory", "national.csv", 2, RuleMemory},
	{"law-of-unknown-paragraph", "national.csv", 2, RuleArticle},
	{"law-of-unknown-topic", "national.csv", 2, RuleReference},
	{"law-owed-by-practice", "national.csv", 2, RuleMemory},
	{"law-owed-in-an-unknown-case", "national.csv", 2, RuleReference},
	{"law-owed-in-no-case", "national.csv", 2, RuleMissing},
	{"law-owed-without-words", "national.csv", 2, RuleFormat},
	{"law-that-is-a-measure", "national.csv", 2, RuleTwice},
	{"law-verified-without-day", "national.csv", 2, RuleVerified},
	{"law-with-a-wrong-period", "national.csv", 2, RuleFormat},
	{"law-with-a-wrong-start", "national.csv", 2, RuleReference},
	{"law-without-text", "national.csv", 2, RuleMissing},
	{"measure-after-its-source", "measures.csv", 2, RuleVerified},
	{"measure-drafted-and-begun", "measures.csv", 2, RuleOrder},
	{"measure-for-an-unknown-plan", "measures.csv", 2, RuleReference},
	{"measure-from-memory", "measures.csv", 2, RuleMemory},
	{"measure-gives-effect-by-nobody", "measures.csv", 2, RuleAssessor},
	{"measure-of-a-state-and-a-body", "measures.csv", 2, RuleState},
	{"measure-of-nobody", "measures.csv", 2, RuleState},
	{"measure-of-unknown-article", "measures.csv", 2, RuleArticle},
	{"measure-of-unknown-body", "measures.csv", 2, RuleReference},
	{"measure-of-unknown-delay", "measures.csv", 2, RuleReference},
	{"measure-of-unknown-kind", "measures.csv", 2, RuleReference},
	{"measure-of-unknown-paragraph", "measures.csv", 2, RuleArticle},
	{"measure-of-unknown-relation", "measures.csv", 2, RuleReference},
	{"measure-related-by-another", "measures.csv", 3, RuleReference},
	{"measure-replaces-itself", "measures.csv", 2, RuleCircle},
	{"measure-replaces-nothing", "measures.csv", 2, RuleReference},
	{"measure-twice", "measures.csv", 3, RuleDuplicate},
	{"measure-under-another-state", "measures.csv", 2, RuleFormat},
	{"measure-upside-down", "measures.csv", 2, RuleInterval},
	{"measure-without-source", "measures.csv", 2, RuleSource},
	{"membership-until-the-day-of-checking", "states.csv", 2, RuleLimit},
	{"membership-upside-down", "states.csv", 2, RuleInterval},
	{"misspelt-field", "articles.json", 77, RuleFormat},
	{"none-found-after-it-was-checked", "followups.csv", 2, RuleDate},
	{"none-found-and-tied", "followups.csv", 2, RuleFormat},
	{"none-found-in-a-month", "followups.csv", 2, RuleMissing},
	{"none-found-in-an-event", "followups.csv", 2, RuleReference},
	{"none-found-without-a-day", "followups.csv", 2, RuleMissing},
	{"not-checked", "ratifications.csv", 3, RuleChecked},
	{"paragraph-verified-without-day", "articles.json", 46, RuleVerified},
	{"paragraph-with-a-working-note", "articles.json", 66, RuleNote},
	{"party-before-adoption", "ratifications.csv", 3, RuleAdoption},
	{"party-by-no-day", "ratifications.csv", 3, RuleMissing},
	{"party-without-day", "ratifications.csv", 3, RuleMissing},
	{"plan-line-of-unknown-plan", "plan_lines.csv", 2, RuleReference},
	{"plan-line-without-activity", "plan_lines.csv", 2, RuleFormat},
	{"plan-line-without-day", "plan_lines.csv", 2, RuleMissing},
	{"procedure-from-memory", "routes.csv", 2, RuleMemory},
	{"procedure-of-unknown-kind", "routes.csv", 2, RuleReference},
	{"procedure-twice", "routes.csv", 3, RuleTwice},
	{"procedure-without-body", "routes.csv", 2, RuleFormat},
	{"procedure-without-number", "routes.csv", 2, RuleFormat},
	{"procedure-without-source", "routes.csv", 2, RuleSource},
	{"recommended-again-what-nobody-did", "recommendations.csv", 2, RuleReference},
	{"recommended-and-none-in-the-data", "events.csv", 2, RuleMissing},
	{"recommended-by-an-older-source", "recommendations.csv", 2, RuleVerified},
	{"recommended-by-an-unknown-event", "recommendations.csv", 2, RuleReference},
	{"recommended-by-an-unknown-kind", "recommendations.csv", 2, RuleFormat},
	{"recommended-due-before-the-event", "recommendations.csv", 2, RuleOrder},
	{"recommended-in-a-circle", "recommendations.csv", 3, RuleCircle},
	{"recommended-in-a-text-from-memory", "recommendations.csv", 2, RuleMemory},
	{"recommended-in-a-text-that-nobody-read", "recommendations.csv", 2, RuleMemory},
	{"recommended-on-an-unknown-paragraph", "recommendations.csv", 2, RuleArticle},
	{"recommended-on-two-days", "recommendations.csv", 2, RuleFormat},
	{"recommended-though-not-seen", "recommendations.csv", 2, RuleOrder},
	{"recommended-to-an-unknown-body", "recommendations.csv", 2, RuleReference},
	{"recommended-to-nobody", "recommendations.csv", 2, RuleMissing},
	{"recommended-twice", "recommendations.csv", 3, RuleDuplicate},
	{"recommended-with-an-unknown-verb", "recommendations.csv", 2, RuleFormat},
	{"recommended-without-text-as-fact", "recommendations.csv", 2, RuleMissing},
	{"rule-counted-in-another-way", "rules.csv", 2, RuleFormat},
	{"rule-of-unknown-article", "rules.csv", 2, RuleArticle},
	{"rule-without-unit", "rules.csv", 3, RuleFormat},
	{"signed-by-a-source-that-names-no-day", "ratifications.csv", 3, RuleVerified},
	{"source-missing", "ratifications.csv", 3, RuleSource},
	{"source-without-address", "ratifications.csv", 3, RuleSource},
	{"start-before-adoption", "instruments.csv", 2, RuleAdoption},
	{"start-from-an-older-source", "instruments.csv", 2, RuleVerified},
	{"start-without-words", "instruments.csv", 2, RuleVerified},
	{"step-before-an-earlier-one", "steps.csv", 3, RuleOrder},
	{"step-before-the-signature", "steps.csv", 3, RuleOrder},
	{"step-deposited-on-another-day", "steps.csv", 2, RuleEqual},
	{"step-not-recorded", "steps.csv", 2, RuleChecked},
	{"step-of-an-event-of-many-treaties", "steps.csv", 2, RuleReference},
	{"step-of-an-event-with-its-own-day", "steps.csv", 2, RuleTwice},
	{"step-of-two-states", "steps.csv", 3, RuleDuplicate},
	{"step-of-unknown-event", "steps.csv", 2, RuleReference},
	{"step-of-unknown-kind", "steps.csv", 2, RuleReference},
	{"step-of-unknown-state", "steps.csv", 2, RuleState},
	{"step-twice", "steps.csv", 3, RuleTwice},
	{"step-until-the-day-of-checking", "steps.csv", 2, RuleLimit},
	{"step-with-a-mark-without-source", "steps.csv", 2, RuleSource},
	{"step-with-unknown-scope", "steps.csv", 2, RuleFormat},
	{"step-without-source", "steps.csv", 2, RuleSource},
	{"unknown-as-fact", "ratifications.csv", 3, RuleMemory},
	{"unknown-certainty", "ratifications.csv", 3, RuleCertainty},
	{"unknown-column", "ratifications.csv", 1, RuleFormat},
	{"unknown-fact", "ratifications.csv", 3, RuleReference},
	{"unknown-instrument", "ratifications.csv", 3, RuleInstrument},
	{"unknown-pillar", "articles.json", 55, RuleReference},
	{"unknown-standing", "ratifications.csv", 3, RuleCertainty},
	{"unknown-state", "ratifications.csv", 3, RuleState},
	{"unknown-state-of-law", "national.csv", 2, RuleState},
	{"unknown-strength", "articles.json", 58, RuleCertainty},
	{"unknown-word-of-certainty", "articles.json", 74, RuleCertainty},
	{"unverified-as-fact", "ratifications.csv", 3, RuleMemory},
	{"verified-by-a-source-without-day", "ratifications.csv", 3, RuleVerified},
	{"working-note-in-a-note", "ratifications.csv", 3, RuleNote},
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

// good lists the copies that must be accepted: a correction on a day of its own, an
// interval that ends on a day which the source itself names, a step that has a source and
// no day, an assessment with the state's reply beside it, and recommendations with
// everything that can come after them.
var good = []string{"act-corrected", "measure-in-half-known-days", "day-that-the-source-names", "step-without-day", "measure-corrected", "assessment-with-reply", "focal-of-a-state", "plan-line",
	"followed-up-well"}

func TestCheckAccepts(t *testing.T) {
	for _, folder := range good {
		if problems, err := CheckPath(filepath.Join("testdata/check", folder)); err != nil || len(problems) > 0 {
			t.Errorf("%s: got %v, %v", folder, problems, err)
		}
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
		}) && !slices.Contains(good, e.Name()) {
			t.Errorf("testdata/check/%s is in no table", e.Name())
		}
	}
}

func TestEveryRuleHasABrokenCopy(t *testing.T) {
	for _, rule := range []string{RuleFormat, RuleDate, RuleCertainty, RuleSource, RuleChecked, RuleInstrument,
		RuleArticle, RuleState, RuleReference, RuleDuplicate, RuleTwice, RuleAdoption, RuleInterval, RuleOrder,
		RuleMemory, RuleMissing, RuleLimit, RuleVerified, RuleNote, RuleEqual, RuleCircle, RuleAssessor} {
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

// Who mends a file that is wrong everywhere reads the first faults, and how many more.
func TestManyProblems(t *testing.T) {
	var all Problems
	for n := range 57 {
		all = append(all, Problem{File: "example.csv", Line: n + 2, Rule: RuleDate, Detail: "wrong"})
	}
	lines := strings.Split(all.Error(), "\n")
	if len(lines) != MostSaid+1 || lines[MostSaid] != "and 37 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestProblemsNameEveryLine(t *testing.T) {
	_, err := Open("testdata/check/act-twice")
	if err == nil || !strings.Contains(err.Error(), "ratifications.csv:4: twice: ") {
		t.Errorf("got %v", err)
	}
}
