package archtest

// maxDirect is how many modules of others the program itself may import.
const maxDirect = 20

// inProgram lists the modules of others that program files may import, and what
// for. doc/why.md says why this one, under which licence, and what we would do
// without it.
var inProgram = map[string]string{
	"github.com/ncruces/go-sqlite3":    "the embedded database, without cgo, whole file encrypted",
	"lukechampine.com/adiantum":        "the cipher of the database's file",
	"github.com/jackc/pgx/v5":          "PostgreSQL, through database/sql",
	"github.com/cedar-policy/cedar-go": "policies that a data-protection officer can read",
	"github.com/alexedwards/argon2id":  "hashes of passwords",
	"github.com/alexedwards/scs/v2":    "browser sessions with hashed tokens",
	"github.com/klauspost/compress":    "gzip of pages at two fifths of the time",
	"github.com/go-webauthn/webauthn":  "passkeys",
	"github.com/pquerna/otp":           "time-based codes as second factor",
	"github.com/cloudflare/circl":      "shares of a root key, of which some give it back",
	"filippo.io/age":                   "encrypted backups and protected exports",
	"golang.org/x/crypto":              "argon2id for the passphrase of a key file",
	"golang.org/x/image":               "the cards that networks show beside a link, with the fonts of Go; WebP pictures",
	"golang.org/x/mod":                 "the Merkle tree and signed notes of the log",
	"golang.org/x/sys":                 "a passphrase that is typed at a terminal is not shown",
	"golang.org/x/text":                "Unicode normal forms, names of languages and countries",
	"golang.org/x/time":                "delays by account and by network",
	"github.com/xuri/excelize/v2":      "reading and writing xlsx",
}

// inTests lists the modules of others that only tests may import, and what for.
var inTests = map[string]string{
	"github.com/andybalholm/cascadia":    "CSS selectors in checks of pages",
	"golang.org/x/net":                   "reading HTML in checks of pages",
	"github.com/google/go-cmp":           "differences of large values",
	"github.com/descope/virtualwebauthn": "devices with passkeys that are not there",
	"pgregory.net/rapid":                 "properties over generated values",
	"modernc.org/sqlite":                 "a second opinion on the embedded database",
	"github.com/chromedp/chromedp":       "the walk through the pages in a real browser",
	"github.com/chromedp/cdproto":        "the browser's protocol, part of chromedp",
	"github.com/jba/templatecheck":       "templates against the types of their pages",
}
