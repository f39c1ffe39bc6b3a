package desk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
)

// A File is a file that was posted.
type File struct {
	Name, Media string // as its sender calls it
	Body        []byte
	Large       bool // it was longer than its page takes, and is not here
	input       string
}

// mostUploads is how many forms with files are read at a time. The next waits for its
// turn, so that files in memory stay bounded.
const mostUploads = 4

const (
	mostParts = 1000 // of a form with files
	firstLook = 512  // bytes, before memory is set aside for a file
)

// File returns a posted file; the zero File when none was chosen.
func (v *Visit) File(name string) File {
	for _, f := range v.files {
		if f.input == name {
			return f
		}
	}
	return File{}
}

// readFiles reads a form with files into memory: a file that does not fit there would be
// written to the disk in clear. One that is longer than limit is left out, and the page
// can say so beside everything else that was typed. It refuses files at a page that takes
// none. From someone whose session has ended it reads what was typed alone.
func (v *Visit) readFiles(limit int64) error {
	if v.rt.Upload == 0 {
		return ErrBad
	}
	if v.SignedIn() {
		select {
		case v.uploads <- struct{}{}:
			v.release = func() { <-v.uploads }
		case <-v.Ctx().Done():
			return v.Ctx().Err()
		}
		v.allowTime()
	}
	parts, err := v.Request.MultipartReader()
	if err != nil {
		return ErrBad
	}
	v.Request.PostForm = url.Values{}
	texts := formLimit
	for range mostParts {
		part, err := parts.NextPart()
		if err == io.EOF { // the last boundary; a form that breaks off has a wrapped one
			return nil
		}
		if err == nil && !isFile(part) {
			err = v.readText(part, &texts)
		} else if err == nil && v.SignedIn() {
			err = v.readFile(part, &limit)
		}
		if err != nil {
			return badBody(err)
		}
	}
	return ErrBad
}

// done gives the turn of reading files back.
func (v *Visit) done() {
	if v.release != nil {
		v.release()
	}
}

// isFile reports whether a part of a form is a file, chosen or not.
func isFile(p *multipart.Part) bool { return p.FileName() != "" || p.Header.Get("Content-Type") != "" }

func badBody(err error) error {
	if errors.As(err, new(*http.MaxBytesError)) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrBad, err)
}

// readText reads an answer that was typed.
func (v *Visit) readText(part *multipart.Part, room *int64) error {
	b, err := io.ReadAll(io.LimitReader(part, *room+1))
	if *room -= int64(len(b)); err == nil && *room < 0 {
		return &http.MaxBytesError{Limit: formLimit}
	}
	v.Request.PostForm.Add(part.FormName(), string(b))
	return err
}

// readFile reads a file into memory that is set aside once.
func (v *Visit) readFile(part *multipart.Part, room *int64) error {
	first, err := io.ReadAll(io.LimitReader(part, firstLook))
	if err != nil || len(first) == 0 {
		return err // none was chosen
	}
	f := File{Name: part.FileName(), Media: part.Header.Get("Content-Type"), Body: first, input: part.FormName()}
	if len(first) == firstLook {
		body := bytes.NewBuffer(make([]byte, 0, min(max(v.Request.ContentLength, 0), *room)+2*bytes.MinRead))
		body.Write(first)
		_, err = body.ReadFrom(io.LimitReader(part, *room+1-firstLook))
		f.Body = body.Bytes()
	}
	if *room -= int64(len(f.Body)); *room < 0 {
		f.Body, f.Large, *room = nil, true, 0
	}
	v.files = append(v.files, f)
	return err
}
