//! Runs many seeds of a simulation, and prints what came of it as JSON:
//! `soak NAME [--seeds N] [--operations N] [--first N]`.

use std::process::ExitCode;
use std::time::Instant;

use shared::doc::RecordDocument;
use shared::testing::fake::FakeDocument;
use shared::testing::simulation::{Plan, Report, run};

/// The plan for a seed, with so many operations.
type PlanOf = fn(u64, usize) -> Plan;

/// Simulations by name, each with its row of promises.
const SIMULATIONS: [(&str, u32, PlanOf); 4] = [
    ("convergence", 5, Plan::ordinary),
    ("tabs", 9, Plan::tabs),
    ("cloned-device", 10, Plan::copies),
    ("clocks", 17, Plan::clocks),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let name = arguments.first().map_or("", String::as_str);
    let Some((name, row, plan)) = SIMULATIONS.into_iter().find(|(known, ..)| *known == name) else {
        let names: Vec<_> = SIMULATIONS.iter().map(|(name, ..)| *name).collect();
        eprintln!("The simulations are: {}.", names.join(", "));
        return ExitCode::FAILURE;
    };
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
    let mut tally = Tally::default();
    for seed in first..first + seeds {
        let plan = plan(seed, operations);
        tally.count(run::<FakeDocument>(&plan));
        // Every twentieth also with real records, which take twenty times as long.
        if seed % 20 == 0 {
            tally.count(run::<RecordDocument>(&plan));
        }
    }
    let Tally { runs, broken, edits, saved, clones, clocks_set, refused, .. } = tally;
    println!(
        "{{\"soak\":\"{name}\",\"row\":{row},\"runs\":{runs},\"operations\":{operations},\
         \"first_seed\":{first},\"broken\":{broken},\"edits\":{edits},\"saved\":{saved},\
         \"copies\":{clones},\"clocks_set\":{clocks_set},\
         \"refused\":{refused},\"catch_up_p99_simulated_ms\":{},\"seconds\":{:.0}}}",
        tally.p99(),
        begin.elapsed().as_secs_f64()
    );
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[derive(Default)]
struct Tally {
    runs: u64,
    /// Seeds in which replicas differed, somebody was stuck, an edit that was called "on this
    /// device" was lost, or a place in an actor's row was taken twice.
    broken: u64,
    edits: usize,
    saved: usize,
    clones: usize,
    clocks_set: usize,
    refused: usize,
    catch_up: Vec<u64>,
}

impl Tally {
    fn count(&mut self, result: Result<Report, String>) {
        self.runs += 1;
        match result {
            Ok(report) => {
                self.edits += report.edits;
                self.saved += report.saved;
                self.clones += report.clones;
                self.clocks_set += report.clocks_set;
                self.refused += report.refused;
                self.catch_up.push(report.catch_up_ms);
            }
            Err(error) => {
                self.broken += 1;
                eprintln!("{error}");
            }
        }
    }

    fn p99(&mut self) -> u64 {
        self.catch_up.sort_unstable();
        self.catch_up.get(self.catch_up.len() * 99 / 100).copied().unwrap_or(0)
    }
}
