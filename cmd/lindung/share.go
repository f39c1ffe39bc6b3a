package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"lindung/internal/backup"
	"lindung/internal/seal"
)

// split splits the newest root as --of and --need say.
func (c *call) split(ring *seal.Ring) ([]seal.Share, error) {
	of, err := strconv.Atoi(c.Of)
	if err != nil {
		return nil, misuse("--of: say a number")
	}
	need, err := strconv.Atoi(c.Need)
	if err != nil {
		return nil, misuse("--need: say a number")
	}
	return ring.Split(of, need)
}

// giveShares writes a file for each share into --dir, or prints them.
func (c *call) giveShares(shares []seal.Share) error {
	v := struct {
		Set   string   `json:"set"`
		Of    int      `json:"of"`
		Need  int      `json:"need"`
		Epoch int      `json:"epoch"`
		Files []string `json:"files,omitempty"`
	}{shares[0].Set(), shares[0].Of, shares[0].Need, shares[0].Epoch, nil}
	if c.Dir == "" {
		var all []string
		for _, s := range shares {
			all = append(all, sharePaper(s))
		}
		if c.JSON {
			return misuse("shares are for paper: leave out --json, or name --dir")
		}
		_, err := io.WriteString(c.out, strings.Join(all, "\n\f\n"))
		return err
	}
	for _, s := range shares {
		name := filepath.Join(c.Dir, fmt.Sprintf("share-%s-%d-of-%d.txt", s.Set(), s.Number, s.Of))
		if err := backup.Save(name, func(w io.Writer) error { _, err := io.WriteString(w, sharePaper(s)); return err }); err != nil {
			return err
		}
		v.Files = append(v.Files, name)
	}
	return c.print(v, fmt.Sprintf(`%d shares of set %s, any %d of which open the node, are in %s.
Print each, give it to another person, and delete the files. Shares of an earlier set go on to work for the same key.
`, v.Of, v.Set, v.Need, c.Dir))
}

// sharePaper is a share as it is printed. Lines that begin with # are not typed.
func sharePaper(s seal.Share) string {
	share, list := s.Text()
	return fmt.Sprintf(`# Lindung: %s, epoch %d.
# Any %d of these %d shares open the node; %d tell nothing. Keep it away from the others, and from the node.
# Letters A to Z without I and O, digits 2 to 9. There are %d groups; the fifth sign of each is its check.
%s
# The list of the set, %d groups. It is no secret, the same on each share, and needed only to find a share that was made up.
%s
`, s, s.Epoch, s.Need, s.Of, s.Need-1, len(strings.Fields(share))-1, lines(share), len(strings.Fields(list))-1, lines(list))
}

// lines breaks groups into lines of four.
func lines(text string) string {
	words := strings.Fields(text)
	out := words[0]
	for i, g := range words[1:] {
		if i%4 == 0 {
			out += "\n   "
		}
		out += " " + g
	}
	return out
}
