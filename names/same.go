package names

// AsWritten returns text in one form for all ways in which two hands write the same: in one
// composition of its characters, with single spaces, in lower case, without marks. Text of
// which that leaves nothing stays as it is.
func AsWritten(text string) string {
	if plain := Plain(text); plain != "" {
		return plain
	}
	return text
}
