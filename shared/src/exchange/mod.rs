//! People from and to elsewhere.

#[cfg(feature = "out")]
pub mod backup;
pub mod contact;
#[cfg(feature = "contacts")]
pub mod contacts;
pub mod csv;
#[cfg(feature = "contacts")]
pub mod import;
#[cfg(feature = "linkage")]
pub mod linkage;
#[cfg(feature = "out")]
pub mod out;
pub mod sample;
