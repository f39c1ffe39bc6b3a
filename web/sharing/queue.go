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
	p.Bases = page.Link{Text: v.Text("queue.bases"), Href: "/bases"}
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

// ReferralTable lists referrals, the first due first.
func ReferralTable(v *desk.Visit, caption string, all []referral.Referral) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text(caption, "n", len(all)), CaptionClasses: "govuk-table__caption--m"}
	for _, h := range []string{"need", "with", "state", "owed"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text("referral." + h)})
	}
	for _, r := range all {
		with := v.Text("referral.from_org", "name", r.FromName)
		if r.Mine {
			with = v.Text("referral.to_org", "name", r.ToName)
		}
		need := page.Cell{Text: v.Text("need." + r.Need), Href: referralPath(r.ID), Note: r.CaseNumber}
		if r.Child {
			need.Note = v.Text("referral.child_line", "number", r.CaseNumber)
		}
		state, owed := referralTag(v, r), page.Cell{Text: v.Text("referral.owed.nothing")}
		if what := r.Owed(); what != "" {
			owed = page.Cell{Text: v.Text("referral.owed."+what, "day", v.Day(r.Due.Time())), Note: heldText(v, r)}
		}
		t.Rows = append(t.Rows, []page.Cell{need, {Text: with}, {Tag: &state}, owed})
	}
	return t
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
