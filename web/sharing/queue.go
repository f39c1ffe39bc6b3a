package sharing

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

type queuePage struct {
	page.Base
	Piles  []pile
	Empty  string     // what an empty page says
	All    *page.Link // to all of the queue, when only a part is shown
	Pages  page.Pagination
	Shared page.Link
	Bases  page.Link
	Moved  page.Link // cases that moved to other organisations
}

// pile is the referrals that ask the same of the actor's side.
type pile struct {
	ID    string
	Table page.Table
}

var queueView = page.NewView[queuePage]("queue")

// Late names the part of the queue that is late, in any pile.
const Late referral.Pile = "late"

// QueueOf returns the address of a part of the queue.
func QueueOf(p referral.Pile) string { return "/queue?only=" + string(p) }

// showQueue shows the referrals of this organisation by pile, or only one part of them
// to which a counter leads.
func showQueue(v *desk.Visit) error {
	after := queueCursor(v)
	b, err := referral.ReadQueue(v.Ctx(), v.Session, after)
	if err != nil {
		return err
	}
	if after.ID == "" {
		v.Waiting("/queue", len(b.InPile(referral.MustAnswer)))
	}
	p := queuePage{Base: v.Base("page.queue"), Empty: v.Text("queue.empty")}
	p.Wide = true
	only := referral.Pile(v.Query("only"))
	for _, part := range append([]referral.Pile{Late}, referral.Piles...) {
		all := b.InPile(part)
		switch {
		case part == Late && only != Late, part == referral.Done, only != "" && only != part:
			continue
		case part == Late:
			all = b.LateReferrals(v.Node.Now())
		}
		if len(all) > 0 {
			p.Piles = append(p.Piles, pile{string(part), ReferralTable(v, "queue.pile."+string(part), all)})
		}
	}
	known := slices.Contains(append(referral.Piles, Late), only)
	if !known {
		only = ""
	}
	p.Pages = queuePages(v, only, after, b.Next)
	if p.Pages.Previous != nil || p.Pages.Next != nil {
		p.Empty = v.Text("queue.empty_page")
	}
	if known {
		p.All = &page.Link{Text: v.Text("queue.all"), Href: "/queue"}
	}
	p.addLinks(v)
	return desk.Show(v, queueView, p)
}

func (p *queuePage) addLinks(v *desk.Visit) {
	p.Shared = page.Link{Text: v.Text("queue.shared"), Href: "/cases/shared"}
	if v.Session.Actor().HasRole(lindung.Supervisor, lindung.DataProtection) { // for others there is no such page
		p.Bases = page.Link{Text: v.Text("queue.bases"), Href: "/bases"}
	}
	p.Moved = page.Link{Text: v.Text("page.handed_over"), Href: handedOverPath}
}

// queueCursor reads where the page begins from the address. What it does not
// understand is the beginning.
func queueCursor(v *desk.Visit) referral.Cursor {
	at, id, _ := strings.Cut(v.Query("after"), ".")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !lindung.IsID(id) {
		return referral.Cursor{}
	}
	return referral.Cursor{Due: access.StoredTime(time.Unix(seconds, 0)), ID: lindung.ReferralID(id)}
}

// queuePages lead to the first page and to the next one.
func queuePages(v *desk.Visit, only referral.Pile, after, next referral.Cursor) page.Pagination {
	p := page.Pagination{LandmarkLabel: v.Text("cases.pages")}
	q := url.Values{}
	if only != "" {
		q.Set("only", string(only))
	}
	if after.ID != "" {
		p.Previous = &page.PageLink{Text: v.Text("cases.first_page"), Href: "/queue?" + q.Encode()}
	}
	if next.ID != "" {
		q.Set("after", strconv.FormatInt(next.Due.Time().Unix(), 10)+"."+string(next.ID))
		p.Next = &page.PageLink{Text: v.Text("common.next_page"), Href: "/queue?" + q.Encode()}
	}
	return p
}

// ReferralTable lists referrals, the first due first. Those that were sent together are
// one line.
func ReferralTable(v *desk.Visit, caption string, all []referral.Referral) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text(caption, "n", len(all)), CaptionClasses: "govuk-table__caption--m"}
	for _, h := range []string{"need", "with", "state", "owed"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text("referral." + h)})
	}
	for _, some := range byGroup(all) {
		r := some[0]
		with := v.Text("referral.from_org", "name", r.FromName)
		if r.Mine {
			with = v.Text("referral.to_org", "name", r.ToName)
		}
		state := referralTag(v, r)
		t.Rows = append(t.Rows, []page.Cell{needCell(v, some), {Text: with}, {Tag: &state}, owedCell(v, r)})
	}
	return t
}

// byGroup puts referrals that were sent together side by side, where the first of them is.
func byGroup(all []referral.Referral) [][]referral.Referral {
	var out [][]referral.Referral
	at := map[string]int{}
	for _, r := range all {
		if i, ok := at[r.Group]; ok && r.Group != "" {
			out[i] = append(out[i], r)
			continue
		}
		at[r.Group] = len(out)
		out = append(out, []referral.Referral{r})
	}
	return out
}

// needCell says what is needed and for whom, and leads to the referral, or to all that
// were sent together.
func needCell(v *desk.Visit, some []referral.Referral) page.Cell {
	r := some[0]
	c := page.Cell{Text: v.Text("need." + r.Need), Href: casefile.ReferralPath(r.ID), Note: r.CaseNumber}
	child := slices.ContainsFunc(some, func(r referral.Referral) bool { return r.Child })
	switch {
	case len(some) > 1 && child:
		c.Href, c.Note = c.Href+"/together", v.Text("referral.persons_child", "n", len(some))
	case len(some) > 1:
		c.Href, c.Note = c.Href+"/together", v.Text("referral.of_persons", "n", len(some))
	case child:
		c.Note = v.Text("referral.child_line", "number", r.CaseNumber)
	}
	return c
}

// owedCell says what is owed and by when, and until when a place is held.
func owedCell(v *desk.Visit, r referral.Referral) page.Cell {
	what, by := r.Asks()
	if what == "" {
		return page.Cell{Text: v.Text("referral.owed.nothing")}
	}
	return page.Cell{Text: v.Text("referral.owed."+what, "day", v.Day(by.Time())), Note: heldText(v, r)}
}

// referralTag shows the state of a referral: first that it asks nothing more, then
// that it is late, then that a question is open, then its state.
func referralTag(v *desk.Visit, r referral.Referral) page.Tag {
	switch {
	case r.Over():
		return page.Tag{Text: v.Text(stateLabel(r)), Classes: "l-tag--quiet"}
	case r.Late(v.Node.Now()):
		return page.Tag{Text: v.Text("referral.state.late"), Classes: "l-tag--now"}
	case r.MustSay():
		return page.Tag{Text: v.Text("referral.state.asks_you"), Classes: "l-tag--soon"}
	case r.HasAsked():
		return page.Tag{Text: v.Text("referral.state.asked"), Classes: "l-tag--soon"}
	}
	colours := map[referral.State]string{
		referral.Sent: "l-tag--soon", referral.Accepted: "l-tag--done",
		referral.Finished: "l-tag--quiet", referral.Declined: "l-tag--soon", referral.TakenBack: "l-tag--quiet", referral.Moved: "l-tag--quiet",
	}
	return page.Tag{Text: v.Text(stateLabel(r)), Classes: colours[r.State]}
}
