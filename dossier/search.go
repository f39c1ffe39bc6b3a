package dossier

import (
	"lindung/assistance"
	"lindung/cases"
	"lindung/field"
	"lindung/person"
)

// Sought are the coded answers by which cases are found and lists are narrowed.
var Sought = []*field.Info{
	person.Sex.Info, person.Citizenships.Info, person.ExploitationType.Info, person.HealthNeed.Info, person.LegalNeed.Info,
	assistance.NeedArea.Info,
}

// NewFinder returns an empty finder of what the parts of a case let be found.
func NewFinder() *cases.Finder {
	var all []cases.Searched
	for _, p := range Parts {
		if p.Search != nil {
			all = append(all, p.Search)
		}
	}
	return cases.NewFinder(all...).Knowing(Sought...)
}
