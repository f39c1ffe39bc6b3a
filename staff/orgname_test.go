package staff

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/field"
)

func TestPlainName(t *testing.T) {
	for name, want := range map[string]bool{
		"Example Shelter": true, "Rumah Contoh (Jakarta) 2": true, "Trung tâm Đà Nẵng": true, "มูลนิธิตัวอย่าง": true, "អង្គការឧទាហរណ៍": true,
		"ຕົວຢ່າງ": true, "ဥပမာ": true, "示例": true, "Yayasan “Contoh” & Mitra": true, "Centro São Exemplo": true,
		"Example\u202eretlehS": false, "Exam\u200dple": false, "Exаmple": false, "Εxample": false, "": false, " - ": false, "Example\nShelter": false, "\u2067Example": false,
	} {
		if got := plainName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// TestNameTaken: no organisation can take a name that is read as another's, when it is
// added or later, and a new name asks for a fresh proof.
func TestNameTaken(t *testing.T) {
	houses(t, func(h *house) {
		adm := h.add("adi", lindung.Administrator)
		s, _ := adm.back(adm.signIn())
		other := access.Org{Name: "Contoh Legal Aid", Sector: "legal_aid", Country: "ID", Lang: "id"}
		other, err := AddOrg(h.ctx, s, other)
		h.must(err)
		wrong := func(err error, key string) {
			h.t.Helper()
			var ps field.Problems
			if !errors.As(err, &ps) || len(ps) != 1 || ps[0].Key != key {
				h.t.Errorf("got %v, want %s", err, key)
			}
		}
		for _, name := range []string{"Contoh Legal Aid", "contoh  legal-aid", "C0ntoh LegaI Aid", "Ｃontoh Legal Aid", "Çontoh Légal Aid"} {
			_, err := AddOrg(h.ctx, s, access.Org{Name: name, Sector: "health", Country: "TH", Lang: "en"})
			wrong(err, "problem.org_name.taken")
		}
		_, err = AddOrg(h.ctx, s, access.Org{Name: "House\u202eelpmaxE", Sector: "health", Country: "TH", Lang: "en"})
		wrong(err, "problem.org_name.letters")
		own, err := OrgFor(h.ctx, s, h.org.ID)
		h.must(err)
		own.Name = other.Name
		wrong(EditOrg(h.ctx, s.SteppedUp(true), own), "problem.org_name.taken")
		own.Name = "Example House"
		h.wants(EditOrg(h.ctx, s, own), access.ErrStepUp)
		h.must(EditOrg(h.ctx, s.SteppedUp(true), own))
		own.Version, own.Duty = own.Version+1, "Every day"
		h.must(EditOrg(h.ctx, s, own))
		own.Version, own.Duty = own.Version+1, "Every \u202eday"
		wrong(EditOrg(h.ctx, s, own), "problem.text.direction")
	})
}
