package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/i18n"
	"lindung/internal/recordings"
)

var recordingsCheckCommand = command{
	name: "recordings check", brief: "list which sentences have no recording that can be played, for each language, and the hash of their words; with --db also those that name the organisation",
	needs: []string{"dir"}, takes: []string{"lang", "db", "key-file", "org"},
	run: checkRecordings,
}

// ownArea begins the keys of what the person of a case reads in their own view.
const ownArea = "own."

// A spokenLine is one sentence in the report. Text is what is to be spoken.
type spokenLine struct {
	Lang   string            `json:"lang"`
	Key    string            `json:"key"`
	Hash   string            `json:"hash,omitempty"`
	Status recordings.Status `json:"status"`
	Text   string            `json:"text,omitempty"`
}

// stray is the status of a line of a list that belongs to no sentence.
const stray recordings.Status = "stray"

func checkRecordings(ctx context.Context, c *call) error {
	if c.Lang != "" && !i18n.Known(i18n.Lang(c.Lang)) {
		return misuse("--lang: say one of %s", words(i18n.Langs()))
	}
	var owner *consent.Owner
	if c.DB != "" {
		err := c.onNode(ctx, func(_ *node, s access.Session) error {
			return s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
				org, err := access.OrgOf(tx, tx.Actor().Org)
				if err != nil {
					return err
				}
				o, err := consent.OwnerIn(tx, org)
				owner = &o
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	lib, err := recordings.Open(c.Dir, time.Now)
	if err != nil {
		return err
	}
	lines := []spokenLine{}
	for _, l := range i18n.Langs() {
		if c.Lang != "" && c.Lang != string(l) {
			continue
		}
		known := map[string]bool{}
		for _, s := range sentences(l, owner) {
			known[s.Key] = true
			status, err := lib.Check(s)
			if err != nil {
				return err
			}
			lines = append(lines, spokenLine{s.Lang, s.Key, recordings.Hash(s.Text), status, s.Text})
		}
		for _, p := range spokenOf(l, everyOwner) {
			known[p.Key()] = true // what names an organisation is checked with --db
		}
		strays, err := lib.Strays(string(l), known)
		if err != nil {
			return err
		}
		for _, key := range strays {
			lines = append(lines, spokenLine{Lang: string(l), Key: key, Status: stray})
		}
	}
	return c.print(lines, spokenText(lines))
}

// sentences are what can be spoken in a language: the consent text of today, and what
// the person reads in their own view. What names an organisation is among them if it is
// known.
func sentences(l i18n.Lang, owner *consent.Owner) []recordings.Sentence {
	var all []recordings.Sentence
	owners := everyOwner
	if owner != nil {
		owners = func() []consent.Owner { return []consent.Owner{*owner} }
	}
	for _, p := range spokenOf(l, owners) {
		if owner != nil || p.fixed {
			all = append(all, recordings.Sentence{Lang: string(l), Key: p.Key(), Text: p.Text})
		}
	}
	for key, text := range i18n.For(l).Fixed(ownArea) {
		all = append(all, recordings.Sentence{Lang: string(l), Key: key, Text: text})
	}
	slices.SortStableFunc(all, func(a, b recordings.Sentence) int { return strings.Compare(a.Key, b.Key) })
	return all
}

// spokenPart is a paragraph of the consent text; fixed, if it names no organisation.
type spokenPart struct {
	consent.Paragraph
	fixed bool
}

// spokenOf returns the paragraphs of the consent text of a language that some
// organisations can read, each once.
func spokenOf(l i18n.Lang, owners func() []consent.Owner) []spokenPart {
	var all []spokenPart
	seen := map[string]bool{}
	for _, t := range consent.Texts() {
		if t.Lang != string(l) {
			continue
		}
		for _, o := range owners() {
			for _, p := range t.Aloud(o) {
				if !seen[p.ID] {
					seen[p.ID] = true
					all = append(all, spokenPart{p, t.Fixed(p)})
				}
			}
		}
	}
	return all
}

// everyOwner are organisations of each sector, one of which everything is known and one
// of which nothing is.
func everyOwner() []consent.Owner {
	var all []consent.Owner
	for _, sector := range lindung.Sectors {
		all = append(all,
			consent.Owner{Name: "-", Sector: sector, Emergency: true},
			consent.Owner{Name: "-", Sector: sector, Emergency: true, Telephone: "-", Address: "-", Complaint: "-", Keeps: "-", Months: 1, Childhood: 1})
	}
	return all
}

// spokenText is the report for reading: a line for each sentence that cannot be played,
// and a count for each language.
func spokenText(lines []spokenLine) string {
	var b strings.Builder
	count := map[string]map[recordings.Status]int{}
	var langs []string
	for _, l := range lines {
		if count[l.Lang] == nil {
			count[l.Lang] = map[recordings.Status]int{}
			langs = append(langs, l.Lang)
		}
		count[l.Lang][l.Status]++
		if l.Status != recordings.Good {
			fmt.Fprintf(&b, "%-4s %-10s %-16s %s\n", l.Lang, l.Status, l.Hash, l.Key)
		}
	}
	for _, lang := range langs {
		var parts []string
		for _, s := range append(slices.Clone(recordings.Statuses), stray) {
			if n := count[lang][s]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, s))
			}
		}
		fmt.Fprintf(&b, "%s: %s\n", lang, strings.Join(parts, ", "))
	}
	return b.String()
}
