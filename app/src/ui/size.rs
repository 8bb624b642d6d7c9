//! Sizes in words.

/// “12 MB”: of bytes, in powers of ten, as systems show them.
pub fn in_bytes(count: f64) -> String {
    match count {
        count if count >= 1e9 => format!("{:.0} GB", count / 1e9),
        count if count >= 1e6 => format!("{:.0} MB", count / 1e6),
        count => format!("{:.0} kB", count / 1e3),
    }
}
