package web

import (
	"net/http"
	"path"
)

// A download writes an answer as a file. The first byte sends the headers, so
// that what goes wrong before it is still a page. The name of a file is one of
// the program: it stays in the list of a browser's downloads.
type download struct {
	v     *visit
	name  string
	begun bool
}

// kinds of files by the ends of their names.
var kinds = map[string]string{
	".csv": "text/csv; charset=utf-8", ".json": "application/json", ".txt": "text/plain; charset=utf-8",
}

// Write writes a part of the file.
func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun, d.v.answered = true, true
		h := d.v.w.Header()
		h.Set("Content-Type", kinds[path.Ext(d.name)])
		h.Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
		h.Set("Cache-Control", "no-store")
		d.v.w.WriteHeader(http.StatusOK)
	}
	return d.v.w.Write(b)
}

// end turns err into a page, unless the file has begun: then whoever asked for
// it is gone, and nobody is there to read one.
func (d *download) end(err error) error {
	if err == nil || !d.begun {
		return err
	}
	d.v.Logger.Error("download broke off", "route", d.v.route, "reference", d.v.reference, "err", err)
	return nil
}
