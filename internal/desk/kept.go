package desk

import (
	"lindung"
	"lindung/access"
	"net/http"
	"strconv"
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

// RightText says what a right gives: before and after.
func (v *Visit) RightText(r access.Right) string {
	if r.Kind == access.RightSetting {
		return v.Text("rights.kind.setting", "setting", v.Text("setting."+r.Whom), "before", v.settingCode(r.Whom, r.Before), "after", v.settingCode(r.Whom, r.After))
	}
	if r.Kind == access.RightErase {
		return v.Text("rights.kind.erase", "number", r.Before, "reason", v.Text("case.erase.reason."+r.After))
	}
	names := func(code string) string { return v.RoleNames(access.RolesOf(code)) }
	return v.Text("rights.kind."+r.Kind, "before", names(r.Before), "after", names(r.After))
}

// SettingText says the value of a setting.
func (v *Visit) SettingText(s access.Setting, n int) string {
	if s.Worded {
		return v.Text("setting." + s.Key + "." + strconv.Itoa(n))
	}
	if s.None && n == 0 {
		return v.Text("setting.none")
	}
	if s.YesNo() {
		return v.Text([]string{"setting.no", "setting.yes"}[n])
	}
	return v.Text("setting.unit."+s.Unit, "n", n)
}

// settingCode says the value of a setting as the log has it.
func (v *Visit) settingCode(key, value string) string {
	n, err := strconv.Atoi(value)
	if s, known := access.SettingNamed(key); known && err == nil {
		return v.SettingText(s, n)
	}
	return value
}

// askWho leads to the sign-in page. A posted form is stored as a draft if the cookie
// says whose it is and the route stores drafts.
func (v *Visit) askWho(rt Route) error {
	to := v.Request.URL.RequestURI()
	if v.Request.Method != http.MethodPost {
		lang := ""
		if l := v.Query("lang"); l != "" {
			lang = "&lang=" + queryEscape(l)
		}
		return v.GoTo("/sign-in?to=" + queryEscape(to) + lang)
	}
	kept, err := v.keepLate(rt)
	if err != nil {
		return err
	}
	notice := "sign_in.expired.lost"
	if kept {
		notice = "sign_in.expired.kept"
	}
	return v.askSignIn(v, v.Text(notice))
}
