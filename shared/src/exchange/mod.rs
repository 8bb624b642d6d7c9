//! People from and to elsewhere.

pub mod csv;
pub mod sample;
