package duties

import (
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
)

// Report is what the command line prints of the duties of a case. The names of its JSON
// never change; a list that is empty is [] and what is not known is null or "".
type Report struct {
	On     string       `json:"on"`
	Duties []ReportDuty `json:"duties"`
	text   string
}

// ReportDuty is one duty of a [Report].
type ReportDuty struct {
	ID         string               `json:"id"`
	Source     string               `json:"source"`
	Bearer     lindung.Country      `json:"bearer"`
	Towards    lindung.Country      `json:"towards"` // the other state that it concerns, or ""
	Authority  string               `json:"authority"`
	Strength   convention.Strength  `json:"strength"`
	Limits     []string             `json:"limits"`
	Binds      Binds                `json:"binds"`
	BindsSince *string              `json:"binds_since"` // a day, or "first/last" where it lies between two; "first/.." where no source sets an end
	Clock      *ReportClock         `json:"clock"`
	Certainty  convention.Certainty `json:"certainty"`
	Why        string               `json:"why"`
	Rule       string               `json:"rule"`
	Says       string               `json:"says"`
}

// ReportClock is a period that the law sets; From and Until are null where the day from
// which it runs is not known.
type ReportClock struct {
	From   *string `json:"from"`
	Until  *string `json:"until"`
	Source string  `json:"source"`
}

// Text returns the report for people.
func (r Report) Text() string { return r.text }

// NewReport reports on duties in the language of t.
func NewReport(l *Law, all []Duty, t i18n.T) Report {
	r := Report{On: l.On.String(), Duties: []ReportDuty{}}
	var b strings.Builder
	b.WriteString(t.Text("duties.count", "n", len(all), "on", l.On) + "\n")
	for _, d := range all {
		x := ReportDuty{
			ID: d.ID(), Source: d.Source, Bearer: d.Bearer, Towards: d.Towards, Authority: l.Say(t, d.Authority), Strength: d.Strength,
			Limits: []string{}, Binds: d.Binds, BindsSince: spanOrNull(d.Since), Certainty: d.Certainty, Why: d.Reason(t),
			Rule: d.Rule, Says: l.Say(t, d.Says),
		}
		for _, limit := range d.Limits {
			x.Limits = append(x.Limits, l.Say(t, limit))
		}
		if d.TimeLimit != nil {
			x.Clock = &ReportClock{dayOrNull(d.TimeLimit.From), dayOrNull(d.TimeLimit.Until), d.TimeLimit.Source}
		}
		r.Duties = append(r.Duties, x)
		x.write(&b, t, d)
	}
	r.text = b.String()
	return r
}

func (x ReportDuty) write(b *strings.Builder, t i18n.T, d Duty) {
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line()
	line(t.Country(d.Bearer), ": ", t.Text("duties.rule."+d.Rule))
	line("    ", x.Says)
	line("    ", x.Source, " (", t.Text("convention.strength."+string(x.Strength)), "; ", t.Text("convention.certainty."+string(x.Certainty)), ")")
	if len(x.Limits) > 0 {
		line("    ", t.Text("common.colon", "label", t.Text("convention.label.softeners"), "value", strings.Join(x.Limits, "; ")))
	}
	line("    ", d.Bond(t))
	if d.TimeLimit != nil {
		line("    ", d.Time(t))
	}
	if x.Authority != "" {
		line("    ", t.Text("common.colon", "label", t.Text("duties.authority"), "value", x.Authority))
	}
	line("    ", x.Why)
}

// Say returns an English text of the data in the language of t, or in English where that
// has no translation.
func (l *Law) Say(t i18n.T, english string) string {
	text, _ := l.s.Say(t.Lang(), english)
	return text
}

// Reason says in a sentence why the duty is there and, where it is open whether it binds,
// why that is.
func (d Duty) Reason(t i18n.T) string {
	all := []string{t.Text("duties.why." + d.Why)}
	if d.Towards != "" {
		all = append(all, t.Text("duties.towards", "state", d.Towards))
	}
	return strings.Join(append(all, d.Doubts(t)...), " ")
}

// Doubts say what is not established of the day from which the duty binds, by both readings
// of the rule where there are two.
func (d Duty) Doubts(t i18n.T) []string {
	if d.Binds != Open {
		return nil
	}
	var all []string
	for _, o := range d.Unsettled {
		all = append(all, t.Text("duties.open."+o.Fact, "state", o.State))
	}
	if len(d.Unsettled) == 0 && d.Rule == "national" {
		all = append(all, t.Text("duties.open.begins"))
	} else if len(d.Unsettled) == 0 {
		all = append(all, t.Text("duties.open.reservation", "state", d.Bearer))
	}
	if len(d.Readings) > 1 {
		for _, r := range d.Readings {
			all = append(all, t.Text("duties.reading", "reading", r.Rule.Reading, "days", r.Days.Text(t)))
		}
	}
	return all
}

// Bond says whether the duty binds its bearer, and since when.
func (d Duty) Bond(t i18n.T) string {
	switch {
	case d.Binds == Yes && d.Since.Exact():
		return t.Text("duties.binds.since", "days", d.Since.Text(t))
	case d.Binds == Yes && !d.Since.IsZero():
		return t.Text("duties.binds.between", "days", d.Since.Text(t))
	}
	return t.Text("duties.binds." + string(d.Binds))
}

// Time says until when the duty is due.
func (d Duty) Time(t i18n.T) string {
	if d.TimeLimit.From.IsZero() {
		return t.Text("duties.time.no_start", "source", d.TimeLimit.Source)
	}
	return t.Text("duties.time", "from", d.TimeLimit.From, "until", d.TimeLimit.Until, "source", d.TimeLimit.Source)
}

func dayOrNull(d lindung.Date) *string {
	if d.IsZero() {
		return nil
	}
	day := d.String()
	return &day
}

func spanOrNull(s convention.Span) *string {
	if s.IsZero() {
		return nil
	}
	text := s.First.String()
	switch {
	case s.Open():
		text += "/.."
	case !s.Exact():
		text += "/" + s.Last.String()
	}
	return &text
}
