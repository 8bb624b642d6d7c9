//! One folder per thing that people do here. None of them knows another.

pub mod components;
