package bodies

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/assistance"
	"lindung/cases"
	"lindung/consent"
	"lindung/directory"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/names"
	"lindung/web/casefile"
)

type directoryPage struct {
	page.Base
	Lead   string
	Links  []page.Link
	Search page.Form
	Filter filter
	All    page.Table
	Free   *freePlaces
	Export page.Form
}

// A filter narrows the directory; it is sent as an address, which names nobody.
type filter struct {
	Lists []page.Select
	Free  page.Checkboxes
	Apply page.Button
	Clear *page.Link
}

// freePlaces let a worker say how many places their organisation has free: with one
// press near to what was said last, or with a number.
type freePlaces struct {
	Said  string
	Press []page.Button
	Form  page.Form
}

type listedPage struct {
	page.Base
	Sector string
	Facts  page.SummaryList
	Links  []page.Link
	Refer  string // what the cases below are for; "" where nobody is referred
	Cases  []page.Link
}

var (
	directoryView = page.NewView[directoryPage]("directory")
	listedView    = page.NewView[listedPage]("listed")
)

// showDirectory shows whom a person can be referred to, with what each offers.
func showDirectory(v *desk.Visit) error { return directoryWith(v, nil) }

func directoryWith(v *desk.Visit, problems []field.Problem) error {
	all, err := directory.List(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	f := filterOf(v)
	found := directory.Select(all, f, access.StoredTime(v.Node.Now()))
	words := ""
	if v.Held() {
		words = v.Sent("find")
		found = saying(v, found, words)
	}
	p := directoryPage{Base: v.Base("page.organisations"), Lead: v.Text("directory.lead", "n", len(found)), Filter: filterForm(v, all, f)}
	p.Wide = true
	if f == (directory.Filter{}) {
		p.Lead = v.Text("directory.lead_all", "n", len(found))
	}
	a := v.Session.Actor()
	if a.HasRole(desk.Workers...) {
		p.Links = append(p.Links, page.Link{Text: v.Text("directory.enquire"), Href: withQuery(v, EnquiriesPath+"/new")}, page.Link{Text: v.Text("page.enquiries"), Href: EnquiriesPath})
	}
	if edits(v) {
		p.Links = append(p.Links, page.Link{Text: v.Text("directory.own"), Href: pathOf(consent.ToOrg(a.Org)) + "/offer"}, page.Link{Text: v.Text("page.body_new"), Href: "/bodies/new"})
	}
	if a.HasRole(lindung.Administrator) && access.KeepsNode(v.Ctx(), v.Session) {
		p.Links = append(p.Links, page.Link{Text: v.Text("org.new"), Href: Path + "/new"}, page.Link{Text: v.Text("desk.title.places"), Href: "/desk/places"})
	}
	switch {
	case words != "" && len(found) == 0:
		p.Lead = v.Text("directory.found_none", "words", words)
	case words != "":
		p.Lead = v.Text("directory.found", "n", len(found), "words", words)
	}
	p.Search = searchForm(v)
	p.All = listedTable(v, found)
	if own, listed := directory.Find(all, consent.ToOrg(a.Org)); listed && saysFree(v) {
		p.Free = freeForm(v, own, problems)
	}
	v.Wrong(&p.Base, problems, "offer")
	p.Export = page.Form{Action: Path + "/export", Save: page.Button{Text: v.Text("directory.export"), Classes: "govuk-button--secondary"}}
	return desk.Show(v, directoryView, p)
}

// searchForm asks for words that one of the directory is called by. It is posted, since
// someone may type the name of a person.
func searchForm(v *desk.Visit) page.Form {
	q := v.Ask("directory", v.Form(), nil)
	q.Input("find", "off")
	return page.Form{Action: withQuery(v, searchPath), Rows: q.Rows, Save: page.Button{Text: v.Text("common.search"), Classes: "govuk-button--secondary"}}
}

// searchDirectory shows what of the directory says the words, besides what it is narrowed to.
func searchDirectory(v *desk.Visit) error { return v.Hold(withQuery(v, Path), v.Form()) }

// saying returns those of all that say each of some words, as the reader reads them.
func saying(v *desk.Visit, all []directory.Listed, words string) []directory.Listed {
	looked := strings.Fields(names.Fold(words))
	return slices.DeleteFunc(slices.Clone(all), func(l directory.Listed) bool {
		text := []string{l.Name, l.Telephone, l.Duty, kindOf(v, l.Sector), v.T.Country(l.Country)}
		for _, i := range directory.OfferForm.Fields {
			text = append(text, said(v, i, l))
		}
		said := names.Fold(strings.Join(text, " "))
		return slices.ContainsFunc(looked, func(word string) bool { return !strings.Contains(said, word) })
	})
}

// edits reports whether the actor says what their organisation offers.
func edits(v *desk.Visit) bool {
	return v.Session.Actor().HasRole(lindung.Supervisor, lindung.Administrator)
}

// saysFree reports whether the actor says how many places are free.
func saysFree(v *desk.Visit) bool {
	return v.Session.Actor().HasRole(append([]lindung.Role{lindung.Administrator}, desk.Workers...)...)
}

func pathOf(to consent.Recipient) string { return Path + "/" + to.ID }

// withQuery is a path with what the directory is narrowed to.
func withQuery(v *desk.Visit, path string) string {
	if q := v.Request.URL.RawQuery; q != "" {
		return path + "?" + v.Request.URL.Query().Encode()
	}
	return path
}

// filterOf reads the address.
func filterOf(v *desk.Visit) directory.Filter {
	return directory.Filter{
		Service: v.Query("service"), Takes: v.Query("takes"), Language: v.Query("language"), Place: v.Query("place"),
		Sector: lindung.Sector(v.Query("sector")), Country: lindung.Country(v.Query("country")), Free: v.Query("only") == "free",
	}
}

// filterForm offers only languages, places and countries that the directory has.
func filterForm(v *desk.Visit, all []directory.Listed, f directory.Filter) filter {
	form := filter{Apply: page.Button{Text: v.Text("common.filter"), Classes: "govuk-button--secondary"}}
	add := func(name, label, value string, items []page.Option) {
		form.Lists = append(form.Lists, page.Select{
			Name: name, Value: value, Label: page.Label{Text: v.Text(label), Classes: "govuk-label--s"},
			Items: append([]page.Option{{Text: v.Text("common.any")}}, items...),
		})
	}
	add("service", "field.offer_services", f.Service, desk.PickFrom(v, "code.service", assistance.Services.Names()))
	add("takes", "field.offer_takes", f.Takes, desk.PickFrom(v, "code.kind_of_person", directory.Kinds.Names()))
	add("language", "field.offer_languages", f.Language, languageOptions(v, all))
	var places, countries []page.Option
	for _, p := range directory.PlacesOf(all) {
		places = append(places, page.Option{Value: p, Text: p})
	}
	for _, o := range v.CountryOptions() {
		if slices.ContainsFunc(all, func(l directory.Listed) bool { return string(l.Country) == o.Value }) {
			countries = append(countries, o)
		}
	}
	add("place", "field.offer_place", f.Place, places)
	add("sector", "org.sector", string(f.Sector), desk.PickFrom(v, "sector", lindung.Sectors))
	add("country", "org.country", string(f.Country), countries)
	form.Free = page.Checkboxes{Name: "only", Classes: "govuk-checkboxes--small", Items: []page.Choice{{Value: "free", Text: v.Text("directory.only_free"), Checked: f.Free}}}
	if f != (directory.Filter{}) {
		form.Clear = &page.Link{Text: v.Text("common.filter_clear"), Href: Path}
	}
	return form
}

// languageOptions are the languages that some of all speak.
func languageOptions(v *desk.Visit, all []directory.Listed) []page.Option {
	var out []page.Option
	for _, code := range directory.LanguagesOf(all) {
		out = append(out, page.Option{Value: code, Text: v.T.Language(code)})
	}
	return out
}

func listedTable(v *desk.Visit, all []directory.Listed) page.Table {
	t := page.Table{
		Caption: v.Text("org.count", "n", len(all)), CaptionClasses: "govuk-visually-hidden", FirstCellIsHeader: true, Cards: true,
		Head: []page.Cell{{Text: v.Text("org.name")}, {Text: v.Text("field.offer_services")}, {Text: v.Text("field.offer_languages")}, {Text: v.Text("offer.where")}, {Text: v.Text("offer.places")}, {Text: v.Text("offer.when")}},
	}
	for _, l := range all {
		name := page.Cell{Text: l.Name, Href: pathOf(l.To), Note: v.Text("directory.kind", "sector", kindOf(v, l.Sector), "country", v.T.Country(l.Country))}
		if l.To.Outside() {
			name.Note = v.Text("directory.outside", "what", name.Note)
		}
		t.Rows = append(t.Rows, []page.Cell{
			name, {Text: or(v, said(v, directory.Services.Info, l)), Note: said(v, directory.Takes.Info, l)}, {Text: or(v, said(v, directory.Languages.Info, l))},
			{Text: or(v, said(v, directory.Place.Info, l)), Note: l.Telephone}, {Text: or(v, freeText(v, l.Offer))},
			{Text: or(v, said(v, directory.Hours.Info, l)), Note: dutyOf(v, l)},
		})
	}
	return t
}

// kindOf says what kind of body one is.
func kindOf(v *desk.Visit, s lindung.Sector) string {
	if s == "" {
		return v.Text("offer.no_sector")
	}
	return v.Text("sector." + string(s))
}

func dutyOf(v *desk.Visit, l directory.Listed) string {
	if l.Duty == "" {
		return ""
	}
	return v.Text("directory.duty", "when", l.Duty)
}

// said is what an offer answers to a field, in words.
func said(v *desk.Visit, i *field.Info, l directory.Listed) string {
	if !l.Answers.Has(i) {
		return ""
	}
	var words []string
	for _, x := range strings.Split(l.Answers.Text(i), "; ") {
		words = append(words, page.Word(v.T, i, x))
	}
	return strings.Join(words, ", ")
}

// or says that nothing was said.
func or(v *desk.Visit, text string) string {
	if text == "" {
		return v.Text("org.duty.none")
	}
	return text
}

// freeText says how many places are free, and how old that is.
func freeText(v *desk.Visit, o directory.Offer) string {
	if o.FreeAt == 0 {
		return ""
	}
	if now := v.Node.Now(); o.Fresh(access.StoredTime(now)) {
		return v.Text("offer.free.hours", "n", o.Free, "hours", max(0, int(now.Sub(o.FreeAt.Time())/time.Hour)))
	}
	return v.Text("offer.free.old", "n", o.Free, "when", v.Near(o.FreeAt.Time()))
}

// KeyLines say of one of the directory what matters where a receiver is chosen:
// services, languages, free places.
func KeyLines(v *desk.Visit, all []directory.Listed, to consent.Recipient) string {
	l, _ := directory.Find(all, to)
	var lines []string
	for _, text := range []string{said(v, directory.Services.Info, l), said(v, directory.Languages.Info, l), freeText(v, l.Offer)} {
		if text != "" {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, " · ")
}

// Places says how many places one of the directory has free.
func Places(v *desk.Visit, all []directory.Listed, to consent.Recipient) string {
	l, _ := directory.Find(all, to)
	return freeText(v, l.Offer)
}

// listedOf is the one that the address names.
func listedOf(v *desk.Visit) (directory.Listed, error) {
	all, err := directory.List(v.Ctx(), v.Session)
	if err != nil {
		return directory.Listed{}, err
	}
	id := v.ID("id")
	i := slices.IndexFunc(all, func(l directory.Listed) bool { return l.To.ID == id })
	if i < 0 {
		return directory.Listed{}, lindung.ErrNotFound
	}
	return all[i], nil
}

// showListed shows one organisation or outside body, how to refer to it, and leads
// from the actor's own cases to a referral.
func showListed(v *desk.Visit) error {
	l, err := listedOf(v)
	if err != nil {
		return err
	}
	p := listedPage{Base: v.Base("page.listed", "name", l.Name), Sector: v.Text("directory.kind", "sector", kindOf(v, l.Sector), "country", v.T.Country(l.Country))}
	p.Back = &page.BackLink{Text: v.Text("page.organisations"), Href: Path}
	if l.To.Outside() {
		p.Sector = v.Text("directory.outside", "what", p.Sector)
	}
	f := v.Facts()
	for _, i := range []*field.Info{directory.Services.Info, directory.Takes.Info, directory.Languages.Info, directory.Place.Info, directory.Hours.Info} {
		f.Add("field."+i.Name, said(v, i, l))
	}
	f.Add("offer.telephone", l.Telephone)
	f.Add("org.duty", l.Duty)
	f.Add("offer.places", freeText(v, l.Offer))
	f.Add("field.offer_how_to", said(v, directory.HowTo.Info, l))
	if l.To.Outside() {
		f.Add("offer.letter", v.Text("offer.letter.text"))
	}
	p.Facts = f.List
	own := l.To == consent.ToOrg(v.Session.Actor().Org)
	if edits(v) && (own || l.To.Outside()) {
		p.Links = append(p.Links, page.Link{Text: v.Text("offer.change"), Href: pathOf(l.To) + "/offer"})
	}
	if edits(v) && l.To.Outside() {
		p.Links = append(p.Links, page.Link{Text: v.Text("body.change"), Href: changePath(l.To.Body())})
	}
	if !own && v.Session.Actor().HasRole(desk.Openers...) {
		if err := referTo(v, l, &p); err != nil {
			return err
		}
	}
	return desk.Show(v, listedView, p)
}

// referTo lists the actor's cases, each leading to a referral to one of the directory.
func referTo(v *desk.Visit, l directory.Listed, p *listedPage) error {
	rows, _, err := cases.List(v.Ctx(), v.Session, cases.Filter{Mine: true, Limit: 8})
	if err != nil {
		return err
	}
	p.Refer = v.Text("offer.refer", "n", len(rows), "name", l.Name)
	for _, r := range rows {
		name := r.Name
		if name == "" || v.Private() {
			name = r.Number
		}
		p.Cases = append(p.Cases, page.Link{Text: name, Href: casefile.Path(r.ID) + "/referrals/new?to=" + url.QueryEscape(l.To.String())})
	}
	return nil
}

// freeForm asks how many places are free.
func freeForm(v *desk.Visit, l directory.Listed, problems []field.Problem) *freePlaces {
	f := &freePlaces{Said: v.Text("offer.free.none_said")}
	if text := freeText(v, l.Offer); text != "" {
		f.Said = text
		press := func(key string, n int) {
			f.Press = append(f.Press, page.Button{Text: v.Text("offer.free."+key, "n", n), Name: "free", Value: strconv.Itoa(n), Classes: "govuk-button--secondary"})
		}
		press("still", l.Free)
		if l.Free > 0 {
			press("less", l.Free-1)
		}
		press("more", l.Free+1)
	}
	q := v.Ask("offer", v.Filled(v.Form()), problems)
	i := q.Input("free", "off")
	i.Inputmode, i.Classes = "numeric", "govuk-input--width-3"
	f.Form = page.Form{Action: Path + "/free", Rows: q.Rows, Save: page.Button{Text: v.Text("offer.free.save"), Classes: "govuk-button--secondary"}}
	return f
}

// sayFree notes how many places are free.
func sayFree(v *desk.Visit) error {
	n, err := strconv.Atoi(v.Sent("free"))
	if err != nil {
		n = -1 // the rule says what is wrong
	}
	err = directory.SayFree(v.Ctx(), v.Act(desk.Done(Path, "free_said")), n)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return directoryWith(v, problems)
	}
	return v.Acted()
}

// exportDirectory sends the directory as a file.
func exportDirectory(v *desk.Visit) error {
	all, err := directory.List(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	d := &desk.Download{V: v, Name: "directory-" + v.Today().String() + ".csv"}
	return d.End(exchange.WriteDirectory(d, all))
}
