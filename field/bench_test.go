package field

import "testing"

func BenchmarkRestore(b *testing.B) {
	var v Values
	for _, p := range []struct {
		f  Field
		in string
	}{{note, "Ana"}, {born, "2001-05"}, {number, "3"}, {several, "Red; Other"}, {states, "TH; KH"}, {phone, "+620000099001"}} {
		if _, _, bad := v.Parse(p.f.Declared(), p.in, now); bad != nil {
			b.Fatal(bad)
		}
	}
	clear, sealed, err := everything.Split(v)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := everything.Restore(clear, sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		var v Values
		for _, f := range []Field{born, several, states} {
			in := map[Field]string{born: "31/12/2001", several: "Red; Dark  Blue", states: "TH; Viet Nam"}[f]
			if _, _, bad := v.Parse(f.Declared(), in, now); bad != nil {
				b.Fatal(bad)
			}
		}
	}
}
