package data

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkChain judges 20,000 events, each of which follows the one on the line after it.
func BenchmarkChain(b *testing.B) {
	files := Changed{"events.csv": longChain(20_000)}
	for b.Loop() {
		if problems := Check(Layers{files, Files()}); len(problems) > 40 {
			b.Fatal(problems[len(problems)-1])
		}
	}
}

// longChain are the events of the program and n invented ones, the last of which came first.
func longChain(n int) []byte {
	old, _ := embedded.ReadFile("events.csv")
	var out strings.Builder
	out.Write(old)
	for i := n; i > 0; i-- {
		follows := ""
		if i > 1 {
			follows = fmt.Sprintf("CHAIN-%d", i-1)
		}
		fmt.Fprintf(&out, "CHAIN-%d,meeting,2020,2020,Example meeting %d,,AICHR,,,,,,,%s,24,,,https://example.org/chain,web page,2021,,partly,,,2026-11-28\n", i, i, follows)
	}
	return []byte(out.String())
}
