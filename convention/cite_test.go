package convention_test

import (
	"testing"

	"lindung/convention"
	"lindung/convention/data"
)

func TestArticle(t *testing.T) {
	for ref, want := range map[string]bool{
		"ACTIP 14.3":    true,
		"ACTIP 14":      true,
		"ACTIP 14.3(a)": true,
		"ACTIP 2":       true,
		"ACTIP 14.15":   false,
		"ACTIP 41":      false,
		"ACTIP":         false,
		"ACTIP-14.3":    false,
		"actip 14.3":    false,
		"C029 2":        true, // its articles are not in the data
		"C999 1":        false,
		"":              false,
	} {
		if got := data.Article(ref); got != want {
			t.Errorf("%q: got %v, want %v", ref, got, want)
		}
	}
}

func TestCitations(t *testing.T) {
	if got := convention.Cites("ACTIP 29.1"); len(got) == 0 || got[0].Name == "" {
		t.Errorf("no one cites the entry into force: %v", got)
	}
	if all, own := convention.CitesArticle("ACTIP", 29), convention.Cites("ACTIP 29.1"); len(all) <= len(own) {
		t.Errorf("the article has %d citations, its paragraph %d", len(all), len(own))
	}
	if got := convention.CitesArticle("ACTIP", 2); len(got) != len(convention.Cites("ACTIP 2")) {
		t.Errorf("ACTIP 2 took in others: %v", got)
	}
}
