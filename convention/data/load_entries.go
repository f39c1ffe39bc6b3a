package data

import (
	"io/fs"

	"lindung/convention"
)

// EntriesFile is the file of an edition that says who wrote which row, and who has reviewed
// it. The data that the program was built with has none.
const EntriesFile = "entries.csv"

// entries reads it, where it is there.
func (l *loader) entries() {
	if _, err := fs.Stat(l.fsys, EntriesFile); err != nil {
		return
	}
	for _, w := range l.table(EntriesFile, "file", "id", "by", "reviewed", "edition") {
		e := convention.Entry{About: w.need("file") + " " + w.cells["id"], By: w.need("by"), Reviewed: w.need("reviewed"), Edition: w.count("edition")}
		if e.Edition == 0 {
			w.bad(RuleFormat, "edition: it is the number of an edition, from 1")
		}
		l.c.Entries = append(l.c.Entries, e)
	}
}
