-- Records that were erased for good. Each has its tombstone among the changes, too, which keeps its
-- place in the log; its chunks are of kind 2, without bytes.
CREATE TABLE erasure (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    document  BLOB    NOT NULL,
    -- The hashes of the photos that went with it, one after the other.
    photos    BLOB    NOT NULL DEFAULT x'',
    -- Seconds since 1970, for whoever looks after the server.
    at        INTEGER NOT NULL,
    PRIMARY KEY (workspace, document)
) STRICT, WITHOUT ROWID;
