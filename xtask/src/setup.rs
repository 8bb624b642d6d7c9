//! Finding or fetching what the verbs need. Everything is looked for first; what has to be fetched
//! or built is announced, and kept outside the checkout, so that a second clone finds it there.

mod apt;
mod browser;
mod npm;
mod postgres;
mod tools;
mod wasm;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

pub use browser::Browser;
pub use postgres::VARIABLE as POSTGRES;

use crate::project;
use crate::run::{Outcome, fail, output};

/// What builds the app: Trunk, wasm-bindgen, wasm-opt and a compiler for wasm32.
pub struct Toolchain {
    path: OsString,
    variables: Vec<(&'static str, String)>,
    /// Runs wasm tests in a browser.
    pub test_runner: PathBuf,
}

impl Toolchain {
    /// A program of this toolchain, run from the root.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(project::root())
            .env("PATH", &self.path)
            .env("CARGO_TARGET_DIR", project::wasm_target())
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Everything that any verb needs.
///
/// # Errors
/// One sentence that says what to install.
pub fn everything() -> Outcome<(Toolchain, Browser)> {
    let toolchain = app()?;
    let browser = browser::find()?;
    postgres::find()?;
    eprintln!("\nEverything is there.");
    Ok((toolchain, browser))
}

/// What building the app and the server needs.
///
/// # Errors
/// One sentence that says what to install.
pub fn app() -> Outcome<Toolchain> {
    c_compiler()?;
    npm::packages()?;
    let compiler = wasm::compiler()?;
    let trunk = tools::trunk()?;
    let bindgen = tools::wasm_bindgen()?;
    let splitter = tools::wasm_split()?;
    let mut path = compiler.path;
    path.extend([trunk, bindgen.clone(), splitter, npm::binaries()]);
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let path = env::join_paths(path)
        .map_err(|error| format!("a folder's name cannot stand on PATH: {error}."))?;
    let test_runner = bindgen.join("wasm-bindgen-test-runner");
    Ok(Toolchain { path, variables: compiler.variables, test_runner })
}

/// What compiling `shared` and the app for the browser needs, without packing them.
///
/// # Errors
/// One sentence that says what to install.
pub fn compiler() -> Outcome<Toolchain> {
    let compiler = wasm::compiler()?;
    let mut path = compiler.path;
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let path = env::join_paths(path)
        .map_err(|error| format!("a folder's name cannot stand on PATH: {error}."))?;
    Ok(Toolchain { path, variables: compiler.variables, test_runner: PathBuf::new() })
}

/// The browser that tests run in.
///
/// # Errors
/// One sentence that says what to install.
pub fn browser() -> Outcome<Browser> {
    browser::find()
}

/// The folder of PostgreSQL's programs, of which the server's tests start a database of their own.
///
/// # Errors
/// One sentence that says what to install.
pub fn postgres() -> Outcome<PathBuf> {
    postgres::find()
}

/// The same, where it is there; nothing is fetched.
pub fn known_postgres() -> Option<PathBuf> {
    postgres::look()
}

/// The npm packages alone: the type checker, Playwright.
///
/// # Errors
/// One sentence that says what to install.
pub fn npm_packages() -> Outcome<PathBuf> {
    npm::packages()?;
    Ok(npm::binaries())
}

/// SQLite is compiled from C.
fn c_compiler() -> Outcome {
    let named = env::var("CC").into_iter();
    let compilers = named.chain(["cc", "gcc", "clang"].map(str::to_owned));
    if compilers.into_iter().any(|name| output(&name, &["--version"]).is_some()) {
        return Ok(());
    }
    fail("a C compiler is missing: install one, for instance `apt-get install build-essential`.")
}

/// A program on PATH, under the first of these names that is there.
fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let candidates = names.iter().flat_map(|name| folders.iter().map(move |dir| dir.join(name)));
    candidates.into_iter().find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    file.is_file()
}
