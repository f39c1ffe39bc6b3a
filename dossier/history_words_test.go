package dossier

import (
	"maps"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/db"
)

// What somebody wrote of why a case left stands beside the entry of that file, also where the
// entry was written in a later second.
func TestInWords(t *testing.T) {
	at := func(second int) time.Time { return time.Date(2026, 11, 30, 8, 0, second, 0, time.UTC) }
	left := func(n int64, by string, second int, filter string) audit.Entry {
		return audit.Entry{N: n, Act: string(access.ExportRun), Actor: by, Filter: filter, At: at(second).Format(time.RFC3339)}
	}
	why := func(by string, second int, words string) cases.Reason {
		return cases.Reason{By: lindung.ActorID(by), At: db.TimeOf(at(second)), Why: words}
	}
	for name, c := range map[string]struct {
		entries []audit.Entry // the newest first
		reasons []cases.Reason
		want    map[int64]string
	}{
		"the same second":    {[]audit.Entry{left(3, "a", 1, "words")}, []cases.Reason{why("a", 1, "court")}, map[int64]string{3: "court"}},
		"a later second":     {[]audit.Entry{left(3, "a", 4, "words")}, []cases.Reason{why("a", 1, "court")}, map[int64]string{3: "court"}},
		"never an earlier":   {[]audit.Entry{left(3, "a", 0, "words")}, []cases.Reason{why("a", 1, "court")}, map[int64]string{}},
		"by somebody else":   {[]audit.Entry{left(3, "b", 1, "words")}, []cases.Reason{why("a", 1, "court")}, map[int64]string{}},
		"another reason":     {[]audit.Entry{left(3, "a", 1, "check")}, []cases.Reason{why("a", 1, "court")}, map[int64]string{}},
		"two in a second":    {[]audit.Entry{left(4, "a", 1, "words"), left(3, "a", 1, "words")}, []cases.Reason{why("a", 1, "court"), why("a", 1, "lawyer")}, map[int64]string{3: "court", 4: "lawyer"}},
		"two, the late one":  {[]audit.Entry{left(4, "a", 9, "words"), left(3, "a", 2, "words")}, []cases.Reason{why("a", 8, "lawyer"), why("a", 1, "court")}, map[int64]string{3: "court", 4: "lawyer"}},
		"reasons and no log": {nil, []cases.Reason{why("a", 1, "court")}, map[int64]string{}},
	} {
		if got := inWords(c.entries, c.reasons); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
