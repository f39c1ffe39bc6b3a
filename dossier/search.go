package dossier

import "lindung/cases"

// NewFinder returns an empty finder of what the parts of a case let be found.
func NewFinder() *cases.Finder {
	var all []cases.Searched
	for _, p := range Parts {
		if p.Search != nil {
			all = append(all, p.Search)
		}
	}
	return cases.NewFinder(all...)
}
