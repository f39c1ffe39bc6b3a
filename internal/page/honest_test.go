package page

import (
	"strings"
	"testing"

	"lindung/i18n"
)

func TestInEnglish(t *testing.T) {
	english := []string{"Save", "It’s Ana & Co", "Two words", "Two words more"}
	for in, want := range map[string]string{
		`<p>Save</p>`:                             `<p lang="en">Save</p>`,
		`<button type="submit"> Save </button>`:   `<button type="submit" lang="en"> Save </button>`,
		`<p>Save<br>x</p>`:                        `<p><span lang="en">Save</span><br>x</p>`,
		`<p>It’s Ana &amp; Co</p>`:                `<p lang="en">It’s Ana &amp; Co</p>`,
		`<p>ก Two words ข</p>`:                    `<p>ก <span lang="en">Two words</span> ข</p>`,
		`<p>ก Two words more, Two words</p>`:      `<p>ก <span lang="en">Two words more</span>, <span lang="en">Two words</span></p>`,
		`<p>Saved by Save</p>`:                    `<p>Saved by Save</p>`,
		`<b lang="en">Save</b>`:                   `<b lang="en">Save</b>`,
		`<input value="Save"><p>ก</p>`:            `<input value="Save"><p>ก</p>`,
		`<option value="a">Save</option>`:         `<option value="a" lang="en">Save</option>`,
		`<option>ก Two words</option>`:            `<option>ก Two words</option>`,
		`<title>Save</title>`:                     `<title lang="en">Save</title>`,
		`<textarea>Save</textarea><p>Save</p>`:    `<textarea>Save</textarea><p lang="en">Save</p>`,
		`<svg><text>Save</text></svg><i>Save</i>`: `<svg><text>Save</text></svg><i lang="en">Save</i>`,
		`Save`: `<span lang="en">Save</span>`,
		``:     ``,
		`<`:    `<`,
	} {
		if got := string(inEnglish([]byte(in), english)); got != want {
			t.Errorf("%s\nbecomes %s\nnot     %s", in, got, want)
		}
	}
}

// TestHonest: a page says in its language that it shows a draft, if it does.
func TestHonest(t *testing.T) {
	for _, c := range []struct {
		lang     i18n.Lang
		key      string
		has, not string
	}{
		{"en", "common.yes", "", "l-draft"},
		{"th", "common.yes", `<p class="l-draft">` + i18n.For("th").Text("public.draft") + `</p>`, `lang="en"`},
		{"th", "lang.th", "", "l-draft"},
		{"th", "log.act.log.read", `lang="en"`, "l-draft"},
	} {
		tr := i18n.For(c.lang)
		made := string(honest([]byte(draftPlace+"<p>"+tr.Text(c.key)+"</p>"), Base{T: tr}))
		if !strings.Contains(made, c.has) || strings.Contains(made, c.not) || strings.Contains(made, draftPlace) {
			t.Errorf("%s, %s: %s", c.lang, c.key, made)
		}
	}
	tr := i18n.For("th")
	tr.Text("common.yes")
	if made := string(honest([]byte(draftPlace), Base{T: tr, Draft: "own.draft"})); !strings.Contains(made, tr.Text("own.draft")) {
		t.Errorf("the own view says %s", made)
	}
}

func FuzzInEnglish(f *testing.F) {
	f.Add(`<p>Save</p>`)
	f.Add(`<0>Save`)
	f.Fuzz(func(t *testing.T, page string) {
		plain := func(s string) string {
			return strings.NewReplacer(`<span lang="en">`, "", `</span>`, "", ` lang="en"`, "").Replace(s)
		}
		if got := string(inEnglish([]byte(page), []string{"Save", "Two words"})); plain(got) != plain(page) {
			t.Errorf("%q becomes %q", page, got)
		}
	})
}
