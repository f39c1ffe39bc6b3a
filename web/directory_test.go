package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestDirectory: what is offered is found by what is looked for, without script, and
// an enquiry goes from the directory to those who are asked, and back to a referral.
func TestDirectory(t *testing.T) {
	worlds(t, func(w *world) {
		lead, rina := w.as("supervisor@hospital"), w.as("caseworker@shelter")
		hospital := "/organisations/" + string(w.Orgs["hospital"].ID)
		form := fill(w.t, lead.get(hospital+"/offer"), "main form", "offer_services", "medical", "offer_takes", "woman", "offer_place", "Example Town")
		lead.follow(lead.post(hospital+"/offer", form)).In(w.t, "main", htmlcheck.HasText("Example Town"))
		form = fill(w.t, lead.get("/organisations"), "main form[action=/organisations/free]", "free", "6")
		lead.post("/organisations/free", form).wants(w.t, http.StatusSeeOther)
		lead.get("/organisations").In(w.t, ".l-panel", htmlcheck.HasText("Still 6"))

		found := rina.get("/organisations?service=medical&takes=woman&only=free")
		found.In(w.t, "table tbody tr", htmlcheck.Count(1))
		found.In(w.t, "table", htmlcheck.HasText("6 places free, said less than an hour ago"))
		rina.get("/organisations?service=shelter").Not(w.t, "table tbody tr")
		// Words that were typed are found whatever they name, together with the filter, and are
		// in no address.
		for words, n := range map[string]int{"example town": 1, "HOSPITAL médical": 1, "nowhere": 0} {
			sent := rina.post("/organisations/search?takes=woman", fill(w.t, rina.get("/organisations?takes=woman"), "main form[action^='/organisations/search']", "find", words))
			if strings.Contains(sent.to, "find") || strings.Contains(strings.ToLower(sent.to), "town") {
				w.t.Error("what was typed is in the address")
			}
			said := rina.follow(sent).wants(w.t, http.StatusOK)
			if n == 0 {
				said.Not(w.t, "main table tbody tr")
			} else {
				said.In(w.t, "main table tbody tr", htmlcheck.Count(n))
			}
			said.In(w.t, "main .l-lead", htmlcheck.HasText(words))
		}
		if a := rina.get(hospital + "/offer"); a.code != http.StatusNotFound {
			w.t.Errorf("a worker changes what others offer: %d", a.code)
		}

		form = fill(w.t, rina.get("/enquiries/new?service=medical"), "main form", "woman", "1", "start", "today", "nights", "none", "to", string(w.Orgs["hospital"].ID))
		if form.Get("need") != "medical" {
			w.t.Error("what was looked for is asked again")
		}
		rina.follow(rina.post("/enquiries", form)).wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.HasText("no answer yet"))

		helper := w.as("duty_officer@hospital")
		helper.get("/").In(w.t, ".l-counter--now[href=/enquiries]")
		helper.get("/days").In(w.t, ".l-day:first-of-type a[href=/enquiries]", htmlcheck.HasText("Example Shelter"))
		asked := helper.get("/enquiries")
		at := asked.Attr(w.t, "main form", "action")
		helper.post(at, fill(w.t, asked, "main form", "answer", "yes", "places", "1")).wants(w.t, http.StatusSeeOther)
		helper.get("/").Not(w.t, ".l-counter[href=/enquiries]")
		helper.get("/days").Not(w.t, "main a[href=/enquiries]")

		rina.get("/").In(w.t, ".l-counter[href=/enquiries]")
		rina.get("/enquiries").In(w.t, "main a[href="+hospital+"]")
		file := rina.opens("Siti Contoh")
		rina.get(hospital).In(w.t, "main a[href^="+file+"/referrals/new]")
		to := "?to=organisation%3A" + string(w.Orgs["hospital"].ID)
		rina.get(file+"/referrals/new"+to).leads(w.t, file+"/consent/new?for=referral&to=organisation%3A"+string(w.Orgs["hospital"].ID))
		rina.agree(file, "recipient", w.to("hospital"), "purpose", "assistance")
		rina.get(file+"/referrals/new"+to).In(w.t, "main form", htmlcheck.HasText("6 places free"))
	})
}

// TestDirectoryFile: a file with one bad row stores nothing and names the line.
func TestDirectoryFile(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("supervisor@shelter")
	const head = "name,telephone,country\nExample Hotline,+85500000001,KH\n"
	b.upload("/bodies/file", "a.csv", head+"Example Clinic,,KH\n").wants(t, http.StatusUnprocessableEntity).In(t, "table", htmlcheck.HasText("3"))
	b.get("/organisations").In(t, "main", htmlcheck.LacksText("Example Hotline"))
	b.upload("/bodies/file", "a.csv", head).wants(t, http.StatusSeeOther)
	b.get("/organisations").In(t, "main", htmlcheck.HasText("Example Hotline"))
	w.as("caseworker@hospital").get("/organisations").In(t, "main", htmlcheck.LacksText("Example Hotline"))
}

// TestBodyChange: an outside body that is called or reached otherwise is changed by who looks
// after the organisation. What was agreed and sent before keeps the name that the person
// heard, the telephone to call is that of today, and everyone of the organisation who may
// change it sees who changed what. Country and kind stay once someone has agreed.
func TestBodyChange(t *testing.T) {
	worlds(t, func(w *world) {
		t := w.t
		ana, lead := w.as("caseworker@shelter"), w.as("supervisor@shelter")
		at := w.personOf("Siti Contoh", false)
		ana.agree(at, "recipient", "", "body_name", "Example Clinic", "body_phone", "+66 2 000 0001", "body_country", "TH", "purpose", "assistance", "understood", "speaks English")
		letter := ana.refers(at)
		ana.get(letter+"/letter").In(t, "main", htmlcheck.HasText("Please tell us by"))
		body := lead.get("/organisations").Attr(t, `main table a:contains("Example Clinic")`, "href")
		ana.get(body+"/body").wants(t, http.StatusNotFound)
		w.as("supervisor@hospital").get(body+"/body").wants(t, http.StatusNotFound)

		asks := lead.get(body+"/body").wants(t, http.StatusOK)
		asks.Not(t, "main form select")
		asks.Not(t, "main table")
		beside := lead.get(body + "/body") // another page of theirs
		elsewhere := fill(t, asks, "main form", "body_country", "VN")
		lead.post(body+"/body", elsewhere).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("Register a body elsewhere"))
		w.Clock.Add(time.Minute)
		form := fill(t, asks, "main form", "body_name", "Example Clinic of the Sisters", "body_phone", "+66 2 000 0009")
		lead.post(body+"/body", form).leads(t, body+"?done=body_changed")
		lead.post(body+"/body", form).leads(t, body+"?done=body_changed") // pressed twice

		lead.get(body).In(t, "h1", htmlcheck.HasText("Example Clinic of the Sisters"))
		history := lead.get(body+"/body").wants(t, http.StatusOK)
		history.In(t, "main table tbody tr", htmlcheck.Count(2))
		history.In(t, "main table", htmlcheck.HasText("Name: Example Clinic, then Example Clinic of the Sisters"), htmlcheck.HasText("Telephone: changed"), htmlcheck.LacksText("0001"))
		ana.get(letter).In(t, "main .govuk-summary-list", htmlcheck.HasText("Example Clinic"), htmlcheck.LacksText("Sisters"))
		card := ana.get(at + "/consent")
		card.In(t, "main .l-panel", htmlcheck.HasText("Called now Example Clinic of the Sisters"))
		card.In(t, "main .l-panel", htmlcheck.HasText("+6620000009"))

		old := fill(t, beside, "main form", "body_name", "Example House")
		lead.post(body+"/body", old).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("has changed this body"))
		w.Clock.Add(time.Minute)
		if again := ana.refers(at); !strings.Contains(ana.get(again).Text(t, "main .govuk-summary-list"), "of the Sisters") {
			t.Error("a referral of today has the name of before")
		}
	})
}
