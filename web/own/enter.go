package own

import (
	"errors"
	"net/http"

	"lindung/internal/page"
	"lindung/survivor"
)

// showEnter asks for the code and the PIN.
func showEnter(v *Visit) error {
	if v.in() {
		return v.goTo("/notes")
	}
	var words []string
	if v.Request.URL.Query().Get("over") != "" {
		words = []string{v.T.Text("own.enter.over")}
	}
	return askEnter(v, http.StatusOK, words)
}

func askEnter(v *Visit, status int, words []string) error {
	p := v.page("own.enter.title")
	p.Status, p.Lead = status, []string{v.T.Text("own.enter.lead")}
	f := form{Action: "/", Name: "f", Button: v.T.Text("own.enter.save"), Problems: words, Fields: []input{
		{Kind: "text", ID: "code", Name: "code", Label: v.T.Text("own.enter.code")},
		{Kind: "pin", ID: "pin", Name: "pin", Label: v.T.Text("own.enter.pin")},
	}, Hidden: []page.Hidden{}}
	p.Blocks = []block{{Forms: []form{f}}, {Text: []string{v.T.Text("own.enter.safe"), v.T.Text("own.enter.shared")}}}
	return v.show(p)
}

// enter begins a visit. Nothing of what was typed comes back to the page.
func enter(v *Visit) error {
	if err := v.Request.ParseForm(); err != nil {
		return err
	}
	token, err := v.s.o.Door.Enter(v.Request.Context(), v.Request.PostForm.Get("code"), v.Request.PostForm.Get("pin"), v.network())
	if errors.Is(err, survivor.ErrEnter) {
		return askEnter(v, http.StatusUnprocessableEntity, []string{v.T.Text("own.enter.wrong")})
	}
	if err != nil {
		return err
	}
	http.SetCookie(v.W, v.s.cookie(cookie, token))
	return v.goTo("/notes")
}
