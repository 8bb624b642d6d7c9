//! Where the figures come from.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The median time to write a page and have it on the disk: what every commit pays at least.
pub fn fsync_ms(folder: &Path) -> f64 {
    let path = folder.join("fsync");
    let mut file = fs::File::create(&path).expect("a file");
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            file.write_all(&[0x5a; 4096]).expect("written");
            let start = Instant::now();
            file.sync_data().expect("synced");
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    fs::remove_file(path).expect("removed");
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Processor, cores, memory.
pub fn describe() -> String {
    let read = |path, key: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let model = read("/proc/cpuinfo", "model name");
    let memory = read("/proc/meminfo", "MemTotal");
    format!("{model}, {cores} cores, {memory}, {}", std::env::consts::OS)
}

/// What was measured.
pub fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "HEAD"]) else { return "unknown".into() };
    match git(&["status", "--porcelain", "--untracked-files=no"]).as_deref() {
        Some("") => commit,
        _ => commit + "-modified",
    }
}
