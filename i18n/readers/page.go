package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lindung/convention/data"
	"lindung/i18n"
)

const pageHead = `# Languages

Made by ` + "`go test ./i18n/readers -update`" + `; do not edit.

English is the reference. Indonesian has every text. The other languages are written by stages, what a person at risk reads first. A stage
is whole when each of its texts is there; a language is offered where its stage is whole, and what is shown there beyond that falls back to
English, marked as English.

| stage | what is in it |
|---|---|
| 0 | the frame of every page |
| 1 | help pages, and what the Convention promises |
| 1b | pages and problems of what went wrong |
| 2 | consent, letters, the words for what is shared |
| own | what the person of a case reads of their own case |
| 3 | sign-in, account, titles of pages |
| 4 | the case |
| 5 | referral, queue, home |
| 6 | screening and decisions |
| 7 | questions, forms, codes |
| 8 | the rest of the public site |
| 9 | everything else |

`

const pageReaders = `
## What a state means

| state | it means |
|---|---|
| draft | no native speaker has read it. Every page, sheet and text that shows it says so in its language. A draft of the consent text is read out only after the worker or the interpreter confirms that they checked it in speech. |
| read | one native speaker has read it, and vouches for these words and this English |
| approved | two native speakers have, one of whom works in a shelter |

Other words, or another English, make a text a draft again by themselves. The states are in ` + "`i18n/state`" + ` and beside ` + "`consent/texts`" + `: a line for
each time that a text was written or read, with the initials of the reader, the day, and the English that it was compared with.

## Become a reader

You need your language, some English, and a spreadsheet; no Git. Best of all you work with people who were trafficked.

1. Ask whoever runs the repository for a stage of your language. They make it with ` + "`go run ./i18n/readers out LANG STAGE FILE.xlsx`" + `; the stage ` + "`text`" + `
   is the text that is read to a person before they agree.
2. Begin at the top: the texts of which someone was not sure are first, with the reason. Then read on as the frightened person and as the tired worker.
3. Where the text is good, write your initials. Where it is not, write better words into the column for your correction, and your initials.
   Keep every {place}. Say in each line whether you work in a shelter. Leave a line empty that you did not read.
4. Send it back. ` + "`go run ./i18n/readers in LANG STAGE FILE.xlsx`" + ` takes it over: it checks your words by the rules that all texts pass, and takes all or nothing.

A term of law that you are not sure of is better left a draft than guessed.
`

// page is doc/languages.md: what there is in each language, and how to become a reader.
func page(root string) (string, error) {
	snap, err := data.Embedded()
	if err != nil {
		return "", err
	}
	contacts := 0
	for _, x := range snap.Texts() {
		if strings.HasPrefix(x.ID, "contact/") {
			contacts++
		}
	}
	stages := append(i18n.Stages(), StageText)
	var b strings.Builder
	b.WriteString(pageHead)
	b.WriteString("## What there is\n\nTexts of the language; of those, how many were read or approved. A stage that is not whole says of how many.\n\n| language |")
	for _, s := range stages {
		fmt.Fprintf(&b, " %s |", s)
	}
	b.WriteString(" telephone lines | not sure |\n|---|" + strings.Repeat("---|", len(stages)+2) + "\n")
	for _, l := range i18n.Langs() {
		if l == i18n.English {
			continue
		}
		fmt.Fprintf(&b, "| %s |", l)
		for _, s := range stages {
			cell, err := cellOf(root, l, s)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		lacks := 0
		for _, g := range snap.Gaps(l) {
			if strings.HasPrefix(g.ID, "contact/") {
				lacks++
			}
		}
		unsure := map[string]string{}
		if err := readJSON(unsureFile(root, l), &unsure); err != nil && !isMissing(err) {
			return "", err
		}
		fmt.Fprintf(&b, " %s | %d |\n", of(contacts-lacks, contacts), len(unsure))
	}
	b.WriteString("\n## Where a language is offered\n\n| side | languages |\n|---|---|\n")
	for _, side := range []struct {
		name   string
		stages []i18n.Stage
	}{
		{"help pages", i18n.ForHelp}, {"the whole public site", i18n.ForPublic}, {"pages of errors", i18n.ForTrouble},
		{"the person’s own view", i18n.ForOwn}, {"the staff side", i18n.ForStaff}, {"complete", i18n.Stages()},
	} {
		var codes []string
		for _, l := range i18n.Offered(side.stages...) {
			codes = append(codes, string(l))
		}
		fmt.Fprintf(&b, "| %s | %s |\n", side.name, strings.Join(codes, " "))
	}
	b.WriteString(pageReaders)
	err = unsureList(&b, root)
	return b.String(), err
}

// cellOf says how far a stage of a language is.
func cellOf(root string, l i18n.Lang, s i18n.Stage) (string, error) {
	w, err := open(root, l, s)
	if err != nil {
		return "", err
	}
	all, err := w.all(i18n.English)
	if err != nil {
		return "", err
	}
	total, read, stale := 0, 0, 0
	for key := range all {
		if s == StageText || i18n.StageOf(key) == s {
			total++
		}
	}
	if s == StageText { // older versions of the text are in English and Indonesian only
		total = len(w.texts)
	}
	for key, text := range w.texts {
		if w.readings.StateOf(key, w.english[key], text) != i18n.Draft {
			read++
		}
		if w.readings.Stale(key, w.english[key]) {
			stale++
		}
	}
	cell := of(len(w.texts), total)
	if read > 0 {
		cell += fmt.Sprintf(", %d read", read)
	}
	if stale > 0 {
		cell += fmt.Sprintf(", %d of an older English", stale)
	}
	return cell, nil
}

// of says how many of all there are, where some are missing.
func of(n, all int) string {
	switch {
	case n == 0:
		return "–"
	case n < all:
		return fmt.Sprintf("%d of %d", n, all)
	}
	return fmt.Sprint(n)
}

// unsureList writes where to begin.
func unsureList(b *strings.Builder, root string) error {
	b.WriteString("\n## Where to begin\n\nThe texts that a person at risk reads or hears and of which someone was not sure. The spreadsheets have all of them, with the text.\n")
	for _, l := range i18n.Langs() {
		unsure := map[string]string{}
		if err := readJSON(unsureFile(root, l), &unsure); isMissing(err) {
			continue
		} else if err != nil {
			return err
		}
		var lines []string
		for place, why := range unsure {
			if stage, key, _ := strings.Cut(place, ":"); slices.Contains([]string{"0", "1", "own", "consent"}, stage) {
				lines = append(lines, fmt.Sprintf("- `%s`: %s\n", key, strings.ReplaceAll(why, "\n", " ")))
			}
		}
		slices.SortFunc(lines, cmp.Compare[string])
		fmt.Fprintf(b, "\n### %s\n\n%s", l, strings.Join(lines, ""))
	}
	return nil
}
