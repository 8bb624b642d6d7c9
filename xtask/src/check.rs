//! `cargo xtask check`: everything that reads the sources without running them.

use std::process::Command;

use crate::run::{Outcome, announce, fail, output, run, step};
use crate::setup::Toolchain;
use crate::sources::Violation;
use crate::{build, hygiene, imports, project, setup};

/// Runs every check and reports all that fail, not only the first.
pub fn check() -> Outcome {
    let toolchain = setup::compiler()?;
    let mut failed = Vec::new();
    let mut part = |name: &'static str, result: Outcome| {
        if let Err(reason) = result {
            eprintln!("  {reason}");
            failed.push(name);
        }
    };
    part("formatting", step("Formatting", || run(cargo().args(["fmt", "--all", "--check"]))));
    part("import rules", step("Import rules", || report(imports::violations()?)));
    part("hygiene", step("Hygiene", || report(hygiene::violations()?)));
    part("clippy", step("Lints (minutes the first time)", native_lints));
    part("clippy for wasm", step("Lints for wasm (minutes the first time)", || lints(&toolchain)));
    part("types", step("Types of the browser tests (seconds)", types));
    part("licences", licences());
    if failed.is_empty() {
        eprintln!("\nEvery check passed.");
        return Ok(());
    }
    fail(format!("these checks failed: {}.", failed.join(", ")))
}

/// Formats the Rust sources.
pub fn format() -> Outcome {
    run(cargo().args(["fmt", "--all"]))
}

fn native_lints() -> Outcome {
    run(cargo().arg("clippy").args(build::NATIVE).args(["--all-targets", "--", "-D", "warnings"]))
}

/// That `shared` compiles for wasm32 with its features, and the app with its tests.
fn lints(toolchain: &Toolchain) -> Outcome {
    let clippy = |arguments: &[&str]| {
        let mut cargo = toolchain.command("cargo");
        cargo.args(["clippy", "--target", "wasm32-unknown-unknown"]).args(arguments);
        run(cargo.args(["--", "-D", "warnings"]))
    };
    clippy(&["-p", "shared", "--features", "wasm"])?;
    clippy(&["-p", "app", "--all-targets"])
}

fn types() -> Outcome {
    let binaries = setup::npm_packages()?;
    run(Command::new(binaries.join("tsc")).arg("--noEmit").current_dir(project::root().join("e2e")))
}

fn licences() -> Outcome {
    if output("cargo", &["deny", "--version"]).is_none() {
        announce("Licences, bans and advisories: not checked, as cargo-deny is not installed");
        eprintln!("  `cargo install --locked cargo-deny` adds it");
        return Ok(());
    }
    step("Licences, bans and sources", || run(cargo().args(["deny", "check"])))
}

fn report(violations: Vec<Violation>) -> Outcome {
    for violation in &violations {
        eprintln!("  {violation}");
    }
    match violations.len() {
        0 => Ok(()),
        count => fail(format!("{count} lines break a rule.")),
    }
}

fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project::root());
    cargo
}
