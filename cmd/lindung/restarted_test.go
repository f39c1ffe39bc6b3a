package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/internal/test/soak"
	"lindung/person"
)

// ownServer is set in the test program that has a PostgreSQL server of its own.
const ownServer = "TEST_OWN_SERVER"

// TestSoakRestarted stops PostgreSQL and starts it again, for a part of the time that
// TEST_SOAK says, while a program writes on. Nothing that was acknowledged is lost, and
// nothing stays half done. The server is the test's own, and durable.
func TestSoakRestarted(t *testing.T) {
	soak.Until(t, 0)
	if os.Getenv(ownServer) != "" {
		restarted(t, soak.Until(t, 0.15))
		return
	}
	script, err := filepath.Abs("../../internal/test/dbtest/postgres.sh")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), script, os.Args[0], "-test.run=^TestSoakRestarted$", "-test.timeout=0", "-test.v")
	c.Env = append(os.Environ(), ownServer+"=1", "POSTGRES_DURABLE=1")
	out, err := c.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

func restarted(t *testing.T, end time.Time) {
	eachPlace(t, func(p place) {
		if p.kind() != "postgres" {
			return
		}
		p.init()
		p.employ()
		var told writing
		restarts := 0
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		err := c.onNode(t.Context(), func(n *node, s access.Session) error {
			worker, err := caseworker(t.Context(), n, s)
			if err != nil {
				return err
			}
			done := told.begin(t, worker)
			defer done()
			for ; time.Now().Before(end) && err == nil && !t.Failed(); restarts++ {
				time.Sleep(time.Duration(rand.IntN(600)) * time.Millisecond)
				how := []string{"fast", "immediate"}[restarts%2]
				var out []byte
				if out, err = exec.CommandContext(t.Context(), os.Getenv("TEST_POSTGRES_RESTART"), how).CombinedOutput(); err != nil {
					t.Logf("%s", out)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		p.wantCases(told.acknowledged)
		if len(told.acknowledged) < restarts || told.refused == 0 {
			t.Errorf("%d acts were acknowledged and %d refused over %d restarts", len(told.acknowledged), told.refused, restarts)
		}
		soak.Add(t, soak.Count{What: "restarts of PostgreSQL", Where: "postgres", Tried: restarts, Looked: len(told.acknowledged)})
	})
}

// writing is what a program was told that writes on whatever becomes of the server.
type writing struct {
	mu           sync.Mutex
	acknowledged []string
	refused      int // acts that were not stored, or of which that is not known
}

// begin opens cases until done is called, by several at a time.
func (w *writing) begin(t *testing.T, worker access.Session) (done func()) {
	var all sync.WaitGroup
	end := make(chan struct{})
	for range writers {
		all.Go(func() {
			for {
				select {
				case <-end:
					return
				default:
				}
				made, err := cases.Open(t.Context(), worker, cases.New{Names: []person.Name{{Text: "Dara Contoh", Kind: person.NameKinds[0]}}})
				w.mu.Lock()
				switch {
				case err == nil:
					w.acknowledged = append(w.acknowledged, string(made.ID))
				case access.Unsaved(err), access.Unknown(err):
					w.refused++
				default:
					t.Error(err)
				}
				w.mu.Unlock()
				if err != nil {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	return func() { close(end); all.Wait() }
}
