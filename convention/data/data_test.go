package data

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"lindung"
	"lindung/convention"
)

func TestOpenAFolderOnTopOfTheData(t *testing.T) {
	dir := t.TempDir()
	conflicts, err := fs.ReadFile(Files(), "conflicts.csv")
	if err != nil {
		t.Fatal(err)
	}
	line := "C99,a new question,one,other,ask,open,ACTIP,2026-11-24\n"
	if err := os.WriteFile(filepath.Join(dir, "conflicts.csv"), append(conflicts, line...), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(s.Conflicts(), func(c convention.Conflict) bool { return c.ID == "C99" }) || len(s.Instruments()) != 19 {
		t.Error("the folder is not on top of the data")
	}
}

func TestPackAndOpen(t *testing.T) {
	var b bytes.Buffer
	if err := Pack(&b, Files()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "snapshot.zip")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(name)
	if err != nil || len(s.Paragraphs("ACTIP")) != 66 {
		t.Errorf("got %v", err)
	}
}

func TestPackRefusesWrongData(t *testing.T) {
	var b bytes.Buffer
	if err := Pack(&b, os.DirFS("testdata/check/act-twice")); err == nil || b.Len() > 0 {
		t.Errorf("wrote %d bytes, %v", b.Len(), err)
	}
}

func TestOpenRefuses(t *testing.T) {
	torn := filepath.Join(t.TempDir(), "torn.zip")
	if err := os.WriteFile(torn, []byte("PK\x03\x04 and no more"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{torn, filepath.Join(t.TempDir(), "missing"), "testdata/check/broken-json"} {
		if s, err := Open(path); err == nil || s != nil {
			t.Errorf("%s was accepted", path)
		}
	}
}

func TestAFileThatIsTooLargeIsRefused(t *testing.T) {
	huge := fstest.MapFS{"conflicts.csv": {Data: bytes.Repeat([]byte("a"), most+1)}}
	problems := Check(Layers{huge, Files()})
	if len(problems) == 0 || problems[0].Rule != RuleFormat {
		t.Errorf("got %v", problems)
	}
}

func TestASnapshotDoesNotChange(t *testing.T) {
	s, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	s.Instruments()[0].ID = "changed"
	s.Conflicts()[0].ID = "changed"
	if in, ok := s.Instrument("ACTIP"); !ok || in.ID != "ACTIP" || s.Conflicts()[0].ID != "C01" {
		t.Error("a caller changed the snapshot")
	}
}

func TestOnlyVerifiedNumbersAreCalled(t *testing.T) {
	s, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, state := range lindung.States {
		n, _ := s.National(state)
		if number, fact, ok := n.Call(); ok {
			numbers = append(numbers, string(state)+" "+number)
			if fact.Checked.IsZero() {
				t.Errorf("%s: no day", state)
			}
		}
	}
	slices.Sort(numbers)
	if want := []string{"PH 1343", "VN 111"}; !slices.Equal(numbers, want) {
		t.Errorf("got %v, want %v", numbers, want)
	}
}

// Whatever stands in a file, reading it ends with a list of problems.
func FuzzCheck(f *testing.F) {
	for _, name := range []string{"ratifications.csv", "rules.csv", "events.csv", "articles.json", "national.json", "checked.csv"} {
		text, err := fs.ReadFile(Files(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, text)
	}
	f.Add("text/km/a.json", []byte(`{"texts": [{}]}`))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if !fs.ValidPath(name) || name == "." {
			t.Skip()
		}
		if _, err := Load(Layers{fstest.MapFS{name: {Data: text}}, Files()}); err != nil {
			if _, ok := errors.AsType[Problems](err); !ok {
				t.Errorf("%v is no list of problems", err)
			}
		}
	})
}
