package convention

import "lindung"

// An Edition is a snapshot that somebody published and signed. The zero Edition is
// that of data nobody has signed, such as what the program was built with.
type Edition struct {
	Publisher string // the name under which it is signed
	Number    int    // 1 for the first of its publisher
	Day       lindung.Date
	Digest    string // of all that is signed, which holds the digest of the edition before it
}

// Short is the beginning of the digest, for people to compare.
func (e Edition) Short() string { return e.Digest[:min(len(e.Digest), 12)] }

// Edition returns which edition the snapshot is; the zero Edition for none.
func (s *Snapshot) Edition() Edition { return s.c.Edition }

// WithEdition returns the snapshot as an edition.
func (s *Snapshot) WithEdition(e Edition) *Snapshot {
	with := *s
	with.c.Edition = e
	return &with
}
