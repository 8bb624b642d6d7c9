//! What is stored beside a record, so that a list opens no documents.

mod parts;
mod together;

use minicbor::{Decode, Encode};

pub use self::parts::{
    ConsentFact, Ledger, MemberFacts, MergeFact, PhotoFact, PromiseFact, PurchaseFacts,
};
pub use self::together::together;
use super::fold::fold;
use crate::id::{DocumentId, GroupId, ItemId};
use crate::model::{
    Birthday, Channel, CustomValue, Definition, Entry, Kind, NamedDate, Photo, Record, Relation,
    Sense,
};
use crate::sync::document::Damaged;
use crate::time::Timestamp;

/// The most bytes of [`Facts::notes`].
const NOTES_BYTES: usize = 2048;
/// The most letters of [`Facts::last_entry`].
const EXCERPT_LETTERS: usize = 120;

/// The facts of a record: a pure function of the record. Older and newer ones can be read; what
/// one does not say is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Facts {
    /// The [`Facts::VERSION`] that computed them.
    #[cbor(n(0), default)]
    pub version: u32,
    /// What to call them; see [`Record::display_name`].
    #[cbor(n(1), default)]
    pub name: String,
    /// The given name, where an import brought it.
    #[n(2)]
    pub given_name: Option<String>,
    /// The family name, where an import brought it.
    #[n(3)]
    pub family_name: Option<String>,
    /// Where they work, or the business they run.
    #[n(4)]
    pub company: Option<String>,
    /// What they usually have.
    #[n(5)]
    pub usual_order: Option<String>,
    /// What must be seen before anything else.
    #[n(6)]
    pub pinned: Option<String>,
    /// Email addresses, best first.
    #[cbor(n(7), default)]
    pub emails: Vec<String>,
    /// Phone numbers, best first.
    #[cbor(n(8), default)]
    pub phones: Vec<String>,
    /// Tags that are on.
    #[cbor(n(9), default)]
    pub tags: Vec<String>,
    /// As the record has it.
    #[n(10)]
    pub birthday: Option<String>,
    /// The first address, in one line.
    #[n(11)]
    pub address: Option<String>,
    /// When the record was made.
    #[cbor(n(12), default)]
    pub created: Timestamp,
    /// When the newest change was made.
    #[cbor(n(13), default)]
    pub updated: Timestamp,
    /// When they were last in touch; a note is no contact.
    #[n(14)]
    pub last_contact: Option<Timestamp>,
    /// How the newest entry begins.
    #[n(15)]
    pub last_entry: Option<String>,
    /// What was written in the timeline and as small facts, folded, newest first and cut: for
    /// search.
    #[cbor(n(16), default)]
    pub notes: String,
    /// How many values have more than one answer.
    #[cbor(n(17), default)]
    pub disagreements: usize,
    /// Whether the record is in the bin.
    #[cbor(n(18), default)]
    pub gone: bool,
    /// Whether the record is of a kind that this version does not know; lists leave it out.
    #[cbor(n(19), default)]
    pub of_another_kind: bool,
    /// What the record is about.
    #[cbor(n(20), default)]
    pub kind: Kind,
    /// The record of the member who looks after this one.
    #[n(21)]
    pub owner: Option<DocumentId>,
    /// The language that they speak.
    #[n(22)]
    pub language: Option<String>,
    /// Where the record came from.
    #[n(23)]
    pub source: Option<String>,
    /// What is in force for each channel that was ever spoken of.
    #[cbor(n(24), default)]
    pub consent: Vec<ConsentFact>,
    /// Named days that the calendar has, in the order in which they were added.
    #[cbor(n(25), default)]
    pub dates: Vec<NamedDate>,
    /// What was bought; `None` where nothing was.
    #[n(26)]
    pub purchases: Option<PurchaseFacts>,
    /// Values of the workspace's own fields, by the field's id.
    #[cbor(n(27), default)]
    pub custom: Vec<(ItemId, CustomValue)>,
    /// What this record says of others; see [`super::relations_of`] for both sides.
    #[cbor(n(28), default)]
    pub relations: Vec<Relation>,
    /// Open promises, the earliest due first, those without a date last; at most eight.
    #[cbor(n(29), default)]
    pub promises: Vec<PromiseFact>,
    /// The last acts over many records that touched this one, the newest first: by them a late
    /// undo finds its records.
    #[cbor(n(30), default)]
    pub groups: Vec<GroupId>,
    /// The filter of a segment's record.
    #[cbor(n(31), with = "minicbor::bytes")]
    pub segment: Option<Vec<u8>>,
    /// The fields that a catalog's record defines, those taken out included.
    #[cbor(n(32), default)]
    pub definitions: Vec<Definition>,
    /// Who it is, in a member's record.
    #[n(33)]
    pub member: Option<MemberFacts>,
    /// What they like.
    #[cbor(n(34), default)]
    pub likes: Vec<String>,
    /// What they dislike.
    #[cbor(n(35), default)]
    pub dislikes: Vec<String>,
    /// When they were last in touch on each channel, by the channel's stored name.
    #[cbor(n(36), default)]
    pub channels: Vec<(String, Timestamp)>,
    /// The picture of whom or what it is about; see [`Facts::photo`].
    #[n(37)]
    pub picture: Option<PhotoFact>,
    /// Since when the record is in the bin.
    #[n(38)]
    pub gone_since: Option<Timestamp>,
    /// The pictures that are further answers: devices have them ready for whoever chooses.
    #[cbor(n(39), default)]
    pub further_pictures: Vec<PhotoFact>,
    /// With which records this one is said to be one.
    #[cbor(n(40), default)]
    pub merges: Vec<MergeFact>,
    /// Which records somebody found to be about somebody else.
    #[cbor(n(41), default)]
    pub apart: Vec<DocumentId>,
    /// Every purchase and return, where the record says that it is one with another: what stands in
    /// both counts once.
    #[n(42)]
    pub ledger: Option<Ledger>,
    /// What was said in [`Facts::merges`] and revoked.
    #[cbor(n(43), default)]
    pub revoked: Vec<ItemId>,
}

impl Facts {
    /// Facts of another version stay usable, and are to be computed again when there is time.
    pub const VERSION: u32 = 5;

    /// The facts of a record; whoever has the document fills [`Facts::groups`] and
    /// [`Facts::further_pictures`].
    pub fn of(record: &Record, disagreements: usize) -> Self {
        let newest = record.entries.first();
        let address = record.addresses.first().map(|(_, address)| address.line());
        Self {
            version: Self::VERSION,
            name: record.display_name(),
            given_name: record.given_name.clone(),
            family_name: record.family_name.clone(),
            company: record.company.clone(),
            usual_order: record.usual_order.clone(),
            pinned: record.pinned.clone(),
            emails: record.emails.iter().map(|(_, email)| email.address.clone()).collect(),
            phones: record.phones.iter().map(|(_, phone)| phone.number.clone()).collect(),
            tags: record.tags.clone(),
            birthday: record.birthday.clone(),
            address,
            created: record.created,
            updated: record.updated,
            last_contact: record.last_contact().map(|entry| entry.at),
            last_entry: newest.map(entry_words),
            notes: notes(record),
            disagreements,
            gone: record.gone,
            of_another_kind: record.of_another_kind,
            kind: record.kind,
            owner: record.owner_id(),
            language: record.language.clone(),
            source: record.source.clone(),
            dates: record.dates.iter().filter_map(|(_, date)| known_day(date)).collect(),
            relations: record.relations.iter().map(|(_, relation)| relation.clone()).collect(),
            segment: record.filter_bytes(),
            definitions: record.definitions.clone(),
            member: record.author_bytes().map(|author| MemberFacts { author }),
            consent: parts::consent(record),
            purchases: parts::purchases(&record.purchases, &record.reversals),
            custom: record.custom.clone(),
            promises: parts::promises(record),
            channels: parts::channels(record),
            likes: tastes(record, Sense::Like),
            dislikes: tastes(record, Sense::Dislike),
            groups: Vec::new(),
            picture: record.picture().map(PhotoFact::from),
            further_pictures: Vec::new(),
            merges: parts::merges(record),
            apart: record.apart.clone(),
            ledger: parts::ledger(record),
            revoked: record.revoked.clone(),
            gone_since: record.gone_since,
        }
    }

    /// The picture that lists show.
    pub fn photo(&self) -> Option<Photo> {
        self.picture?.photo()
    }

    /// Every picture that the record names.
    pub fn pictures(&self) -> impl Iterator<Item = &PhotoFact> {
        self.picture.iter().chain(&self.further_pictures)
    }

    /// As they are stored.
    pub fn encode(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("writing to memory does not fail")
    }

    /// Reads what [`Self::encode`] wrote, in this version or another.
    ///
    /// # Errors
    /// When the bytes are damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, Damaged> {
        minicbor::decode(bytes).map_err(|error| Damaged(error.to_string()))
    }
}

fn known_day(date: &NamedDate) -> Option<NamedDate> {
    let day = Birthday::parse(&date.date)?;
    Some(NamedDate { date: day.to_string(), ..date.clone() })
}

fn tastes(record: &Record, sense: Sense) -> Vec<String> {
    let preferences = record.preferences.iter().map(|(_, preference)| preference);
    preferences.filter(|it| it.sense == sense).map(|it| it.text.clone()).collect()
}

/// How an entry begins; the channel where nothing was written down.
fn entry_words(entry: &Entry) -> String {
    let promise = entry.promise.as_ref().map(|promise| promise.text.as_str());
    let channel = entry.known_channel().map(Channel::label);
    let text = Some(entry.text.as_str()).filter(|text| !text.is_empty());
    excerpt(text.or(promise).or(channel).unwrap_or_default(), EXCERPT_LETTERS)
}

fn excerpt(text: &str, most: usize) -> String {
    let mut letters = text.chars();
    let mut excerpt: String = letters
        .by_ref()
        .take(most)
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .collect();
    if letters.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

fn notes(record: &Record) -> String {
    let facts = record.preferences.iter().map(|(_, preference)| preference.text.as_str());
    let pinned = record.pinned.as_deref();
    let entries = record.entries.iter().flat_map(|entry| {
        let promise = entry.promise.as_ref().map(|promise| promise.text.as_str());
        [Some(entry.text.as_str()), promise]
    });
    let entries = entries.flatten().filter(|text| !text.is_empty());
    let mut notes = String::new();
    for text in pinned.into_iter().chain(facts).chain(entries) {
        let room = NOTES_BYTES.saturating_sub(notes.len() + 1);
        if room == 0 {
            break;
        }
        if !notes.is_empty() {
            notes.push('\n');
        }
        // Folding can shorten and lengthen: cut before, to bound the work, and after.
        let folded = fold(cut(text, room));
        notes.push_str(cut(&folded, room));
    }
    notes
}

fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_another_version_are_read_as_far_as_they_go() {
        // {0: 9, 1: "Zoë", 99: [1, 2]}
        let newer = b"\xa3\x00\x09\x01\x64Zo\xc3\xab\x18\x63\x82\x01\x02";
        let facts = Facts::decode(newer).expect("readable");
        assert_eq!((facts.version, facts.name.as_str()), (9, "Zoë"));
        assert!(facts.emails.is_empty() && !facts.gone);
        assert_eq!(Facts::decode(b"\xa0"), Ok(Facts::default()));
        assert!(Facts::decode(b"\xff").is_err());
    }

    #[test]
    fn long_notes_are_cut_between_letters() {
        let record = Record { pinned: Some("é漢".repeat(4000)), ..Record::default() };
        let facts = Facts::of(&record, 0);
        assert!(facts.notes.len() <= NOTES_BYTES && facts.notes.len() > 1000);
        assert_eq!(Facts::decode(&facts.encode()), Ok(facts));
    }
}
