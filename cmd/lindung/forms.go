package main

import (
	"lindung/dossier"
	"lindung/field"
)

// forms returns every form of the program, in the order of the work. A form
// that is not here is in no dictionary, and a test of its labels never sees it.
func forms() []*field.Form {
	return dossier.Forms
}
