package casefile

import (
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

type documentsPage struct {
	page.Base
	Lead string
	All  []documentLine
}

// A documentLine leads to a paper and says what it is for.
type documentLine struct {
	page.Link
	For string
}

var documentsView = page.NewView[documentsPage]("documents")

// listDocuments shows which papers can be made of a case, and what each is for.
func listDocuments(v *desk.Visit) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !papered(c) {
		return lindung.ErrNotFound
	}
	p := documentsPage{Base: v.Base("page.documents"), Lead: v.Text("documents.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID)}
	for _, d := range dossier.Documents {
		p.All = append(p.All, documentLine{page.Link{Text: v.Text("document." + d.Name), Href: documentsPath(c.ID) + "/" + d.Name}, v.Text("document." + d.Name + ".for")})
	}
	return desk.Show(v, documentsView, p)
}

func documentsPath(id lindung.CaseID) string { return Path(id) + "/documents" }

// papered reports whether papers are made of a case: of an own one with a person. Of
// another organisation's case nothing is copied.
func papered(c cases.Case) bool { return c.Own && !c.Refused }

// showDocument shows a paper of a case, or writes its file.
func showDocument(v *desk.Visit) error {
	at := slices.IndexFunc(dossier.Documents, func(d dossier.Document) bool { return d.Name == v.Request.PathValue("name") })
	if at < 0 {
		return lindung.ErrNotFound
	}
	d := dossier.Documents[at]
	w, err := dossier.Read(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !papered(w.Case) {
		return lindung.ErrNotFound
	}
	org, err := staff.OrgFor(v.Ctx(), v.Session, v.Session.Actor().Org)
	if err != nil {
		return err
	}
	return ShowPaper(v, documentOf(v, d, w, org), documentsPath(w.ID))
}

// documentOf makes a paper of a case.
func documentOf(v *desk.Visit, d dossier.Document, w dossier.Whole, org access.Org) Paper {
	p := Paper{Base: v.Base("page.document"), Heading: v.Text("document." + d.Name), Head: []string{v.DayOn(v.Node.Now())}}
	if d.Open {
		p.Head = append(Letterhead(org.Name, org.Address, org.Telephone), v.Text("document.made", "day", v.DayOn(v.Node.Now()), "number", w.Number))
	}
	if d.Signed {
		p.Parts = append(p.Parts, PaperPart{Text: []string{v.Text("document."+d.Name+".says", "name", org.Name, "day", v.DayOn(w.OpenedAt.Time()))}})
		p.Sign = []string{v.Text("document.sign", "name", org.Name)}
	}
	pieces := d.Pieces(w)
	if safety := PaperSafety(v, w, pieces, d.View(), org.Name); !safety.Empty() {
		p.Parts = append(p.Parts, safety)
	}
	if facts := PaperFacts(v, pieces); len(facts.Lists) > 0 {
		p.Parts = append(p.Parts, facts)
	} else {
		p.Parts = append(p.Parts, PaperPart{Text: []string{v.Text("document.nothing")}})
	}
	return p
}

// Letterhead is who writes, and where they are reached.
func Letterhead(name, address, telephone string) []string {
	return slices.DeleteFunc(append([]string{name}, strings.Split(address+"\n"+telephone, "\n")...), func(line string) bool { return strings.TrimSpace(line) == "" })
}

// Empty reports whether the part says nothing but its heading.
func (p PaperPart) Empty() bool { return len(p.Strong)+len(p.Text)+len(p.Items)+len(p.Lists) == 0 }
