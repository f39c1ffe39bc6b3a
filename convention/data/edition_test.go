package data_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/note"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
)

// publisher signs editions in tests.
type publisher struct {
	t    *testing.T
	by   note.Signer
	key  string
	past []convention.Edition
}

func newPublisher(t *testing.T, name string) *publisher {
	t.Helper()
	secret, key, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	by, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return &publisher{t: t, by: by, key: key}
}

var editionDay = lindung.Date{Year: 2026, Month: 11, Day: 30}

// publish makes the next edition with something of its own in it.
func (p *publisher) publish(mark string) []byte {
	p.t.Helper()
	b, e, err := data.Publish(data.Changed{"mark.txt": []byte(mark)}, editionDay, p.past, p.by)
	if err != nil {
		p.t.Fatal(err)
	}
	p.past = append(p.past, e)
	return b
}

func (p *publisher) read(b []byte) data.Signed {
	p.t.Helper()
	e, err := data.ReadEdition(b, p.key)
	if err != nil {
		p.t.Fatal(err)
	}
	return e
}

func TestEdition(t *testing.T) {
	p := newPublisher(t, "lindung-example")
	first := p.read(p.publish("first"))
	second := p.read(p.publish("second"))
	if second.Number != 2 || second.Day != editionDay || second.Publisher != "lindung-example" || len(second.Past) != 1 || second.Past[0].Digest != first.Digest {
		t.Errorf("the second edition is %+v", second)
	}
	snap, err := second.Load()
	if err != nil {
		t.Fatal(err)
	}
	if snap.Edition() != second.Edition {
		t.Errorf("the snapshot is edition %+v", snap.Edition())
	}
	if _, ok := snap.Instrument("ACTIP"); !ok {
		t.Error("the data is not in it")
	}
}

// Wrong data is never published.
func TestEditionOfWrongData(t *testing.T) {
	p := newPublisher(t, "lindung-example")
	wrong := data.Changed{"checked.csv": []byte("file,checked\narticles.json,yesterday\n")}
	_, _, err := data.Publish(wrong, editionDay, nil, p.by)
	if _, ok := errors.AsType[data.Problems](err); !ok {
		t.Errorf("published with %v", err)
	}
}

// One byte that is changed, added or missing, and it is refused.
func TestEditionChanged(t *testing.T) {
	p := newPublisher(t, "lindung-example")
	b := p.publish("first")
	refuse := func(what string, at int, changed []byte) {
		t.Helper()
		if _, err := data.ReadEdition(changed, p.key); err == nil {
			t.Errorf("%s at %d of %d was not refused", what, at, len(b))
		}
	}
	step := 997
	if testing.Short() {
		step = 9973
	}
	for at := 0; at < len(b); at++ {
		if at < len(b)-700 && at%step != 0 { // every byte of the end, which is signed, and some of the others
			continue
		}
		for _, bit := range []byte{1, 0x20, 0x80} {
			changed := bytes.Clone(b)
			changed[at] ^= bit
			refuse("a change", at, changed)
		}
	}
	refuse("a byte less", len(b), b[:len(b)-1])
	refuse("a byte more", len(b), append(bytes.Clone(b), '\n'))
	refuse("a byte before", 0, append([]byte{0}, b...))
}

func TestEditionRefused(t *testing.T) {
	p, other := newPublisher(t, "lindung-example"), newPublisher(t, "lindung-example")
	b := p.publish("first")
	var unsigned bytes.Buffer
	if err := data.Pack(&unsigned, fstest.MapFS{"mark.txt": {Data: []byte("first")}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		b    []byte
		key  string
		want error
	}{
		{"another key of the same name", b, other.key, data.ErrOtherKey},
		{"another publisher", b, newPublisher(t, "lindung-another").key, data.ErrOtherKey},
		{"an unsigned snapshot", unsigned.Bytes(), p.key, data.ErrUnsigned},
		{"no archive", []byte("edition"), p.key, data.ErrUnsigned},
		{"nothing", nil, p.key, data.ErrUnsigned},
	} {
		if _, err := data.ReadEdition(c.b, c.key); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if _, err := data.ReadEdition(b, "no key"); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a wrong key: %v", err)
	}
}

// What takes the place of which edition.
func TestEditionFollows(t *testing.T) {
	p := newPublisher(t, "lindung-example")
	first, second, third := p.read(p.publish("first")), p.read(p.publish("second")), p.read(p.publish("third"))
	fork := *p // the same key in another place, which goes on from the first
	fork.past = p.past[:1:1]
	otherSecond, otherThird := fork.read(fork.publish("other second")), fork.read(fork.publish("other third"))
	other := newPublisher(t, "lindung-another")
	foreign := other.read(other.publish("first"))
	for _, c := range []struct {
		name      string
		new, used data.Signed
		want      error
	}{
		{"the same", second, second, nil},
		{"the next", second, first, nil},
		{"one later than the next", third, first, nil},
		{"an older one", first, second, data.ErrOlder},
		{"another with the same number", otherSecond, second, data.ErrFork},
		{"a later one of the fork", otherThird, second, data.ErrFork},
		{"the fork after what both have", otherThird, first, nil},
		{"of another publisher", foreign, first, data.ErrOtherKey},
	} {
		if err := c.new.Follows(c.used); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// A file of an edition may be opened by any program that opens archives.
func TestEditionIsAnArchive(t *testing.T) {
	p := newPublisher(t, "lindung-example")
	path := t.TempDir() + "/edition.zip"
	if err := os.WriteFile(path, p.publish("first"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := data.Open(path); err != nil {
		t.Error(err)
	}
}
