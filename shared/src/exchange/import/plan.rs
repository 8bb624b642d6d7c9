//! What a file would do: a branch of the workspace that is looked at before it is taken.

use std::collections::BTreeSet;

use super::account::{Account, Standing};
use super::candidates::MatchedBy;
use super::diff::{Step, steps};
use super::fields::Fields;
use super::known::Known;
use super::reading::Draft;
use crate::doc::EDIT_BYTES;
use crate::edit::{Edit, Field, encode};
use crate::id::{DocumentId, ItemId};
use crate::time::Timestamp;

const NOBODY: &str = "Nothing says who this is: no name, email, phone or company.";
pub(super) const TOO_LONG: &str = "This row is too long for one person.";

/// What was found out about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody who is known.
    New,
    /// Somebody who is known.
    Known(DocumentId, MatchedBy),
    /// Possibly somebody who is known, and why.
    Maybe(DocumentId, String),
    /// Somebody whom an earlier row is about: what this one says is in that one's place.
    SameAs(usize, MatchedBy),
    /// It does not come in, and why.
    Refused(&'static str),
}

/// Which record a row writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A new one.
    New,
    /// One that is there.
    Known(DocumentId),
}

/// A row as the plan has it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanRow {
    /// The line of the file on which it begins.
    pub line: u64,
    /// What it says, with what later rows say of the same person.
    pub draft: Draft,
    /// What was found out.
    pub verdict: Verdict,
    /// What it says of somebody known that is not known yet, or known otherwise.
    pub steps: Vec<Step>,
    /// Whether it comes in.
    pub included: bool,
    /// Of somebody who may be known: whether it is them.
    pub is_them: bool,
    /// The steps, by their place, of which the file's value is taken.
    pub taken: BTreeSet<usize>,
    pub(super) has_tag: bool,
}

impl PlanRow {
    /// Who it is, in a line.
    pub fn name(&self) -> String {
        let contact = &self.draft.contact;
        contact.display_name().unwrap_or_else(|| contact.in_a_line())
    }

    /// The record that it is about, if it is taken for one.
    pub fn record(&self) -> Option<DocumentId> {
        match self.verdict {
            Verdict::Known(id, _) => Some(id),
            Verdict::Maybe(id, _) if self.is_them => Some(id),
            _ => None,
        }
    }

    /// The steps that are carried out in a record that is there.
    pub fn wanted(&self) -> impl Iterator<Item = &Step> {
        let steps = self.steps.iter().enumerate();
        steps.filter(|(at, step)| step.adds() || self.taken.contains(at)).map(|(_, step)| step)
    }

    /// Whether the file says otherwise than what is known.
    pub fn differs(&self) -> bool {
        self.steps.iter().any(|step| !step.adds())
    }
}

/// What a file would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The rows, in the file's order.
    pub rows: Vec<PlanRow>,
    pub(super) file: String,
    pub(super) unreadable: usize,
    pub(super) blank: usize,
    pub(super) tag: Option<String>,
    pub(super) undecided: BTreeSet<usize>,
}

/// Why a person cannot come in.
pub(super) fn refusal(draft: &Draft) -> Option<&'static str> {
    if !draft.contact.is_somebody() {
        return Some(NOBODY);
    }
    let contact = &draft.contact;
    let texts = contact.notes.iter().map(String::len);
    let others = contact.others.iter().map(|(name, text)| name.len() + text.len());
    let rough: usize = texts.chain(others).sum();
    let rough = rough + (draft.sales.len() + draft.entries.len()) * HAPPENED_BYTES;
    // What is far from the limit is not measured.
    if rough < EDIT_BYTES / 4 && contact.in_a_line().len() < EDIT_BYTES / 4 && draft.own.is_empty()
    {
        return None;
    }
    let all = making(draft, "", &Fields::default(), None, &mut || ItemId([0; 16]), Timestamp(0));
    (encode(&all).len() + SPARE_BYTES > EDIT_BYTES).then_some(TOO_LONG)
}

/// About what something that happened takes.
const HAPPENED_BYTES: usize = 200;
/// Kept free in a change, for the act's name, a tag, and values of fields.
const SPARE_BYTES: usize = 16 << 10;

/// The edits that make a new person.
fn making(
    draft: &Draft,
    file: &str,
    fields: &Fields,
    tag: Option<&String>,
    new_id: &mut dyn FnMut() -> ItemId,
    now: Timestamp,
) -> Vec<Edit> {
    let mut edits = vec![Edit::Create];
    let (steps, _) = steps(draft, &Known::default(), fields);
    edits.extend(steps.iter().flat_map(|step| step.edits(new_id, now)));
    let id = draft.contact.id.as_deref().unwrap_or_default();
    let source = format!("{} {id}", file.trim());
    if !source.trim().is_empty() {
        edits.push(Edit::set(Field::Source, source.trim()));
    }
    edits.extend(tag.map(Edit::tag));
    edits
}

impl Plan {
    /// Records that have to be opened before it is certain what of a row is known of them.
    pub fn undecided(&self) -> Vec<DocumentId> {
        let rows = self.undecided.iter().filter_map(|at| match self.rows[*at].verdict {
            Verdict::Known(id, _) | Verdict::Maybe(id, _) => Some(id),
            _ => None,
        });
        let ids: BTreeSet<DocumentId> = rows.collect();
        ids.into_iter().collect()
    }

    /// Takes in all that a record says.
    pub fn settle(&mut self, id: DocumentId, known: &Known, fields: &Fields) {
        for at in std::mem::take(&mut self.undecided) {
            let row = &mut self.rows[at];
            match row.verdict {
                Verdict::Known(other, _) | Verdict::Maybe(other, _) if other == id => {
                    row.steps = steps(&row.draft, known, fields).0;
                    if row.steps.iter().all(Step::happened)
                        && matches!(row.verdict, Verdict::Maybe(..))
                    {
                        row.verdict = Verdict::Known(id, MatchedBy::Everything);
                    }
                }
                _ => _ = self.undecided.insert(at),
            }
        }
    }

    /// Puts a tag on everybody of the file, known ones included; `has` says of which records wear
    /// it already.
    pub fn set_tag(&mut self, tag: Option<String>, has: &dyn Fn(DocumentId, &str) -> bool) {
        let tag = tag.map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty());
        for row in &mut self.rows {
            let known = match row.verdict {
                Verdict::Known(id, _) | Verdict::Maybe(id, _) => Some(id),
                _ => None,
            };
            row.has_tag = known.zip(tag.as_deref()).is_some_and(|(id, tag)| has(id, tag));
        }
        self.tag = tag;
    }

    /// Takes the file's values wherever they differ, or leaves what is known.
    pub fn take_all(&mut self, take: bool) {
        for row in &mut self.rows {
            let differ = row.steps.iter().enumerate().filter(|(_, step)| !step.adds());
            row.taken = differ.map(|(at, _)| at).filter(|_| take).collect();
        }
    }

    /// What a row comes to.
    pub fn standing(&self, at: usize) -> Standing {
        let row = &self.rows[at];
        match &row.verdict {
            Verdict::Refused(_) => Standing::Refused,
            _ if !row.included => Standing::LeftOut,
            // With the row that it went into.
            Verdict::SameAs(first, _) => match self.standing(*first) {
                out @ (Standing::Refused | Standing::LeftOut) => out,
                _ => Standing::Same,
            },
            _ if row.record().is_none() => Standing::New,
            _ if self.tag.is_some() && !row.has_tag || row.wanted().next().is_some() => {
                Standing::Changed
            }
            _ => Standing::Unchanged,
        }
    }

    /// What becomes of every row.
    pub fn account(&self) -> Account {
        let (refused, blank) = (self.unreadable, self.blank);
        let rows = self.rows.len() + refused + blank;
        let mut account = Account { rows, refused, blank, ..Account::default() };
        (0..self.rows.len()).for_each(|at| account.add(self.standing(at)));
        account
    }

    /// The edits of a row and the record that they are for; nothing where it changes nothing.
    pub fn edits(
        &self,
        at: usize,
        fields: &Fields,
        new_id: &mut dyn FnMut() -> ItemId,
        now: Timestamp,
    ) -> Option<(Target, Vec<Edit>)> {
        let row = &self.rows[at];
        match (self.standing(at), row.record()) {
            (Standing::New, _) => {
                let tag = self.tag.as_ref();
                Some((Target::New, making(&row.draft, &self.file, fields, tag, new_id, now)))
            }
            (Standing::Changed, Some(id)) => {
                let steps: Vec<&Step> = row.wanted().collect();
                let mut edits: Vec<Edit> =
                    steps.into_iter().flat_map(|step| step.edits(new_id, now)).collect();
                edits.extend(self.tag.iter().filter(|_| !row.has_tag).map(Edit::tag));
                Some((Target::Known(id), edits))
            }
            _ => None,
        }
    }

    /// The fields of the workspace's own that rows which come in have a value of.
    pub fn fields_used(&self) -> Vec<ItemId> {
        let comes = |at: &usize| matches!(self.standing(*at), Standing::New | Standing::Changed);
        let rows = (0..self.rows.len()).filter(comes).map(|at| &self.rows[at]);
        let used: BTreeSet<ItemId> =
            rows.flat_map(|row| row.draft.own.iter().map(|it| it.0)).collect();
        used.into_iter().collect()
    }
}
