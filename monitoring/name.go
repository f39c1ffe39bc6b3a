package monitoring

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lindung/access"
)

// letters are what an id says of the kind of its row.
var letters = map[string]string{"recommendations": "R", "events": "E", "steps": "S", "measures": "M", "assessments": "A"}

// notOfID is what stands in no id.
var notOfID = regexp.MustCompile(`[^A-Z0-9]+`)

// name gives a row without an id one: whose it is, the year, and the first number that is
// free among what is published and what is proposed.
func name(tx *access.Tx, record Record, d Desk, p *Proposal) error {
	f := p.file()
	if f.Key[0] != "id" || p.Row["id"] != "" {
		return nil
	}
	waiting, err := proposals(tx, Draft, Asked, OnHold, Agreed)
	if err != nil {
		return err
	}
	var taken []string
	for _, o := range waiting {
		if o.File == f.Name {
			taken = append(taken, o.Row["id"])
		}
	}
	for _, row := range record.Rows(f) {
		taken = append(taken, row["id"])
	}
	stem := stemOf(d, p.Row) + "-" + yearOf(p.Row) + "-" + letters[f.Name]
	for n := 1; ; n++ {
		if id := stem + strconv.Itoa(n); !slices.Contains(taken, id) {
			p.Row["id"] = id
			return nil
		}
	}
}

// stemOf is whose a row is, as an id says it.
func stemOf(d Desk, row Row) string {
	whose := cmp.Or(row["state"], row["body"], d.speaks(), row["by"], strings.Join(strings.Fields(row["bodies"])[:min(1, len(strings.Fields(row["bodies"])))], ""))
	stem := strings.Trim(notOfID.ReplaceAllString(strings.ToUpper(whose), "-"), "-")
	stem = strings.Trim(stem[:min(40, len(stem))], "-")
	return cmp.Or(stem, "ROW")
}

// yearOf is the year of what a row is about, or in which it was checked.
func yearOf(row Row) string {
	for _, column := range []string{"not_before", "begins", "day", "recorded", "checked"} {
		if year := row[column]; len(year) >= 4 && strings.Trim(year[:4], "0123456789") == "" {
			return year[:4]
		}
	}
	return "0"
}
