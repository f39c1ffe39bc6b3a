package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lindung/internal/seal"
)

func TestSealedValueOpensOnlyAtItsPlace(t *testing.T) {
	ring := seal.NewRing()
	key, wrapped := ring.NewKey("case1")
	plain := []byte("Ana Example")
	box := key.Seal("names|case1|1", plain)
	if bytes.Contains(box, plain) {
		t.Fatal("the value can be read in its sealed form")
	}
	again, err := ring.Unwrap("case1", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	got, err := again.Open("names|case1|1", box)
	if err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("got %v, want the value back", err)
	}
	other, _ := ring.NewKey("case2")
	flipped := bytes.Clone(box)
	flipped[len(flipped)-1] ^= 1
	newer := bytes.Clone(box)
	newer[0] = 2
	for _, c := range []struct {
		name, place string
		key         seal.Key
		box         []byte
	}{
		{"another place", "names|case1|2", key, box},
		{"another key", "names|case1|1", other, box},
		{"a flipped bit", "names|case1|1", key, flipped},
		{"an unknown version", "names|case1|1", key, newer},
		{"nothing", "names|case1|1", key, nil},
		{"the zero key", "names|case1|1", seal.Key{}, box},
	} {
		if _, err := c.key.Open(c.place, c.box); !errors.Is(err, seal.ErrBroken) {
			t.Errorf("%s: got %v, want ErrBroken", c.name, err)
		}
	}
	if _, err := ring.Unwrap("case2", wrapped); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("the key of one case opened as that of another: %v", err)
	}
}

func TestRootKeyText(t *testing.T) {
	ring := seal.NewRing()
	for _, pass := range []string{"", "correct horse"} {
		text := ring.Text(pass)
		got, err := seal.ReadRing(text, pass)
		if err != nil {
			t.Fatal(err)
		}
		if got.Check() != ring.Check() {
			t.Error("the key read back is another")
		}
		if pass != "" {
			if _, err := seal.ReadRing(text, "wrong"); !errors.Is(err, seal.ErrPassphrase) {
				t.Errorf("wrong passphrase: got %v", err)
			}
		}
	}
	for _, bad := range []string{"", "x", "lindung-key-2", "lindung-key-2 AAAAA", "lindung-key-2-passphrase AAAAA", "lindung-key-1:", "lindung-key-1:AAAA", "lindung-key-1-passphrase:AAAA"} {
		if _, err := seal.ReadRing(bad, ""); err == nil {
			t.Errorf("%q was read as a key", bad)
		}
	}
}

func TestKeysDoNotPrint(t *testing.T) {
	ring := seal.NewRing()
	key, _ := ring.NewKey("a")
	secret := strings.TrimSpace(strings.TrimPrefix(ring.Text(""), "lindung-key-2 "))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		got := fmt.Sprintf(verb+verb+verb, ring, key, struct{ k seal.Key }{key})
		if strings.Contains(got, secret) || strings.Contains(got, "GCM") {
			t.Errorf("%s prints a key: %s", verb, got)
		}
	}
}

func FuzzReadRing(f *testing.F) {
	f.Add("lindung-key-1:AAAA")
	f.Add(seal.NewRing().Text(""))
	f.Fuzz(func(t *testing.T, text string) {
		if seal.NeedsPassphrase(text) {
			t.Skip("each try of a passphrase costs 0.2 s")
		}
		if r, err := seal.ReadRing(text, ""); err == nil && r.Check() == "" {
			t.Error("a ring without keys")
		}
	})
}

// A key in the form of before is still read, with its check signs and without.
func TestOldKeyText(t *testing.T) {
	const old = "lindung-key-1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
	without, err := seal.ReadRing(old, "")
	if err != nil {
		t.Fatal(err)
	}
	with, err := seal.ReadRing(old+".ZXhD", "")
	if err != nil || with.Check() != without.Check() || with.Epoch() != seal.First {
		t.Errorf("with check signs: %v", err)
	}
	if _, err := seal.ReadRing(old+".ZXhA", ""); !errors.Is(err, seal.ErrMistyped) {
		t.Errorf("with a wrong one: %v", err)
	}
}

// A sign that is wrong, and two neighbours that were swapped, are found wherever they are,
// and their group is named. So is a sign that is missing or too many.
func TestMistypedKey(t *testing.T) {
	ring := seal.NewRing()
	shares, err := ring.Split(5, 3)
	if err != nil {
		t.Fatal(err)
	}
	share, list := shares[1].Text()
	for what, text := range map[string]string{"key": strings.TrimSpace(ring.Text("")), "share": share, "list": list} {
		word, signs, _ := strings.Cut(text, " ")
		read := func(signs string) error {
			switch what {
			case "key":
				_, err := seal.ReadRing(word+" "+signs, "")
				return err
			case "share":
				_, err := seal.ReadShare(word + " " + signs)
				return err
			}
			s := shares[2]
			return s.LearnList(signs)
		}
		if err := read(strings.ToLower(strings.ReplaceAll(signs, " ", "-"))); err != nil {
			t.Fatalf("%s in small letters: %v", what, err)
		}
		for i := range signs {
			if signs[i] == ' ' {
				continue
			}
			group := i/6 + 1
			for _, c := range []byte(seal.Signs + "I10?") {
				if c != signs[i] {
					named(t, what+", wrong", read(signs[:i]+string(c)+signs[i+1:]), group)
				}
			}
			next := i + 1
			if next < len(signs) && signs[next] == ' ' {
				next++
			}
			if next < len(signs) && signs[i] != signs[next] {
				swapped := []byte(signs)
				swapped[i], swapped[next] = signs[next], signs[i]
				named(t, what+", swapped", read(string(swapped)), group)
			}
			for _, wrong := range []string{signs[:i] + signs[i+1:], signs[:i] + "A" + signs[i:]} {
				if err := read(wrong); !errors.Is(err, seal.ErrMistyped) {
					t.Fatalf("%s, group %d, one sign too few or too many: %v", what, group, err)
				}
			}
		}
		groups := strings.Fields(signs)
		groups[1], groups[4] = groups[4], groups[1]
		named(t, what+", groups swapped", read(strings.Join(groups, " ")), 2)
	}
}

// named fails unless an error names a group.
func named(t *testing.T, what string, err error, group int) {
	t.Helper()
	var typo *seal.Typo
	if !errors.As(err, &typo) || !errors.Is(err, seal.ErrMistyped) || !slices.Contains(typo.Groups, group) || len(typo.Groups) > 2 {
		t.Fatalf("%s in group %d: %v", what, group, err)
	}
}

func TestShares(t *testing.T) {
	ring := seal.NewRing().Next()
	shares, err := ring.Split(5, 3)
	if err != nil {
		t.Fatal(err)
	}
	others, err := ring.Split(5, 3)
	if err != nil {
		t.Fatal(err)
	}
	read := func(s seal.Share, listed bool) seal.Share {
		text, list := s.Text()
		if listed {
			text = "# a comment with ABCDE\n" + text + "\n" + list
		}
		again, err := seal.ReadShare(text)
		if err != nil {
			t.Fatal(err)
		}
		return again
	}
	for a := range 5 {
		for b := range 5 {
			for c := range 5 {
				if a == b || b == c || a == c {
					continue
				}
				got, err := seal.JoinShares([]seal.Share{read(shares[a], false), read(shares[b], false), read(shares[c], false)})
				if err != nil || got.CheckOf(2) == "" || got.CheckOf(2) != ring.CheckOf(2) {
					t.Fatalf("shares %d %d %d give another key: %v", a, b, c, err)
				}
			}
		}
	}
	forged := seal.ForgeShare(shares[1])
	for _, c := range []struct {
		what  string
		all   []seal.Share
		says  string
		named bool
	}{
		{"too few", []seal.Share{shares[0], shares[1]}, "3 are needed", true},
		{"the same twice", []seal.Share{shares[0], shares[1], shares[0]}, "share 1 of 5", true},
		{"another set", []seal.Share{shares[0], shares[1], others[2]}, "share 3 of 5 of set " + others[2].Set(), true},
		{"forged, without the list", []seal.Share{read(shares[0], false), forged, read(shares[2], false)}, "one of them was not made", false},
		{"forged, with the list", []seal.Share{read(shares[0], true), forged, read(shares[2], false)}, "not a share that was made by the split: share 2 of 5", true},
	} {
		_, err := seal.JoinShares(c.all)
		var bad *seal.BadShare
		if !errors.As(err, &bad) || !strings.Contains(bad.Error(), c.says) || bad.Unlisted == c.named {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	_, list := others[0].Text()
	mine := read(shares[0], false)
	if mine.LearnList(list) == nil {
		t.Error("the list of another set was taken")
	}
	for _, n := range [][2]int{{1, 1}, {2, 1}, {2, 3}, {17, 2}} {
		if _, err := ring.Split(n[0], n[1]); !errors.Is(err, seal.ErrSplit) {
			t.Errorf("split into %d, %d needed: %v", n[0], n[1], err)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		text, _ := shares[0].Text()
		if got := fmt.Sprintf(verb, shares); strings.Contains(got, strings.Fields(text)[4]) || len(got) > 300 {
			t.Errorf("%s prints a share", verb)
		}
	}
}

// An old root opens nothing that was written after it: neither keys nor rows, nor what the
// node seals and hashes. The new one opens what is still needed, also when the old root is
// gone.
func TestRootsOfEpochs(t *testing.T) {
	old := seal.NewRing()
	_, wrapped := old.NewKey("case")
	box, name, sign := old.Node().Seal("here", []byte("x")), old.Mac("login", "ana"), old.Sign()
	ring := old.Next()
	if ring.Epoch() != 1 || !ring.Use(2, 1) {
		t.Fatal("the new root cannot come into use")
	}
	if _, err := ring.Unwrap("case", wrapped); err != nil {
		t.Error("while the rotation goes on: ", err)
	}
	renewed, err := ring.Rewrap("case", wrapped)
	if err != nil || ring.IsNew(wrapped) || !ring.IsNew(renewed) {
		t.Fatal(err)
	}
	if !ring.Use(2, 2) {
		t.Fatal("the rotation does not end")
	}
	if _, err := ring.Unwrap("case", wrapped); err == nil {
		t.Error("a key that the old root has wrapped is still believed")
	}
	_, after := ring.NewKey("later")
	for what, box := range map[string][]byte{"renewed": renewed, "later": after} {
		if _, err := old.Unwrap(map[string]string{"renewed": "case", "later": "later"}[what], box); err == nil {
			t.Errorf("the old root unwraps a key: %s", what)
		}
	}
	if _, err := old.OpenNode("here", ring.Node().Seal("here", []byte("y"))); err == nil {
		t.Error("the old root opens what the node has sealed since")
	}
	if bytes.Equal(old.File(), ring.File()) || bytes.Equal(old.Rows(1), ring.Rows(2)) || old.Mac("login", "ana") == ring.Mac("login", "ana") {
		t.Error("a key is that of the old root")
	}
	if _, err := ring.OpenToken("here", box); err == nil {
		t.Error("what somebody brings is opened, although the old root alone has made it")
	}
	if got, err := ring.OpenToken("here", ring.Node().Seal("here", []byte("z"))); err != nil || string(got) != "z" {
		t.Error("what somebody brings is not opened: ", err)
	}
	past, err := ring.Past(2, []string{"login"})
	if err != nil {
		t.Fatal(err)
	}
	alone, err := seal.ReadRing(ring.Text(""), "")
	if err != nil || alone.LearnPast(2, past) != nil {
		t.Fatal(err)
	}
	if got, err := alone.OpenNode("here", box); err != nil || string(got) != "x" {
		t.Error("what the node sealed before does not open: ", err)
	}
	if !slices.Contains(alone.Macs("login", "ana"), name) || !bytes.Equal(alone.Sign(), sign) || !bytes.Equal(alone.Editions(), old.Editions()) {
		t.Error("what was hashed before is not found, or the log has another key")
	}
	if _, err := alone.Unwrap("case", wrapped); err == nil || alone.Has(1) || alone.Rows(1) != nil {
		t.Error("the new root alone opens what is of the old one")
	}
	if !ring.Retire() || ring.Retire() {
		t.Error("an epoch that is over is not kept for old backups alone")
	}
	text, err := ring.FileText("")
	if err != nil {
		t.Fatal(err)
	}
	again, err := seal.ReadRing(text, "")
	if err != nil || !again.Retired(1) || again.Retired(2) || again.Epoch() != 2 || !slices.Equal(again.Known(), []int{1, 2}) {
		t.Error("the file of two roots is read back otherwise: ", err)
	}
	again.Forget(1, []string{"login"})
	if text, err = again.FileText("pass"); err != nil {
		t.Fatal(err)
	}
	if again, err = seal.ReadRing(text, "pass"); err != nil || again.Has(1) || !slices.Contains(again.Macs("login", "ana"), name) {
		t.Error("once the old root is gone: ", err)
	}
}
