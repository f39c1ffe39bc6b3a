package backup

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// Recipients reads age recipients separated by commas, spaces or line ends. The
// kinds age1pq1… (X-Wing, safe from quantum computers) and age1… (X25519)
// cannot be mixed: the weaker would undo the stronger.
func Recipients(text string) ([]Recipient, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' || r == '\r' })
	if len(words) == 0 {
		return nil, errors.New("name at least one recipient; lindung backup identity makes one")
	}
	var all []Recipient
	strong := 0
	for i, w := range words {
		var r Recipient
		var err error
		switch {
		case strings.HasPrefix(w, "AGE-SECRET-KEY-"):
			err = errors.New("it is an identity, which is secret: name its recipient instead")
		case strings.HasPrefix(w, "age1pq1"):
			strong++
			r, err = parsed(age.ParseHybridRecipient(w))
		default:
			r, err = parsed(age.ParseX25519Recipient(w))
		}
		if err != nil {
			return nil, fmt.Errorf("recipient %d: %w", i+1, err)
		}
		all = append(all, r)
	}
	if strong != 0 && strong != len(all) {
		return nil, errors.New("recipients of the kinds age1pq1 and age1 cannot be mixed: the weaker would undo the stronger")
	}
	return all, nil
}

// parsed drops what the parser says, which repeats the text.
func parsed[R Recipient](r R, err error) (Recipient, error) {
	if err != nil {
		return nil, errors.New("it is no recipient of age, which begins with age1pq1 or age1")
	}
	return r, nil
}

type (
	// Recipient is whom a backup is encrypted to.
	Recipient = age.Recipient
	// Identity is what opens it.
	Identity = age.Identity
)

// Identities reads the file of an age identity.
func Identities(r io.Reader) ([]Identity, error) {
	all, err := age.ParseIdentities(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, errors.New("this is no file of an age identity, whose line begins with AGE-SECRET-KEY-")
	}
	return all, nil
}

// NewIdentity returns the text of a file with a new identity, and its recipient.
func NewIdentity() (file, recipient string, err error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", "", err
	}
	recipient = id.Recipient().String()
	return fmt.Sprintf("# lindung backup identity: whoever has this file opens the backups; keep it away from the node\n# recipient: %s\n%s\n", recipient, id), recipient, nil
}
