package page

import "net/http"

// Trouble says, in the words of the reader's language, what happened, what is
// kept and what to do now.
type Trouble struct {
	Base
	What      string // what happened
	Kept      string // what is kept of what was being done; empty when nothing was
	Next      string // what to do now
	Reference string // the request's id, for the people who look after the program
}

// TroubleView shows a Trouble.
func TroubleView() View[Trouble] { return NewView[Trouble]("trouble") }

// Refuse shows the trouble page of an HTTP status. Labels are
// page.error.STATUS.title, .what and .next; a status without labels of its own
// has those of page.error.
func (s *Site) Refuse(w http.ResponseWriter, r *http.Request, b Base, reference string) {
	stem := "page.error"
	switch b.Status {
	case http.StatusNotFound, http.StatusForbidden:
		// Refused looks like missing.
		b.Status, stem = http.StatusNotFound, "page.error.404"
	case http.StatusConflict:
		stem = "page.error.409"
	case http.StatusLocked:
		stem = "page.error.423"
	case http.StatusTooManyRequests:
		stem = "page.error.429"
	case http.StatusRequestEntityTooLarge:
		stem = "page.error.413"
	case http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		if stem = "page.error.503"; r.Method == http.MethodGet || r.Method == http.MethodHead {
			stem = "page.error.503.read" // who only reads has nothing that could be saved
		}
	case http.StatusMethodNotAllowed, http.StatusBadRequest:
		stem = "page.error.400"
	case 0:
		b.Status = http.StatusInternalServerError
	}
	s.Trouble(w, r, b, stem, reference)
}

// Trouble answers with the page of an error whose texts begin with stem.
func (s *Site) Trouble(w http.ResponseWriter, r *http.Request, b Base, stem, reference string) {
	b.Title = b.T.Text(stem + ".title")
	TroubleView().Show(s, w, r, Trouble{
		Base: b, What: b.T.Text(stem + ".what"), Next: b.T.Text(stem + ".next"), Reference: reference,
	})
}
