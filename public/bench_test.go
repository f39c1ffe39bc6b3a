package public

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkReaders lets 200 readers at once read pages of three languages over
// connections of their own, each a page every tenth of a second, and reports
// the time that the server itself needs.
func BenchmarkReaders(b *testing.B) {
	const readers, pause = 200, 100 * time.Millisecond
	s := site(b, Options{})
	var paths []string
	for _, lang := range []string{"en", "id", "km"} {
		for _, p := range kindsOfPages {
			if !strings.Contains(p, "?") && !strings.Contains(p, "known") {
				paths = append(paths, "/"+lang+"/"+p)
				get(b, s, "/"+lang+"/"+p)
			}
		}
	}
	var mu sync.Mutex
	var took []time.Duration
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		s.ServeHTTP(w, r)
		d := time.Since(began)
		mu.Lock()
		took = append(took, d)
		mu.Unlock()
	}))
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers, DisableCompression: true}}
	b.ResetTimer()
	var all sync.WaitGroup
	for n := range readers {
		all.Go(func() {
			time.Sleep(time.Duration(n) * pause / readers)
			for i := range max(1, b.N/readers) {
				r, _ := http.NewRequest(http.MethodGet, server.URL+paths[(n*7+i)%len(paths)], nil)
				r.Header.Set("Accept-Encoding", "gzip")
				res, err := client.Do(r)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				time.Sleep(pause)
			}
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkSearch is one search, the page included.
func BenchmarkSearch(b *testing.B) {
	s := site(b, Options{})
	get(b, s, "/en/search?q=x")
	for b.Loop() {
		get(b, s, "/en/search?q=shelter")
	}
}

// BenchmarkPage makes one page anew.
func BenchmarkPage(b *testing.B) {
	e := site(b, Options{}).edition()
	for b.Loop() {
		if _, _, err := e.answer("/en/i/ACTIP", ""); err != nil {
			b.Fatal(err)
		}
	}
}

// TestFirstPageIsSmall: the first page with its style sheet and script is under
// 40 KB on the wire; fonts come after it.
func TestFirstPageIsSmall(t *testing.T) {
	s := site(t, Options{})
	if !s.Built() {
		t.Skip("the assets are not built: run make assets")
	}
	for _, lang := range []string{"en", "id", "km"} {
		size := zipped(t, get(t, s, "/"+lang+"/").Body.Bytes())
		for _, name := range []string{"lindung.css", "app.js"} {
			b, err := os.ReadFile(filepath.Join("..", "internal", "page", "static", "built", name))
			if err != nil {
				t.Fatal(err)
			}
			size += zipped(t, b)
		}
		t.Logf("%s: %d bytes", lang, size)
		if size > 40<<10 {
			t.Errorf("%s: %d bytes", lang, size)
		}
	}
}

func zipped(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
