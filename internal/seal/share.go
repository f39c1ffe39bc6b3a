package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/secretsharing"
)

// The words with which a share and the list of its set begin.
const (
	shareWord = "lindung-share-1"
	listWord  = "lindung-set-1"
)

// MostShares is into how many shares a root can be split.
const MostShares = 16

// field is whose scalars are shared. Nearly every 32 bytes are one, so that the root
// itself is shared, and what is typed has no second secret in it.
var field = group.P256

// A Share is one of the shares of a root.
type Share struct {
	Epoch, Need, Of, Number int

	set  [6]byte  // which split it is of, see Set
	root [6]byte  // shows that a root is the one that was split, and nothing of it
	own  [32]byte // the secret
	list []byte   // hashes of all shares; nil where its line was not given
}

const (
	shareSize = 3 + 2 + 6 + 6 + 32 // what a share holds
	listHash  = 8                  // of each share
	listHead  = 2 + 2 + 6
)

// shareable reports whether a root can be split.
func shareable(root []byte) bool { return field.NewScalar().UnmarshalBinary(root) == nil }

// Errors of joining.
var (
	// ErrSplit says into what a key can be split.
	ErrSplit = fmt.Errorf("a key is split into 2 to %d shares, of which at least 2 are needed, and not more than there are", MostShares)
	// ErrUnshared says that a root is one of the very few that cannot be split.
	ErrUnshared = errors.New("this key cannot be split: rotate it first")
)

// Split splits the newest root into shares, of which any need give it back and fewer tell
// nothing of it.
func (r *Ring) Split(of, need int) ([]Share, error) {
	if need < 2 || of < need || of > MostShares {
		return nil, ErrSplit
	}
	r.mu.RLock()
	n := r.newest()
	root := r.epochs[n].root
	r.mu.RUnlock()
	secret := field.NewScalar()
	if secret.UnmarshalBinary(root) != nil {
		return nil, ErrUnshared
	}
	var all []Share
	for i, s := range secretsharing.New(rand.Reader, uint(need-1), secret).Share(uint(of)) {
		b, err := s.Value.MarshalBinary()
		if err != nil {
			return nil, err
		}
		one := Share{Epoch: n, Need: need, Of: of, Number: i + 1, root: rootCheck(root)}
		copy(one.own[:], b)
		all = append(all, one)
	}
	var list []byte
	for _, s := range all {
		list = append(list, s.hash()...)
	}
	for i := range all {
		all[i].list, all[i].set = list, all[i].setOf(list)
	}
	return all, nil
}

func rootCheck(root []byte) [6]byte {
	sum := sha256.Sum256(append([]byte("lindung share root|"), root...))
	return [6]byte(sum[:])
}

func (s Share) hash() []byte {
	sum := sha256.Sum256(append([]byte{byte(s.Number)}, append([]byte("lindung share|"), s.own[:]...)...))
	return sum[:listHash]
}

func (s Share) setOf(list []byte) [6]byte {
	sum := sha256.Sum256(slices.Concat([]byte("lindung share set|"), []byte{byte(s.Need), byte(s.Of), byte(s.Epoch >> 8), byte(s.Epoch)}, s.root[:], list))
	return [6]byte(sum[:])
}

// Set names the split that a share is of, in six signs.
func (s Share) Set() string {
	text := ""
	for _, x := range s.set {
		text += string(Signs[x&31])
	}
	return text
}

// String says which share it is, and nothing of the secret.
func (s Share) String() string {
	return fmt.Sprintf("share %d of %d of set %s", s.Number, s.Of, s.Set())
}

// GoString is String.
func (s Share) GoString() string { return s.String() }

// Text returns the two lines of a share: the share, and the list of its set, which is the
// same on each share, no secret, and needed only where a share is wrong.
func (s Share) Text() (share, list string) {
	b := []byte{byte(s.Need), byte(s.Of), byte(s.Number)}
	b = binary.BigEndian.AppendUint16(b, uint16(s.Epoch))
	b = slices.Concat(b, s.set[:], s.root[:], s.own[:])
	l := binary.BigEndian.AppendUint16([]byte{byte(s.Need), byte(s.Of)}, uint16(s.Epoch))
	l = slices.Concat(l, s.root[:], s.list)
	return shareWord + " " + written(padded(b)), listWord + " " + written(padded(l))
}

// IsShare reports whether a text begins as that of a share does.
func IsShare(text string) bool {
	return strings.Contains(strings.ToLower(text), shareWord)
}

// ReadShare reads the text of a share: its line, with or without the word before it, and
// the list of its set where it is there.
func ReadShare(text string) (Share, error) {
	text, list, listed := strings.Cut(strings.ToLower(withoutComments(text)), listWord)
	if _, after, is := strings.Cut(text, shareWord); is {
		text = after
	}
	b, err := readTyped(text, len(padded(make([]byte, shareSize))))
	if err != nil {
		return Share{}, err
	}
	s := Share{Need: int(b[0]), Of: int(b[1]), Number: int(b[2]), Epoch: int(binary.BigEndian.Uint16(b[3:]))}
	copy(s.set[:], b[5:])
	copy(s.root[:], b[11:])
	copy(s.own[:], b[17:])
	if s.Need < 2 || s.Of < s.Need || s.Of > MostShares || s.Number < 1 || s.Number > s.Of || s.Epoch < First {
		return Share{}, ErrForm
	}
	if listed {
		err = s.LearnList(list)
	}
	return s, err
}

func withoutComments(text string) string {
	var keep []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			keep = append(keep, line)
		}
	}
	return strings.Join(keep, "")
}

// LearnList reads the list of the share's set.
func (s *Share) LearnList(text string) error {
	if _, after, is := strings.Cut(strings.ToLower(text), listWord); is {
		text = after
	}
	n := listHead + s.Of*listHash
	b, err := readTyped(text, len(padded(make([]byte, n))))
	if err != nil {
		return err
	}
	if s.setOf(b[listHead:n]) != s.set {
		return errors.New("this list is not that of the share's set")
	}
	s.list = b[listHead:n]
	return nil
}

// A BadShare says that shares do not belong together, or that one was made up.
type BadShare struct {
	text string
	// Unlisted says that the list of the set would show which share it is.
	Unlisted bool
}

// Error says which.
func (b *BadShare) Error() string { return b.text }

// TakesShare returns an error that names a share which does not go with those that are
// there: of another set, or the same once more.
func TakesShare(all []Share, s Share) error {
	for _, other := range all {
		switch {
		case other.set != s.set || other.Epoch != s.Epoch || other.Need != s.Need || other.Of != s.Of:
			return &BadShare{text: fmt.Sprintf("%s does not go with set %s: shares of different sets give no key", s, other.Set())}
		case other.Number == s.Number:
			return &BadShare{text: fmt.Sprintf("%s is there already", s)}
		}
	}
	return nil
}

// JoinShares puts the root together from shares of one set. A share that was made up is
// named, if one of the shares came with the list of the set.
func JoinShares(all []Share) (*Ring, error) {
	var good []Share
	var list []byte
	for _, s := range all {
		if err := TakesShare(good, s); err != nil {
			return nil, err
		}
		good = append(good, s)
		if s.list != nil {
			list = s.list
		}
	}
	if list != nil {
		var forged []string
		for _, s := range good {
			if string(s.hash()) != string(list[(s.Number-1)*listHash:s.Number*listHash]) {
				forged = append(forged, s.String())
			}
		}
		if forged != nil {
			return nil, &BadShare{text: "not a share that was made by the split: " + strings.Join(forged, ", ")}
		}
	}
	if len(good) == 0 || len(good) < good[0].Need {
		return nil, &BadShare{text: fmt.Sprintf("there are %d shares, and %d are needed", len(good), max(2, needOf(good)))}
	}
	root, err := recoverRoot(good)
	if err != nil {
		return nil, err
	}
	if rootCheck(root) != good[0].root {
		return nil, &BadShare{text: fmt.Sprintf("the shares of set %s give no key: one of them was not made by the split", good[0].Set()), Unlisted: list == nil}
	}
	return ringOf(good[0].Epoch, root), nil
}

func needOf(all []Share) int {
	if len(all) == 0 {
		return 0
	}
	return all[0].Need
}

func recoverRoot(all []Share) ([]byte, error) {
	var shares []secretsharing.Share
	for _, s := range all[:all[0].Need] {
		value := field.NewScalar()
		if value.UnmarshalBinary(s.own[:]) != nil {
			return nil, &BadShare{text: s.String() + " was not made by a split"}
		}
		shares = append(shares, secretsharing.Share{ID: field.NewScalar().SetUint64(uint64(s.Number)), Value: value})
	}
	root, err := secretsharing.Recover(uint(all[0].Need-1), shares)
	if err != nil {
		return nil, err
	}
	return root.MarshalBinary()
}
