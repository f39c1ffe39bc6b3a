package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/i18n"
	"lindung/questions"
)

var questionsCheckCommand = command{
	name: "questions check", brief: "check a table of an organisation's own questions, and say what to mend by line and column",
	operands: []string{"FILE"},
	run:      checkQuestions,
}

var questionsExampleCommand = command{
	name: "questions example", brief: "print a small table of own questions to begin with",
	run: func(_ context.Context, c *call) error { return c.print(questions.Example, questions.Example) },
}

// errFaults says that a table of questions cannot be used; its faults were printed.
var errFaults = errors.New("the questions cannot be used yet")

// A faultShown is a fault in JSON.
type faultShown struct {
	Line   int    `json:"line,omitempty"`
	Column string `json:"column,omitempty"`
	Says   string `json:"says"`
}

// A questionsShown is a set of questions in JSON.
type questionsShown struct {
	Set       string `json:"set"`
	Title     string `json:"title"`
	Version   int    `json:"version,omitempty"`
	Forms     int    `json:"forms"`
	Questions int    `json:"questions"`
}

func checkQuestions(_ context.Context, c *call) error {
	s, err := c.readQuestions(c.args[0])
	if err != nil {
		return err
	}
	shown := shownQuestions(s)
	return c.print(shown, fmt.Sprintf("%s: %d forms and %d questions, and nothing to mend\n", shown.Title, shown.Forms, shown.Questions))
}

func shownQuestions(s questions.Set) questionsShown {
	return questionsShown{Set: s.Code, Title: s.Texts[s.Title()][i18n.English], Forms: len(s.Forms), Questions: len(s.Forms.Fields())}
}

// readQuestions reads a table of questions. What is wrong with it is printed.
func (c *call) readQuestions(file string) (questions.Set, error) {
	in, err := os.Open(file)
	if err != nil {
		return questions.Set{}, err
	}
	defer in.Close()
	s, faults, err := questions.Read(in, dossier.Forms)
	if err == nil {
		err = c.printFaults(faults)
	}
	return s, err
}

// printFaults prints what is wrong with a table of questions, and returns errFaults if
// anything is.
func (c *call) printFaults(faults []questions.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	t := i18n.For(i18n.English)
	var text strings.Builder
	shown := make([]faultShown, len(faults))
	for i, f := range faults {
		shown[i] = faultShown{f.Line, f.Column, t.Text(f.Key, f.Args...)}
		switch {
		case f.Line > 0 && f.Column != "":
			fmt.Fprintf(&text, "line %d, column %s: ", f.Line, f.Column)
		case f.Line > 0:
			fmt.Fprintf(&text, "line %d: ", f.Line)
		}
		text.WriteString(shown[i].Says + "\n")
	}
	if err := c.print(shown, text.String()); err != nil {
		return err
	}
	return errFaults
}

var questionsSetCommand = command{
	name: "questions set", brief: "ask what a table says: store it as the next version of the organisation's own questions",
	operands: []string{"FILE"},
	needs:    []string{"db", "key-file", "org"},
	run:      setQuestions,
}

var questionsListCommand = command{
	name: "questions list", brief: "list the versions of the organisation's own questions",
	needs: []string{"db", "key-file", "org"},
	run: func(ctx context.Context, c *call) error {
		return c.onNode(ctx, func(_ *node, s access.Session) error { return c.listQuestions(ctx, s) })
	},
}

var questionsShowCommand = command{
	name: "questions show", brief: "print the table of a set of own questions as it was stored, the last version or another one",
	operands: []string{"SET", "[VERSION]"},
	needs:    []string{"db", "key-file", "org"},
	run: func(ctx context.Context, c *call) error {
		return c.onNode(ctx, func(_ *node, s access.Session) error { return c.showQuestions(ctx, s) })
	},
}

var questionsRemoveCommand = command{
	name: "questions remove", brief: "ask a set of own questions no more; what was answered stays",
	operands: []string{"SET"},
	needs:    []string{"db", "key-file", "org"},
	run: func(ctx context.Context, c *call) error {
		return c.onNode(ctx, func(_ *node, s access.Session) error {
			q, err := access.RemoveQuestions(ctx, s, c.args[0])
			if errors.Is(err, lindung.ErrNotFound) {
				return errNoQuestions
			}
			if err != nil {
				return err
			}
			return c.print(versionShown(q), fmt.Sprintf("%s is asked no more; what was answered stays\n", q.Code))
		})
	},
}

var errNoQuestions = errors.New("the organisation has no such set of questions; lindung questions list shows them")

func setQuestions(ctx context.Context, c *call) error {
	set, err := c.readQuestions(c.args[0])
	if err != nil {
		return err
	}
	return c.onNode(ctx, func(_ *node, s access.Session) error {
		q, err := access.SetQuestions(ctx, s, set)
		if wrong := (*access.OwnQuestions)(nil); errors.As(err, &wrong) {
			return c.printFaults(wrong.Faults)
		}
		if err != nil {
			return err
		}
		shown := shownQuestions(set)
		shown.Version = int(q.Version)
		return c.print(shown, fmt.Sprintf("%s: version %d, %d forms and %d questions\n", shown.Title, shown.Version, shown.Forms, shown.Questions))
	})
}

// A setVersion is a version of a set of questions in JSON.
type setVersion struct {
	Set     string `json:"set"`
	Version int64  `json:"version"`
	At      string `json:"at"`
	Over    bool   `json:"over,omitempty"`
}

func versionShown(q access.QuestionSet) setVersion {
	return setVersion{q.Code, q.Version, q.At.Time().UTC().Format(time.RFC3339), q.Over}
}

func (c *call) listQuestions(ctx context.Context, s access.Session) error {
	all, _, err := access.QuestionSets(ctx, s)
	if err != nil {
		return err
	}
	lines := make([]setVersion, len(all))
	var text strings.Builder
	for i, q := range all {
		lines[i] = versionShown(q)
		what := "asked"
		switch last := i+1 == len(all) || all[i+1].Code != q.Code; {
		case q.Over:
			what = "asked no more"
		case !last:
			what = "followed by a later version"
		}
		fmt.Fprintf(&text, "%-24s  version %d  %s  %s\n", q.Code, q.Version, lines[i].At, what)
	}
	return c.print(lines, text.String())
}

func (c *call) showQuestions(ctx context.Context, s access.Session) error {
	all, tables, err := access.QuestionSets(ctx, s)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(q access.QuestionSet) bool {
		return len(c.args) > 1 && q.Code == c.args[0] && strconv.FormatInt(q.Version, 10) == c.args[1]
	})
	for i, q := range all {
		if len(c.args) == 1 && q.Code == c.args[0] && !q.Over {
			at = i
		}
	}
	if at < 0 {
		return errNoQuestions
	}
	table := tables[all[at]]
	return c.print(table, table)
}

// lookForLost looks whether answers are stored to questions of organisations' own that are
// lost. What is lost can be set again from the table.
func lookForLost(ctx context.Context, s access.Session) error {
	var lost []string
	err := s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) (err error) {
		lost, err = cases.LostForms(tx)
		return err
	})
	if err == nil && len(lost) > 0 {
		err = fmt.Errorf("the questions of %s are lost, and their answers are shown under codes: run lindung questions set with the table again", strings.Join(lost, ", "))
	}
	return err
}
