//! A connection to one IndexedDB database, which the browser or a newer version may close.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{AbortHandle, Either, abortable, select};
use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use shared::sync::store::StoreError;
use wasm_bindgen::JsValue;

use crate::replica::platform::clock;

/// How long an upgrade waits for tabs that run an older version to let go.
const BLOCKED_FOR: Duration = Duration::from_secs(5);

/// An open database. Dropping it closes it.
pub struct Connection {
    database: Database,
    closed: Rc<RefCell<Option<&'static str>>>,
    watch: AbortHandle,
}

impl Connection {
    /// Opens the database `name`, and lets `upgrade` make what versions after the stored one need.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the browser gives no storage or another version is in the
    /// way, [`StoreError::Full`] when there is no room for it.
    pub async fn open(
        name: &str,
        version: u32,
        upgrade: fn(VersionChangeEvent, Database) -> Result<(), Error>,
    ) -> Result<Self, StoreError> {
        let (is_blocked, blocked) = oneshot::channel();
        let request = Database::open(name)
            .with_version(version)
            .with_on_blocked(move |_| {
                // Nobody listens any more once the database is open.
                let _ = is_blocked.send(());
                Ok(())
            })
            .with_on_upgrade_needed(upgrade)
            .build()
            .map_err(opening_failed)?;
        let waited_too_long = async {
            match blocked.await {
                Ok(()) => clock::sleep(BLOCKED_FOR).await,
                Err(_) => futures::future::pending().await,
            }
        };
        let opened = match select(request, waited_too_long.boxed_local()).await {
            Either::Left((opened, _)) => opened.map_err(opening_failed)?,
            Either::Right(_) => return Err(unavailable("close the other tabs of Regulars first")),
        };
        Self::watch(opened)
    }

    fn watch(database: Database) -> Result<Self, StoreError> {
        let closed = Rc::new(RefCell::new(None));
        let mut changes = database.version_changes().map_err(failed)?;
        let (watched, reason) = (database.clone(), closed.clone());
        let (watching, watch) = abortable(async move {
            let newer = changes.recv().await.is_some();
            // An upgrade in another tab waits until this connection is closed.
            watched.close();
            *reason.borrow_mut() = Some(if newer {
                "a newer version of Regulars is open in another tab; reload this one"
            } else {
                "the browser has closed it; reload this tab"
            });
        });
        wasm_bindgen_futures::spawn_local(watching.map(|_| ()));
        Ok(Self { database, closed, watch })
    }

    /// Begins a transaction over `stores` that is on the disk when it is committed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the connection is closed.
    pub fn begin(&self, stores: &[&str]) -> Result<Transaction<'_>, StoreError> {
        self.transaction(stores, TransactionMode::Readwrite)
    }

    /// Begins one that only reads, beside others that do.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the connection is closed.
    pub fn look(&self, stores: &[&str]) -> Result<Transaction<'_>, StoreError> {
        self.transaction(stores, TransactionMode::Readonly)
    }

    fn transaction(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Transaction<'_>, StoreError> {
        if let Some(reason) = *self.closed.borrow() {
            return Err(unavailable(reason));
        }
        self.database
            .transaction(stores)
            .with_mode(mode)
            .with_options(TransactionOptions::new().with_durability(TransactionDurability::Strict))
            .build()
            .map_err(failed)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.watch.abort();
        self.database.clone().close();
    }
}

/// Commits, and waits until the disk has it.
///
/// # Errors
/// When any request of the transaction failed, or there is no room; then nothing was written.
pub async fn commit(transaction: Transaction<'_>) -> Result<(), StoreError> {
    let handle: web_sys::IdbTransaction = transaction.as_sys().clone().into();
    transaction.commit().await.map_err(|error| match handle.error() {
        // A failing commit aborts without an error event; only the transaction knows why.
        Some(reason) => failed(reason.into()),
        None => failed(error),
    })
}

/// Waits for all of `requests`. They are answered in order: once the last is, so are all.
///
/// # Errors
/// The first failure.
pub async fn settle<F, T>(requests: Vec<F>) -> Result<Vec<T>, StoreError>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut answers = Vec::with_capacity(requests.len());
    for request in requests.into_iter().rev() {
        answers.push(request.await.map_err(failed)?);
    }
    answers.reverse();
    Ok(answers)
}

/// A storage's failure in the terms of [`StoreError`].
pub fn failed(error: Error) -> StoreError {
    let Error::DomException(exception) = error else {
        return StoreError::Aborted(error.to_string());
    };
    let exception: web_sys::DomException = exception.into();
    match exception.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "InvalidStateError" => unavailable("its storage is closed; reload this tab"),
        name => StoreError::Aborted(format!("{name}: {}", exception.message())),
    }
}

/// Bytes as a key or a value.
pub fn to_js(bytes: &[u8]) -> JsValue {
    js_sys::Uint8Array::from(bytes).into()
}

/// Bytes as they were stored.
///
/// # Errors
/// When the value is something else: the database was written by something else.
pub fn from_js(value: &JsValue) -> Result<Vec<u8>, StoreError> {
    use wasm_bindgen::JsCast;
    let array = value.dyn_ref::<js_sys::Uint8Array>();
    array.map(js_sys::Uint8Array::to_vec).ok_or_else(|| unreadable("not bytes"))
}

/// A stored row that cannot be understood.
pub fn unreadable(why: impl std::fmt::Display) -> StoreError {
    StoreError::Aborted(format!("a stored row cannot be read: {why}"))
}

fn unavailable(reason: &str) -> StoreError {
    StoreError::Unavailable(reason.to_owned())
}

fn opening_failed(error: OpenDbError) -> StoreError {
    let OpenDbError::Base(error) = error else {
        return StoreError::Unavailable(error.to_string());
    };
    let Error::DomException(exception) = error else {
        return StoreError::Unavailable(error.to_string());
    };
    let exception: web_sys::DomException = exception.into();
    match exception.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" => unavailable("a newer version of Regulars was used here; reload this tab"),
        name => StoreError::Unavailable(format!("{name}: {}", exception.message())),
    }
}
