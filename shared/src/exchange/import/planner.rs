//! Making a plan, row by row: who each is about, and rows about one person put together.

use std::collections::{BTreeSet, HashMap};

use super::candidates::{Candidates, Found, Marks, MatchedBy, Who};
use super::diff::{Step, steps};
use super::fields::Fields;
use super::known::Known;
use super::plan::{Plan, PlanRow, TOO_LONG, Verdict, refusal};
use super::reading::Draft;
use super::source::Source;
use crate::id::DocumentId;
use crate::model::Kind;
use crate::view::{Facts, fold};

/// Makes a plan, row by row.
pub struct Planner {
    plan: Plan,
    candidates: Candidates,
    /// The row that each record, which is there, was first found by.
    claimed: HashMap<DocumentId, usize>,
}

impl Planner {
    /// A plan for a file, of which no row was looked at.
    pub fn new(source: &Source) -> Self {
        let plan = Plan {
            file: source.name.clone(),
            unreadable: source.refused.len(),
            blank: source.blank,
            ..Plan::default()
        };
        Self { plan, candidates: Candidates::default(), claimed: HashMap::new() }
    }

    /// Makes somebody known. Records of other kinds, and those in the bin, are passed over.
    pub fn know(&mut self, id: DocumentId, facts: &Facts) {
        if facts.kind == Kind::Person && !facts.of_another_kind && !facts.gone {
            self.candidates.add(Who::Record(id), Marks::of_facts(facts));
        }
    }

    /// Looks at the next row. `facts` gives those of a record that was made known.
    pub fn add(
        &mut self,
        line: u64,
        draft: Draft,
        fields: &Fields,
        facts: &dyn Fn(DocumentId) -> Option<Known>,
    ) {
        let marks = Marks::of_draft(&draft, &self.plan.file);
        let at = self.plan.rows.len();
        let mut row = PlanRow {
            line,
            draft,
            verdict: Verdict::New,
            steps: Vec::new(),
            included: true,
            is_them: false,
            taken: BTreeSet::new(),
            has_tag: false,
        };
        row.verdict = match refusal(&row.draft) {
            Some(why) => Verdict::Refused(why),
            None => self.verdict(&row, &marks, fields, facts),
        };
        match row.verdict {
            Verdict::SameAs(first, _) => {
                let rows = &mut self.plan.rows;
                absorb(&mut rows[first].draft, std::mem::take(&mut row.draft));
                row.draft.contact.name = Some(rows[first].name());
                if refusal(&rows[first].draft).is_some() {
                    // Both do not fit into one change.
                    rows[first].verdict = Verdict::Refused(TOO_LONG);
                }
                let who = rows[first].record().map_or(Who::Row(first), Who::Record);
                self.candidates.add(who, marks);
                self.compare(first, fields, facts);
                self.plan.rows.push(row);
            }
            Verdict::Refused(_) => self.plan.rows.push(row),
            Verdict::New => {
                self.candidates.add(Who::Row(at), marks);
                self.plan.rows.push(row);
            }
            Verdict::Known(id, _) => {
                self.claimed.insert(id, at);
                self.candidates.add(Who::Record(id), marks);
                self.plan.rows.push(row);
                self.compare(at, fields, facts);
            }
            Verdict::Maybe(..) => {
                self.candidates.add(Who::Row(at), marks);
                self.plan.rows.push(row);
                self.compare(at, fields, facts);
            }
        }
    }

    fn verdict(
        &self,
        row: &PlanRow,
        marks: &Marks,
        fields: &Fields,
        facts: &dyn Fn(DocumentId) -> Option<Known>,
    ) -> Verdict {
        let same = |who, by| match who {
            Who::Row(row) => Verdict::SameAs(row, by),
            Who::Record(id) => match self.claimed.get(&id) {
                Some(row) => Verdict::SameAs(*row, by),
                None => Verdict::Known(id, by),
            },
        };
        let found = self.candidates.find(marks);
        if let Found::Certain(who, by) = found {
            return same(who, by);
        }
        let mut may_be_all: Option<(usize, DocumentId)> = None;
        let mut has_all: Option<(usize, Who)> = None;
        for who in self.candidates.namesakes(marks) {
            let known = match who {
                Who::Record(id) => facts(id),
                Who::Row(row) => Some(Known::of_draft(&self.plan.rows[row].draft)),
            };
            let Some(known) = known else { continue };
            let (steps, undecided) = steps(&row.draft, &known, fields);
            // What happened tells nobody apart.
            if steps.iter().all(Step::happened) {
                // Of several who have all that the row says, it is the one of whom least else is
                // known: whom the same row made when it came in before.
                let amount = known.amount();
                if has_all.is_none_or(|(least, _)| amount < least) {
                    has_all = Some((amount, who));
                }
            }
            // Only the record itself says whether it has all of it.
            let is_open = undecided && !steps.is_empty() && steps.iter().all(Step::is_of_many);
            if let (Who::Record(id), true) = (who, is_open)
                && may_be_all.is_none_or(|(fewest, _)| steps.len() < fewest)
            {
                may_be_all = Some((steps.len(), id));
            }
        }
        if let Some((_, who)) = has_all {
            return same(who, MatchedBy::Everything);
        }
        // The record itself says whether it has the rest, also of one that a row before was about.
        if let Some((_, id)) = may_be_all {
            return Verdict::Maybe(id, "same name".to_owned());
        }
        match found {
            Found::Likely(id, why) if !self.claimed.contains_key(&id) => Verdict::Maybe(id, why),
            _ => Verdict::New,
        }
    }

    fn compare(&mut self, at: usize, fields: &Fields, facts: &dyn Fn(DocumentId) -> Option<Known>) {
        let row = &mut self.plan.rows[at];
        let (Verdict::Known(id, _) | Verdict::Maybe(id, _)) = row.verdict else { return };
        let Some(known) = facts(id) else { return };
        let (steps, undecided) = steps(&row.draft, &known, fields);
        row.steps = steps;
        if undecided {
            self.plan.undecided.insert(at);
        }
    }

    /// The plan, when all rows were looked at.
    pub fn finish(self) -> Plan {
        self.plan
    }
}

/// Adds to a person what another row says of them. What the two say differently is kept as a note.
fn absorb(into: &mut Draft, other: Draft) {
    let (one, two) = (&mut into.contact, other.contact);
    let differ = |one: &Option<String>, two: &Option<String>| match (one, two) {
        (Some(one), Some(two)) => fold(one) != fold(two),
        _ => false,
    };
    let (name, also) = (one.display_name(), two.display_name());
    if let Some(also) = also.filter(|also| differ(&name, &Some(also.clone()))) {
        one.others.push(("Name".to_owned(), also));
    }
    if name.is_none() {
        (one.name, one.given, one.middle, one.family) =
            (two.name, two.given, two.middle, two.family);
    }
    let singles = [
        ("Company", &mut one.company, two.company),
        ("Job title", &mut one.title, two.title),
        ("Birthday", &mut one.birthday, two.birthday),
        ("Usual order", &mut one.usual_order, two.usual_order),
        ("The file's own number", &mut one.id, two.id),
    ];
    for (label, have, says) in singles {
        if differ(have, &says) {
            one.others.extend(says.map(|says| (label.to_owned(), says)));
        } else if have.is_none() {
            *have = says;
        }
    }
    one.emails.extend(two.emails);
    one.phones.extend(two.phones);
    one.addresses.extend(two.addresses);
    one.tags.extend(two.tags);
    for note in two.notes {
        if !one.notes.contains(&note) {
            one.notes.push(note);
        }
    }
    for other in two.others {
        if !one.others.contains(&other) {
            one.others.push(other);
        }
    }
    // Of two rows that differ, the no counts.
    for (channel, given) in other.consents {
        match into.consents.iter_mut().find(|(own, _)| *own == channel) {
            Some((_, own)) => *own &= given,
            None => into.consents.push((channel, given)),
        }
    }
    for sale in other.sales {
        let mut left = Some(sale);
        for own in &mut into.sales {
            left = left.and_then(|sale| own.join(sale).err());
        }
        into.sales.extend(left);
    }
    into.entries.extend(other.entries);
    for (field, value) in other.own {
        match into.own.iter().find(|(id, _)| *id == field) {
            Some((_, have)) if *have == value => {}
            Some(_) => into.contact.others.push((String::new(), value.text())),
            None => into.own.push((field, value)),
        }
    }
}
