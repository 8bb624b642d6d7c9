//! `cargo xtask bench NAME`: each name is a program of its own.

use std::process::Command;

use crate::build::{self, Effort};
use crate::run::{Outcome, fail, run, step};
use crate::{project, setup};

const BENCHES: &str = "core, data, sync, app";

/// Measures; what follows the name goes to the program (`--out FILE`).
pub fn bench(arguments: &[String]) -> Outcome {
    let (name, rest) = split(arguments);
    match name {
        "core" => step("Measuring the domain outside of a browser (minutes)", || {
            run(example("shared", "bench_core", &["--features", "testing"]).args(rest))
        }),
        "data" => step("Measuring files and duplicates outside of a browser (minutes)", || {
            let features = ["--features", "testing,linkage,contacts"];
            run(example("shared", "bench_data", &features).args(rest))
        }),
        "sync" => {
            build::server(Effort::Release)?;
            let mut sync = example("sync-server", "bench_sync", &[]);
            if rest.iter().any(|argument| argument.contains("postgres")) {
                sync.env(setup::POSTGRES, setup::postgres()?);
            }
            step("Measuring the server and the sync core (minutes)", || {
                run(sync
                    .env("REGULARS_SERVER", project::server(Effort::Release.folder()))
                    .args(rest))
            })
        }
        "app" => {
            let toolchain = setup::app()?;
            let browser = setup::browser()?;
            build::app(&toolchain, Effort::Release)?;
            build::server(Effort::Release)?;
            step("Measuring the app in Chromium (minutes)", || {
                run(Command::new("node")
                    .arg(project::root().join("e2e/bench/app.mjs"))
                    .env("CHROMIUM", &browser.chromium)
                    .env("REGULARS_SERVER", project::server(Effort::Release.folder()))
                    .args(rest))
            })
        }
        other => fail(format!("{} The benches are: {BENCHES}.", unknown(other))),
    }
}

/// An example of a package in release, up to its own arguments.
fn example(package: &str, name: &str, flags: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--release", "--package", package, "--example", name]);
    // `--out FILE` means the folder that the person stands in, so that is left as it is.
    cargo.args(flags).arg("--");
    cargo
}

fn split(arguments: &[String]) -> (&str, &[String]) {
    match arguments {
        [] => ("", &[]),
        [name, rest @ ..] => (name, rest),
    }
}

fn unknown(name: &str) -> String {
    if name.is_empty() { "which one?".into() } else { format!("there is no `{name}`.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        assert!(bench(&["nap".into()]).unwrap_err().contains(BENCHES));
    }
}
