package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/internal/test/soak"
	"lindung/person"
)

// smallDisk mounts a disk of some MiB for the test, where it may.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		t.Skipf("a small disk cannot be mounted here (%v): run the tests as root", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// diskPlace is a place whose database lies on another disk than its key.
func diskPlace(t *testing.T, disk string) place {
	p := sqlitePlace(t)
	p.db = filepath.Join(disk, "node.db")
	p.init()
	p.employ()
	return p
}

// A disk that fills up stops the work with a clear answer; nothing acknowledged
// is lost, nothing is half there, and work goes on once there is room.
func TestFullDisk(t *testing.T) { fullDisk(t) }

func fullDisk(t *testing.T) {
	disk := smallDisk(t, "3m")
	p := diskPlace(t, disk)
	acknowledged := p.writeUntilFull(nil)
	fillUp(t, disk)
	orgs := p.addOrgsUntilFull()
	p.fullBackup(disk)
	if err := os.Remove(filepath.Join(disk, "filler")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=16m"); err != nil {
		t.Fatal(err)
	}
	p.wantCases(acknowledged)
	p.does(p.addOrg()...)
	if n := strings.Count(p.does(p.node("org", "list")...), "Yayasan Contoh"); n != orgs+1 {
		t.Errorf("%d organisations were acknowledged, there are %d", orgs+1, n)
	}
}

func (p place) addOrg() []string {
	return p.node("org", "add", "--org", "Yayasan Contoh", "--country", "ID", "--sector", "ngo")
}

// addOrgsUntilFull adds organisations until it is told that nothing was saved,
// and returns how many were acknowledged: the file may have had room left.
func (p place) addOrgsUntilFull() int {
	p.t.Helper()
	for n := range 500 {
		code, _, errs := typed(p.t, p.addOrg()...)
		if code == 0 {
			continue
		}
		if !strings.Contains(errs, "not saved") {
			p.t.Errorf("on a full disk: %s", errs)
		}
		return n
	}
	p.t.Fatal("the disk is never full")
	return 0
}

// fillUp takes what room a finished process has given back.
func fillUp(t *testing.T, disk string) {
	t.Helper()
	f, err := os.Create(filepath.Join(disk, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 1<<12))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

// writeUntilFull lets a child write until it is told that nothing was saved.
func (p place) writeUntilFull(env []string) []string {
	p.t.Helper()
	c := child(p.t, "write", env, p.db, p.key)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	var ended *exec.ExitError
	if err := c.Run(); !errors.As(err, &ended) || !strings.Contains(errs.String(), "not saved") {
		p.t.Fatalf("the child ended with %v: %s", err, errs.String())
	}
	said := strings.Fields(out.String())
	if len(said) < 10 {
		p.t.Errorf("only %d acts before the disk was full", len(said))
	}
	return said
}

// fullBackup tries to write a backup to a disk that has no room for it.
func (p place) fullBackup(disk string) {
	p.t.Helper()
	err := backup.Save(filepath.Join(disk, "node.age"), func(w io.Writer) error {
		_, err := w.Write(make([]byte, 8<<20))
		return err
	})
	if !errors.Is(err, db.ErrStorage) {
		p.t.Errorf("a backup on a full disk: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(disk, ".*"))
	if _, there := os.Lstat(filepath.Join(disk, "node.age")); err != nil || left != nil || there == nil {
		p.t.Errorf("a failed backup left %v, %v, %v", left, there, err)
	}
}

// A quota is a full disk for whoever has no right to mount one.
func TestQuota(t *testing.T) {
	p := diskPlace(t, t.TempDir())
	env := []string{"CHILD_BYTES=2000000"}
	acknowledged := p.writeUntilFull(env)
	c := child(t, "run", []string{"CHILD_BYTES=20000"}, p.node("backup", "--to", p.file("x"), "--recipient", plainRecipient)...)
	out, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "not saved") || strings.Contains(p.files(), "x") {
		t.Errorf("beyond the quota: %v, %s, files %s", err, out, p.files())
	}
	p.wantCases(acknowledged)
}

// On a read-only disk nothing is acknowledged and nothing changes.
func TestReadOnlyDisk(t *testing.T) {
	disk := smallDisk(t, "8m")
	p := diskPlace(t, disk)
	p.backup("before")
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		p.addOrg(),
		p.node("backup", "--to", filepath.Join(disk, "x"), "--recipient", p.recipient),
		{"restore", "--from", p.file("before"), "--identity", p.open, "--db", filepath.Join(disk, "other.db"), "--key-file", p.key},
		{"init", "--db", filepath.Join(disk, "other.db"), "--key-file", p.file("other.key"), "--org", "x", "--country", "TH", "--sector", "ngo"},
		{"backup", "identity", "--to", filepath.Join(disk, "identity")},
	} {
		p.fails("not saved", args...)
	}
	if strings.Contains(p.files(), "other.key") {
		t.Error("init left its key")
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
	p.wantCases(nil)
}

// On a full disk people read on and consent is withdrawn, from the reserve; nothing else is
// stored until there is room again, and then everything is.
func TestReserve(t *testing.T) { reserve(t) }

func reserve(t *testing.T) {
	disk := smallDisk(t, "24m")
	clock := &dbtest.Clock{}
	d, err := db.Open(t.Context(), filepath.Join(disk, "node.db"), db.Options{Key: seal.NewRing().File(), Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	n := nodetest.New(t, d, clock)
	ana := n.As(t, "caseworker@shelter")
	c, err := cases.Open(t.Context(), ana, cases.New{Names: []person.Name{{Text: "Siti Contoh", Kind: "official"}}})
	if err != nil {
		t.Fatal(err)
	}
	now := db.TimeOf(n.Now())
	g, err := consent.Give(t.Context(), ana, cases.Target(c.ID), consent.Grant{
		Recipient: consent.ToOrg(n.Orgs["hospital"].ID), Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity}, From: now, Until: now.Add(time.Hour),
		Lang: "en", TextVersion: "v1", Detail: consent.Detail{ExplainedBy: "Ana Example"},
	})
	if err = errors.Join(err, d.KeepReserve()); err != nil {
		t.Fatal(err)
	}
	fillUp(t, disk)
	note := func() error { return cases.AddNote(t.Context(), ana, c.ID, "general", strings.Repeat("a note ", 500)) }
	for err = nil; err == nil; err = note() {
	}
	if !access.Unsaved(err) {
		t.Fatalf("a note on a full disk: %v", err)
	}
	for i := range 300 {
		if _, err := cases.Read(t.Context(), ana, c.ID); err != nil {
			t.Fatalf("reading %d: %v", i, err)
		}
	}
	if err := note(); !access.Unsaved(err) {
		t.Errorf("a note has used up the reserve: %v", err)
	}
	if err := consent.Withdraw(t.Context(), ana, cases.Target(c.ID), g.ID); err != nil {
		t.Errorf("withdrawing: %v", err)
	}
	if err := os.Remove(filepath.Join(disk, "filler")); err != nil {
		t.Fatal(err)
	}
	if err := d.KeepReserve(); err != nil {
		t.Fatal(err)
	}
	if err := note(); err != nil {
		t.Errorf("there is room again: %v", err)
	}
}

// TestSoakFullDisk fills disks again and again, for a part of the time that TEST_SOAK says.
func TestSoakFullDisk(t *testing.T) {
	n := 0
	for end := soak.Until(t, 0.1); time.Now().Before(end) && !t.Failed(); n++ {
		t.Run("full", fullDisk)
		t.Run("reserve", reserve)
	}
	soak.Add(t, soak.Count{What: "full disks", Where: "sqlite", Tried: 2 * n, Looked: 2 * n})
}
