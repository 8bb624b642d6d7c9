//! How a segment is stored: a filter is `[number, content]`. The numbers never change.
//!
//! A segment over organisations is `[4, filter]`: to a version that knows people only, a filter
//! that it does not know, which means nobody and is written again as it was.

use minicbor::data::Type;
use minicbor::encode::Write;
use minicbor::{Decoder, Encode, Encoder};

use super::{Filter, Segment, SegmentError};
use crate::model::Kind;

const ALL: u32 = 0;
const ANY: u32 = 1;
const NOT: u32 = 2;
const IS: u32 = 3;
/// Only outermost.
const OF_ORGANISATIONS: u32 = 4;

type Encoded<W> = Result<(), minicbor::encode::Error<<W as Write>::Error>>;

impl Segment {
    /// As it is stored.
    pub fn encode(&self) -> Vec<u8> {
        if self.kind != Kind::Organisation {
            return self.filter.encode();
        }
        let mut encoder = Encoder::new(Vec::new());
        let head = encoder.array(2).and_then(|e| e.u32(OF_ORGANISATIONS));
        head.and_then(|e| self.filter.write(e)).expect("writing to memory does not fail");
        encoder.into_writer()
    }

    /// Reads what [`Self::encode`] wrote, in this version or another. What a newer version added
    /// becomes [`Filter::Unknown`] and is written again as it was.
    ///
    /// # Errors
    /// When the bytes are damaged, or beyond the bounds of [`Segment::new`].
    pub fn decode(bytes: &[u8]) -> Result<Self, SegmentError> {
        if bytes.len() > Self::BYTES_MAX {
            return Err(SegmentError::TooLarge);
        }
        let mut decoder = Decoder::new(bytes);
        let head = (decoder.array().ok().flatten(), decoder.u32().ok());
        let kind = if head == (Some(2), Some(OF_ORGANISATIONS)) {
            Kind::Organisation
        } else {
            decoder.set_position(0);
            Kind::Person
        };
        let filter = decode(&mut decoder, 1)?;
        if decoder.position() < bytes.len() {
            return Err(SegmentError::Damaged("something follows it".into()));
        }
        let segment = Self::over(kind, filter)?;
        // A head that is written in more bytes than it needs is not how any version writes it.
        if segment.encode() == bytes {
            return Ok(segment);
        }
        Self::new(Filter::Unknown(bytes.to_vec()))
    }
}

impl Filter {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::new());
        self.write(&mut encoder).expect("writing to memory does not fail");
        encoder.into_writer()
    }

    fn write<W: Write>(&self, e: &mut Encoder<W>) -> Encoded<W> {
        let several = |e: &mut Encoder<W>, number, filters: &[Self]| {
            e.array(2)?.u32(number)?.array(filters.len() as u64)?;
            filters.iter().try_for_each(|filter| filter.write(e))
        };
        match self {
            Self::All(filters) => several(e, ALL, filters),
            Self::Any(filters) => several(e, ANY, filters),
            Self::Not(filter) => filter.write(e.array(2)?.u32(NOT)?),
            Self::Is(condition) => condition.encode(e.array(2)?.u32(IS)?, &mut ()),
            Self::Unknown(bytes) => {
                e.writer_mut().write_all(bytes).map_err(minicbor::encode::Error::write)
            }
        }
    }
}

/// The next filter, known or not.
fn decode(decoder: &mut Decoder, depth: usize) -> Result<Filter, SegmentError> {
    if depth > Segment::DEPTH_MAX {
        return Err(SegmentError::TooDeep);
    }
    let start = decoder.position();
    if !matches!(decoder.datatype(), Ok(Type::Array)) {
        return Err(SegmentError::Damaged("a part of it is no list".into()));
    }
    decoder.skip().map_err(|error| SegmentError::Damaged(error.to_string()))?;
    let bytes = &decoder.input()[start..decoder.position()];
    // What is not written again as it was read holds something that this version does not know: a
    // further argument, which may well narrow the meaning.
    let known = known(bytes, depth)?.filter(|filter| filter.encode() == bytes);
    Ok(known.unwrap_or_else(|| Filter::Unknown(bytes.to_vec())))
}

fn known(bytes: &[u8], depth: usize) -> Result<Option<Filter>, SegmentError> {
    let mut decoder = Decoder::new(bytes);
    let (Ok(Some(2)), Ok(number)) = (decoder.array(), decoder.u32()) else { return Ok(None) };
    Ok(match number {
        ALL | ANY => {
            let Ok(Some(length)) = decoder.array() else { return Ok(None) };
            let filters = (0..length).map(|_| decode(&mut decoder, depth + 1));
            let filters = filters.collect::<Result<Vec<_>, _>>()?;
            Some(if number == ALL { Filter::All(filters) } else { Filter::Any(filters) })
        }
        NOT => Some(Filter::Not(Box::new(decode(&mut decoder, depth + 1)?))),
        IS => decoder.decode().ok().map(Filter::Is),
        _ => None,
    })
}
