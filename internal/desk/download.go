package desk

import (
	"net/http"
	"path"
)

// A Download writes an answer as a file. The first byte sends the headers, so
// that what goes wrong before it is still a page. The name of a file is one of
// the program: it stays in the list of a browser's downloads.
type Download struct {
	V     *Visit
	Name  string
	begun bool
}

// kinds of files by the ends of their names.
var kinds = map[string]string{
	".csv": "text/csv; charset=utf-8", ".json": "application/json", ".txt": "text/plain; charset=utf-8",
}

// Write writes a part of the file.
func (d *Download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun, d.V.answered = true, true
		h := d.V.Writer.Header()
		h.Set("Content-Type", kinds[path.Ext(d.Name)])
		h.Set("Content-Disposition", `attachment; filename="`+d.Name+`"`)
		h.Set("Cache-Control", "no-store")
		d.V.Writer.WriteHeader(http.StatusOK)
	}
	return d.V.Writer.Write(b)
}

// End turns err into a page, unless the file has begun: then whoever asked for
// it is gone, and no one is there to read one.
func (d *Download) End(err error) error {
	if err == nil || !d.begun {
		return err
	}
	d.V.Logger.Error("download broke off", "route", d.V.rt.Pattern, "reference", d.V.Reference, "err", err)
	return nil
}
