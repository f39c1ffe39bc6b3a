package i18n

import "strings"

// Whole reports whether a language has every text whose key begins with one of
// the prefixes: a stage of its translation. Only what is whole is offered.
func Whole(l Lang, prefixes ...string) bool {
	own := books[l]().messages
	for key := range books[English]().messages {
		if _, has := own[key]; has {
			continue
		}
		for _, p := range prefixes {
			if strings.HasPrefix(key, p) {
				return false
			}
		}
	}
	return true
}
