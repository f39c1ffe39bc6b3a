package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"lindung/internal/test/htmlcheck"
)

// TestKept: what was kept long enough is counted on Home of the supervisor and of data
// protection, and listed; a legal hold shows there and stops the erasure.
func TestKept(t *testing.T) {
	worlds(t, func(w *world) {
		t := w.t
		at := w.personOf("Siti Contoh", false)
		w.personOf("Dewi Contoh", false)
		sup := w.as("supervisor@shelter")
		sup.post(at+"/state", url.Values{"step": {"close"}, "reason": {"no_need"}}).leads(t, at+"?done=case_close")
		w.Clock.Add(200 * 24 * time.Hour)
		sup = w.as("supervisor@shelter")
		dpo := w.as("data_protection@shelter")
		sup.get("/").Not(t, "main a[href=/kept]")
		sup.get("/kept").wants(t, http.StatusOK).Not(t, "main td")

		adm := w.as("administrator@shelter")
		adm.sure("/administration/settings/keep_closed", url.Values{"keep_closed": {"5"}}).wants(t, http.StatusUnprocessableEntity)
		adm.sure("/administration/settings/keep_closed", url.Values{"keep_closed": {"6"}}).leads(t, "/administration/settings?done=setting_saved")
		adm.sure("/administration/settings/keep_closed", url.Values{"keep_closed": {""}}).leads(t, "/rights?done=right_waits")
		sup.get("/").In(t, "main a[href=/kept] .l-counter__n", htmlcheck.HasText("1"))
		dpo.get("/").In(t, "main a[href=/kept] .l-counter__n", htmlcheck.HasText("1"))
		dpo.get("/kept").wants(t, http.StatusOK).Not(t, "main td a")
		w.as("caseworker@shelter").get("/kept").wants(t, http.StatusNotFound)
		list := sup.get("/kept").wants(t, http.StatusOK)
		list.In(t, "main a[href="+at+"/erase]")

		sup.get(at+"/erase").wants(t, http.StatusOK).In(t, "main form[action$=/erase]")
		sup.post(at+"/hold", url.Values{"step": {"place"}, "hold_reason": {"proceedings"}}).leads(t, at+"/hold?done=case_hold_place")
		sup.get(at+"/erase").leads(t, at+"/hold")
		sup.sure(at+"/erase", url.Values{"erase_reason": {"kept_long_enough"}}).leads(t, at+"/hold?done=case_is_held")
		sup.get("/kept").In(t, "main", htmlcheck.HasText("Criminal proceedings"))
		sup.get(at+"/history").In(t, "main", htmlcheck.HasText("placed a legal hold"))
		w.as("caseworker@shelter").get(at+"/hold").wants(t, http.StatusNotFound)
		sup.post(at+"/hold", url.Values{"step": {"lift"}, "hold_reason": {"proceedings"}}).leads(t, at+"/hold?done=case_hold_lift")
		sup.get("/").In(t, "main a[href=/kept] .l-counter__n", htmlcheck.HasText("1"))
	})
}
