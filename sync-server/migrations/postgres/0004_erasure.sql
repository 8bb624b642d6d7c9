-- Records that were erased for good. Each has its tombstone among the changes, too, which keeps its
-- place in the log; its chunks are of kind 2, without bytes.
CREATE TABLE erasure (
    workspace bigint NOT NULL REFERENCES workspace (id),
    document  bytea  NOT NULL,
    -- Seconds since 1970, for whoever looks after the server.
    at        bigint NOT NULL,
    PRIMARY KEY (workspace, document)
);
