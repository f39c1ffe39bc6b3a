package archtest

// The levels, lowest first. An arrow only ever points downward:
//
//	words    lindung
//	tools    field i18n names internal/seal internal/db; person
//	guards   audit, access
//	ways in  staff
//	records  consent cases; identification assistance attachment telling referral justice returns contact survivor monitoring
//	across   duties linkage stats federation exchange national
//	delivery internal/desk; web/*; web
//	binary   cmd/lindung
//
// The public side (convention figures public internal/page) is apart from them and
// reaches nothing that stores or opens a case.
var (
	words  = []string{""}
	guards = []string{"", "access", "audit", "field", "i18n", "internal/db", "internal/seal"}
	record = concat(guards, []string{"cases", "consent", "names", "person", "questions"})
	pages  = []string{
		"", "access", "assistance", "attachment", "audit", "cases", "consent", "contact", "convention", "directory", "dossier", "duties", "exchange", "federation", "field",
		"figures", "i18n", "identification", "internal/desk", "internal/pace", "internal/page", "internal/recordings", "justice", "linkage", "monitoring", "names", "national",
		"person", "prevention", "protection", "referral", "returns", "staff", "stats", "survivor", "telling",
	}
	public = []string{"", "convention", "convention/data", "field", "figures", "i18n", "internal/formula", "internal/page", "names"} // names: search finds what two hands write differently; it is pure
)

// may lists, for every package, the packages of this module that its program
// files may import. A package that is not here fails the test: say where it
// belongs. A package may be listed before it exists.
var may = map[string][]string{
	"":              {},
	"field":         words,
	"i18n":          words,
	"i18n/readers":  {"", "convention", "convention/data", "i18n"}, // a command of the repository
	"names":         words,
	"person":        {"", "field", "i18n"}, // what is asked, not where it is kept
	"internal/seal": words,
	"internal/db":   words,

	"internal/sheet":      {}, // files of strangers: it knows nothing of what they hold
	"internal/formula":    {},
	"internal/paper":      {}, // it knows nothing of what a document says
	"internal/pace":       {},
	"internal/meter":      {},   // it counts answers, and knows nobody
	"internal/recordings": {""}, // it knows sentences, and nobody's file

	"questions": {"", "field", "i18n", "internal/sheet"}, // it reads what an organisation asks, and keeps nothing

	"audit":  {"", "internal/db", "internal/seal"},
	"access": {"", "audit", "field", "i18n", "internal/db", "internal/seal", "person", "questions"},
	"staff":  {"", "access", "field", "internal/db", "internal/pace"},

	"consent":        guards,
	"cases":          concat(guards, []string{"consent", "names", "person", "questions"}),
	"identification": concat(record, []string{"telling"}),
	"assistance":     {"", "field"},
	"attachment":     concat(record, []string{"consent"}),
	"tasks":          {"", "field"},
	"telling":        {"", "field"},
	"referral":       concat(record, []string{"visitor"}),
	"visitor":        concat(record, []string{"internal/pace"}),
	"justice":        record,
	"returns":        {"", "field"},
	"protection":     {"", "field"},
	"monitoring":     concat(guards, []string{"convention", "convention/data", "internal/formula", "internal/sheet"}), // it knows no case

	"prevention": concat(record, []string{"internal/pace", "visitor"}),
	"contact":    record,
	"survivor":   concat(record, []string{"contact", "internal/pace", "visitor"}),

	"contact/mail": {"", "contact", "field", "person"}, // it sends what the gate has made, and can send nothing else; its test answers the form

	"directory": concat(guards, []string{"assistance", "consent"}),

	"dossier": concat(record, []string{"assistance", "attachment", "contact", "identification", "justice", "linkage", "monitoring", "prevention", "protection", "referral", "returns", "staff", "survivor", "tasks", "telling", "visitor", "convention", "convention/data", "duties"}),

	"duties":     {"", "convention", "field", "i18n"}, // pure: the facts of a case are made by dossier
	"linkage":    record,
	"stats":      concat(record, []string{"assistance", "directory", "dossier", "duties", "figures", "identification", "internal/paper", "justice", "protection", "referral", "returns", "telling"}),
	"federation": concat(record, []string{"referral"}),
	"exchange":   concat(record, []string{"assistance", "directory", "dossier", "identification", "internal/formula", "internal/sheet", "linkage"}),
	"national":   concat(record, []string{"assistance", "duties", "identification", "justice", "referral", "returns"}),

	"convention":        {"", "field", "i18n"},
	"convention/data":   {"", "convention", "i18n"},
	"convention/gen":    {"convention", "convention/data", "i18n"},
	"convention/report": {"", "convention", "convention/data", "i18n"},
	"figures":           {"", "field", "i18n"},
	"internal/page":     {"", "field", "i18n"},
	"public":            public,

	// The chassis of the staff's pages and their wings. None may import internal/db,
	// see walls.go: a page that is handed the transaction of an act cannot open it.
	"internal/desk":   pages,
	"web/casefile":    concat(pages, []string{"internal/paper"}),
	"web/attachments": concat(pages, []string{"web/casefile"}),
	"web/emergency":   concat(pages, []string{"web/casefile"}),
	"web/sharing":     concat(pages, []string{"web/attachments", "web/bodies", "web/casefile", "web/emergency", "web/finding"}),
	"web/finding":     concat(pages, []string{"web/casefile"}),
	"web/screening":   concat(pages, []string{"web/casefile"}),
	"web/staffdesk":   pages,
	"web/office":      concat(pages, []string{"web/casefile"}),
	"web/bodies":      concat(pages, []string{"web/casefile"}),
	"web/days":        concat(pages, []string{"web/casefile"}),
	"web/own":         concat(pages, []string{"visitor"}),
	"web/link":        concat(pages, []string{"visitor", "web/own"}),
	"web/report":      concat(pages, []string{"web/own"}),
	"web/paper":       concat(pages, []string{"web/casefile"}),
	"web/event":       concat(pages, []string{"web/casefile"}),
	"web/figures":     pages,
	"web/monitoring":  pages,
	"web/prevention":  concat(pages, []string{"internal/formula", "web/casefile"}),
	"web/messages":    concat(pages, []string{"web/casefile"}),
	"web/law":         concat(pages, []string{"web/casefile"}),
	"web/proceedings": concat(pages, []string{"web/casefile"}),
	"web":             concat(pages, []string{"web/attachments", "web/bodies", "web/casefile", "web/days", "web/emergency", "web/event", "web/figures", "web/finding", "web/law", "web/messages", "web/monitoring", "web/office", "web/paper", "web/prevention", "web/proceedings", "web/screening", "web/sharing", "web/staffdesk"}),

	// Invented people for lindung demo; nothing else imports it.
	"internal/demo": {"", "monitoring", "prevention", "survivor", "access", "attachment", "cases", "consent", "directory", "dossier", "field", "identification", "internal/db", "internal/seal", "justice", "person", "questions", "referral", "staff"},

	"cmd/lindung": {anyPackage},

	"internal/test/archtest":        {},
	"internal/test/archtest/report": {"internal/test/archtest"},
	"internal/backup":               {"", "internal/db", "internal/seal"},
	"internal/test/dbtest":          {"", "internal/db", "internal/seal"},
	"internal/test/nodetest":        {"", "access", "dossier", "internal/db", "internal/test/dbtest", "internal/seal", "staff"},
	"internal/test/htmlcheck":       {"", "internal/page"},
	"internal/test/load":            {"", "access", "dossier", "internal/db", "internal/demo", "internal/seal"},
	"internal/test/soak":            {},
	"internal/test/story":           {anyPackage, "internal/test/nodetest"},
}

// anyPackage in a row of may means every package of the module but the
// helpers of tests.
const anyPackage = "*"

// testHelpers are packages that only tests import: what holds for test files
// holds for them.
var testHelpers = []string{"internal/test/archtest", "internal/test/archtest/report", "internal/test/dbtest", "internal/test/htmlcheck", "internal/test/load", "internal/test/nodetest", "internal/test/soak", "internal/test/story"}

// forTests lists what any package's tests may import besides its row in may.
var forTests = []string{"access", "audit", "convention/data", "internal/db", "internal/test/dbtest", "internal/test/htmlcheck", "internal/test/nodetest", "internal/seal", "internal/test/soak", "internal/test/story"}

// never lists what a package may not reach even indirectly, and why.
var never = map[string]map[string]string{
	"public":            confidential,
	"convention":        confidential,
	"convention/data":   confidential,
	"convention/report": confidential,
	"figures":           confidential,
	"internal/page":     confidential,
	"access": {
		"github.com/alexedwards/argon2id": "how people sign in is known to staff",
		"github.com/pquerna/otp":          "how people sign in is known to staff",
	},
	"person": {
		"access":      "what is asked about a person knows neither actor nor case",
		"internal/db": "package cases keeps the answers",
		"net/http":    "a declaration serves files and messages as it serves pages",
	},
	"names": {
		"internal/db": "names are compared by pure functions and tables",
		"net/http":    "names are compared by pure functions and tables",
	},
	"field": {
		"net/http":    "a declaration serves files and messages as it serves pages",
		"internal/db": "a declaration says what is stored, not how",
	},
}

// confidential is what the public side may not reach.
var confidential = map[string]string{
	"cases":         "the public site must run where no case data is",
	"consent":       "the public site must run where no case data is",
	"internal/db":   "released tables come as files or through a reader that cmd passes in",
	"internal/seal": "the public site holds no keys",
	"access":        "the public site has no actors",
	"staff":         "the public site has no actors",
	"database/sql":  "the public site has no database",
}

// onlyIn lists packages of the standard library and of others that only the
// named packages may import, and why.
var onlyIn = []struct {
	path string
	in   []string
	why  string
}{
	{"database/sql", []string{"internal/db", "internal/test/dbtest"}, "reach the database through db.Tx"},
	{"net/http", []string{"internal/desk", "web", "web/casefile", "web/sharing", "web/screening", "web/staffdesk", "web/office", "web/bodies", "web/own", "web/link", "web/report", "public", "internal/page", "internal/recordings", "internal/meter", "federation", "cmd/lindung"}, "take values, not requests; the packages that speak HTTP are listed in archtest"},
	{"net/smtp", []string{"contact/mail"}, "a message to a person passes the gate of package contact"},
	{"html/template", []string{"internal/page"}, "render through internal/page"},
	{"reflect", nil, "declare it instead"},
	{"os/exec", []string{"internal/test/archtest"}, "run no other program"},
	{"unsafe", nil, "there is no need for it here"},
	{"log", nil, "use log/slog with ids and routes, never values"},
}
