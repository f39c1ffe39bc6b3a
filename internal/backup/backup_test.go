package backup

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/dbtest"
)

// TestHoldBack: holdBack passes on all but the end, in whatever pieces the
// bytes arrive.
func TestHoldBack(t *testing.T) {
	for size := range 3 * macSize {
		all := bytes.Repeat([]byte("abc"), size)[:size]
		for name, r := range map[string]io.Reader{
			"whole":   bytes.NewReader(all),
			"by one":  iotest.OneByteReader(bytes.NewReader(all)),
			"by half": iotest.HalfReader(bytes.NewReader(all)),
			"at once": iotest.DataErrReader(bytes.NewReader(all)),
		} {
			h := &holdBack{r: r}
			got, err := io.ReadAll(h)
			want := all[:max(0, size-macSize)]
			if err != nil || !bytes.Equal(got, want) || !bytes.Equal(h.last, all[len(want):]) {
				t.Fatalf("%d bytes %s: %d given, %d held, %v", size, name, len(got), len(h.last), err)
			}
		}
	}
}

// TestForeign: with the recipient alone one can make a file that opens, but
// without the node's key it is not accepted as a backup of the node.
func TestForeign(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		text, recipient, err := NewIdentity()
		if err != nil {
			t.Fatal(err)
		}
		ids, err := Identities(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		to, err := Recipients(recipient)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		own := seal.NewRing()
		if _, err := Write(context.Background(), Source{"lindung-example", d, own}, to, &file); err != nil {
			t.Fatal(err)
		}
		f := File{R: bytes.NewReader(file.Bytes()), Identities: ids, Ring: own}
		if h, err := Check(f); err != nil || h.Node != "lindung-example" {
			t.Errorf("one's own: %+v, %v", h, err)
		}
		f.Ring = seal.NewRing()
		if _, err := Check(f); !errors.Is(err, ErrForeign) {
			t.Errorf("another's: %v", err)
		}
	})
}

// FuzzRecipients: a text that is no recipient is refused, and no error repeats
// it.
func FuzzRecipients(f *testing.F) {
	for _, s := range []string{"", ",", "age1", "age1pq1", "AGE-SECRET-KEY-1", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p, "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		all, err := Recipients(s)
		if err == nil && len(all) == 0 {
			t.Error("no recipient, and no fault")
		}
		if err != nil && len(s) > 20 && strings.Contains(err.Error(), s) {
			t.Errorf("repeated: %v", err)
		}
	})
}

// FuzzCheck: a file that is no backup is reported as damaged, never as a fault
// of the program.
func FuzzCheck(f *testing.F) {
	text, _, err := NewIdentity()
	if err != nil {
		f.Fatal(err)
	}
	ids, err := Identities(strings.NewReader(text))
	if err != nil {
		f.Fatal(err)
	}
	ring := seal.NewRing()
	f.Add([]byte("age-encryption.org/v1\n-> X25519 x\n---\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := Check(File{R: bytes.NewReader(b), Identities: ids, Ring: ring})
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrIdentity) {
			t.Errorf("%q: %v", b, err)
		}
	})
}
