-- Who somebody is elsewhere, by which they sign in: as a provider of OpenID Connect names them. An
-- account that was made by such a one may have no password: an empty one, which nothing hashes to.
CREATE TABLE identity (
    id      BLOB    NOT NULL PRIMARY KEY,
    account BLOB    NOT NULL REFERENCES account (id),
    issuer  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    -- What the provider called them when it was bound.
    name    TEXT    NOT NULL,
    -- Milliseconds since 1970.
    created INTEGER NOT NULL,
    used    INTEGER,
    UNIQUE (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_by_account ON identity (account);

-- Whether who has the account's address elsewhere is let into it, once. Nobody knows of the accounts
-- that are there whose their addresses are.
ALTER TABLE account ADD COLUMN by_email INTEGER NOT NULL DEFAULT 0;
