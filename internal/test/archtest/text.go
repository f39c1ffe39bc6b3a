package archtest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// texts calls visit for every text that belongs to the project: what git holds
// or would hold, or without git every file. The examples of this package's own
// tests are left out: they break the rules on purpose.
func (t *Tree) texts(visit func(name string, text []byte)) error {
	names, err := t.names()
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasPrefix(name, "internal/test/archtest/testdata/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(t.Dir, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed, and the removal not yet committed
		} else if err != nil {
			return err
		}
		if !bytes.Contains(text[:min(len(text), 8000)], []byte{0}) {
			visit(name, text)
		}
	}
	return nil
}

func (t *Tree) names() ([]string, error) {
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = t.Dir
	if out, err := cmd.Output(); err == nil {
		return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 }), nil
	}
	var names []string
	err := filepath.WalkDir(t.Dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			names = append(names, t.rel(path))
		}
		return err
	})
	return names, err
}

// unfinished are the marks that no one may leave behind; put together here so
// that this file does not bear them itself.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)

// homes are the folders in which people keep their own files.
var homes = regexp.MustCompile(`(?:/home/|/Users/|\\Users\\)\w|/root[/]`)

// common are folders that every machine has, so that their names say nothing of
// the machine on which someone works.
var common = []string{"/", "/home", "/opt", "/srv", "/tmp", "/usr", "/usr/local", "/usr/local/src", "/usr/src", "/var"}

// checkText refuses marks of unfinished work, and paths that are right on one
// machine only: someone's home, this checkout, or the folder it lies in.
func checkText(t *Tree) ([]Fault, error) {
	here := []string{t.Dir + "/"}
	if parent := filepath.Dir(t.Dir); !slices.Contains(common, parent) {
		here = append(here, parent+"/")
	}
	var faults []Fault
	err := t.texts(func(name string, text []byte) {
		for i, line := range bytes.Split(text, []byte("\n")) {
			if m := unfinished.Find(line); m != nil {
				faults = append(faults, Fault{name, i + 1, fmt.Sprintf("%s: finish it, or file an issue and remove the mark", m)})
			}
			if homes.Match(line) || slices.ContainsFunc(here, func(h string) bool { return bytes.Contains(line, []byte(h)) }) {
				faults = append(faults, Fault{name, i + 1, "names a folder of one machine: name it from the top of the repository"})
			}
		}
	})
	return faults, err
}

// link is a link or picture in Markdown.
var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// checkLinks wants every link from one page to another to arrive.
func checkLinks(t *Tree) ([]Fault, error) {
	var faults []Fault
	err := t.texts(func(name string, text []byte) {
		if path.Ext(name) != ".md" {
			return
		}
		code := false
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "```") {
				code = !code
			}
			if code {
				continue
			}
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				target, _, _ := strings.Cut(m[1], "#")
				if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
					continue
				}
				if _, err := os.Stat(filepath.Join(t.Dir, filepath.Dir(name), filepath.FromSlash(target))); err != nil {
					faults = append(faults, Fault{name, i + 1, fmt.Sprintf("%s is not there: write it or mend the link", target)})
				}
			}
		}
	})
	return faults, err
}
