package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/desk"
)

// TestPagesAtOnce: people of several roles and languages open pages at the same moment, the
// first ones after the program has begun. The race detector sees what they share.
func TestPagesAtOnce(t *testing.T) {
	w := one(t, desk.Options{})
	var id lindung.CaseID
	w.work(1, &id)
	paths := []string{"/cases/" + string(id), "/cases/" + string(id) + "/consent", "/cases/" + string(id) + "/history"}
	for _, rt := range allRoutes() {
		if path, ok := strings.CutPrefix(rt.Pattern, "GET "); ok && rt.Who == desk.Actors && !strings.Contains(path, "{") {
			paths = append(paths, path)
		}
	}
	people := w.at([]string{"caseworker@shelter", "supervisor@shelter", "administrator@shelter", "duty_officer@ngo"})
	langs, n := []string{"en", "th", "km", "my"}, 0
	var all sync.WaitGroup
	for role, b := range people {
		lang := langs[n]
		n++
		all.Go(func() {
			for _, path := range paths {
				r := httptest.NewRequest("GET", path, nil)
				r.Header.Set("Accept-Language", lang)
				if code := b.send(r).code; code >= http.StatusInternalServerError {
					t.Errorf("%s of %s is %d", path, role, code)
				}
			}
		})
	}
	all.Wait()
}

// Machines of a node that look at the same hour raise the alarms about unusual reading that
// one of them would raise.
func TestReadingAlarmsOfSeveralMachines(t *testing.T) {
	raised := func(machines int) int {
		w := one(t, desk.Options{})
		w.Set(t, "shelter", access.ReadMany, 4)
		var looks []func()
		for range machines {
			looks = append(looks, w.watch())
		}
		all := func() {
			var end sync.WaitGroup
			for _, look := range looks {
				end.Go(look)
			}
			end.Wait()
		}
		all()
		duty := w.as("duty_officer@shelter")
		for _, at := range []string{w.personOf("Siti Contoh", false), w.personOf("Dewi Contoh", false)} {
			duty.get(at).wants(t, http.StatusOK)
		}
		all()
		return len(w.as("supervisor@shelter").get("/alarms").Attrs(t, "main form[action$=/end]", "action"))
	}
	if alone, together := raised(1), raised(4); alone != together {
		t.Errorf("four machines raised %d alarms, one raises %d", together, alone)
	}
}
