// Package desk is the chassis of the pages of the people who work with the
// program: the request and whose it is, what forms ask, how times and errors look.
// The pages themselves are wings (folders of web) that each hand up a [Wing]; what
// is allowed and what is kept is decided by the packages they call. A page has no
// way to the database: what it is handed of an act it cannot open.
//
// # How a request goes
//
// [New] puts one chain in front of every page: security headers, a refusal of
// forms from other sites, the browser session, and [Server.serve], which makes a
// [Visit] and calls the page's function. A function shows a page, leads
// somewhere, or returns an error; one table, in trouble.go, says what an error
// looks like. An act that needs a second proof (access.ErrStepUp) becomes a page
// that asks for it and keeps the form. A form whose session has expired is kept
// as a sealed draft and offered after signing in.
//
// A GET changes nothing but the log and the time a session was last used;
// page.LeavePath is the one exception.
//
// # How to add a page
//
// 1. A line in routes.go of its wing: pattern, who, function. The pattern has its
// method; identifiers are {id} and reach the function by v.ID("id").
//
// 2. A function in the file of the resource, named after the work: showCase,
// newReferral, sendReferral.
//
//	func showThing(v *desk.Visit) error {
//		thing, err := things.Load(v.Ctx(), v.Session, v.ID("id"))
//		if err != nil {
//			return err
//		}
//		return desk.Show(v, thingView, thingPage{Base: v.Base("page.thing"), Name: thing.Name})
//	}
//
//	func saveThing(v *desk.Visit) error {
//		answers, problems := things.Form.Decode(v.Form(), v.Session.Now())
//		if len(problems) > 0 {
//			return editThing(v, page.Answers{Sent: v.Form(), Problems: problems})
//		}
//		if err := things.Save(v.Ctx(), v.Session, answers); err != nil {
//			return err
//		}
//		return v.Done("/things", "thing_saved")
//	}
//
// 3. A page struct that embeds page.Base, a page.View in the wing's Views, and a
// template of the view's name in templates/; a test checks it against its struct.
// v.Wrong(&base, problems) makes a page 422 and lists its problems; v.Rows(form,
// answers) are the rows of a declared form, ask.go has rows for what is no field
// of a case.
//
// 4. Labels in the wing's catalogs: "page.thing" is the title, "done.thing_saved"
// what v.Done says on the page it leads to, "nav.…" a line of the navigation,
// which base.go lists.
package desk
