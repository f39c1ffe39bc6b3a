package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/demo"
	"lindung/internal/desk"
	"lindung/internal/seal"
	"lindung/survivor"
	"lindung/web"
	"lindung/web/link"
	"lindung/web/own"
	"lindung/web/report"
)

var demoCommand = command{
	name: "demo", brief: "run a demo with invented people; deleted on exit",
	takes: []string{"addr", "desks"},
	run:   runDemo,
}

// demoAddr is where the demo listens if no one says where.
const demoAddr = "127.0.0.1:8080"

// demoReady is what the demo prints once it answers.
type demoReady struct {
	URL    string      `json:"url"`
	Actors []demoActor `json:"actors"`
	Person *demoPaper  `json:"person,omitempty"`
	Link   *demoLink   `json:"link,omitempty"`
	Report *demoReport `json:"report,omitempty"`
}

// demoPaper is the paper of an invented person.
type demoPaper struct {
	URL    string `json:"url"`
	Code   string `json:"code"`
	PIN    string `json:"pin"`
	Second string `json:"second_pin"`
}

// demoLink is the link of an invented body outside.
type demoLink struct {
	URL    string `json:"url"`
	Code   string `json:"code"`
	Second string `json:"second_code"`
}

// demoReport is the key of somebody who told something without a name.
type demoReport struct {
	URL string `json:"url"`
	Key string `json:"key"`
}

// demoActor is an invented worker. Name is their login.
type demoActor struct {
	Org      string          `json:"org"`
	Sector   lindung.Sector  `json:"sector"`
	Country  lindung.Country `json:"country"`
	Role     lindung.Role    `json:"role"`
	Name     string          `json:"name"`
	FullName string          `json:"full_name"`
	Password string          `json:"password"`
	Secret   string          `json:"totp_secret"`
}

func runDemo(ctx context.Context, c *call) error {
	ln, err := c.listenDemo()
	if err != nil {
		return err
	}
	defer ln.Close()
	folder, err := os.MkdirTemp("", "lindung-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	n, actors, fillDesks, err := fillDemo(ctx, filepath.Join(folder, "demo.db"), c.Desks)
	if err != nil {
		return err
	}
	defer n.Close()
	log := slog.New(slog.NewTextHandler(c.err, nil))
	door := survivor.NewDoor(n.Node)
	people, err := demoPersons(n, door, log)
	if err != nil {
		return err
	}
	at := localURL(ln.Addr())
	pages, err := web.New(n.Node, desk.Options{Demo: demoPeople(actors), Address: at, PasskeyAddress: at, Logger: log, PersonAddress: strings.TrimSuffix(people.at, "/"), Guessed: door.Guessed})
	if err != nil {
		return errors.Join(err, people.close())
	}
	all := c.withPublic(pages, log)
	ready := readyOf(at+"/", actors)
	ready.of(people.at, actors)
	if err := c.print(ready, ready.text()); err != nil {
		return errors.Join(err, people.close())
	}
	return serveBeside(ctx, n, func(ctx context.Context) error { return serveOn(ctx, ln, all) }, people.serve, func(ctx context.Context) {
		if err := fillDesks(); err != nil && ctx.Err() == nil {
			log.Error("the desks of the demo are not filled", "err", err)
		}
	})
}

// demoPersons listens for the invented persons, on this machine only.
func demoPersons(n *node, door *survivor.Door, log *slog.Logger) (persons, error) {
	pages, err := ownPages(n, own.Options{Door: door, Logger: log})
	if err != nil {
		return persons{}, err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return persons{}, err
	}
	return persons{ln, "http://" + ln.Addr().String() + "/", pages, log}, nil
}

// of says where people outside use the codes that the actors gave them; at is the address
// of their listener.
func (r *demoReady) of(at string, actors []demo.Actor) {
	for _, a := range actors {
		if p := a.Gave.Paper; p.Code != "" {
			r.Person = &demoPaper{at, p.Code, p.PIN, p.Second}
		}
		if l := a.Gave.Link; l.Code != "" {
			r.Link = &demoLink{at + strings.TrimPrefix(link.Path, "/"), l.Code, l.Second}
		}
		if key := a.Gave.Report; key != "" {
			r.Report = &demoReport{at + strings.TrimPrefix(report.BackPath, "/"), key}
		}
	}
}

// listenDemo listens where --addr says, on this machine only; without it on the
// usual port or, if that is taken, on any.
func (c *call) listenDemo() (net.Listener, error) {
	if c.Addr == "" {
		ln, err := net.Listen("tcp", demoAddr)
		if err != nil {
			ln, err = net.Listen("tcp", "127.0.0.1:0")
		}
		return ln, err
	}
	if !loopback(c.Addr) {
		return nil, errors.New("the demo shows its passwords: it listens on 127.0.0.1 or [::1] only")
	}
	return net.Listen("tcp", c.Addr)
}

// localURL is the address of a listener on this machine, by name: browsers have passkeys at no
// bare number.
func localURL(at net.Addr) string {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return "http://" + at.String()
	}
	return "http://localhost:" + port
}

// fillDemo founds a node as init does, on a clock that is moved while the node
// is filled; with the desks alone, if only they are to work there. FillDesks fills their
// desks, while the demo serves already.
func fillDemo(ctx context.Context, path string, desks bool) (n *node, actors []demo.Actor, fillDesks func() error, err error) {
	clock, ring := demo.NewClock(time.Now), seal.NewRing()
	d, err := db.Open(ctx, path, db.Options{Key: ring.File(), Clock: clock.Now, Sole: true})
	if err != nil {
		return nil, nil, nil, err
	}
	made, err := access.CreateNode(ctx, d, ring, dossier.Forms, dossier.Owned)
	fill := demo.FillCases
	if err == nil && desks {
		fill, err = demo.FillDesks, made.KeepNoCases(ctx, made.System("demo", "demo"))
	}
	if err == nil {
		actors, fillDesks, err = fill(ctx, made, clock)
	}
	if err != nil {
		return nil, nil, nil, errors.Join(err, d.Close())
	}
	return &node{Node: made, db: d, ring: ring}, actors, fillDesks, nil
}

func demoPeople(actors []demo.Actor) []desk.DemoActor {
	all := make([]desk.DemoActor, len(actors))
	for i, a := range actors {
		all[i] = desk.DemoActor{
			ID: a.ID, Org: a.Org.Name, Name: a.Name, Roles: a.Roles, Lang: a.Lang, Login: a.Login, Password: demo.Password, Secret: a.Secret,
		}
	}
	return all
}

func readyOf(url string, actors []demo.Actor) demoReady {
	r := demoReady{URL: url}
	for _, a := range actors {
		r.Actors = append(r.Actors, demoActor{
			Org: a.Org.Name, Sector: a.Org.Sector, Country: a.Org.Country, Role: a.Roles[0],
			Name: a.Login, FullName: a.Name, Password: demo.Password, Secret: a.Secret,
		})
	}
	return r
}

// text is how people read it.
func (r demoReady) text() string {
	var b strings.Builder
	first := r.Actors[0]
	fmt.Fprintf(&b, "The demo with invented people is at %s\n", r.URL)
	fmt.Fprintf(&b, "Its public site is at %sen/\n\n", r.URL)
	fmt.Fprintf(&b, "Start as %s, %s of %s.\n", first.Name, first.Role, first.Org)
	fmt.Fprintf(&b, "The password of everyone is: %s\nThe code is shown on the sign-in page.\n\n", first.Password)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	org := ""
	for _, a := range r.Actors {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Name, a.Role, a.FullName, shownOnce(a.Org, org))
		org = a.Org
	}
	w.Flush()
	if p := r.Person; p != nil {
		fmt.Fprintf(&b, "\nOne of the persons reads their own file at %s with the code %s and the PIN %s.\nTheir second PIN, %s, opens an empty page and tells their worker.\n", p.URL, p.Code, p.PIN, p.Second)
	}
	if l := r.Link; l != nil {
		fmt.Fprintf(&b, "A shelter without an account answers a referral at %s with the code %s and the second code %s.\n", l.URL, l.Code, l.Second)
	}
	if t := r.Report; t != nil {
		fmt.Fprintf(&b, "Somebody who told something without a name reads the answer at %s with the key %s.\n", t.URL, t.Key)
	}
	b.WriteString("\nEverything is deleted when the program stops (Ctrl-C).\n")
	return b.String()
}

// shownOnce is text, unless it was shown in the line before.
func shownOnce(text, before string) string {
	if text == before {
		return ""
	}
	return text
}
