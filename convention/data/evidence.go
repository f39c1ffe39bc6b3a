package data

import (
	"strings"

	"lindung"
)

// addresses splits a source field at its semicolons.
func addresses(field string) []string {
	var all []string
	field = strings.ReplaceAll(field, "; http", " ; http")
	for part := range strings.SplitSeq(field, " ; ") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// hasAddress reports whether one of sources is an address that a reader can
// open: a web page or a file in a public repository.
func hasAddress(sources []string) bool {
	for _, s := range sources {
		if strings.Contains(s, "https://") || strings.Contains(s, "http://") || strings.HasPrefix(s, "github:") {
			return true
		}
	}
	return false
}

// later reports whether a day begins after another.
func later(a, b lindung.Date) bool { return a.First().After(b.First()) }

// after reports whether a day is after another, however the rest of the two is filled in:
// June 2020 is not after 2020.
func after(a, b lindung.Date) bool { return a.First().After(b.Last()) }

// whole reports whether d names one day.
func whole(d lindung.Date) bool { return d.Day != 0 }
