-- By which somebody signs in beside the password. The key is JSON: its public half, and how often it
-- was used.
CREATE TABLE passkey (
    id         BYTEA   NOT NULL PRIMARY KEY,
    account    BYTEA   NOT NULL REFERENCES account (id),
    -- What the authenticator calls it.
    credential BYTEA   NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    -- Milliseconds since 1970.
    created    BIGINT  NOT NULL,
    used       BIGINT
);

CREATE INDEX passkey_by_account ON passkey (account);

-- What waits for an authenticator's answer, used once: to make a passkey for an account, or to sign
-- in by one.
CREATE TABLE challenge (
    verifier BYTEA   NOT NULL PRIMARY KEY,
    account  BYTEA   REFERENCES account (id),
    state    TEXT    NOT NULL,
    expires  BIGINT  NOT NULL
);

CREATE INDEX challenge_by_expiry ON challenge (expires);
