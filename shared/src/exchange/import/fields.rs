//! The workspace's own fields, with those that an import adds.

use crate::edit::{Edit, put_choice, put_definition};
use crate::id::ItemId;
use crate::model::{Choice, CustomKind, Definition, Kind};
use crate::view::fold;

/// The workspace's own fields while a file is looked at, with those and the options that it asks
/// for. They are made when the file comes in, and not before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    all: Vec<Definition>,
    new_fields: Vec<ItemId>,
    new_options: Vec<(ItemId, ItemId)>,
}

impl Fields {
    /// The fields that the workspace has.
    pub fn new(all: Vec<Definition>) -> Self {
        Self { all, ..Self::default() }
    }

    /// The fields of people that are not taken out, those to be made included.
    pub fn offered(&self) -> impl Iterator<Item = &Definition> {
        self.all.iter().filter(|field| !field.gone && field.applies_to(Kind::Person))
    }

    /// A field.
    pub fn get(&self, id: ItemId) -> Option<&Definition> {
        self.all.iter().find(|field| field.id == id)
    }

    /// Whether a field holds dates.
    pub(super) fn is_date(&self, id: ItemId) -> bool {
        self.get(id).is_some_and(|field| field.kind == CustomKind::Date)
    }

    /// Whether a field is to be made.
    pub fn is_new(&self, id: ItemId) -> bool {
        self.new_fields.contains(&id)
    }

    /// Asks for a field.
    pub fn add(&mut self, id: ItemId, name: &str, kind: CustomKind) {
        self.new_fields.push(id);
        self.all.push(Definition {
            id,
            name: name.to_owned(),
            kind,
            options: Vec::new(),
            group: None,
            rank: i64::MAX,
            applies: Vec::new(),
            gone: false,
        });
    }

    /// The option of a field that is called so, which is asked for where there is none.
    pub(super) fn option(
        &mut self,
        field: ItemId,
        name: &str,
        new_id: &mut dyn FnMut() -> ItemId,
    ) -> Option<ItemId> {
        let definition = self.all.iter_mut().find(|other| other.id == field)?;
        let folded = fold(name);
        let known =
            definition.options.iter().find(|option| !option.gone && fold(&option.name) == folded);
        if let Some(known) = known {
            return Some(known.id);
        }
        let id = new_id();
        definition.options.push(Choice { id, name: name.to_owned(), gone: false });
        self.new_options.push((field, id));
        Some(id)
    }

    /// The edits of a catalog that make of a field what is not there yet: itself, or options.
    pub fn edits(&self, field: ItemId) -> Vec<Edit> {
        let Some(definition) = self.get(field) else { return Vec::new() };
        let mut edits = Vec::new();
        if self.is_new(field) {
            edits.extend(put_definition(
                field,
                definition.name.clone(),
                definition.kind,
                None,
                &[],
            ));
        }
        let new = |option: &&Choice| self.new_options.contains(&(field, option.id));
        for option in definition.options.iter().filter(new) {
            edits.extend(put_choice(option.id, field, option.name.clone()));
        }
        edits
    }
}
