package field

import (
	"encoding/json"
	"slices"

	"lindung"
)

// OfOwn returns the form as one that an organisation asks of its own. Nobody else knows what
// it asks, so its answers count as such that can tell where the person is, see Whereabouts.
func (f *Form) OfOwn() *Form {
	g := *f
	g.Own, g.TellsWhere = true, true
	return &g
}

// lostIn stands for the year until which a question was asked that is lost.
const lostIn = "?"

// Recall returns the form with a field in group g for each stored answer whose question it
// does not know. What organisations ask of their own is stored, and can be damaged: then
// the answers are read as they look, under their codes, and are shown to nobody else.
func (f *Form) Recall(g lindung.Group, clear, sealed []byte) *Form {
	all := f
	for _, part := range [][]byte{clear, sealed} {
		var raw map[string]json.RawMessage
		if len(part) == 0 || json.Unmarshal(part, &raw) != nil {
			continue
		}
		var names []string
		for name := range raw {
			if !all.known[name] && goodName.MatchString(name) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			all = all.With(recalled(name, g, raw[name]))
			all.Lost = true
		}
	}
	return all
}

// recalled is a field that takes an answer as it looks.
func recalled(name string, g lindung.Group, raw json.RawMessage) *Info {
	i := Info{Name: name, Kind: KindText, Group: g, Class: Sealed, Purposes: []lindung.Purpose{lindung.OwnRequest}, Max: maxLong, Until: lostIn}
	var list []string
	switch {
	case json.Unmarshal(raw, new(bool)) == nil:
		i.Kind = KindBool
	case json.Unmarshal(raw, new(int)) == nil:
		i.Kind, i.Max = KindCount, maxCount
	case json.Unmarshal(raw, &list) == nil && list != nil:
		i.Kind, i.List = KindCodes, &List{Name: name}
	}
	return &i
}
