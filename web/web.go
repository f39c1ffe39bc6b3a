// Package web serves the pages of the people who work with the program: it puts
// the wings together, each a folder beside this file, on the chassis of
// internal/desk, and holds the first page.
package web

import (
	"embed"
	"net/http"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/web/staffdesk"
)

//go:embed templates/*.html
var templates embed.FS

// New returns the pages of node. An error is a fault of the program: a template
// that cannot be read.
func New(node *access.Node, o desk.Options) (http.Handler, error) {
	s, err := desk.New(node, o, staffdesk.AskSignIn, wings...)
	if err != nil {
		return nil, err
	}
	return s.Handler(), nil
}
