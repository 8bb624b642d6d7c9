//! How values stand in the columns of a table: the same in every database, so that rows can be moved
//! from one to another.

use shared::access::Role;
use shared::sync::cursor::Cursor;
use shared::wire::accounts::Happened;

use super::StorageError;

/// A column that holds an id.
pub(super) fn id<T>(bytes: &[u8]) -> Result<T, StorageError>
where
    T: for<'a> TryFrom<&'a [u8], Error = shared::id::InvalidId>,
{
    T::try_from(bytes).map_err(|error| StorageError::Failed(error.to_string()))
}

/// Columns that hold a point of a log.
pub(super) fn cursor(log: &[u8], seq: i64, chain: &[u8]) -> Result<Cursor, StorageError> {
    Ok(Cursor { log: id(log)?, seq: seq.unsigned_abs(), chain: id(chain)? })
}

/// A count or a sequence number as databases hold it; nothing here reaches beyond.
pub(super) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A column that holds a role.
pub(super) fn role_of(number: i64) -> Result<Role, StorageError> {
    u8::try_from(number)
        .ok()
        .and_then(Role::of_number)
        .ok_or_else(|| StorageError::Failed(format!("{number} is no role")))
}

/// What happened, as a number.
pub(super) fn number_of(what: Happened) -> i64 {
    Happened::ALL.iter().position(|other| *other == what).map_or(0, |at| at as i64 + 1)
}

/// A column that holds what happened.
pub(super) fn happened_of(number: i64) -> Result<Happened, StorageError> {
    usize::try_from(number - 1)
        .ok()
        .and_then(|at| Happened::ALL.get(at).copied())
        .ok_or_else(|| StorageError::Failed(format!("{number} is no event")))
}
