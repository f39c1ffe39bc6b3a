package dossier

import (
	"lindung/assistance"
	"lindung/field"
	"lindung/identification"
	"lindung/justice"
	"lindung/person"
	"lindung/protection"
	"lindung/returns"
	"lindung/tasks"
	"lindung/telling"
)

// Forms are the forms of a case: what is asked about the person, and what the
// wings add to it. A country adds to them.
var Forms = person.Forms.With(telling.Forms...).With(assistance.Forms...).With(identification.Forms...).With(tasks.Forms...).
	With(protection.Forms...).With(returns.Forms...).With(justice.Forms...)

// Sections are the sections of the page of a case in the order of the work. A
// form says in which of them it is shown; the others belong to parts.
var Sections = []string{
	"person", "safety", "consent", "screening", "needs", "care", "referrals", "told", "story", "entities", "law", "justice", "suspects", "duties", "return", "questions", "notes", "attachments", "reported",
}

// FormsIn returns the forms that a section shows, in their order.
func FormsIn(forms field.Set, section string) field.Set { return forms.InSection(section) }
