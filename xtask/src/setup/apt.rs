//! Debian's packages, where this user may install them.

use std::process::Command;

use super::on_path;
use crate::run::{Outcome, output, run};

/// Whether this is a Debian-like machine and we are its administrator.
pub fn may_install() -> bool {
    on_path(&["apt-get"]).is_some() && output("id", &["-u"]).is_some_and(|id| id.trim() == "0")
}

/// Installs packages, without asking anything.
///
/// # Errors
/// When apt-get fails.
pub fn install(packages: &[&str]) -> Outcome {
    run(apt_get().args(["update", "-qq"]))?;
    run(apt_get().args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
