package convention

import "testing"

func TestLink(t *testing.T) {
	for source, want := range map[string][2]string{
		"https://asean.org/a/": {"https://asean.org/a/", ""},
		"text pointers: https://peraturan.go.id/files/uu12-2017bt.pdf (official law)": {
			"https://peraturan.go.id/files/uu12-2017bt.pdf", "text pointers: (official law)"},
		"github:mblonyox/data-peraturan uu/2007/21.md art. 45, 54": {
			"https://github.com/mblonyox/data-peraturan/blob/HEAD/uu/2007/21.md", "uu/2007/21.md art. 45, 54"},
		"github:saimambayao/transcriptions RA 11862 s.13": {
			"https://github.com/saimambayao/transcriptions", "RA 11862 s.13"},
		"github:moon470an-sys/indonesia-law-search": {"https://github.com/moon470an-sys/indonesia-law-search", ""},
		"Thai MFA press release 68609 (mfa.go.th)":  {"", "Thai MFA press release 68609 (mfa.go.th)"},
		"httpd manual":        {"", "httpd manual"},
		"javascript:alert(1)": {"", "javascript:alert(1)"},
	} {
		address, words := Link(source)
		if got := [2]string{address, words}; got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}
