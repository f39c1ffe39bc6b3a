package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"lindung/field"
)

// The cost of one password: 64 MiB and about 0.17 s of one core.
const (
	argonMemory = 64 * 1024 // KiB
	argonTime   = 3
	argonLanes  = 1
	argonBytes  = 32
	// mostArgon is how many are computed at a time: more would make their memory
	// the way to stop the program.
	mostArgon = 2
)

// Lengths of a password, in runes. There are no other rules: rules make people
// choose what others guess.
const (
	shortestPassword = 12
	longestPassword  = 200
)

// nobody is a hash that no password has. Whoever signs in under a name that
// does not exist waits as long as everyone else.
const nobody = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// HashPassword returns the argon2id hash of password in PHC form. It takes
// 64 MiB for a moment; the demo computes one for all of its actors.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt) // never returns an error
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(argon(password, salt)))
}

// argon normalises first: two keyboards write one word in two ways.
func argon(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, argonTime, argonMemory, argonLanes, argonBytes)
}

// fits reports whether password has that hash. It computes one whatever the
// hash is, so that no answer comes faster than another.
func fits(password, hash string) bool {
	parts := strings.Split(hash, "$")
	known := len(parts) == 6 && strings.Join(parts[:4], "$") == fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d", argon2.Version, argonMemory, argonTime, argonLanes)
	if !known {
		parts = strings.Split(nobody, "$")
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	want, fault := base64.RawStdEncoding.DecodeString(parts[5])
	got := argon(password, salt)
	return known && err == nil && fault == nil && subtle.ConstantTimeCompare(got, want) == 1
}

// compute runs work, which computes a password's hash, when its turn comes.
func (n *Node) compute(ctx context.Context, work func()) error {
	select {
	case n.argon <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-n.argon }()
	work()
	return nil
}

func (n *Node) fits(ctx context.Context, password, hash string) (bool, error) {
	var ok bool
	err := n.compute(ctx, func() { ok = fits(password, hash) })
	return ok, err
}

// CheckPassword returns what is wrong with a password that somebody chose, at
// the field "password"; nil when nothing is. names are what it must not be
// made of.
func CheckPassword(password string, names ...string) *field.Problem {
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortestPassword:
		return &field.Problem{Field: "password", Key: "problem.password.short", Args: []any{"min", shortestPassword}}
	case n > longestPassword || !utf8.ValidString(password):
		return &field.Problem{Field: "password", Key: "problem.password.long", Args: []any{"max", longestPassword}}
	}
	rest := strings.ToLower(password)
	for _, name := range append(names, "password", "kata sandi", "katasandi", "lindung", "1234567890", "qwerty") {
		if name = strings.ToLower(strings.TrimSpace(name)); len(name) > 2 {
			rest = strings.ReplaceAll(rest, name, "")
		}
	}
	different := map[rune]bool{}
	for _, r := range rest {
		different[r] = true
	}
	if len(different) < 4 {
		return &field.Problem{Field: "password", Key: "problem.password.easy"}
	}
	return nil
}
