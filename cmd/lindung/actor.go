package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/i18n"
	"lindung/staff"
)

var actorInviteCommand = command{
	name: "actor invite", brief: "invite a worker to an organisation and print the invitation; it works once, within 24 hours",
	needs: []string{"db", "key-file", "org", "login", "name", "role"},
	takes: []string{"lang"},
	run:   inviteActor,
}

var actorListCommand = command{
	name: "actor list", brief: "list the workers of an organisation by identifier, without their names",
	needs: []string{"db", "key-file", "org"},
	run:   listActors,
}

func inviteActor(ctx context.Context, c *call) error {
	a := staff.NewActor{Login: c.Login, Name: c.Name, Lang: or(c.Lang, string(i18n.English))}
	for _, text := range strings.Split(c.Role, ",") {
		r := lindung.Role(strings.TrimSpace(text))
		if !slices.Contains(lindung.Roles, r) {
			return misuse("--role: say some of %s, with commas between", words(lindung.Roles))
		}
		a.Roles = append(a.Roles, r)
	}
	if !staff.GoodLogin(a.Login) {
		return misuse("--login: say 3 to 64 letters, digits and . - _ @, without spaces")
	}
	if !slices.Contains(i18n.Staff(), i18n.Lang(a.Lang)) {
		return misuse("--lang: say one of %s", words(i18n.Staff()))
	}
	return c.onNode(ctx, func(n *node, s access.Session) error {
		a.Org = s.Actor().Org
		if slices.ContainsFunc(a.Roles, func(r lindung.Role) bool { return !slices.Contains(n.Roles(), r) }) {
			return fmt.Errorf("on this node only the desks work: say some of %s for --role, with commas between", words(n.Roles()))
		}
		in, err := staff.Invite(ctx, s, a)
		if errors.Is(err, staff.ErrUsed) {
			return errors.New("someone on this node already signs in with that name")
		}
		if err != nil {
			return err
		}
		v := struct {
			Actor     lindung.ActorID `json:"actor"`
			Enrolment string          `json:"enrolment"`
			Until     string          `json:"until"`
		}{in.Actor, enrolment(in.Token), in.Until.Time().Format(time.RFC3339)}
		return c.print(v, fmt.Sprintf("actor %s\ninvitation, works once, until %s:\n  %s\n", v.Actor, v.Until, v.Enrolment))
	})
}

func listActors(ctx context.Context, c *call) error {
	return c.onNode(ctx, func(_ *node, s access.Session) error {
		all, err := staff.Roster(ctx, s)
		if err != nil {
			return err
		}
		type line struct {
			ID      lindung.ActorID `json:"id"`
			Roles   []lindung.Role  `json:"roles"`
			State   string          `json:"state"`
			Created string          `json:"created"`
		}
		lines := make([]line, len(all))
		var text strings.Builder
		for i, a := range all {
			lines[i] = line{a.ID, a.Roles, a.State, a.Created.Time().Format(time.RFC3339)}
			fmt.Fprintf(&text, "%s  %-8s  %s\n", a.ID, a.State, words(a.Roles))
		}
		return c.print(lines, text.String())
	})
}
