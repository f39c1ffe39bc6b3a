package seal_test

import (
	"bytes"
	"errors"
	"fmt"
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
	for _, bad := range []string{"", "x", "lindung-key-1:", "lindung-key-1:AAAA", "lindung-key-1-passphrase:AAAA"} {
		if _, err := seal.ReadRing(bad, ""); err == nil {
			t.Errorf("%q was read as a key", bad)
		}
	}
}

func TestKeysDoNotPrint(t *testing.T) {
	ring := seal.NewRing()
	key, _ := ring.NewKey("a")
	secret, _, _ := strings.Cut(strings.TrimPrefix(ring.Text(""), "lindung-key-1:"), ".")
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
		if strings.HasPrefix(strings.TrimSpace(text), "lindung-key-1-passphrase:") {
			t.Skip("each try of a passphrase costs 0.2 s")
		}
		if r, err := seal.ReadRing(text, ""); err == nil && r.Check() == "" {
			t.Error("a ring without keys")
		}
	})
}

// A letter that is wrong, missing or in another place is found in the text of a
// key; a text from before there were check signs is still read.
func TestMistypedKey(t *testing.T) {
	for _, pass := range []string{"", "three small boats"} {
		ring := seal.NewRing()
		text := strings.TrimSpace(ring.Text(pass))
		old, _, _ := strings.Cut(text, ".")
		if got, err := seal.ReadRing(old, pass); err != nil || got.Check() != ring.Check() {
			t.Errorf("without check signs: %v", err)
		}
		mark := strings.Index(text, ":") + 1
		for i := mark; i < len(text); i++ {
			wrong := []byte(text)
			if wrong[i] = 'A'; text[i] == 'A' {
				wrong[i] = 'B'
			}
			for what, typed := range map[string]string{"wrong": string(wrong), "missing": text[:i] + text[i+1:]} {
				if got, err := seal.ReadRing(typed, pass); err == nil {
					t.Errorf("letter %d %s: read as a key (the same: %v)", i, what, got.Check() == ring.Check())
				}
			}
		}
	}
}
