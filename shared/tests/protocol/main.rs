//! `docs/PROTOCOL.md`, rule by numbered rule, on the real cores and without a network.

mod admission;
mod erasing;
mod liveness;
mod opening;
mod presence;
mod pushing;
mod reading;
mod refused;
mod restoring;
mod stepping_back;
mod stretches;
mod support;
