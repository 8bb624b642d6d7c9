//! The command as a process of its own.

use std::net::SocketAddr;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Starts the server with these flags on a free port; it ends with the returned value.
pub async fn serve(flags: &[&str]) -> (Child, SocketAddr) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regulars"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]).args(flags);
    started(command).await
}

/// Starts what prints where it listens, as the server does.
pub async fn started(mut command: Command) -> (Child, SocketAddr) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the server starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    while let Some(line) = lines.next_line().await.expect("text") {
        if let Some((_, address)) = line.split_once("Regulars is at http://") {
            return (child, address.trim().parse().expect("an address"));
        }
    }
    panic!("the server ended without a word");
}
