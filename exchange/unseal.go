package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"filippo.io/age"
)

// ErrPassphrase says that a protected file does not open with the passphrase that was given,
// or that it is damaged.
var ErrPassphrase = errors.New("the file does not open with that passphrase")

// ageMagic begins every file that age has sealed.
const ageMagic = "age-encryption.org/v1\n"

// mostWork bounds the memory that a file of strangers can ask for: 256 MiB.
const mostWork = 18

// IsProtected reports whether the beginning of a file says that it opens with a passphrase
// alone, as an export of the format Protected does.
func IsProtected(b []byte) bool { return bytes.HasPrefix(b, []byte(ageMagic)) }

// Unseal returns what is in a protected file; any other file as it is. It asks for a
// passphrase only if one is needed.
func Unseal(in io.Reader, passphrase func() (string, error)) (io.Reader, error) {
	file := bufio.NewReader(in)
	if begin, _ := file.Peek(len(ageMagic)); !IsProtected(begin) {
		return file, nil
	}
	typed, err := passphrase()
	if err != nil {
		return nil, err
	}
	if typed == "" {
		return nil, ErrPassphrase
	}
	opens, err := age.NewScryptIdentity(typed)
	if err != nil {
		return nil, ErrPassphrase
	}
	opens.SetMaxWorkFactor(mostWork)
	clear, err := age.Decrypt(file, opens)
	if err != nil {
		return nil, ErrPassphrase
	}
	return clear, nil
}
