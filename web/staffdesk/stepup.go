package staffdesk

import (
	"errors"
	"lindung/field"
	"lindung/internal/desk"

	"lindung/staff"
)

// showStepUp asks for a fresh proof: before a page, or before a form is sent that
// waits.
func showStepUp(v *desk.Visit) error {
	if v.Held() {
		return v.StepUpPage(v.Sent("to"), desk.Carry(v.Form(), desk.KeptForm))
	}
	return v.StepUpPage(v.Query("to"), nil)
}

func stepUp(v *desk.Visit) error {
	to := desk.LocalPath(v.Sent("to"))
	kept := desk.Carry(v.Form(), desk.KeptForm)
	err := v.Door.StepUp(v.Ctx(), v.Session, staff.Credentials{
		Password: v.Form().Get("password"), Code: v.Sent("code"), Network: v.Network(v.Request),
	})
	if errors.Is(err, staff.ErrSignIn) {
		return v.StepUpPage(to, kept, field.Problem{Field: "code", Key: "problem.step_up"})
	}
	if err != nil {
		return err
	}
	return v.GoOn()
}
