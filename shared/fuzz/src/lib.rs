//! How the targets run: what panics and is caught, as the gate catches what Automerge does with
//! hostile bytes, is no finding; what is not caught is.

use std::panic::{catch_unwind, set_hook};

/// Takes the place of the fuzzer's own hook, which ends the process at any panic.
pub fn quiet() {
    set_hook(Box::new(|_| {}));
}

/// Runs a target, and ends the process when it panics, which the fuzzer notes.
pub fn unharmed(target: fn(&[u8]) -> bool, bytes: &[u8]) {
    if catch_unwind(|| target(bytes)).is_err() {
        std::process::abort();
    }
}
