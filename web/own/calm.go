package own

import "net/http"

// calm answers every address of a visit with the second PIN: an empty notebook in which
// something can be typed, and nothing is stored. Who looks over a shoulder sees a page that
// one may have.
//
// Source: ACTIP 14.5
func calm(v *Visit) error {
	if v.Request.Method == http.MethodPost {
		return v.goTo("/notes?done=saved")
	}
	p := v.under("/", "own.calm.title")
	p.Back, p.Languages = nil, nil
	p.Lead = []string{v.T.Text("own.calm.none")}
	f := v.form("/notes/new/message", "own.calm.save")
	f.Fields = []input{{Kind: "area", ID: "text", Name: "text", Label: v.T.Text("own.calm.write")}}
	p.Blocks = []block{{Forms: []form{f}}}
	return v.show(p)
}
