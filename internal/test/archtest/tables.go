package archtest

// owners says which package owns each table of the database. Only the owner's
// stores write it.
var owners = map[string]string{
	"migrations": "internal/db",
	"pen":        "internal/db",

	"log_entries": "audit",
	"log_head":    "audit",

	"actors":   "access",
	"counters": "access",
	"keys":     "access",
	"meta":     "access",
	"once":     "access",
	"orgs":     "access",
	"sums":     "access",

	"questions":   "access",
	"rights":      "access",
	"rights_seen": "access",
	"settings":    "access",

	"papers": "survivor",
	"words":  "survivor",

	"alarms":   "staff",
	"devices":  "staff",
	"drafts":   "staff",
	"factors":  "staff",
	"invites":  "staff",
	"lists":    "staff",
	"passkeys": "staff",
	"sessions": "staff",
	"uploads":  "staff",

	"cases":           "cases",
	"events":          "cases",
	"export_reasons":  "cases",
	"names":           "cases",
	"notes":           "cases",
	"relations":       "cases",
	"records":         "cases",
	"record_versions": "cases",
	"team":            "cases",

	"contact_limits": "contact",
	"outbox":         "contact",

	"attachments":       "attachment",
	"attachment_pieces": "attachment",

	"bases":            "consent",
	"pauses":           "consent",
	"emergencies":      "consent",
	"grants":           "consent",
	"bodies":           "consent",
	"openings":         "consent",
	"decisions":        "identification",
	"notices":          "identification",
	"screenings":       "identification",
	"conference_steps": "referral",
	"links":            "referral",
	"referral_steps":   "referral",
	"referrals":        "referral",

	"visits": "visitor",

	"enquiries":       "directory",
	"enquiries_asked": "directory",
	"offers":          "directory",

	"activities":   "prevention",
	"entities":     "prevention",
	"entity_cases": "prevention",
	"report_words": "prevention",
	"reports":      "prevention",
	"tips":         "prevention",

	"same_persons": "linkage",

	"desks":     "monitoring",
	"editions":  "monitoring",
	"proposals": "monitoring",
	"remarks":   "monitoring",

	"suspects":      "justice",
	"suspect_cases": "justice",

	"batch_rows": "exchange",
	"batches":    "exchange",
	"mappings":   "exchange",
}

// shared lists the tables that the stores of every package above their owner
// may read, and why: a list of fifty rows must not ask fifty times.
var shared = map[string]string{
	"keys":   "the wrapped key of a case goes with every row that it seals",
	"orgs":   "a row is shown with the name of its organisation",
	"cases":  "a row is shown with the number and the state of its case",
	"actors": "a protected case is found again when nobody on its team works here any more",
	"team":   "a policy is asked with the team of the case",
}
