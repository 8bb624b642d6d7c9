//! Runs many seeds of the simulation: `soak_convergence [--seeds N] [--operations N] [--first N]`.

use std::process::ExitCode;
use std::time::Instant;

use shared::testing::fake::FakeDocument;
use shared::testing::simulation::{Plan, run};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: u64| {
        arguments
            .iter()
            .position(|argument| argument == name)
            .and_then(|at| arguments.get(at + 1)?.parse().ok())
            .unwrap_or(default)
    };
    let (first, seeds) = (number("--first", 0), number("--seeds", 10_000));
    let operations = number("--operations", 500) as usize;
    let begin = Instant::now();
    let (mut broken, mut catch_up, mut edits) = (0_u64, Vec::new(), 0);
    for seed in first..first + seeds {
        match run::<FakeDocument>(&Plan::ordinary(seed, operations)) {
            Ok(report) => {
                catch_up.push(report.catch_up_ms);
                edits += report.edits;
            }
            Err(error) => {
                broken += 1;
                println!("{error}");
            }
        }
    }
    catch_up.sort_unstable();
    let p99 = catch_up.get(catch_up.len() * 99 / 100).copied().unwrap_or(0);
    println!(
        "{seeds} seeds of {operations} operations, {edits} edits: {broken} broken; \
         catch-up p99 {p99} simulated ms; {:.0} s",
        begin.elapsed().as_secs_f64()
    );
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
