//! `erasures.log`: which records were erased for good, in a file beside the database.
//!
//! A backup that is older than an erasure still has the record. So that restoring it does not bring
//! anybody back, each erasure also stands here, on the disk before it is acknowledged, and what the
//! file says is carried out again on whatever database is found beside it. A line is a time, a
//! workspace, a record and the hashes of photos that went with it: nothing of what the record said.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use shared::id::{BlobHash, DocumentId, WorkspaceId};

use super::private::private;
use crate::operations::Stamp;

/// The file's name.
const NAME: &str = "erasures.log";

/// One erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Of which record.
    pub document: DocumentId,
    /// The photos that went with it.
    pub photos: Vec<BlobHash>,
}

/// The file, and what stands in it.
#[derive(Debug)]
pub struct Erasures {
    path: PathBuf,
    known: HashMap<(WorkspaceId, DocumentId), Vec<BlobHash>>,
}

impl Erasures {
    /// The one beside a database, or beside a backup. It need not be there.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn beside(database: &Path) -> io::Result<Self> {
        let path = database.with_file_name(NAME);
        let known = match fs::read_to_string(&path) {
            // A line that a crash cut short was not acknowledged.
            Ok(text) => text.lines().filter_map(read).map(in_two).collect(),
            Err(error) if error.kind() == ErrorKind::NotFound => HashMap::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { path, known })
    }

    /// Everything in it, in no order.
    pub fn all(&self) -> impl Iterator<Item = Erasure> {
        self.known.iter().map(|((workspace, document), photos)| Erasure {
            workspace: *workspace,
            document: *document,
            photos: photos.clone(),
        })
    }

    /// Those of one workspace, in the order of their records.
    pub fn of(&self, workspace: WorkspaceId) -> Vec<Erasure> {
        let mut of: Vec<_> = self.all().filter(|one| one.workspace == workspace).collect();
        of.sort_unstable_by_key(|one| one.document);
        of
    }

    /// Adds what is not there yet; on the disk when this returns.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn add(&mut self, erasures: impl IntoIterator<Item = Erasure>) -> io::Result<()> {
        let is_fresh = |one: &Erasure| !self.known.contains_key(&(one.workspace, one.document));
        let fresh: Vec<Erasure> = erasures.into_iter().filter(is_fresh).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let is_new = !self.path.exists();
        let mut file = private(OpenOptions::new().create(true).append(true)).open(&self.path)?;
        // Begins with a line's end: the last one may be cut short.
        let mut text = if is_new { String::new() } else { "\n".to_owned() };
        let at = Stamp::now();
        for Erasure { workspace, document, photos } in &fresh {
            text.push_str(&format!("{at} {workspace} {document}"));
            photos.iter().for_each(|photo| text.push_str(&format!(" {photo}")));
            text.push('\n');
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if is_new && let Some(folder) = self.path.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            fs::File::open(folder)?.sync_all()?;
        }
        self.known.extend(fresh.into_iter().map(in_two));
        Ok(())
    }
}

fn read(line: &str) -> Option<Erasure> {
    let mut words = line.split(' ');
    let (_at, workspace, document) = (words.next()?, words.next()?, words.next()?);
    let photos = words.map(|photo| photo.parse().ok()).collect::<Option<_>>()?;
    Some(Erasure { workspace: workspace.parse().ok()?, document: document.parse().ok()?, photos })
}

fn in_two(erasure: Erasure) -> ((WorkspaceId, DocumentId), Vec<BlobHash>) {
    ((erasure.workspace, erasure.document), erasure.photos)
}
