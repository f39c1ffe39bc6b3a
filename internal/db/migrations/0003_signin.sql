-- Passkeys of actors. credential: a hash of the id by which an answer names its key. host: at
-- which address it works. asked: when the newest challenge that it answered was made, in
-- milliseconds; an older one is not answered again. sealed, with the node's own key: what its
-- actor calls it, and the public key; empty once it has ended.
CREATE TABLE passkeys (
	id         TEXT PRIMARY KEY,
	actor      TEXT NOT NULL REFERENCES actors (id),
	credential TEXT NOT NULL UNIQUE,
	host       TEXT NOT NULL,
	asked      BIGINT NOT NULL,
	made_at    BIGINT NOT NULL,
	used_at    BIGINT NOT NULL, -- 0 for never, as in the next
	ended_at   BIGINT NOT NULL,
	sealed     BYTEA NOT NULL,
	mac        TEXT NOT NULL
);
CREATE INDEX passkeys_actor ON passkeys (actor);

-- Browsers from which an actor has signed in whole. token: a hash of what the browser keeps.
-- machine and browser: what it is, in codes. tells: whether the actor is told that it is new.
CREATE TABLE devices (
	id       TEXT PRIMARY KEY,
	actor    TEXT NOT NULL REFERENCES actors (id),
	token    TEXT NOT NULL UNIQUE,
	machine  TEXT NOT NULL,
	browser  TEXT NOT NULL,
	tells    BOOLEAN NOT NULL,
	made_at  BIGINT NOT NULL,
	used_at  BIGINT NOT NULL,
	ended_at BIGINT NOT NULL, -- 0 while it is known
	mac      TEXT NOT NULL
);
CREATE INDEX devices_actor ON devices (actor);
