package office

import (
	"errors"
	"net/url"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
)

const exportPath = filesPath + "/export"

// askExport asks what to take out, once whoever asks has shown that it is them: a
// passphrase is not typed twice for that.
func askExport(v *desk.Visit) error {
	if !v.Session.Proven() {
		return v.GoTo(proofFirst())
	}
	return exportPage(v, url.Values{"format": {exchange.Protected}}, nil)
}

func proofFirst() string {
	return desk.StepUpPath + "?to=" + url.QueryEscape(desk.Done(exportPath, "file_proof"))
}

func exportPage(v *desk.Visit, in url.Values, problems []field.Problem) error {
	q := v.Ask("export", in, problems)
	q.Long("numbers").Rows = 2
	q.Choose("format", desk.ChooseFrom(v, "files.format", exchange.Formats))
	q.Heading("protected")
	q.Password("passphrase", "new-password")
	q.Password("passphrase_again", "new-password")
	q.Heading("clear")
	q.Pick("reason", desk.PickFrom(v, "export.why", exchange.Reasons))
	p := desk.FormPage{Base: v.Base("page.export"), Lead: v.Text("files.out.lead")}
	p.Back = &page.BackLink{Text: v.Text("nav.files"), Href: filesPath}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: exportPath, Rows: q.Rows, Save: page.Button{Text: v.Text("files.export")}}
	return desk.Show(v, desk.FormView, p)
}

// exportFile sends the cases that were ordered as a file. A download leaves the browser on
// the page where it was.
func exportFile(v *desk.Visit) error {
	in := v.Form()
	order := exchange.Order{
		Format: v.Sent("format"), Reason: v.Sent("reason"), Passphrase: in.Get("passphrase"), Again: in.Get("passphrase_again"), OnPage: true,
	}
	for _, typed := range strings.FieldsFunc(v.Sent("numbers"), func(r rune) bool { return strings.ContainsRune(" ,;\t\r\n", r) }) {
		order.Numbers = append(order.Numbers, exchange.NumberOf(typed))
	}
	d := &desk.Download{V: v, Name: "htcds-" + v.Today().String() + "." + order.Format}
	_, err := exchange.Export(v.Ctx(), v.Session, order, d)
	var problems field.Problems
	switch {
	case errors.As(err, &problems):
		return exportPage(v, in, problems)
	case errors.Is(err, access.ErrStepUp):
		return v.GoTo(proofFirst())
	case errors.Is(err, lindung.ErrNotFound) && len(order.Numbers) > 0:
		return exportPage(v, in, []field.Problem{{Field: "numbers", Key: "export.problem.numbers"}})
	}
	return d.End(err)
}
