package web

import (
	"net/http"
	"net/url"
	"testing"

	"lindung/internal/test/htmlcheck"
)

// TestStop: one act of a supervisor signs everybody else of the organisation out and
// closes its cases to the others; going through them opens them again.
func TestStop(t *testing.T) {
	worlds(t, func(w *world) {
		worker, at := w.agreedAt()
		worker.refers(at)
		hospital := w.as("caseworker@hospital")
		accept := hospital.get("/queue").Attr(w.t, `main a[href^="/referrals/"]`, "href")
		hospital.post(accept+"/accept", fill(w.t, hospital.get(accept), `main form[action$="/accept"]`))
		hospital.get(at).wants(w.t, http.StatusOK)
		sup, other := w.as("supervisor@shelter"), w.as("second@shelter")
		sup.get("/people").In(w.t, `main a[href="/paused/all"]`, htmlcheck.Count(1))
		sup.get("/paused/all").wants(w.t, http.StatusOK)
		worker.get("/paused/all").wants(w.t, http.StatusNotFound)

		sup.post("/paused/all", fill(w.t, sup.get("/paused/all"), `main form[action="/paused/all"]`)).leads(w.t, "/paused?done=all_stopped")
		for _, b := range []*browser{worker, other} {
			b.get("/account").leads(w.t, "/sign-in?to=%2Faccount")
		}
		hospital.get(at).wants(w.t, http.StatusNotFound)
		hospital.get("/account").wants(w.t, http.StatusOK)
		sup.get("/").In(w.t, `.l-counter[href="/paused"]`, htmlcheck.Count(1))
		a := sup.get("/paused").wants(w.t, http.StatusOK)
		sup.post("/paused", url.Values{"case": {a.Attr(w.t, `main form input[name=case]`, "value")}}).leads(w.t, "/paused?done=sharing_confirmed")
		hospital.get(at).wants(w.t, http.StatusOK)
	})
}
