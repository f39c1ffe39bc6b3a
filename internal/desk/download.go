package desk

import (
	"net/http"
	"path"
)

// A Download writes a response as a file. The first byte sends the headers, so that an
// error before it can still become a page. The name of the file holds nothing about
// anyone, because it stays in the browser's list of downloads.
type Download struct {
	V     *Visit
	Name  string
	begun bool
}

// kinds of files by the ends of their names.
var kinds = map[string]string{
	".csv": "text/csv; charset=utf-8", ".json": "application/json", ".txt": "text/plain; charset=utf-8",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
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

// End returns err, for a page. If the file has begun, it only logs err, because no
// page can follow.
func (d *Download) End(err error) error {
	if err == nil || !d.begun {
		return err
	}
	d.V.Logger.Error("download broke off", "route", d.V.rt.Pattern, "reference", d.V.Reference, "err", err)
	return nil
}
