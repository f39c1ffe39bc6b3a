package page

import (
	"html/template"
	"strconv"
)

// The components of which a page has most are written by code: a template takes
// several times as long for each row. Their templates only put the HTML in its
// place. testdata/written.html says the same as templates, and a test compares
// the two byte for byte.

// HTML returns the table.
func (t Table) HTML() template.HTML {
	var w writer
	w.table(t)
	return w.html()
}

func (w *writer) table(t Table) {
	w.out.Grow(512 * len(t.Rows)) // of four cells or so
	w.raw(`<table`)
	w.class("govuk-table", t.Classes, when(t.Cards, "l-cards"))
	w.raw(`>`)
	if t.Caption != "" {
		w.raw(`<caption`)
		w.class("govuk-table__caption", t.CaptionClasses)
		w.raw(`>`)
		w.text(t.Caption)
		w.raw(`</caption>`)
	}
	w.tableHead(t.Head)
	w.raw(`<tbody class="govuk-table__body">`)
	for _, row := range t.Rows {
		w.raw(`<tr class="govuk-table__row">`)
		for i, c := range row {
			if i == 0 && t.FirstCellIsHeader {
				w.rowHeader(c)
				continue
			}
			label := ""
			if t.Cards && i < len(t.Head) {
				label = t.Head[i].Text
			}
			w.cell(c, label)
		}
		w.raw(`</tr>`)
	}
	w.raw(`</tbody></table>`)
}

func (w *writer) tableHead(head []Cell) {
	if len(head) == 0 {
		return
	}
	w.raw(`<thead class="govuk-table__head"><tr class="govuk-table__row">`)
	for _, c := range head {
		w.raw(`<th scope="col"`)
		w.class("govuk-table__header", formatted("govuk-table__header--", c.Format), c.Classes)
		w.span("colspan", c.Colspan)
		w.span("rowspan", c.Rowspan)
		w.raw(`>`)
		w.text(c.Text)
		w.raw(`</th>`)
	}
	w.raw(`</tr></thead>`)
}

func formatted(class, format string) string {
	if format == "" {
		return ""
	}
	return class + format
}

func (w *writer) rowHeader(c Cell) {
	w.raw(`<th scope="row"`)
	w.class("govuk-table__header", c.Classes)
	w.span("colspan", c.Colspan)
	w.span("rowspan", c.Rowspan)
	w.raw(`>`)
	w.inCell(c)
	w.raw(`</th>`)
}

// cell writes a cell; label is the heading of its column where the row is a card.
func (w *writer) cell(c Cell, label string) {
	w.raw(`<td`)
	w.class("govuk-table__cell", formatted("govuk-table__cell--", c.Format), c.Classes)
	w.span("colspan", c.Colspan)
	w.span("rowspan", c.Rowspan)
	w.attr("data-label", label)
	w.raw(`>`)
	w.inCell(c)
	w.raw(`</td>`)
}

func (w *writer) inCell(c Cell) {
	switch {
	case c.Href != "":
		w.raw(`<a class="govuk-link"`)
		w.href(c.Href)
		w.attr("lang", c.Lang)
		w.raw(`>`)
		w.text(c.Text)
		w.raw(`</a>`)
	case c.Lang != "":
		w.raw(`<span`)
		w.attr("lang", c.Lang)
		w.raw(`>`)
		w.text(c.Text)
		w.raw(`</span>`)
	default:
		w.text(c.Text)
	}
	if c.Tag != nil {
		w.tag(*c.Tag)
	}
	w.element(`<span class="l-note">`, c.Note, `</span>`)
	if c.Masked != "" {
		w.mask(c.Masked)
		w.text(c.Hidden)
		w.raw(`</details>`)
	}
}

// mask begins what stays closed until it is pressed.
func (w *writer) mask(press string) {
	w.raw(`<details class="l-mask"><summary>`)
	w.text(press)
	w.raw(`</summary>`)
}

func (w *writer) tag(t Tag) {
	w.raw(`<strong`)
	w.class("govuk-tag", t.Classes)
	w.raw(`>`)
	w.text(t.Text)
	w.raw(`</strong>`)
}

// HTML returns the summary list, with its card if it has one.
func (l SummaryList) HTML() template.HTML {
	var w writer
	w.summaryList(l)
	return w.html()
}

func (w *writer) summaryList(l SummaryList) {
	if l.Card == nil {
		w.summary(l)
		return
	}
	w.raw(`<div`)
	w.class("govuk-summary-card", l.Card.Classes)
	w.raw(`><div class="govuk-summary-card__title-wrapper">`)
	w.cardTitle(*l.Card)
	w.raw(`</div><div class="govuk-summary-card__content">`)
	w.summary(l)
	w.raw(`</div></div>`)
}

func (w *writer) cardTitle(c Card) {
	if c.Title.Text != "" {
		heading := markup(strconv.Itoa(c.Level()))
		w.raw(`<h` + heading)
		w.class("govuk-summary-card__title", c.Title.Classes)
		w.raw(`>`)
		w.text(c.Title.Text)
		w.raw(`</h` + heading + `>`)
	}
	switch acts := c.Actions.Items; len(acts) {
	case 0:
	case 1:
		w.raw(`<div`)
		w.class("govuk-summary-card__actions", c.Actions.Classes)
		w.raw(`>`)
		w.action(acts[0], c.Title.Text)
		w.raw(`</div>`)
	default:
		w.raw(`<ul`)
		w.class("govuk-summary-card__actions", c.Actions.Classes)
		w.raw(`>`)
		w.actions(`<li class="govuk-summary-card__action">`, acts, c.Title.Text)
		w.raw(`</ul>`)
	}
}

// summary writes the list itself.
func (w *writer) summary(l SummaryList) {
	card, acts := "", false
	if l.Card != nil {
		card = l.Card.Title.Text
	}
	for _, r := range l.Rows {
		acts = acts || len(r.Actions.Items) > 0
	}
	w.raw(`<dl`)
	w.class("govuk-summary-list", l.Classes)
	w.raw(`>`)
	for _, r := range l.Rows {
		w.raw(`<div`)
		w.class("govuk-summary-list__row", when(acts && len(r.Actions.Items) == 0, "govuk-summary-list__row--no-actions"), r.Classes)
		w.raw(`><dt`)
		w.class("govuk-summary-list__key", r.Key.Classes)
		w.raw(`>`)
		w.text(r.Key.Text)
		w.raw(`</dt>`)
		w.summaryValue(r.Value)
		w.rowActions(r.Actions, card)
		w.raw(`</div>`)
	}
	w.raw(`</dl>`)
}

func (w *writer) summaryValue(v SummaryText) {
	w.raw(`<dd`)
	w.class("govuk-summary-list__value", v.Classes)
	w.attr("lang", v.Lang)
	w.raw(`>`)
	if v.Masked != "" {
		w.mask(v.Masked)
	}
	w.text(v.Text)
	for _, line := range v.Lines {
		w.raw(`<br>`)
		w.text(line)
	}
	if v.Masked != "" {
		w.raw(`</details>`)
	}
	w.raw(`</dd>`)
}

// rowActions writes what can be done with a row.
func (w *writer) rowActions(a Actions, card string) {
	if len(a.Items) == 0 {
		return
	}
	w.raw(`<dd`)
	w.class("govuk-summary-list__actions", a.Classes)
	w.raw(`>`)
	if len(a.Items) == 1 {
		w.action(a.Items[0], card)
	} else {
		w.raw(`<ul class="govuk-summary-list__actions-list">`)
		w.actions(`<li class="govuk-summary-list__actions-list-item">`, a.Items, card)
		w.raw(`</ul>`)
	}
	w.raw(`</dd>`)
}

// actions writes several actions, each in a list item that open begins.
func (w *writer) actions(open markup, all []Action, card string) {
	for _, a := range all {
		w.raw(open)
		w.action(a, card)
		w.raw(`</li>`)
	}
}

// action writes a link and, unseen, what it is about: the row and the card.
func (w *writer) action(a Action, card string) {
	w.raw(`<a`)
	w.class("govuk-link", a.Classes)
	w.href(a.Href)
	w.raw(`>`)
	w.text(a.Text)
	if a.VisuallyHiddenText != "" || card != "" {
		w.raw(`<span class="govuk-visually-hidden">`)
		w.element(` `, a.VisuallyHiddenText, ``)
		w.element(` (`, card, `)`)
		w.raw(`</span>`)
	}
	w.raw(`</a>`)
}

// HTML returns the task list.
func (l TaskList) HTML() template.HTML {
	var w writer
	w.taskList(l)
	return w.html()
}

func (w *writer) taskList(l TaskList) {
	w.raw(`<ul`)
	w.class("govuk-task-list", l.Classes)
	w.raw(`>`)
	for i, t := range l.Items {
		w.task(t, or(l.IDPrefix, "task-list")+"-"+strconv.Itoa(i+1))
	}
	w.raw(`</ul>`)
}

func (w *writer) task(t Task, id string) {
	hint, status := id+"-hint", id+"-status"
	describedBy := status
	if t.Hint != nil {
		describedBy = hint + " " + status
	}
	w.raw(`<li`)
	w.class("govuk-task-list__item", when(t.Href != "", "govuk-task-list__item--with-link"))
	w.raw(`><div class="govuk-task-list__name-and-hint">`)
	w.taskTitle(t, describedBy)
	if t.Hint != nil {
		w.raw(`<div`)
		w.attr("id", hint)
		w.raw(` class="govuk-task-list__hint">`)
		w.text(t.Hint.Text)
		w.raw(`</div>`)
	}
	w.raw(`</div><div`)
	w.class("govuk-task-list__status", t.Status.Classes)
	w.attr("id", status)
	w.raw(`>`)
	if t.Status.Tag != nil {
		w.tag(*t.Status.Tag)
	}
	w.text(t.Status.Text)
	w.raw(`</div></li>`)
}

func (w *writer) taskTitle(t Task, describedBy string) {
	if t.Href == "" {
		w.raw(`<div`)
		w.attr("class", t.Title.Classes)
		w.raw(`>`)
		w.text(t.Title.Text)
		w.raw(`</div>`)
		return
	}
	w.raw(`<a`)
	w.class("govuk-link govuk-task-list__link", t.Title.Classes)
	w.href(t.Href)
	w.attr("aria-describedby", describedBy)
	w.raw(`>`)
	w.text(t.Title.Text)
	w.raw(`</a>`)
}

// HTML returns the tag.
func (t Tag) HTML() template.HTML {
	var w writer
	w.tag(t)
	return w.html()
}

// Navigation returns the page's navigation.
func (b Base) Navigation() template.HTML {
	var w writer
	w.raw(`<nav class="l-nav"`)
	w.label(b.T.Text("page.nav"))
	w.raw(` id="nav"><p class="l-nav__who">`)
	w.text(b.ActorName)
	w.element(` · `, b.Organisation, ``)
	w.raw(`</p><ul class="l-nav__list">`)
	for _, item := range b.Nav {
		w.raw(`<li><a class="l-nav__link"`)
		w.href(item.Href)
		if item.Current {
			w.raw(` aria-current="page"`)
		}
		w.raw(`><span>`)
		w.text(item.Text)
		w.raw(`</span>`)
		w.element(` <span class="l-count">`, item.Count, `</span>`)
		w.raw(`</a></li>`)
	}
	w.raw(`</ul><a class="l-nav__close" href="#main">`)
	w.text(b.T.Text("page.menu_close"))
	w.raw(`</a></nav>`)
	return w.html()
}

// HTML returns the links to the page in other languages.
func (n LanguageNavigation) HTML() template.HTML {
	var w writer
	w.raw(`<nav`)
	w.class("govuk-language-navigation", n.Classes)
	w.label(n.AriaLabel)
	w.raw(`><ul class="govuk-language-navigation__list">`)
	for _, item := range n.Items {
		w.raw(`<li class="govuk-language-navigation__list-item">`)
		w.language(item)
		w.raw(`</li>`)
	}
	w.raw(`</ul></nav>`)
	return w.html()
}

func (w *writer) language(l LanguageItem) {
	if l.Here() {
		w.raw(`<span class="govuk-language-navigation__text" aria-current="true"`)
		w.attr("lang", l.Lang)
		w.attr("dir", l.Dir)
		w.raw(`>`)
		w.text(l.Text)
		w.raw(`</span>`)
		return
	}
	w.raw(`<a class="govuk-language-navigation__link"`)
	w.href(l.Href)
	w.raw(` rel="alternate"`)
	w.attr("lang", l.Lang)
	w.attr("hreflang", l.Target())
	w.attr("dir", l.Dir)
	w.raw(`>`)
	w.text(l.Text)
	w.element(`<span class="govuk-visually-hidden"> `, l.LanguageDescriptionText, `</span>`)
	w.raw(`</a>`)
}

// HTML returns the part.
func (p Part) HTML() template.HTML {
	var w writer
	w.raw(`<section class="l-part" id="`)
	w.text(p.ID)
	w.raw(`" aria-labelledby="`)
	w.text(p.ID)
	w.raw("-title\">\n<details class=\"l-part__fold\"")
	if p.Open {
		w.raw(` open`)
	}
	w.raw(`><summary><h2 class="l-heading" id="`)
	w.text(p.ID)
	w.raw(`-title">`)
	w.text(p.Title)
	w.raw(`</h2>`)
	w.element(` <span class="l-part__count">`, p.Count, `</span>`)
	w.raw("</summary>\n")
	w.element(`<div class="l-flash" role="status"><p>`, p.Flash, `</p></div>`)
	w.raw("\n")
	w.element(`<p>`, p.Lead, `</p>`)
	w.raw("\n")
	if len(p.Steps) > 0 {
		w.raw(`<div class="l-next"><h3 class="l-next__title">`)
		w.text(p.StepsTitle)
		w.raw(`</h3>`)
		w.taskList(TaskList{Items: p.Steps})
		w.raw(`</div>`)
	}
	w.raw("\n")
	for _, l := range p.Lists {
		w.summaryList(l)
	}
	w.raw("\n")
	for _, n := range p.Notes {
		w.note(n)
	}
	w.raw("\n")
	if len(p.Table.Rows) > 0 {
		w.table(p.Table)
	}
	w.raw("\n")
	w.missing(p)
	w.raw("\n")
	w.element(`<p class="l-quiet">`, p.Hidden, `</p>`)
	w.raw("\n")
	w.onward(p)
	w.raw("\n</details></section>")
	return w.html()
}

func (w *writer) note(n NoteCard) {
	w.raw(`<article`)
	w.class("l-note-card", when(n.Own, "l-note-card--own"))
	w.raw(`><p class="l-note-card__head"><strong>`)
	w.text(n.Kind)
	w.raw(`</strong> <span>`)
	w.text(n.When)
	w.element(` · `, n.By, ``)
	w.raw(`</span>`)
	w.element(` <strong class="govuk-tag l-tag--quiet">`, n.Tag, `</strong>`)
	w.raw(`</p>`)
	if n.Masked != "" {
		w.mask(n.Masked)
	}
	for _, line := range n.Lines {
		w.raw(`<p>`)
		w.text(line)
		w.raw(`</p>`)
	}
	if n.Masked != "" {
		w.raw(`</details>`)
	}
	if len(n.Earlier) > 0 {
		w.raw(`<details class="l-aside"><summary>`)
		w.text(n.EarlierTitle)
		w.raw(`</summary>`)
		for _, before := range n.Earlier {
			w.raw(`<p><span>`)
			w.text(before.When)
			w.element(` · `, before.By, ``)
			w.raw(`</span></p>`)
			for _, line := range before.Lines {
				w.raw(`<p>`)
				w.text(line)
				w.raw(`</p>`)
			}
		}
		w.raw(`</details>`)
	}
	for _, l := range n.Do {
		w.raw(`<p>`)
		w.link(l)
		w.raw(`</p>`)
	}
	w.raw(`</article>`)
}

// missing writes what no one has answered yet.
func (w *writer) missing(p Part) {
	if len(p.Missing) == 0 {
		return
	}
	w.raw(`<div class="l-missing"><h3 class="l-missing__title">`)
	w.text(p.MissingLead)
	w.raw(`</h3><ul>`)
	for _, l := range p.Missing {
		w.raw(`<li>`)
		w.link(l)
		w.raw(`</li>`)
	}
	w.raw(`</ul></div>`)
}

// onward writes the next thing to do and where it goes on.
func (w *writer) onward(p Part) {
	if len(p.Buttons)+len(p.More) == 0 {
		return
	}
	w.raw(`<div class="govuk-button-group">`)
	for _, b := range p.Buttons {
		w.raw(`<a`)
		w.class("govuk-button", b.Classes)
		w.raw(` role="button"`)
		w.href(b.Href)
		w.raw(`>`)
		w.text(b.Text)
		w.raw(`</a>`)
	}
	for _, l := range p.More {
		w.link(l)
	}
	w.raw(`</div>`)
}

func (w *writer) link(l Link) {
	w.raw(`<a class="govuk-link"`)
	w.href(l.Href)
	w.raw(`>`)
	w.text(l.Text)
	w.raw(`</a>`)
}

// HTML returns a list item for each.
func (j Jumps) HTML() template.HTML {
	var w writer
	for _, l := range j {
		w.raw(`<li><a`)
		w.href(l.Href)
		w.raw(`>`)
		w.text(l.Text)
		w.raw(`</a></li>`)
	}
	return w.html()
}

// Lines returns the lines of the list, of which there can be one for each country.
func (s Select) Lines() template.HTML {
	var w writer
	w.out.Grow(64 * len(s.Items))
	for _, o := range s.Items {
		w.raw(`<option value="`)
		w.text(o.Value)
		w.raw(`"`)
		if o.Selected || s.Value != "" && o.Value == s.Value {
			w.raw(` selected`)
		}
		if o.Disabled {
			w.raw(` disabled`)
		}
		w.raw(`>`)
		w.text(o.Text)
		w.raw(`</option>`)
	}
	return w.html()
}
