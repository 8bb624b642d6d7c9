//! Certificates that somebody gave to be trusted, beside those that the machine trusts.

use std::path::Path;

use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use super::refuse;
use crate::error::StartError;

/// Reads a file in PEM; `flag` is what it was given by.
///
/// # Errors
/// A sentence, when it cannot be read or holds none.
pub(super) fn certificates(
    flag: &str,
    file: &Path,
) -> Result<Vec<CertificateDer<'static>>, StartError> {
    let name = format!("{flag} {}", file.display());
    let pem =
        std::fs::read(file).map_err(|error| refuse(format!("cannot read {name}: {error}")))?;
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match all {
        Ok(all) if !all.is_empty() => Ok(all),
        _ => Err(refuse(format!("{name} is no certificate: give it in PEM"))),
    }
}
