//! What happens to `dist` after Trunk: the service worker learns what to keep, and every file gets
//! its compressed copies beside it, so that the server never compresses the app.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::build::Effort;
use crate::project;
use crate::run::{Failure, Outcome, fail, run};

const WORKER: &str = "sw.js";
const LIST: &str = "/*precache*/";
const VERSION: &str = "/*version*/";

/// Completes `dist`.
pub fn pack(dist: &Path, effort: Effort) -> Outcome {
    complete_worker(dist)?;
    let script = project::root().join("xtask/src/compress.mjs");
    let quality = if effort == Effort::Release { "11" } else { "4" };
    run(Command::new("node").arg(script).arg(dist).arg(quality))
}

/// Writes the list of files, and a version that changes with any of them, into the service worker.
fn complete_worker(dist: &Path) -> Outcome {
    let worker = dist.join(WORKER);
    let Ok(source) = fs::read_to_string(&worker) else {
        return fail(format!(
            "{} is missing: app/index.html has to copy app/{WORKER} (`data-trunk rel=\"copy-file\"`).",
            worker.display()
        ));
    };
    let files = files(dist)?;
    fs::write(&worker, complete(&source, &files)?).map_err(told(&worker))
}

/// The worker with its placeholders filled.
fn complete(source: &str, files: &[(String, Vec<u8>)]) -> Outcome<String> {
    for placeholder in [LIST, VERSION] {
        if source.matches(placeholder).count() != 1 {
            return fail(format!("{WORKER} should hold `{placeholder}` once."));
        }
    }
    let kept: Vec<_> = files.iter().filter(|(name, _)| name != WORKER).collect();
    let list = kept.iter().map(|(name, _)| format!("\"/{name}\"")).collect::<Vec<_>>().join(", ");
    // The worker's own text counts too: a new worker is a new version.
    let parts = kept.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]);
    let version = fingerprint(parts.chain([source.as_bytes()]));
    Ok(source.replace(LIST, &list).replace(VERSION, &version))
}

/// The files below `dist` and what they hold, by name; compressed copies left out.
fn files(dist: &Path) -> Outcome<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut folders = vec![dist.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(told(&folder))? {
            let path = entry.map_err(told(&folder))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name =
                path.strip_prefix(dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if !name.ends_with(".br") && !name.ends_with(".gz") {
                found.push((name, fs::read(&path).map_err(told(&path))?));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// 64-bit FNV-1a (Fowler, Noll, Vo) over length-prefixed parts: a name for a set of files, stable
/// from one build to the next. It guards nothing against anyone.
pub fn fingerprint<'a>(parts: impl Iterator<Item = &'a [u8]>) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    };
    for part in parts {
        take(&(part.len() as u64).to_le_bytes());
        take(part);
    }
    format!("{hash:016x}")
}

fn told(path: &Path) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |error| format!("{}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "const VERSION = \"/*version*/\";\nconst PRECACHE = [/*precache*/];\n";

    fn file(name: &str, text: &str) -> (String, Vec<u8>) {
        (name.into(), text.into())
    }

    fn version(files: &[(String, Vec<u8>)]) -> String {
        complete(SOURCE, files).unwrap().lines().next().unwrap().to_owned()
    }

    #[test]
    fn the_worker_keeps_every_file_but_itself() {
        let files = [file("app-1.js", "js"), file("index.html", "page"), file("sw.js", SOURCE)];
        let worker = complete(SOURCE, &files).unwrap();
        assert!(worker.contains("PRECACHE = [\"/app-1.js\", \"/index.html\"];"), "{worker}");
    }

    #[test]
    fn the_version_changes_with_any_file_and_only_then() {
        let before = [file("a.css", "1"), file("index.html", "page")];
        let after = [file("a.css", "2"), file("index.html", "page")];
        let renamed = [file("b.css", "1"), file("index.html", "page")];
        assert_eq!(version(&before), version(&before));
        assert_ne!(version(&before), version(&after));
        assert_ne!(version(&before), version(&renamed));
    }

    #[test]
    fn a_worker_without_its_placeholders_is_refused() {
        assert!(complete("const PRECACHE = [/*precache*/];", &[]).unwrap_err().contains("version"));
    }

    #[test]
    fn the_fingerprint_is_the_published_one() {
        // FNV-1a of nothing is its offset basis.
        assert_eq!(fingerprint(std::iter::empty()), "cbf29ce484222325");
    }
}
