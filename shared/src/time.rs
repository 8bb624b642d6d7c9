//! Instants. They are for display and for waiting; nothing is ordered or admitted by them.

/// Milliseconds since 1970-01-01 UTC, as the device's clock had it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    minicbor::Encode,
    minicbor::Decode,
)]
#[cbor(transparent)]
pub struct Timestamp(#[n(0)] pub i64);

impl Timestamp {
    /// This instant, `milliseconds` later.
    pub fn plus(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add_unsigned(milliseconds))
    }

    /// This instant, `milliseconds` earlier.
    pub fn minus(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_sub_unsigned(milliseconds))
    }
}
