package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"lindung/audit"
	"lindung/internal/desk"
)

// witnessed is what is remembered of a witness.
type witnessed struct {
	Key    string       `json:"key"`
	Head   audit.Signed `json:"head"`           // that it cosigned last, with its cosignature
	At     int64        `json:"at"`             // when it signed, by its clock
	Fault  string       `json:"fault"`          // why the last try failed, a code; "" if it did not
	Failed int64        `json:"failed"`         // since when tries fail
	Seen   int64        `json:"seen,omitempty"` // how many entries it says that it has seen, if that is the fault
}

// Codes of what goes wrong with a witness.
const (
	witnessAway    = "away"    // it does not answer
	witnessRefuses = "refuses" // it does not trust the log, or not the proof
	witnessAhead   = "ahead"   // it has seen more entries than there are
)

var faultTexts = map[string]string{
	witnessAway:    "it does not answer",
	witnessRefuses: "it refuses the head: it does not trust this log's key, or the log does not continue what it saw",
	witnessAhead:   "it has seen more entries than there are: an older log is in the place of the newer",
}

// A teller tells a witness of new heads of the log, away from any request.
type teller struct {
	n    *node
	url  string
	key  string
	log  *slog.Logger
	http http.Client

	mu    sync.Mutex
	last  witnessed
	ahead time.Duration // how far the clock of the witness was ahead when it last answered
}

// tellEvery is how often a witness is told at most; a try ends before the next.
const (
	tellEvery = time.Minute
	tellTime  = 20 * time.Second
)

// newTeller returns what tells the witness of --witness; nil without one.
func (c *call) newTeller(n *node, log *slog.Logger) (*teller, error) {
	if c.Witness == "" {
		return nil, nil
	}
	if u, err := url.Parse(c.Witness); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, misuse("--witness: say an address that begins with https:// or http://")
	}
	if err := audit.CheckWitnessKey(c.WitnessKey); err != nil {
		return nil, misuse("--witness-key: %v", err)
	}
	t := &teller{n: n, url: strings.TrimSuffix(c.Witness, "/") + "/add-checkpoint", key: c.WitnessKey, log: log, http: http.Client{Timeout: tellTime}}
	known, err := n.memory.witness()
	if err != nil {
		return nil, err
	}
	if t.last = known; known.Key != t.key {
		t.last = witnessed{Key: t.key}
	}
	return t, nil
}

// run tells the witness, if there is one, until ctx ends.
func (t *teller) run(ctx context.Context) {
	if t == nil {
		return
	}
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		t.tell(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tell tells the witness of the newest head, if it does not know of it, and
// remembers what it said.
func (t *teller) tell(ctx context.Context) {
	before := t.state()
	if before.Fault == "" && t.n.NewestHead().Size == before.Head.Size {
		return
	}
	now, err := t.ask(ctx, before)
	if ctx.Err() != nil {
		return
	}
	if now.Fault == "" && err != nil {
		now.Fault = witnessAway
	}
	if now.Fault != "" && before.Fault == "" {
		now.Failed = t.n.Now().Unix()
		t.log.Warn("the witness has not cosigned the log", "fault", faultTexts[now.Fault], "err", err)
	}
	t.mu.Lock()
	t.last = now
	t.mu.Unlock()
	if err := t.n.memory.keepWitness(now); err != nil {
		t.log.Warn("what the witness said is not kept beside the key", "err", err)
	}
}

// differs notes how far the clock of the witness is ahead of this machine's.
func (t *teller) differs(by time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ahead = by
}

// off is how far this machine's clock and that of the witness differ; 0 if that is not known.
func (t *teller) off() time.Duration {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ahead.Abs()
}

func (t *teller) state() witnessed {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// ask asks once and, if the witness knows of another size, once more from there.
func (t *teller) ask(ctx context.Context, w witnessed) (witnessed, error) {
	w.Fault, w.Seen = "", 0
	for range 2 {
		ask, head, err := t.n.AskWitness(ctx, w.Head)
		if errors.Is(err, audit.ErrTampered) {
			w.Fault, w.Seen = witnessAhead, w.Head.Size
		}
		if err != nil {
			return w, err
		}
		status, answer, err := t.post(ctx, ask.Text())
		switch {
		case err != nil:
			return w, err
		case status == audit.Cosigned:
			text, at, err := t.n.TakeCosignature(ask.Head, answer, t.key)
			if err != nil {
				w.Fault = witnessRefuses
				return w, err
			}
			head.Note = text
			t.differs(at.Sub(t.n.MachineTime()))
			return witnessed{Key: t.key, Head: head, At: at.Unix()}, nil
		case status != audit.Conflict:
			w.Fault = witnessRefuses
			return w, fmt.Errorf("it answers %d", status)
		}
		seen, err := strconv.ParseInt(strings.TrimSpace(answer), 10, 64)
		if err != nil || seen == ask.Old {
			w.Fault = witnessRefuses
			return w, errors.New("it has seen another log of this size")
		}
		if seen > head.Size {
			w.Fault, w.Seen = witnessAhead, seen
			return w, nil
		}
		if w.Head, err = t.n.HeadAt(ctx, w.Head, seen); err != nil {
			return w, err
		}
	}
	return w, errors.New("the witness is told by another at the same time")
}

func (t *teller) post(ctx context.Context, text string) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, strings.NewReader(text))
	if err != nil {
		return 0, "", err
	}
	answer, err := t.http.Do(r)
	if err != nil {
		return 0, "", errors.New("no answer") // the full text has the address, which may hold a password
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(io.LimitReader(answer.Body, mostAsk))
	return answer.StatusCode, string(b), err
}

// watched returns what pages ask of the witness; nil where there is none.
func (t *teller) watched() func() desk.Watched {
	if t == nil {
		return nil
	}
	return t.seen
}

func (t *teller) seen() desk.Watched {
	w := t.state()
	name, _, _ := strings.Cut(t.key, "+")
	d := desk.Watched{Witness: name, Entries: w.Head.Size, Fault: w.Fault, Seen: w.Seen}
	if w.At > 0 {
		d.At = time.Unix(w.At, 0)
	}
	if w.Failed > 0 {
		d.Failed = time.Unix(w.Failed, 0)
	}
	return d
}

// witness returns what is remembered of the witness of the log.
func (m memory) witness() (witnessed, error) {
	all, err := m.all()
	if w := all.Of[m.place].Witness; err == nil && w != nil {
		return *w, nil
	}
	return witnessed{}, err
}

// keepWitness remembers what the witness said.
func (m memory) keepWitness(w witnessed) error {
	return m.change(false, func(_ *memories, r *remembered) bool { r.Witness = &w; return true })
}
