package main

import (
	"fmt"
	"os"

	"lindung/internal/seal"
)

// ring returns the keys of the node, from LINDUNG_ROOT_KEY or the key file. A
// file that others on the machine can read is refused: it opens every case.
func (c *call) ring() (*seal.Ring, error) {
	if c.RootKey != "" {
		return seal.ReadRing(c.RootKey, c.Passphrase)
	}
	info, err := os.Stat(c.KeyFile)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others: run chmod 600 on it", c.KeyFile)
	}
	text, err := os.ReadFile(c.KeyFile)
	if err != nil {
		return nil, err
	}
	return seal.ReadRing(string(text), c.Passphrase)
}
