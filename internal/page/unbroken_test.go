package page

import (
	"strings"
	"testing"

	"lindung/i18n"
)

// TestUnbroken: joiners come into the text of pages, and into nothing that is sent, read by
// programs, or written by people.
func TestUnbroken(t *testing.T) {
	const word, joined = "អនុសញ្ញា", "អ\u2060នុ\u2060ស\u2060ញ្ញា"
	texts := func(l i18n.Lang) []string {
		if l == "km" {
			return []string{"អនុសញ្ញានេះ", "ឈ្មោះ {name} ក្នុងអនុសញ្ញា", "«អនុសញ្ញា» & \"x\""}
		}
		return nil
	}
	everyone, staff := &Site{public: true}, &Site{texts: texts}
	for _, c := range []struct{ name, page, everyone, staff string }{
		{"a name", `<p lang="km">Sok #</p>`, `<p lang="km">Sok *</p>`, `<p lang="km">Sok #</p>`},
		{"a text of ours", `<p lang="km"> #នេះ </p>`, `<p lang="km"> *នេះ </p>`, `<p lang="km"> *នេះ </p>`},
		{"with a place", `<p lang="km">ឈ្មោះ # ក្នុង#</p>`, `<p lang="km">ឈ្មោះ * ក្នុង*</p>`, `<p lang="km">ឈ្មោះ # ក្នុង*</p>`},
		{"escaped", `<p lang="km">«#» &amp; &#34;x&#34;</p>`, `<p lang="km">«*» &amp; &#34;x&#34;</p>`, `<p lang="km">«*» &amp; &#34;x&#34;</p>`},
		{"no language", `<p>#នេះ</p>`, `<p>#នេះ</p>`, `<p>#នេះ</p>`},
		{"another language inside", `<div lang="km"><p lang="en">#នេះ</p>#នេះ</div>`, `<div lang="km"><p lang="en">#នេះ</p>*នេះ</div>`, `<div lang="km"><p lang="en">#នេះ</p>*នេះ</div>`},
		{"after an element without an end", `<div lang="km"><br>#នេះ<input lang="en" value="#នេះ">#នេះ</div>`, `<div lang="km"><br>*នេះ<input lang="en" value="#នេះ">*នេះ</div>`, `<div lang="km"><br>*នេះ<input lang="en" value="#នេះ">*នេះ</div>`},
		{"what is sent", `<html lang="km"><title>#នេះ</title><p title="#នេះ"><textarea>#នេះ</textarea><select><option>#នេះ</option></select><script>#នេះ</script></p>`, "", ""},
	} {
		fill := strings.NewReplacer("#", word, "*", joined).Replace
		in := strings.ReplaceAll(strings.ReplaceAll(c.page, "&#34;", "\x01"), "#", word)
		in = strings.ReplaceAll(in, "\x01", "&#34;")
		for site, want := range map[*Site]string{everyone: c.everyone, staff: c.staff} {
			if want == "" {
				want = c.page
			}
			want = strings.ReplaceAll(fill(strings.ReplaceAll(want, "&#34;", "\x01")), "\x01", "&#34;")
			if got := string(site.unbroken([]byte(in))); got != want {
				t.Errorf("%s, public %v:\ngot  %q\nwant %q", c.name, site.public, got, want)
			}
		}
	}
}
