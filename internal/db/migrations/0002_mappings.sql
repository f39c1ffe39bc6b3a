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
