package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/contact"
	"lindung/contact/mail"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/staff"
)

const agreedWords = "The library book is ready."

// asked founds a node in the place whose one person agreed to messages at all hours but the
// night, and is asked to get in touch.
func (p place) asked() lindung.CaseID {
	p.t.Helper()
	ctx, ring := p.t.Context(), seal.NewRing()
	fine := func(err error) {
		p.t.Helper()
		if err != nil {
			p.t.Fatal(err)
		}
	}
	fine(backup.Save(p.key, func(w io.Writer) error { _, err := io.WriteString(w, ring.Text("")); return err }))
	d, err := db.Open(ctx, p.db, db.Options{Key: ring.File()})
	fine(err)
	n, err := access.CreateNode(ctx, d, ring, dossier.Forms, dossier.Owned)
	fine(err)
	org, err := staff.AddOrg(ctx, n.System("first", "test"), access.Org{Name: "Example Shelter", Sector: "shelter", Country: "KH", Lang: "en"})
	fine(err)
	in, err := staff.Invite(ctx, n.System(org.ID, "test"), staff.NewActor{
		Org: org.ID, Login: "ana", Name: "Ana Example", Roles: []lindung.Role{lindung.Caseworker}, Lang: "en", Hash: nodetest.Hash, Secret: nodetest.Secret,
	})
	fine(err)
	s, err := access.SessionAs(ctx, n, in.Actor)
	fine(err)
	fine(access.Undertake(ctx, s, access.UndertakingVersion))
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
	fine(err)
	var v field.Values
	for i, text := range map[*field.Info]string{
		person.MessagePhone.Info: "+85510000001", person.MessageEmail.Info: "a@example.org", person.MessageReader.Info: "person", person.MessageWords.Info: agreedWords,
		person.MessageDays.Info: "monday; tuesday; wednesday; thursday; friday; saturday; sunday", person.MessageHours.Info: "morning; afternoon; evening",
	} {
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			p.t.Fatal(bad)
		}
	}
	fine(cases.SaveForm(ctx, s, c.ID, person.SafeMessages, 0, v))
	fine(contact.Ask(ctx, s, c.ID))
	fine(d.Close())
	return c.ID
}

// awake reports whether it is day in Cambodia: at night nothing goes, whoever asks.
func awake() bool { h := time.Now().In(lindung.Zone("KH")).Hour(); return h >= 6 && h < 22 }

// TestOutbox: a gateway takes what may go now, once, and says what became of it. At night it is
// given nothing.
func TestOutbox(t *testing.T) {
	eachPlace(t, func(p place) {
		t := p.t
		p.asked()
		node := []string{"--db", p.db, "--key-file", p.key, "--org", "Example Shelter"}
		day := awake()
		code, out, errs := typed(t, append([]string{"outbox", "take", "--json"}, node...)...)
		if day != awake() {
			t.Skip("the night has begun or ended meanwhile")
		}
		if !day {
			if code != 0 || out != "" {
				t.Errorf("%d: %q %q at night", code, out, errs)
			}
			return
		}
		var m outMessage
		if err := json.Unmarshal([]byte(out), &m); code != 0 || err != nil || m.To != "+85510000001" || m.Words != agreedWords {
			t.Fatalf("%d: %q %q", code, out, errs)
		}
		if code, out, _ := typed(t, append([]string{"outbox", "take"}, node...)...); code != 0 || out != "" {
			t.Errorf("%d: taken twice: %q", code, out)
		}
		if code, out, _ := typed(t, append([]string{"outbox", "sent", m.ID}, node...)...); code != 0 || out != "1 noted\n" {
			t.Errorf("%d: %q", code, out)
		}
		for _, id := range []string{m.ID, "none"} {
			code, _, errs := typed(t, append([]string{"outbox", "failed", id}, node...)...)
			if code != 1 || strings.Contains(errs, "+855") {
				t.Errorf("%s is reported again: %d %q", id, code, errs)
			}
		}
	})
}

// TestPost: a serving node sends by mail what may go, tries again what was not taken, and its
// own log names nobody.
func TestPost(t *testing.T) {
	eachPlace(t, func(p place) {
		t := p.t
		id := p.asked()
		if !awake() {
			t.Skip("at night nothing goes")
		}
		answers := []string{"451 later", "250 ok"}
		got := make(chan string, 2)
		addr := mailServer(t, func(string) string { a := answers[0]; answers = answers[1:]; return a }, got)
		server, err := mail.New(addr, "books@example.org", "", "")
		if err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		c := &call{config: config{DB: p.db, KeyFile: p.key}, streams: streams{err: io.Discard}}
		err = c.onNode(t.Context(), func(n *node, s access.Session) error {
			post := &post{node: n, server: server, log: slog.New(slog.NewTextHandler(&log, nil))}
			post.once(t.Context())
			post.once(t.Context()) // the pause has not passed
			var all []contact.Entry
			err := s.Do(t.Context(), access.SystemRun, cases.Target(id), func(tx *access.Tx) (err error) {
				all, err = contact.EntriesIn(tx, id)
				return err
			})
			i := slices.IndexFunc(all, func(e contact.Entry) bool { return e.Way == contact.Email })
			if i < 0 || all[i].State != contact.Waiting || all[i].Tries != 1 {
				t.Errorf("%+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) > 0 || strings.Contains(log.String(), "example.org") || strings.Contains(log.String(), agreedWords) || !strings.Contains(log.String(), "messages=1") {
			t.Errorf("%d sent; the log says %q", len(got), log.String())
		}
	})
}

// mailServer takes mail on this machine.
func mailServer(t *testing.T, rcpt func(string) string, got chan<- string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			r := bufio.NewReader(conn)
			say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
			say("220 here")
			for data := ""; ; {
				line, err := r.ReadString('\n')
				if err != nil {
					break
				}
				switch verb, _, _ := strings.Cut(strings.TrimSpace(line), " "); {
				case data != "" && line == ".\r\n":
					got <- data
					data = ""
					say("250 taken")
				case data != "":
					data += line
				case verb == "RCPT":
					say(rcpt(line))
				case verb == "DATA":
					data = "-"
					say("354 go on")
				default:
					say("250 ok")
				}
			}
			conn.Close()
		}
	}()
	return ln.Addr().String()
}
