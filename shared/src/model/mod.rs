//! What a record says, as plain values. One file per noun.

pub mod address;
pub mod birthday;
pub mod consent;
pub mod custom;
pub mod date;
pub mod decimal;
pub mod disagreement;
pub mod entry;
pub mod field;
pub mod group;
pub mod history;
pub mod item;
pub mod kind;
pub mod money;
pub mod record;
pub mod relation;

pub use address::Address;
pub use birthday::Birthday;
pub use consent::ConsentChannel;
pub use custom::{Choice, CustomKind, CustomValue, Definition};
pub use date::NamedDate;
pub use decimal::Decimal;
pub use disagreement::{About, Answer, Disagreement};
pub use entry::Entry;
pub use field::Field;
pub use group::Group;
pub use history::{
    FormerValue, HistoryChange, HistoryLine, LeftAlone, PutBack, Said, Subject, UndoPlan,
};
pub use item::{Email, ItemKind, Part, Phone, Preference};
pub use kind::Kind;
pub use money::{Currency, Money, Sums};
pub use record::Record;
pub use relation::{Relation, RelationKind};
