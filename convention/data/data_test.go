package data

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
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
	line := "C99,a new question,one,other,ask,open,ACTIP,,2026-11-24\n"
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
	if err != nil || len(s.Paragraphs("ACTIP")) != 70 {
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

// A file that is there and cannot be read is refused: what the program was built with does
// not take its place unseen. A pipe is no file, and nobody waits for it.
func TestAFileThatCannotBeReadIsRefused(t *testing.T) {
	dir := t.TempDir()
	for name, make := range map[string]func(path string) error{
		"measures.csv":  func(path string) error { return os.Symlink(path, path) },
		"conflicts.csv": func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"events.csv":    func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		if err := make(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		problems, err := CheckPath(dir)
		if err != nil || !slices.ContainsFunc(problems, func(p Problem) bool { return p.File == name && p.Rule == RuleFormat }) {
			t.Errorf("%s: %v, %v", name, problems, err)
		}
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
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

// TestContactsSayWhatNobodyDid: each number that is shown says in what and when it
// was read, and that none of us has called it; a number from memory is never shown.
func TestContactsSayWhatNobodyDid(t *testing.T) {
	s, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, state := range lindung.States {
		for _, c := range s.Contacts(state) {
			numbers = append(numbers, string(state)+" "+c.Number)
			if c.Checked.IsZero() || c.ReadIn == "" || len(c.Sources) == 0 || !c.Certainty.Counts() || !c.CalledOn.IsZero() || c.Answers == "" {
				t.Errorf("%s %s: %+v", state, c.Number, c)
			}
		}
	}
	want := []string{"ID 129", "ID +62 811-1129-129", "KH 117", "LA 1362", "MY 03-8000 8000", "PH 1343", "PH +63 2 1343", "SG 6435 0000",
		"SG 999", "SG 6438 5122", "TH 1300", "TH +66 99 130 1300", "TL 112", "TL https://klatu.mj.gov.tl", "VN 111"}
	slices.Sort(numbers)
	slices.Sort(want)
	if !slices.Equal(numbers, want) {
		t.Errorf("got %v", numbers)
	}
}

func TestOwnContacts(t *testing.T) {
	const head = "state,kind,number,answers,police,hours,cost,languages,recorded,for,abroad,called_on,note\n"
	today := lindung.Date{Year: 2026, Month: 11, Day: 28}
	for name, c := range map[string]struct {
		line, want string // want is the rule that is broken; empty: it is good
	}{
		"good":               {"ID,hotline,021 555 0100,Example helpline,no,24 hours,free,Indonesian,,anyone,yes,2026-11-20,\n", ""},
		"a page":             {"ID,web,https://example.org/help,Example helpline,no,,,,,,,2026-11-20,\n", ""},
		"no one called":      {"ID,hotline,021 555 0100,Example helpline,no,,,,,,,,\n", RuleChecked},
		"called tomorrow":    {"ID,hotline,021 555 0100,Example helpline,no,,,,,,,2026-11-29,\n", RuleDate},
		"no state":           {"XX,hotline,021 555 0100,Example helpline,no,,,,,,,2026-11-20,\n", RuleState},
		"words, no number":   {"ID,hotline,ask us,Example helpline,no,,,,,,,2026-11-20,\n", RuleFormat},
		"no one who answers": {"ID,hotline,021 555 0100,,no,,,,,,,2026-11-20,\n", RuleFormat},
		"unknown kind":       {"ID,pigeon,021 555 0100,Example helpline,no,,,,,,,2026-11-20,\n", RuleReference},
		"a line too short":   {"ID,hotline\n", RuleFormat},
	} {
		path := filepath.Join(t.TempDir(), "own.csv")
		if err := os.WriteFile(path, []byte(head+c.line), 0o600); err != nil {
			t.Fatal(err)
		}
		own, err := OwnContacts(path, today)
		problems, _ := errors.AsType[Problems](err)
		switch {
		case c.want == "" && (err != nil || len(own) != 1 || !own[0].Own || !own[0].Shown()):
			t.Errorf("%s: %v, %v", name, own, err)
		case c.want != "" && (len(problems) == 0 || problems[0].Rule != c.want || problems[0].Line != 2 || problems[0].File != "own.csv" || own != nil):
			t.Errorf("%s: want %s, got %v", name, c.want, err)
		}
	}
	if _, err := OwnContacts(filepath.Join(t.TempDir(), "missing.csv"), today); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestOwnContactsStandFirst(t *testing.T) {
	s, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	own := []convention.Contact{{State: "ID", Kind: convention.Hotline, Number: "021 555 0100", Own: true}}
	with := s.WithContacts(own).Contacts("ID")
	if len(with) != len(s.Contacts("ID"))+1 || with[0].Number != "021 555 0100" || s.Contacts("ID")[0].Own {
		t.Errorf("got %v", with)
	}
}

// Whatever stands in a file, reading it ends with a list of problems.
func FuzzCheck(f *testing.F) {
	for _, name := range []string{"ratifications.csv", "rules.csv", "events.csv", "steps.csv", "routes.csv", "articles.json", "national.csv", "contacts.csv", "checked.csv", "measures.csv", "assessments.csv"} {
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
