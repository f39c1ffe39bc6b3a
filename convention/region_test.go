package convention

import (
	"testing"

	"lindung"
)

func TestConflictsConcern(t *testing.T) {
	c := Conflict{About: []string{"ACTIP/PH", "MY"}}
	for _, x := range []struct {
		instrument string
		state      string
		want       bool
	}{{"ACTIP", "", true}, {"ACTIP", "PH", true}, {"ACTIP", "TH", false}, {"", "PH", true}, {"", "MY", true}, {"CRC", "", false}, {"", "TH", false}} {
		if got := c.Concerns(x.instrument, lindung.Country(x.state)); got != x.want {
			t.Errorf("%s/%s: %v", x.instrument, x.state, got)
		}
	}
}
