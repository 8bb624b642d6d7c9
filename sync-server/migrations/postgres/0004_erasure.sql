-- Records that were erased for good. Each has its tombstone among the changes, too, which keeps its
-- place in the log; its chunks are of kind 2, without bytes.
CREATE TABLE erasure (
    workspace bigint NOT NULL REFERENCES workspace (id),
    document  bytea  NOT NULL,
    -- The hashes of the photos that went with it, one after the other.
    photos    bytea  NOT NULL DEFAULT '',
    -- Seconds since 1970, for whoever looks after the server.
    at        bigint NOT NULL,
    PRIMARY KEY (workspace, document)
);
