// Package web serves the staff pages: it puts the wings, the folders beside this file,
// on the chassis of internal/desk, and has the first page. Begin with [New] and with
// routes.go, which lists the wings; doc/routes.md lists every page.
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

// New returns the pages of node. An error is a fault of the program, such as a template
// that cannot be read.
func New(node *access.Node, o desk.Options) (http.Handler, error) {
	s, err := desk.New(node, o, staffdesk.AskSignIn, wings...)
	if err != nil {
		return nil, err
	}
	return s.Handler(), nil
}
