//! `cargo xtask serve`: from a fresh clone to a running Regulars.

use std::path::PathBuf;
use std::process::Command;

use crate::build::{self, Effort};
use crate::options::Options;
use crate::run::{Outcome, announce, fail};
use crate::{project, setup};

/// Builds what has changed, and runs the server until it is stopped.
pub fn serve(arguments: &[String]) -> Outcome {
    let mut options = Options::new(arguments);
    let effort = if options.flag("--release") { Effort::Release } else { Effort::Quick };
    let port = port(options.value("--port")?)?;
    // Beside the builds: `cargo clean` is a fresh start, and nothing lands in the repository.
    let data = options.value("--data")?.map(PathBuf::from);
    let data = data.unwrap_or_else(|| project::root().join("target").join("data"));
    options.end()?;

    let toolchain = setup::app()?;
    build::app(&toolchain, effort)?;
    build::server(effort)?;
    announce(format!("Regulars runs on http://localhost:{port} (Ctrl-C stops it)"));
    eprintln!("  its data is in {}", data.display());
    let mut server = Command::new(project::server(effort.folder()));
    server.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(data);
    become_it(&mut server)
}

/// Puts the server in this process's place, so that Ctrl-C reaches it alone, and the terminal comes
/// back when it has ended its work.
#[cfg(unix)]
fn become_it(server: &mut Command) -> Outcome {
    let error = std::os::unix::process::CommandExt::exec(server);
    fail(format!("`{}` could not be started: {error}.", server.get_program().to_string_lossy()))
}

#[cfg(not(unix))]
fn become_it(server: &mut Command) -> Outcome {
    crate::run::run(server)
}

fn port(given: Option<String>) -> Outcome<u16> {
    let Some(given) = given else { return Ok(8080) };
    given.parse().map_err(|_| format!("`{given}` is not a port: give a number below 65536."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_a_number_and_8080_where_none_is_given() {
        assert_eq!(port(None), Ok(8080));
        assert_eq!(port(Some("9000".into())), Ok(9000));
        assert!(port(Some("99999".into())).unwrap_err().contains("99999"));
    }
}
