package web

import (
	"net/http"
	"strings"
	"time"

	"lindung"
	"lindung/field"
	"lindung/prevention"
)

// tipped records a tip of a kind at the shelter, which has ended if why is something.
func (w *world) tipped(kind, why string) string {
	w.t.Helper()
	s := w.As(w.t, "caseworker@shelter")
	says := func(i *field.Info, text string) (v field.Values) {
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			w.t.Fatal(bad)
		}
		return v
	}
	id, err := prevention.RecordTip(w.t.Context(), s, prevention.Tip{Kind: kind, Answers: says(prevention.TipSaid.Info, "An invented boat")})
	if err == nil && why != "" {
		err = prevention.EndTip(w.t.Context(), s, id, 1, prevention.NoCase, says(prevention.TipWhy.Info, why))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return "/tips/" + string(id)
}

// entered enters a recruiter for the shelter.
func (w *world) entered() string {
	w.t.Helper()
	e := prevention.Entity{Kind: "recruiter"}
	if _, _, bad := e.Answers.Parse(prevention.EntityNames.Info, "Example Agent "+lindung.NewID()[:6], time.Now()); bad != nil {
		w.t.Fatal(bad)
	}
	id, err := prevention.SaveEntity(w.t.Context(), w.As(w.t, "caseworker@shelter"), e)
	if err != nil {
		w.t.Fatal(err)
	}
	return "/entities/" + string(id)
}

func (w *world) preventionPlaces() map[string]func() place {
	long := strings.Repeat("x", 5000)
	tip := func(who, kind, step string, good, wrong []string) func() place {
		return func() place {
			at := w.tipped(kind, "")
			return place{who: w.as(who), page: at, action: at + step, good: good, wrong: wrong}
		}
	}
	entity := []string{"entity_kind", "vessel", "entity_names", "Example Vessel", "entity_numbers", "IMO 0000001"}
	activity := []string{"activity_kind", "training", "activity_article", "16", "activity_day-day", "2", "activity_day-month", "11", "activity_day-year", "2025", "activity_reach", "40", "activity_place", "Example Town"}
	return map[string]func() place{
		"POST /tips/{id}/write": func() place {
			d := prevention.NewReportDoor(w.Node.Node)
			_, _, err := d.Tell(w.t.Context(), prevention.Told{Form: lindung.NewID(), About: "help", Danger: "no", Country: "KH", Said: "An invented boat", Lang: "eng", Answer: "yes"}, "house "+lindung.NewID())
			if err != nil {
				w.t.Fatal(err)
			}
			b := w.as("caseworker@shelter")
			at := ""
			for _, href := range b.get("/tips").Attrs(w.t, "main table a[href^='/tips/']", "href") {
				if page := b.get(href); at == "" && len(page.Attrs(w.t, `main form[action$="/write"]`, "action")) > 0 {
					at = href
				}
			}
			return place{who: b, page: at, action: at + "/write", good: []string{"tip_text", "Are you safe?"}, wrong: []string{"tip_text", " "}}
		},
		"POST /tips": func() place {
			return place{who: w.as("caseworker@shelter"), page: "/tips/new", action: "/tips", wrong: []string{"tip_kind", ""},
				good: []string{"tip_kind", "crisis", "tip_said", "An invented boat", "tip_back", "yes", "tip_back_channels", "call", "tip_back_at", "+620000000123", "tip_back_hours", "09:00"}}
		},
		"POST /tips/{id}/look":   tip("caseworker@shelter", "crisis", "/look", nil, nil),
		"POST /tips/{id}/answer": tip("caseworker@shelter", "job_offer", "/answer", []string{"tip_answer", "No such agency is registered"}, []string{"tip_answer", ""}),
		"POST /tips/{id}/end":    tip("caseworker@shelter", "crisis", "/end", []string{"tip_outcome", "passed", "tip_why", "The Example Police see to it"}, []string{"tip_why", ""}),
		"POST /tips/{id}/case": func() place {
			at, b := w.tipped("crisis", ""), w.as("supervisor@shelter")
			number := w.numberOf(lindung.CaseID(strings.TrimPrefix(b.opens("Dewi Contoh"), "/cases/")))
			return place{who: b, page: at, action: at + "/case", good: []string{"tip_number", number}, wrong: []string{"tip_number", "0000"}}
		},
		"POST /tips/{id}/erase": func() place {
			at := w.tipped("crisis", "They are safe")
			return place{who: w.as("supervisor@shelter"), page: at, action: at + "/erase"}
		},
		"POST /entities": func() place {
			return place{who: w.as("caseworker@shelter"), page: "/entities/new", action: "/entities", good: entity, wrong: []string{"entity_kind", ""}}
		},
		"POST /entities/ask": func() place {
			return place{who: w.as("caseworker@shelter"), page: "/entities/ask", good: []string{"entity_text", "Example Vessel"}, wrong: []string{"entity_text", ""}}
		},
		"POST /entities/{id}/change": func() place {
			return place{who: w.as("caseworker@shelter"), page: w.entered() + "/change", good: entity, wrong: []string{"entity_place", long}}
		},
		"POST /entities/{id}/erase": func() place {
			at := w.entered()
			return place{who: w.as("supervisor@shelter"), page: at, action: at + "/erase"}
		},
		"POST /cases/{id}/entities": func() place {
			b := w.as("supervisor@shelter")
			return place{who: b, page: b.opens("Siti Contoh") + "/entities", good: append([]string{"entity_role", "transported"}, entity...), wrong: []string{"entity_role", ""}}
		},
		"POST /cases/{id}/entities/{entity}/out": func() place {
			b := w.as("supervisor@shelter")
			at := b.opens("Siti Contoh") + "/entities"
			b.post(at, fill(w.t, b.get(at), `main form[action="`+at+`"]`, append([]string{"entity_role", "transported"}, entity...)...)).wants(w.t, http.StatusSeeOther)
			return place{who: b, page: at, action: b.get(at).Attr(w.t, `main form[action$="/out"]`, "action")}
		},
		"POST /activities": func() place {
			return place{who: w.as("caseworker@shelter"), page: "/activities/new", action: "/activities", good: activity, wrong: []string{"activity_reach", "many"}}
		},
		"POST /activities/{id}/change": func() place {
			s := w.As(w.t, "caseworker@shelter")
			a := prevention.Activity{Kind: "campaign", Article: "11", Day: lindung.Date{Year: 2025, Month: 3, Day: 1}}
			err := prevention.SaveActivity(w.t.Context(), s, a)
			all, fault := prevention.Activities(w.t.Context(), s)
			if err != nil || fault != nil {
				w.t.Fatal(err, fault)
			}
			return place{who: w.as("caseworker@shelter"), page: "/activities/" + string(all[0].ID) + "/change", good: activity, wrong: []string{"activity_reach", "many"}}
		},
	}
}
