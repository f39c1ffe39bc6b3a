package main

import (
	"testing"

	"lindung/internal/seal"
)

// BenchmarkJournal is what a withdrawal waits for besides its own commit: one sealed line,
// on the disk.
func BenchmarkJournal(b *testing.B) {
	j := &journal{path: b.TempDir() + "/journal", key: seal.NewRing().Node(), head: func() string { return "a head" }}
	for b.Loop() {
		if err := j.write(ending("grant:aaaaaaaaaaaaaaaaaaaaaaaaaa")); err != nil {
			b.Fatal(err)
		}
	}
}
