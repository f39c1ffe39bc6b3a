// Package mail carries messages of package contact by SMTP. It can send nothing else: its
// only argument is a message that the gate has made. What it writes around the words tells
// nothing of the node, the organisation or the person.
package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"lindung/contact"
)

// A Server is the mail server that takes the messages of a node.
type Server struct {
	Addr     string // HOST:PORT; at port 465 TLS begins at once, else by STARTTLS
	From     string // the address that messages come from
	User     string // "" to send without signing in
	Password string

	trust *tls.Config // nil means the machine's authorities
	plain bool        // the server is on this machine
}

// implicitTLS is the port at which TLS begins with the connection.
const implicitTLS = "465"

// patience is how long a server has for one message.
const patience = time.Minute

// ErrRefused says that the server will not take the message, now or later.
var ErrRefused = errors.New("the mail server refuses the message")

var (
	errPlain  = errors.New("the mail server does not offer TLS")
	errNoMail = errors.New("there is no message to send")
)

// New returns the server at an address. Without TLS it sends to this machine alone.
func New(addr, from, user, password string) (*Server, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, errors.New("say the mail server as HOST:PORT")
	}
	one, err := mail.ParseAddress(from)
	if err != nil || one.Name != "" || one.Address != from {
		return nil, errors.New("say the address that messages come from without a name")
	}
	ip := net.ParseIP(host)
	return &Server{Addr: addr, From: from, User: user, Password: password, plain: host == "localhost" || ip != nil && ip.IsLoopback()}, nil
}

// Send sends a message. An error that is not ErrRefused may pass: the message can be tried
// again, and is the same to every machine on the way.
func (s *Server) Send(ctx context.Context, m contact.Message, now time.Time) error {
	if m.Words() == "" || m.Way() != contact.Email {
		return errNoMail
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	c, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	err = s.carry(c, m, now)
	var said *textproto.Error
	if errors.As(err, &said) && said.Code >= 500 {
		return ErrRefused // what the server said could name the address
	}
	if err != nil {
		return errors.New("the mail server did not take the message")
	}
	return nil
}

// dial connects to the server, with TLS unless it is on this machine.
func (s *Server) dial(ctx context.Context) (*smtp.Client, error) {
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, err
	}
	config := s.config(host)
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, err
	}
	if until, ok := ctx.Deadline(); ok {
		err = conn.SetDeadline(until)
	}
	if port == implicitTLS {
		conn = tls.Client(conn, config)
	}
	c, fault := smtp.NewClient(conn, host)
	if err = errors.Join(err, fault); err != nil {
		conn.Close()
		return nil, err
	}
	if port != implicitTLS {
		err = s.secure(c, config)
	}
	if err == nil && s.User != "" {
		err = c.Auth(smtp.PlainAuth("", s.User, s.Password, host))
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("the mail server: %w", err)
	}
	return c, nil
}

func (s *Server) config(host string) *tls.Config {
	config := &tls.Config{}
	if s.trust != nil {
		config = s.trust.Clone()
	}
	config.ServerName, config.MinVersion = host, tls.VersionTLS12
	return config
}

// secure greets with a name that every machine has, and begins TLS.
func (s *Server) secure(c *smtp.Client, config *tls.Config) error {
	if err := c.Hello("localhost"); err != nil {
		return err
	}
	if ok, _ := c.Extension("STARTTLS"); ok {
		return c.StartTLS(config)
	}
	if s.plain {
		return nil
	}
	return errPlain
}

func (s *Server) carry(c *smtp.Client, m contact.Message, now time.Time) error {
	if err := c.Mail(s.From); err != nil {
		return err
	}
	if err := c.Rcpt(m.To()); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	text, err := s.text(m, now)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = c.Quit() // the message is with the server
	return nil
}

// text is the message as it crosses the network: the agreed words as subject and as text, the
// time without a zone, and a name made of the message's own reference.
func (s *Server) text(m contact.Message, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	sum := sha256.Sum256([]byte(m.Reference()))
	_, domain, _ := strings.Cut(s.From, "@")
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", "<"+s.From+">")
	header("To", "<"+m.To()+">")
	header("Subject", subject(m.Words()))
	header("Date", now.UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000"))
	header("Message-ID", "<"+hex.EncodeToString(sum[:16])+"@"+domain+">")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "quoted-printable")
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(m.Words() + "\r\n")); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// subject is the first line of the words.
func subject(words string) string {
	first, _, _ := strings.Cut(words, "\n")
	first = strings.TrimSpace(first)
	for _, r := range first {
		if r < ' ' || r > '~' {
			return mime.BEncoding.Encode("utf-8", first)
		}
	}
	return first
}
