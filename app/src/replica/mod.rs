//! This browser's copy of a workspace.

mod platform;
