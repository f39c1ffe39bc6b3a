package consent

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed texts/*.txt
var textFiles embed.FS

// A Text is what is read to a person before she decides. A text is a file
// texts/LANG.vN.txt: a title, then paragraphs with an empty line between. A text
// in another language is one file more; a changed text is a new version, and
// old ones stay, because grants name the version that was read.
type Text struct {
	Lang       string
	Version    string // "v1"
	Title      string
	Paragraphs []string
}

// Texts returns the newest text of each language, by language.
func Texts() []Text {
	newest := map[string]Text{}
	for _, t := range texts() {
		newest[t.Lang] = t
	}
	var all []Text
	for _, t := range newest {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Text) int { return strings.Compare(a.Lang, b.Lang) })
	return all
}

// TextVersion returns the text of one language and version.
func TextVersion(lang, version string) (Text, bool) {
	for _, t := range texts() {
		if t.Lang == lang && t.Version == version {
			return t, true
		}
	}
	return Text{}, false
}

// texts returns every text in the order of its file's name.
func texts() []Text {
	names, err := fs.Glob(textFiles, "texts/*.txt")
	if err != nil {
		return nil
	}
	var all []Text
	for _, name := range names {
		b, err := textFiles.ReadFile(name)
		if err != nil {
			return nil
		}
		lang, version, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".txt"), ".")
		parts := strings.Split(strings.TrimSpace(string(b)), "\n\n")
		all = append(all, Text{Lang: lang, Version: version, Title: parts[0], Paragraphs: parts[1:]})
	}
	return all
}
