//! People from and to elsewhere.

pub mod contact;
#[cfg(feature = "contacts")]
pub mod contacts;
pub mod csv;
#[cfg(feature = "contacts")]
pub mod import;
#[cfg(feature = "linkage")]
pub mod linkage;
pub mod sample;
