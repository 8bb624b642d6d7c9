//! Randomness, passed in.

use crate::id::ActorId;

/// A source of random numbers that the caller provides.
pub struct Entropy(Box<dyn FnMut() -> u64>);

impl Entropy {
    /// Draws from `source`.
    pub fn new(source: impl FnMut() -> u64 + 'static) -> Self {
        Self(Box::new(source))
    }

    /// 64 random bits.
    pub fn draw(&mut self) -> u64 {
        (self.0)()
    }

    /// A new writing session.
    pub fn actor(&mut self) -> ActorId {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.draw().to_be_bytes());
        bytes[8..].copy_from_slice(&self.draw().to_be_bytes());
        ActorId(bytes)
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy")
    }
}
