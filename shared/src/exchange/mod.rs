//! People from and to elsewhere.

pub mod contact;
pub mod csv;
#[cfg(feature = "linkage")]
pub mod linkage;
pub mod sample;
