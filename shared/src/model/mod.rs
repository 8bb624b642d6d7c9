//! What a record says, as plain values. One file per noun.

pub mod address;
pub mod birthday;
pub mod channel;
pub mod consent;
pub mod custom;
pub mod date;
pub mod decimal;
pub mod disagreement;
pub mod entry;
pub mod field;
pub mod group;
pub(crate) mod hex;
pub mod history;
pub mod item;
pub mod kind;
pub mod merge;
pub mod money;
pub mod part;
pub mod phone_number;
pub mod photo;
pub mod preference;
pub mod purchase;
pub mod reach;
pub mod record;
pub mod relation;
pub mod together;

pub use address::Address;
pub use birthday::{Birthday, DateOrder};
pub use channel::{Channel, Direction, Mood};
pub use consent::{ConsentChannel, ConsentStatement};
pub use custom::{Choice, CustomKind, CustomValue, Definition};
pub use date::NamedDate;
pub use decimal::Decimal;
pub use disagreement::{About, Answer, Disagreement};
pub use entry::{Entry, NewEntry, Promise};
pub use field::Field;
pub use group::Group;
pub use history::{
    FormerValue, HistoryChange, HistoryLine, LeftAlone, PutBack, Said, Subject, UndoPlan,
};
pub use item::ItemKind;
pub use kind::Kind;
pub use merge::{Apart, Joint, Merge};
pub use money::{Currency, Money, Sums};
pub use part::Part;
pub use phone_number::PhoneNumber;
pub use photo::{Photo, PhotoMedia};
pub use preference::{Preference, Sense};
pub use purchase::{Purchase, PurchaseLine, Reversal, ReversalKind};
pub use reach::{Email, Phone, Social};
pub use record::Record;
pub use relation::{Relation, RelationKind};
