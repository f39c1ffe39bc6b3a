package lindung

import (
	"testing"
	"time"
)

// TestZone knows how far the clocks of the states are ahead of UTC, in hours.
func TestZone(t *testing.T) {
	ahead := map[Country]float64{
		"BN": 8, "KH": 7, "ID": 7, "LA": 7, "MY": 8, "MM": 6.5, "PH": 8, "SG": 8, "TH": 7, "TL": 9, "VN": 7,
		"": 0, "AU": 0,
	}
	for _, c := range States {
		if _, ok := ahead[c]; !ok {
			t.Errorf("%s is missing here", c)
		}
	}
	for _, month := range []time.Month{time.January, time.July} { // no one has summer time
		at := time.Date(2026, month, 15, 12, 0, 0, 0, time.UTC)
		for c, want := range ahead {
			if _, seconds := at.In(Zone(c)).Zone(); float64(seconds)/3600 != want {
				t.Errorf("%q is %d seconds ahead of UTC, want %v hours", c, seconds, want)
			}
		}
	}
	if Zone("") != time.UTC {
		t.Error("a time of no place must be the one that says UTC")
	}
}
