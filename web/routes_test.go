package web

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lindung/internal/desk"
)

var update = flag.Bool("update", false, "write doc/routes.md")

// TestRoutesPage holds doc/routes.md against the routes: who may come to each page,
// and what is done there, on one screen.
func TestRoutesPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# The pages of the staff

This page is made from the routes of the wings; ` + "`go test ./web -run TestRoutesPage -update`" + ` writes it anew.
A page is judged by its act, and leaves one entry of it in the log; ` + "[policy.md](policy.md)" + ` says who may do
what. A page without an act reads and does nothing. *Once* says that the form carries a key: what is
sent twice is done once. *Kept* says that what is typed is kept as a draft until it is sent.
`)
	for _, w := range append([]desk.Wing{desk.Chassis}, wings...) {
		fmt.Fprintf(&b, "\n## %s\n\n| page | who may come | act | |\n|---|---|---|---|\n", w.Name)
		for _, r := range w.Routes {
			var acts, marks []string
			if r.Action != "" {
				acts = append(acts, string(r.Action))
			}
			for _, a := range r.Or {
				acts = append(acts, string(a))
			}
			if strings.HasPrefix(r.Pattern, "POST ") && r.Who == desk.Actors && !r.Free {
				marks = append(marks, "once")
			}
			if r.Draft != "" {
				marks = append(marks, "kept")
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.Pattern, r.Who, strings.Join(acts, ", "), strings.Join(marks, ", "))
		}
	}
	const name = "../doc/routes.md"
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s has changed; read the difference, then run go test ./web -run TestRoutesPage -update\n%s", name, diff)
	}
}
