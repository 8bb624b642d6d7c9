-- Who somebody is elsewhere, by which they sign in: as a provider of OpenID Connect names them. An
-- account that was made by such a one may have no password: an empty one, which nothing hashes to.
CREATE TABLE identity (
    id      BYTEA   NOT NULL PRIMARY KEY,
    account BYTEA   NOT NULL REFERENCES account (id),
    issuer  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    -- What the provider called them when it was bound.
    name    TEXT    NOT NULL,
    -- Milliseconds since 1970.
    created BIGINT  NOT NULL,
    used    BIGINT,
    UNIQUE (issuer, subject)
);

CREATE INDEX identity_by_account ON identity (account);

-- Whether who has the account's address elsewhere is let into it, once. Nobody knows of the accounts
-- that are there whose their addresses are.
ALTER TABLE account ADD COLUMN by_email BIGINT NOT NULL DEFAULT 0;
