package story

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
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
	if l.set["found"] == "" && !d.Reported && d.Status == identification.Actual {
		d.Found = identification.Elements{Acts: identification.Acts[:1], Means: identification.MeansList[:1], Ends: identification.Ends[:1]}
	}
	if found := strings.Split(l.set["found"], "/"); len(found) == 3 {
		d.Found = identification.Elements{Acts: listed(found[0]), Means: listed(found[1]), Ends: listed(found[2])}
	}
	var overview identification.Overview
	if l.set["replaces"]+l.set["recognise"] != "" {
		if overview, err = dossier.ReadDecisions(r.ctx, r.session, id); err != nil {
			return nil, err
		}
	}
	for _, old := range overview.CurrentDecisions() {
		if l.set["replaces"] != "" && old.Name == l.set["replaces"] {
			d.Replaces = old.ID
		}
	}
	if l.set["recognise"] == "yes" {
		of, _ := identification.Recognised(overview.Elsewhere, r.session.Actor().Country)
		d.Recognises, d.Found = of.ID, identification.Elements{}
	}
	if l.set["team"] == "yes" {
		one, err := r.conference(l)
		if err != nil {
			return nil, err
		}
		d.Team = one.ID
	}
	made, err := dossier.Decide(r.ctx, r.session, id, d)
	r.names[made.ID] = "decision"
	return nil, err
}

func listed(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return c == ',' })
}

// becomes says what became of the current decision of the case.
func becomes(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	overview, err := dossier.ReadDecisions(r.ctx, r.session, id)
	if err != nil {
		return nil, err
	}
	for _, d := range overview.CurrentDecisions() {
		c := identification.Change{To: identification.State(l.set["to"]), Law: l.set["law"], Grounds: l.say, On: lindung.DateOf(r.node.Now())}
		return nil, dossier.ChangeDecision(r.ctx, r.session, id, d.ID, c)
	}
	return nil, lindung.ErrNotFound
}

// notify tells the state of the person: in an own case, or for the referral that asks for it.
func notify(r *run, l line) ([]string, error) {
	name, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	n := identification.Notice{State: lindung.Country(l.set["state"]), Authority: l.set["authority"], Words: l.say, On: lindung.DateOf(r.node.Now())}
	var by lindung.ReferralID
	for key, sent := range r.referrals {
		if strings.HasPrefix(key, name+">") && sent.To.Org() == r.session.Actor().Org && sent.AsksNotice() {
			by = sent.ID
		}
	}
	err = dossier.GiveNotice(r.ctx, r.session, id, by, n)
	if stopped := (*identification.StoppedError)(nil); errors.As(err, &stopped) {
		return []string{"stopped: " + stopped.Why}, nil
	}
	return nil, err
}

// decisions shows the current ones.
func decisions(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	ledger, err := dossier.ReadDecisions(r.ctx, r.session, id)
	var all []string
	for _, d := range ledger.CurrentDecisions() {
		text := string(d.Status) + " by " + d.Name
		if d.Reported {
			text += ", reported"
		}
		if d.Asked {
			text += ", asked"
		}
		if d.Recognises != "" {
			text += ", recognised"
		}
		if d.Team != "" {
			text += ", together"
		}
		if len(d.Changes) > 0 {
			text += ", " + string(d.State)
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
	ledger, err := dossier.ReadDecisions(r.ctx, r.session, id)
	var all []string
	for _, s := range ledger.Screenings {
		all = append(all, pointsTo(s.Result))
	}
	return all, err
}
