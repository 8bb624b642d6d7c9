//! Days worth remembering besides the birthday.

use minicbor::{Decode, Encode};

/// A day with a name: "Anniversary".
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct NamedDate {
    /// What happens or happened on it.
    #[n(0)]
    pub label: Option<String>,
    /// As [`super::Birthday`] writes it, with or without a year; a doubtful one is kept as it is.
    #[n(1)]
    pub date: String,
}
