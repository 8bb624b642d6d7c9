//! `cargo xtask soak NAME`: a promise of the product, proven for as long as you like.
//!
//! The same code runs in the ordinary tests, with few rounds. Every part prints one line of JSON.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::build::{self, Effort};
use crate::options::Options;
use crate::run::{Outcome, fail, run, step};
use crate::{project, setup, test};

/// One long run: what of it runs natively, and which browser scenario has the rest.
struct Soak {
    name: &'static str,
    row: u32,
    native: Option<Native>,
    scenario: Option<&'static str>,
}

enum Native {
    /// A simulation of `shared/examples/soak.rs`.
    Simulation,
    /// Property tests of `shared`, by a part of their name, each so many times as often.
    Properties(&'static str),
    /// Tests of the server, by a part of their name, and the variable that says how long.
    Server(&'static str, &'static str),
}

const SOAKS: [Soak; 13] = [
    soak("crash", 1, Some(Native::Server("row_1_", "REGULARS_TEST_KILLS")), None),
    soak("rot", 3, Some(Native::Server("row_3_", "REGULARS_TEST_FLIPS")), None),
    soak("order", 8, Some(Native::Server("row_8_", "REGULARS_TEST_CHANGES")), None),
    soak("poison", 13, Some(Native::Server("row_13_", "REGULARS_TEST_MUTATIONS")), None),
    soak("guesses", 22, Some(Native::Server("row_22_an_address", "REGULARS_TEST_GUESSES")), None),
    soak("convergence", 5, Some(Native::Simulation), None),
    soak("browser-death", 4, None, Some("browser-death")),
    soak("tabs", 9, Some(Native::Simulation), Some("tabs")),
    soak("cloned-device", 10, Some(Native::Simulation), Some("cloned-device")),
    soak("quota", 15, None, Some("storage-trouble")),
    soak("eviction", 16, None, Some("eviction")),
    soak("clocks", 17, Some(Native::Simulation), Some("clocks")),
    soak("edits", 26, Some(Native::Properties("properties")), None),
];

const fn soak(
    name: &'static str,
    row: u32,
    native: Option<Native>,
    scenario: Option<&'static str>,
) -> Soak {
    Soak { name, row, native, scenario }
}

/// Every name, for a person who asks.
fn names() -> String {
    SOAKS.iter().map(|soak| soak.name).collect::<Vec<_>>().join(", ")
}

/// Runs one by its name: `--rounds N` says how long the browser goes on, or how many kills, flipped
/// bits, changes or sign-ins a server's test makes, `--seeds`, `--operations`
/// and `--first` what is simulated, `--times` how many times as often properties are tried.
/// `--native` and `--browser` run only that part; `--out FILE` also keeps the browser's JSON.
pub fn soak_by_name(arguments: &[String]) -> Outcome {
    let Some((name, rest)) = arguments.split_first() else {
        return fail(format!("which one? The long runs are: {}.", names()));
    };
    let Some(soak) = SOAKS.iter().find(|soak| soak.name == name) else {
        return fail(format!("there is no `{name}`. The long runs are: {}.", names()));
    };
    let mut options = Options::new(rest);
    let (native, browser) = (options.flag("--native"), options.flag("--browser"));
    let mut simulated = Vec::new();
    for flag in ["--seeds", "--operations", "--first"] {
        if let Some(value) = options.value(flag)? {
            simulated.extend([flag.to_owned(), value]);
        }
    }
    let times = options.value("--times")?.unwrap_or_else(|| "50".into());
    let rounds = options.value("--rounds")?.unwrap_or_else(|| "100".into());
    let (seed, out) = (options.value("--seed")?, options.value("--out")?);
    options.end()?;
    if let Some(part) = soak.native.as_ref().filter(|_| !browser) {
        match part {
            Native::Simulation => simulate(soak.name, &simulated)?,
            Native::Properties(filter) => properties(soak, filter, &times)?,
            Native::Server(filter, variable) => server(filter, variable, &rounds)?,
        }
    }
    match soak.scenario.filter(|_| !native) {
        Some(scenario) => in_the_browser(scenario, &rounds, seed, out),
        None => Ok(()),
    }
}

fn simulate(name: &str, arguments: &[String]) -> Outcome {
    step("Simulating teams (minutes to hours)", || {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(project::root()).args(["run", "--release", "--package", "shared"]);
        run(cargo.args(["--features", "testing", "--example", "soak", "--", name]).args(arguments))
    })
}

fn properties(soak: &Soak, filter: &str, times: &str) -> Outcome {
    let begin = Instant::now();
    step("Trying properties of any edits (minutes to hours)", || {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(project::root()).args(["test", "--release", "--package", "shared"]);
        run(cargo.args(["--lib", "--", filter]).env("REGULARS_SOAK", times))
    })?;
    let (name, row, seconds) = (soak.name, soak.row, begin.elapsed().as_secs());
    println!(
        "{{\"soak\":\"{name}\",\"row\":{row},\"times_the_ordinary_run\":{times},\
         \"fields_lost\":0,\"broken\":0,\"seconds\":{seconds}}}"
    );
    Ok(())
}

/// Each test prints its figure in a line of its own.
fn server(filter: &str, variable: &str, rounds: &str) -> Outcome {
    let postgres = setup::postgres()?;
    step("Trying the server (minutes to hours)", || {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(project::root()).args(["test", "--release", "--package", "sync-server"]);
        cargo.args(["--test", "server", "--", filter, "--nocapture"]);
        run(cargo.env(variable, rounds).env(setup::POSTGRES, postgres))
    })
}

fn in_the_browser(
    scenario: &str,
    rounds: &str,
    seed: Option<String>,
    out: Option<String>,
) -> Outcome {
    let (toolchain, browser) = (setup::app()?, setup::browser()?);
    build::app(&toolchain, Effort::Quick)?;
    build::tested_server()?;
    let mut playwright = test::playwright(&toolchain, &browser);
    playwright
        .args(["--reporter=list", "--workers=1", "--grep=@soak", scenario])
        .env("REGULARS_ROUNDS", rounds);
    if let Some(seed) = seed {
        playwright.env("REGULARS_SEED", seed);
    }
    if let Some(out) = out {
        // The program runs elsewhere; a file is meant from where the person stands.
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        playwright.env("REGULARS_FIGURES", here.join(out));
    }
    step("Proving it in Chromium (minutes to hours)", || run(&mut playwright))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        assert!(soak_by_name(&[]).unwrap_err().contains("browser-death"));
        assert!(soak_by_name(&["nap".into()]).unwrap_err().contains("cloned-device"));
    }

    #[test]
    fn a_flag_that_nobody_reads_is_named() {
        let error = soak_by_name(&["eviction".into(), "--sedes=1".into()]).unwrap_err();
        assert!(error.contains("--sedes"), "{error}");
    }
}
