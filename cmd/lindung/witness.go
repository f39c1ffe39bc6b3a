package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lindung"
	"lindung/audit"
	"lindung/internal/backup"
)

var witnessCommand = command{
	name: "witness", brief: "watch over the logs of nodes from another machine: cosign what continues, refuse what was put back",
	needs: []string{"dir"},
	takes: []string{"addr", "key"},
	run:   witness,
}

// witnessAddr is where a witness listens if no one says where.
const witnessAddr = "127.0.0.1:8089"

// mostAsk is more than an Ask can have: 63 hashes and a head.
const mostAsk = 16 << 10

// witness serves add-checkpoint of C2SP tlog-witness from a folder: its key, the
// public keys of the logs that it watches over, a line each, and the latest head of
// each log. It learns how many entries a log has and when, and nothing else.
func witness(ctx context.Context, c *call) error {
	w, err := c.openWitness()
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", or(c.Addr, witnessAddr))
	if err != nil {
		return err
	}
	v := struct {
		URL       string `json:"url"`
		PublicKey string `json:"public_key"`
		Logs      int    `json:"logs"`
	}{"http://" + ln.Addr().String(), w.PublicKey(), w.logs}
	text := fmt.Sprintf("The witness of %d logs listens at %s\nits public key: %s\n", v.Logs, v.URL, v.PublicKey)
	if v.Logs == 0 {
		text += "It trusts no log yet: start it once with --key and the public key of a log.\n"
	}
	if err := c.print(v, text); err != nil {
		return errors.Join(err, ln.Close())
	}
	pages := http.NewServeMux()
	pages.HandleFunc("POST /add-checkpoint", w.addCheckpoint)
	return serveOn(ctx, ln, pages)
}

// watcher is a witness with the folder in which it keeps what it saw.
type watcher struct {
	*audit.Witness
	dir  string
	logs int
}

func (c *call) openWitness() (*watcher, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	name, seed, err := witnessKey(filepath.Join(c.Dir, "witness.key"))
	if err != nil {
		return nil, err
	}
	w := &watcher{dir: c.Dir}
	if w.Witness, err = audit.NewWitness(name, seed, time.Now); err != nil {
		return nil, err
	}
	keys, err := watchedLogs(filepath.Join(c.Dir, "logs"), strings.TrimSpace(c.Public), w.Trust)
	w.logs = len(keys)
	return w, err
}

// witnessKey reads the name and key of the witness, or makes them.
func witnessKey(path string) (name string, seed []byte, err error) {
	err = backup.Replace(path, func(old []byte) ([]byte, error) {
		if old != nil {
			var text string
			if name, text, _ = strings.Cut(strings.TrimSpace(string(old)), " "); text != "" {
				seed, err = base64.StdEncoding.DecodeString(text)
				return nil, err
			}
			return nil, errors.New(path + " is damaged")
		}
		name, seed = "lindung-witness-"+lindung.NewID()[:8], make([]byte, 32)
		rand.Read(seed) // never returns an error
		return []byte(name + " " + base64.StdEncoding.EncodeToString(seed) + "\n"), nil
	})
	return name, seed, err
}

// watchedLogs returns the keys of the logs, with one that is added to them.
func watchedLogs(path, add string, trust func(string) error) (keys []string, err error) {
	err = backup.Replace(path, func(old []byte) ([]byte, error) {
		keys = strings.Fields(string(old))
		known := add == ""
		for _, key := range keys {
			known = known || key == add
		}
		if !known {
			keys = append(keys, add)
		}
		for _, key := range keys {
			if err := trust(key); err != nil {
				return nil, err
			}
		}
		if known {
			return nil, nil
		}
		return []byte(strings.Join(keys, "\n") + "\n"), nil
	})
	return keys, err
}

// addCheckpoint answers an Ask. The latest head is read, held against the new one
// and replaced under one lock, and is on the disk before the answer leaves.
func (w *watcher) addCheckpoint(out http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(out, r.Body, mostAsk))
	if err != nil {
		http.Error(out, "", http.StatusBadRequest)
		return
	}
	ask := string(text)
	var a audit.Answer
	name, known := w.Origin(ask)
	if !known {
		a = w.Answer(ask, "")
	} else if err := backup.Replace(w.latest(name), func(old []byte) ([]byte, error) {
		if a = w.Answer(ask, string(old)); a.Keep == "" {
			return nil, nil
		}
		return []byte(a.Keep), nil
	}); err != nil {
		http.Error(out, "the witness cannot store what it saw", http.StatusInternalServerError)
		return
	}
	out.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if a.Status == audit.Conflict {
		out.Header().Set("Content-Type", "text/x.tlog.size")
	}
	out.WriteHeader(a.Status)
	io.WriteString(out, a.Body) // who has left does not read it
}

// latest is the file with the latest head of a log, which is also what lindung audit
// verify --witness reads.
func (w *watcher) latest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(w.dir, hex.EncodeToString(sum[:8])+".head")
}
