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
