//! Trunk, wasm-bindgen and the splitter of modules, built from the crate registry into a cache outside the checkout.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use super::on_path;
use crate::project;
use crate::run::{Outcome, fail, output, run, step};

/// The newest Trunk that stable Rust 1.95 builds.
const TRUNK: &str = "0.22.0-beta.1";

/// Speaks a format of its own with `wasm_split_helpers` in app/Cargo.toml: their versions go together.
const WASM_SPLIT: &str = "0.2.4";

struct Tool {
    package: &'static str,
    binary: &'static str,
    version: String,
    /// Whether the package's own lock file is used.
    locked: bool,
    /// The feature that has its program built.
    feature: Option<&'static str>,
    /// Whether it says its version. One that does not is taken from the cache only.
    says_version: bool,
    minutes: &'static str,
}

/// The folder that holds `trunk`.
pub fn trunk() -> Outcome<PathBuf> {
    folder(&Tool {
        package: "trunk",
        binary: "trunk",
        version: TRUNK.into(),
        locked: true,
        feature: None,
        says_version: true,
        minutes: "6 to 12 minutes, once",
    })
}

/// The folder that holds `wasm-split-cli`, which takes the built module apart.
pub fn wasm_split() -> Outcome<PathBuf> {
    folder(&Tool {
        package: "wasm_split_cli_support",
        binary: "wasm-split-cli",
        version: WASM_SPLIT.into(),
        locked: true,
        feature: Some("build-binary"),
        says_version: false,
        minutes: "1 to 2 minutes, once",
    })
}

/// The folder that holds `wasm-bindgen` and its test runner. It must have the very version of the
/// library in Cargo.lock: the two speak a format that changes with every release.
pub fn wasm_bindgen() -> Outcome<PathBuf> {
    folder(&Tool {
        package: "wasm-bindgen-cli",
        binary: "wasm-bindgen",
        version: project::locked_version("wasm-bindgen")?,
        // Its lock file names a release of a dependency that was withdrawn.
        locked: false,
        feature: None,
        says_version: true,
        minutes: "2 to 5 minutes, once",
    })
}

fn folder(tool: &Tool) -> Outcome<PathBuf> {
    let home = cache()?.join(format!("{}-{}", tool.package, tool.version));
    let folder = home.join("bin");
    let built = folder.join(tool.binary);
    let there = match tool.says_version {
        true => has_version(&built, &tool.version),
        false => built.is_file(),
    };
    if there {
        return Ok(folder);
    }
    let installed = on_path(&[tool.binary]).filter(|file| has_version(file, &tool.version));
    if let Some(parent) = installed.as_deref().and_then(|file| file.parent()) {
        return Ok(parent.to_path_buf());
    }
    let what = format!(
        "Building {} {} into {} ({})",
        tool.package,
        tool.version,
        home.display(),
        tool.minutes
    );
    // `--debug`: less than half the time to build, and fast enough to use.
    let mut cargo = Command::new("cargo");
    cargo.args(["install", tool.package, "--version", &tool.version, "--debug", "--quiet"]);
    cargo.arg("--root").arg(&home).env_remove("CARGO_TARGET_DIR");
    if tool.locked {
        cargo.arg("--locked");
    }
    if let Some(feature) = tool.feature {
        cargo.args(["--features", feature]);
    }
    step(&what, || run(&mut cargo)).map_err(|reason| {
        format!(
            "{reason} Install {} {} yourself, so that `{}` stands on PATH.",
            tool.package, tool.version, tool.binary
        )
    })?;
    Ok(folder)
}

fn has_version(binary: &std::path::Path, version: &str) -> bool {
    let said = output(&binary.to_string_lossy(), &["--version"]);
    said.is_some_and(|said| said.split_whitespace().any(|word| word == version))
}

/// `$XDG_CACHE_HOME/regulars/tools`, or the same under `~/.cache`.
fn cache() -> Outcome<PathBuf> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    match home {
        Some(home) => Ok(home.join("regulars").join("tools")),
        None => fail("neither XDG_CACHE_HOME nor HOME names a folder for the built tools."),
    }
}
