package main

import (
	"context"
	"fmt"

	"lindung/access"
)

// seals lists the packages that keep sealed values, each with the function that
// opens all of them and returns how many there are.
var seals = []struct {
	name  string
	check func(*access.Tx) (int, error)
}{
	{"access", access.CheckSeals},
}

// openSeals opens every sealed value of the node, and returns how many there are.
func openSeals(ctx context.Context, s access.Session) (int, error) {
	all := 0
	err := s.See(ctx, access.SystemRun, s.Node(), func(tx *access.Tx) error {
		all = 0
		for _, p := range seals {
			n, err := p.check(tx)
			if err != nil {
				return fmt.Errorf("sealed values of %s: %w", p.name, err)
			}
			all += n
		}
		tx.Count(all, "check")
		return nil
	})
	return all, err
}
