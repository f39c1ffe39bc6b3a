package exchange

import (
	"slices"

	"lindung/field"
)

// codes returns the answer to a field that takes one code or several.
func codes(v field.Values, i *field.Info) []string {
	if !i.Kind.Several() {
		if one, ok := (field.Typed[string]{Info: i}).Get(v); ok {
			return []string{one}
		}
		return nil
	}
	all, _ := field.Typed[[]string]{Info: i}.Get(v)
	return all
}

// divide returns what HTCDS gets of codes: the nearest values, each once, and
// beside them the codes that did not go out as themselves. A code of HTCDS that
// an extension goes out as is repeated there, or it would not come back.
func divide(i *field.Info, all []string) (main, beside []string) {
	lent := map[string]bool{}
	for _, code := range all {
		if n := i.Nearest(code); n != code {
			lent[n] = true
		}
	}
	for _, code := range all {
		n := i.Nearest(code)
		if n != code || lent[code] {
			beside = append(beside, code)
		}
		if n != "" && !slices.Contains(main, n) {
			main = append(main, n)
		}
	}
	return main, beside
}

// merge undoes divide. It is false when the two do not belong together.
func merge(i *field.Info, main, beside []string) ([]string, bool) {
	var all []string
	used := map[string]bool{}
	for _, code := range main {
		here := slices.DeleteFunc(slices.Clone(beside), func(b string) bool { return i.Nearest(b) != code })
		if len(here) == 0 {
			here = []string{code}
		}
		for _, b := range here {
			used[b] = true
		}
		all = append(all, here...)
	}
	for _, b := range beside {
		if i.Nearest(b) == "" {
			all, used[b] = append(all, b), true
		}
	}
	return all, !slices.ContainsFunc(beside, func(b string) bool { return !used[b] })
}
