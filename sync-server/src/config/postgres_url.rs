//! Where a PostgreSQL is, with the password that opens it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use super::refuse;
use crate::error::StartError;

/// An address such as `postgres://regulars@db.example/regulars?sslmode=verify-full`. A password may
/// stand in it, in the variable `PGPASSWORD`, or in `~/.pgpass`. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

impl PostgresUrl {
    /// Takes an address that can be read.
    ///
    /// # Errors
    /// A sentence without the address, which may hold a password.
    pub fn parse(url: &str) -> Result<Self, StartError> {
        match PgConnectOptions::from_str(url) {
            Ok(_) => Ok(Self(url.to_owned())),
            Err(error) => {
                Err(refuse(format!("--database-url: not an address of PostgreSQL: {error}")))
            }
        }
    }

    /// All of it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// What people and logs may read: host and name.
    pub fn place(&self) -> String {
        let Ok(options) = PgConnectOptions::from_str(&self.0) else { return "PostgreSQL".into() };
        let database = options.get_database().unwrap_or_else(|| options.get_username());
        let socket = options.get_socket().map(PathBuf::as_path);
        match socket {
            Some(socket) => format!("PostgreSQL {database} at {}", socket.display()),
            None => format!("PostgreSQL {database} at {}", options.get_host()),
        }
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_printed() {
        let url = PostgresUrl::parse("postgres://ada:geheim@db.example:5433/crm").expect("sound");
        for printed in [format!("{url:?}"), url.place()] {
            assert_eq!(printed, "PostgreSQL crm at db.example");
        }
        let socket =
            PostgresUrl::parse("postgres://ada@localhost/crm?host=/run/pg").expect("sound");
        assert_eq!(socket.place(), "PostgreSQL crm at /run/pg");
    }
}
