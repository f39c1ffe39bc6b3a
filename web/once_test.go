package web

import (
	"net/http"
	"net/url"
	"sync"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// count returns how many rows a query has.
func (w *world) count(query string) int {
	w.t.Helper()
	var n int
	err := w.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.One(tx, db.Value[int], query)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// atOnce sends a form several times at the same moment, as an impatient hand on a
// slow line does, and returns where the answers lead.
func (b *browser) atOnce(path string, form url.Values) []string {
	b.t.Helper()
	const times = 6
	var wg sync.WaitGroup
	answers := make([]answer, times)
	for i := range times {
		wg.Add(1)
		go func() {
			defer wg.Done()
			one := *b
			one.cookies = map[string]string{}
			for name, value := range b.cookies {
				one.cookies[name] = value
			}
			answers[i] = one.post(path, form)
		}()
	}
	wg.Wait()
	var all []string
	for _, a := range answers {
		if a.code != http.StatusSeeOther {
			b.t.Errorf("%s is %d", path, a.code)
		}
		all = append(all, a.to)
	}
	return all
}

// TestTwiceIsOnce: what is sent several times at once is done once, and each time
// the answer is the first one.
func TestTwiceIsOnce(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Sok Example")
		hospital := w.to("hospital")
		b.agree(at, "recipient", hospital, "purpose", "assistance")
		first := b.begins("Ganda Contoh")
		sent := fill(w.t, b.get(at+"/referrals/new"), "main form", "recipient", hospital, "need", "health")
		preview := b.asks(at+"/referrals/preview", sent)
		for _, x := range []struct {
			path  string
			form  url.Values
			table string
		}{
			{"/cases/new", fill(w.t, first, "main form", "step", "open"), "cases"},
			{at + "/notes", fill(w.t, b.get(at+"/notes"), "main form", "kind", "general", "text", "An example"), "notes"},
			{at + "/referrals", fill(w.t, preview, "form[action="+at+"/referrals]"), "referrals"},
			{at + "/forms/health_needs", fill(w.t, b.get(at+"/forms/health_needs"), "main form", "medicines", "An example"), "records"},
		} {
			before := w.count("SELECT count(*) FROM " + x.table)
			again := ""
			for i, to := range b.atOnce(x.path, x.form) {
				if i == 0 {
					again = b.post(x.path, x.form).to
				}
				if to == "" || to != again {
					w.t.Errorf("%s led to %q at first, and then to %q", x.path, to, again)
				}
			}
			if n := w.count("SELECT count(*) FROM "+x.table) - before; n != 1 {
				w.t.Errorf("%s: %d made", x.path, n)
			}
		}
	})
}

// TestOtherFile: another file with the key of a form that was sent is other
// content, and is asked about.
func TestOtherFile(t *testing.T) {
	n := one(t, desk.Options{}).Node
	take := desk.Route{Pattern: "POST /taken", Who: desk.Actors, Action: access.OwnSession, Upload: 1 << 20, Page: "/account", Asks: []desk.Asks{{Stem: "files"}}, Do: func(v *desk.Visit) error {
		if err := v.Act("/account?done=taken").Do(v.Ctx(), access.OwnSession, desk.OwnAccount(v), func(*access.Tx) error { return nil }); err != nil {
			return err
		}
		return v.Acted()
	}}
	w := newWorld(t, n, desk.Options{}, take)
	b := w.as("caseworker@shelter")
	key := lindung.NewID()
	b.upload("/taken", "a.csv", "the first", "once", key).leads(t, "/account?done=taken")
	b.upload("/taken", "renamed.csv", "the first", "once", key).leads(t, "/account?done=taken")
	asked := b.upload("/taken", "a.csv", "the second", "once", key).wants(t, http.StatusConflict)
	asked.In(t, "main p a", htmlcheck.HasAttr("href", "/account?done=taken"))
	asked.In(t, "dl", htmlcheck.HasText("a.csv, 10 bytes"))
	asked.Not(t, "main form")
	asked.In(t, "main section a", htmlcheck.HasAttr("href", "/account"))
}
