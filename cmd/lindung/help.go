package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

var helpCommand = command{
	name: "help", brief: "list the commands, or explain one",
	operands: []string{"[COMMAND...]"},
	run:      help,
}

var helpConfigCommand = command{
	name: "help config", brief: "list all settings with their environment variables",
	run: helpConfig,
}

// help prints the list of commands or the manual of one.
func help(_ context.Context, c *call) error {
	name := strings.Join(c.args, " ")
	var list, manuals strings.Builder
	w := tabwriter.NewWriter(&list, 0, 0, 3, ' ', 0)
	type line struct {
		Name  string `json:"name"`
		Usage string `json:"usage"`
		Brief string `json:"brief"`
	}
	var lines []line
	for _, cmd := range c.all {
		if name != "" && cmd.name != name && !strings.HasPrefix(cmd.name, name+" ") {
			continue
		}
		lines = append(lines, line{cmd.name, cmd.usage(), cmd.brief})
		fmt.Fprintf(w, "  lindung %s\t%s\n", cmd.name, cmd.brief)
		manuals.WriteString(cmd.manual())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	switch {
	case lines == nil:
		return misuse("there is no such command")
	case name == "":
		return c.print(lines, list.String())
	}
	return c.print(lines, manuals.String())
}

// manual explains one command: what it does, and its settings.
func (cmd command) manual() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s\n", cmd.usage(), cmd.brief)
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	for _, s := range settings {
		if s.kind != fromEnv && slices.Contains(cmd.settings(), s.name) {
			fmt.Fprintf(w, "  %s\t%s\n", s.shape(), s.help)
		}
	}
	w.Flush() // to a Builder, which never fails
	return b.String()
}

// helpConfig prints every setting, so that a script or a unit file can be
// written without reading the source.
func helpConfig(_ context.Context, c *call) error {
	type line struct {
		Flag string `json:"flag,omitempty"`
		Env  string `json:"env,omitempty"`
		Help string `json:"help"`
	}
	var lines []line
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	for _, s := range settings {
		l := line{Help: s.help}
		if s.kind != fromEnv {
			l.Flag = s.shape()
		}
		if s.kind != fromFlag {
			l.Env = s.env()
		}
		lines = append(lines, l)
		fmt.Fprintf(w, "%s\t%s\t%s\n", l.Flag, l.Env, l.Help)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return c.print(lines, b.String())
}
