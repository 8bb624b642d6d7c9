//! A compiler for wasm32-unknown-unknown.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{apt, on_path};
use crate::run::{Outcome, fail, output, run, step};

const TARGET: &str = "wasm32-unknown-unknown";

/// What a wasm build needs beside plain cargo.
#[derive(Default)]
pub struct Compiler {
    /// Folders to look in before PATH.
    pub path: Vec<PathBuf>,
    /// Variables to set.
    pub variables: Vec<(&'static str, String)>,
}

/// The compiler that is there, rustup's, or Debian's.
pub fn compiler() -> Outcome<Compiler> {
    if standard_library() {
        return Ok(Compiler::default());
    }
    if on_path(&["rustup"]).is_some() {
        let added =
            step("Fetching Rust's standard library for wasm through rustup (seconds)", || {
                run(Command::new("rustup").args(["target", "add", TARGET]))
            });
        match added {
            Ok(()) if standard_library() => return Ok(Compiler::default()),
            Ok(()) => eprintln!("  rustup put it where this compiler does not look"),
            Err(reason) => eprintln!("  {reason}"),
        }
    }
    if debian().is_none() {
        apt::try_install(
            "Installing Debian's Rust with the sources of std, for wasm (about 2 minutes)",
            &["rustc-web", "cargo-web", "rust-web-src", "lld-22"],
        );
    }
    match debian() {
        Some(compiler) => Ok(compiler),
        None => fail(format!(
            "Rust's standard library for wasm is missing: run `rustup target add {TARGET}`."
        )),
    }
}

fn standard_library() -> bool {
    output("rustc", &["--print", "sysroot"])
        .is_some_and(|root| Path::new(root.trim()).join("lib/rustlib").join(TARGET).is_dir())
}

/// Debian's compiler has no wasm library, but the sources to build it from: about a minute more.
fn debian() -> Option<Compiler> {
    let linker = "/usr/bin/wasm-ld-22";
    let (cargo, rustc) = ("/usr/bin/cargo", "/usr/bin/rustc");
    let root = output(rustc, &["--print", "sysroot"])?;
    let sources = Path::new(root.trim()).join("lib/rustlib/src/rust/library/std");
    let there = [linker, cargo].iter().all(|file| Path::new(file).is_file()) && sources.exists();
    there.then(|| Compiler {
        path: vec!["/usr/bin".into()],
        variables: vec![
            ("CARGO", cargo.into()),
            ("RUSTC", rustc.into()),
            ("RUSTC_BOOTSTRAP", "1".into()),
            ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort".into()),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.into()),
        ],
    })
}
