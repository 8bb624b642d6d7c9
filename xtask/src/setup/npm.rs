//! Node's packages: wasm-opt, Playwright, the type checker.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::project;
use crate::run::{Outcome, fail, output, run, step};

const OLDEST_NODE: u32 = 20;

/// Installs the packages that e2e/package-lock.json names, unless they are there.
pub fn packages() -> Outcome {
    node()?;
    let folder = project::root().join("e2e");
    // npm writes this file at the end of an installation.
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    if installed >= changed(&folder.join("package-lock.json")) {
        return Ok(());
    }
    step("Installing the npm packages of e2e (seconds)", || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-fund", "--no-audit", "--loglevel=error"]).current_dir(&folder);
        // The tests run in the system's Chromium; Playwright's own is not fetched.
        run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
    })
}

/// Where the packages' programs stand.
pub fn binaries() -> PathBuf {
    project::root().join("e2e/node_modules/.bin")
}

fn node() -> Outcome {
    let wanted = format!("install node {OLDEST_NODE} or newer, with npm (https://nodejs.org)");
    let Some(version) = output("node", &["--version"]) else {
        return fail(format!("node is missing: {wanted}."));
    };
    if major(&version).is_none_or(|major| major < OLDEST_NODE) {
        return fail(format!("node {} is too old: {wanted}.", version.trim()));
    }
    match output("npm", &["--version"]) {
        Some(_) => Ok(()),
        None => fail(format!("npm is missing: {wanted}.")),
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
