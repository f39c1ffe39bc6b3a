// Package desk is the chassis of the staff pages: requests, sessions, forms, times,
// errors. The pages are in the wings, folders of web that each declare a [Wing]. The
// packages that they call decide what is allowed and what is stored. A page cannot
// reach the database.
//
// # How a request goes
//
// [New] puts one chain in front of every page: security headers, a refusal of
// forms from other sites, the browser session, and [Server.serve], which makes a
// [Visit] and calls the page's function. A function shows a page, leads
// somewhere, or returns an error; one table, in trouble.go, says what an error
// looks like. An act that needs a second proof (access.ErrStepUp) becomes a page
// that asks for it and keeps the form.
//
// # Sent twice, only asked, not sent
//
// Every form that posts carries a key; once.go puts it there and gives it to the
// session, which claims it in the transaction of the act ([Visit.Act]). A page that
// only asks before an act holds what was typed and leads on ([Visit.Hold]), so that
// Back and reload work. What is typed and not sent is kept as a sealed draft and
// offered when its form is opened again, if the route has a title for it. Both are
// in typed.go. [Visit.Form] returns what was typed, however it came.
//
// A GET changes nothing but the log and the time a session was last used;
// page.LeavePath is the one exception.
//
// # How to add a page
//
// 1. A line in the routes of its wing: pattern, who, act, function. The pattern has
// its method; identifiers are {id} and reach the function by v.ID("id"). A GET page
// reads all that it shows as the one act of its route.
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
//		answers, problems := things.Form.Decode(v.Form(), v.Now())
//		if len(problems) > 0 {
//			return editThing(v, page.Answers{Sent: v.Form(), Problems: problems})
//		}
//		if err := things.Save(v.Ctx(), v.Act(desk.Done("/things", "thing_saved")), answers); err != nil {
//			return err
//		}
//		return v.Acted()
//	}
//
// 3. A page struct that embeds page.Base, a page.View in the wing's Views, and a
// template of the view's name in templates/; a test checks it against its struct.
// v.Wrong(&base, problems) makes a page 422 and lists its problems, v.Problems(err)
// takes them out of the error of an act; v.Rows(form, answers) are the rows of a
// declared form, ask.go has rows for what is no field of a case.
//
// 4. Labels in the wing's catalogs: "page.thing" is the title, "done.thing_saved"
// what is said on the page that the act leads to, "nav.…" a line of the navigation,
// which base.go lists.
package desk
