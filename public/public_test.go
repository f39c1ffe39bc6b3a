package public

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"lindung"
	"lindung/convention/data"
	"lindung/internal/test/htmlcheck"
)

// today is the day on which the tests run the site.
var today = lindung.Date{Year: 2026, Month: 11, Day: 28}

func site(t testing.TB, o Options) *Site {
	t.Helper()
	snap, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	o.Today = func() lindung.Date { return today }
	s, err := New(snap, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func get(t testing.TB, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestViews(t *testing.T) {
	pages, err := newPages(false)
	if err != nil {
		t.Fatal(err)
	}
	htmlcheck.Views(t, pages,
		homeView, choiceView, instrumentsView, instrumentView, articleView, statesView, stateView, stateArticleView, kitView, sheetView, dayView,
		dayInstrumentView, chooseDayView, timelineView, changesView, chooseStatesView, comparisonView, openView, conflictsView,
		measuresView, measureView, monitorView, stateMonitorView, plansView, bodiesView, consultationsView, consultationView, recommendationsView, recommendationView, chooseHelpView, helpView, searchView, indexView, aboutView, dataView, troubleView, pictureView)
}

// kindsOfPages is one address of every kind of page.
var kindsOfPages = []string{
	"", "i", "i/ACTIP", "i/C029", "i/ACTIP/14", "i/ACTIP/14/3", "i/ACTIP/2", "s", "s/ID", "s/TL", "s/TL/kit", "s/PH/ACTIP/14",
	"on", "on/2016-10-01", "on/2016-10-01/known/2020-01-01", "on/2016-10-01/ACTIP", "on/1950-01-01", "timeline", "compare", "compare/ID/TH",
	"changes", "changes/2025-01-01", "open", "conflicts", "plans", "bodies", "c", "c/AICHR-SOMTC-2016", "c/AICHR-2016-PP", "r", "r/CSO-2023-R1", "r/NPP-2025-R1", "m", "m/TH-2022-NRM", "m/ASEAN-2025-AET", "m?state=ID&article=14", "monitor", "monitor/TH", "help", "help/ID", "help/PH", "search", "search?q=shelter",
	"index", "about", "data",
}

func TestEveryKindOfPage(t *testing.T) {
	s := site(t, Options{})
	for _, lang := range []string{"en", "id", "km"} {
		for _, path := range kindsOfPages {
			t.Run(lang+"/"+path, func(t *testing.T) {
				w := get(t, s, "/"+lang+"/"+path)
				if w.Code != http.StatusOK {
					t.Fatalf("got %d", w.Code)
				}
				htmlcheck.Parse(t, w.Body).Accessible(t)
			})
		}
	}
}

// TestReadersAtOnce: readers of several languages open pages at the same moment, the first
// ones after the program has begun. The race detector sees what they share.
func TestReadersAtOnce(t *testing.T) {
	s := site(t, Options{})
	var all sync.WaitGroup
	for _, lang := range []string{"en", "id", "km", "my"} {
		all.Go(func() {
			for _, path := range kindsOfPages {
				w := httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+lang+"/"+path, nil))
				if w.Code >= http.StatusInternalServerError {
					t.Errorf("/%s/%s is %d", lang, path, w.Code)
				}
			}
		})
	}
	all.Wait()
}
