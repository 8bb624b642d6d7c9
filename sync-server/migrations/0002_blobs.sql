-- What is kept beside the documents: photos, by the hash of their bytes.
CREATE TABLE blob (
    id        INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    hash      BLOB    NOT NULL,
    bytes     BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX blob_by_hash ON blob (workspace, hash);

-- How many bytes of blobs a workspace has: counting them anew for each would read all of them.
ALTER TABLE workspace ADD COLUMN blob_bytes INTEGER NOT NULL DEFAULT 0;
