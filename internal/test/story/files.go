package story

import (
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/exchange"
	"lindung/identification"
)

// bringIn imports the lines of a file that follow the act with a bar in front.
// Its cases are called as the first name in a line.
func bringIn(r *run, l line) ([]string, error) {
	f, err := exchange.Read(strings.NewReader(strings.Join(l.file, "\n")+"\n"), r.node.Forms, r.node.Now())
	if err != nil {
		return nil, err
	}
	report, err := exchange.Import(r.ctx, r.session, f, l.set["partial"] == "yes")
	shown := []string{fmt.Sprintf("%d stored, %d there already, %d refused", report.Accepted, report.Duplicates, report.Refused)}
	if err != nil {
		return shown, err
	}
	r.batch = report.Batch
	r.names[string(report.Batch)] = "file"
	return shown, r.meetImported()
}

// meetImported gives the cases of the last import their names.
func (r *run) meetImported() error {
	rows, _, err := cases.List(r.ctx, r.session, cases.Filter{})
	for _, row := range rows {
		if row.Batch == r.batch && r.names[string(row.ID)] == "" {
			r.opened(strings.ToLower(strings.Fields(row.Name)[0]), cases.Case{ID: row.ID})
		}
	}
	return err
}

func undo(r *run, _ line) ([]string, error) {
	u, err := exchange.Undo(r.ctx, r.session, r.batch)
	if err != nil {
		return nil, err
	}
	return []string{fmt.Sprintf("%d erased", u.Cases)}, nil
}

func export(r *run, _ line) ([]string, error) {
	var b strings.Builder
	n, err := exchange.Export(r.ctx, r.session, exchange.Order{Format: "csv"}, &b)
	return []string{fmt.Sprintf("%d cases", n)}, err
}

// screen records the answers to an instrument and shows what they point to.
func screen(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	answers := identification.Answers{}
	for _, a := range identification.AnswerList {
		for _, indicator := range strings.FieldsFunc(l.set[string(a)], func(c rune) bool { return c == ',' }) {
			answers[indicator] = a
		}
	}
	s, err := identification.RecordScreening(r.ctx, r.session, id, l.after("with"), identification.Addition{
		Answers: answers, Doubt: l.set["doubt"] == "yes", Again: l.set["again"], Finish: true,
	})
	if err != nil {
		return nil, err
	}
	return []string{pointsTo(s.Result)}, nil
}

// pointsTo tells a result: the pattern, then the dimensions that were met.
func pointsTo(r identification.Result) string {
	var met []string
	for _, f := range r.Met() {
		met = append(met, f.Dimension)
	}
	text := string(r.Pattern)
	if r.Child {
		text += " of a child"
	}
	return strings.TrimSpace(text + ": " + strings.Join(met, " "))
}

func decide(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	d := identification.Decision{
		Status: identification.Status(l.set["status"]), Law: l.set["law"], Grounds: l.say, On: lindung.DateOf(r.node.Now()),
		Kind: identification.BodyOf(r.session.Actor().Sector),
	}
	if d.Name = l.set["by"]; d.Name != "" {
		d.Reported, d.Kind, d.Country = true, identification.Body(l.set["kind"]), lindung.Country(l.set["country"])
	}
	_, err = identification.Decide(r.ctx, r.session, id, d)
	return nil, err
}

// decisions shows the current ones.
func decisions(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	ledger, err := identification.Read(r.ctx, r.session, id)
	var all []string
	for _, d := range ledger.CurrentDecisions() {
		text := string(d.Status) + " by " + d.Name
		if d.Reported {
			text += ", reported"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return all, err
}

// screenings shows what the screenings point to.
func screenings(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	ledger, err := identification.Read(r.ctx, r.session, id)
	var all []string
	for _, s := range ledger.Screenings {
		all = append(all, pointsTo(s.Result))
	}
	return all, err
}
