-- Which desk an organisation has at the public record of the Convention. voice: for whom
-- it speaks, the code of a state or the id of a body; '' for none.
CREATE TABLE desks (
	org     TEXT PRIMARY KEY REFERENCES orgs (id),
	kind    TEXT NOT NULL,
	voice   TEXT NOT NULL,
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	version BIGINT NOT NULL,
	mac     TEXT NOT NULL
);

-- What a desk proposes to write into a row of the record. It is about no case. sealed, with
-- the node's own key, since a draft may say what must not be public: the cells of the row,
-- and what was said of it. edition: the number of the one that has it; 0 for none.
CREATE TABLE proposals (
	id          TEXT PRIMARY KEY,
	org         TEXT NOT NULL REFERENCES orgs (id),
	file        TEXT NOT NULL,
	state       TEXT NOT NULL,
	at          BIGINT NOT NULL,
	made_by     TEXT NOT NULL,
	asked_at    BIGINT NOT NULL, -- 0 for never, as in the others
	reviewed_at BIGINT NOT NULL,
	reviewed_by TEXT NOT NULL,
	reviewer    TEXT NOT NULL, -- the organisation of who has reviewed it
	held_at     BIGINT NOT NULL,
	held_by     TEXT NOT NULL,
	cleared_at  BIGINT NOT NULL,
	cleared_by  TEXT NOT NULL,
	edition     BIGINT NOT NULL,
	version     BIGINT NOT NULL,
	sealed      BYTEA NOT NULL,
	mac         TEXT NOT NULL
);
CREATE INDEX proposals_org ON proposals (org, at);
CREATE INDEX proposals_state ON proposals (state, at);

-- What somebody said of a row of the record: a desk officer, or a reader whose words
-- reached the operator and were entered by hand. sealed, with the node's own key: the words
-- and the answer.
CREATE TABLE remarks (
	id          TEXT PRIMARY KEY,
	org         TEXT NOT NULL REFERENCES orgs (id),
	kind        TEXT NOT NULL,
	file        TEXT NOT NULL,
	at          BIGINT NOT NULL,
	made_by     TEXT NOT NULL,
	answered_at BIGINT NOT NULL, -- 0 while it waits
	answered_by TEXT NOT NULL,
	outcome     TEXT NOT NULL,
	version     BIGINT NOT NULL,
	sealed      BYTEA NOT NULL,
	mac         TEXT NOT NULL
);
CREATE INDEX remarks_at ON remarks (at);

-- The editions that were published. archive: the signed file, which its signature and the
-- digest hold, so it is outside of the authenticator.
CREATE TABLE editions (
	number  BIGINT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	day     TEXT NOT NULL,
	digest  TEXT NOT NULL,
	changes BIGINT NOT NULL, -- how many proposals it has taken in
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	mac     TEXT NOT NULL,
	archive BYTEA NOT NULL
);
