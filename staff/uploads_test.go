package staff

import (
	"bytes"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

func (w *hand) session() access.Session {
	w.t.Helper()
	s, ok := w.back(w.signIn())
	if !ok {
		w.t.Fatal("no session")
	}
	return s
}

// stored returns what is in the database of the files that wait.
func (h *house) stored() []uploadRow {
	h.t.Helper()
	var all []uploadRow
	h.must(h.d.Read(h.ctx, func(tx *db.Tx) error {
		var err error
		all, err = allUploads(tx)
		return err
	}))
	return all
}

func TestUpload(t *testing.T) {
	houses(t, func(h *house) {
		ana, sok := h.add("ana", lindung.Supervisor).session(), h.add("sok", lindung.Supervisor).session()
		file := bytes.Repeat([]byte("Dara Contoh,"), 9000)
		id, err := KeepUpload(h.ctx, ana, access.OwnSession, access.AccountTarget(ana.Actor().ID), file)
		h.must(err)
		if all := h.stored(); len(all) != 1 || bytes.Contains(all[0].Sealed, []byte("Dara")) {
			t.Fatal("the file is not kept, or not sealed")
		}
		_, err = TakeUpload(h.ctx, sok, id)
		h.wants(err, lindung.ErrNotFound)
		h.must(DropUpload(h.ctx, sok, id))
		got, err := TakeUpload(h.ctx, ana, id)
		h.must(err)
		if !bytes.Equal(got, file) {
			t.Error("the file came back changed")
		}

		h.clock.Add(keepUpload + time.Second)
		_, err = TakeUpload(h.ctx, ana, id)
		h.wants(err, lindung.ErrNotFound)
		for range mostUploads + 2 {
			id, err = KeepUpload(h.ctx, ana, access.OwnSession, access.AccountTarget(ana.Actor().ID), file)
			h.must(err)
			h.clock.Add(time.Second)
		}
		if n := len(h.stored()); n != mostUploads {
			t.Errorf("%d files are kept, want %d", n, mostUploads)
		}
		h.must(DropUpload(h.ctx, ana, id))
		_, err = TakeUpload(h.ctx, ana, id)
		h.wants(err, lindung.ErrNotFound)
		h.clock.Add(keepUpload + time.Second)
		h.add("dara", lindung.Caseworker).session()
		if n := len(h.stored()); n != 0 {
			t.Errorf("%d files are kept after their hour", n)
		}
	})
}
