package access

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
)

func (w *hand) session() Session {
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
	h.must(h.n.db.Read(h.ctx, func(tx *db.Tx) error {
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
		id, err := KeepUpload(h.ctx, ana, file)
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
			id, err = KeepUpload(h.ctx, ana, file)
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

func TestLog(t *testing.T) {
	none := func(*Tx, []audit.Entry) error { return nil }
	houses(t, func(h *house) {
		dpo, ana := h.add("dewi", lindung.DataProtection).session(), h.add("ana", lindung.Caseworker).session()
		_, err := Log(h.ctx, ana, 0, LogAll, 10, none)
		h.wants(err, ErrDenied)
		_, _, err = VerifyLog(h.ctx, ana)
		h.wants(err, ErrDenied)
		all, err := Log(h.ctx, dpo, 0, LogAll, 5, none)
		h.must(err)
		if len(all) != 5 || all[0].Decision != audit.Refused || all[0].Act != string(LogVerify) {
			t.Fatalf("the newest entries are %+v", all)
		}
		next, err := Log(h.ctx, dpo, all[4].N, LogAll, 5, none)
		h.must(err)
		if len(next) == 0 || next[0].N >= all[4].N {
			t.Errorf("the page after entry %d begins with %+v", all[4].N, next)
		}
		refused, err := Log(h.ctx, dpo, 0, LogRefused, 10, none)
		h.must(err)
		if len(refused) != 2 {
			t.Errorf("refusals %+v", refused)
		}
		work, err := Log(h.ctx, dpo, 0, LogWork, 50, none)
		h.must(err)
		if len(work) == 0 {
			t.Error("no work in the log")
		}
		for _, e := range work {
			if e.Act == string(OwnSession) || e.Act == string(LogRead) && e.Decision == audit.Allowed {
				t.Errorf("among the work stands %+v", e)
			}
		}
		n, head, err := VerifyLog(h.ctx, dpo)
		h.must(err)
		if n == 0 || head == "" {
			t.Errorf("%d entries, head %q", n, head)
		}
		var out bytes.Buffer
		_, err = ExportLog(h.ctx, dpo, &out)
		h.must(err)
		if n, err = audit.VerifyExport(&out, h.n.PublicKey(), head); err != nil {
			t.Errorf("the export of %d entries: %v", n, err)
		}

		other, err := AddOrg(h.ctx, h.n.System("first", "cli"), Org{Name: "Yayasan Contoh", Sector: "ngo", Country: "ID", Lang: "id"})
		h.must(err)
		h.org = other
		theirs := h.add("budi", lindung.DataProtection).session()
		out.Reset()
		if _, err = ExportLog(h.ctx, theirs, &out); !errors.Is(err, ErrDenied) || out.Len() > 0 {
			t.Errorf("who does not keep the node exported its log: %v", err)
		}
		_, _, err = VerifyLog(h.ctx, theirs)
		h.must(err)
	})
}
