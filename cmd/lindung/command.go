package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"lindung/internal/db"
	"lindung/internal/seal"
)

// A command is one thing that the program can do.
type command struct {
	name     string   // one or two words: "version", "import htcds"
	brief    string   // one line for the list of commands
	operands []string // their names; the last may end with "..." for any number, or stand in brackets
	needs    []string // settings without which it does not start
	takes    []string // settings that it takes; json is always one of them
	run      func(context.Context, *call) error
}

// A call is one command as it was typed.
type call struct {
	config
	command command
	all     []command
	args    []string  // operands
	steps   []db.Step // migrations in Go; there are none yet
	held    *seal.Ring
	typed   bool // the root was put together from shares that were typed
	keeps   bool // the edition that is read is kept as the one that was used last
	streams
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// errUsage says that the command line was wrong; the program ends with 2.
var errUsage = errors.New("wrong usage")

// misuse returns an error that wraps errUsage and says only what was wrong.
func misuse(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

type usageError string

func (e usageError) Error() string { return string(e) }
func (usageError) Unwrap() error   { return errUsage }

// print writes the result of a command: v as one line of JSON with --json,
// otherwise the text. v never holds a value that names a person.
func (c *call) print(v any, text string) error {
	if !c.JSON {
		_, err := io.WriteString(c.out, text)
		return err
	}
	return json.NewEncoder(c.out).Encode(v)
}

// run does what args ask for and returns the code with which the program ends.
func run(ctx context.Context, args []string, s streams) int {
	all := commands()
	cmd, rest, err := find(all, args)
	if err == nil {
		err = (&call{command: cmd, all: all, streams: s}).start(ctx, rest)
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(s.err, "lindung: %v\n", err)
		if cmd.name != "" {
			fmt.Fprintf(s.err, "usage: %s\n", cmd.usage())
		}
		fmt.Fprintln(s.err, strings.TrimSpace("see: lindung help "+cmd.name))
		return 2
	}
	fmt.Fprintf(s.err, "lindung %s: %v\n%s", cmd.name, err, advice(err))
	return 1
}

// find returns the command that args begin with, and the rest of them.
func find(all []command, args []string) (command, []string, error) {
	if len(args) == 0 {
		return command{}, nil, misuse("name a command")
	}
	switch args[0] {
	case "-h", "-help", "--help":
		return helpCommand, args[1:], nil
	case "-version", "--version":
		return versionCommand, args[1:], nil
	}
	var found command
	var kin []string
	for _, c := range all {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name && len(c.name) > len(found.name) {
			found = c
		}
		if len(words) == 2 && words[0] == args[0] {
			kin = append(kin, c.name)
		}
	}
	switch {
	case found.name != "":
		return found, args[len(strings.Fields(found.name)):], nil
	case kin != nil:
		return command{}, nil, misuse("name one of: %s", strings.Join(kin, ", "))
	}
	return command{}, nil, misuse("there is no such command")
}

// start reads the settings and operands of a command and runs it.
func (c *call) start(ctx context.Context, args []string) error {
	cmd := c.command
	fs := flag.NewFlagSet(cmd.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	if err := c.declare(fs, cmd.settings()); err != nil {
		return err
	}
	var err error
	if c.args, err = parse(fs, args); errors.Is(err, flag.ErrHelp) {
		_, err := io.WriteString(c.out, cmd.manual())
		return err
	} else if err != nil {
		return err
	}
	if err := cmd.checkOperands(c.args); err != nil {
		return err
	}
	if missing := c.missing(cmd.needs); missing != nil {
		return misuse("%s is missing", strings.Join(missing, ", "))
	}
	return cmd.run(ctx, c)
}

// settings are the names of all settings that the command knows.
func (cmd command) settings() []string {
	return append(slices.Concat(cmd.needs, cmd.takes), "json")
}

// parse reads flags wherever they stand and returns the operands. After "--"
// everything is an operand.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var operands, rest []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, rest = args[:i], args[i+1:]
	}
	for len(args) > 0 {
		if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, misuse("%s", withoutValue(err))
		}
		if args = fs.Args(); len(args) > 0 {
			operands, args = append(operands, args[0]), args[1:]
		}
	}
	return append(operands, rest...), nil
}

// withoutValue is the text of an error of package flag without the value that
// was typed: it may name someone.
func withoutValue(err error) string {
	if _, after, found := strings.Cut(err.Error(), " for flag "); found {
		return "flag " + after
	}
	if _, after, found := strings.Cut(err.Error(), " for -"); found {
		return "flag -" + after
	}
	return err.Error()
}

// checkOperands holds the number of operands against the command's.
func (cmd command) checkOperands(args []string) error {
	least, most := 0, len(cmd.operands)
	for _, o := range cmd.operands {
		if !strings.HasPrefix(o, "[") {
			least++
		}
		if strings.Contains(o, "...") {
			most = len(args)
		}
	}
	if len(args) < least {
		return misuse("%s is missing", cmd.operands[len(args)])
	}
	if len(args) > most {
		return misuse("%d operands too many", len(args)-most)
	}
	return nil
}

// usage is the command line in one line.
func (cmd command) usage() string {
	line := "lindung " + cmd.name
	for _, s := range settings {
		switch {
		case slices.Contains(cmd.needs, s.name):
			line += " " + s.shape()
		case slices.Contains(cmd.settings(), s.name):
			line += " [" + s.shape() + "]"
		}
	}
	return strings.Join(append([]string{line}, cmd.operands...), " ")
}
