//! What facts are made of.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::id::{BlobHash, ItemId};
use crate::model::purchase::standing;
use crate::model::{
    ConsentChannel, Merge, Money, Photo, PhotoMedia, Purchase, Record, Reversal, Sums,
};
use crate::sorting::{sort, sort_by, sort_by_key};
use crate::time::Timestamp;

/// The most open promises.
pub const PROMISES: usize = 8;
/// The most letters of a promise.
const PROMISE_LETTERS: usize = 80;
/// The most products that somebody usually buys.
const USUAL: usize = 3;

/// What is in force for a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ConsentFact {
    /// The channel.
    #[n(0)]
    pub channel: ConsentChannel,
    /// Whether they agreed; otherwise they said no, or withdrew.
    #[n(1)]
    pub given: bool,
    /// When they said so.
    #[n(2)]
    pub at: Option<Timestamp>,
}

/// Purchases in short. Voided ones do not count; what came back is taken off the sums.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct PurchaseFacts {
    /// How many.
    #[n(0)]
    pub count: u32,
    /// What was paid, one sum for each currency.
    #[n(1)]
    pub sums: Vec<Money>,
    /// When the first was.
    #[n(2)]
    pub first: Timestamp,
    /// When the last was.
    #[n(3)]
    pub last: Timestamp,
    /// The products that were in most purchases, at most three, most often first.
    #[n(4)]
    pub usual: Vec<String>,
}

/// A promise that was not kept yet.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PromiseFact {
    /// The entry that it was made in.
    #[n(0)]
    pub entry: ItemId,
    /// By when.
    #[n(1)]
    pub due: Option<Timestamp>,
    /// How it begins.
    #[n(2)]
    pub text: String,
}

/// What a record says of being one with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct MergeFact {
    /// The same in both records.
    #[n(0)]
    pub id: ItemId,
    /// What it says.
    #[n(1)]
    pub merge: Merge,
}

/// Every purchase and return of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Ledger {
    /// What was bought, newest first.
    #[n(0)]
    pub purchases: Vec<(ItemId, Purchase)>,
    /// What was voided or came back, newest first.
    #[n(1)]
    pub reversals: Vec<(ItemId, Reversal)>,
}

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
pub struct PhotoFact {
    /// Which bytes.
    #[n(0)]
    pub hash: BlobHash,
    #[n(1)]
    media: u8,
    #[n(2)]
    bytes: u32,
}

impl From<Photo> for PhotoFact {
    fn from(photo: Photo) -> Self {
        Self { hash: photo.hash, media: photo.media as u8, bytes: photo.bytes }
    }
}

impl PhotoFact {
    /// The picture, where this version knows what kind of picture it is.
    pub fn photo(&self) -> Option<Photo> {
        let media = *PhotoMedia::ALL.get(usize::from(self.media))?;
        Some(Photo { hash: self.hash, media, bytes: self.bytes })
    }
}

/// Who a member is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct MemberFacts {
    /// The author id that their changes carry.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub author: Vec<u8>,
}

/// What is in force for each channel that was ever spoken of.
pub fn consent(record: &Record) -> Vec<ConsentFact> {
    let in_force = |channel| {
        let newest = record.consent(channel)?;
        Some(ConsentFact { channel, given: newest.given, at: Some(newest.at) })
    };
    ConsentChannel::ALL.into_iter().filter_map(in_force).collect()
}

/// The purchases that count, in short.
pub fn purchases(
    purchases: &[(ItemId, Purchase)],
    reversals: &[(ItemId, Reversal)],
) -> Option<PurchaseFacts> {
    let standing = standing(purchases, reversals);
    let (first, last) = (standing.first()?.0.at, standing.last()?.0.at);
    let mut sums = Sums::default();
    // How many purchases have a product, and when the last was.
    let mut products: BTreeMap<&str, (usize, Timestamp)> = BTreeMap::new();
    for (purchase, refunded) in &standing {
        sums.add(purchase.total);
        sums.subtract(*refunded);
        let mut names: Vec<&str> = purchase.lines.iter().map(|line| line.product.trim()).collect();
        sort(&mut names);
        names.dedup();
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            let (count, newest) = products.entry(name).or_default();
            *count += 1;
            *newest = purchase.at;
        }
    }
    let mut usual: Vec<_> = products.into_iter().collect();
    sort_by(&mut usual, |(_, a), (_, b)| b.cmp(a));
    Some(PurchaseFacts {
        count: u32::try_from(standing.len()).unwrap_or(u32::MAX),
        sums: sums.all(),
        first,
        last,
        usual: usual.into_iter().take(USUAL).map(|(name, _)| name.to_owned()).collect(),
    })
}

/// What the record says of being one with others.
pub fn merges(record: &Record) -> Vec<MergeFact> {
    let merges = record.merges.iter();
    merges.map(|(id, merge)| MergeFact { id: *id, merge: *merge }).collect()
}

/// Every purchase and return, of a record that is one with another.
pub fn ledger(record: &Record) -> Option<Ledger> {
    (!record.merges.is_empty()).then(|| Ledger {
        purchases: record.purchases.clone(),
        reversals: record.reversals.clone(),
    })
}

/// Open promises, the earliest due first.
pub fn promises(record: &Record) -> Vec<PromiseFact> {
    let mut open: Vec<_> = record
        .entries
        .iter()
        .filter_map(|entry| Some((entry, entry.promise.as_ref().filter(|it| it.kept.is_none())?)))
        .map(|(entry, promise)| (promise.due.is_none(), promise.due, entry.at, entry.id, promise))
        .collect();
    sort_by_key(&mut open, |(no_date, due, at, id, _)| (*no_date, *due, *at, *id));
    open.dedup_by_key(|(_, _, _, id, _)| *id);
    let open = open.into_iter().take(PROMISES);
    open.map(|(_, due, _, entry, promise)| PromiseFact {
        entry,
        due,
        text: super::excerpt(&promise.text, PROMISE_LETTERS),
    })
    .collect()
}

/// When they were last in touch on each channel.
pub fn channels(record: &Record) -> Vec<(String, Timestamp)> {
    let mut newest: BTreeMap<&str, Timestamp> = BTreeMap::new();
    // Newest first.
    for entry in &record.entries {
        newest.entry(&entry.channel).or_insert(entry.at);
    }
    newest.into_iter().map(|(channel, at)| (channel.to_owned(), at)).collect()
}
