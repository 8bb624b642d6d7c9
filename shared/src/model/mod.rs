//! What a person's record says, as plain values. One file per noun.

pub mod address;
pub mod birthday;
pub mod disagreement;
pub mod entry;
pub mod field;
pub mod group;
pub mod history;
pub mod item;
pub mod person;

pub use address::Address;
pub use birthday::Birthday;
pub use disagreement::{About, Answer, Disagreement};
pub use entry::Entry;
pub use field::Field;
pub use group::Group;
pub use history::{
    FormerValue, HistoryChange, HistoryLine, LeftAlone, PutBack, Said, Subject, UndoPlan,
};
pub use item::{Email, ItemKind, Part, Phone, Preference};
pub use person::Person;
