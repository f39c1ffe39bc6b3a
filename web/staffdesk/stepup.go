package staffdesk

import (
	"errors"
	"lindung/internal/desk"
	"net/url"

	"lindung/internal/page"
	"lindung/staff"
)

func showStepUp(v *desk.Visit) error { return v.StepUpPage(v.Query("to"), nil, "") }

func stepUp(v *desk.Visit) error {
	to := desk.LocalPath(v.Sent("to"))
	var kept []page.Hidden
	for _, form := range v.Form()[desk.KeptForm] {
		kept = []page.Hidden{{Name: desk.KeptForm, Value: form}}
	}
	err := v.Door.StepUp(v.Ctx(), v.Session, staff.Credentials{
		Password: v.Form().Get("password"), Code: v.Sent("code"), Network: v.Network(v.Request),
	})
	if errors.Is(err, staff.ErrSignIn) {
		return v.StepUpPage(to, kept, "problem.step_up")
	}
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		return v.GoTo(to)
	}
	form, err := url.ParseQuery(kept[0].Value)
	if err != nil {
		return desk.ErrBad
	}
	return v.Again(to, form)
}
