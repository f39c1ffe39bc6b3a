package main

import (
	"bufio"
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"lindung/internal/test/soak"
)

// A takenDisk is a disk with a file system of its own, which can be taken away while a program
// writes to it: what was not yet on it is lost, and each later call fails.
type takenDisk struct {
	t     *testing.T
	image string
	at    string
}

// newTakenDisk makes one of a file, where the test may.
func newTakenDisk(t *testing.T) *takenDisk {
	t.Helper()
	d := &takenDisk{t: t, image: filepath.Join(t.TempDir(), "disk"), at: t.TempDir()}
	f, err := os.Create(d.image)
	if err == nil {
		err = errors.Join(f.Truncate(64<<20), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), "mkfs.ext4", "-q", "-F", d.image).CombinedOutput(); err != nil {
		t.Skipf("no file system can be made here: %v %s", err, said)
	}
	if said, err := d.mount(); err != nil {
		t.Skipf("a disk cannot be mounted here (%v: %s): run the tests as root", err, said)
	}
	t.Cleanup(func() { d.unmount() })
	return d
}

func (d *takenDisk) mount() ([]byte, error) {
	return exec.CommandContext(d.t.Context(), "mount", "-o", "loop", d.image, d.at).CombinedOutput()
}

func (d *takenDisk) unmount() error { return syscall.Unmount(d.at, 0) }

// take takes the disk away at once: FS_IOC_SHUTDOWN without writing anything that waits.
func (d *takenDisk) take() {
	const shutdown, lose = 0x8004587d, 2
	f, err := os.Open(d.at)
	if err != nil {
		d.t.Error(err)
		return
	}
	defer f.Close()
	how := uint32(lose)
	if _, _, err := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), shutdown, uintptr(unsafe.Pointer(&how))); err != 0 {
		d.t.Errorf("the disk cannot be taken away: %v", err)
	}
}

// back puts the disk back, as it was when it was taken.
func (d *takenDisk) back() {
	d.t.Helper()
	if err := d.unmount(); err != nil {
		d.t.Fatal(err)
	}
	if said, err := d.mount(); err != nil {
		d.t.Fatalf("%v: %s", err, said)
	}
}

// TestDiskTaken: a disk that is taken away while a program writes costs nothing that was
// acknowledged, and the program says that it could not save.
func TestDiskTaken(t *testing.T) {
	rounds := 4
	if testing.Short() {
		rounds = 1
	}
	diskTaken(t, func(n int) bool { return n < rounds })
}

// TestSoakDiskTaken is TestDiskTaken for a part of the time that TEST_SOAK says. Each node
// loses its disk thirty times.
func TestSoakDiskTaken(t *testing.T) {
	end := soak.Until(t, 0.1)
	for time.Now().Before(end) && !t.Failed() {
		taken, acts := 0, 0
		t.Run("node", func(t *testing.T) {
			taken, acts = diskTaken(t, func(n int) bool { return n < 30 && time.Now().Before(end) })
		})
		faults := 0
		if t.Failed() {
			faults = 1
		}
		soak.Add(t, soak.Count{What: "disks taken away", Where: "sqlite", Tried: taken, Looked: acts, Faults: faults})
	}
}

func diskTaken(t *testing.T, more func(round int) bool) (taken, acts int) {
	d := newTakenDisk(t)
	p := diskPlace(t, d.at)
	var all []string
	for ; more(taken) && !t.Failed(); taken++ {
		said := p.writeAndTake(d)
		d.back()
		p.wantOpen(said)
		if all = append(all, said...); taken%10 == 9 {
			p.wantCases(all)
		}
	}
	p.wantCases(all)
	if len(all) == 0 {
		t.Error("no round came as far as one act")
	}
	return taken, len(all)
}

// writeAndTake lets a child write, takes its disk away some time after a few acts, and returns
// what it acknowledged. The child must end by itself, and say that it could not save.
func (p place) writeAndTake(d *takenDisk) (said []string) {
	p.t.Helper()
	c := child(p.t, "write", nil, p.db, p.key)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	acts, after := 1+rand.IntN(40), time.Duration(rand.IntN(20))*time.Millisecond
	taken := make(chan struct{})
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break
		}
		if said = append(said, line[:len(line)-1]); len(said) == acts {
			time.AfterFunc(after, func() { d.take(); close(taken) })
		}
	}
	err = c.Wait()
	if len(said) < acts {
		p.t.Fatalf("it ended before its disk was taken: %v %s", err, errs.String())
	}
	<-taken
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 1 || !strings.Contains(errs.String(), "not saved") && !strings.Contains(errs.String(), "not known") {
		p.t.Errorf("without its disk it ended with %v: %s", err, errs.String())
	}
	return said
}
