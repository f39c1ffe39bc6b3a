package web

import (
	"maps"
	"net/http"
	"net/url"
	stdpath "path"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/directory"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
	"lindung/staff"
)

// A place is where the form of a POST is, and what makes an act of it.
type place struct {
	who    *browser
	page   string   // where the form is
	action string   // where it is sent to; the page if ""
	good   []string // what is typed, names and values in turn
	wrong  []string // besides, what has to be mended; nil where nothing can be wrong
	file   string   // what an upload holds
}

func (p place) to() string {
	if p.action != "" {
		return p.action
	}
	path, _, _ := strings.Cut(p.page, "?")
	return path
}

// form is the selector of the form.
func (p place) form() string { return `main form[action="` + p.to() + `"]` }

// places says for each POST of the declared routes where its form is. What a form
// needs is made when it is asked for.
func (w *world) places() map[string]func() place {
	w.Set(w.t, "shelter", access.Emergency, 1)
	w.Set(w.t, "shelter", access.TakesReports, 1)
	all := w.officePlaces()
	for _, more := range []map[string]func() place{w.accountPlaces(), w.peoplePlaces(), w.casePlaces(), w.sharingPlaces(), w.referralPlaces(), w.screeningPlaces(), w.directoryPlaces(), w.justicePlaces(), w.preventionPlaces(), w.monitoringPlaces(), w.messagePlaces(), w.paperPlaces()} {
		maps.Copy(all, more)
	}
	return all
}

// invited is the address of an invitation that was not used.
func (w *world) invited(login string) string {
	w.t.Helper()
	i, err := staff.Invite(w.t.Context(), w.System(w.Orgs["shelter"].ID, "cli"), staff.NewActor{
		Org: w.Orgs["shelter"].ID, Login: login, Name: "Nice Contoh", Roles: []lindung.Role{lindung.Analyst}, Lang: "en",
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return "/enrol/" + i.Token
}

// raised is the login of an analyst who has become a caseworker, and has not given the
// undertaking.
func (w *world) raised() string {
	w.t.Helper()
	org, login := w.Orgs["ngo"].ID, "raised-"+lindung.NewID()[:6]
	i, err := staff.Invite(w.t.Context(), w.System(org, "test"), staff.NewActor{
		Org: org, Login: login, Name: "Naik Contoh", Roles: []lindung.Role{lindung.Analyst}, Lang: "en", Hash: nodetest.Hash, Secret: nodetest.Secret,
	})
	if err == nil {
		_, err = staff.ChangeRoles(w.t.Context(), w.As(w.t, "administrator@ngo").SteppedUp(true), i.Actor, []lindung.Role{lindung.Caseworker}, 1)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return login
}

func (w *world) accountPlaces() map[string]func() place {
	const chosen = "tiga perahu kecil"
	return map[string]func() place{
		"POST /sign-in": func() place {
			return place{who: w.open(), page: "/sign-in", wrong: []string{"password", "not this one"},
				good: []string{"login", nodetest.Login("analyst@shelter"), "password", nodetest.Password, "code", w.code()}}
		},
		"POST /sign-out": func() place {
			return place{who: w.as("analyst@shelter"), page: "/account", action: "/sign-out"}
		},
		"POST /enrol/{token}": func() place {
			return place{who: w.open(), page: w.invited("nice-one"), good: []string{"password", chosen, "repeat", chosen}, wrong: []string{"repeat", "x"}}
		},
		"POST /enrol/{token}/device": func() place {
			b, at := w.open(), w.invited("nice-two")
			form := fill(w.t, b.get(at), "main form", "password", chosen, "repeat", chosen)
			page := b.follow(b.post(at, form))
			code, err := staff.TOTPCode(strings.ReplaceAll(page.Text(w.t, ".l-secret"), " ", ""), w.Clock.Now())
			if err != nil {
				w.t.Fatal(err)
			}
			return place{who: b, page: at + "/device", good: []string{"code", code}, wrong: []string{"code", "12"}}
		},
		"POST /step-up": func() place {
			return place{who: w.as("analyst@shelter"), page: "/step-up?to=/account", good: []string{"code", w.code()}, wrong: []string{"code", "12"}}
		},
		"POST /drafts/{id}/drop": func() place {
			b := w.as("supervisor@shelter")
			notes := b.opens("Siti Contoh") + "/notes"
			b.keep(notes, fill(w.t, b.get(notes), "main form", "text", "Contoh")).wants(w.t, http.StatusNoContent)
			return place{who: b, page: "/drafts", action: b.get("/drafts").Attr(w.t, "main form[action$=/drop]", "action")}
		},
		"POST /account/sessions": func() place {
			w.as("analyst@shelter")
			return place{who: w.as("analyst@shelter"), page: "/account/sessions"}
		},
		"POST /account/devices/{id}/end": func() place {
			b := w.as("analyst@shelter")
			return place{who: b, page: "/account/devices", action: b.get("/account/devices").Attr(w.t, "main form[action$=/end]", "action")}
		},
		"POST /account/passkeys": func() place {
			h, fields := w.keyless("supervisor@ngo")
			return place{who: h.browser, page: "/account/passkeys/new", action: "/account/passkeys", good: fields, wrong: []string{"passkey", ""}}
		},
		"POST /account/passkeys/{id}/end": func() place {
			h := w.keyed("supervisor@hospital")
			return place{who: h.browser, page: "/account/passkeys", action: h.get("/account/passkeys").Attr(w.t, "main form[action$=/end]", "action")}
		},
		"POST /sign-in/passkey": func() place {
			b := w.open()
			return place{who: b, page: "/sign-in", action: "/sign-in/passkey", good: w.keyed("duty_officer@hospital").answers(b)}
		},
		"POST /step-up/passkey": func() place {
			h := w.keyed("caseworker@hospital")
			return place{who: h.browser, page: "/step-up?to=/account", action: "/step-up/passkey", good: h.answers(h.browser)}
		},
		"POST /account/password": func() place {
			b := w.as("administrator@ngo")
			b.proves(b.get("/account/password"))
			return place{who: b, page: "/account/password", wrong: []string{"old", "not this one"},
				good: []string{"old", nodetest.Password, "password", chosen, "repeat", chosen}}
		},
		"POST /undertaking": func() place {
			return place{who: w.as(w.raised()), page: "/undertaking?to=/account"}
		},
		"POST /account/codes": func() place { return place{who: w.as("analyst@shelter"), page: "/account/codes"} },
		"POST /account/calendar": func() place {
			b := w.as("analyst@shelter")
			b.proves(b.get("/account/password"))
			return place{who: b, page: "/account/calendar"}
		},
		"POST /account/calendar/end": func() place {
			b := w.as("analyst@shelter")
			b.proves(b.get("/account/password"))
			b.post("/account/calendar", url.Values{}).wants(w.t, http.StatusSeeOther)
			return place{who: b, page: "/account/calendar", action: "/account/calendar/end"}
		},
		"POST /account/language": func() place {
			return place{who: w.as("analyst@shelter"), page: "/account/language", good: []string{"language", "en"}}
		},
	}
}

func (w *world) peoplePlaces() map[string]func() place {
	of := func(step, by, whom string, good, wrong []string) func() place {
		return func() place {
			at := "/people/" + string(w.ID(whom))
			return place{who: w.as(by), page: at, action: at + step, good: good, wrong: wrong}
		}
	}
	return map[string]func() place{
		"POST /people": func() place {
			return place{who: w.as("administrator@shelter"), page: "/people/new", action: "/people", wrong: []string{"login", "a b"},
				good: []string{"name", "Dara Contoh", "login", "dara-contoh", "roles", "caseworker"}}
		},
		"POST /people/{id}":       of("", "administrator@shelter", "second@shelter", []string{"name", "Mira Contoh"}, []string{"name", ""}),
		"POST /people/{id}/roles": of("/roles", "administrator@shelter", "second@shelter", []string{"roles", "analyst"}, []string{"roles", ""}),
		"POST /alarms/{id}/end": func() place {
			w.forced("investigator@shelter")
			b := w.as("supervisor@shelter")
			return place{who: b, page: "/alarms", action: b.get("/alarms").Attr(w.t, "main form[action$=/end]", "action")}
		},
		"POST /rights/seen": func() place {
			return place{who: w.as("data_protection@shelter"), page: "/rights", action: "/rights/seen"}
		},
		"POST /rights/{id}/agree": w.rightPlace("agree"),
		"POST /rights/{id}/give":  w.rightPlace("give"),
		"POST /rights/{id}/stop":  w.rightPlace("stop"),
		"POST /administration/settings/{setting}": func() place {
			return place{who: w.as("administrator@shelter"), page: "/administration/settings/new_hands", good: []string{"new_hands", "9"}, wrong: []string{"new_hands", "x"}}
		},
		"POST /people/{id}/pass":  of("/pass", "supervisor@shelter", "second@shelter", nil, nil),
		"POST /people/{id}/reset": of("/reset", "administrator@shelter", "second@shelter", nil, nil),
		"POST /people/{id}/end":   of("/end", "administrator@shelter", "focal_point@shelter", nil, nil),
		"POST /organisations": func() place {
			return place{who: w.as("administrator@shelter"), page: "/organisations/new", action: "/organisations", wrong: []string{"first_login", "a b"},
				good: []string{"name", "Example Court", "sector", "court", "country", "LA", "first_name", "Boun Contoh", "first_login", "boun"}}
		},
		"POST /administration/reach": func() place {
			return place{who: w.as("administrator@shelter"), page: "/administration/reach", good: []string{"org_telephone", "+855 00 000 000"},
				wrong: []string{"org_telephone", strings.Repeat("9", 5000)}}
		},
		"POST /administration/organisation": func() place {
			return place{who: w.as("administrator@shelter"), page: "/administration/organisation", good: []string{"duty", "Contoh"}, wrong: []string{"name", ""}}
		},
	}
}

// rightPlace is where a step on a right is: of the pass of a colleague who waits for it.
func (w *world) rightPlace(step string) func() place {
	return func() place {
		w.personOf("Siti Contoh", false)
		for _, id := range w.texts(`SELECT id FROM rights WHERE given_at = 0 AND ended_at = 0`) {
			w.as("supervisor@shelter").post("/rights/"+id+"/stop", url.Values{})
		}
		sup := w.as("supervisor@shelter")
		sup.sure("/people/"+string(w.ID("caseworker@shelter"))+"/pass", url.Values{}).wants(w.t, http.StatusSeeOther)
		switch step {
		case "agree":
			sup = w.as("duty_officer@shelter")
		case "give":
			w.agrees("duty_officer@shelter")
		}
		return place{who: sup, page: "/rights", action: sup.right(step)}
	}
}

func (w *world) officePlaces() map[string]func() place {
	file := "prs_FirstName,prs_SecondName\nSiti,Contoh\n"
	return map[string]func() place{
		"POST /drafts/keep": func() place {
			b := w.as("supervisor@shelter")
			notes := b.opens("Siti Contoh") + "/notes"
			return place{who: b, page: notes, action: "/drafts/keep", good: []string{"text", "Contoh", "draft-path", notes}}
		},
		"POST /files/preview": func() place {
			return place{who: w.as("supervisor@shelter"), page: "/files", action: "/files/preview", file: file}
		},
		"POST /files/import": func() place {
			b := w.as("supervisor@shelter")
			return place{who: b, page: b.upload("/files/preview", "a.csv", file).to, action: "/files/import"}
		},
		"POST /files/uploads/{upload}/columns": func() place {
			b := w.as("supervisor@shelter")
			at := b.upload("/files/preview", "list.csv", "Nama,Ruang\nSamanama Satu,A\nSamanama Dua,B\n").to + "/columns"
			return place{who: b, page: at, good: []string{"col-0", "prs_FirstName", "name", "List"}, wrong: []string{"col-0", ""}}
		},
		"POST /files/export": func() place {
			b := w.as("supervisor@shelter")
			b.proves(b.get("/account/password"))
			return place{who: b, page: "/files/export", good: []string{"format", "csv", "reason", "check"}, wrong: []string{"reason", ""}}
		},
		"POST /files/batches/{id}/undo": func() place {
			b := w.as("supervisor@shelter")
			return place{who: b, page: b.bringIn("b.csv", []byte("prs_FirstName\nDara\n"), false) + "/undo"}
		},
		"POST /log/find": func() place {
			return place{who: w.as("data_protection@shelter"), page: "/log", action: "/log/find", good: []string{"only", "all"}, wrong: []string{"number", "ID-26-0000000"}}
		},
		"POST /log/verify": func() place { return place{who: w.as("data_protection@shelter"), page: "/log/verify"} },
		"POST /log/export": func() place {
			return place{who: w.as("data_protection@shelter"), page: "/log/verify", action: "/log/export"}
		},
	}
}

func (w *world) casePlaces() map[string]func() place {
	at := func(path string, good, wrong []string) func() place {
		return func() place {
			b := w.as("supervisor@shelter")
			return place{who: b, page: b.opens("Siti Contoh") + path, good: good, wrong: wrong}
		}
	}
	record := func(path string, good, wrong []string) func() place {
		return func() place {
			p := at("/records/service/new", nil, nil)()
			form := fill(w.t, p.who.get(p.page), "main form", "service", "medical", "service_by", "Example Hospital")
			p.page = p.who.follow(p.who.post(p.page, form)).Attr(w.t, "#care .govuk-summary-list__actions a", "href") + path
			p.good, p.wrong = good, wrong
			return p
		}
	}
	return map[string]func() place{
		"POST /search": func() place {
			return place{who: w.as("supervisor@shelter"), page: "/search", good: []string{"find", "siti"}, wrong: []string{"find", ""}}
		},
		"POST /privacy": func() place { return place{who: w.as("supervisor@shelter"), page: "/cases", action: "/privacy"} },
		"POST /cases/new/search": func() place {
			return place{who: w.as("supervisor@shelter"), page: "/cases/new", action: "/cases/new/search", good: []string{"name", "Nobody Contoh"}, wrong: []string{"name", ""}}
		},
		"POST /cases/new": func() place {
			b := w.as("supervisor@shelter")
			to := b.post("/cases/new/search", fill(w.t, b.get("/cases/new"), "main form", "name", lindung.NewID())).to
			return place{who: b, page: b.get(to).to, action: "/cases/new", good: []string{"step", "open"}, wrong: []string{"birth_date-year", "2099"}}
		},
		"POST /cases/lists/new": func() place {
			return place{who: w.as("supervisor@shelter"), page: "/cases/lists/new?only=children", good: []string{"name", "Children"}, wrong: []string{"name", ""}}
		},
		"POST /cases/lists": func() place {
			b := w.as("supervisor@shelter")
			b.post("/cases/lists/new", fill(w.t, b.get("/cases/lists/new?sort=number"), "main form", "name", "List "+lindung.NewID()[:6]))
			return place{who: b, page: "/cases/lists", good: []string{"name", "By number"}, wrong: []string{"name", ""}}
		},
		"POST /cases/refused": func() place {
			return place{who: w.as("supervisor@shelter"), page: "/cases/refused", good: []string{"help_taken", "food"}, wrong: []string{"help_taken", ""}}
		},
		"POST /cases/{id}/forms/{form}":                    at("/forms/identity_birth", []string{"birth_date-year", "1999"}, []string{"birth_date-year", "2099"}),
		"POST /cases/{id}/records/{form}/new":              at("/records/service/new", []string{"service", "medical", "service_by", "Example Hospital"}, []string{"service_on-year", "2099"}),
		"POST /cases/{id}/records/{form}/{record}/correct": record("/correct", []string{"service_by", "Example Clinic"}, []string{"service_on-year", "2099"}),
		"POST /cases/{id}/records/{form}/{record}/strike":  record("/strike", []string{"struck_why", "of another person"}, []string{"struck_why", ""}),
		"POST /cases/{id}/names":                           at("/names", []string{"name", "Dewi Contoh"}, []string{"name", ""}),
		"POST /cases/{id}/notes":                           at("/notes", []string{"kind", "general", "text", "Contoh"}, []string{"text", ""}),
		"POST /cases/{id}/attachments/new": func() place {
			p := at("/attachments/new", []string{"kind", "letter", "title", "Contoh", "about", "person"}, []string{"title", ""})()
			p.file = aPDF
			return p
		},
		"POST /cases/{id}/attachments/{attachment}/strike": func() place {
			p := at("", nil, nil)()
			p.page = w.attaches(p.who, p.page, "letter") + "/strike"
			p.good, p.wrong = []string{"why", "of another person"}, []string{"why", ""}
			return p
		},
		"POST /cases/{id}/team":  at("/team", []string{"add", string(w.ID("caseworker@shelter"))}, []string{"add", ""}),
		"POST /cases/{id}/state": at("/state", []string{"step", "close", "reason", "no_need"}, []string{"reason", ""}),
		"POST /cases/{id}/event/change": func() place {
			p := at("/another", nil, nil)()
			form := fill(w.t, p.who.get(p.page), "main form", "name", "Another "+lindung.NewID(), "event_kind", "raid", "event_place", "a house", "step", "open")
			second, _, _ := strings.Cut(p.who.post(p.page, form).to, "?")
			return place{who: p.who, page: second + "/event/change", good: []string{"event_text", "Nine people were found."}, wrong: []string{"event_day-year", "2099"}}
		},
		"POST /workload/protected": func() place {
			at := w.personOf("Siti Contoh", false)
			w.unnames(lindung.CaseID(strings.TrimPrefix(at, "/cases/")))
			return place{who: w.as("supervisor@shelter"), page: "/workload/protected",
				good: []string{"cases", strings.TrimPrefix(at, "/cases/"), "named", string(w.ID("supervisor@shelter")), "named_too", string(w.ID("duty_officer@shelter"))}, wrong: []string{"named", ""}}
		},
		"POST /workload/{actor}": func() place {
			w.personOf("Siti Contoh", false)
			return place{who: w.as("supervisor@shelter"), page: "/workload/" + string(w.ID("caseworker@shelter")),
				good: []string{"to", string(w.ID("second@shelter")), "note", "Contoh"}, wrong: []string{"to", ""}}
		},
		"POST /cases/{id}/relations": func() place {
			p := at("/relations", nil, []string{"number", "TH-26-NONE123", "kind", "mother"})()
			p.good = []string{"number", p.who.number(p.who.opens("Another " + lindung.NewID())), "kind", "mother"}
			return p
		},
		"POST /cases/{id}/same": func() place {
			p := at("/same", nil, []string{"number", "TH-26-NONE123", "why", "the same passport"})()
			p.good = []string{"number", p.who.number(p.who.opens("Another " + lindung.NewID())), "why", "the same passport"}
			return p
		},
		"POST /cases/{id}/join": func() place {
			p := at("/join", nil, []string{"number", "TH-26-NONE123", "event_kind", "raid", "event_place", "a house"})()
			p.good = []string{"number", p.who.number(p.who.opens("Another " + lindung.NewID())), "event_kind", "raid", "event_place", "a house"}
			return p
		},
		"POST /cases/{id}/another": at("/another", []string{"name", "Other Contoh", "event_kind", "raid", "event_place", "a house", "step", "open"}, []string{"event_day-year", "2099"}),
	}
}

// agreedAt is a case in which the hospital may know something, with who works on it.
func (w *world) agreedAt() (*browser, string) {
	b, at := w.as("caseworker@shelter"), w.personOf("Siti Contoh", false)
	b.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
	return b, at
}

func (w *world) sharingPlaces() map[string]func() place {
	how := func(b *browser, at string, values ...string) place {
		form := fill(w.t, b.get(at), "main form", append(values, "step", "how")...)
		if len(form["groups"]) == 0 {
			form["groups"] = []string{"identity"}
		}
		to := b.post(at, form).wants(w.t, http.StatusSeeOther).to
		return place{who: b, page: to, action: at, good: []string{"step", "store", "interpreter", "Contoh Interpreter"}, wrong: []string{"interpreter", "", "understood", ""}}
	}
	basis := []string{"kind", "life_in_danger", "source", "Example Act 1", "reason", "Contoh", "recipient", w.to("police"), "purpose", "law_enforcement", "groups", "identity"}
	proposed := func() (at, path string) {
		sup := w.as("supervisor@shelter")
		at = w.personOf("Siti Contoh", false)
		asked := sup.post(at+"/basis/new", fill(w.t, sup.get(at+"/basis/new"), "main form", basis...))
		sup.prove(asked).wants(w.t, http.StatusSeeOther)
		end := sup.get(at+"/consent").Attr(w.t, "main form[action$=/end]", "action")
		return at, strings.TrimSuffix(end, "/end")
	}
	return map[string]func() place{
		"POST /cases/{id}/consent/new": func() place {
			return how(w.as("caseworker@shelter"), w.personOf("Siti Contoh", false)+"/consent/new", "recipient", w.to("hospital"), "purpose", "assistance")
		},
		"POST /cases/{id}/consent/counted": func() place {
			return place{who: w.as("caseworker@shelter"), page: w.personOf("Siti Contoh", false) + "/consent/counted",
				good: []string{"counted", "yes", "interpreter", "Contoh Interpreter"}, wrong: []string{"counted", ""}}
		},
		"POST /cases/{id}/consent/{grant}/change": func() place {
			b, at := w.agreedAt()
			grant := b.get(at+"/consent").Attr(w.t, "main .l-strong", "href")
			return how(b, strings.Replace(grant, "/withdraw", "/change", 1))
		},
		"POST /cases/{id}/consent/{grant}/withdraw": func() place {
			b, at := w.agreedAt()
			return place{who: b, page: b.get(at+"/consent").Attr(w.t, "main .l-strong", "href")}
		},
		"POST /cases/{id}/basis/new": func() place {
			return place{who: w.as("supervisor@shelter"), page: w.personOf("Siti Contoh", false) + "/basis/new", good: basis, wrong: []string{"reason", ""}}
		},
		"POST /cases/{id}/basis/{basis}/agree": func() place {
			_, path := proposed()
			return place{who: w.as("data_protection@shelter"), page: "/bases", action: path + "/agree"}
		},
		"POST /cases/{id}/erase": func() place {
			return place{who: w.as("supervisor@shelter"), page: w.personOf("Siti Contoh", false) + "/erase",
				good: []string{"erase_reason", "person_asked"}, wrong: []string{"erase_reason", ""}}
		},
		"POST /cases/{id}/hold": func() place {
			return place{who: w.as("supervisor@shelter"), page: w.personOf("Siti Contoh", false) + "/hold",
				good: []string{"hold_reason", "order"}, wrong: []string{"hold_reason", ""}}
		},
		"POST /cases/{id}/protect": func() place {
			at := w.personOf("Siti Contoh", false)
			b := w.as("caseworker@shelter")
			b.post(at+"/team", fill(w.t, b.get(at+"/team"), `main form[action$="/team"]`, "step", "add", "add", string(w.ID("duty_officer@shelter"))))
			return place{who: b, page: at + "/protect", wrong: []string{"named", ""}}
		},
		"POST /withdrawal": func() place {
			_, at := w.agreedAt()
			return place{who: w.as("supervisor@shelter"), page: "/withdrawal", good: []string{"number", w.numberOf(lindung.CaseID(stdpath.Base(at)))}, wrong: []string{"number", "KH-26-0000000"}}
		},
		"POST /paused/all": func() place { return place{who: w.as("supervisor@ngo"), page: "/paused/all"} },
		"POST /paused": func() place {
			_, at := w.agreedAt()
			return w.pausedPlace(lindung.CaseID(stdpath.Base(at)))
		},
		"POST /cases/{id}/basis/{basis}/end": func() place {
			at, path := proposed()
			return place{who: w.as("supervisor@shelter"), page: at + "/consent", action: path + "/end"}
		},
	}
}

// pausedPlace is where sharing of one case is paused, and of no other of its organisation.
func (w *world) pausedPlace(id lindung.CaseID) place {
	w.t.Helper()
	w.pause()
	sup := w.As(w.t, "supervisor@shelter")
	all, _, err := cases.ListPaused(w.t.Context(), sup)
	var others []lindung.CaseID
	for _, c := range all {
		if c.Case != id {
			others = append(others, c.Case)
		}
	}
	if len(others) > 0 && err == nil {
		_, err = cases.ConfirmSharing(w.t.Context(), sup, others...)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return place{who: w.as("supervisor@shelter"), page: "/paused"}
}

func (w *world) referralPlaces() map[string]func() place {
	typed := []string{"recipient", w.to("hospital"), "need", "health", "words", "Contoh"}
	of := func(accepted bool, who, path, page string, good, wrong []string) func() place {
		return func() place {
			b, at := w.agreedAt()
			r := b.refers(at)
			if accepted {
				w.as("duty_officer@hospital").post(r+"/accept", url.Values{}).wants(w.t, http.StatusSeeOther)
			}
			return place{who: w.as(who), page: r + page, action: r + path, good: good, wrong: wrong}
		}
	}
	const dara = "duty_officer@hospital"
	return map[string]func() place{
		"POST /cases/{id}/conferences/new": func() place {
			b, at, _ := w.meetsAt()
			return place{who: b, page: at + "/conferences/new", good: w.conferenceIn(b, at), wrong: []string{"place", ""}}
		},
		"POST /cases/{id}/conferences/{conference}/remark": func() place {
			b, at, _ := w.meetsAt()
			c := w.plans(b, at)
			return place{who: b, page: c, action: c + "/remark", good: []string{"group", "identity", "words", "Contoh"}, wrong: []string{"words", ""}}
		},
		"POST /cases/{id}/conferences/{conference}/off": func() place {
			b, at, _ := w.meetsAt()
			c := w.plans(b, at)
			return place{who: b, page: c, action: c + "/off"}
		},
		"POST /cases/{id}/conferences/{conference}/member": func() place {
			b, at, _ := w.meetsAt()
			c := w.plans(b, at)
			return place{who: b, page: c, action: c + "/member", good: []string{"of", "own", "part", "position", "holds", "victim"}, wrong: []string{"holds", ""}}
		},
		"POST /referrals/{id}/conferences/{conference}": func() place {
			b, at, r := w.meetsAt()
			c := w.plans(b, at)
			_, id, _ := strings.Cut(c, "/conferences/")
			return place{who: w.as(dara), page: c, action: r + "/conferences/" + id, good: []string{"part", "said", "group", "identity", "words", "Contoh"}, wrong: []string{"words", ""}}
		},
		"POST /referrals/{id}/link":     w.linkPlace,
		"POST /referrals/{id}/link/end": w.linkEndPlace,
		"POST /cases/{id}/transfer": func() place {
			b, at := w.movesAt()
			grant := b.get(at+"/transfer").Attr(w.t, "main form [name=grant]", "value")
			return place{who: b, page: at + "/transfer", good: []string{"grant", grant, "words", "Contoh"}, wrong: []string{"due-year", "1999"}}
		},
		"POST /referrals/{id}/take-over": func() place {
			b, at := w.movesAt()
			r := b.offers(at)
			if s := w.as("supervisor@shelter"); strings.Contains(s.get(r).body, r+"/approve") { // another place has set that
				s.post(r+"/approve", fill(w.t, s.get(r), "main form[action="+r+"/approve]")).wants(w.t, http.StatusSeeOther)
			}
			return place{who: w.as(dara), page: r, action: r + "/take-over", good: []string{"take_words", "Contoh"}, wrong: []string{"take_words", ""}}
		},
		"POST /cases/{id}/referrals/preview": func() place {
			b, at := w.agreedAt()
			return place{who: b, page: at + "/referrals/new", action: at + "/referrals/preview", good: typed, wrong: []string{"need", ""}}
		},
		"POST /cases/{id}/referrals": func() place {
			b, at := w.agreedAt()
			preview := b.post(at+"/referrals/preview", fill(w.t, b.get(at+"/referrals/new"), "main form", typed...)).to
			return place{who: b, page: preview, action: at + "/referrals"}
		},
		"POST /referrals/{id}/accept":  of(false, dara, "/accept", "", []string{"accept_words", "Contoh", "held-hour", "23:59"}, []string{"held-hour", "25"}),
		"POST /referrals/{id}/hold":    of(true, dara, "/hold", "", []string{"hold_words", "Contoh", "held-hour", "23:59"}, []string{"held-hour", ""}),
		"POST /referrals/{id}/decline": of(false, dara, "/decline", "", []string{"decline_reason", "full", "decline_words", "Contoh"}, []string{"decline_reason", ""}),
		"POST /referrals/{id}/finish":  of(true, dara, "/finish", "", []string{"outcome", "given", "outcome_words", "Contoh"}, []string{"outcome", ""}),
		"POST /referrals/{id}/take-back": of(false, "caseworker@shelter", "/take-back", "", []string{"back_words", "Contoh"},
			[]string{"back_words", strings.Repeat("x", 20_000)}),
		"POST /referrals/{id}/ask":  of(false, dara, "/ask", "", []string{"question_words", "Contoh"}, []string{"question_words", ""}),
		"POST /referrals/{id}/tell": of(true, dara, "/tell", "", []string{"news_words", "Contoh"}, []string{"news_words", ""}),
		"POST /referrals/{id}/answer": func() place {
			b, at := w.agreedAt()
			r := b.refers(at)
			w.as(dara).post(r+"/ask", url.Values{"question_words": {"Contoh"}}).wants(w.t, http.StatusSeeOther)
			return place{who: b, page: r, action: r + "/answer", good: []string{"answer_words", "Contoh"}, wrong: []string{"answer_words", ""}}
		},
		"POST /referrals/{id}/ended": func() place {
			b, at := w.agreedAt()
			r := b.refers(at)
			b.post(b.get(at+"/consent").Attr(w.t, "main .l-strong", "href"), url.Values{}).wants(w.t, http.StatusSeeOther)
			return place{who: w.as(dara), page: r, action: r + "/ended", good: []string{"end_answer", "erased", "end_words", "Contoh"}, wrong: []string{"end_answer", ""}}
		},
		"POST /referrals/{id}/approve": w.proposedPlace("/approve", nil, nil),
		"POST /referrals/{id}/refuse":  w.proposedPlace("/refuse", []string{"refuse_words", "Contoh"}, []string{"refuse_words", ""}),
		"POST /cases/{id}/referrals/together/preview": func() place {
			b, at, _ := w.twoAgreed()
			return place{who: b, page: at + "/referrals/together", action: at + "/referrals/together/preview", good: typed, wrong: []string{"need", ""}}
		},
		"POST /cases/{id}/referrals/together": func() place {
			b, at, _ := w.twoAgreed()
			preview := b.post(at+"/referrals/together/preview", fill(w.t, b.get(at+"/referrals/together"), "main form", typed...)).to
			return place{who: b, page: preview, action: at + "/referrals/together", wrong: []string{"persons", ""}}
		},
		"POST /referrals/{id}/together/accept":  w.togetherPlace("/accept", []string{"accept_words", "Contoh"}, []string{"held-hour", "25"}),
		"POST /referrals/{id}/together/decline": w.togetherPlace("/decline", []string{"decline_reason", "full", "decline_words", "Contoh"}, []string{"decline_reason", ""}),
		"POST /referrals/{id}/remind": func() place {
			r := w.overdue()
			return place{who: w.as("caseworker@shelter"), page: r, action: r + "/remind"}
		},
		"POST /referrals/{id}/emergency": func() place {
			b, at := w.agreedAt()
			return place{who: w.as(dara), page: b.refers(at) + "/emergency", good: []string{"danger", "attack", "danger_words", "Contoh"}, wrong: []string{"danger_words", ""}}
		},
		"POST /emergencies/{id}/confirm": w.emergencyPlace("confirm", "caseworker@hospital", nil, nil),
		"POST /emergencies/{id}/end":     w.emergencyPlace("end", "caseworker@hospital", nil, nil),
		"POST /emergencies/{id}/judge": w.emergencyPlace("judge", "supervisor@shelter",
			[]string{"verdict", "justified", "verdict_words", "Contoh"}, []string{"verdict_words", ""}),
		"POST /referrals/{id}/noted": of(true, "caseworker@shelter", "/noted", "", nil, nil),
		"POST /referrals/{id}/case":  of(true, dara, "/case", "/case", []string{"name", lindung.NewID(), "kind", "nickname"}, []string{"name", ""}),
	}
}

// emergencyPlace is where an emergency is confirmed, ended or judged.
func (w *world) emergencyPlace(step, who string, good, wrong []string) func() place {
	return func() place {
		b, at := w.agreedAt()
		page := w.emergency(b.refers(at))
		if step == "judge" {
			w.Clock.Add(consent.EmergencyWait)
		}
		return place{who: w.as(who), page: page, action: page + "/" + step, good: good, wrong: wrong}
	}
}

// emergency asks, for the hospital, to open the case of a referral, and returns its page.
func (w *world) emergency(at string) string {
	w.t.Helper()
	b := w.as("duty_officer@hospital")
	asked := b.post(at+"/emergency", fill(w.t, b.get(at+"/emergency"), "main form", "danger", "attack", "danger_words", "Contoh"))
	to, _, _ := strings.Cut(b.prove(asked).wants(w.t, http.StatusSeeOther).to, "?")
	return to
}

func (w *world) screeningPlaces() map[string]func() place {
	begun := func(b *browser) string { return b.begin(w.personOf("Siti Contoh", false), "ilo_11@2012") }
	return map[string]func() place{
		"POST /cases/{id}/screening/new": func() place {
			return place{who: w.as("caseworker@shelter"), page: w.personOf("Siti Contoh", false) + "/screening/new", good: []string{"instrument", "ilo_11@2012"}, wrong: []string{"instrument", ""}}
		},
		"POST /cases/{id}/screening/{screening}/{part}": func() place {
			b := w.as("caseworker@shelter")
			return place{who: b, page: begun(b) + "/1", good: []string{"ILO.01", "present"}}
		},
		"POST /cases/{id}/screening/{screening}/finish": func() place {
			b := w.as("caseworker@shelter")
			s := begun(b)
			b.answer(s+"/1", "ILO.01", "present")
			return place{who: b, page: s, action: s + "/finish"}
		},
		"POST /cases/{id}/event/first": func() place {
			return place{who: w.as("caseworker@shelter"), page: w.raided(1)[0] + "/event/first", good: []string{"first_how", "asked", "ILO.07", "present"}, wrong: []string{"first_how", ""}}
		},
		"POST /cases/{id}/age/settle": func() place {
			at := w.personOf("Siti Contoh", true)
			return place{who: w.as("caseworker@shelter"), page: at + "/screening", action: at + "/age/settle"}
		},
		"POST /cases/{id}/decision/{decision}": func() place {
			at, decision := w.positive()
			return place{who: w.as(doctor), page: at + "/decision/" + decision, good: []string{"to", "appealed", "on-year", "2026"}, wrong: []string{"to", ""}}
		},
		"POST /cases/{id}/notice": func() place {
			at, _ := w.positive()
			return place{who: w.as(doctor), page: at + "/notice", good: []string{"state", "KH", "authority", "Example Office", "on-year", "2026"}, wrong: []string{"authority", ""}}
		},
		"POST /referrals/{id}/notice": func() place {
			_, r := w.noticeFor()
			return place{who: w.as("focal_point@hospital"), page: "/referrals/" + string(r) + "/notice", good: []string{"state", "KH", "authority", "Example Office", "on-year", "2026"}, wrong: []string{"authority", ""}}
		},
		"POST /cases/{id}/decision/new": func() place {
			return place{who: w.as("caseworker@shelter"), page: w.personOf("Siti Contoh", false) + "/decision/new", wrong: []string{"name", ""},
				good: []string{"status", "ActualVictimOfTrafficking", "name", "Example Court", "kind", "CourtOrProsecution", "law", "Example Act", "on-year", "2026"}}
		},
	}
}

// noPage are the POSTs that lead to no page: what the script sends while somebody
// types, and downloads.
var noPage = map[string]int{
	"POST /drafts/keep": http.StatusNoContent, "POST /files/export": http.StatusOK, "POST /log/export": http.StatusOK, "POST /organisations/export": http.StatusOK,
}

// TestPosts: every POST of the declared routes answers what has to be mended with
// 422 and everything typed, and what did or asked something with 303 to a page that
// can be asked for again; its address holds nothing that was typed. Sent again, the
// form leads where it led.
func TestPosts(t *testing.T) {
	w := one(t, desk.Options{})
	places := w.places()
	for _, r := range append(slices.Clone(desk.Chassis.Routes), allRoutes()...) {
		if !strings.HasPrefix(r.Pattern, "POST ") {
			continue
		}
		make, ok := places[r.Pattern]
		if !ok {
			t.Errorf("%s: nobody has said where its form is", r.Pattern)
			continue
		}
		t.Run(r.Pattern, func(t *testing.T) {
			p := make()
			if p.wrong != nil {
				p.mends(t)
			}
			p.leads(t, r)
		})
	}
}

// page asks for the page of the form.
func (p place) asked(t *testing.T) answer { return p.who.get(p.page) }

// typed is the form with what is typed.
func (p place) typed(t *testing.T, more ...string) url.Values {
	t.Helper()
	page := p.asked(t)
	if page.code != http.StatusOK && page.code != http.StatusForbidden {
		t.Fatalf("%s is %d", p.page, page.code)
	}
	if p.action == "/drafts/keep" {
		return fill(t, page, "main form", append(p.good, more...)...)
	}
	return fill(t, page, p.form(), append(slices.Clone(p.good), more...)...)
}

// send posts the form, and shows again who it is where that is asked for.
func (p place) send(t *testing.T, form url.Values) answer {
	t.Helper()
	if p.file != "" {
		var values []string
		for name := range form {
			values = append(values, name, form.Get(name))
		}
		return p.who.upload(p.to(), "a.csv", p.file, values...)
	}
	a := p.who.post(p.to(), form)
	if strings.HasPrefix(a.to, desk.StepUpPath+"?") && p.action != desk.StepUpPath {
		a = p.who.prove(a)
	}
	if strings.HasPrefix(a.to, "/files/export?done=file_proof") { // a download is asked for again on its page
		a = p.who.post(p.to(), form)
	}
	return a
}

// mends sends what has to be mended, and wants it back as it was typed.
func (p place) mends(t *testing.T) {
	t.Helper()
	typed := p.typed(t, p.wrong...)
	if p.wrong[1] == "" {
		typed.Del(p.wrong[0]) // as a browser sends a choice that was not made
		typed[p.wrong[0]] = nil
	}
	a := p.send(t, typed).wants(t, http.StatusUnprocessableEntity)
	a.In(t, ".govuk-error-summary")
	got := a.Posted(t, p.form())
	for name, values := range typed {
		if name == "once" || name == "held" || name == "step" || secretInputs[name] || strings.Join(values, "") == "" {
			continue
		}
		if !slices.Equal(got[name], values) {
			t.Errorf("%s was %q and is %q", name, values, got[name])
		}
	}
}

// secretInputs never come back.
var secretInputs = map[string]bool{"password": true, "repeat": true, "old": true, "code": true, "box": true, "answer": true}

// again sends the form once more as it is, without a fresh proof.
func (p place) again(t *testing.T, form url.Values) answer {
	t.Helper()
	if p.file != "" {
		return p.send(t, form)
	}
	return p.who.post(p.to(), form)
}

// leads sends what is right, and wants a page that survives Back and reload.
func (p place) leads(t *testing.T, r desk.Route) {
	t.Helper()
	typed := p.typed(t)
	a := p.send(t, typed)
	if code, ok := noPage[r.Pattern]; ok {
		a.wants(t, code)
		return
	}
	a.wants(t, http.StatusSeeOther)
	for name, values := range typed {
		for _, value := range values {
			if len(value) > 3 && !lindung.IsID(value) && !strings.HasPrefix(value, "/") && name != "step" && strings.Contains(a.to, url.QueryEscape(value)) {
				t.Errorf("what was typed for %s is in the address", name)
			}
		}
	}
	first := p.who.follow(a)
	for first.to != "" {
		first = p.who.follow(first)
	}
	if first.code != http.StatusOK {
		t.Errorf("it leads to %d", first.code)
	}
	if again := p.who.follow(a); again.code != http.StatusOK && again.code != http.StatusSeeOther {
		t.Errorf("asked for again, that is %d", again.code)
	}
	if back := p.asked(t); back.code >= http.StatusInternalServerError || back.code == http.StatusMethodNotAllowed {
		t.Errorf("going back is %d", back.code)
	}
	if !r.Free && r.Who == desk.Actors {
		if again := p.again(t, typed); again.to != a.to {
			t.Errorf("sent again it leads to %q (%d), and not to %q", again.to, again.code, a.to)
		}
	}
}

// TestSentBeforeInWords: the page that asks about other content writes what was
// chosen as the page of the form does.
func TestSentBeforeInWords(t *testing.T) {
	w := one(t, desk.Options{})
	for pattern, make := range w.places() {
		i := slices.IndexFunc(allRoutes(), func(r desk.Route) bool { return r.Pattern == pattern })
		if i < 0 || allRoutes()[i].Free || allRoutes()[i].Who != desk.Actors {
			continue
		}
		t.Run(pattern, func(t *testing.T) {
			p := make()
			choices := p.asked(t).Choices(t, p.form())
			if len(choices) == 0 {
				return
			}
			typed := p.typed(t)
			maps.DeleteFunc(choices, func(name string, _ htmlcheck.Choice) bool { return strings.HasSuffix(name, "-absent") })
			for name, c := range choices {
				typed[name] = []string{c.Value}
			}
			typed.Set("once", p.who.sentKey())
			asked := p.who.post(p.to(), typed).wants(t, http.StatusConflict)
			for name, c := range choices {
				// Which of two passwords is as secret as they are, and the columns of a file are
				// asked by the names that the file has.
				if name != "call" && name != "which" && !strings.HasPrefix(name, "col-") {
					asked.In(t, "main dl", htmlcheck.HasText(c.Text))
				}
				if text := asked.Text(t, "main dl"); slices.Contains(strings.Fields(text), c.Value) && !strings.Contains(c.Text, c.Value) && len(c.Value) > 3 {
					t.Errorf("%s is written %q: %s", name, c.Value, text)
				}
			}
		})
	}
}

// sentKey is the key of a form that was sent.
func (b *browser) sentKey() string {
	b.t.Helper()
	form := url.Values{"once": {lindung.NewID()}}
	b.post("/account/sessions", form).wants(b.t, http.StatusSeeOther)
	return form.Get("once")
}

func (w *world) directoryPlaces() map[string]func() place {
	offer := []string{"offer_services", "shelter", "offer_place", "Example Town"}
	enquiry := func(who, act string) func() place {
		return func() place {
			b := w.as(who)
			return place{who: b, page: "/enquiries", action: "/enquiries/" + w.enquires() + act}
		}
	}
	return map[string]func() place{
		"POST /organisations/free": func() place {
			return place{who: w.as("caseworker@shelter"), page: "/organisations", action: "/organisations/free", good: []string{"free", "6"}, wrong: []string{"free", "many"}}
		},
		"POST /organisations/{id}/offer": func() place {
			return place{who: w.as("supervisor@shelter"), page: "/organisations/" + string(w.Orgs["shelter"].ID) + "/offer", good: offer,
				wrong: []string{"offer_place", strings.Repeat("x", 5000)}}
		},
		"POST /organisations/{id}/body": func() place {
			b := w.as("supervisor@shelter")
			b.upload("/bodies/file", "a.csv", "name,telephone,country\nExample Helpers "+lindung.NewID()[:4]+",+85500000002,KH\n").wants(w.t, http.StatusSeeOther)
			at := b.get("/organisations").Attr(w.t, `main table a:contains("Example Helpers")`, "href") + "/body"
			return place{who: b, page: at, good: []string{"body_name", "Example Helpers of Today"}, wrong: []string{"body_phone", "x"}}
		},
		"POST /organisations/search": func() place {
			return place{who: w.as("caseworker@shelter"), page: "/organisations", action: "/organisations/search", good: []string{"find", "hospital"}}
		},
		"POST /organisations/export": func() place {
			return place{who: w.as("caseworker@shelter"), page: "/organisations", action: "/organisations/export"}
		},
		"POST /bodies": func() place {
			return place{who: w.as("supervisor@shelter"), page: "/bodies/new", action: "/bodies", wrong: []string{"body_phone", "x"},
				good: append([]string{"body_name", "Example Embassy", "body_phone", "+855 00 000 000", "body_country", "VN"}, offer...)}
		},
		"POST /bodies/file": func() place {
			return place{who: w.as("supervisor@shelter"), page: "/bodies/new", action: "/bodies/file", file: "name,telephone,country\nExample Hotline,+85500000001,KH\n"}
		},
		"POST /enquiries": func() place {
			return place{who: w.as("caseworker@shelter"), page: "/enquiries/new", action: "/enquiries", wrong: []string{"need", ""},
				good: []string{"woman", "1", "small_child", "2", "need", "shelter", "start", "today", "nights", "one", "to", string(w.Orgs["hospital"].ID)}}
		},
		"POST /enquiries/{id}/drop": enquiry("caseworker@shelter", "/drop"),
		"POST /enquiries/{id}/answer": func() place {
			p := enquiry("caseworker@hospital", "/answer")()
			p.good, p.wrong = []string{"answer", "yes", "places", "2"}, []string{"answer", ""}
			return p
		},
	}
}

// enquires sends an enquiry of the shelter to the hospital.
func (w *world) enquires() string {
	w.t.Helper()
	id, err := directory.Send(w.t.Context(), w.As(w.t, "caseworker@shelter"), directory.Ask{
		People: map[string]int{"woman": 1}, Need: "shelter", Start: "today", Nights: "one",
	}, []lindung.OrgID{w.Orgs["hospital"].ID})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}
