package web

import (
	"net/http"
	"testing"
	"time"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestUpkeep: who runs the node sees how old the newest backup, the copy and the last drill
// are; the first page tells when one is due or the copy stands still. Others see nothing of it.
func TestUpkeep(t *testing.T) {
	alone := one(t, desk.Options{})
	stands := desk.Copied{}
	w := newWorld(t, alone.Node, desk.Options{Copied: func() desk.Copied { return stands }})
	adm, other := w.as("administrator@shelter"), w.as("administrator@ngo")
	keeper, err := w.Keeper(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	told := func(want ...string) {
		t.Helper()
		home := adm.get("/").wants(t, http.StatusOK)
		if len(want) == 0 {
			home.In(t, "#upkeep-title", htmlcheck.Count(0))
		}
		for _, text := range want {
			home.In(t, "main .l-panel--now", htmlcheck.HasText(text))
		}
		other.get("/").wants(t, http.StatusOK).In(t, "#upkeep-title", htmlcheck.Count(0))
	}
	told()
	page := adm.get("/administration").wants(t, http.StatusOK)
	for _, text := range []string{"No backup was ever made", "No backup was ever restored on trial", "is being made"} {
		page.In(t, "main .l-panel", htmlcheck.HasText(text))
	}
	other.get("/administration").wants(t, http.StatusOK).In(t, "#upkeep-title", htmlcheck.Count(0))

	stands = desk.Copied{Through: w.Now(), Fault: "full", Since: w.Now().Add(-time.Hour)}
	told("there is no room")
	stands.Fault = ""
	told()
	w.Clock.Add(36 * 24 * time.Hour)
	adm, other = w.as("administrator@shelter"), w.as("administrator@ngo")
	told("It is time for a backup", "It is time to restore a backup on trial")
	for _, what := range []string{access.UpkeepBackup, access.UpkeepDrilled} {
		s := w.System(keeper, "cli")
		err := s.Do(t.Context(), access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			return access.NoteUpkeep(tx, what, access.Drill{At: tx.Now.Time(), Of: tx.Now.Time().Add(-time.Minute)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	told()
	adm.get("/administration").wants(t, http.StatusOK).In(t, "main .l-panel", htmlcheck.HasText("A backup was last restored on trial"))

	w.Ring.Join(w.Ring.Next())
	if err := w.BeginRotation(t.Context(), w.System(keeper, "cli")); err != nil {
		t.Fatal(err)
	}
	told("this is not finished")
	adm.get("/administration").wants(t, http.StatusOK).In(t, "main .l-panel", htmlcheck.HasText("call lindung key rotate again"))
}
