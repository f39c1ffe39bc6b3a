package consent

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lindung"
	"lindung/access"
	"lindung/i18n"
)

//go:embed texts/*.txt texts/*.csv
var textFiles embed.FS

// A Passage is the key of one thing that the text says. The words behind a key
// never change once a version that holds it is released; other words get
// another key.
type Passage string

// CarryOver says what it means that a recipient takes over what was agreed to into a
// case of its own. No one may who was not told.
const CarryOver Passage = "carry_over"

// Transfer says what it means that the whole case moves to another organisation, and
// Conference that several bodies may meet about the person. Neither is done to who was
// not told.
const (
	Transfer   Passage = "transfer"
	Conference Passage = "conference"
)

// Decision says what becomes of the decision of an office that is asked for one, also when
// the person changes their mind; Notice when such an office tells the person's country. No
// decision comes back about who was not told.
const (
	Decision Passage = "decision"
	Notice   Passage = "notice"
)

// KeptFor says how long the record is kept, in words of their own for a child. Erasure
// says that the person can ask for its erasure, and until when a copy may be left.
const (
	KeptFor Passage = "kept_for"
	Erasure Passage = "erasure"
)

// EmergencyTold says that who receives a referral may open more for an hour if a life is
// in danger. It is read where the owner allows it and an organisation of the node
// receives.
const EmergencyTold Passage = "emergency"

// Counted says what it means to be counted in figures. It is read by itself, without what
// the text says of others: see [Reading.Counts].
const Counted Passage = "counted"

// Copies is about what the program cannot do yet: copies on the computers of others. It
// is written but in no version, and joins the text together with the thing that it
// speaks of.
const Copies Passage = "copies"

// ofCounted are the passages that are read to who is asked whether they are counted. Those
// about sharing are not: nothing is shared.
var ofCounted = []Passage{
	"child.you", "child.choice", "child.stop", "child.guardian", "child.rest",
	"who", "telephone", "address", "record", "answer", "inside", "file", Counted, "no", "withdraw", "kept", KeptFor, Erasure, "complain",
}

// An edition is one version of the text: which passages it holds, in the order
// in which they are read. The first version has no passages, it is one whole.
//
// "child." are read only where the person is a child or may be; CarryOver, Transfer and
// Conference only where they agree to it; Decision and Notice only where it is for one;
// EmergencyTold only where it can come to that; Counted only
// where they are asked whether they are counted; "to" is read in
// the words for the kind of body that receives. Any other passage is read in
// the words of the kind of body that asks, where it has words of its own.
type edition struct {
	version  string
	passages []Passage
}

var editions = []edition{
	{version: "v1"},
	{version: "2.0", passages: []Passage{
		"child.you", "child.choice", "child.share", "child.stop", "child.danger", "child.guardian", "child.rest",
		"who", "telephone", "address", "task", "limit", "record", "answer", "inside", "file",
		"share", "to", "open", "no", "withdraw", "stays", "exceptions", "kept", "see", "complain",
	}},
	{version: "2.1", passages: []Passage{
		"child.you", "child.choice", "child.share", "child.stop", "child.danger", "child.guardian", "child.rest",
		"who", "telephone", "address", "task", "limit", "record", "answer", "inside", "file",
		"share", "to", "open", CarryOver, "no", "withdraw", "stays", "exceptions", "kept", "see", "complain",
	}},
	{version: "2.2", passages: []Passage{
		"child.you", "child.choice", "child.share", "child.stop", "child.danger", "child.guardian", "child.rest",
		"who", "telephone", "address", "task", "limit", "record", "answer", "inside", "file",
		"share", "to", "open", CarryOver, "no", "withdraw", "stays", "exceptions", KeptFor, Erasure, "see", "complain",
	}},
	{version: "2.3", passages: []Passage{
		"child.you", "child.choice", "child.share", "child.stop", "child.danger", "child.guardian", "child.rest",
		"who", "telephone", "address", "task", "limit", "record", "answer", "inside", "file",
		"share", "to", "open", CarryOver, Transfer, Conference, EmergencyTold,
		"no", "withdraw", "stays", "exceptions", KeptFor, Erasure, "see", "complain",
	}},
	{version: "2.4", passages: []Passage{
		"child.you", "child.choice", "child.share", "child.stop", "child.danger", "child.guardian", "child.rest",
		"who", "telephone", "address", "task", "limit", "record", "answer", "inside", "file", Counted,
		"share", "to", "open", CarryOver, Transfer, Conference, EmergencyTold,
		"no", "withdraw", "stays", "exceptions", KeptFor, Erasure, "see", "complain",
	}},
	{version: "2.5", passages: []Passage{
		"child.you", "child.choice", "child.share", "child.stop", "child.danger", "child.guardian", "child.rest",
		"who", "telephone", "address", "task", "limit", "record", "answer", "inside", "file", Counted,
		"share", "to", "open", Decision, Notice, CarryOver, Transfer, Conference, EmergencyTold,
		"no", "withdraw", "stays", "exceptions", KeptFor, Erasure, "see", "complain",
	}},
}

// CurrentVersion is the version that is read today. Grants keep the version that was
// read when they were given.
const CurrentVersion = "2.5"

// TextHolds reports whether the text of a version holds a passage. An act that needs
// a passage is refused if the person heard a version without it.
func TextHolds(version string, p Passage) bool {
	return slices.ContainsFunc(editions, func(e edition) bool {
		return e.version == version && slices.Contains(e.passages, p)
	})
}

// kinds names, for each sector, the kind of body whose words are read.
var kinds = map[lindung.Sector]string{
	"shelter": "care", "ngo": "care", "helpline": "care",
	"police":      "police",
	"immigration": "permits", "labour": "permits",
	"prosecution": "justice", "court": "justice",
	"health": "health", "social": "social", "legal_aid": "legal_aid", "consular": "consular",
	"focal_point": "coordination", "regional": "coordination",
}

// Decides reports whether an organisation of a sector can be an authority that decides on
// the status of a person.
func Decides(s lindung.Sector) bool {
	switch kinds[s] {
	case "police", "permits", "justice", "health", "social", "consular":
		return true
	}
	return s == "focal_point"
}

// A Text is one version, in one language, of what is read to a person before
// they decide.
type Text struct {
	Lang    string
	Version string
	Title   string

	whole    []string // the paragraphs of the first version
	passages []Passage
	words    map[Passage]string // of the language
	draft    bool
}

// Draft reports whether words of the text have been read by no native speaker. Such a text
// is read out only after someone has checked it in speech: see [Grant.CheckDraft].
func (t Text) Draft() bool { return t.draft }

// Stamp names the words of a text. Those of a draft change when a reader corrects them.
func (t Text) Stamp() string {
	all := append([]string{t.Title}, t.whole...)
	for _, key := range slices.Sorted(maps.Keys(t.words)) {
		all = append(all, string(key), t.words[key])
	}
	return i18n.Hash(strings.Join(all, "\n"))
}

// An Owner is the organisation that keeps the case, as the text names it. What
// is not known is left empty, and the text says so.
type Owner struct {
	Name      string         `json:",omitempty"`
	Sector    lindung.Sector `json:",omitempty"`
	Telephone string         `json:",omitempty"`
	Address   string         `json:",omitempty"`
	Complaint string         `json:",omitempty"` // where else one can complain
	Keeps     string         `json:",omitempty"` // how long it keeps a record, as versions before 2.2 say it
	Months    int            `json:",omitempty"` // how long it keeps a closed case; 0 for no time set
	Childhood int            `json:",omitempty"` // the same for the case of a child
	Horizon   int            `json:",omitempty"` // for how many days a backup is used
	Emergency bool           `json:",omitempty"` // it allows emergencies to open more
	// Stamp changes when anything that the text names does.
	Stamp string `json:"-"`
}

// OwnerIn is OwnerOf with how long it keeps a record, and until when a backup may hold
// one that was erased.
func OwnerIn(tx *access.Tx, o access.Org) (Owner, error) {
	set, err := access.SettingsOf(tx, o.ID)
	if err != nil {
		return Owner{}, err
	}
	all := OwnerOf(o)
	all.Months, all.Childhood = set[access.KeepClosed.Key], set[access.KeepChild.Key]
	all.Emergency = set[access.Emergency.Key] == 1
	all.Horizon, err = access.ErasedGoneAfter(tx)
	all.Stamp = fmt.Sprintf("%d.%d.%d.%d.%t", o.Version, all.Months, all.Childhood, all.Horizon, all.Emergency)
	return all, err
}

// OwnOwner is OwnerIn for the actor's own organisation.
func OwnOwner(ctx context.Context, s access.Session) (o Owner, err error) {
	err = s.See(ctx, access.OrgList, s.OrgTarget(), func(tx *access.Tx) error {
		org, err := access.OrgOf(tx, tx.Actor().Org)
		if err == nil {
			o, err = OwnerIn(tx, org)
		}
		return err
	})
	return o, err
}

// OwnerOf is an organisation as the text names it today, as far as it says itself.
func OwnerOf(o access.Org) Owner {
	return Owner{Name: o.Name, Sector: o.Sector, Telephone: o.Telephone, Address: o.Address, Complaint: o.Complaint}
}

// Lacks returns what the organisation has to say of itself and has not, by the
// field that asks it: a person must know how to reach it and where to complain.
// An address may be left out, because that of a shelter may have to stay secret.
//
// Source: ACTIP 14.6
func (o Owner) Lacks() []string {
	var all []string
	if o.Telephone == "" {
		all = append(all, "org_telephone")
	}
	if o.Complaint == "" {
		all = append(all, "org_complaint")
	}
	return all
}

// A Reading says who reads the text to whom.
type Reading struct {
	Owner     Owner
	Recipient lindung.Sector // "" for a body of which only the name is known
	Child     bool           // the person is a child, or may be
	Carries   bool           // the recipient may take it over into a case of its own
	Moves     bool           // the whole case may move to the recipient
	Meets     bool           // the recipient may take part in a case conference
	Decides   bool           // the recipient is asked for a decision
	Counts    bool           // the person is asked whether they are counted in figures, and nothing else
}

// A Paragraph is read aloud in one go. Items, where there are any, follow Text.
type Paragraph struct {
	ID    string
	Text  string
	Items []string
}

// Key is the key under which a recording of the paragraph is kept.
func (p Paragraph) Key() string { return "consent_text." + p.ID }

// Words returns all words of the texts of a language, with their places.
func Words(lang string) []string {
	var all []string
	for _, t := range library() {
		if t.Lang == lang {
			all = append(append(all, t.Title), t.whole...)
			all = append(all, slices.Sorted(maps.Values(t.words))...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Fixed reports whether the words of a paragraph are the same for every organisation.
func (t Text) Fixed(p Paragraph) bool { return !strings.Contains(t.words[Passage(p.ID)], "{") }

// Aloud returns every paragraph that can be read for an owner, whoever receives and
// whoever listens, each once: what a recording can be made of.
func (t Text) Aloud(o Owner) []Paragraph {
	var all []Paragraph
	seen := map[string]bool{}
	for _, to := range append([]lindung.Sector{""}, lindung.Sectors...) {
		for _, child := range []bool{false, true} {
			for _, counts := range []bool{false, true} {
				for _, p := range t.Compose(Reading{Owner: o, Recipient: to, Child: child, Carries: true, Moves: true, Meets: true, Decides: true, Counts: counts}) {
					if !seen[p.ID] {
						seen[p.ID] = true
						all = append(all, p)
					}
				}
			}
		}
	}
	return all
}

// Compose returns what is read in r, paragraph by paragraph: the core, and the
// parts that fit who asks, who receives, and a child.
//
// Source: ACTIP 14.6
func (t Text) Compose(r Reading) []Paragraph {
	var all []Paragraph
	for i, p := range t.whole {
		all = append(all, Paragraph{ID: strconv.Itoa(i + 1), Text: p})
	}
	for _, p := range t.passages {
		if r.reads(p) {
			all = append(all, t.paragraph(t.choose(p, r), r.Owner))
		}
	}
	return all
}

// reads reports whether a passage is read: what is not agreed to, or cannot come to pass,
// is not explained.
func (r Reading) reads(p Passage) bool {
	if r.Counts && !slices.Contains(ofCounted, p) {
		return false
	}
	switch p {
	case Counted:
		return r.Counts
	case CarryOver:
		return r.Carries
	case Transfer:
		return r.Moves
	case Conference:
		return r.Meets
	case Decision, Notice:
		return r.Decides
	case EmergencyTold:
		return r.Owner.Emergency && r.Recipient != ""
	}
	return r.Child || !strings.HasPrefix(string(p), "child.")
}

// choose returns the key of the words in which a passage is read.
func (t Text) choose(p Passage, r Reading) Passage {
	if p == "to" {
		if kind := kinds[r.Recipient]; kind != "" {
			return Passage("to." + kind)
		}
		return "to.other"
	}
	if p == KeptFor && r.Child {
		return KeptFor + ".child"
	}
	if of := Counted + "." + p; r.Counts && t.words[of] != "" {
		return of
	}
	if own := Passage(kinds[r.Owner.Sector]) + "." + p; t.words[own] != "" {
		return own
	}
	return p
}

// paragraph fills in what is known of the owner. Where something is not, the
// words that say so are read instead.
func (t Text) paragraph(p Passage, o Owner) Paragraph {
	var places []string
	for place, value := range map[string]string{
		"{owner}": o.Name, "{telephone}": o.Telephone, "{address}": o.Address, "{complaint}": o.Complaint, "{keeps}": o.Keeps,
		"{months}": counted(o.Months), "{childhood}": counted(o.Childhood), "{days}": counted(cmp.Or(o.Horizon, access.ErasedGone.Default)),
	} {
		value = strings.TrimSpace(value)
		if value == "" && strings.Contains(t.words[p], place) {
			p += ".unknown"
			return Paragraph{ID: string(p), Text: t.words[p]}
		}
		places = append(places, place, value)
	}
	return Paragraph{ID: string(p), Text: strings.NewReplacer(places...).Replace(t.words[p])}
}

// counted writes a number that is known.
func counted(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// lacks returns the paragraphs for which the language has no words, for any owner
// and any recipient.
func (t Text) lacks() []string {
	var ids []string
	look := func(o Owner, to lindung.Sector) {
		all := t.Compose(Reading{Owner: o, Recipient: to, Child: true, Carries: true, Moves: true, Meets: true, Decides: true})
		for _, p := range append(all, t.Compose(Reading{Owner: o, Child: true, Counts: true})...) {
			if p.Text == "" {
				ids = append(ids, p.ID)
			}
		}
	}
	for _, sector := range lindung.Sectors {
		look(Owner{Name: "o", Sector: sector, Telephone: "t", Address: "a", Complaint: "c", Keeps: "k", Months: 2, Childhood: 2, Emergency: true}, sector)
		look(Owner{Name: "o", Sector: sector}, "")
	}
	return ids
}

// Texts returns the newest text of each language, by language.
func Texts() []Text {
	var all []Text
	for _, t := range library() {
		if n := len(all); n > 0 && all[n-1].Lang == t.Lang {
			all[n-1] = t
		} else {
			all = append(all, t)
		}
	}
	return all
}

// TextVersion returns the text of one language and version.
func TextVersion(lang, version string) (Text, bool) {
	for _, t := range library() {
		if t.Lang == lang && t.Version == version {
			return t, true
		}
	}
	return Text{}, false
}

// library returns every text there is, by language, then by version. A file
// texts/LANG.txt holds the passages of a language, each under a line with its
// key, and texts/LANG.later.txt those that no version holds yet. The first
// version is whole in texts/LANG.v1.txt: a title, then paragraphs with an empty
// line between. A language that lacks words of a version does not have it.
var library = sync.OnceValue(func() []Text {
	names, err := fs.Glob(textFiles, "texts/*.txt")
	if err != nil {
		return nil
	}
	var all []Text
	for _, name := range names {
		lang := strings.TrimSuffix(path.Base(name), ".txt")
		if strings.Contains(lang, ".") {
			continue
		}
		words := passages(read(name))
		draft := lang != string(i18n.English) && drafts(lang, words)
		for _, e := range editions {
			t := Text{Lang: lang, Version: e.version, Title: words["title"], passages: e.passages, words: words, draft: draft}
			if len(e.passages) == 0 {
				parts := strings.Split(strings.TrimSpace(read("texts/"+lang+"."+e.version+".txt")), "\n\n")
				t.Title, t.whole = parts[0], parts[1:]
			}
			if t.Title != "" && len(t.lacks()) == 0 {
				all = append(all, t)
			}
		}
	}
	return all
})

// drafts reports whether a native speaker has yet to read words of a language. A file
// texts/LANG.csv says which were read, by whom and when.
func drafts(lang string, words map[Passage]string) bool {
	readings, err := i18n.ReadStates(read("texts/" + lang + ".csv"))
	english := passages(read("texts/" + string(i18n.English) + ".txt"))
	for key, text := range words {
		if err != nil || readings.StateOf(string(key), english[key], text) == i18n.Draft {
			return true
		}
	}
	return false
}

// read returns a file of texts, "" where there is none.
func read(name string) string {
	b, err := textFiles.ReadFile(name)
	if err != nil {
		return ""
	}
	return string(b)
}

// passages reads a file of passages: a line "# key", its words, an empty line.
func passages(file string) map[Passage]string {
	words := map[Passage]string{}
	for _, part := range strings.Split("\n"+strings.TrimSpace(file), "\n# ") {
		key, text, _ := strings.Cut(part, "\n")
		if key != "" {
			words[Passage(key)] = strings.TrimSpace(text)
		}
	}
	return words
}
