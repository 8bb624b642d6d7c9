//! `regulars doctor`: what is, or will be, in the way of a server.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{OperationError, Place, Stamp, backup};
use crate::config::{self, Database, PostgresUrl};
use crate::storage::contents;
use crate::storage::erasures::Erasures;
use crate::storage::postgres_settings;
use crate::tls::SOON;

/// What `regulars doctor` takes.
#[derive(Debug, Clone, Args)]
pub struct DoctorArgs {
    #[command(flatten)]
    place: Place,

    /// Where backups are, to see how old the newest is
    #[arg(long, env = "REGULARS_BACKUP_DIR", value_name = "FOLDER")]
    backup_dir: Option<PathBuf>,

    /// The certificate that the server shows, to see whether it can be used and when it ends
    #[arg(long, env = "REGULARS_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// The certificate's private key
    #[arg(long, env = "REGULARS_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    Well,
    Look,
    Bad,
}

#[derive(Default)]
struct Report(Vec<(Grade, String)>);

impl Report {
    fn well(&mut self, sentence: String) {
        self.0.push((Grade::Well, sentence));
    }

    fn look(&mut self, sentence: String) {
        self.0.push((Grade::Look, sentence));
    }

    fn bad(&mut self, sentence: String) {
        self.0.push((Grade::Bad, sentence));
    }
}

/// A backup older than this is worth a look.
const OLD_BACKUP: u64 = 2 * 86_400;

/// A write-ahead log larger than this is not being put into the file.
const LARGE_WAL: u64 = 512 << 20;

/// Looks at what a server needs, without changing anything, and says it line by line.
///
/// # Errors
/// When something keeps a server from working.
pub async fn run(args: &DoctorArgs) -> Result<(), OperationError> {
    let mut report = Report::default();
    match args.place.database()? {
        Database::Sqlite(file) => sqlite(&file, &mut report),
        Database::Postgres(url) => postgres(&url, &mut report).await,
        Database::Memory => {}
    }
    inside(&args.place, &mut report).await;
    if let Some(folder) = &args.backup_dir {
        backups(folder, &mut report);
    }
    certificate(args, &mut report);
    for (grade, sentence) in &report.0 {
        let word = match grade {
            Grade::Well => "ok  ",
            Grade::Look => "look",
            Grade::Bad => "BAD ",
        };
        println!("{word} {sentence}");
    }
    let bad = report.0.iter().filter(|(grade, _)| *grade == Grade::Bad).count();
    match bad {
        0 => Ok(()),
        count => Err(OperationError::Found(format!("{count} things are in the way"))),
    }
}

fn sqlite(file: &Path, report: &mut Report) {
    let size = match fs::metadata(file) {
        Ok(found) => found.len(),
        Err(error) => {
            return report.bad(format!("{}: {error}", file.display()));
        }
    };
    report.well(format!("{} has {} kB", file.display(), size.div_ceil(1000)));
    let folder = file.parent().unwrap_or(Path::new("."));
    #[cfg(unix)]
    for path in [folder, file] {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let Ok(found) = fs::metadata(path) else { continue };
        if found.permissions().mode() & 0o077 != 0 {
            report.look(format!("{} can be read by other users of this machine", path.display()));
        }
        for beside in ["-wal", "-shm", ".lock"].map(|rest| format!("{}{rest}", file.display())) {
            let other = fs::metadata(&beside).is_ok_and(|beside| beside.uid() != found.uid());
            if other && path == file {
                report.bad(format!("{beside} belongs to another user than the database"));
            }
        }
    }
    match Erasures::beside(file) {
        Ok(erasures) => match erasures.all().count() {
            0 => report.well("no record was erased for good".into()),
            some => report.well(format!("erasures.log beside it names {some} records")),
        },
        Err(error) => report.bad(format!("erasures.log beside it cannot be read: {error}")),
    }
    let wal = fs::metadata(format!("{}-wal", file.display())).map_or(0, |wal| wal.len());
    if wal > LARGE_WAL {
        report.look(format!("its write-ahead log has {} MB: something reads for long", wal >> 20));
    }
    match free_bytes(folder) {
        // As much as a backup beside it, or a clean-up, would take.
        Some(free) if free < size * 2 + (256 << 20) => {
            report.look(format!("{} MB are free on its disk", free >> 20));
        }
        Some(free) => report.well(format!("{} MB are free on its disk", free >> 20)),
        None => report.look("how much is free on its disk is not known".into()),
    }
}

/// What `df` says of the disk: the standard library does not.
fn free_bytes(folder: &Path) -> Option<u64> {
    let output = std::process::Command::new("df").args(["-Pk", "--"]).arg(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let available = text.lines().last()?.split_whitespace().nth(3)?;
    Some(available.parse::<u64>().ok()? * 1024)
}

async fn postgres(url: &PostgresUrl, report: &mut Report) {
    let settings = match postgres_settings(url).await {
        Ok(settings) => settings,
        Err(error) => return report.bad(error.to_string()),
    };
    report.well(format!("{} is PostgreSQL {}", url.place(), settings.version));
    if settings.fsync != "on" || settings.full_page_writes != "on" {
        report.bad("fsync or full_page_writes is off: a power cut loses what was confirmed".into());
    }
    if settings.standby {
        report.bad("it is a standby: name the primary".into());
    }
    if settings.data_checksums != "on" {
        report.look("data_checksums is off: rot on its disk goes unnoticed until `verify`".into());
    }
    // One that writes, one that listens, six that read, and somebody to look after it.
    let nodes = (settings.connections - settings.taken).max(0) / 9;
    if nodes < 1 {
        report.bad(format!(
            "{} of its {} connections are taken",
            settings.taken, settings.connections
        ));
    } else {
        report.well(format!("it has connections for {nodes} more nodes"));
    }
}

/// Whether it opens, and what is in it.
async fn inside(place: &Place, report: &mut Report) {
    let Ok(database) = place.database() else { return };
    let opened = match contents::open(&database).await {
        Ok(contents) => contents.workspaces().await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match opened {
        Ok(workspaces) => {
            let changes: u64 = workspaces.iter().map(|workspace| workspace.head.seq).sum();
            report.well(format!("{} workspaces with {changes} changes", workspaces.len()));
        }
        Err(why) => report.bad(why),
    }
}

fn backups(folder: &Path, report: &mut Report) {
    match backup::in_folder(folder).map(|mut found| found.pop()) {
        Err(error) => report.bad(format!("{}: {error}", folder.display())),
        Ok(None) => report.look(format!("there is no backup in {}", folder.display())),
        Ok(Some((stamp, file))) => {
            let age = Stamp::now().seconds.saturating_sub(stamp.seconds);
            let sentence =
                format!("the newest backup is {} hours old: {}", age / 3600, file.display());
            if age > OLD_BACKUP { report.look(sentence) } else { report.well(sentence) }
        }
    }
}

fn certificate(args: &DoctorArgs, report: &mut Report) {
    let files = match config::tls(args.tls_cert.as_deref(), args.tls_key.as_deref()) {
        Ok(Some(files)) => files,
        Ok(None) => return,
        Err(error) => return report.bad(error.to_string()),
    };
    let place = files.cert.display();
    match files.read().and_then(|contents| files.parse(&contents)).map(|shown| shown.lasts()) {
        Err(error) => report.bad(error.to_string()),
        Ok(None) => report.bad(format!("{place} has expired: browsers refuse it")),
        Ok(Some(left)) => {
            let sentence = format!("{place} ends in {} days", left.as_secs() / 86_400);
            if left < SOON { report.look(sentence) } else { report.well(sentence) }
        }
    }
}
