package i18n

import "strings"

// Fixed returns the texts of the language of t itself whose keys begin with area and that
// have no places: what is the same each time it is shown.
func (t T) Fixed(area string) map[string]string {
	all := map[string]string{}
	for key, m := range t.book().catalog().messages {
		if text, ok := m.literal(); ok && strings.HasPrefix(key, area) {
			all[key] = text
		}
	}
	return all
}
