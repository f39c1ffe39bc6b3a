package lindung

import (
	"sync"
	"time"
	_ "time/tzdata" // so that a machine without a database of time zones tells the same time
)

// capitals are the names of the time zones in which the states' capitals lie.
var capitals = map[Country]string{
	"BN": "Asia/Brunei", "KH": "Asia/Phnom_Penh", "ID": "Asia/Jakarta", "LA": "Asia/Vientiane",
	"MY": "Asia/Kuala_Lumpur", "MM": "Asia/Yangon", "PH": "Asia/Manila", "SG": "Asia/Singapore",
	"TH": "Asia/Bangkok", "TL": "Asia/Dili", "VN": "Asia/Ho_Chi_Minh",
}

var zones = sync.OnceValue(func() map[Country]*time.Location {
	all := map[Country]*time.Location{}
	for c, name := range capitals {
		if zone, err := time.LoadLocation(name); err == nil {
			all[c] = zone
		}
	}
	return all
})

// Zone returns the time zone of a state; of one with several, its capital's. For
// any other country it is UTC.
func Zone(c Country) *time.Location {
	if zone := zones()[c]; zone != nil {
		return zone
	}
	return time.UTC
}

// others are the further zones of states that have several.
var others = map[Country][]string{"ID": {"Asia/Makassar", "Asia/Jayapura"}}

// Zones returns all time zones of a state, its capital's first; none for any other country,
// of which the program does not know what time it is there.
func Zones(c Country) []*time.Location {
	zone := zones()[c]
	if zone == nil {
		return nil
	}
	all := []*time.Location{zone}
	for _, name := range others[c] {
		further, err := time.LoadLocation(name)
		if err != nil {
			return nil
		}
		all = append(all, further)
	}
	return all
}
