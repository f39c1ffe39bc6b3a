// Package person declares what is asked about a person, apart from the file in
// which the answers are kept: fields, their closed lists, the forms that ask them
// together, kinds of names, and whether the person is a child.
//
// The package is pure. It stores nothing, knows no actor and no case; package
// cases keeps the answers. The forms of a node, with what a country added to
// [Forms], are reached through its sessions.
package person
