package staffdesk

import (
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

const devicesPath = "/account/devices"

type devicesPage struct {
	page.Base
	Devices []deviceLine
}

type deviceLine struct {
	Name, Made, Used string
	This             bool
	End              page.Form
}

var devicesView = page.NewView[devicesPage]("devices")

// listDevices shows the browsers by which the actor is known.
func listDevices(v *desk.Visit) error {
	all, err := staff.Devices(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := devicesPage{Base: v.Base("page.devices")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/account"}
	for _, k := range all {
		p.Devices = append(p.Devices, deviceLine{
			Name: v.DeviceText(k.Machine, k.Browser), Made: v.Moment(k.Made.Time()), Used: v.When(k.Used.Time()), This: k.This,
			End: page.Form{Action: devicesPath + "/" + k.ID + "/end", Save: page.Button{Text: v.Text("account.devices.end"), Classes: "govuk-button--secondary"}},
		})
	}
	return desk.Show(v, devicesView, p)
}

func endDevice(v *desk.Visit) error {
	if err := staff.EndDevice(v.Ctx(), v.Act(desk.Done(devicesPath, "device_ended")), v.ID("id")); err != nil {
		return err
	}
	return v.Acted()
}
