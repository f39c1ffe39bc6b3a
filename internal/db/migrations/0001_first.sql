-- What the node knows of itself: its id, its key's check value.
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL,
	mac TEXT NOT NULL
);

-- Counters that only grow: the change number that indexes in memory follow.
CREATE TABLE counters (
	name TEXT PRIMARY KEY,
	n    BIGINT NOT NULL
);

-- The sum of what all rows of a case, an event, an actor, an organisation or the node
-- add to it, covered: it tells when one was removed or an earlier one put back. n
-- counts its changes. What the sum is stands in the log.
CREATE TABLE sums (
	owner TEXT PRIMARY KEY,
	n     BIGINT NOT NULL,
	sum   BYTEA NOT NULL,
	mac   TEXT NOT NULL
) WITHOUT ROWID;

-- The log: an entry is one line of JSON that never holds a value. The columns
-- beside it are for lists of entries.
CREATE TABLE log_entries (
	n        BIGINT PRIMARY KEY,
	object   TEXT NOT NULL,
	org      TEXT NOT NULL,
	lists    BOOLEAN NOT NULL,
	refused  BOOLEAN NOT NULL,
	everyday BOOLEAN NOT NULL,
	entry    TEXT NOT NULL
);
CREATE INDEX log_entries_object ON log_entries (object, n, org);
CREATE INDEX log_entries_org ON log_entries (org, n);
CREATE INDEX log_entries_refused ON log_entries (org, n) WHERE refused;
CREATE INDEX log_entries_lists ON log_entries (n) WHERE lists;

-- The signed head of the log and the right edge of its tree.
CREATE TABLE log_head (
	id   INTEGER PRIMARY KEY,
	size BIGINT NOT NULL,
	edge BYTEA NOT NULL,
	note TEXT NOT NULL
);

CREATE TABLE orgs (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	sector     TEXT NOT NULL,
	country    TEXT NOT NULL,
	lang       TEXT NOT NULL,
	duty       TEXT NOT NULL,
	telephone  TEXT NOT NULL, -- these three are read to a person before they decide about consent
	address    TEXT NOT NULL,
	complaint  TEXT NOT NULL,
	ended      BOOLEAN NOT NULL,
	begun_at   BIGINT NOT NULL, -- when its first case was opened or its first referral came; 0 for never
	created_at BIGINT NOT NULL,
	version    BIGINT NOT NULL,
	mac TEXT NOT NULL
) WITHOUT ROWID;

-- Who works here. What names an actor, name and login, is sealed.
CREATE TABLE actors (
	id         TEXT PRIMARY KEY,
	org        TEXT NOT NULL REFERENCES orgs (id),
	sealed     BYTEA NOT NULL,
	roles      TEXT NOT NULL,
	lang       TEXT NOT NULL,
	state      TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	undertaken       TEXT NOT NULL, -- the version of the undertaking that they gave, '' for none
	undertaken_at    BIGINT NOT NULL,
	undertaken_until BIGINT NOT NULL,
	version    BIGINT NOT NULL,
	mac TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX actors_org ON actors (org);

-- A right that was asked for: an account, roles, a new sign-in, a pass, a weaker
-- setting, the erasure of a case. before and after are codes; of an erasure the number
-- of the case and the reason.
CREATE TABLE rights (
	id        TEXT PRIMARY KEY,
	org       TEXT NOT NULL REFERENCES orgs (id),
	kind      TEXT NOT NULL,
	whom      TEXT NOT NULL, -- an actor, or the key of a setting
	before    TEXT NOT NULL,
	after     TEXT NOT NULL,
	asked_by  TEXT NOT NULL,
	asked_at  BIGINT NOT NULL,
	keeper    TEXT NOT NULL, -- whose people may agree too
	due_at    BIGINT NOT NULL, -- when nobody has to agree any more; 0 for never
	agreed_by TEXT NOT NULL,
	agreed_at BIGINT NOT NULL,
	ended_by  TEXT NOT NULL,
	ended_at  BIGINT NOT NULL,
	given_at  BIGINT NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX rights_org ON rights (org, asked_at);
CREATE INDEX rights_keeper ON rights (keeper) WHERE keeper <> '' AND given_at = 0 AND ended_at = 0;

-- Until when an actor has looked at the rights that were given.
CREATE TABLE rights_seen (
	actor   TEXT PRIMARY KEY REFERENCES actors (id),
	seen_at BIGINT NOT NULL,
	mac TEXT NOT NULL
);

-- What an organisation has set; a setting without a row has its default.
CREATE TABLE settings (
	org   TEXT NOT NULL REFERENCES orgs (id),
	key   TEXT NOT NULL,
	value BIGINT NOT NULL,
	mac TEXT NOT NULL,
	PRIMARY KEY (org, key)
) WITHOUT ROWID;

-- What an actor signs in with. login is a keyed hash, codes are hashes, a line each, and
-- so are the passwords with which they sign in under force.
CREATE TABLE factors (
	actor     TEXT PRIMARY KEY REFERENCES actors (id),
	login     TEXT NOT NULL UNIQUE,
	password  TEXT NOT NULL,
	calm      TEXT NOT NULL,
	totp      BYTEA NOT NULL,
	totp_step BIGINT NOT NULL,
	codes     TEXT NOT NULL,
	mac TEXT NOT NULL
) WITHOUT ROWID;

-- What needs a supervisor at once, such as an actor who was forced to sign in.
CREATE TABLE alarms (
	id       TEXT PRIMARY KEY,
	org      TEXT NOT NULL REFERENCES orgs (id),
	actor    TEXT NOT NULL REFERENCES actors (id),
	kind     TEXT NOT NULL,
	at       BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	ended_by TEXT NOT NULL,
	answer   TEXT NOT NULL, -- what a supervisor says of it, in a code
	mac TEXT NOT NULL
);
CREATE INDEX alarms_org ON alarms (org, ended_at);
CREATE INDEX alarms_actor ON alarms (actor);

-- A paper or link with which an actor sets or resets the ways to sign in.
CREATE TABLE invites (
	hash       TEXT PRIMARY KEY,
	actor      TEXT NOT NULL REFERENCES actors (id),
	kind       TEXT NOT NULL,
	made_by    TEXT NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at    BIGINT NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX invites_actor ON invites (actor);

CREATE TABLE sessions (
	token      TEXT PRIMARY KEY,
	actor      TEXT NOT NULL,
	data       BYTEA NOT NULL,
	started_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	mac TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_actor ON sessions (actor);

-- What an actor has typed and not sent: a draft under the key of its form, until
-- they are back; or a step of a browser session, which ends with it.
CREATE TABLE drafts (
	id      TEXT PRIMARY KEY,
	actor   TEXT NOT NULL,
	session TEXT NOT NULL,
	step    BOOLEAN NOT NULL,
	page    TEXT NOT NULL,
	object  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX drafts_session ON drafts (session);
CREATE INDEX drafts_actor ON drafts (actor);

-- A list of cases that its actor saved under a name: the name and the filter, sealed.
CREATE TABLE lists (
	id     TEXT PRIMARY KEY,
	actor  TEXT NOT NULL,
	at     BIGINT NOT NULL,
	sealed BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX lists_actor ON lists (actor);

-- A file that its actor has sent and not yet decided on; for an hour.
CREATE TABLE uploads (
	id     TEXT PRIMARY KEY,
	actor  TEXT NOT NULL,
	at     BIGINT NOT NULL,
	sealed BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX uploads_actor ON uploads (actor);

-- The key of each form that was sent, for a month: what comes with it again is the
-- same act, and leads where that one led. digest is a keyed hash of what was sent;
-- made is what the act made, or its object.
CREATE TABLE once (
	actor    TEXT NOT NULL,
	form_key TEXT NOT NULL,
	digest   TEXT NOT NULL,
	object   TEXT NOT NULL,
	made     TEXT NOT NULL,
	answer   TEXT NOT NULL,
	at       BIGINT NOT NULL,
	mac TEXT NOT NULL,
	PRIMARY KEY (actor, form_key)
);
CREATE INDEX once_at ON once (at);

-- The key of each case and event, wrapped. Destroying the row is the erasure.
CREATE TABLE keys (
	owner   TEXT PRIMARY KEY,
	epoch   BIGINT NOT NULL,
	wrapped BYTEA NOT NULL
) WITHOUT ROWID;

-- What happened to several persons at once, told once: a raid, a boat, a family.
CREATE TABLE events (
	id      TEXT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	kind    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	version BIGINT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac TEXT NOT NULL
);

CREATE INDEX events_org ON events (org, at);

CREATE TABLE batches (
	id         TEXT PRIMARY KEY,
	org        TEXT NOT NULL REFERENCES orgs (id),
	made_by    TEXT NOT NULL,
	at         BIGINT NOT NULL,
	format     TEXT NOT NULL,
	rows       BIGINT NOT NULL,
	accepted   BIGINT NOT NULL,
	mapped     BIGINT NOT NULL,
	refused    BIGINT NOT NULL,
	duplicates BIGINT NOT NULL,
	undone_at  BIGINT NOT NULL,
	report     TEXT NOT NULL, -- rules by column and row, no value
	pending    BOOLEAN NOT NULL, -- it is stored, or erased, a slice at a time: no list shows a case of it
	touched_at BIGINT NOT NULL, -- when the last slice was
	mac        TEXT NOT NULL
);
CREATE INDEX batches_pending ON batches (org) WHERE pending;

-- What the columns of lists mean that organisations keep in forms of their own.
CREATE TABLE mappings (
	id      TEXT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	name    TEXT NOT NULL,
	made_by TEXT NOT NULL,
	at      BIGINT NOT NULL,
	mapping TEXT NOT NULL, -- headers and codes, nothing of a person
	mac     TEXT NOT NULL,
	UNIQUE (org, name)
);

CREATE TABLE cases (
	id           TEXT PRIMARY KEY,
	number       TEXT NOT NULL UNIQUE,
	org          TEXT NOT NULL REFERENCES orgs (id),
	status       TEXT NOT NULL,
	opened_at    BIGINT NOT NULL,
	opened_by    TEXT NOT NULL,
	responsible  TEXT NOT NULL,
	child_until  BIGINT NOT NULL, -- a moment up to which the person may be a child, 0 for an adult; never the day itself
	doubt        BOOLEAN NOT NULL,
	refused      BOOLEAN NOT NULL,
	close_reason TEXT NOT NULL,
	closed_at    BIGINT NOT NULL,
	event        TEXT NOT NULL,
	referral     TEXT NOT NULL,
	batch        TEXT NOT NULL,
	urgent_until TEXT NOT NULL, -- the last day on which something urgent is open, never which
	next_due     TEXT NOT NULL DEFAULT '', -- the day by which a form is to be answered again by itself, never which
	held         TEXT NOT NULL, -- why it must not be erased, reasons in codes; '' if it may
	protected    BOOLEAN NOT NULL DEFAULT FALSE, -- only its team sees that it is there
	change_no    BIGINT NOT NULL,
	changed_at   BIGINT NOT NULL,
	version      BIGINT NOT NULL,
	mac TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX cases_org ON cases (org, changed_at, id);
CREATE INDEX cases_opened ON cases (org, opened_at, id);
CREATE INDEX cases_number ON cases (org, number);
CREATE INDEX cases_child ON cases (org, changed_at, id) WHERE child_until > 0;
CREATE INDEX cases_change ON cases (change_no);
CREATE INDEX cases_event ON cases (event) WHERE event <> '';
CREATE INDEX cases_urgent ON cases (org, urgent_until, changed_at, id) WHERE urgent_until <> '' AND closed_at = 0;
CREATE INDEX cases_next ON cases (org, next_due, id) WHERE next_due <> '' AND closed_at = 0;
CREATE INDEX cases_batch ON cases (org, batch) WHERE batch <> '';
CREATE INDEX cases_responsible ON cases (org, responsible, changed_at, id) WHERE closed_at = 0;
CREATE INDEX cases_closed ON cases (org, changed_at, id) WHERE closed_at > 0;
CREATE INDEX cases_refused ON cases (org, changed_at, id) WHERE refused;
-- The protected cases of an organisation, of which its supervisors look for those that
-- nobody who is named can read any more.
CREATE INDEX cases_protected ON cases (org, id) WHERE protected;
CREATE INDEX cases_status ON cases (org, status, changed_at, id) WHERE status <> 'Active';

-- changed_at is that of the case, so that an actor's own cases are in order.
CREATE TABLE team (
	case_id    TEXT NOT NULL REFERENCES cases (id),
	actor      TEXT NOT NULL REFERENCES actors (id),
	since      BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	mac TEXT NOT NULL,
	PRIMARY KEY (case_id, actor)
) WITHOUT ROWID;
CREATE INDEX team_actor ON team (actor, changed_at, case_id);

-- The names of a person, all of it sealed.
CREATE TABLE names (
	case_id TEXT PRIMARY KEY REFERENCES cases (id),
	origin  TEXT NOT NULL, -- the referral with which they were carried over
	version BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac TEXT NOT NULL
) WITHOUT ROWID;

-- The answers to forms: the countable ones in clear, the rest sealed with the key
-- of the owner, a case or a shared event. A form that is answered once has one row
-- without id; one that is answered many times has a row for each record. day, due,
-- for_actor and status are what lists are made from.
CREATE TABLE records (
	owner      TEXT NOT NULL,
	form       TEXT NOT NULL,
	id         TEXT NOT NULL,
	edition    BIGINT NOT NULL,
	grp        TEXT NOT NULL,
	status     TEXT NOT NULL,
	day        TEXT NOT NULL,
	due        TEXT NOT NULL,
	for_actor  TEXT NOT NULL,
	origin     TEXT NOT NULL, -- the referral with which it was carried over
	created_at BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	version    BIGINT NOT NULL,
	at         BIGINT NOT NULL,
	actor      TEXT NOT NULL,
	answers    TEXT NOT NULL,
	sealed     BYTEA NOT NULL,
	mac TEXT NOT NULL,
	PRIMARY KEY (owner, form, id)
);
CREATE INDEX records_due ON records (due, owner) WHERE due <> '';
CREATE INDEX records_for ON records (for_actor, due) WHERE for_actor <> '' AND due <> '';
CREATE INDEX records_owed ON records (owner, due) WHERE due <> '';
CREATE INDEX records_open ON records (form, owner) WHERE status = 'open';

-- What a record said before. It never leaves the organisation.
CREATE TABLE record_versions (
	owner   TEXT NOT NULL,
	form    TEXT NOT NULL,
	id      TEXT NOT NULL,
	version BIGINT NOT NULL,
	edition BIGINT NOT NULL,
	status  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	answers TEXT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac TEXT NOT NULL,
	PRIMARY KEY (owner, form, id, version)
);

-- What the person of one case is to the person of another of the same organisation.
CREATE TABLE relations (
	case_id TEXT NOT NULL REFERENCES cases (id),
	other   TEXT NOT NULL REFERENCES cases (id),
	kind    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	mac     TEXT NOT NULL,
	PRIMARY KEY (case_id, other)
) WITHOUT ROWID;
CREATE INDEX relations_other ON relations (other);

-- That two cases of one organisation are of one person, as someone has decided who may
-- see both. A link that was wrong is deleted: nothing but the log tells of it.
-- sealed: why, with the key of the first case.
CREATE TABLE same_persons (
	case_id TEXT NOT NULL REFERENCES cases (id),
	other   TEXT NOT NULL REFERENCES cases (id),
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac     TEXT NOT NULL,
	PRIMARY KEY (case_id, other)
) WITHOUT ROWID;
CREATE INDEX same_persons_other ON same_persons (other);

-- Why a case left in a file that anyone can read, in the words of whoever took it out: the
-- log has no words. at is that of the entry in the log.
CREATE TABLE export_reasons (
	id      TEXT PRIMARY KEY,
	case_id TEXT NOT NULL REFERENCES cases (id),
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac     TEXT NOT NULL
);
CREATE INDEX export_reasons_case ON export_reasons (case_id);

-- Somebody whom an organisation suspects, once, sealed with a key of its own.
CREATE TABLE suspects (
	id      TEXT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	at      BIGINT NOT NULL,
	version BIGINT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac     TEXT NOT NULL
);
CREATE INDEX suspects_org ON suspects (org, at DESC, id);

-- What a suspect is said to have done in a case, sealed with the key of the case.
CREATE TABLE suspect_cases (
	case_id TEXT NOT NULL REFERENCES cases (id),
	suspect TEXT NOT NULL REFERENCES suspects (id),
	version BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac     TEXT NOT NULL,
	PRIMARY KEY (case_id, suspect)
) WITHOUT ROWID;
CREATE INDEX suspect_cases_suspect ON suspect_cases (suspect);

CREATE TABLE notes (
	id      TEXT PRIMARY KEY,
	case_id TEXT NOT NULL REFERENCES cases (id),
	kind    TEXT NOT NULL,
	grp     TEXT NOT NULL,
	at      BIGINT NOT NULL,
	actor   TEXT NOT NULL,
	corrects TEXT NOT NULL, -- the note that this one stands in place of
	struck  BOOLEAN NOT NULL,
	sealed  BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX notes_case ON notes (case_id, struck, at DESC, id, grp);
CREATE UNIQUE INDEX notes_corrects ON notes (corrects) WHERE corrects <> '';

-- A file that belongs to a case: a photograph of a paper, a letter, a recording.
-- sealed: what it is called, whom it is about, why it was struck out.
CREATE TABLE attachments (
	id       TEXT PRIMARY KEY,
	case_id  TEXT NOT NULL REFERENCES cases (id),
	kind     TEXT NOT NULL,
	grp      TEXT NOT NULL,
	format   TEXT NOT NULL,
	size     BIGINT NOT NULL,
	pieces   BIGINT NOT NULL,
	grant_id TEXT NOT NULL,
	origin   TEXT NOT NULL, -- the referral with which it was carried over
	at       BIGINT NOT NULL,
	actor    TEXT NOT NULL,
	struck   BOOLEAN NOT NULL,
	sealed   BYTEA NOT NULL,
	mac      TEXT NOT NULL
);
CREATE INDEX attachments_case ON attachments (case_id, at);

-- The bytes of an attachment. Each piece is sealed at its place: attachment, number,
-- and how many there are, which its row in attachments says under its authenticator.
CREATE TABLE attachment_pieces (
	attachment TEXT NOT NULL REFERENCES attachments (id),
	n          BIGINT NOT NULL,
	sealed     BYTEA NOT NULL,
	PRIMARY KEY (attachment, n)
);

-- A body outside the node that an organisation has registered. sealed, with the
-- node's own key: name and telephone, because together with a grant they would
-- tell whoever takes the file where a person is.
CREATE TABLE bodies (
	id      TEXT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	country TEXT NOT NULL,
	sector  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX bodies_org ON bodies (org);

-- What an organisation says that it offers, or that a body offers which it has
-- registered: id is of either. sealed, with the node's own key: services, languages,
-- whom it takes, place, hours, how to refer.
CREATE TABLE offers (
	id      TEXT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	free    BIGINT NOT NULL, -- places, as said at free_at
	free_at BIGINT NOT NULL, -- 0 for never
	sealed  BYTEA NOT NULL,
	version BIGINT NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX offers_org ON offers (org);

-- A question to other organisations that is about nobody who could be recognised, for
-- a day. sealed, with the node's own key: what it asks, choices alone.
CREATE TABLE enquiries (
	id     TEXT PRIMARY KEY,
	org    TEXT NOT NULL REFERENCES orgs (id), -- who asks
	at     BIGINT NOT NULL,
	sealed BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX enquiries_org ON enquiries (org, at);
CREATE INDEX enquiries_at ON enquiries (at);

-- Whom an enquiry asks, and the answer.
CREATE TABLE enquiries_asked (
	enquiry TEXT NOT NULL REFERENCES enquiries (id),
	org     TEXT NOT NULL REFERENCES orgs (id),
	answer  TEXT NOT NULL, -- '' for none yet
	places  BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	mac TEXT NOT NULL,
	PRIMARY KEY (enquiry, org)
);
CREATE INDEX enquiries_asked_org ON enquiries_asked (org);

-- What somebody told an organisation. sealed, with a key of its own: what was told, how
-- who told it is reached if they want to be, what was answered and why it ended.
CREATE TABLE tips (
	id          TEXT PRIMARY KEY,
	org         TEXT NOT NULL REFERENCES orgs (id),
	kind        TEXT NOT NULL,
	back        BOOLEAN NOT NULL, -- who told it wants to be called back
	at          BIGINT NOT NULL,
	made_by     TEXT NOT NULL,
	seen_at     BIGINT NOT NULL, -- 0 for never
	seen_by     TEXT NOT NULL,
	answered_at BIGINT NOT NULL,
	answered_by TEXT NOT NULL,
	ended_at    BIGINT NOT NULL,
	ended_by    TEXT NOT NULL,
	outcome     TEXT NOT NULL, -- '' while it is open
	in_case     TEXT NOT NULL, -- '' for none
	wrote_at    BIGINT NOT NULL, -- since which hour words of who said no name were not looked at; 0 for none
	waits_at    BIGINT NOT NULL, -- since which hour they wait for an answer; 0 for none
	version     BIGINT NOT NULL,
	sealed      BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX tips_open ON tips (org, at) WHERE ended_at = 0;
CREATE INDEX tips_waiting ON tips (org, at) WHERE ended_at > 0 AND wrote_at + waits_at > 0;
CREATE INDEX tips_ended ON tips (org, ended_at);
CREATE INDEX tips_case ON tips (in_case);

-- How who told a tip and said no name comes back to it. code: a keyed hash of the key that
-- they were shown once; the tip itself once they have ended it.
CREATE TABLE reports (
	tip     TEXT PRIMARY KEY REFERENCES tips (id),
	org     TEXT NOT NULL REFERENCES orgs (id),
	code    TEXT NOT NULL UNIQUE,
	ended   BOOLEAN NOT NULL,
	version BIGINT NOT NULL,
	mac TEXT NOT NULL
);

-- What they wrote later, and what was written to them, in the order of n. at: of theirs the
-- hour alone. sealed, with the key of the tip: the words.
CREATE TABLE report_words (
	id      TEXT PRIMARY KEY,
	tip     TEXT NOT NULL REFERENCES tips (id),
	n       BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	seen    BOOLEAN NOT NULL, -- by who said no name
	sealed  BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE UNIQUE INDEX report_words_tip ON report_words (tip, n);

-- Who or what recruits, moves, houses or pays people, of the organisation that entered it.
-- sealed, with a key of its own: its names, handles, numbers and what is known of it.
-- change: the change number that indexes in memory follow, outside of the authenticator.
CREATE TABLE entities (
	id      TEXT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	kind    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	version BIGINT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac     TEXT NOT NULL,
	change  BIGINT NOT NULL
);
CREATE INDEX entities_change ON entities (change);
CREATE INDEX entities_org ON entities (org, at);

-- That a case names an entity of its organisation, and what it did there.
CREATE TABLE entity_cases (
	case_id TEXT NOT NULL REFERENCES cases (id),
	entity  TEXT NOT NULL REFERENCES entities (id),
	role    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	mac     TEXT NOT NULL,
	PRIMARY KEY (case_id, entity)
);
CREATE INDEX entity_cases_entity ON entity_cases (entity);

-- A campaign, a training, a talk. sealed, with the node's own key: for whom, where, what
-- it is an activity of, and its result.
CREATE TABLE activities (
	id      TEXT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	kind    TEXT NOT NULL,
	article TEXT NOT NULL,
	day     TEXT NOT NULL,
	reach   BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	version BIGINT NOT NULL,
	sealed  BYTEA NOT NULL,
	mac     TEXT NOT NULL
);
CREATE INDEX activities_org ON activities (org, day);

-- What a person agreed to. recipient: of an organisation or of a body, as
-- recipient_kind says. opens: what opens it. sealed: who explained, interpreter,
-- witness, guardian, conditions.
CREATE TABLE grants (
	id             TEXT PRIMARY KEY,
	case_id        TEXT NOT NULL REFERENCES cases (id),
	org            TEXT NOT NULL,
	recipient_kind TEXT NOT NULL,
	recipient      TEXT NOT NULL,
	purpose        TEXT NOT NULL,
	groups         TEXT NOT NULL,
	from_at        BIGINT NOT NULL,
	until_at       BIGINT NOT NULL,
	lang           TEXT NOT NULL,
	text_version   TEXT NOT NULL,
	child          BOOLEAN NOT NULL,
	opens          TEXT NOT NULL,
	carries        BOOLEAN NOT NULL, -- the recipient may take it over into a case of its own
	meets          BOOLEAN NOT NULL, -- the recipient may take part in a case conference
	given_at       BIGINT NOT NULL,
	given_by       TEXT NOT NULL,
	replaces       TEXT NOT NULL,
	withdrawn_at   BIGINT NOT NULL,
	withdrawn_by   TEXT NOT NULL,
	sealed         BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX grants_case ON grants (case_id, recipient);
CREATE INDEX grants_recipient ON grants (recipient) WHERE withdrawn_at = 0;
CREATE INDEX grants_ending ON grants (org, until_at) WHERE withdrawn_at = 0;

-- A disclosure on a named legal basis instead of consent; it opens nothing
-- until a second actor has agreed.
CREATE TABLE bases (
	id             TEXT PRIMARY KEY,
	case_id        TEXT NOT NULL REFERENCES cases (id),
	org            TEXT NOT NULL,
	recipient_kind TEXT NOT NULL,
	recipient      TEXT NOT NULL,
	kind           TEXT NOT NULL,
	purpose        TEXT NOT NULL,
	groups         TEXT NOT NULL,
	until_at       BIGINT NOT NULL,
	proposed_at    BIGINT NOT NULL,
	proposed_by    TEXT NOT NULL,
	agreed_at      BIGINT NOT NULL,
	agreed_by      TEXT NOT NULL,
	ended_at       BIGINT NOT NULL,
	sealed         BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX bases_case ON bases (case_id, recipient);
CREATE INDEX bases_recipient ON bases (recipient) WHERE agreed_at > 0 AND ended_at = 0;
CREATE INDEX bases_waiting ON bases (org, proposed_at) WHERE agreed_at = 0 AND ended_at = 0;

-- That sharing of a case is paused since a database of the moment backup_at was put
-- back, until someone has gone through it.
CREATE TABLE pauses (
	case_id      TEXT PRIMARY KEY REFERENCES cases (id),
	org          TEXT NOT NULL,
	backup_at    BIGINT NOT NULL,
	since        BIGINT NOT NULL,
	confirmed_at BIGINT NOT NULL,
	confirmed_by TEXT NOT NULL,
	mac          TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX pauses_org ON pauses (org);

-- That the receiver of a referral opens more of the case for an hour, because a life is in
-- danger; verdict is what the organisation that keeps the case says of it afterwards.
CREATE TABLE emergencies (
	id           TEXT PRIMARY KEY,
	case_id      TEXT NOT NULL REFERENCES cases (id),
	referral     TEXT NOT NULL,
	org          TEXT NOT NULL,
	to_org       TEXT NOT NULL,
	danger       TEXT NOT NULL,
	asked_at     BIGINT NOT NULL,
	asked_by     TEXT NOT NULL,
	confirmed_at BIGINT NOT NULL,
	confirmed_by TEXT NOT NULL,
	ended_at     BIGINT NOT NULL,
	ended_by     TEXT NOT NULL,
	verdict      TEXT NOT NULL,
	judged_at    BIGINT NOT NULL,
	judged_by    TEXT NOT NULL,
	sealed       BYTEA NOT NULL,
	mac          TEXT NOT NULL
);
CREATE INDEX emergencies_case ON emergencies (case_id);
CREATE INDEX emergencies_unjudged ON emergencies (org) WHERE judged_at = 0;
CREATE INDEX emergencies_to ON emergencies (to_org, asked_at);

-- What a referral is based on: it names a grant or a legal basis when it is sent,
-- opens it when it is accepted, and closes it when it is over.
CREATE TABLE openings (
	based_on  TEXT NOT NULL,
	opener    TEXT NOT NULL,
	case_id   TEXT NOT NULL REFERENCES cases (id),
	named_at  BIGINT NOT NULL,
	opened_at BIGINT NOT NULL,
	closed_at BIGINT NOT NULL,
	mac TEXT NOT NULL,
	PRIMARY KEY (based_on, opener)
) WITHOUT ROWID;
CREATE INDEX openings_case ON openings (case_id);
CREATE INDEX openings_opener ON openings (opener);

-- from_open, to_open: it still asks something of the sender's, the recipient's side.
CREATE TABLE referrals (
	id             TEXT PRIMARY KEY,
	case_id        TEXT NOT NULL REFERENCES cases (id),
	from_org       TEXT NOT NULL,
	recipient_kind TEXT NOT NULL,
	recipient      TEXT NOT NULL,
	need           TEXT NOT NULL,
	state          TEXT NOT NULL,
	due_at         BIGINT NOT NULL,
	sent_at        BIGINT NOT NULL,
	sent_by        TEXT NOT NULL,
	left_at        BIGINT NOT NULL, -- 0 while it waits for approval, and if it was refused
	accepted_by    TEXT NOT NULL,
	reason         TEXT NOT NULL,
	grp            TEXT NOT NULL, -- the same of all that were sent together; '' for one alone
	linked_case    TEXT NOT NULL,
	from_open      BOOLEAN NOT NULL,
	to_open        BOOLEAN NOT NULL,
	version        BIGINT NOT NULL,
	sealed         BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX referrals_case ON referrals (case_id);
CREATE INDEX referrals_grp ON referrals (grp) WHERE grp <> '';
CREATE INDEX referrals_to ON referrals (recipient, due_at, id) WHERE to_open;
CREATE INDEX referrals_moved ON referrals (from_org, sent_at, id) WHERE state = 'moved';
CREATE INDEX referrals_from ON referrals (from_org, due_at, id) WHERE from_open;

CREATE TABLE referral_steps (
	referral   TEXT NOT NULL REFERENCES referrals (id),
	n          BIGINT NOT NULL,
	case_id    TEXT NOT NULL,
	state      TEXT NOT NULL,
	at         BIGINT NOT NULL,
	actor      TEXT NOT NULL,
	org        TEXT NOT NULL,
	reason     TEXT NOT NULL,
	held_until BIGINT NOT NULL, -- until when the recipient holds a place; 0 for none
	seen_at    BIGINT NOT NULL,
	sealed     BYTEA NOT NULL,
	mac        TEXT NOT NULL,
	PRIMARY KEY (referral, n)
);
CREATE INDEX referral_steps_case ON referral_steps (case_id);

-- With which a body outside reads a referral that was sent to it, and answers: a code and a
-- second one, by keyed hashes. It ends by itself.
CREATE TABLE links (
	id       TEXT PRIMARY KEY,
	referral TEXT NOT NULL REFERENCES referrals (id),
	case_id  TEXT NOT NULL,
	org      TEXT NOT NULL, -- that has sent the referral
	body     TEXT NOT NULL, -- to which it was sent
	code     TEXT NOT NULL UNIQUE,
	second   TEXT NOT NULL,
	made_at  BIGINT NOT NULL,
	made_by  TEXT NOT NULL,
	until_at BIGINT NOT NULL,
	used_at  BIGINT NOT NULL, -- when somebody came with it last; 0 for never
	ended_at BIGINT NOT NULL,
	ended_by TEXT NOT NULL,
	wrong    BIGINT NOT NULL, -- second codes in a row
	version  BIGINT NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX links_referral ON links (referral);
CREATE INDEX links_case ON links (case_id);

-- A paper with which the person of a case reads their own file. Code and PINs are keyed
-- hashes; what a paper does not show, and why, is sealed.
CREATE TABLE papers (
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL REFERENCES cases (id),
	org         TEXT NOT NULL, -- that keeps the case
	code        TEXT NOT NULL UNIQUE,
	pin         TEXT NOT NULL,
	second      TEXT NOT NULL, -- the PIN that shows nothing; '' for none
	shows_where BOOLEAN NOT NULL,
	made_at     BIGINT NOT NULL,
	made_by     TEXT NOT NULL,
	ended_at    BIGINT NOT NULL,
	ended_by    TEXT NOT NULL,
	wrong       BIGINT NOT NULL, -- PINs in a row
	used_at     BIGINT NOT NULL, -- the second PIN, last
	version     BIGINT NOT NULL,
	sealed      BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX papers_case ON papers (case_id);
CREATE INDEX papers_org ON papers (org, used_at);

-- Who came to a case with a code, in one browser.
CREATE TABLE visits (
	token   TEXT PRIMARY KEY,
	kind    TEXT NOT NULL, -- of the code
	opener  TEXT NOT NULL, -- the paper or the link
	case_id TEXT NOT NULL,
	calm    BOOLEAN NOT NULL, -- the second PIN was used: nothing is shown
	began   BIGINT NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX visits_opener ON visits (opener);
CREATE INDEX visits_case ON visits (case_id);

-- In which ways the person of a case must not be reached, as they said themselves.
CREATE TABLE contact_limits (
	case_id TEXT PRIMARY KEY REFERENCES cases (id),
	codes   TEXT NOT NULL,
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	version BIGINT NOT NULL,
	mac TEXT NOT NULL
);

-- What a person has written from their own view, with its answer; and what was written to
-- them. kind says what it asks.
CREATE TABLE words (
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL REFERENCES cases (id),
	org         TEXT NOT NULL, -- that keeps the case
	kind        TEXT NOT NULL,
	about       TEXT NOT NULL, -- a record, a note or a consent of the case; '' for none
	at          BIGINT NOT NULL,
	made_by     TEXT NOT NULL,
	due         TEXT NOT NULL, -- by which day it is answered; '' for none
	answered_at BIGINT NOT NULL,
	answered_by TEXT NOT NULL,
	answered    TEXT NOT NULL, -- how, in a code
	seen_at     BIGINT NOT NULL, -- by the person, after the answer
	sealed      BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX words_case ON words (case_id, at);
CREATE INDEX words_waiting ON words (org, answered_at, due);

-- A case conference, step by step: that it was planned, who was invited and comes, what
-- was said and decided. sealed: place and agenda, or words.
CREATE TABLE conference_steps (
	conference TEXT NOT NULL,
	n          BIGINT NOT NULL,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	part       TEXT NOT NULL,
	referral   TEXT NOT NULL, -- by which a body takes part
	org        TEXT NOT NULL,
	grp        TEXT NOT NULL, -- in which it is seen
	doer       TEXT NOT NULL, -- who does what was decided,
	due        TEXT NOT NULL, -- by this day
	position   TEXT NOT NULL, -- what a body holds on the status of the person
	meets_at   BIGINT NOT NULL,
	at         BIGINT NOT NULL,
	actor      TEXT NOT NULL,
	sealed     BYTEA NOT NULL,
	mac        TEXT NOT NULL,
	PRIMARY KEY (conference, n)
);
CREATE INDEX conference_steps_case ON conference_steps (case_id);

-- The answers to one instrument, sealed. What they point to is computed again
-- each time they are read.
CREATE TABLE screenings (
	id          TEXT PRIMARY KEY,
	case_id     TEXT NOT NULL REFERENCES cases (id),
	instrument  TEXT NOT NULL,
	child       BOOLEAN NOT NULL,
	doubt       BOOLEAN NOT NULL,
	again       TEXT NOT NULL, -- why the person was asked again
	begun_at    BIGINT NOT NULL,
	at          BIGINT NOT NULL,
	actor       TEXT NOT NULL,
	finished_at BIGINT NOT NULL,
	version     BIGINT NOT NULL,
	sealed      BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX screenings_case ON screenings (case_id);

-- A decision on status by the body that the sealed part names, with its law and
-- its grounds; a reported one was made elsewhere. A row with a state says what became of
-- the decision in about.
CREATE TABLE decisions (
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	n          BIGINT NOT NULL,
	status     TEXT NOT NULL,
	kind       TEXT NOT NULL,
	country    TEXT NOT NULL,
	decided    TEXT NOT NULL,
	reported   BOOLEAN NOT NULL,
	state      TEXT NOT NULL,
	about      TEXT NOT NULL, -- the decision that it replaces, or that came to state
	recognises TEXT NOT NULL, -- the decision of another authority that it respects
	referral   TEXT NOT NULL, -- that asked for it, and to which it came back
	team       TEXT NOT NULL, -- the conference that decided it
	at         BIGINT NOT NULL,
	actor      TEXT NOT NULL,
	sealed     BYTEA NOT NULL,
	mac        TEXT NOT NULL,
	UNIQUE (case_id, n)
);
CREATE INDEX decisions_referral ON decisions (referral);

-- That the state of the person was told of a decision: by whom, when. sealed: which
-- authority, and what it was told.
CREATE TABLE notices (
	id       TEXT PRIMARY KEY,
	case_id  TEXT NOT NULL REFERENCES cases (id),
	referral TEXT NOT NULL, -- by which it was asked for
	org      TEXT NOT NULL, -- that told it
	state    TEXT NOT NULL,
	told_on  TEXT NOT NULL,
	at       BIGINT NOT NULL,
	actor    TEXT NOT NULL,
	sealed   BYTEA NOT NULL,
	mac      TEXT NOT NULL
);
CREATE INDEX notices_case ON notices (case_id);
CREATE INDEX notices_referral ON notices (referral);

-- The keyed hash of each imported row, so that an equal one is stored once.
CREATE TABLE batch_rows (
	org     TEXT NOT NULL,
	mac     TEXT NOT NULL,
	batch   TEXT NOT NULL REFERENCES batches (id),
	case_id TEXT NOT NULL,
	PRIMARY KEY (org, mac)
);
CREATE INDEX batch_rows_batch ON batch_rows (batch, case_id);

-- Messages to the person of a case: what asked for one, and what became of it. sealed: what
-- left, and to where.
CREATE TABLE outbox (
	id         TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL REFERENCES cases (id),
	org        TEXT NOT NULL, -- that keeps the case
	kind       TEXT NOT NULL, -- what asked for it
	way        TEXT NOT NULL,
	asked_at   BIGINT NOT NULL,
	asked_by   TEXT NOT NULL,
	due        BIGINT NOT NULL, -- before which it does not go
	until      BIGINT NOT NULL, -- after which it does not go any more
	state      TEXT NOT NULL,
	why        TEXT NOT NULL, -- it was dropped, in a code
	tries      BIGINT NOT NULL,
	left_at    BIGINT NOT NULL, -- when it was taken; 0 if it did not leave
	changed_at BIGINT NOT NULL,
	version    BIGINT NOT NULL,
	sealed     BYTEA NOT NULL,
	mac TEXT NOT NULL
);
CREATE INDEX outbox_case ON outbox (case_id, asked_at);
CREATE INDEX outbox_due ON outbox (state, way, due);
