//! Announcing steps and running programs.

use std::fmt::Display;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Why a verb stopped: sentences for the person at the terminal.
pub type Failure = String;

/// What a verb or a step comes to.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Stops with a reason.
pub fn fail<T>(reason: impl Into<String>) -> Outcome<T> {
    Err(reason.into())
}

/// Says what happens next, before it happens. Goes to standard error, like cargo's own notices.
pub fn announce(what: impl Display) {
    eprintln!("\n▸ {what}");
}

/// Runs a program to its end. It gets no input: nothing here may wait for an answer.
///
/// # Errors
/// Names the program, and how it ended.
pub fn run(command: &mut Command) -> Outcome {
    let line = line(command);
    let status = apart(command)
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("`{line}` could not be started: {error}."))?;
    if status.success() { Ok(()) } else { fail(format!("`{line}` failed ({status}).")) }
}

/// Takes away what cargo told this program of itself. Build scripts look at it: a cargo that inherits
/// it would build their crates anew, and again when it is called by hand.
pub fn apart(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.starts_with(start)) {
            command.env_remove(&*name);
        }
    }
    command
}

/// Runs a step that is worth its time: says what and how long, and afterwards how long it took.
///
/// # Errors
/// What the step returns.
pub fn step<T>(what: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    announce(what);
    let start = Instant::now();
    let result = work()?;
    eprintln!("  done in {}", readable(start.elapsed()));
    Ok(result)
}

/// What a program prints on its standard output; `None` when it is not there or fails.
pub fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output();
    let output = output.ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The command as a person would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn readable(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..100 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_arguments() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert!(error.contains("sh -c exit 3"), "{error}");
    }

    #[test]
    fn a_missing_program_is_a_sentence_and_no_panic() {
        let error = run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(error.contains("could not be started"), "{error}");
    }

    #[test]
    fn long_steps_are_told_in_minutes() {
        assert_eq!(readable(Duration::from_secs(42)), "42 s");
        assert_eq!(readable(Duration::from_secs(125)), "2 min 5 s");
    }
}
