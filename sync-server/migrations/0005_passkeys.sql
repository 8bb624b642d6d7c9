-- By which somebody signs in beside the password. The key is JSON: its public half, and how often it
-- was used.
CREATE TABLE passkey (
    id         BLOB    NOT NULL PRIMARY KEY,
    account    BLOB    NOT NULL REFERENCES account (id),
    -- What the authenticator calls it.
    credential BLOB    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    -- Milliseconds since 1970.
    created    INTEGER NOT NULL,
    used       INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_by_account ON passkey (account);

-- What waits for an authenticator's answer, used once: to make a passkey for an account, or to sign
-- in by one.
CREATE TABLE challenge (
    verifier BLOB    NOT NULL PRIMARY KEY,
    account  BLOB    REFERENCES account (id),
    state    TEXT    NOT NULL,
    expires  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_by_expiry ON challenge (expires);
