package screening

import (
	"testing"

	"lindung/identification"
)

func TestPartsOf(t *testing.T) {
	all, err := identification.Instruments()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		for _, child := range []bool{false, true} {
			seen := map[string]bool{}
			for _, p := range partsOf(in, child) {
				if len(p.indicators) == 0 || len(p.indicators) > fewQuestions {
					t.Errorf("%s: %d questions on a page", in.Key(), len(p.indicators))
				}
				for _, i := range p.indicators {
					if seen[i.ID] || i.Dimension != p.dimension {
						t.Errorf("%s: %s is asked twice or elsewhere", in.Key(), i.ID)
					}
					seen[i.ID] = true
				}
			}
			if len(seen) != len(in.Asked(child)) {
				t.Errorf("%s, child %v: %d asked of %d", in.Key(), child, len(seen), len(in.Asked(child)))
			}
		}
	}
}
