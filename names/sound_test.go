package names

import "testing"

// What a name sounds like, by script. The first letter is the mark of the script.
func TestSound(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Somchai Contoh", "A somcai konto"},
		{"Daw Khin Moe Aye", "A 'daw kHin moe eY"},
		{"Nguyễn Văn Ví Dụ", "A quyen 'wan wi du"},
		{"Mohd. Joesoef", "A muhamad yusuf"},
		{"สมชาย ใจดี", "B sVmcai caidi"},
		{"นางสาวบุตร", "B 'naqsaw butOA"},
		{"ບົວສອນ", "C buason"},
		{"ហ៊ុន សែន", "D hun saen"},
		{"ខែ្មរ", "D kHmaeR"},
		{"အောင်မြင့်", "E auq myinT"},
		{"ေအာင္ျမင့္", "E auq myinT"},
		{"林", "F lin,lam,lim,liq,lum"},
		{"林㐀", ""}, // half a name is another name
		{"ரவி", "G rawi"},
		{"محمد", "H mNhNmNd"},
		{"𐴇𐴝𐴕𐴞𐴉𐴞", "I hanifi"},
		{"Борис", ""}, // no public file, no claim
		{"123", ""},
		{"", ""},
	} {
		if got := sound(c.name); got != c.want {
			t.Errorf("sound(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

// Names of two scripts are compared where a public file measures it, and a name is
// found by one of its words and in either order.
func TestSearchAcrossScripts(t *testing.T) {
	for _, c := range []struct {
		stored, query string
		found         bool
	}{
		{"สมชาย ใจดี", "Somchai Jaidee", true},
		{"สมชาย ใจดี", "Jaidee Somchai", true},
		{"สมชาย ใจดี", "Somchai", true},
		{"Somchai Jaidee", "สมชาย ใจดี", true},
		{"ဦးအောင်မြင့်", "U Aung Myint", true},
		{"Daw Khin Moe Aye", "ခင်မိုးအေး", true},
		{"陈大文", "Tan Tai Man", true},
		{"ບົວສອນ", "บัวสอน", true},
		{"محمد نور", "Mohd Noor", true},
		{"ហ៊ុន សែន", "ဟွန်ဆန်", false},
		{"สมชาย ใจดี", "Zulkifli", false},
		{"陈大文", "Siti Aminah", false},
	} {
		x := new(Index)
		x.Put("it", 0, []string{c.stored})
		if got := find(x, c.query); len(got) > 0 != c.found {
			t.Errorf("%q in %q: found %v, want %v", c.query, c.stored, len(got) > 0, c.found)
		}
	}
}

// A word that no person has any longer leaves no sound behind.
func TestDeleteForgetsSounds(t *testing.T) {
	x := new(Index)
	x.Put("p", 0, []string{"สมชาย ใจดี", "Somchai"})
	x.Put("p", 0, []string{"陈大文"})
	x.Delete("p")
	for _, s := range x.sounds.text {
		if s != "" {
			t.Error("a sound stayed in memory after its last person was deleted")
		}
	}
}
