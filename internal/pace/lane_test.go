package pace

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestLanes: what each try waits, by who tries from where how often. The tries of strangers
// slow down neither a device by which the account is known nor, at other accounts, anybody
// else; the tries from a device slow down that device alone.
func TestLanes(t *testing.T) {
	type try struct {
		times                    int
		account, network, device string
		want                     time.Duration // of the last of them; -1 for sent away
	}
	every := ByAccount.Every
	for what, tries := range map[string][]try{
		"strangers at one account": {
			{ByAccount.Free, "ana", "a", "", 0}, {1, "ana", "b", "", every}, {10, "ana", "c", "", -1},
			{1, "ana", "", "laptop of ana", 0}, {1, "sok", "d", "", 0},
		},
		"strangers of the same house": {
			{ByNetwork.Free, "x", "house", "", -1}, {30, "y", "house", "", -1},
			{1, "ana", "house", "", -1}, {1, "ana", "house", "laptop of ana", 0},
		},
		"a known device tries much": {
			{ByAccount.Free, "ana", "a", "laptop of ana", 0}, {1, "ana", "a", "laptop of ana", every}, {20, "ana", "a", "laptop of ana", -1},
			{1, "ana", "a", "phone of ana", 0}, {1, "ana", "a", "", 0},
		},
	} {
		now, waited := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), time.Duration(0)
		slow := New(func() time.Time { return now }, 1)
		slow.Sleep = func(_ context.Context, d time.Duration) error { waited = d; return nil }
		for i, x := range tries {
			var err error
			for range x.times {
				if waited = 0; x.device != "" {
					err = slow.Own(context.Background(), x.device)
				} else {
					err = slow.Wait(context.Background(), x.account, x.network)
				}
			}
			if errors.Is(err, ErrBusy) {
				waited = -1
			}
			if waited != x.want {
				t.Errorf("%s, %d: %v, want %v", what, i, waited, x.want)
			}
		}
		slow.OwnRight("laptop of ana")
		if waited = 0; slow.Own(context.Background(), "laptop of ana") != nil || waited != 0 {
			t.Errorf("%s: after a right try it waits %v", what, waited)
		}
	}
}
