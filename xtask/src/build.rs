//! Building the app and the server that carries it.

use std::process::Command;

use crate::run::{Outcome, run, step};
use crate::setup::Toolchain;
use crate::{pack, project, setup, split};

/// How much the compilers try.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Soon there: for serving from a checkout, and for tests.
    Quick,
    /// Small and fast: what is shipped and measured.
    Release,
}

impl Effort {
    /// The folder that cargo puts the app's module in.
    pub fn wasm_folder(self) -> &'static str {
        match self {
            Effort::Quick => "debug",
            Effort::Release => "wasm-release",
        }
    }

    /// The folder under `target` that cargo puts the server in.
    pub fn folder(self) -> &'static str {
        match self {
            Effort::Quick => "debug",
            Effort::Release => "release",
        }
    }
}

/// Builds the app into `dist`: Trunk, its parts, the service worker's list, compressed copies.
///
/// # Errors
/// When the compiler, Trunk or the compression fails.
pub fn app(toolchain: &Toolchain, effort: Effort) -> Outcome {
    let mut trunk = toolchain.command("trunk");
    // `NO_COLOR=1`, which terminals without colours set, is no value that Trunk understands.
    trunk.env_remove("NO_COLOR").args(["build", "--offline", "--skip-version-check"]);
    // Its errors are clear without the backtrace that RUST_BACKTRACE would add.
    trunk.env("RUST_LIB_BACKTRACE", "0");
    trunk.args(["--features", "split"]);
    let what = match effort {
        Effort::Quick => "Building the app (2 to 4 minutes the first time, then seconds)",
        Effort::Release => {
            trunk.args(["--release", "--cargo-profile", "wasm-release"]);
            "Building the app for release (4 to 6 minutes the first time, then about one)"
        }
    };
    step(what, || run(&mut trunk))?;
    step("Splitting the app into what opens it and the rest (seconds)", || {
        split::split(toolchain, &project::dist(), effort)
    })?;
    step("Packing the app (seconds)", || pack::pack(&project::dist(), effort))
}

/// Builds the server, which takes in what stands in `dist`.
///
/// # Errors
/// When the compiler fails.
pub fn server(effort: Effort) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project::root()).args(["build", "--package", "sync-server"]);
    let what = match effort {
        Effort::Quick => "Building the server (3 to 6 minutes the first time, then seconds)",
        Effort::Release => {
            cargo.arg("--release");
            "Building the server for release (5 to 8 minutes the first time, then about one)"
        }
    };
    step(what, || run(&mut cargo))
}

/// What is compiled and tested natively. Always all three at once where two steps shall share what they
/// compiled: cargo compiles a library anew for every other choice of packages that asks other
/// features of it.
pub const NATIVE: [&str; 6] = ["-p", "xtask", "-p", "shared", "-p", "sync-server"];

/// Builds the everyday server out of what its own tests compiled.
///
/// # Errors
/// When the compiler fails.
pub fn tested_server() -> Outcome {
    let mut cargo = Command::new("cargo");
    // The tests' dependencies count only where a test is built.
    let targets = ["--bin", "regulars", "--test", "server"];
    cargo.current_dir(project::root()).arg("build").args(NATIVE).args(targets);
    step("Building the server (3 to 6 minutes the first time, then seconds)", || run(&mut cargo))
}

/// Builds the one file to copy to a machine.
///
/// # Errors
/// What is missing, or what failed.
pub fn release() -> Outcome {
    let toolchain = setup::app()?;
    app(&toolchain, Effort::Release)?;
    server(Effort::Release)?;
    println!("{}", project::server(Effort::Release.folder()).display());
    Ok(())
}
