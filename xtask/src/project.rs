//! Where the project's pieces stand.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, fail};

/// The root of the checkout.
pub fn root() -> PathBuf {
    // Compiled in: `cargo xtask` always builds xtask from the checkout that it then works on.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the root").to_path_buf()
}

/// Where the built app stands, which the server carries inside itself.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where wasm is built: a folder of its own, so that native builds never wait for it.
pub fn wasm_target() -> PathBuf {
    root().join("target").join("wasm")
}

/// The server's binary, as cargo leaves it for a profile.
pub fn server(profile: &str) -> PathBuf {
    root().join("target").join(profile).join(format!("regulars{}", std::env::consts::EXE_SUFFIX))
}

/// The version of a package in Cargo.lock.
///
/// # Errors
/// When Cargo.lock cannot be read or does not name the package.
pub fn locked_version(package: &str) -> Outcome<String> {
    let path = root().join("Cargo.lock");
    let lock = fs::read_to_string(&path)
        .map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
    match version_in(&lock, package) {
        Some(version) => Ok(version.to_owned()),
        None => fail(format!("Cargo.lock names no package `{package}`.")),
    }
}

fn version_in<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_is_that_of_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-cli\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in(lock, "bindgen"), None);
    }

    #[test]
    fn this_checkout_locks_wasm_bindgen() {
        assert!(locked_version("wasm-bindgen").unwrap().starts_with("0.2."));
    }
}
