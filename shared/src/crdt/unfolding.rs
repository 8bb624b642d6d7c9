//! How much a change unfolds to, counted before Automerge unfolds it.
//!
//! A change holds its operations in columns, in which a run stands for one value so and so many
//! times. A hundred bytes can claim 2^60 operations, or one operation that replaces 2^60 others:
//! Automerge would count them one by one, or keep them all. The layout is that of a change chunk in
//! Automerge's storage format (<https://alexjg.github.io/automerge-storage-docs/#change-chunks>).

use crate::sync::document::Damaged;
use crate::wire::limits;

/// Passes a change whose columns unfold to no more than the limits allow. Whether it is sound
/// otherwise is not looked at.
///
/// # Errors
/// When a column unfolds to more, or cannot be read.
pub(super) fn check(chunk: &[u8]) -> Result<(), Damaged> {
    let mut reader = Reader(chunk.get(super::TYPE_AT + 1..).unwrap_or_default());
    match is_small(&mut reader) {
        Some(true) => Ok(()),
        Some(false) => Err(Damaged("it unfolds to too much".into())),
        None => Err(Damaged("its columns cannot be read".into())),
    }
}

fn is_small(reader: &mut Reader<'_>) -> Option<bool> {
    let _length = reader.unsigned()?;
    for _dependency in 0..reader.unsigned()? {
        reader.take(32)?;
    }
    let _actor = reader.text()?;
    let (_seq, _start_op, _time) = (reader.unsigned()?, reader.unsigned()?, reader.signed()?);
    let _message = reader.text()?;
    for _other_actor in 0..reader.unsigned()? {
        reader.text()?;
    }
    let mut columns = Vec::new();
    for _ in 0..reader.unsigned()? {
        columns.push((reader.unsigned()?, reader.unsigned()?));
    }
    for (spec, length) in columns {
        let mut column = Reader(reader.take(length)?);
        let Some(kind) = Kind::of(spec) else { continue };
        let (mut items, mut texts) = (0_u64, 0_u64);
        while !column.0.is_empty() {
            let (more, bytes) = column.run(kind)?;
            items = items.saturating_add(more);
            texts = texts.saturating_add(bytes);
            if items > limits::CHANGE_ITEMS || texts > limits::CHANGE_TEXTS {
                return Some(false);
            }
        }
    }
    Some(true)
}

/// What a column's runs are of.
#[derive(Clone, Copy)]
enum Kind {
    Unsigned,
    Signed,
    Text,
}

impl Kind {
    /// None for columns that unfold to nothing by themselves: booleans, of which as many are read as
    /// there are operations, and values, which stand there byte for byte.
    fn of(spec: u64) -> Option<Self> {
        match spec & 7 {
            0 | 1 | 2 | 6 => Some(Self::Unsigned),
            3 => Some(Self::Signed),
            5 => Some(Self::Text),
            _ => None,
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let length = self.unsigned()?;
        self.take(length)
    }

    fn unsigned(&mut self) -> Option<u64> {
        Some(self.leb128()?.0)
    }

    fn signed(&mut self) -> Option<i64> {
        let (bits, count, negative) = self.leb128()?;
        let extended = if negative && count < 64 { bits | (u64::MAX << count) } else { bits };
        Some(extended.cast_signed())
    }

    /// The bits, how many there are, and whether they are negative, should they have a sign. Bits
    /// beyond 64, at which Automerge errs, fall away.
    fn leb128(&mut self) -> Option<(u64, u32, bool)> {
        let (mut bits, mut count) = (0_u64, 0);
        while count < 64 {
            let byte = self.take(1)?[0];
            bits |= u64::from(byte & 0x7f) << count;
            count += 7;
            if byte & 0x80 == 0 {
                return Some((bits, count, byte & 0x40 != 0));
            }
        }
        None
    }

    /// Reads a run: how many items, and how many bytes of text they are.
    fn run(&mut self, kind: Kind) -> Option<(u64, u64)> {
        let count = self.signed()?;
        match count {
            // So many times nothing.
            0 => Some((self.unsigned()?, 0)),
            // So many times the same.
            1.. => {
                let bytes = self.item(kind)?;
                Some((count.unsigned_abs(), bytes.saturating_mul(count.unsigned_abs())))
            }
            // So many items, one by one.
            _ => {
                let mut bytes = 0;
                for _ in 0..count.unsigned_abs() {
                    bytes += self.item(kind)?;
                }
                Some((count.unsigned_abs(), bytes))
            }
        }
    }

    fn item(&mut self, kind: Kind) -> Option<u64> {
        match kind {
            Kind::Unsigned => self.unsigned().map(|_| 0),
            Kind::Signed => self.signed().map(|_| 0),
            Kind::Text => self.text().map(|text| text.len() as u64),
        }
    }
}
