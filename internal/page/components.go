package page

import "strings"

// Components after govuk-frontend: each struct has a template of its name in
// lower case with underscores and gives the same HTML as the original. All text
// is shown as text.

// Label names a control.
type Label struct {
	Text, For, Classes string
	IsPageHeading      bool
}

// Hint explains a control or a choice in one line.
type Hint struct{ ID, Text, Classes string }

// ErrorMessage says at a field what is wrong with its answer.
// VisuallyHiddenText is read before it, such as "Error".
type ErrorMessage struct{ ID, Text, Classes, VisuallyHiddenText string }

// Legend names a group of controls.
type Legend struct {
	Text, Classes string
	IsPageHeading bool
}

// Fieldset groups controls. Its template opens the element; the page closes it.
type Fieldset struct {
	Legend                     *Legend
	Classes, Role, DescribedBy string
}

// FormGroup carries the classes of the box around a control.
type FormGroup struct{ Classes string }

// Button sends a form or, with Href, leads somewhere; its text says what happens.
type Button struct {
	Text, Name, Value, Type, Href, ID, Classes string
	Disabled, IsStartButton                    bool
	PreventDoubleClick                         *bool
}

// Kind returns the type of the button element.
func (b Button) Kind() string { return or(b.Type, "submit") }

// Affix is before or after an input and says its unit.
type Affix struct{ Text, Classes string }

// Input is a line of text.
type Input struct {
	ID, Name, Type, Inputmode, Value, Classes, DescribedBy string
	Autocomplete, Autocapitalize, Pattern                  string
	Accept, Capture                                        string // of a file: which kinds, and whether from the camera
	Spellcheck                                             *bool
	Disabled                                               bool
	Label                                                  Label
	Hint                                                   *Hint
	ErrorMessage                                           *ErrorMessage
	Prefix, Suffix                                         *Affix
	FormGroup                                              FormGroup
}

// Ident returns the id of the element; its name when none is given.
func (i Input) Ident() string { return or(i.ID, i.Name) }

// Kind returns the type of the input element.
func (i Input) Kind() string { return or(i.Type, "text") }

// Described returns the ids of what describes the element.
func (i Input) Described() string { return described(i.DescribedBy, i.Ident(), i.Hint, i.ErrorMessage) }

// Head returns what is above the element.
func (i Input) Head() Head { return head(&i.Label, i.Ident(), i.Hint, i.ErrorMessage) }

// Textarea is several lines of text.
type Textarea struct {
	ID, Name, Value, Classes, DescribedBy, Autocomplete string
	Rows                                                int
	Spellcheck                                          *bool
	Disabled                                            bool
	Label                                               Label
	Hint                                                *Hint
	ErrorMessage                                        *ErrorMessage
	FormGroup                                           FormGroup
}

// Ident returns the id of the element; its name when none is given.
func (a Textarea) Ident() string { return or(a.ID, a.Name) }

// Lines returns how many rows the element shows.
func (a Textarea) Lines() int {
	if a.Rows == 0 {
		return 5
	}
	return a.Rows
}

// Described returns the ids of what describes the element.
func (a Textarea) Described() string {
	return described(a.DescribedBy, a.Ident(), a.Hint, a.ErrorMessage)
}

// Head returns what is above the element.
func (a Textarea) Head() Head { return head(&a.Label, a.Ident(), a.Hint, a.ErrorMessage) }

// Head is what is above a control: its label, its hint and its error.
type Head struct {
	Labels []Label
	Hints  []Hint
	Errors []ErrorMessage
}

// head gives each part the id by which the control refers to it.
func head(l *Label, id string, h *Hint, e *ErrorMessage) Head {
	out := Head{Labels: each(l), Hints: each(h), Errors: each(e)}
	for i := range out.Labels {
		out.Labels[i].For = id
	}
	for i := range out.Hints {
		out.Hints[i].ID = id + "-hint"
	}
	for i := range out.Errors {
		out.Errors[i].ID = id + "-error"
	}
	return out
}

// each returns what p points to, or nothing. Templates range over it, so that
// the template of a component is always given the component itself and never a
// pointer to it: templatecheck wants one type for each.
func each[T any](p *T) []T {
	if p == nil {
		return nil
	}
	return []T{*p}
}

// ErrorSummary lists, above the form, everything that has to be corrected.
type ErrorSummary struct {
	TitleText, DescriptionText, Classes string
	ErrorList                           []Link
}

// Link is a text that may lead somewhere.
type Link struct{ Text, Href string }

// Tag is a short state, never told by its colour alone.
type Tag struct{ Text, Classes string }

// Details hides a text until it is asked for.
type Details struct {
	SummaryText, Text, ID, Classes string
	Open                           bool
}

// BackLink leads one step back.
type BackLink struct{ Text, Href, Classes string }

// Breadcrumbs show the way down to a page. LabelText names them for screen readers.
type Breadcrumbs struct {
	LabelText, Classes string
	CollapseOnMobile   bool
	Items              []Link
}

// NotificationBanner says something about the whole page.
type NotificationBanner struct {
	TitleText, Text, Type, Role, TitleID, Classes string
	TitleHeadingLevel                             int
}

// Success reports whether the banner says that something worked.
func (n NotificationBanner) Success() bool { return n.Type == "success" }

// Part returns the role of the banner.
func (n NotificationBanner) Part() string {
	if n.Role == "" && n.Success() {
		return "alert"
	}
	return or(n.Role, "region")
}

// Ident returns the id of the banner's heading.
func (n NotificationBanner) Ident() string { return or(n.TitleID, "govuk-notification-banner-title") }

// Level returns the level of the banner's heading.
func (n NotificationBanner) Level() int { return level(n.TitleHeadingLevel, 2) }

// WarningText is one thing that must not be missed. IconFallbackText is read for
// its sign, such as "Warning".
type WarningText struct{ Text, IconFallbackText, Classes string }

// InsetText is set apart from the text around it.
type InsetText struct{ ID, Text, Classes string }

// SkipLink jumps over what is the same on every page.
type SkipLink struct{ Text, Href, Classes string }

// Panel confirms that something is done.
type Panel struct {
	TitleText, Text, Classes string
	HeadingLevel             int
}

// Level returns the level of the panel's heading.
func (p Panel) Level() int { return level(p.HeadingLevel, 1) }

// ExitThisPage is the leave button.
type ExitThisPage struct{ Text, RedirectURL, ID, Classes string }

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func level(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// described joins the ids that an element's aria-describedby names.
func described(first, id string, h *Hint, e *ErrorMessage) string {
	ids := []string{}
	if first != "" {
		ids = append(ids, first)
	}
	if h != nil {
		ids = append(ids, id+"-hint")
	}
	if e != nil {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

// Spoken is a recording of a sentence beside its words, in each format that there is. It
// is empty, and nothing is shown, where there is none. It works without a script, and
// nothing of it is loaded before it is pressed.
type Spoken struct {
	Label, Lang string
	Sources     []SpokenSource
}

// SpokenSource is one file of a recording.
type SpokenSource struct{ Href, Type string }
