//! `cargo xtask VERB`: everything that the README's commands do.
//!
//! Only the standard library, so that a fresh clone gets to work within seconds.

mod bench;
mod build;
mod check;
mod hygiene;
mod imports;
mod options;
mod pack;
mod project;
mod run;
mod serve;
mod setup;
mod soak;
mod sources;
mod split;
mod test;

use std::process::ExitCode;

use crate::run::{Outcome, fail};

const USAGE: &str = "\
cargo xtask VERB

  setup                      fetch and build every tool that is missing
  serve [--port 8080] [--data DIR] [--release]
                             build Regulars and run it on http://localhost:8080
  test [PART]                everything, or one of: shared, server, xtask, wasm, browser
                             (what follows the part goes to its runner: test shared sync::)
  check                      formatting, lints, import rules, types, licences
  fmt                        format the Rust sources
  build                      the one file to copy to a machine: target/release/regulars
  bench NAME [--out FILE]    measure: core, data, sync, app
  soak NAME [--rounds N] [--seeds N] [--out FILE]
                             the long runs: convergence, browser-death, tabs, cloned-device,
                             quota, eviction, clocks, edits";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match dispatch(&verb, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\ncargo xtask {verb}: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(verb: &str, rest: &[String]) -> Outcome {
    match verb {
        "setup" => setup::everything().map(|_| ()),
        "serve" => serve::serve(rest),
        "test" => test::test(rest),
        "check" => check::check(),
        "fmt" => check::format(),
        "build" => build::release(),
        "bench" => bench::bench(rest),
        "soak" => soak::soak_by_name(rest),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        _ => fail(format!("there is no such verb.\n\n{USAGE}")),
    }
}
