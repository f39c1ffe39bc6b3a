package db

import (
	"runtime"
	"testing"

	"lukechampine.com/adiantum"
)

// A memo takes memory for what it remembers, and not for all that it could.
func TestMemoTakesWhatItNeeds(t *testing.T) {
	var m memo
	f := &sealedFile{cipher: adiantum.New(make([]byte, 32))}
	b := make([]byte, block)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for at := range int64(10) {
		m.open(f, b, at*block)
	}
	runtime.ReadMemStats(&after)
	const most = 1 << 20
	if took := after.TotalAlloc - before.TotalAlloc; took > most {
		t.Errorf("ten blocks are remembered in %d bytes", took)
	}
}
