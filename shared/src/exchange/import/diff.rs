//! What a file would change of somebody, step by step.

use super::agreed::{statement, words};
use super::fields::Fields;
use super::known::{Known, other_lines};
use super::place::Place;
use super::reading::Draft;
use crate::edit::{Edit, Field, put_address, put_email, put_phone, set_custom};
use crate::id::ItemId;
use crate::model::{Address, ConsentChannel, CustomValue, NewEntry, PhoneNumber, Purchase};
use crate::time::Timestamp;
use crate::view::fold;

/// One thing that a file says of somebody and that is not known of them, or known otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is about: "Company".
    pub label: String,
    /// What is known in its place. Then it stays, unless somebody takes the file's.
    pub before: Option<String>,
    /// What the file says.
    pub after: String,
    pub(super) act: Act,
}

/// What carries a step out.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Sets a single value.
    Set(Field, String),
    /// Sets what somebody is called: name, given name, family name.
    Call(Option<String>, Option<String>, Option<String>),
    /// Adds an email, with which of several it is.
    Email(String, Option<String>),
    /// Adds a number, with which of several it is.
    Phone(String, Option<String>),
    /// Adds an address.
    Address(Address),
    /// Puts a tag on.
    Tag(String),
    /// Writes down a note.
    Note(String),
    /// Sets a field of the workspace's own.
    Own(ItemId, CustomValue),
    /// Notes that they may be reached over a channel, or not, after what was said before.
    Consent(ConsentChannel, bool, Option<Timestamp>),
    /// Writes down a sale.
    Sale(Purchase),
    /// Writes down what happened.
    Entry(NewEntry),
}

impl Step {
    fn new(label: &str, before: Option<String>, after: impl Into<String>, act: Act) -> Self {
        Self { label: label.to_owned(), before, after: after.into(), act }
    }

    /// Whether it only adds, and takes nothing's place.
    pub fn adds(&self) -> bool {
        self.before.is_none()
    }

    /// Whether it is about what there may be several of, not all of which stand in lists.
    pub(super) fn is_of_many(&self) -> bool {
        matches!(self.act, Act::Address(_) | Act::Note(_)) || self.happened()
    }

    /// Whether it says what happened, and not who somebody is.
    pub(super) fn happened(&self) -> bool {
        matches!(self.act, Act::Sale(_) | Act::Entry(_))
    }

    pub(super) fn edits(&self, new_id: &mut dyn FnMut() -> ItemId, now: Timestamp) -> Vec<Edit> {
        let set = |field, value: &Option<String>| {
            value.iter().map(|value| Edit::set(field, value.clone())).collect::<Vec<_>>()
        };
        match &self.act {
            Act::Set(field, value) => vec![Edit::set(*field, value.clone())],
            Act::Call(name, given, family) => [
                set(Field::Name, name),
                set(Field::GivenName, given),
                set(Field::FamilyName, family),
            ]
            .concat(),
            Act::Email(address, label) => put_email(new_id(), address.clone(), label.clone()),
            Act::Phone(number, label) => put_phone(new_id(), number.clone(), label.clone()),
            Act::Address(address) => put_address(new_id(), address.clone()),
            Act::Tag(tag) => vec![Edit::tag(tag.clone())],
            Act::Note(text) => vec![Edit::note(new_id(), text.clone(), now)],
            Act::Own(field, value) => set_custom(*field, value),
            Act::Consent(channel, given, before) => {
                // What is said last is in force, also where a clock was wrong.
                let at = before.map_or(now, |before| now.max(before.plus(1)));
                vec![statement(new_id(), *channel, *given, at)]
            }
            Act::Sale(purchase) => {
                vec![Edit::AddPurchase { id: new_id(), purchase: purchase.clone() }]
            }
            Act::Entry(entry) => vec![Edit::AddContact { id: new_id(), entry: entry.clone() }],
        }
    }
}

/// What a person of a file says that is not known, in the order of a card; and whether the record
/// has to be opened to be certain of it.
pub(super) fn steps(draft: &Draft, known: &Known, fields: &Fields) -> (Vec<Step>, bool) {
    let mut diff = Diff { known, steps: Vec::new(), undecided: false };
    diff.name(draft);
    let contact = &draft.contact;
    diff.single("Company", Field::Company, &known.company, &contact.company);
    diff.single("Birthday", Field::Birthday, &known.birthday, &contact.birthday);
    diff.single("Usual order", Field::UsualOrder, &known.usual_order, &contact.usual_order);
    diff.reach(draft);
    diff.addresses(draft);
    diff.tags(draft);
    diff.own(draft, fields);
    diff.consents(draft);
    diff.notes(draft);
    diff.happened(draft);
    (diff.steps, diff.undecided)
}

impl Draft {
    /// What a new person would have of it, in the order of a card.
    pub fn card(&self, fields: &Fields) -> Vec<Step> {
        steps(self, &Known::default(), fields).0
    }
}

struct Diff<'a> {
    known: &'a Known,
    steps: Vec<Step>,
    undecided: bool,
}

impl Diff<'_> {
    fn name(&mut self, draft: &Draft) {
        let contact = &draft.contact;
        let given = [&contact.given, &contact.middle].into_iter().flatten().cloned();
        let given = given.reduce(|one, other| format!("{one} {other}"));
        let family = contact.family.clone();
        let Some(name) = contact.display_name() else { return };
        let known = self.known;
        let joined: Vec<&str> =
            [&known.given, &known.family].into_iter().flatten().map(String::as_str).collect();
        let joined = joined.join(" ");
        // Without a name, they are called by what they are reached by.
        let stands_in = known.emails.iter().chain(&known.phones).chain(&known.company);
        let is_nameless = joined.is_empty()
            && (known.name.is_empty() || stands_in.into_iter().any(|it| *it == known.name));
        if is_nameless && fold(&name) != fold(&known.name) {
            let act = Act::Call(contact.name.clone(), given, family);
            return self.steps.push(Step::new("Name", None, name, act));
        }
        if fold(&name) == fold(&known.name) || fold(&name) == fold(&joined) {
            for (label, field, have, says) in [
                ("Given name", Field::GivenName, &known.given, given),
                ("Family name", Field::FamilyName, &known.family, family),
            ] {
                if let Some(says) = says.filter(|_| have.is_none()) {
                    self.steps.push(Step::new(label, None, says.clone(), Act::Set(field, says)));
                }
            }
            return;
        }
        let is_written = fold(&known.name) != fold(&joined);
        let written = contact.name.clone().or_else(|| is_written.then(|| name.clone()));
        let act = Act::Call(written, given, family);
        self.steps.push(Step::new("Name", Some(known.name.clone()), name, act));
    }

    fn single(&mut self, label: &str, field: Field, have: &Option<String>, says: &Option<String>) {
        let Some(says) = says.as_ref().filter(|says| !says.trim().is_empty()) else { return };
        if have.as_ref().is_none_or(|have| fold(have) != fold(says)) {
            let act = Act::Set(field, says.clone());
            self.steps.push(Step::new(label, have.clone(), says.clone(), act));
        }
    }

    fn reach(&mut self, draft: &Draft) {
        let mut emails: Vec<String> = self.known.emails.iter().map(|it| fold(it)).collect();
        for (address, label) in &draft.contact.emails {
            let folded = fold(address);
            if !emails.contains(&folded) {
                emails.push(folded);
                let act = Act::Email(address.clone(), label.clone());
                self.steps.push(Step::new("Email", None, address.clone(), act));
            }
        }
        let read = |number: &String| (PhoneNumber::read(number), fold(number));
        let mut phones: Vec<_> = self.known.phones.iter().map(read).collect();
        for (number, label) in &draft.contact.phones {
            let this = read(number);
            if !phones.iter().any(|(other, text)| other.is_same(&this.0) || *text == this.1) {
                phones.push(this);
                let act = Act::Phone(number.clone(), label.clone());
                self.steps.push(Step::new("Phone", None, number.clone(), act));
            }
        }
    }

    fn addresses(&mut self, draft: &Draft) {
        let known = self.known;
        let mut lines: Vec<String> = known.addresses.iter().map(|line| fold(line)).collect();
        for address in &draft.contact.addresses {
            let line = address.line();
            if line.is_empty() || lines.contains(&fold(&line)) {
                continue;
            }
            self.undecided |= known.more_addresses;
            lines.push(fold(&line));
            let act = Act::Address(address.clone());
            let before = known.addresses.first().cloned();
            self.steps.push(Step::new("Address", before, line, act));
        }
    }

    fn tags(&mut self, draft: &Draft) {
        let mut tags: Vec<String> = self.known.tags.iter().map(|tag| fold(tag)).collect();
        for tag in &draft.contact.tags {
            let folded = fold(tag);
            if !folded.is_empty() && !tags.contains(&folded) {
                tags.push(folded);
                self.steps.push(Step::new("Tag", None, tag.clone(), Act::Tag(tag.clone())));
            }
        }
    }

    fn own(&mut self, draft: &Draft, fields: &Fields) {
        for (field, value) in &draft.own {
            let Some(definition) = fields.get(*field) else { continue };
            let have = self.known.custom.iter().find(|(id, _)| id == field).map(|(_, have)| have);
            let words = |value: &CustomValue| definition.words(value);
            let (before, value) = match (have, value) {
                (Some(CustomValue::MultiChoice(have)), CustomValue::MultiChoice(says)) => {
                    let more: Vec<ItemId> =
                        says.iter().filter(|option| !have.contains(option)).copied().collect();
                    if more.is_empty() {
                        continue;
                    }
                    (None, CustomValue::MultiChoice(more))
                }
                (Some(have), says) if have == says || fold(&have.text()) == fold(&says.text()) => {
                    continue;
                }
                (have, says) => (have.map(words), says.clone()),
            };
            let after = words(&value);
            let act = Act::Own(*field, value);
            self.steps.push(Step::new(&definition.name, before, after, act));
        }
    }

    /// Who said no stays so until somebody takes the file's yes; a no of the file always counts, since
    /// what was said before stays written down.
    fn consents(&mut self, draft: &Draft) {
        for &(channel, given) in &draft.consents {
            let known = self.known.consents.iter().find(|(other, ..)| *other == channel);
            let before = known.map(|(_, given, _)| *given);
            if before != Some(given) {
                let said_no = before.filter(|_| given).map(|before| words(before).to_owned());
                let act = Act::Consent(channel, given, known.map(|it| it.2));
                let label = Place::Consent(channel).words();
                self.steps.push(Step::new(label, said_no, words(given), act));
            }
        }
    }

    /// Of two sales that are alike in all, each is one: a record that has one of them lacks the other.
    fn happened(&mut self, draft: &Draft) {
        let known = self.known;
        let mut sales: Vec<&Purchase> = known.sales.iter().collect();
        for sale in &draft.sales {
            if let Some(at) = sales.iter().position(|known| sale.is(known)) {
                sales.swap_remove(at);
                continue;
            }
            self.undecided |= known.more_happened;
            self.steps.push(Step::new("Sale", None, sale.words(), Act::Sale(sale.purchase())));
        }
        let mut entries: Vec<&(Timestamp, String)> = known.entries.iter().collect();
        for entry in &draft.entries {
            let this = (entry.at, fold(&entry.text));
            if let Some(at) = entries.iter().position(|known| **known == this) {
                entries.swap_remove(at);
                continue;
            }
            self.undecided |= known.more_happened;
            let words = match entry.text.as_str() {
                "" => entry.channel.label().to_owned(),
                text => text.to_owned(),
            };
            let label = entry.channel.label();
            self.steps.push(Step::new(label, None, words, Act::Entry(entry.clone())));
        }
    }

    fn notes(&mut self, draft: &Draft) {
        let known = self.known;
        let mut seen: Vec<String> = Vec::new();
        for note in &draft.contact.notes {
            let folded = fold(note);
            let is_known = known.notes.contains(&folded) || seen.contains(&folded);
            if !folded.is_empty() && !is_known {
                self.undecided |= known.more_notes;
                seen.push(folded);
                self.steps.push(Step::new("Note", None, note.clone(), Act::Note(note.clone())));
            }
        }
        let lines = other_lines(draft);
        if lines.is_empty() || known.notes.contains(&fold(&lines.join("\n"))) {
            return;
        }
        let is_new = |line: &&String| !known.notes.contains(&fold(line));
        let new: Vec<&str> = lines.iter().filter(is_new).map(String::as_str).collect();
        if !new.is_empty() {
            self.undecided |= known.joined_notes;
            let text = new.join("\n");
            self.steps.push(Step::new("Note", None, text.clone(), Act::Note(text)));
        }
    }
}
