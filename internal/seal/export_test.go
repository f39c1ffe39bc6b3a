package seal

import "crypto/rand"

// ForgeShare returns a share that says what another says, with a secret that no split has
// made.
func ForgeShare(s Share) Share {
	rand.Read(s.own[1:])
	s.list = nil
	return s
}
