package exchange_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"lindung/access"
	"lindung/cases"
	"lindung/exchange"
	"lindung/internal/test/nodetest"
)

// A file that is sent twice at once is stored once: the other finds its rows there already,
// or is told that a file is being stored.
func TestFileTwiceAtOnce(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		stored := 0
		for _, rows := range []int{3, 250} { // at once, and in slices
			var text strings.Builder
			text.WriteString("prs_FirstName\n")
			for i := range rows {
				fmt.Fprintf(&text, "Samanama %d of %d\n", i, rows)
			}
			var wait sync.WaitGroup
			reports, faults := make([]exchange.Report, 2), make([]error, 2)
			for i, s := range []access.Session{cli(n, "shelter"), n.As(t, "supervisor@shelter")} {
				f := read(t, []byte(text.String()))
				wait.Go(func() { reports[i], faults[i] = exchange.Import(ctx, s, f, false) })
			}
			wait.Wait()
			accepted := 0
			for i, r := range reports {
				if faults[i] != nil && !errors.Is(faults[i], exchange.ErrUnderWay) {
					t.Errorf("%d rows: %v", rows, faults[i])
				}
				if faults[i] == nil && r.Accepted+r.Duplicates != rows {
					t.Errorf("%d rows: %+v", rows, r)
				}
				accepted += r.Accepted
			}
			stored += rows
			all := 0
			err := n.As(t, "supervisor@shelter").See(ctx, access.ImportRun, n.As(t, "supervisor@shelter").OrgTarget(), func(tx *access.Tx) error {
				return cases.EachCase(tx, nil, func(cases.Case) error {
					all++
					return nil
				})
			})
			if err != nil || accepted != rows || all != stored {
				t.Errorf("%d rows: %d accepted, %d cases of %d, %v", rows, accepted, all, stored, err)
			}
		}
	})
}
