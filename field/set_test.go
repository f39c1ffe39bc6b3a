package field

import "testing"

// TestSetWith: a country adds forms and fields; it takes none away and asks
// none twice.
func TestSetWith(t *testing.T) {
	sex, region, tribe := NewText("sex"), NewText("region"), NewText("tribe")
	birth, origin := NewForm("birth", sex), NewForm("origin", region)
	common := Set{birth, origin}
	more := common.With(origin.With(tribe), NewForm("stay", NewText("stay_place")))
	if got := len(more.Fields()); got != 4 || len(more) != 3 || len(common.Fields()) != 2 {
		t.Errorf("%d fields in %d forms, %d before", got, len(more), len(common.Fields()))
	}
	if f, ok := more.FormOf(tribe.Info); !ok || f.Name != "origin" {
		t.Error("what a country added is not found")
	}
	if f, ok := more.Named("birth"); !ok || f != birth {
		t.Error("what it left alone has changed")
	}
	if _, ok := more.ByHTCDS(""); ok {
		t.Error("a field without an HTCDS name was found by none")
	}
	for name, bad := range map[string]*Form{
		"a form that lacks a field": NewForm("birth", region),
		"a field that is asked":     NewForm("stay", NewText("sex")),
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			common.With(bad)
		}()
	}
}
