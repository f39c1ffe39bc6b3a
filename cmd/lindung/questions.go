package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

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
