-- What an organisation asks beside what the program asks: each version of each of its sets
-- of questions. body: the table as it was read; '' for a version from which on nothing of
-- the set is asked. A version is never changed.
CREATE TABLE questions (
	org     TEXT NOT NULL REFERENCES orgs (id),
	code    TEXT NOT NULL,
	version BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	body    TEXT NOT NULL,
	mac     TEXT NOT NULL,
	PRIMARY KEY (org, code, version)
);
