package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/contact"
	"lindung/contact/mail"
)

var outboxTakeCommand = command{
	name: "outbox take", brief: "print the text messages that may go to persons now, for a gateway that sends them",
	needs: []string{"db", "key-file", "org"},
	run:   takeOutbox,
}

var outboxSentCommand = command{
	name: "outbox sent", brief: "note that text messages were sent",
	operands: []string{"ID..."},
	needs:    []string{"db", "key-file", "org"},
	run: func(ctx context.Context, c *call) error {
		return c.reportOutbox(ctx, (*contact.Outbox).Sent)
	},
}

var outboxFailedCommand = command{
	name: "outbox failed", brief: "note that text messages were not sent, and will not be",
	operands: []string{"ID..."},
	needs:    []string{"db", "key-file", "org"},
	run: func(ctx context.Context, c *call) error {
		return c.reportOutbox(ctx, (*contact.Outbox).Failed)
	},
}

// An outMessage is a message as a gateway reads it. It is the one thing that a command prints of a
// person: the number, and the words to which they agreed.
type outMessage struct {
	ID    string `json:"id"`
	To    string `json:"to"`
	Words string `json:"words"`
}

// takeOutbox prints one message a line: its id, the number and the words, with tabs between.
func takeOutbox(ctx context.Context, c *call) error {
	return c.onNode(ctx, func(n *node, s access.Session) error {
		all, err := contact.NewOutbox(n.Node).Take(ctx, s.Actor().Org, contact.SMS)
		for _, m := range all {
			if c.JSON {
				err = errors.Join(err, json.NewEncoder(c.out).Encode(outMessage{m.ID(), m.To(), m.Words()}))
			} else {
				_, wrong := fmt.Fprintf(c.out, "%s\t%s\t%s\n", m.ID(), m.To(), m.Words())
				err = errors.Join(err, wrong)
			}
		}
		return err
	})
}

func (c *call) reportOutbox(ctx context.Context, says func(*contact.Outbox, context.Context, lindung.OrgID, string) error) error {
	return c.onNode(ctx, func(n *node, s access.Session) error {
		box, done := contact.NewOutbox(n.Node), 0
		var faults []error
		for _, id := range c.args {
			err := says(box, ctx, s.Actor().Org, id)
			switch {
			case errors.Is(err, lindung.ErrNotFound):
				err = errors.New("this organisation has no message with this id")
			case errors.Is(err, contact.ErrNotTaken):
				err = contact.ErrNotTaken
			}
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", id, err))
				continue
			}
			done++
		}
		return errors.Join(append(faults, c.print(map[string]int{"noted": done}, fmt.Sprintf("%d noted\n", done)))...)
	})
}

// A post sends by mail what may go to persons, while the node serves.
type post struct {
	node   *node
	server *mail.Server // nil for none
	log    *slog.Logger
}

// newPost returns the post of a node.
func (c *call) newPost(n *node, log *slog.Logger) (*post, error) {
	p := &post{node: n, log: log}
	if c.SMTP == "" {
		return p, nil
	}
	password, user := "", ""
	if c.SMTPPasswordFile != "" {
		b, err := os.ReadFile(c.SMTPPasswordFile)
		if err != nil {
			return nil, err
		}
		password, user = strings.TrimSpace(string(b)), cmp.Or(c.SMTPUser, c.SMTPFrom)
	}
	var err error
	p.server, err = mail.New(c.SMTP, c.SMTPFrom, user, password)
	return p, err
}

// run looks for what may go, a few times a minute.
func (p *post) run(ctx context.Context) {
	const every = 20 * time.Second
	if p.server == nil {
		return
	}
	for {
		if !p.node.Rescuing() {
			p.once(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

// once sends what may go now. The log is told how many did not go, never what or to whom.
func (p *post) once(ctx context.Context) {
	if _, err := p.node.LogStands(ctx); err != nil {
		p.node.jobs.note(jobMail, p.node.MachineTime(), err) // it could not be noted what went
		return
	}
	box := contact.NewOutbox(p.node.Node)
	all, err := box.Take(ctx, "", contact.Email)
	p.node.jobs.note(jobMail, p.node.MachineTime(), err)
	if err != nil && ctx.Err() == nil {
		p.log.Error("not every message to a person was looked at; run lindung doctor", "err", err)
	}
	failed := 0
	for _, m := range all {
		err := p.server.Send(ctx, m, p.node.MachineTime())
		says := box.Sent
		switch {
		case errors.Is(err, mail.ErrRefused):
			says = box.Failed
		case err != nil:
			says = box.Again
		}
		if err != nil {
			failed++
		}
		// What has gone is noted also when the program is being stopped.
		if err := says(context.WithoutCancel(ctx), "", m.ID()); err != nil {
			p.log.Error("what became of a message to a person is not noted; it is judged anew in an hour", "err", err)
		}
	}
	if failed > 0 {
		p.log.Warn("the mail server did not take every message", "messages", failed)
	}
}
