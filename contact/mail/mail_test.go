package mail

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/contact"
	"lindung/field"
	"lindung/person"
)

// server is a mail server on this machine that keeps what it is given.
type server struct {
	addr   string
	config *tls.Config // nil without STARTTLS
	answer string      // to RCPT
	got    chan string // each message, after the lines that brought it
}

func begin(t *testing.T, s *server) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr, s.got = ln.Addr().String(), make(chan string, 10)
	if s.answer == "" {
		s.answer = "250 ok"
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
}

func (s *server) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	r, heard, secure := bufio.NewReader(conn), "", false
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 here")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		heard += line
		switch verb, _, _ := strings.Cut(strings.TrimSpace(line), " "); strings.ToUpper(verb) {
		case "EHLO", "HELO":
			if s.config != nil && !secure {
				say("250-here")
				say("250 STARTTLS")
			} else {
				say("250-here")
				say("250 AUTH PLAIN")
			}
		case "STARTTLS":
			say("220 go on")
			conn = tls.Server(conn, s.config)
			r, heard, secure = bufio.NewReader(conn), "", true
		case "AUTH":
			say("235 ok")
		case "RCPT":
			say(s.answer)
		case "DATA":
			say("354 go on")
			text := ""
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text += strings.TrimPrefix(line, ".")
			}
			say("250 taken")
			s.got <- heard + "\x00" + text
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

const now = "Mon, 30 Nov 2026 03:00:00 +0000"

var at = time.Date(2026, 11, 30, 10, 0, 0, 0, lindung.Zone("KH"))

// message is made as every message is: by the gate, from what was answered.
func message(t *testing.T, words string) contact.Message {
	t.Helper()
	var v field.Values
	for i, text := range map[*field.Info]string{
		person.MessageEmail.Info: "a@example.org", person.MessageReader.Info: "person", person.MessageDays.Info: "monday",
		person.MessageHours.Info: "morning", person.MessageWords.Info: words,
	} {
		if _, _, bad := v.Parse(i, text, at); bad != nil {
			t.Fatal(bad)
		}
	}
	m, verdict := contact.Gate(contact.Question{Rule: contact.RuleOf(v), Way: contact.Email, Now: at, Country: "KH"})
	if !verdict.Goes {
		t.Fatal(verdict)
	}
	return m
}

// TestMailTellsNothing: the words are all that it says; nothing around them names the node, the
// organisation, the machine or the time zone, and the server is told no more.
func TestMailTellsNothing(t *testing.T) {
	for _, words := range []string{"The library book is ready.", "หนังสือพร้อมแล้ว", "Buku sudah siap — ambil besok."} {
		s := &server{}
		begin(t, s)
		from, err := New(s.addr, "books@example.org", "", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := from.Send(context.Background(), message(t, words), at); err != nil {
			t.Fatal(err)
		}
		heard, text, _ := strings.Cut(<-s.got, "\x00")
		if want := "EHLO localhost\r\nMAIL FROM:<books@example.org>\r\nRCPT TO:<a@example.org>\r\nDATA\r\n"; heard != want {
			t.Errorf("the server heard %q", heard)
		}
		got, err := mail.ReadMessage(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for name := range got.Header {
			switch name {
			case "From", "To", "Subject", "Date", "Message-Id", "Mime-Version", "Content-Type", "Content-Transfer-Encoding":
			default:
				t.Errorf("there is a header %s", name)
			}
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
		body, wrong := io.ReadAll(quotedprintable.NewReader(got.Body))
		if err != nil || wrong != nil || subject != words || strings.TrimSpace(string(body)) != words {
			t.Errorf("says %q and %q: %v %v", subject, body, err, wrong)
		}
		if got.Header.Get("Date") != now || !strings.HasSuffix(got.Header.Get("Message-Id"), "@example.org>") {
			t.Errorf("%v", got.Header)
		}
	}
}

// TestRefusedOrAgain: what a server will never take is another error than what may pass, and
// neither says an address.
func TestRefusedOrAgain(t *testing.T) {
	for answer, refused := range map[string]bool{"550 no a@example.org here": true, "451 a@example.org later": false} {
		s := &server{answer: answer}
		begin(t, s)
		from, err := New(s.addr, "books@example.org", "", "")
		if err != nil {
			t.Fatal(err)
		}
		err = from.Send(context.Background(), message(t, "Ready."), at)
		if err == nil || errors.Is(err, ErrRefused) != refused || strings.Contains(err.Error(), "a@example.org") {
			t.Errorf("%s: %v", answer, err)
		}
	}
	gone, err := New("127.0.0.1:1", "books@example.org", "", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := gone.Send(context.Background(), message(t, "Ready."), at); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("a server that is away: %v", err)
	}
	if err := gone.Send(context.Background(), contact.Message{}, at); !errors.Is(err, errNoMail) {
		t.Errorf("no message: %v", err)
	}
}

// TestTLS: to another machine nothing goes in clear, and no password; a server that shows who
// it is gets both.
func TestTLS(t *testing.T) {
	clear := &server{}
	begin(t, clear)
	away := &Server{Addr: clear.addr, From: "books@example.org", User: "books", Password: "secret"} // as if it were elsewhere
	if err := away.Send(context.Background(), message(t, "Ready."), at); !errors.Is(err, errPlain) {
		t.Errorf("in clear: %v", err)
	}
	cert, trust := certificate(t)
	s := &server{config: &tls.Config{Certificates: []tls.Certificate{cert}}}
	begin(t, s)
	away.Addr = s.addr
	if err := away.Send(context.Background(), message(t, "Ready."), at); err == nil {
		t.Error("sent to a server that does not show who it is")
	}
	away.trust = trust
	if err := away.Send(context.Background(), message(t, "Ready."), at); err != nil {
		t.Fatal(err)
	}
	if heard := <-s.got; !strings.Contains(heard, "AUTH PLAIN") {
		t.Errorf("did not sign in: %q", heard)
	}
}

// certificate makes one for this machine, and who trusts it.
func certificate(t *testing.T) (tls.Certificate, *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, &tls.Config{RootCAs: pool}
}

func TestNewServer(t *testing.T) {
	for _, bad := range [][2]string{{"mail.example.org", "a@example.org"}, {"mail.example.org:587", "Shelter <a@example.org>"}, {"mail.example.org:587", "none"}} {
		if _, err := New(bad[0], bad[1], "", ""); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
	for addr, plain := range map[string]bool{"localhost:25": true, "127.0.0.1:25": true, "[::1]:25": true, "mail.example.org:587": false, "10.0.0.1:25": false} {
		if s, err := New(addr, "a@example.org", "", ""); err != nil || s.plain != plain {
			t.Errorf("%s: %v %v", addr, s, err)
		}
	}
}
