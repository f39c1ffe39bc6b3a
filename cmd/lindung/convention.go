package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/convention/report"
	"lindung/i18n"
)

var conventionStatusCommand = command{
	name: "convention status", brief: "show who had ratified a treaty and who was bound by it on a day", operands: []string{"INSTRUMENT"},
	takes: []string{"on", "known", "lang", "snapshot"},
	run:   conventionStatus,
}

var conventionDutiesCommand = command{
	name: "convention duties", brief: "list the paragraphs that bind a state on a day", needs: []string{"state"},
	takes: []string{"on", "known", "lang", "snapshot"},
	run:   conventionDuties,
}

var conventionCheckCommand = command{
	name: "convention check", brief: "check the data; print file, line and rule of every fault",
	takes: []string{"lang", "snapshot", "edition-key", "contacts"},
	run:   conventionCheck,
}

var conventionOpenCommand = command{
	name: "convention open", brief: "list what is not established yet",
	takes: []string{"known", "lang", "snapshot"},
	run:   conventionOpen,
}

var conventionRoadCommand = command{
	name: "convention road", brief: "show a state's steps towards a treaty, who holds the pen, and how long it took others", needs: []string{"state"},
	takes: []string{"instrument", "on", "known", "lang", "snapshot"},
	run:   conventionRoad,
}

var conventionRecommendationsCommand = command{
	name: "convention recommendations", brief: "list what was recommended, and what came of it",
	takes: []string{"open", "addressee", "on", "known", "lang", "snapshot"},
	run:   conventionRecommendations,
}

var conventionDiffCommand = command{
	name: "convention diff", brief: "list the facts that two snapshots do not share: added, corrected, removed", operands: []string{"OLD", "NEW"},
	takes: []string{"lang"},
	run:   conventionDiff,
}

// today is the day on which a command is given.
func today() lindung.Date { return lindung.DateOf(time.Now()) }

// dayOf reads a setting that is a whole day, in any usual way of writing it;
// today when it is empty.
func dayOf(flag, text string) (lindung.Date, error) {
	if text == "" {
		return today(), nil
	}
	d, err := i18n.ReadDate(text)
	if err != nil || d.Day == 0 {
		return d, misuse("--%s: say a day, as 2016-10-01", flag)
	}
	return d, nil
}

// when reads the two days of a question.
func (c *call) when() (convention.When, error) {
	on, err := dayOf("on", c.On)
	if err != nil {
		return convention.When{}, err
	}
	known, err := dayOf("known", c.Known)
	return convention.When{On: on, Known: known}, err
}

// snapshot reads the data of the program, with --snapshot and --contacts on top.
func (c *call) snapshot() (*convention.Snapshot, error) {
	read := data.Embedded
	if c.Snapshot != "" {
		read = c.openSnapshot
	}
	snap, err := read()
	if err != nil || c.Contacts == "" {
		return snap, err
	}
	own, err := data.OwnContacts(c.Contacts, today())
	if err != nil {
		return nil, err
	}
	return snap.WithContacts(own), nil
}

// speech is the language in which a command prints.
func (c *call) speech() (i18n.T, error) {
	if c.Lang != "" && !i18n.Known(i18n.Lang(c.Lang)) {
		return i18n.T{}, misuse("--lang: there is no such language")
	}
	return i18n.For(i18n.Lang(c.Lang)), nil
}

// question reads what a command asks of the data: for which days, in which language, and the
// data itself.
func (c *call) question() (when convention.When, t i18n.T, snap *convention.Snapshot, err error) {
	if when, err = c.when(); err == nil {
		t, err = c.speech()
	}
	if err == nil {
		snap, err = c.snapshot()
	}
	return when, t, snap, err
}

var errNoTreaty = errors.New("there is no such treaty in the data; for example ACTIP")

func conventionStatus(_ context.Context, c *call) error {
	when, t, snap, err := c.question()
	if err != nil {
		return err
	}
	st, err := convention.StatusOf(snap, strings.ToUpper(c.args[0]), when)
	if errors.Is(err, lindung.ErrNotFound) {
		return errNoTreaty
	} else if err != nil {
		return err
	}
	r := report.NewStatus(st, t)
	return c.print(r, r.Text())
}

func conventionDuties(_ context.Context, c *call) error {
	when, t, snap, err := c.question()
	if err != nil {
		return err
	}
	state, err := c.memberState()
	if err != nil {
		return err
	}
	r := report.NewDuties(snap, convention.Duties(snap, state, when), t)
	return c.print(r, r.Text())
}

// memberState reads the setting of a state.
func (c *call) memberState() (lindung.Country, error) {
	state := lindung.Country(strings.ToUpper(c.State))
	if !slices.Contains(lindung.States, state) {
		return "", misuse("--state: say a member state of ASEAN, two letters")
	}
	return state, nil
}

func conventionRoad(_ context.Context, c *call) error {
	when, t, snap, err := c.question()
	if err != nil {
		return err
	}
	state, err := c.memberState()
	if err != nil {
		return err
	}
	in, ok := snap.Instrument(strings.ToUpper(cmp.Or(c.Instrument, convention.Convened)))
	if !ok {
		return errNoTreaty
	}
	r := report.NewRoad(snap, convention.RoadOf(snap, in, state, when), convention.Lapses(snap, in, state, when), t)
	return c.print(r, r.Text())
}

func conventionCheck(_ context.Context, c *call) error {
	t, err := c.speech()
	if err != nil {
		return err
	}
	if c.EditionKey != "" && c.Snapshot != "" {
		if _, _, err := c.newEdition(); err != nil && !errors.As(err, new(data.Problems)) {
			return err
		}
	}
	problems := data.Check(data.Files())
	if c.Snapshot != "" {
		if problems, err = data.CheckPath(c.Snapshot); err != nil {
			return err
		}
	}
	if c.Contacts != "" {
		_, err := data.OwnContacts(c.Contacts, today())
		if own, ok := errors.AsType[data.Problems](err); ok {
			problems = append(problems, own...)
		} else if err != nil {
			return err
		}
	}
	var pages []data.Ripeness
	if len(problems) == 0 {
		snap, err := c.snapshot()
		if err != nil {
			return err
		}
		pages = data.Count(snap)
	}
	r := report.NewCheck(problems, pages, t)
	if err := c.print(r, r.Text()); err != nil {
		return err
	}
	if len(problems) > 0 {
		return errors.New("the data is wrong")
	}
	return nil
}

func conventionOpen(_ context.Context, c *call) error {
	known, err := dayOf("known", c.Known)
	if err != nil {
		return err
	}
	t, err := c.speech()
	if err != nil {
		return err
	}
	snap, err := c.snapshot()
	if err != nil {
		return err
	}
	r := report.NewQuestions(convention.Questions(snap, known), known, t)
	return c.print(r, r.Text())
}

func conventionRecommendations(_ context.Context, c *call) error {
	when, t, snap, err := c.question()
	if err != nil {
		return err
	}
	list := convention.Recommended(snap, when)
	if to := strings.ToUpper(c.Addressee); to != "" {
		if !convention.MayBeAsked(snap, to) {
			return misuse("--addressee: say a member state of ASEAN, a body such as AICHR, or states for all of them")
		}
		list = convention.AskedOf(snap, list, to)
	}
	if c.Open {
		list = slices.DeleteFunc(list, func(f convention.Followed) bool { return !f.Open() })
	}
	r := report.NewRecommendations(snap, list, when, t)
	return c.print(r, r.Text())
}

func conventionDiff(_ context.Context, c *call) error {
	t, err := c.speech()
	if err != nil {
		return err
	}
	old, err := data.Open(c.args[0])
	if err != nil {
		return err
	}
	fresh, err := data.Open(c.args[1])
	if err != nil {
		return err
	}
	r := report.NewDiff(convention.Diff(old.Contents(), fresh.Contents()), t)
	return c.print(r, r.Text())
}
