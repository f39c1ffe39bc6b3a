package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// A file is looked at, stored and taken back in Chromium, by a supervisor who
// reads Indonesian; every page on the way is free of what axe-core finds.
func TestFilesInChromium(t *testing.T) {
	file, err := filepath.Abs("../../exchange/testdata/htcds-2.0-broken.csv")
	if err != nil {
		t.Fatal(err)
	}
	d := startBrowser(t)
	d.be("budi")
	d.open("/files")
	d.do(chromedp.SetUploadFiles("#file", []string{file}))
	d.submit("#file")
	d.looksGood("file_preview")
	d.submit("input[name=upload]")
	d.looksGood("batch")
	d.open(js[string](d, `location.pathname`) + "/undo")
	d.looksGood("batch_undo")
	d.submit("main form.l-form button")
	d.looksGood("step_up")
}

// looksGood judges the page that is open, and writes its picture when
// TEST_PICTURES_ALL asks for pictures of everything.
func (d *demoSite) looksGood(name string) {
	d.t.Helper()
	dir := os.Getenv("TEST_PICTURES")
	for _, width := range []int64{320, 1280} {
		d.size(width)
		for _, fault := range d.axe() {
			d.t.Errorf("%s at %d: %s", name, width, fault)
		}
		if d.wide() {
			d.t.Errorf("%s is wider than %d", name, width)
		}
		if dir != "" && os.Getenv("TEST_PICTURES_ALL") != "" {
			d.window(width, 1500)
			d.shot(filepath.Join(dir, fmt.Sprintf("%s_%d.png", name, width)))
		}
	}
}

// A roster of a raid day in a form of its own is brought in: what its columns mean, what
// it would do, the event of all, what came of it.
func TestRosterInChromium(t *testing.T) {
	file := filepath.Join(t.TempDir(), "roster.csv")
	text := "Operasi Contoh (invented);;;;;\nNo;Nama;JK;Tgl Lahir;Keadaan;No HP\n1;Samanama Satu;P;03/04/2001;Selesai;+620000000001\n" +
		"2;Samanama Dua;L;05/06/2010;Active;620000000002.0\n4;Samanama Empat;L;09/10/1998;Active;+620000000004\n3;Samanama Tiga;L;07/08/1999;Active;+620000000003\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d := startBrowser(t)
	d.be("budi")
	d.open("/files")
	d.do(chromedp.SetUploadFiles("#file", []string{file}))
	d.submit("#file")
	d.do(chromedp.SetValue(`[name="col-4"]`, "cas_Status"), chromedp.SetValue(`[name="name"]`, "Razia"), chromedp.Click(`[name="order-3"][value="day"]`))
	d.looksGood("file_columns")
	d.submit(`[name="name"]`)
	d.looksGood("roster_preview")
	d.do(chromedp.Click(`[name="event_kind"][value="raid"]`), chromedp.SetValue(`[name="event_place"]`, "Rumah contoh"))
	d.submit("input[name=upload]")
	d.looksGood("roster_batch")
}
