//! Everyone, in memory: what the list shows and the search looks at.

mod merged;

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::facts::Facts;
use super::merges::Merges;
use super::row::{Glance, Row};
use super::segment::Matcher;
use crate::id::{DocumentId, GroupId, ItemId};
use crate::model::{Definition, Kind};
use crate::sorting::{sort_by, sort_by_key};
use crate::sync::document::Damaged;

/// An order that is kept while records change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By name; case and accents do not count. Nameless people come last.
    #[default]
    Name,
    /// Last changed first.
    Recent,
    /// Last made first.
    Created,
    /// Last spoken to first; who never was comes last.
    LastContact,
}

impl Order {
    const ALL: [Self; 4] = [Self::Name, Self::Recent, Self::Created, Self::LastContact];
}

type Slot = u32;

/// What [`People::take_in`] came upon.
#[derive(Debug, Default)]
pub struct TakenIn {
    /// Records whose facts are to be computed again, because another version computed them: a
    /// colleague's tab can have a newer one. Until then those that cannot be read leave their row as
    /// it was.
    pub outdated: Vec<DocumentId>,
    /// Those whose rows may have come, changed or gone.
    pub touched: Vec<DocumentId>,
}

/// Everyone by their facts, in every order that was asked for. An update costs two binary searches
/// for each of these, however many people there are.
#[derive(Debug, Clone, Default)]
pub struct People {
    slots: Vec<Option<Row>>,
    /// Whose row is in each slot, and what a search must know of it first: close together in
    /// memory, because every keystroke reads all of them, and few of the rows.
    ids: Vec<DocumentId>,
    glances: Vec<Glance>,
    free: Vec<Slot>,
    by_id: HashMap<DocumentId, Slot>,
    /// One for each of [`Order::ALL`], made when it is first asked for: the app opens with one, and
    /// sorting ten thousand takes time. People in the bin and records of other kinds are in none.
    orders: [OnceCell<Vec<Slot>>; Order::ALL.len()],
    /// How many are in each order.
    listed: usize,
    /// Those in the bin, last changed first.
    bin: Vec<Slot>,
    /// Records of known kinds other than people, those in the bin included.
    others: BTreeSet<Slot>,
    /// People and organisations with values that have more than one answer.
    undecided: BTreeSet<Slot>,
    /// Those that say how they belong together with another.
    related: BTreeSet<Slot>,
    /// How many of the list have each tag.
    tags: HashMap<String, usize>,
    /// The records that are one with others. All of them have one row, under the id that the card
    /// goes by; [`Self::by_id`] leads there from each of theirs.
    merges: Merges,
}

impl People {
    /// Nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Everyone whose facts can be read, and the ids of those whose facts cannot: theirs are to be
    /// computed again from the record.
    pub fn from_facts<'a>(
        facts: impl IntoIterator<Item = (DocumentId, &'a [u8])>,
    ) -> (Self, Vec<DocumentId>) {
        let facts = facts.into_iter();
        let mut people = Self::new();
        people.slots.reserve(facts.size_hint().0);
        people.ids.reserve(facts.size_hint().0);
        people.glances.reserve(facts.size_hint().0);
        people.by_id.reserve(facts.size_hint().0);
        let mut unreadable = Vec::new();
        let mut merged = Vec::new();
        for (id, bytes) in facts {
            match Facts::decode(bytes) {
                Ok(facts) if !facts.merges.is_empty() => merged.push((id, facts)),
                Ok(facts) => _ = people.place(Row::new(id, facts)),
                Err(_) => unreadable.push(id),
            };
        }
        for (id, facts) in merged {
            people.merge(id, facts);
        }
        people.listed = people.rows().count();
        let gone = people.slots.iter().flatten().filter(|row| is_in_bin(row));
        let mut bin: Vec<Slot> = gone.map(|row| people.by_id[&row.id]).collect();
        sort_by(&mut bin, |a, b| people.compare(Order::Recent, *a, *b));
        people.bin = bin;
        (people, unreadable)
    }

    /// Adds a person, or takes in their new facts. Gives the ids of all whose rows may have come,
    /// changed or gone by that: where cards become one or are parted, these are several.
    ///
    /// # Errors
    /// When the facts cannot be read; what was there stays.
    pub fn set(&mut self, id: DocumentId, facts: &[u8]) -> Result<Vec<DocumentId>, Damaged> {
        let facts = Facts::decode(facts)?;
        if self.merges.concern(id, &facts) {
            return Ok(self.merge(id, facts));
        }
        self.take_out(id);
        self.put_in(Row::new(id, facts));
        Ok(vec![id])
    }

    /// Places a row, also in the orders that were made.
    fn put_in(&mut self, row: Row) -> Slot {
        let slot = self.place(row);
        let row = self.row(slot);
        if is_in_bin(row) {
            let at = self.find(&self.bin, Order::Recent, slot);
            self.bin.insert(at, slot);
        } else if row.is_listed() {
            self.listed += 1;
            self.in_each_order(slot, |order, at| order.insert(at, slot));
        }
        slot
    }

    /// Takes in the new facts of several records.
    pub fn take_in<'a>(
        &mut self,
        facts: impl IntoIterator<Item = (DocumentId, &'a [u8])>,
    ) -> TakenIn {
        let mut taken = TakenIn::default();
        for (id, bytes) in facts {
            let touched = self.set(id, bytes);
            if touched.is_err() || self.own(id).is_some_and(|it| it.version != Facts::VERSION) {
                taken.outdated.push(id);
            }
            taken.touched.extend(touched.into_iter().flatten());
        }
        taken
    }

    /// Forgets a person, as after erasing. Says whether they were there.
    pub fn remove(&mut self, id: DocumentId) -> bool {
        if self.merges.own(id).is_none() {
            return self.take_out(id);
        }
        let members = self.merges.members(id);
        self.merges.remove(id);
        self.gather(members);
        true
    }

    /// Takes the row of a record out that is one with no other.
    fn take_out(&mut self, id: DocumentId) -> bool {
        self.by_id.remove(&id).map(|slot| self.vacate(slot)).is_some()
    }

    /// Frees a slot to which no id leads any more.
    fn vacate(&mut self, slot: Slot) {
        let row = self.row(slot);
        if is_in_bin(row) {
            let at = self.find(&self.bin, Order::Recent, slot);
            self.bin.remove(at);
        } else if row.is_listed() {
            self.listed -= 1;
            self.in_each_order(slot, |order, at| _ = order.remove(at));
        }
        self.clear(slot);
        self.free.push(slot);
    }

    /// The facts of a person's card, also when it is in the bin.
    pub fn get(&self, id: DocumentId) -> Option<&Facts> {
        self.by_id.get(&id).map(|slot| &self.row(*slot).facts)
    }

    /// The facts of every card of every kind, in no order, those in the bin included.
    pub fn all(&self) -> impl Iterator<Item = (DocumentId, &Facts)> {
        self.slots.iter().flatten().map(|row| (row.id, &row.facts))
    }

    /// How many people there are, without those in the bin.
    pub fn len(&self) -> usize {
        self.listed
    }

    /// Whether nobody is there, the bin aside.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everyone, in an order.
    pub fn sorted(&self, order: Order) -> impl ExactSizeIterator<Item = DocumentId> + '_ {
        self.order(order).iter().map(|slot| self.ids[*slot as usize])
    }

    /// Everyone by name.
    pub fn by_name(&self) -> impl ExactSizeIterator<Item = DocumentId> + '_ {
        self.sorted(Order::Name)
    }

    /// Everyone, last changed first.
    pub fn by_recent(&self) -> impl ExactSizeIterator<Item = DocumentId> + '_ {
        self.sorted(Order::Recent)
    }

    /// Everyone, last made first.
    pub fn by_created(&self) -> impl ExactSizeIterator<Item = DocumentId> + '_ {
        self.sorted(Order::Created)
    }

    /// Who stands at a place of an order.
    pub fn at(&self, order: Order, index: usize) -> Option<DocumentId> {
        self.order(order).get(index).map(|slot| self.ids[*slot as usize])
    }

    /// Where a person stands in an order.
    pub fn position(&self, order: Order, id: DocumentId) -> Option<usize> {
        let slot = *self.by_id.get(&id)?;
        self.row(slot).is_listed().then(|| self.find(self.order(order), order, slot))
    }

    /// Those in the bin, last changed first.
    pub fn bin(&self) -> impl ExactSizeIterator<Item = DocumentId> + '_ {
        self.bin.iter().map(|slot| self.row(*slot).id)
    }

    /// People and organisations with values that have more than one answer, last changed first.
    pub fn to_sort_out(&self) -> Vec<DocumentId> {
        let mut open: Vec<&Row> = self.undecided.iter().map(|slot| self.row(*slot)).collect();
        sort_by_key(&mut open, |row| (Reverse(row.facts.updated), row.id));
        open.into_iter().map(|row| row.id).collect()
    }

    /// How many organisations there are, without those in the bin.
    pub fn organisations(&self) -> usize {
        self.of_kind(Kind::Organisation).filter(|row| !row.facts.gone).count()
    }

    /// Records of every kind whose facts another version computed, to be computed again: those of
    /// the list first, last changed first.
    pub fn outdated(&self) -> Vec<DocumentId> {
        let all = self.all_own();
        let mut outdated: Vec<_> = all.filter(|(_, it)| it.version != Facts::VERSION).collect();
        let is_listed = |it: &Facts| !it.gone && !it.of_another_kind && it.kind == Kind::Person;
        sort_by_key(&mut outdated, |(id, it)| (!is_listed(it), Reverse(it.updated), *id));
        outdated.into_iter().map(|(id, _)| id).collect()
    }

    /// The records that an act over many changed, as long as few such acts followed, in no order;
    /// those in the bin are among them. See [`Facts::groups`].
    pub fn changed_by(&self, group: GroupId) -> impl Iterator<Item = DocumentId> + '_ {
        let all = self.all_own();
        all.filter(move |(_, facts)| facts.groups.contains(&group)).map(|(id, _)| id)
    }

    /// The tags in use and how many have each, most frequent first.
    pub fn tags(&self) -> Vec<(String, usize)> {
        let counts = self.tags.iter();
        let mut tags: Vec<_> = counts.map(|(tag, count)| (tag.clone(), *count)).collect();
        sort_by(&mut tags, |(a, more), (b, less)| (less, a).cmp(&(more, b)));
        tags
    }

    /// How many have a tag, spelled so.
    pub fn tagged(&self, tag: &str) -> usize {
        self.tags.get(tag).copied().unwrap_or_default()
    }

    /// The facts of every record of a kind other than people, in no order, those in the bin
    /// included.
    pub fn all_of(&self, kind: Kind) -> impl Iterator<Item = (DocumentId, &Facts)> {
        self.of_kind(kind).map(|row| (row.id, &row.facts))
    }

    /// Who is in a segment, in no order.
    pub fn matching<'a>(&'a self, segment: &'a Matcher) -> impl Iterator<Item = DocumentId> + 'a {
        self.contacts().filter(|row| segment.matches_row(row)).map(|row| row.id)
    }

    /// A field that the workspace defined, also one that was taken out.
    pub fn definition(&self, field: ItemId) -> Option<&Definition> {
        let mut definitions = self.catalogs().flat_map(|row| &row.facts.definitions);
        definitions.find(|definition| definition.id == field)
    }

    /// Everyone's rows, as they lie in memory.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.slots.iter().flatten().filter(|row| row.is_listed())
    }

    /// The rows of all people and organisations, as they lie in memory: a search reads them all.
    pub(super) fn contacts(&self) -> impl Iterator<Item = &Row> {
        let known = self.slots.iter().flatten().filter(|row| !row.facts.of_another_kind);
        known.filter(|row| !row.facts.gone && row.facts.kind.is_contact())
    }

    /// The rows of the people and organisations in the bin, last changed first.
    pub(super) fn binned(&self) -> impl Iterator<Item = &Row> {
        self.bin.iter().map(|slot| self.row(*slot))
    }

    /// The same, of those only that say how they belong together with another.
    pub(super) fn related(&self) -> impl Iterator<Item = &Row> {
        let contacts = self.related.iter().map(|slot| self.row(*slot));
        contacts.filter(|row| !row.facts.gone && row.facts.kind.is_contact())
    }

    /// The rows of a kind other than people, also those in the bin.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Row> {
        let others = self.others.iter().map(|slot| self.row(*slot));
        others.filter(move |row| row.facts.kind == kind)
    }

    /// The rows of all people and organisations of which a glance does not rule out that they are
    /// searched for.
    pub(super) fn at_a_glance(
        &self,
        may_be: impl Fn(&Glance) -> bool,
    ) -> impl Iterator<Item = &Row> {
        let seen = self.glances.iter().zip(&self.slots).filter(move |(glance, _)| may_be(glance));
        seen.filter_map(|(_, row)| row.as_ref())
    }

    /// The rows of the workspace's catalogs, also those in the bin.
    pub(super) fn catalogs(&self) -> impl Iterator<Item = &Row> {
        self.of_kind(Kind::Catalog)
    }

    /// Everyone's rows, in an order.
    pub(super) fn in_order(&self, order: Order) -> impl Iterator<Item = &Row> {
        self.order(order).iter().map(|slot| self.row(*slot))
    }

    /// A record's row.
    pub(super) fn row_of(&self, id: DocumentId) -> Option<&Row> {
        self.by_id.get(&id).map(|slot| self.row(*slot))
    }

    fn place(&mut self, row: Row) -> Slot {
        let id = row.id;
        let slot = match self.by_id.get(&id).copied().or_else(|| self.free.pop()) {
            Some(slot) => slot,
            None => {
                self.slots.push(None);
                self.ids.push(id);
                self.glances.push(Glance::default());
                Slot::try_from(self.slots.len() - 1).expect("fewer than 2^32 people in memory")
            }
        };
        // Two facts of one record: the later count.
        self.clear(slot);
        let facts = &row.facts;
        let is_known = !facts.of_another_kind;
        let marks = [
            (&mut self.others, is_known && facts.kind != Kind::Person),
            (&mut self.undecided, is_contact(&row) && facts.disagreements > 0),
            (&mut self.related, is_known && !facts.relations.is_empty()),
        ];
        for (marked, _) in marks.into_iter().filter(|(_, is_marked)| *is_marked) {
            marked.insert(slot);
        }
        for tag in facts.tags.iter().filter(|_| row.is_listed()) {
            match self.tags.get_mut(tag) {
                Some(count) => *count += 1,
                None => _ = self.tags.insert(tag.clone(), 1),
            }
        }
        self.ids[slot as usize] = id;
        self.glances[slot as usize] = Glance::of(&row);
        self.slots[slot as usize] = Some(row);
        self.by_id.insert(id, slot);
        slot
    }

    /// Empties a slot, if a row is in it.
    fn clear(&mut self, slot: Slot) {
        let Some(row) = self.slots[slot as usize].take() else { return };
        self.glances[slot as usize] = Glance::default();
        for marked in [&mut self.others, &mut self.undecided, &mut self.related] {
            marked.remove(&slot);
        }
        for tag in row.facts.tags.iter().filter(|_| row.is_listed()) {
            let Some(count) = self.tags.get_mut(tag) else { continue };
            *count -= 1;
            if *count == 0 {
                self.tags.remove(tag);
            }
        }
    }

    fn row(&self, slot: Slot) -> &Row {
        self.slots[slot as usize].as_ref().expect("orders and ids name slots in use")
    }

    fn order(&self, order: Order) -> &Vec<Slot> {
        self.orders[order as usize].get_or_init(|| {
            let rows = (0..).zip(&self.slots);
            let listed = rows.filter(|(_, row)| row.as_ref().is_some_and(Row::is_listed));
            let mut slots: Vec<Slot> = listed.map(|(slot, _)| slot).collect();
            slots.sort_unstable_by(|a, b| self.compare(order, *a, *b));
            slots
        })
    }

    /// Acts on each order that was made, at the person's place in it.
    fn in_each_order(&mut self, slot: Slot, act: impl Fn(&mut Vec<Slot>, usize)) {
        for (index, order) in Order::ALL.into_iter().enumerate() {
            let Some(mut slots) = self.orders[index].take() else { continue };
            let at = self.find(&slots, order, slot);
            act(&mut slots, at);
            self.orders[index] = slots.into();
        }
    }

    fn find(&self, slots: &[Slot], order: Order, slot: Slot) -> usize {
        slots.partition_point(|other| self.compare(order, *other, slot).is_lt())
    }

    fn compare(&self, order: Order, a: Slot, b: Slot) -> std::cmp::Ordering {
        let (a, b) = (self.row(a), self.row(b));
        match order {
            Order::Name => a.name_key().cmp(&b.name_key()),
            Order::Recent => newest_first(a, b, |row| row.facts.updated),
            Order::Created => newest_first(a, b, |row| row.facts.created),
            Order::LastContact => newest_first(a, b, |row| row.facts.last_contact),
        }
    }
}

fn newest_first<K: Ord>(a: &Row, b: &Row, key: impl Fn(&Row) -> K) -> std::cmp::Ordering {
    (Reverse(key(a)), a.id).cmp(&(Reverse(key(b)), b.id))
}

/// Whether it is a person or an organisation that is not in the bin.
fn is_contact(row: &Row) -> bool {
    !row.facts.gone && !row.facts.of_another_kind && row.facts.kind.is_contact()
}

fn is_in_bin(row: &Row) -> bool {
    row.facts.gone && !row.facts.of_another_kind && row.facts.kind.is_contact()
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
