package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// A config is everything that can be set from outside. The zero value works
// wherever a command does not need the setting.
type config struct {
	DB, KeyFile                   string
	RootKey, Passphrase           string
	Shares, Of, Need, Epoch       string
	Addr, TLSCert, TLSKey         string
	ACME, ACMETerms               string
	ACMEDirectory                 string
	BehindProxy                   bool
	Org, Country, Sector, Name    string
	Role, Lang, Login             string
	JSON, Partial, Proof, DryRun  bool
	Mapping, Refused              string
	Format, Out, To, File, Public string
	Since, From                   string
	Recipient, Identity           string
	BaseURL, Snapshot, Contacts   string
	EditionKey                    string
	PersonAddr, PersonURL         string
	Machines                      string
	OpsAddr                       string
	ReportTo, LeaveTo             string
	BackupTo, CopyTo              string
	NoBackup, PlainDB, Desks      bool
	On, Known, State              string
	Instrument, Article           string
	AcceptOlder, Dir              string
	Rescue, AcceptClock           bool
	Witness, WitnessKey           string
	Case, Reason                  string
	By, Where, Facts              string
	Number, FilePassphrase        string
	SMTP, SMTPFrom                string
	SMTPUser, SMTPPasswordFile    string
	Recordings                    string
	Addressee                     string
	Open                          bool
}

// A setting is one field of config: its flag, its environment variable and what
// it is for.
type setting struct {
	name  string // of the flag; also of the environment variable, in its way
	value string // the name of the value in usage; "" for a switch
	kind  source
	help  string
	field func(*config) any
}

// source is where a setting may come from.
type source int

const (
	fromBoth source = iota // flag, or environment
	fromFlag               // belongs to one call
	fromEnv                // a secret: never on a command line, where others see it
)

// settings are all settings, in the order in which help lists them.
var settings = []setting{
	{"db", "D", fromBoth, "the database: a file, or postgres://user@host/name", func(c *config) any { return &c.DB }},
	{"key-file", "K", fromBoth, "the file with the node's root key, as init made it", func(c *config) any { return &c.KeyFile }},
	{"root-key", "", fromEnv, "the text of the root key instead of a file", func(c *config) any { return &c.RootKey }},
	{"passphrase", "", fromEnv, "the passphrase that opens the root key, if it has one", func(c *config) any { return &c.Passphrase }},
	{"shares", "FILE[,FILE]", fromBoth, "files with shares of the root key instead of a key file", func(c *config) any { return &c.Shares }},
	{"of", "N", fromFlag, "into how many shares the root key is split", func(c *config) any { return &c.Of }},
	{"need", "K", fromFlag, "how many of them are enough", func(c *config) any { return &c.Need }},
	{"epoch", "N", fromFlag, "the epoch of a root key that is over", func(c *config) any { return &c.Epoch }},
	{"addr", "HOST:PORT", fromBoth, "where to listen; without TLS or a proxy, loopback only", func(c *config) any { return &c.Addr }},
	{"tls-cert", "FILE", fromBoth, "the certificate for serving pages", func(c *config) any { return &c.TLSCert }},
	{"tls-key", "FILE", fromBoth, "the key of that certificate", func(c *config) any { return &c.TLSKey }},
	{"acme", "ADDRESS", fromBoth, "get and renew the certificates of the host names in --base-url and --person-url by ACME; the issuer gets this e-mail address", func(c *config) any { return &c.ACME }},
	{"acme-terms", "URL", fromBoth, "the terms of that issuer to which you agree: their address, which serve prints without this setting", func(c *config) any { return &c.ACMETerms }},
	{"acme-directory", "URL", fromBoth, "the ACME directory of that issuer; default Let's Encrypt", func(c *config) any { return &c.ACMEDirectory }},
	{"behind-proxy", "", fromBoth, "a proxy in front speaks TLS and sets X-Forwarded-For", func(c *config) any { return &c.BehindProxy }},
	{"plain-database", "", fromFlag, "reach a PostgreSQL on another machine although it does not show who it is, or in clear; supervisors are told", func(c *config) any { return &c.PlainDB }},
	{"org", "NAME", fromBoth, "the organisation that acts, by its name or identifier", func(c *config) any { return &c.Org }},
	{"country", "CC", fromFlag, "its country, two letters", func(c *config) any { return &c.Country }},
	{"sector", "S", fromFlag, "its sector, one of a fixed list", func(c *config) any { return &c.Sector }},
	{"name", "NAME", fromFlag, "the name by which the organisation or worker is shown", func(c *config) any { return &c.Name }},
	{"role", "R", fromFlag, "roles, separated by commas", func(c *config) any { return &c.Role }},
	{"lang", "TAG", fromFlag, "the language, such as en or id", func(c *config) any { return &c.Lang }},
	{"login", "NAME", fromFlag, "what the worker signs in with", func(c *config) any { return &c.Login }},
	{"proof", "", fromFlag, "ask for the proof that the key is copied, also without a terminal", func(c *config) any { return &c.Proof }},
	{"partial", "", fromFlag, "store the good rows even if others are refused", func(c *config) any { return &c.Partial }},
	{"dry-run", "", fromFlag, "say what would be done, and store nothing", func(c *config) any { return &c.DryRun }},
	{"mapping", "NAME|FILE", fromFlag, "what the columns of the list mean: a saved mapping, or one in a file", func(c *config) any { return &c.Mapping }},
	{"refused", "FILE", fromFlag, "write the refused rows, with the reasons, to a file that does not exist yet", func(c *config) any { return &c.Refused }},
	{"case", "NUMBER", fromFlag, "the number of the case", func(c *config) any { return &c.Case }},
	{"by", "DIM[,DIM]", fromFlag, "what is counted: the names of one or two dimensions; a wrong one lists them all", func(c *config) any { return &c.By }},
	{"where", "DIM=CODE", fromFlag, "only cases with this answer to another dimension", func(c *config) any { return &c.Where }},
	{"facts", "FILE", fromFlag, "a JSON file with the facts of a case, - for standard input; what is missing or null is not known", func(c *config) any { return &c.Facts }},
	{"number", "NUMBER", fromFlag, "the number of the case that is exported", func(c *config) any { return &c.Number }},
	{"file-passphrase", "", fromEnv, "the passphrase that opens an exported file of format xlsx.age", func(c *config) any { return &c.FilePassphrase }},
	{"reason", "TEXT", fromFlag, "why a case is erased: person_asked, kept_long_enough, by_mistake or order; why a file is exported in the clear: other_system, person_asked, order, authority, check or other, or your own words, which are sealed in each case and shown in its history", func(c *config) any { return &c.Reason }},
	{"format", "F", fromFlag, "the format of the result: csv or json; for an export of cases also xlsx, or xlsx.age, which opens with a passphrase alone and is the default there", func(c *config) any { return &c.Format }},
	{"out", "FILE", fromFlag, "write to a file instead of standard output", func(c *config) any { return &c.Out }},
	{"to", "FILE", fromFlag, "the file to write; it must not exist yet, but edition take replaces an older edition", func(c *config) any { return &c.To }},
	{"from", "FILE|DIR", fromFlag, "the file to read, or the folder of a copy", func(c *config) any { return &c.From }},
	{"recipient", "AGE", fromBoth, "the age recipients of backups, separated by commas", func(c *config) any { return &c.Recipient }},
	{"backup-to", "DIR", fromBoth, "the folder for the backup that is made before the database of an older version is changed", func(c *config) any { return &c.BackupTo }},
	{"copy-to", "DIR", fromBoth, "serve: keep a copy of the SQLite database that follows it, in a folder on another disk", func(c *config) any { return &c.CopyTo }},
	{"migrate-without-backup", "", fromFlag, "change the database of an older version without a backup", func(c *config) any { return &c.NoBackup }},
	{"identity", "FILE", fromFlag, "the file with the age identity that opens a backup", func(c *config) any { return &c.Identity }},
	{"file", "EXPORT", fromFlag, "an exported log instead of a database", func(c *config) any { return &c.File }},
	{"key", "PUBLIC", fromFlag, "the log's public key, as init printed it", func(c *config) any { return &c.Public }},
	{"since", "HEAD", fromFlag, "a file with an earlier signed head that the log must continue", func(c *config) any { return &c.Since }},
	{"base-url", "URL", fromBoth, "where people reach the pages, such as https://example.org; links begin with it", func(c *config) any { return &c.BaseURL }},
	{"snapshot", "FILE", fromBoth, "facts of law to use instead of the built-in ones: a file or a folder", func(c *config) any { return &c.Snapshot }},
	{"edition-key", "PUBLIC", fromBoth, "the public key of who publishes the snapshot, as lindung edition key prints it: only editions that it has signed are used, each of which continues the last", func(c *config) any { return &c.EditionKey }},
	{"contacts", "FILE", fromBoth, "numbers to call that you answer for: a CSV file; they come first", func(c *config) any { return &c.Contacts }},
	{"report-to", "ADDRESS", fromBoth, "where readers of the public site report mistakes: an e-mail address or a page", func(c *config) any { return &c.ReportTo }},
	{"person-addr", "HOST:PORT", fromBoth, "where persons read their own file: a listener of its own", func(c *config) any { return &c.PersonAddr }},
	{"person-url", "URL", fromBoth, "the address of --person-addr as a paper says it: a host name that tells nothing", func(c *config) any { return &c.PersonURL }},
	{"ops-addr", "HOST:PORT", fromBoth, "where programs that watch the machine are answered: /healthz, /readyz, /metrics; loopback only", func(c *config) any { return &c.OpsAddr }},
	{"machines", "N", fromBoth, "on how many computers the node is served from one PostgreSQL; a guesser gains nothing from their number", func(c *config) any { return &c.Machines }},
	{"desks", "", fromFlag, "keep no persons' files on this node, from now on and for good: only the desks of the public record, its staff and its log are there", func(c *config) any { return &c.Desks }},
	{"leave-to", "URL", fromBoth, "where the leave button goes: a neutral page of another site", func(c *config) any { return &c.LeaveTo }},
	{"witness", "URL|FILE", fromBoth, "serve: the address of a witness of the log; audit verify: a file with a head that it cosigned", func(c *config) any { return &c.Witness }},
	{"witness-key", "PUBLIC", fromBoth, "the public key of that witness, as lindung witness prints it", func(c *config) any { return &c.WitnessKey }},
	{"smtp", "HOST:PORT", fromBoth, "the mail server that takes the messages to which persons agreed; with TLS, unless it is on this machine", func(c *config) any { return &c.SMTP }},
	{"smtp-from", "ADDRESS", fromBoth, "the address that these messages come from: one that tells nothing of you", func(c *config) any { return &c.SMTPFrom }},
	{"smtp-user", "NAME", fromBoth, "the name with which the program signs in at the mail server; without it, that address, if there is a password", func(c *config) any { return &c.SMTPUser }},
	{"smtp-password-file", "FILE", fromBoth, "the file with the password for the mail server", func(c *config) any { return &c.SMTPPasswordFile }},
	{"dir", "DIR", fromFlag, "the folder in which a witness keeps its key and what it saw, the folder of recordings, or where a drill may write", func(c *config) any { return &c.Dir }},
	{"recordings", "DIR", fromBoth, "the folder of sentences that people have spoken: LANG/list.csv and LANG/KEY.mp3, .m4a or .opus", func(c *config) any { return &c.Recordings }},
	{"accept-older", "REASON", fromFlag, "go on with a log that ends before what was there, or is another: " + reasonCodes, func(c *config) any { return &c.AcceptOlder }},
	{"accept-clock", "", fromFlag, "the machine's clock is right, and was ahead before: go on by it, although the log is of a later time", func(c *config) any { return &c.AcceptClock }},
	{"rescue", "", fromFlag, "the log is not the one that was there: only let teams read their cases, and consent be withdrawn, noted in a journal beside the key", func(c *config) any { return &c.Rescue }},
	{"on", "DAY", fromFlag, "the day to ask about; default today", func(c *config) any { return &c.On }},
	{"known", "DAY", fromFlag, "as it was known on that day; default today", func(c *config) any { return &c.Known }},
	{"state", "CC", fromFlag, "a member state of ASEAN, two letters", func(c *config) any { return &c.State }},
	{"instrument", "ID", fromFlag, "a treaty of the data; default ACTIP", func(c *config) any { return &c.Instrument }},
	{"article", "A", fromFlag, "an article or a paragraph of the Convention, such as 14 or 14.7", func(c *config) any { return &c.Article }},
	{"addressee", "B", fromFlag, "who was asked: a state, two letters; a body, such as AICHR; or states for all of them", func(c *config) any { return &c.Addressee }},
	{"open", "", fromFlag, "only what nobody has answered, and of which no source says that anything came of it", func(c *config) any { return &c.Open }},
	{"json", "", fromFlag, "the result as JSON", func(c *config) any { return &c.JSON }},
}

// env is the name of the environment variable of a setting.
func (s setting) env() string {
	return "LINDUNG_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// shape is the setting as usage shows it.
func (s setting) shape() string {
	if s.value == "" {
		return "--" + s.name
	}
	return "--" + s.name + " " + s.value
}

// declare reads the environment and declares the flags of some settings.
// Secrets are read from the environment for every command.
func (c *call) declare(fs *flag.FlagSet, names []string) error {
	for _, s := range settings {
		if s.kind != fromFlag && (s.kind == fromEnv || slices.Contains(names, s.name)) {
			if err := s.read(&c.config, os.Getenv(s.env())); err != nil {
				return misuse("%s: %v", s.env(), err)
			}
		}
		if s.kind == fromEnv || !slices.Contains(names, s.name) {
			continue
		}
		switch p := s.field(&c.config).(type) {
		case *string:
			fs.StringVar(p, s.name, *p, s.help)
		case *bool:
			fs.BoolVar(p, s.name, *p, s.help)
		}
	}
	return nil
}

// read sets a field from the text of an environment variable; "" leaves it.
func (s setting) read(c *config, text string) (err error) {
	if text == "" {
		return nil
	}
	switch p := s.field(c).(type) {
	case *string:
		*p = text
	case *bool:
		if *p, err = strconv.ParseBool(text); err != nil {
			return fmt.Errorf("say true or false")
		}
	}
	return nil
}

// missing returns the settings among names that have no value, as flags.
func (c *call) missing(names []string) []string {
	var missing []string
	for _, s := range settings {
		if s.name == "key-file" && c.RootKey != "" {
			continue
		}
		if p, isText := s.field(&c.config).(*string); isText && *p == "" && s.kind != fromEnv && slices.Contains(names, s.name) {
			missing = append(missing, "--"+s.name)
		}
	}
	return missing
}
