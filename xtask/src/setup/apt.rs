//! Debian's packages, where this user may install them.

use std::process::Command;

use super::on_path;
use crate::run::{output, run, step};

/// Whether this is a Debian-like machine and we are its administrator.
fn may_install() -> bool {
    on_path(&["apt-get"]).is_some() && output("id", &["-u"]).is_some_and(|id| id.trim() == "0")
}

/// Installs packages where we may, without asking anything. A failure is told and not more: the
/// caller looks again, and knows best what to say when a piece is still missing.
pub fn try_install(what: &str, packages: &[&str]) {
    if !may_install() {
        return;
    }
    let installed = step(what, || {
        run(apt_get().args(["update", "-qq"]))?;
        run(apt_get().args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
    });
    if let Err(reason) = installed {
        eprintln!("  {reason}");
    }
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
