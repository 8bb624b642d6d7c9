//! `cargo xtask test`: every test there is, the cheap ones first.

use std::fs;
use std::process::Command;

use crate::build::{self, Effort};
use crate::run::{Outcome, fail, run, step};
use crate::setup::{Browser, Toolchain};
use crate::{project, setup};

/// Runs everything, or one part; what follows a part's name goes to its runner.
pub fn test(arguments: &[String]) -> Outcome {
    let Some((part, rest)) = arguments.split_first() else { return everything() };
    match part.as_str() {
        "shared" => native(&["-p", "shared"], rest),
        "server" => {
            setup::postgres()?;
            native(&["-p", "sync-server"], rest)
        }
        "xtask" => native(&["-p", "xtask"], rest),
        "wasm" => wasm(&setup::app()?, &setup::browser()?, rest),
        "browser" => browser(&setup::app()?, &setup::browser()?, rest),
        other => fail(format!(
            "there is no part `{other}`: the parts are shared, server, xtask, wasm and browser."
        )),
    }
}

fn everything() -> Outcome {
    // First of all, so that a missing piece is told before minutes of work and not after.
    let (toolchain, chromium) = setup::everything()?;
    let what = "Testing the build itself, the domain, the sync core with 1,000 simulated teams, and \
                the server (8 to 15 minutes the first time, then 2 to 4)";
    step(what, || native(&build::NATIVE, &[]))?;
    wasm(&toolchain, &chromium, &[])?;
    browser(&toolchain, &chromium, &[])?;
    eprintln!("\nEvery test passed.");
    Ok(())
}

fn native(packages: &[&str], rest: &[String]) -> Outcome {
    let mut cargo = Command::new("cargo");
    if let Some(folder) = setup::known_postgres() {
        cargo.env(setup::POSTGRES, folder);
    }
    run(cargo.current_dir(project::root()).arg("test").args(packages).args(rest))
}

fn wasm(toolchain: &Toolchain, browser: &Browser, rest: &[String]) -> Outcome {
    let mut cargo = toolchain.command("cargo");
    cargo
        .args(["test", "--package", "app", "--target", "wasm32-unknown-unknown"])
        .args(rest)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &toolchain.test_runner)
        .env("CHROMEDRIVER", &browser.driver)
        // Seconds for one test file: a busy machine starts Chromium slowly.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    step("Testing the app's storage in Chromium (3 to 5 minutes the first time)", || {
        run(&mut cargo)
    })
}

fn browser(toolchain: &Toolchain, browser: &Browser, rest: &[String]) -> Outcome {
    build::app(toolchain, Effort::Quick)?;
    build::tested_server()?;
    let report = project::root().join("target").join("browser-tests.json");
    // A report of an earlier run must not be counted.
    if report.exists() {
        fs::remove_file(&report)
            .map_err(|error| format!("{} cannot be removed: {error}.", report.display()))?;
    }
    let mut playwright = playwright(toolchain, browser);
    playwright.arg("--reporter=list,json").args(rest).env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let result = step("Testing whole teams in Chromium (minutes)", || run(&mut playwright));
    let counts = fs::read_to_string(&report).ok().as_deref().and_then(Counts::read);
    if let Some(counts) = &counts {
        if counts.second_try > 0 {
            println!(
                "{} of them passed only at the second try: the lines above name them; look at \
                 their traces in e2e/test-results.",
                counts.second_try
            );
        }
        println!("{}", counts.line());
    }
    match counts {
        Some(Counts { passed: 0, .. }) if result.is_ok() => fail("no browser test ran."),
        _ => result,
    }
}

/// Playwright on the app and the server of everyday builds, up to what it is to run.
pub fn playwright(toolchain: &Toolchain, browser: &Browser) -> Command {
    let mut playwright = toolchain.command("playwright");
    playwright
        .current_dir(project::root().join("e2e"))
        .arg("test")
        .env("CHROMIUM", &browser.chromium)
        .env("REGULARS_SERVER", project::server(Effort::Quick.folder()));
    playwright
}

/// How the browser tests ended.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    passed: u32,
    failed: u32,
    skipped: u32,
    /// Of those that passed. A busy machine times browsers out; without CI there is no second try.
    second_try: u32,
}

impl Counts {
    /// Reads the `stats` at the end of Playwright's JSON report.
    fn read(report: &str) -> Option<Self> {
        let stats = &report[report.rfind("\"stats\"")?..];
        let count = |name: &str| -> Option<u32> {
            let (_, after) = stats.split_once(&format!("\"{name}\":"))?;
            let digits = after.trim_start();
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            digits[..end].parse().ok()
        };
        Some(Self {
            passed: count("expected")? + count("flaky")?,
            failed: count("unexpected")?,
            skipped: count("skipped")?,
            second_try: count("flaky")?,
        })
    }

    fn line(&self) -> String {
        format!("browser: {} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_a_report_are_read_and_second_tries_stand_out() {
        let report = r#"{ "suites": [{"title": "\"stats\" of a team"}], "errors": [],
            "stats": { "startTime": "2026-01-01T00:00:00.000Z", "duration": 4021.5,
            "expected": 12, "skipped": 1, "unexpected": 2, "flaky": 1 } }"#;
        let counts = Counts::read(report).unwrap();
        assert_eq!(counts, Counts { passed: 13, failed: 2, skipped: 1, second_try: 1 });
        assert_eq!(counts.line(), "browser: 13 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn a_report_cut_short_counts_nothing() {
        assert_eq!(Counts::read("{\"stats\": {\"expected\": 1"), None);
        assert_eq!(Counts::read(""), None);
    }

    #[test]
    fn an_unknown_part_is_answered_with_the_known_ones() {
        assert!(test(&["e2e".into()]).unwrap_err().contains("shared, server, xtask, wasm"));
    }
}
