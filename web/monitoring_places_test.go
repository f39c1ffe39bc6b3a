package web

import (
	"net/http"

	"lindung/access"
	"lindung/monitoring"
)

// desked gives the organisations of the world their desks: the shelter edits, the hospital
// is the desk of AICHR, the police that of Thailand.
func (w *world) desked() {
	w.t.Helper()
	record, err := monitoring.Base()
	keeper := w.As(w.t, "administrator@shelter").SteppedUp(true)
	var places []monitoring.Place
	if err == nil {
		places, err = monitoring.Places(w.t.Context(), keeper)
	}
	for _, p := range places {
		d := monitoring.Desk{Org: p.ID, Version: p.Desk.Version}
		switch p.ID {
		case w.Orgs["shelter"].ID:
			d.Kind = monitoring.Editing
		case w.Orgs["hospital"].ID:
			d.Kind, d.Voice = monitoring.Regional, "AICHR"
		case w.Orgs["police"].ID:
			d.Kind = monitoring.National
		default:
			continue
		}
		if err == nil && p.Desk.Kind == "" {
			err = monitoring.GiveDesk(w.t.Context(), keeper, record, d)
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// meeting is a row that the desk of AICHR may write.
var meeting = monitoring.Row{
	"id": "EXAMPLE-1", "kind": "meeting", "not_before": "2024-05-04", "not_after": "2024-05-05", "title": "Example consultation", "bodies": "AICHR", "paragraphs": "14",
	"source_url": "https://example.org/consultation", "read_in": "web page", "source_day": "2024-05-06", "says": "It took place on 4 and 5 May 2024.", "certainty": "partly", "checked": "2024-06-01",
}

// deskProposal is a proposal of AICHR in a state.
func (w *world) deskProposal(state monitoring.State) monitoring.ProposalID {
	w.t.Helper()
	w.desked()
	as := func(who string) access.Session { return w.As(w.t, "desk_officer@"+who) }
	id, err := monitoring.Write(w.t.Context(), as("hospital"), "events", meeting)
	if err == nil && state != monitoring.Draft {
		err = monitoring.Give(w.t.Context(), as("hospital"), id, 1)
	}
	if err == nil && state == monitoring.Agreed {
		err = monitoring.Review(w.t.Context(), as("police"), id, 2, true, "")
	}
	if err == nil && state == monitoring.OnHold {
		err = monitoring.HoldIt(w.t.Context(), as("shelter"), id, 2, "the title")
	}
	if err == nil && state == monitoring.OnHold {
		changed := monitoring.Row{}
		for k, v := range meeting {
			changed[k] = v
		}
		changed["title"] = "Example meeting"
		err = monitoring.Change(w.t.Context(), as("hospital"), id, 3, changed)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) monitoringPlaces() map[string]func() place {
	step := func(state monitoring.State, who, path string, good, wrong []string) func() place {
		return func() place {
			at := "/desk/proposals/" + string(w.deskProposal(state))
			return place{who: w.as("desk_officer@" + who), page: at, action: at + path, good: good, wrong: wrong}
		}
	}
	cells := []string{}
	for k, v := range meeting {
		cells = append(cells, "c_"+k, v)
	}
	return map[string]func() place{
		"POST /desk/files/{file}": func() place {
			w.desked()
			return place{who: w.as("desk_officer@hospital"), page: "/desk/files/events/new", action: "/desk/files/events", good: cells, wrong: []string{"c_bodies", "SOMTC"}}
		},
		"POST /desk/files/{file}/bring": func() place {
			w.desked()
			record, err := monitoring.Base()
			if err != nil {
				w.t.Fatal(err)
			}
			f, _ := monitoring.FileNamed("events")
			return place{who: w.as("desk_officer@hospital"), page: "/desk/files/events", action: "/desk/files/events/bring", file: string(record.SafeCSV(f))}
		},
		"POST /desk/proposals/{id}/change": func() place {
			at := "/desk/proposals/" + string(w.deskProposal(monitoring.Draft)) + "/change"
			return place{who: w.as("desk_officer@hospital"), page: at, good: []string{"c_title", "Example meeting"}, wrong: []string{"c_bodies", "SOMTC"}}
		},
		"POST /desk/proposals/{id}/give":   step(monitoring.Draft, "hospital", "/give", nil, nil),
		"POST /desk/proposals/{id}/clear":  step(monitoring.OnHold, "hospital", "/clear", nil, nil),
		"POST /desk/proposals/{id}/drop":   step(monitoring.Draft, "hospital", "/drop", nil, nil),
		"POST /desk/proposals/{id}/review": step(monitoring.Asked, "police", "/review", nil, nil),
		"POST /desk/proposals/{id}/hold":   step(monitoring.Asked, "shelter", "/hold", []string{"proposal_hold", "the title"}, []string{"proposal_hold", " "}),
		"POST /desk/editions": func() place {
			id := w.deskProposal(monitoring.Agreed)
			b := w.as("desk_officer@shelter")
			b.proves(b.get("/account/password"))
			return place{who: b, page: "/desk/editions", good: []string{"edition_chosen", string(id)}, wrong: []string{"edition_chosen", ""}}
		},
		"POST /desk/remarks": func() place {
			w.desked()
			return place{who: w.as("desk_officer@police"), page: "/desk/remarks", good: []string{"remark_kind", "own", "remark_about", "EXAMPLE-1", "remark_text", "The day is wrong"}, wrong: []string{"remark_text", " "}}
		},
		"POST /desk/remarks/{id}": func() place {
			w.desked()
			err := monitoring.WriteRemark(w.t.Context(), w.As(w.t, "desk_officer@police"), monitoring.Remark{Kind: "own", Words: monitoring.Words{About: "EXAMPLE-1", Text: "The day is wrong"}})
			if err != nil {
				w.t.Fatal(err)
			}
			b := w.as("desk_officer@shelter")
			return place{who: b, page: b.get("/desk/remarks").Attr(w.t, "main table a[href^='/desk/remarks/']", "href"),
				good: []string{"remark_outcome", "stays", "remark_answer", "The source says so"}, wrong: []string{"remark_answer", " "}}
		},
		"POST /desk/places/{org}": func() place {
			b := w.as("administrator@shelter")
			b.proves(b.get("/account/password"))
			b.get("/desk/places").wants(w.t, http.StatusOK)
			return place{who: b, page: "/desk/places/" + string(w.Orgs["ngo"].ID), good: []string{"desk_kind", "civil"}, wrong: []string{"desk_kind", ""}}
		},
	}
}
