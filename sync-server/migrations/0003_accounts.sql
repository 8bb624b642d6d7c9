-- Who may sign in. The password is a hash in the PHC format.
CREATE TABLE account (
    id          BLOB    NOT NULL PRIMARY KEY,
    email       TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL,
    password    TEXT    NOT NULL,
    owns_server INTEGER NOT NULL,
    -- Here and below: milliseconds since 1970.
    created     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where somebody is signed in: the hash of what stands in the device's cookie.
CREATE TABLE session (
    id       BLOB    NOT NULL PRIMARY KEY,
    verifier BLOB    NOT NULL UNIQUE,
    account  BLOB    NOT NULL REFERENCES account (id),
    device   TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    seen     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_account ON session (account);

-- Workspaces that have members: no secret opens them any more.
CREATE TABLE team (
    workspace BLOB    NOT NULL PRIMARY KEY REFERENCES workspace (public_id),
    name      TEXT    NOT NULL,
    created   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Roles: 1 viewer, 2 member, 3 admin, 4 owner.
CREATE TABLE member (
    workspace BLOB    NOT NULL REFERENCES team (workspace),
    account   BLOB    NOT NULL REFERENCES account (id),
    role      INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    PRIMARY KEY (workspace, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_by_account ON member (account);

-- Used once: a row is deleted when somebody comes in by it.
CREATE TABLE invitation (
    id        BLOB    NOT NULL PRIMARY KEY,
    verifier  BLOB    NOT NULL UNIQUE,
    workspace BLOB    NOT NULL REFERENCES team (workspace),
    role      INTEGER NOT NULL,
    inviter   BLOB    NOT NULL REFERENCES account (id),
    expires   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX invitation_by_workspace ON invitation (workspace);

-- Links by which somebody sets a new password, used once.
CREATE TABLE reset (
    verifier BLOB    NOT NULL PRIMARY KEY,
    account  BLOB    NOT NULL REFERENCES account (id),
    expires  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who got in, or tried to: the numbers of `what` are those of the protocol.
CREATE TABLE access_event (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    what      INTEGER NOT NULL,
    workspace BLOB,
    who       BLOB,
    whom      BLOB,
    role      INTEGER,
    address   TEXT    NOT NULL
) STRICT;

CREATE INDEX access_event_by_workspace ON access_event (workspace, id);
CREATE INDEX access_event_by_who ON access_event (who, id);
