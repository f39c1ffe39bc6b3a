package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung/i18n"
	"lindung/internal/recordings"
)

// TestRecordingsCheck: the report says of each sentence whether it can be played, and what
// is to be spoken; what names the organisation is there if the node is.
func TestRecordingsCheck(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	dir := t.TempDir()
	report := func(args ...string) map[string]spokenLine {
		t.Helper()
		var lines []spokenLine
		p.read(p.does(append([]string{"recordings", "check", "--dir", dir, "--json"}, args...)...), &lines)
		by := map[string]spokenLine{}
		for _, l := range lines {
			by[l.Lang+" "+l.Key] = l
		}
		return by
	}
	all := report()
	share, own := all["en consent_text.share"], i18n.For("en").Fixed(ownArea)
	if share.Status != recordings.Missing || share.Hash != recordings.Hash(share.Text) || share.Text == "" {
		t.Errorf("%+v", share)
	}
	if _, there := all["en consent_text.who"]; there {
		t.Error("without the node, nobody knows who reads the text")
	}
	for key := range own {
		if all["en "+key].Status != recordings.Missing {
			t.Errorf("%s is not asked for", key)
		}
	}
	if who := report(p.node()...)["en consent_text.who"]; who.Status != recordings.Missing || !strings.Contains(who.Text, "Example Shelter") {
		t.Errorf("%+v", who)
	}

	if err := os.Mkdir(filepath.Join(dir, "en"), 0o700); err != nil {
		t.Fatal(err)
	}
	list := "key,hash,speaker,day,checked_by\n" +
		"consent_text.share," + share.Hash + ",Sari Example,2026-11-01,Bo Example\n" +
		"consent_text.no," + share.Hash + ",Sari Example,2026-11-01,Bo Example\n" +
		"consent_text.see," + all["en consent_text.see"].Hash + ",Sari Example,2026-11-01,\n" +
		"consent_text.who,0000000000000000,Sari Example,2026-11-01,Bo Example\n" +
		"consent_text.gone," + share.Hash + ",Sari Example,2026-11-01,Bo Example\n"
	if err := os.WriteFile(filepath.Join(dir, "en", "list.csv"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"share", "no", "see", "who"} {
		if err := os.WriteFile(filepath.Join(dir, "en", "consent_text."+key+".mp3"), append([]byte("ID3"), make([]byte, 20)...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all = report("--lang", "en")
	for key, want := range map[string]recordings.Status{"share": recordings.Good, "no": recordings.Stale, "see": recordings.Unchecked, "gone": stray} {
		if got := all["en consent_text."+key].Status; got != want {
			t.Errorf("%s is %q, want %s", key, got, want)
		}
	}
	if all["en consent_text.who"].Status != "" {
		t.Error("what names the organisation is a stray")
	}
	for name := range all {
		if !strings.HasPrefix(name, "en ") {
			t.Errorf("--lang en says %s", name)
		}
	}
	text := p.does("recordings", "check", "--dir", dir)
	whole, _ := json.Marshal(all)
	if strings.Contains(text+string(whole), "Example\"") || strings.Contains(text, "Sari") {
		t.Error("the report names who spoke")
	}
	if !strings.Contains(text, "en: 1 good") || !strings.Contains(text, "id: ") {
		t.Errorf("%s", text)
	}
	p.fails("cannot be opened", "recordings", "check", "--dir", filepath.Join(dir, "none"))
}
