//! Chunks and outbox rows as they are stored.
//!
//! Consecutive chunks of one document that are stored together share a row, a *run*: a first sync
//! stores tens of thousands of chunks, and each row costs the browser more than its bytes. Runs
//! never overlap, so rows by their last place are chunks by place.

use js_sys::{Object, Reflect};
use minicbor::{Decode, Encode};
use shared::id::{ChangeHash, DocumentId};
use shared::sorting::sort_by_key;
use shared::sync::store::{Content, OutboxRow, Place, StoreError, StoredChunk};
use wasm_bindgen::JsValue;

use super::connection::{from_js, to_js, unreadable};
use super::schema::{BYTES, DOCUMENT, PLACE};

/// The chunks of one row.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Run {
    /// The row's key: the last place when it was written.
    #[n(0)]
    pub last: Place,
    /// The record.
    #[n(1)]
    pub document: DocumentId,
    #[n(2)]
    chunks: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Piece {
    #[n(0)]
    place: Place,
    /// None for the mark of a rebuild.
    #[n(1)]
    hash: Option<ChangeHash>,
    #[cbor(n(2), with = "minicbor::bytes")]
    bytes: Vec<u8>,
}

impl Run {
    /// Groups chunks that are written together.
    pub fn group(mut chunks: Vec<StoredChunk>) -> Vec<Self> {
        sort_by_key(&mut chunks, |chunk| chunk.place);
        let mut runs: Vec<Self> = Vec::new();
        for StoredChunk { place, document, content } in chunks {
            let piece = match content {
                Content::Change { hash, bytes } => Piece { place, hash: Some(hash), bytes },
                Content::Rebuilt => Piece { place, hash: None, bytes: Vec::new() },
            };
            match runs.last_mut() {
                Some(run) if run.document == document => {
                    run.last = place;
                    run.chunks.push(piece);
                }
                _ => runs.push(Self { last: place, document, chunks: vec![piece] }),
            }
        }
        runs
    }

    /// The chunks, by place.
    pub fn into_chunks(self) -> impl Iterator<Item = StoredChunk> {
        self.chunks.into_iter().map(move |Piece { place, hash, bytes }| StoredChunk {
            place,
            document: self.document,
            content: match hash {
                Some(hash) => Content::Change { hash, bytes },
                None => Content::Rebuilt,
            },
        })
    }

    /// Takes changes out; says whether any was there.
    pub fn remove(&mut self, is_out: impl Fn(&ChangeHash) -> bool) -> bool {
        let before = self.chunks.len();
        self.chunks.retain(|piece| !piece.hash.as_ref().is_some_and(&is_out));
        self.chunks.len() != before
    }

    /// Whether nothing is left in it.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The row's value.
    pub fn to_js(&self) -> JsValue {
        let row = Object::new();
        set(&row, DOCUMENT, &to_js(self.document.as_bytes()));
        set(&row, BYTES, &to_js(&encode(self)));
        row.into()
    }

    /// Reads what [`Run::to_js`] made.
    pub fn from_js(row: &JsValue) -> Result<Self, StoreError> {
        decode_property(row)
    }
}

/// An outbox row's value.
pub fn outbox_to_js(row: &OutboxRow) -> JsValue {
    let value = Object::new();
    set(&value, DOCUMENT, &to_js(row.document.as_bytes()));
    set(&value, PLACE, &place_to_js(row.place));
    set(&value, BYTES, &to_js(&encode(row)));
    value.into()
}

/// Reads what [`outbox_to_js`] made.
pub fn outbox_from_js(value: &JsValue) -> Result<OutboxRow, StoreError> {
    decode_property(value)
}

/// A place as a key. A device would have to store 2^53 chunks before two places became equal.
pub fn place_to_js(place: Place) -> JsValue {
    JsValue::from_f64(place as f64)
}

/// CBOR bytes of a value.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).expect("writing into memory does not fail")
}

/// Reads what [`encode`] made.
pub fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, StoreError> {
    minicbor::decode(bytes).map_err(unreadable)
}

fn decode_property<T: for<'b> Decode<'b, ()>>(row: &JsValue) -> Result<T, StoreError> {
    let bytes = Reflect::get(row, &JsValue::from_str(BYTES)).map_err(|_| unreadable("no row"))?;
    decode(&from_js(&bytes)?)
}

fn set(object: &Object, property: &str, value: &JsValue) {
    // Setting a property of an object made here cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(property), value);
}
