package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/staff"
)

var orgAddCommand = command{
	name: "org add", brief: "add an organisation to the node",
	needs: []string{"db", "key-file", "org", "country", "sector"},
	takes: []string{"lang"},
	run:   addOrg,
}

var orgListCommand = command{
	name: "org list", brief: "list the organisations of the node",
	needs: []string{"db", "key-file"},
	run:   listOrgs,
}

// newOrg returns the organisation that --org, --country, --sector and --lang
// describe.
func (c *call) newOrg() (access.Org, error) {
	o := access.Org{
		Name:    strings.TrimSpace(c.Org),
		Country: lindung.Country(strings.ToUpper(c.Country)),
		Sector:  lindung.Sector(c.Sector),
		Lang:    or(c.Lang, string(i18n.English)),
	}
	switch {
	case o.Name == "":
		return o, misuse("--org is empty")
	case field.CountryName(string(o.Country)) == "":
		return o, misuse("--country: say two letters of ISO 3166, as ID or TH")
	case !slices.Contains(lindung.Sectors, o.Sector):
		return o, misuse("--sector: say one of %s", words(lindung.Sectors))
	case !slices.Contains(i18n.Staff(), i18n.Lang(o.Lang)):
		return o, misuse("--lang: say one of %s", words(i18n.Staff()))
	}
	return o, nil
}

// words joins the codes of a closed list.
func words[S ~string](list []S) string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = string(s)
	}
	return strings.Join(all, " ")
}

func addOrg(ctx context.Context, c *call) error {
	o, err := c.newOrg()
	if err != nil {
		return err
	}
	c.Org = "" // it names the new one, not the one that acts
	return c.onNode(ctx, func(n *node, s access.Session) error {
		o, err = staff.AddOrg(ctx, s, o)
		if errors.As(err, new(field.Problems)) {
			return errors.New("another organisation has this name or one that looks like it, or it has signs that are not letters of the region")
		}
		if err != nil {
			return err
		}
		return c.print(orgLine(o), string(o.ID)+"\n")
	})
}

// An orgShown is an organisation in JSON. Its name is public, and no person's.
type orgShown struct {
	ID      lindung.OrgID   `json:"id"`
	Name    string          `json:"name"`
	Sector  lindung.Sector  `json:"sector"`
	Country lindung.Country `json:"country"`
	Lang    string          `json:"lang"`
}

func orgLine(o access.Org) orgShown { return orgShown{o.ID, o.Name, o.Sector, o.Country, o.Lang} }

func listOrgs(ctx context.Context, c *call) error {
	return c.onNode(ctx, func(_ *node, s access.Session) error {
		all, err := staff.Directory(ctx, s)
		if err != nil {
			return err
		}
		lines := make([]orgShown, len(all))
		var text strings.Builder
		for i, o := range all {
			lines[i] = orgLine(o)
			fmt.Fprintf(&text, "%s  %s  %-11s  %s\n", o.ID, o.Country, o.Sector, o.Name)
		}
		return c.print(lines, text.String())
	})
}
