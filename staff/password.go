package staff

import (
	"context"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"lindung/field"
	"lindung/internal/pace"
)

// cost of one password: 64 MiB and about 0.17 s of one core.
var cost = argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// mostArgon is how many passwords are computed at a time, so that they cannot use up
// the memory, and mostStrange how many of these are of strangers: the others have the rest.
const (
	mostArgon   = 2
	mostStrange = 1
)

// mostQueue is how many passwords of strangers wait or are computed: a right one behind
// them waits about three seconds. More are sent away, see pace.ErrBusy.
const mostQueue = 16

// lane says who waits for a password to be computed: a stranger, or someone who has
// shown before, or by a token, that they work here. These always find a place.
type lane bool

const (
	strangers lane = false
	known     lane = true
)

// Lengths of a password, in runes. Which signs it has is for whoever chooses it: such
// rules make people choose what others guess.
const (
	shortestPassword = 12
	longestPassword  = 200
)

// HashPassword returns the argon2id hash of password in PHC form. It takes
// 64 MiB for a moment; the demo computes one for all of its actors.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(normal(password), &cost)
}

// normal returns a password in one Unicode form, because keyboards write the same
// word in different ways.
func normal(password string) string { return norm.NFKC.String(password) }

// compute runs work, which computes a hash, as one of at most mostArgon.
func (d *Door) compute(ctx context.Context, l lane, work func() error) error {
	if l == strangers {
		select {
		case d.queue <- struct{}{}:
			defer func() { <-d.queue }()
		default:
			return pace.ErrBusy
		}
		select {
		case d.strange <- struct{}{}:
			defer func() { <-d.strange }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	select {
	case d.argon <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.argon }()
	return work()
}

func (d *Door) hash(ctx context.Context, l lane, password string) (hash string, err error) {
	err = d.compute(ctx, l, func() error {
		hash, err = argon2id.CreateHash(normal(password), &d.cost)
		return err
	})
	return hash, err
}

// CheckPassword returns what is wrong with a chosen password, at the field
// "password"; nil if nothing is. It must not be easy to guess by who knows the names.
func CheckPassword(password string, names ...string) *field.Problem {
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortestPassword:
		return &field.Problem{Field: "password", Key: "problem.password.short", Args: []any{"min", shortestPassword}}
	case n > longestPassword || !utf8.ValidString(password):
		return &field.Problem{Field: "password", Key: "problem.password.long", Args: []any{"max", longestPassword}}
	case guessable(password, names):
		return &field.Problem{Field: "password", Key: "problem.password.easy"}
	}
	return nil
}
