package dbtest_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "github.com/ncruces/go-sqlite3/driver"

	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// growing are the tables that have more rows the longer a node is in use.
var growing = []string{
	"cases", "keys", "team", "sections", "names", "records", "record_versions", "notes", "events", "same_persons", "export_reasons", "grants", "bases", "openings", "bodies",
	"referrals", "referral_steps", "screenings", "decisions", "batch_rows", "log_entries", "suspects", "suspect_cases", "tips", "entities", "entity_cases",
}

// wide are the columns that many rows of a growing table agree in: to look up by
// these alone is to walk over what an organisation or a worker has gathered.
var wide = []string{"org", "from_org", "recipient", "recipient_kind", "actor", "status", "state"}

// waiting are the indexes of what waits for someone: they are short, because
// people do what waits.
var waiting = []string{"bases_waiting", "bases_recipient", "grants_recipient", "bodies_org", "records_due", "tips_open"}

// walks are the statements that may read all of a growing table or of what an
// organisation has in it, by the function they stand in, and why.
var walks = map[string]string{
	"prevention.endedTips":       "it stops after as many as a page shows",
	"prevention.tipsEndedBefore": "the work of an hour erases those that were kept long enough",
	"prevention.entitiesOf":      "it stops after as many as a page shows",
	"prevention.entityIDs":       "it stops after five hundred, for a supervisor",
	"access.allKeys":             "the doctor opens every key",
	"cases.LostForms":            "the doctor looks whether the questions to stored answers are there",
	"cases.AnsweredCases":        "a restore stops every rule of messages of which it is not known whether it still holds",
	"cases.CheckKeys":            "the doctor looks for the key of every case",
	"audit.ListsWith":            "it looks into every list of the log, for a page that is seldom opened",
	"audit.Last":                 "it stops after one",
	"consent.sharing":            "a restore, or a supervisor in danger, pauses every case of which something is shared",
	"cases.exported":             "an export is of all cases of an organisation",
	"cases.workloads":            "it counts the open cases of an organisation, as many as its people can carry, for a supervisor's page",
	"cases.EachFact":             "figures are of all cases of an organisation, for a page that is seldom opened",
	"consent.CoursesOf":          "figures are of all consents of an organisation",
	"referral.CoursesOf":         "figures are of all referrals of an organisation",
	"identification.CoursesOf":   "figures are of all decisions of an organisation",
	"referral.movedFrom":         "few cases move as a whole, and it stops after two hundred",
	"cases.countUrgent":          "a caseworker's own cases are few",
	"cases.placesOf":             "the cases of one worker, or what is urgent, are as few as people can carry",
	"cases.ProtectedMine":        "a worker's own cases are few",
	"cases.nextBy":               "a worker's own cases are few; those of an organisation are found by the day",
	"cases.openWith":             "a worker's own cases are few; of an organisation it reads what is urgent, and stops after two hundred",
	"access.anyKey":              "it stops at the first",
	"justice.suspectsOf":         "it stops after three hundred",
	"cases.protectedOf":          "few cases of an organisation are protected, and it stops after a thousand",
}

// A step is how a database reads one table of a statement.
type step struct {
	table, index string
	by           []string // the columns that it looks up by
}

// walk reports whether the step reads a growing table from end to end, or all of
// it that belongs to one organisation or worker.
func (s step) walk() bool {
	if !slices.Contains(growing, s.table) || slices.Contains(waiting, s.index) {
		return false
	}
	return !slices.ContainsFunc(s.by, func(column string) bool { return !slices.Contains(wide, column) })
}

func (s step) String() string { return fmt.Sprintf("%s by %s %v", s.table, s.index, s.by) }

// TestNoWalk: no statement takes longer the more cases there are, but for those
// that say why.
func TestNoWalk(t *testing.T) {
	texts := statements(t)
	maps.DeleteFunc(texts, func(at, _ string) bool { return functionOf(at) == "" })            // a part of statements
	maps.DeleteFunc(texts, func(at, _ string) bool { return strings.Contains(at, ".Stored") }) // for doctor, erasure and undoing an import
	for name, plans := range map[string]func(*testing.T) func(string) []step{"sqlite": sqlitePlans, "postgres": postgresPlans} {
		t.Run(name, func(t *testing.T) {
			plan := plans(t)
			for _, at := range slices.Sorted(maps.Keys(texts)) {
				for _, s := range plan(texts[at]) {
					// PostgreSQL chooses among indexes by how many rows there are
					// now, which are few here: of it only a walk without any counts.
					chosen := name == "postgres" && len(s.by) > 0
					if _, said := walks[functionOf(at)]; s.walk() && !said && !chosen {
						t.Errorf("%s walks over %s", at, s)
					}
				}
			}
		})
	}
}

// functionOf returns the function of a place that statements names.
func functionOf(at string) string {
	_, name, _ := strings.Cut(at, " ")
	return name
}

// sqlitePlans returns how SQLite carries out a statement.
func sqlitePlans(t *testing.T) func(string) []step {
	path := filepath.Join(t.TempDir(), "a.db")
	d, err := db.Open(context.Background(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	pool, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return func(text string) []step {
		rows, err := pool.Query("EXPLAIN QUERY PLAN "+text, make([]any, strings.Count(text, "?"))...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var all []step
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if m := sqliteStep.FindStringSubmatch(detail); m != nil {
				all = append(all, step{tableOf(text, m[1]), m[2], column.FindAllString(m[3], -1)})
			}
		}
		return all
	}
}

var (
	sqliteStep = regexp.MustCompile(`^(?:SCAN|SEARCH) (\w+)(?: EXISTS)?(?: USING(?: COVERING)? (?:INDEX )?([A-Z ]*\w+))?(?: \((.*)\))?`)
	column     = regexp.MustCompile(`[a-z_]+`)
)

// tableOf returns the table that a statement calls by a short name.
func tableOf(text, name string) string {
	m := regexp.MustCompile(`\b(\w+) `+name+`\b`).FindAllStringSubmatch(text, -1)
	for _, found := range m {
		if slices.Contains(growing, found[1]) {
			return found[1]
		}
	}
	return name
}

// postgresPlans returns how PostgreSQL carries out a statement when it does not
// know the values and would rather use an index.
func postgresPlans(t *testing.T) func(string) []step {
	url := dbtest.PostgresURL(t)
	d, err := db.Open(context.Background(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	pool, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	pool.SetMaxOpenConns(1)
	fillTables(t, pool)
	for _, set := range []string{"SET plan_cache_mode = force_generic_plan", "SET enable_seqscan = off"} {
		if _, err := pool.Exec(set); err != nil {
			t.Fatal(err)
		}
	}
	return func(text string) []step { return postgresPlan(t, pool, text) }
}

func postgresPlan(t *testing.T, pool *sql.DB, text string) []step {
	places := strings.Count(text, "?")
	for n := range places {
		text = strings.Replace(text, "?", fmt.Sprintf("$%d", n+1), 1)
	}
	run := "EXPLAIN (FORMAT JSON) EXECUTE p"
	if places > 0 {
		run += "(NULL" + strings.Repeat(", NULL", places-1) + ")"
	}
	if _, err := pool.Exec("PREPARE p AS " + text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer pool.Exec("DEALLOCATE p")
	var said []byte
	if err := pool.QueryRow(run).Scan(&said); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal(said, &plans); err != nil {
		t.Fatal(err)
	}
	return plans[0].Plan.steps(nil)
}

// node is a part of a plan of PostgreSQL.
type node struct {
	Table string `json:"Relation Name"`
	Index string `json:"Index Name"`
	Cond  string `json:"Index Cond"`
	Type  string `json:"Node Type"`
	Plans []node
}

func (n node) steps(all []step) []step {
	if n.Table != "" && strings.Contains(n.Type, "Scan") {
		s := step{n.Table, n.Index, column.FindAllString(n.Cond, -1)}
		for _, below := range n.Plans {
			if strings.HasPrefix(below.Type, "Bitmap") {
				s.index, s.by = below.bits()
			}
		}
		all = append(all, s)
	}
	for _, below := range n.Plans {
		all = below.steps(all)
	}
	return all
}

// bits returns the index that a scan by bits looks up in, and by what; of several
// together one is enough.
func (n node) bits() (index string, by []string) {
	index, by = n.Index, column.FindAllString(n.Cond, -1)
	for _, below := range n.Plans {
		i, more := below.bits()
		index, by = i, append(by, more...)
	}
	return index, by
}

// rowsOfEach is enough for a plan that is made for many rows.
const rowsOfEach = 2000

// fillTables puts rows into every table: few different values where wide says so,
// and a value of its own for each row anywhere else.
func fillTables(t *testing.T, pool *sql.DB) {
	t.Helper()
	tables := map[string][]string{}
	rows, err := pool.Query(`
		SELECT table_name, column_name, data_type
		FROM information_schema.columns
		WHERE table_schema = current_schema()
		ORDER BY table_name, ordinal_position`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var table, column, kind string
		if err := rows.Scan(&table, &column, &kind); err != nil {
			t.Fatal(err)
		}
		tables[table] = append(tables[table], valueOf(column, kind))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for len(tables) > 0 { // a table that refers to another waits for it
		before := len(tables)
		for table, values := range tables {
			text := fmt.Sprintf("INSERT INTO %s SELECT %s FROM generate_series(1, %d) i ON CONFLICT DO NOTHING", table, strings.Join(values, ", "), rowsOfEach)
			if _, err := pool.Exec(text); err == nil {
				delete(tables, table)
			}
		}
		if len(tables) == before {
			t.Fatalf("no rows for %v", slices.Collect(maps.Keys(tables)))
		}
	}
	if _, err := pool.Exec("VACUUM ANALYZE"); err != nil {
		t.Fatal(err)
	}
}

// valueOf is the value of a column in row i.
func valueOf(column, kind string) string {
	switch {
	case kind == "boolean":
		return "i % 10 = 0"
	case kind == "bytea":
		return "''"
	case kind == "jsonb":
		return "'{}'"
	case kind != "text":
		return "i * (i % 2)" // many moments have not come
	case slices.Contains(wide, column):
		return "'k' || 1 + i % 3"
	}
	return "'k' || i"
}
