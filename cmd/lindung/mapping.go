package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/exchange"
	"lindung/field"
	"lindung/i18n"
)

var importMappingCommand = command{
	name: "import mapping", brief: "list the saved mappings of lists, show one by its name, or save one from a file",
	operands: []string{"list|show|save", "[NAME|FILE]"},
	needs:    []string{"db", "key-file", "org"},
	run:      importMapping,
}

func importMapping(ctx context.Context, c *call) error {
	what, rest := c.args[0], c.args[1:]
	if takes, known := map[string]int{"list": 0, "show": 1, "save": 1}[what]; !known || takes != len(rest) {
		return misuse("write list, show NAME or save FILE")
	}
	return c.onNode(ctx, func(n *node, s access.Session) error {
		switch what {
		case "show":
			m, err := exchange.MappingNamed(ctx, s, rest[0])
			if errors.Is(err, lindung.ErrNotFound) {
				return errors.New("there is no mapping of that name")
			}
			if err != nil {
				return err
			}
			return c.print(m, m.Text())
		case "save":
			m, err := readMapping(rest[0])
			if err != nil {
				return err
			}
			if _, err := exchange.SaveMapping(ctx, s, m); err != nil {
				return wrongMapping(err)
			}
			return c.print(map[string]string{"name": m.Name}, m.Name+"\n")
		}
		all, err := exchange.Mappings(ctx, s)
		if err != nil {
			return err
		}
		names := []string{}
		for _, m := range all {
			names = append(names, m.Name)
		}
		return c.print(names, strings.Join(append(names, ""), "\n"))
	})
}

// mapping returns the mapping that was asked for: a saved one, or one in a file.
func (c *call) mapping(ctx context.Context, n *node, s access.Session) (exchange.Mapping, error) {
	m, err := exchange.MappingNamed(ctx, s, c.Mapping)
	if !errors.Is(err, lindung.ErrNotFound) {
		return m, err
	}
	m, err = readMapping(c.Mapping)
	if errors.Is(err, os.ErrNotExist) {
		return m, errors.New("there is neither a saved mapping nor a file of that name")
	}
	if err == nil {
		err = wrongMapping(m.Check(n.Forms).Err())
	}
	return m, err
}

func readMapping(file string) (exchange.Mapping, error) {
	in, err := os.Open(file)
	if err != nil {
		return exchange.Mapping{}, err
	}
	defer in.Close()
	return exchange.ParseMapping(in)
}

// wrongMapping says what is wrong with a mapping, by its columns.
func wrongMapping(err error) error {
	var problems field.Problems
	if !errors.As(err, &problems) {
		return err
	}
	t := i18n.For(i18n.English)
	var all []string
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%s: %s", p.Field, t.Text(p.Key, p.Args...)))
	}
	return errors.New("the mapping cannot be used:\n" + strings.Join(all, "\n"))
}
