package desk

import (
	"net/http"
	"path"
	"strconv"
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
	".csv": "text/csv; charset=utf-8", ".json": "application/json", ".txt": "text/plain; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".age": "application/octet-stream",
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

// A Given is a whole file that somebody once sent. Shown says that this program has
// written it itself, as a picture and nothing else; any other is only saved. Its name
// says nothing about anyone.
type Given struct {
	Name, Media string
	Body        []byte
	Shown       bool
}

// Give answers with a file. A browser that opens it all the same runs nothing of it.
func (v *Visit) Give(f Given) error {
	return v.answer(func() error {
		how := "attachment"
		if f.Shown {
			how = "inline"
		}
		h := v.Writer.Header()
		h.Set("Content-Type", f.Media)
		h.Set("Content-Disposition", how+`; filename="`+f.Name+`"`)
		h.Set("Content-Length", strconv.Itoa(len(f.Body)))
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		_, err := v.Writer.Write(f.Body)
		if err != nil { // no page can follow
			v.Logger.Error("file broke off", "route", v.rt.Pattern, "reference", v.Reference)
		}
		return nil
	})
}
