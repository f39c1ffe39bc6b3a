// Package person declares what is asked about a person: fields, their closed lists,
// the forms that ask them together, and kinds of names. It also computes whether the
// person is a child ([MarkOn]) and what must not wait ([Urgency]).
//
// The package stores nothing and knows no actor and no case; package cases stores the
// answers. Begin with fields.go and forms.go. The forms of a node, with what a country
// added to [Forms], are reached through its sessions.
package person
