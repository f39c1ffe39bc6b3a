package field

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"lindung"
)

// read checks what holds for every parser: no panic; an accepted answer is
// read again as itself, from a file and from storage; a problem carries
// nothing of the text.
func read(t *testing.T, f Field, in string) Values {
	t.Helper()
	i := f.Declared()
	var v Values
	_, _, bad := v.Parse(i, in, now)
	if bad != nil {
		if v.Len() != 0 || bad.Field != i.Name || !strings.HasPrefix(bad.Key, "problem.") {
			t.Fatalf("%q: %+v", in, bad)
		}
		for _, arg := range bad.Args {
			if s, ok := arg.(string); ok && s != "max" {
				t.Fatalf("%q: the problem says %q", in, s)
			}
		}
		return v
	}
	if !utf8.ValidString(v.Text(i)) {
		t.Fatalf("%q: invalid UTF-8 accepted", in)
	}
	var again Values
	if changed, _, bad := again.Parse(i, v.Text(i), now); bad != nil || changed || v.Text(i) != again.Text(i) {
		t.Fatalf("%q: %q became %q, changed %v, %v", in, v.Text(i), again.Text(i), changed, bad)
	}
	clear, sealed, err := everything.Split(v)
	if err != nil {
		t.Fatal(err)
	}
	back, err := everything.Restore(clear, sealed)
	if err != nil || !back.Same(v, i) {
		t.Fatalf("%q: stored and read: %v", in, err)
	}
	return v
}

func fuzz(f *testing.F, fields []Field, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, field := range fields {
			read(t, field, in)
		}
	})
}

func FuzzText(f *testing.F) {
	fuzz(f, []Field{note, story}, "Ana Example", "a\r\nb", "a\x00", "=1+1", "\u200bក\u200b", "\xff")
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2001-05-12", "31/12/2001", "03/04/2001", "44197", "44197.5", "พ.ศ. ๒๕๔๔", "2023-13-01",
		"1999-02-31", "2001-05-12T00:00:00Z", "១២/១៣/២០០១", "0000-00-00", "--", "99999", "2569-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		read(t, due, in)
		if d, ok := born.Get(read(t, born, in)); ok {
			if !d.Valid() || d.After(now.Add(dateline)) || d.Year < firstYear {
				t.Fatalf("%q: %v", in, d)
			}
			if p, err := lindung.ParseDate(d.String()); err != nil || p != d {
				t.Fatalf("%q: %v is written %s", in, d, d)
			}
		}
	})
}

func FuzzCount(f *testing.F) { fuzz(f, []Field{number}, "0", "17.0", "៣", "-1", "121", "1e3", "٣") }

func FuzzBool(f *testing.F) { fuzz(f, []Field{agreed}, "TRUE", "no", " Ya ", "2") }

func FuzzPhone(f *testing.F) {
	f.Add("+620000099001")
	f.Add("00 62 (0) 000")
	f.Add("0812")
	f.Add("+๖๖")
	f.Fuzz(func(t *testing.T, in string) {
		if s, ok := phone.Get(read(t, phone, in)); ok {
			n := strings.TrimPrefix(s, "+")
			if len(n) < 2 || len(n) > 15 || n[0] == '0' || strings.Trim(n, "0123456789") != "" {
				t.Fatalf("%q: %q is not E.164", in, s)
			}
		}
	})
}

func FuzzEmail(f *testing.F) {
	fuzz(f, []Field{email}, "ana@example.org", "a@b", "a@b@c.d", "<a@b.c>", "ក@ខ.គ")
}

func FuzzCode(f *testing.F) {
	for _, s := range []string{"Red", "dark  blue", "Deep red; or nearly", "Red;Green;Other", "x_Unknown", ";;", "x_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if name, ok := colour.Get(read(t, colour, in)); ok && !colours.Has(name) {
			t.Fatalf("%q: %q is not in the list", in, name)
		}
		names, _ := several.Get(read(t, several, in))
		for _, name := range names {
			if !colours.Has(name) {
				t.Fatalf("%q: %q is not in the list", in, name)
			}
		}
	})
}

func FuzzCountry(f *testing.F) {
	fuzz(f, []Field{country, states}, "TH", "khm", "Viet Nam", "TH;KH", "Lao People’s Democratic Republic", "XX", "")
}

func FuzzLanguage(f *testing.F) {
	fuzz(f, []Field{tongue, tongues}, "mya", "bur", "Hmong; Mong", "khmer;thai", "qaa-qtz")
}

func FuzzDecode(f *testing.F) {
	f.Add("note=Ana&born-day=12&born-month=5&born-year=2544&several=Red&several=Other&agreed=no")
	f.Add("born-absent=refused&phone=%2B62000&states=TH;KH&tongue=bur")
	f.Fuzz(func(t *testing.T, in string) {
		q, err := url.ParseQuery(in)
		if err != nil {
			t.Skip()
		}
		v, _ := everything.Decode(q, now)
		again, problems := everything.Decode(everything.Encode(v), now)
		if problems != nil {
			t.Fatalf("%q: %v when shown again", in, problems)
		}
		for _, i := range everything.Fields {
			if !v.Same(again, i) {
				t.Fatalf("%q: %s changed when shown again", in, i.Name)
			}
		}
	})
}

func FuzzRestore(f *testing.F) {
	f.Add([]byte(`{"note":"Ana","born":"2001-05","several":["Red"],"email":{"absent":"refused"}}`))
	f.Add([]byte(`{"number":1e9,"agreed":null}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		v, err := everything.Restore(in, nil)
		if err != nil {
			return
		}
		clear, sealed, err := everything.Split(v)
		if err != nil {
			t.Fatal(err)
		}
		again, err := everything.Restore(clear, sealed)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range everything.Fields {
			if !v.Same(again, i) {
				t.Fatalf("%s changed", i.Name)
			}
		}
	})
}
