-- One row for each workspace: who may open it, and where its log ends.
CREATE TABLE workspace (
    id         INTEGER PRIMARY KEY,
    public_id  BLOB    NOT NULL UNIQUE,
    verifier   BLOB    NOT NULL,
    log_id     BLOB    NOT NULL,
    head_seq   INTEGER NOT NULL,
    head_chain BLOB    NOT NULL,
    -- Seconds since 1970, for whoever looks after the server.
    created    INTEGER NOT NULL
) STRICT;

-- What the log says: never deleted, so that a change that was compacted away is still known.
CREATE TABLE change (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    document  BLOB    NOT NULL,
    hash      BLOB    NOT NULL,
    seq       INTEGER NOT NULL,
    actor     BLOB    NOT NULL,
    actor_seq INTEGER NOT NULL,
    -- The account that pushed it; null until there are accounts.
    pusher    BLOB,
    chain     BLOB    NOT NULL,
    PRIMARY KEY (workspace, document, hash)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX change_by_seq ON change (workspace, seq);
CREATE INDEX change_by_actor ON change (workspace, document, actor, actor_seq);

-- The bytes. Kind 1 is one uncompressed change.
CREATE TABLE chunk (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    seq       INTEGER NOT NULL,
    document  BLOB    NOT NULL,
    kind      INTEGER NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY (workspace, seq)
) STRICT, WITHOUT ROWID;
