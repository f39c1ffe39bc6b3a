package public

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
	"lindung/internal/page"
)

// dataPath is where all tables lie as files, once for all languages: texts in
// them are English, codes and columns have their names in every language in
// labels/LANGUAGE.json.
const dataPath = "/data/"

// packed is the name of the one download with everything.
const packed = "lindung-data.zip"

// sets are the tables that are offered as a whole; all others are beside their
// pages.
var sets = []string{"s", "i", "positions", "articles", "law", "steps", "procedures", "m", "monitor", "assessments", "focal", "plan_lines", "c", "r", "followups", "contacts", "timeline", "open", "conflicts", "plans", "bodies", "program"}

// bundle is what makes a data set of the tables.
type bundle struct {
	id    string            // of the edition: its day and the hash of what it says
	files map[string][]byte // by name below dataPath, without the tables themselves
}

// newBundle makes the files that describe the sets, and the one with all of them.
func newBundle(e *edition) (*bundle, error) {
	grids, err := e.sets(i18n.English)
	if err != nil {
		return nil, err
	}
	b := &bundle{id: e.id(grids), files: map[string][]byte{}}
	var resources []any
	for _, g := range grids {
		if b.files[g.Address+schemaEnding], err = e.jsonSchema(g); err != nil {
			return nil, err
		}
		resources = append(resources, resource(g))
	}
	for _, l := range Languages() {
		if l == i18n.English {
			continue
		}
		if b.files["labels/"+string(l)+".json"], err = e.labels(l, grids); err != nil {
			return nil, err
		}
	}
	b.files["datapackage.json"], err = encoded(map[string]any{
		"profile": "tabular-data-package", "name": "lindung-convention", "title": i18n.For(i18n.English).Text("public.data.name"), "version": b.id, "created": e.today.String(),
		"homepage": e.absolute("/"), "resources": resources,
		"licenses": []map[string]string{{"name": licence, "path": licenceAddress, "title": "Creative Commons Attribution 4.0"}},
	})
	return b, err
}

// sets makes the tables that are offered as a whole.
func (e *edition) sets(l i18n.Lang) ([]grid, error) {
	var all []grid
	for _, name := range sets {
		v, _, err := e.visit("/"+string(l)+"/"+name, "")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		doc, err := v.route.do(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		g, ok := doc.grid(name)
		if !ok {
			return nil, fmt.Errorf("%s: no table: %w", name, lindung.ErrNotFound)
		}
		all = append(all, g)
	}
	return all, nil
}

// id names the edition by its day and by what its tables say.
func (e *edition) id(grids []grid) string {
	sum := sha256.New()
	for _, g := range grids {
		for _, r := range g.Rows {
			fmt.Fprintf(sum, "%q %q %q %s\n", g.Address, g.line(r), r.From.Sources, r.From.Certainty)
		}
	}
	return e.today.String() + "-" + hex.EncodeToString(sum.Sum(nil))[:12]
}

// labels says in a language what the files say in English and in codes.
func (e *edition) labels(l i18n.Lang, english []grid) ([]byte, error) {
	own, err := e.sets(l)
	if err != nil {
		return nil, err
	}
	columns, texts, codes := map[string]string{}, map[string]string{}, map[string]map[string]string{}
	for i, g := range english {
		for j, c := range g.Columns {
			if c.Shown && c.Key != "" {
				columns[c.Key] = own[i].Columns[j].Head.Text
			}
			for k, r := range g.Rows {
				from, to := r.Cells[j], own[i].Rows[k].Cells[j]
				switch {
				case c.Key == "" || to.Lang != "" || from.Text == to.Text || from.Text == "":
				case !from.Own:
					texts[from.Text] = to.Text
				case c.Type == "" && from.Value != "":
					if codes[c.Key] == nil {
						codes[c.Key] = map[string]string{}
					}
					codes[c.Key][from.Value] = to.Text
				}
			}
		}
	}
	return encoded(map[string]any{"lang": l, "draft": l.Draft(), "columns": columns, "codes": codes, "texts": texts})
}

// pack puts everything into one file.
func (e *edition) pack() ([]byte, error) {
	grids, err := e.sets(i18n.English)
	if err != nil {
		return nil, err
	}
	b := e.bundle()
	files := map[string][]byte{"LICENCE.txt": []byte(licence + "\n" + licenceAddress + "\n")}
	for name, body := range b.files {
		files[name] = body
	}
	for _, g := range grids {
		if files[g.Address+".csv"], err = e.csv(g); err != nil {
			return nil, err
		}
		if files[g.Address+".json"], err = e.json(g); err != nil {
			return nil, err
		}
	}
	return archived("lindung-data-"+b.id, files, e.today)
}

// archived packs files into one folder, the same bytes from the same files.
func archived(folder string, files map[string][]byte, day lindung.Date) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range sorted(files) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: folder + "/" + name, Method: zip.Deflate, Modified: day.First()})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// data returns the file of an address below dataPath.
func (e *edition) data(name string) ([]byte, error) {
	if name == packed {
		return e.pack()
	}
	if body, ok := e.bundle().files[name]; ok {
		return body, nil
	}
	ext := path.Ext(name)
	if ext != ".csv" && ext != ".json" {
		return nil, lindung.ErrNotFound
	}
	address := strings.TrimSuffix(name, ext)
	v, _, err := e.visit("/"+string(i18n.English)+"/"+address, "")
	if err != nil {
		return nil, lindung.ErrNotFound
	}
	doc, err := v.route.do(v)
	if err != nil {
		return nil, err
	}
	g, ok := doc.grid(address)
	switch {
	case !ok:
		return nil, lindung.ErrNotFound
	case ext == ".csv":
		return e.csv(g)
	}
	return e.json(g)
}

type dataPage struct {
	frame
	Address string
	Name    string // of the licence
	All     string
	Edition words
	Package string
	Signed  words // by whom, with the whole digest; nothing of data that nobody has signed
	Labels  []item
	Embed   string // what to write into a page of another site
	Sets    []dataSet
}

// dataSet is a table that the site offers as files.
type dataSet struct {
	ID                string
	Title             words
	CSV, JSON, Schema string
}

var dataView = page.NewView[dataPage]("data")

// listData lists the files of the site.
func listData(v *visit) (document, error) {
	p := dataPage{
		frame: v.frame("public.data.title"), Address: licenceAddress, Name: licence, All: dataPath + packed, Package: dataPath + "datapackage.json",
		Edition: v.label("public.data.edition", "edition", v.e.bundle().id),
	}
	if e := v.snap.Edition(); e.Number > 0 {
		p.Signed = v.label("public.data.signed", "n", e.Number, "day", e.Day, "name", e.Publisher, "digest", e.Digest)
	}
	for _, name := range sets {
		p.Sets = append(p.Sets, dataSet{name, v.label("public.set." + name), dataPath + name + ".csv", dataPath + name + ".json", dataPath + name + schemaEnding})
	}
	for _, l := range Languages() {
		if l != i18n.English {
			p.Labels = append(p.Labels, item{words: words{Text: v.t.Text("lang." + string(l))}, Href: dataPath + "labels/" + string(l) + ".json"})
		}
	}
	p.Embed = `<img src="` + v.e.absolute(v.href(pictureName)) + `" alt="` + v.t.Text("public.home.title") + `">`
	p.Linked = v.dataset()
	return show(v, dataView, p), nil
}

// listPositions is what every state is to every treaty; its page is the data
// page.
func listPositions(v *visit) (document, error) {
	g := grid{Address: "positions", Caption: v.label("public.set.positions")}
	for _, in := range v.snap.Instruments() {
		st, err := convention.StatusOf(v.snap, in.ID, v.e.now())
		if err != nil {
			return document{}, err
		}
		one := v.standingGrid(st, "positions")
		g.Columns = append([]column{v.shown("instrument", "public.col.instrument")}, one.Columns...)
		for _, r := range one.Rows {
			r.Cells = append([]cell{plain(in.ID)}, r.Cells...)
			g.Rows = append(g.Rows, r)
		}
	}
	return v.tableOnly(g), nil
}

// listParagraphs is every paragraph in the data.
func listParagraphs(v *visit) (document, error) {
	var all []convention.Paragraph
	for _, in := range v.snap.Instruments() {
		all = append(all, v.snap.Paragraphs(in.ID)...)
	}
	g := v.paragraphGrid("articles", all)
	g.Caption = v.label("public.set.articles")
	return v.tableOnly(g), nil
}

// listLaw is what is known of the law of every state.
func listLaw(v *visit) (document, error) {
	g := grid{Address: "law", Caption: v.label("public.set.law")}
	for _, state := range lindung.States {
		one := v.lawOf(state)
		g.Columns = append([]column{v.shown("state", "public.col.state")}, one.Columns...)
		for _, r := range one.Rows {
			r.Cells = append([]cell{value(v.name(state), string(state))}, r.Cells...)
			g.Rows = append(g.Rows, r)
		}
	}
	return v.tableOnly(g), nil
}

// listContacts is every way to reach help that the site shows.
func listContacts(v *visit) (document, error) {
	g := grid{
		Address: "contacts", Caption: v.label("public.set.contacts"),
		Columns: []column{
			v.shown("state", "public.col.state"), filed("kind"), filed("number"), filed("answers"), filed("police"), filed("hours"), filed("cost"),
			filed("languages"), filed("recorded"), filed("for"), filed("abroad"), dated("called_on"), filed("note"),
		},
	}
	for _, state := range lindung.States {
		for _, c := range v.snap.Contacts(state) {
			g.Rows = append(g.Rows, row{
				From: c.Evidence, Page: v.href("help", string(state)),
				Cells: []cell{
					value(v.name(state), string(state)), plain(string(c.Kind)), plain(c.Number), text(v.say(c.Answers)), plain(c.Police), text(v.say(c.Hours)),
					text(v.say(c.Cost)), text(v.say(c.Languages)), text(v.say(c.Recorded)), text(v.say(c.For)), plain(c.Abroad), plain(c.CalledOn.String()), text(v.say(c.Note)),
				},
			})
		}
	}
	return v.tableOnly(g), nil
}

// tableOnly is a table without a page of its own.
func (v *visit) tableOnly(g grid) document {
	return document{moved: v.href("data") + "#" + g.Address, grids: []grid{v.finish(g)}}
}
