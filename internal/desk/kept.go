package desk

import (
	"lindung"
	"net/http"
	"net/url"
	"strings"
)

// RoleNames lists roles in the language of the page.
func (v *Visit) RoleNames(roles []lindung.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = v.Text("role." + string(r))
	}
	return strings.Join(names, v.Text("common.list_separator"))
}

// askWho asks for somebody to sign in. What was posted is kept, if the cookie
// says whose it is.
func (v *Visit) askWho(rt Route) error {
	to := v.Request.URL.RequestURI()
	if v.Request.Method != http.MethodPost {
		lang := ""
		if l := v.Query("lang"); l != "" {
			lang = "&lang=" + queryEscape(l)
		}
		return v.GoTo("/sign-in?to=" + queryEscape(to) + lang)
	}
	if err := v.readForm(rt); err != nil {
		return err
	}
	kept, err := v.keep(to)
	if err != nil {
		return err
	}
	notice := "sign_in.expired.lost"
	if kept {
		notice = "sign_in.expired.kept"
	}
	return v.askSignIn(v, v.Text(notice))
}

// keep keeps what was posted as a draft of the actor whose session has expired.
func (v *Visit) keep(to string) (bool, error) {
	cookie, err := v.Request.Cookie(v.Sessions.Cookie.Name)
	form := url.Values{}
	for name, values := range v.Form() {
		if !secrets[name] {
			form[name] = values
		}
	}
	if err != nil || len(form) == 0 || v.Request.MultipartForm != nil {
		return false, nil
	}
	return v.Door.KeepDraft(v.Ctx(), cookie.Value, to, form)
}

// secrets are never kept with a form.
var secrets = map[string]bool{"password": true, "old": true, "code": true, "box": true}
