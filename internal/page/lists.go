package page

// SummaryText is a heading or an answer of a summary list.
type SummaryText struct {
	Text, Classes string
	// Lang is the language of the text where it is not that of the page.
	Lang string
	// Lines are further lines under the text.
	Lines []string
	// Masked hides the text until it is pressed, against eyes over the shoulder;
	// it is what to press, such as "Show".
	Masked string
}

// Action is what can be done with a row. VisuallyHiddenText says to what.
type Action struct{ Text, Href, Classes, VisuallyHiddenText string }

// Actions are what can be done with a row.
type Actions struct {
	Classes string
	Items   []Action
}

// SummaryRow is a question and its answer.
type SummaryRow struct {
	Key, Value SummaryText
	Actions    Actions
	Classes    string
}

// CardTitle is the heading of a card.
type CardTitle struct {
	Text, Classes string
	HeadingLevel  int
}

// Card is a frame with a heading around a summary list.
type Card struct {
	Title   CardTitle
	Actions Actions
	Classes string
}

// Level returns the level of the card's heading.
func (c Card) Level() int { return level(c.Title.HeadingLevel, 2) }

// SummaryList shows answers that were given.
type SummaryList struct {
	Classes string
	Card    *Card
	Rows    []SummaryRow
}

// Cell is a place in a table.
type Cell struct {
	Text, Href, Format, Classes, Lang string
	Colspan, Rowspan                  int
	Tag                               *Tag
	Note                              string // a second, quiet line
	// Hidden stays closed until Masked, such as "Show the name", is pressed.
	Hidden, Masked string
}

// Table shows rows of the same kind. With Cards it becomes a card for each row on
// a narrow screen.
type Table struct {
	Caption, CaptionClasses, Classes string
	FirstCellIsHeader, Cards         bool
	Head                             []Cell
	Rows                             [][]Cell
}

// PageLink leads to the page before or after.
type PageLink struct{ Text, Href, LabelText string }

// PageItem is one page of many, or with Ellipsis the ones left out.
type PageItem struct {
	Number, Href, VisuallyHiddenText string
	Current, Ellipsis                bool
}

// Pagination leads through a list of several pages.
type Pagination struct {
	Previous, Next         *PageLink
	Items                  []PageItem
	LandmarkLabel, Classes string
}

// Block reports whether only the neighbours are shown, one under the other.
func (p Pagination) Block() bool { return len(p.Items) == 0 && (p.Next != nil || p.Previous != nil) }

// TaskStatus is how far a task is: plain text, or a tag where something is left to do.
type TaskStatus struct {
	Text, Classes string
	Tag           *Tag
}

// Task is one thing to do.
type Task struct {
	Title  SummaryText
	Href   string
	Hint   *Hint
	Status TaskStatus
}

// TaskList is what is to be done, in any order and over several days.
type TaskList struct {
	IDPrefix, Classes string
	Items             []Task
}

// LanguageItem is a language that the page exists in. LanguageDescriptionText is
// read after its name.
type LanguageItem struct {
	Text, Href, Lang, HrefLang, Dir, LanguageDescriptionText string
	Current                                                  bool
}

// Target returns the language of the page that the link leads to.
func (l LanguageItem) Target() string { return or(l.HrefLang, l.Lang) }

// Here reports whether the item is the language of this page.
func (l LanguageItem) Here() bool { return l.Current || l.Href == "" }

// LanguageNavigation leads to the same page in other languages.
type LanguageNavigation struct {
	AriaLabel, Classes string
	Items              []LanguageItem
}

// NoteCard is a dated text by someone. With Masked its lines stay closed until it
// is pressed; Own marks notes that others never see.
type NoteCard struct {
	Kind, When, By, Masked string
	Own                    bool
	Lines                  []string
	Tag                    string // what became of it, such as struck out
	EarlierTitle           string
	Earlier                []NoteBefore // what it said before
	Do                     []Link       // what can be done with it
}

// NoteBefore is what a note said before it was corrected.
type NoteBefore struct {
	When, By string
	Lines    []string
}

// Part is a section of a long page: its status, what there is, what is
// missing, and what to do next. Each of its lists may be empty.
type Part struct {
	ID, Title, Flash, Lead string
	Open                   bool   // on a phone, where the other parts are folded
	Count                  string // how much is in it, seen where it is folded
	StepsTitle             string
	Steps                  []Task
	Lists                  []SummaryList
	Notes                  []NoteCard
	Table                  Table
	MissingLead            string
	Missing                []Link
	Hidden                 string // what is there and not shown to this reader
	Buttons                []Button
	More                   []Link
}

// Jumps lead to the parts of a long page.
type Jumps []Link
