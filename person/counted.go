package person

import (
	"lindung"
	"lindung/field"
)

// What is stored of an adult who wants no record.
var (
	// HelpGiven is what an adult who wants no record was offered and took.
	HelpGiven = &field.List{Name: "help_given", Codes: []field.Code{
		{Name: "shelter"}, {Name: "food"}, {Name: "health"}, {Name: "phone_call"}, {Name: "transport"},
		{Name: "legal_advice"}, {Name: "hotline_number"}, {Name: "nothing_wanted"},
	}}

	// HelpTaken is the one question about an adult who wants no record.
	HelpTaken = field.NewCodes("help_taken", HelpGiven, field.InGroup(lindung.Situation), field.WithClass(field.Open),
		field.ForPurposes(lindung.Statistics, lindung.Supervision))

	// Counted asks what is stored of an adult who wants no record: that they came and
	// what help they took, nothing that identifies them.
	Counted = field.NewForm("counted", HelpTaken)
)
