package story_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/internal/test/story"
)

var update = flag.Bool("update", false, "write what the log has into the stories")

// TestStories tells every story on each database.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("../../../stories/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no stories", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := story.Parse("stories/"+filepath.Base(file), string(text))
			if err != nil {
				t.Fatal(err)
			}
			nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
				log, err := story.Run(t, n, s)
				if *update && log != nil {
					before, _, _ := strings.Cut(string(text), "\naudit:")
					told := before + "\naudit:\n  " + strings.Join(log, "\n  ") + "\n"
					err = os.WriteFile(file, []byte(told), 0o644)
				}
				if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestParting: if a story and the program differ, the error names the line.
func TestParting(t *testing.T) {
	const who = "ana@shelter is caseworker\nas ana@shelter\n"
	for text, want := range map[string]string{
		"ana@shelter is queen\naudit:\n":                                       "x.txt:1:",
		"as ana@shelter\naudit:\n":                                             "x.txt:1:",
		who + "  dance\naudit:\n":                                              "x.txt:3:",
		who + "  show c1\naudit:\n":                                            "x.txt:3:",
		who + "  open case c1 name=Sok  ! no consent\naudit:\n":                "x.txt:3:",
		who + "  open case c1 name=Sok\n  show c1  > Ana: all\naudit:\n":       "x.txt:4:",
		who + "  open case c1 name=Sok\naudit:\n":                              "x.txt:4:",
		who + "  open case c1 name=Sok\naudit:\n  ana@shelter case.close c1\n": "x.txt:5:",
		who + "  open case c1\naudit:\n":                                       "x.txt:3:",
		who + "later some days\naudit:\n":                                      "x.txt:3:",
		who + "  search Sok\n":                                                 "x.txt: a story ends",
		"  > c1\naudit:\n":                                                     "x.txt:1:",
	} {
		err := tell(t, text)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	if err := tell(t, who+"  open case c1 name=Sok\naudit:\n  ana@shelter case.open c1\n"); err != nil {
		t.Error(err)
	}
}

func tell(t *testing.T, text string) error {
	t.Helper()
	s, err := story.Parse("x.txt", text)
	if err != nil {
		return err
	}
	clock := &dbtest.Clock{}
	_, err = story.Run(t, nodetest.New(t, dbtest.SQLite(t, clock), clock), s)
	return err
}
