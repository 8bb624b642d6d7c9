//! `docs/PROTOCOL.md`, rule by numbered rule, on the real cores and without a network.

mod client;
mod support;
