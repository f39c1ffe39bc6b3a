package web

import (
	"net/url"
	"strings"
	"testing"

	"lindung"
	"lindung/internal/desk"
	"lindung/survivor"
)

// papered is the page of the own view of a person who has a paper and has written so many
// kinds of words; with it, of the last one, the identifier.
func (w *world) papered(kinds ...string) (at, word string) {
	w.t.Helper()
	at = w.personOf("Siti Contoh", false)
	return at + "/own", w.papers(at, kinds...)
}

// papers is papered for a case that is there.
func (w *world) papers(at string, kinds ...string) (word string) {
	w.t.Helper()
	ctx, s := w.t.Context(), w.As(w.t, "caseworker@shelter").SteppedUp(true)
	id := lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	codes, err := survivor.Make(ctx, s, id, survivor.New{})
	if err != nil {
		w.t.Fatal(err)
	}
	d := survivor.NewDoor(w.Node.Node)
	token, err := d.Enter(ctx, codes.Code, codes.PIN, "house")
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := d.Resume(ctx, token)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, kind := range kinds {
		if kind == "limit" {
			err = survivor.Limit(ctx, v.Session, id, []string{"no_calls"})
		} else {
			_, err = survivor.Write(ctx, v.Session, id, kind, "", "An invented wish")
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	all, _, err := survivor.ReadWords(ctx, v.Session, id)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(all) > 0 {
		word = all[0].ID
	}
	return word
}

func (w *world) paperPlaces() map[string]func() place {
	long := strings.Repeat("x", 6000)
	return map[string]func() place{
		"POST /cases/{id}/own/paper": func() place {
			return place{who: w.as("caseworker@shelter"), page: w.personOf("Siti Contoh", false) + "/own/paper", good: []string{"where", "no", "second", "yes"}, wrong: []string{"where", ""}}
		},
		"POST /cases/{id}/own/end": func() place {
			at, _ := w.papered()
			return place{who: w.as("caseworker@shelter"), page: at, action: at + "/end"}
		},
		"POST /cases/{id}/own/say": func() place {
			at, _ := w.papered()
			return place{who: w.as("caseworker@shelter"), page: at, action: at + "/say", good: []string{"text", "We wait for you."}, wrong: []string{"text", long}}
		},
		"POST /cases/{id}/own/words/{word}": func() place {
			at, word := w.papered(survivor.KindMessage)
			return place{who: w.as("caseworker@shelter"), page: at, action: at + "/words/" + word, good: []string{"how", "said", "text", "We see to it."}, wrong: []string{"text", long}}
		},
		"POST /cases/{id}/own/lift": func() place {
			at, _ := w.papered("limit")
			return place{who: w.as("caseworker@shelter"), page: at, action: at + "/lift", good: []string{"limits", "no_calls", "asked", "in person"}, wrong: []string{"asked", " "}}
		},
		"POST /complaints/{id}/{word}": func() place {
			at, word := w.papered(survivor.KindComplaint)
			page := "/complaints/" + strings.TrimSuffix(strings.TrimPrefix(at, "/cases/"), "/own") + "/" + word
			return place{who: w.as("supervisor@shelter"), page: page, good: []string{"how", "said", "text", "We look into it."}, wrong: []string{"text", long}}
		},
	}
}

// TestFold: questions that few need are folded until one of them is answered.
func TestFold(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	at := w.personOf("Siti Contoh", false) + "/own/paper"
	shown := func(a answer) bool {
		t.Helper()
		_, fold, there := strings.Cut(a.body, `<details class="l-fold"`)
		if !there || !strings.Contains(fold, `name="reason_health"`) {
			t.Fatal("no reason can be given")
		}
		return strings.HasPrefix(fold, " open>")
	}
	if shown(b.get(at)) {
		t.Error("reasons are asked before anybody wants to give one")
	}
	if !shown(b.post(at, url.Values{"reason_health": {"Contoh"}})) {
		t.Error("a reason that was given is not seen beside what must be corrected")
	}
}
