//! Backups while the server runs, by the clock and when its owner asks: `serve --backup-dir`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shared::time::Timestamp;
use shared::wire::server::{Backup, BackupsStatus};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::{Stamp, backup};
use crate::config::Database;
use crate::metrics::Metrics;

/// When and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The folder.
    pub folder: PathBuf,
    /// How long after the newest one.
    pub every: Duration,
    /// How many are kept. Older ones are deleted once a new one is complete.
    pub keep: usize,
}

/// Between two attempts, when one failed.
const AGAIN: Duration = Duration::from_secs(60);

/// Between two looks, while one is made that somebody asked for.
const LOOK: Duration = Duration::from_secs(1);

/// Seconds within which a second backup, asked for by hand, would say nothing new.
const SAME: u64 = 60;

/// The backups of a running server: by the clock, and whenever its owner asks.
pub(crate) struct Backups {
    schedule: Schedule,
    database: Database,
    metrics: Arc<Metrics>,
    last: Mutex<Last>,
}

/// What became of the last one.
#[derive(Default)]
struct Last {
    running: bool,
    trouble: Option<String>,
}

impl Backups {
    pub(crate) fn new(schedule: Schedule, database: Database, metrics: Arc<Metrics>) -> Arc<Self> {
        Arc::new(Self { schedule, database, metrics, last: Mutex::default() })
    }

    /// Backs up for as long as the server runs. The newest backup's name says when the next is due,
    /// so that restarting a server neither repeats nor skips one.
    pub(crate) async fn run(self: Arc<Self>) {
        loop {
            let wait = match due(&self.schedule, Stamp::now()) {
                Ok(Some(wait)) => wait,
                Ok(None) if !self.begin() => LOOK,
                Ok(None) if self.make().await => Duration::ZERO,
                Ok(None) => AGAIN,
                Err(error) => {
                    self.failed(error.to_string());
                    AGAIN
                }
            };
            sleep(wait).await;
        }
    }

    /// Makes one now, beside the clock's, and does not wait for it. None is made where one is being
    /// made, or the newest is of just now.
    pub(crate) fn now(self: &Arc<Self>) -> std::io::Result<()> {
        let now = Stamp::now();
        let newest = newest(&self.schedule, now)?;
        let is_old = |stamp: Stamp| now.seconds.abs_diff(stamp.seconds) >= SAME;
        if newest.is_none_or(|(stamp, _)| is_old(stamp)) && self.begin() {
            let backups = self.clone();
            tokio::spawn(async move { backups.make().await });
        }
        Ok(())
    }

    /// How they do.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(crate) fn status(&self) -> std::io::Result<BackupsStatus> {
        let newest = newest(&self.schedule, Stamp::now())?.map(|(stamp, file)| {
            let at = i64::try_from(stamp.seconds.saturating_mul(1000)).unwrap_or(i64::MAX);
            let bytes = std::fs::metadata(file)?.len();
            Ok::<_, std::io::Error>(Backup { at: Timestamp(at), bytes })
        });
        let last = self.last();
        Ok(BackupsStatus {
            every_s: self.schedule.every.as_secs(),
            keep: self.schedule.keep as u64,
            newest: newest.transpose()?,
            running: last.running,
            trouble: last.trouble.clone(),
        })
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether whoever asks is to make one: one at a time.
    fn begin(&self) -> bool {
        !std::mem::replace(&mut self.last().running, true)
    }

    /// Whether there is a new one.
    async fn make(&self) -> bool {
        let made = back_up(&self.schedule, &self.database).await;
        self.last().running = false;
        match made {
            Ok(bytes) => {
                self.last().trouble = None;
                self.metrics.backed_up(Stamp::now().seconds, bytes);
                true
            }
            Err(why) => {
                self.failed(why);
                false
            }
        }
    }

    fn failed(&self, why: String) {
        self.metrics.backup_failed();
        tracing::error!(why, "there is no new backup");
        self.last().trouble = Some(why);
    }
}

/// Seconds by which a clock may be put right: a backup so far ahead of it counts as new.
const AHEAD: u64 = 60;

/// The newest complete one. One of the future, made while the clock was wrong, would hold up all
/// others until then.
fn newest(schedule: &Schedule, now: Stamp) -> std::io::Result<Option<(Stamp, PathBuf)>> {
    let mut all = backup::in_folder(&schedule.folder)?.into_iter();
    Ok(all.rfind(|(stamp, _)| stamp.seconds <= now.seconds + AHEAD))
}

/// How long until the next one; none when it is due.
fn due(schedule: &Schedule, now: Stamp) -> std::io::Result<Option<Duration>> {
    Ok(newest(schedule, now)?.and_then(|(newest, _)| {
        let age = Duration::from_secs(now.seconds.saturating_sub(newest.seconds));
        schedule.every.checked_sub(age).filter(|wait| !wait.is_zero())
    }))
}

async fn back_up(schedule: &Schedule, database: &Database) -> Result<u64, String> {
    let file = backup::name_in(&schedule.folder, Stamp::now());
    backup::clear_away_parts(&schedule.folder).map_err(|error| error.to_string())?;
    let (source, target) = (database.clone(), file.clone());
    let runtime = Handle::current();
    // On a thread of its own: reading a large file through must not hold up anybody.
    let written = spawn_blocking(move || runtime.block_on(backup::write(&source, &target)));
    let written = written.await.map_err(|error| error.to_string())?;
    let bytes = written.map_err(|error| error.to_string())?;
    tracing::info!(file = %file.display(), bytes, "backed up");
    prune(schedule, &file).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Deletes the oldest ones that are too many, by their names: never the one just written, though
/// there be some of the future.
fn prune(schedule: &Schedule, written: &Path) -> std::io::Result<()> {
    let all = backup::in_folder(&schedule.folder)?;
    let surplus = all.len().saturating_sub(schedule.keep);
    for (_, old) in all.into_iter().filter(|(_, file)| file != written).take(surplus) {
        if let Err(error) = std::fs::remove_file(&old) {
            tracing::warn!(file = %old.display(), %error, "an old backup was not removed");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_backup_says_when_the_next_is_due() {
        let folder = std::env::temp_dir().join(format!("regulars-due-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let every = Duration::from_secs(3600);
        let schedule = Schedule { folder: folder.clone(), every, keep: 2 };
        let now = Stamp { seconds: 1_795_363_980 };
        let due_at = |seconds| due(&schedule, Stamp { seconds }).expect("read");
        assert_eq!(due_at(now.seconds), None);
        for name in ["regulars-20261122T161300Z.sqlite", "notes.sqlite", "regulars-x.sqlite"] {
            std::fs::write(folder.join(name), "").expect("written");
        }
        assert_eq!(due_at(now.seconds + 600), Some(Duration::from_secs(3000)));
        assert_eq!(due_at(now.seconds + 3600), None);
        assert_eq!(due_at(now.seconds - 10), Some(every), "a clock that was set back");
        assert_eq!(due_at(now.seconds - 86_400), None, "what is of tomorrow holds up none");
        std::fs::write(folder.join("regulars-20990101T000000Z.sqlite"), "").expect("written");
        assert_eq!(due_at(now.seconds + 600), Some(Duration::from_secs(3000)));
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn the_oldest_go_and_never_the_one_just_written() {
        let folder = std::env::temp_dir().join(format!("regulars-prune-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let every = Duration::from_secs(3600);
        let schedule = Schedule { folder: folder.clone(), every, keep: 2 };
        let file = |year: u64| folder.join(format!("regulars-{year}0101T000000Z.sqlite"));
        for year in [2025, 2026, 2098, 2099] {
            std::fs::write(file(year), "").expect("written");
        }
        prune(&schedule, &file(2026)).expect("read");
        let left = [2025, 2026, 2098, 2099].map(|year| file(year).exists());
        assert_eq!(left, [false, true, false, true]);
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
