package monitoring

import (
	"testing"

	"lindung/i18n"
	"lindung/monitoring"
)

// Every column of every file that desks write has its words, and every file its name.
func TestColumnsHaveWords(t *testing.T) {
	record, err := monitoring.Base()
	if err != nil {
		t.Fatal(err)
	}
	if len(record.Files()) == 0 {
		t.Error("the record has no file")
	}
	en := i18n.For(i18n.English)
	for _, f := range record.Files() {
		if !en.Has("file." + f.Name) {
			t.Errorf("no words for the file %s", f.Name)
		}
		for _, name := range record.Columns(f) {
			if !en.Has("row." + cell(name)) {
				t.Errorf("%s: no words for the column %s", f.Name, name)
			}
		}
	}
}
