//! What two cards say differently, and what somebody chose.

use std::collections::BTreeMap;

use shared::edit::{Edit, Field};
use shared::id::DocumentId;
use shared::model::{About, Answer, CustomValue, Disagreement, Record};
use shared::time::Timestamp;

use crate::replica::OpenPerson;

/// The two cards and the one that they would be.
#[derive(Debug, Clone, PartialEq)]
pub struct Both {
    /// The cards, the one made first in front.
    pub each: [OpenPerson; 2],
    /// What they are together.
    pub together: OpenPerson,
}

/// What was chosen, by what it is about.
pub type Chosen = BTreeMap<About, Option<String>>;

impl Both {
    /// What differs, so that somebody has to choose. Items, such as emails, are both kept; what a
    /// single item has two answers to stays so.
    pub fn asked(&self) -> impl Iterator<Item = &Disagreement> {
        let all = self.together.disagreements.iter();
        all.filter(|it| !matches!(it.about, About::Item(..)))
    }

    /// What a side answers.
    pub fn answers_of<'a>(
        &'a self,
        side: usize,
        question: &'a Disagreement,
    ) -> impl Iterator<Item = &'a Answer> {
        let open = &self.each[side];
        let own = open.disagreements.iter().find(|it| it.about == question.about);
        let said = said_by(&open.person, question.about);
        question.answers.iter().filter(move |answer| match own {
            Some(own) => own.answers.iter().any(|it| it.value == answer.value),
            None => answer.value.is_some() && answer.value == said,
        })
    }

    /// What is chosen before anybody chooses: the newest answer; of names the one that says most.
    pub fn first_choice(&self) -> Chosen {
        let newest = |question: &Disagreement| {
            let weight = |answer: &&Answer| {
                let letters = answer.value.as_deref().map_or(0, |text| text.chars().count());
                let is_name = question.about == About::Field(Field::Name);
                (answer.value.is_some(), if is_name { letters } else { 0 }, answer.origin.at)
            };
            let best = question.answers.iter().max_by_key(weight);
            (question.about, best.and_then(|answer| answer.value.clone()))
        };
        self.asked().map(newest).collect()
    }

    /// The choice of all that one side says.
    pub fn choice_of(&self, side: usize, chosen: &Chosen) -> Chosen {
        let mut chosen = chosen.clone();
        for question in self.asked() {
            if let Some(answer) = self.answers_of(side, question).next() {
                chosen.insert(question.about, answer.value.clone());
            }
        }
        chosen
    }

    /// The edits by which each card that says anything else comes to say what was chosen. A card that
    /// says nothing goes on saying nothing.
    pub fn edits(&self, cards: [DocumentId; 2], chosen: &Chosen) -> Vec<(DocumentId, Vec<Edit>)> {
        let of_side = |side: usize| {
            let of_question = |question: &Disagreement| {
                let value = chosen.get(&question.about)?;
                let says_else =
                    self.answers_of(side, question).any(|answer| answer.value != *value);
                says_else.then(|| question.about.set(value.clone()))
            };
            (cards[side], self.asked().filter_map(of_question).collect::<Vec<_>>())
        };
        [0, 1].map(of_side).into_iter().filter(|(_, edits)| !edits.is_empty()).collect()
    }

    /// When a side's card was made.
    pub fn made(&self, side: usize) -> Timestamp {
        self.each[side].person.created
    }
}

/// What a record says about something, as text.
fn said_by(record: &Record, about: About) -> Option<String> {
    match about {
        About::Field(Field::Name) => {
            let is_named = shared::model::together::is_named(record);
            is_named.then(|| record.display_name())
        }
        About::Field(field) => record.field(field).map(str::to_owned),
        About::Custom(field, _) => record.custom_value(field).map(CustomValue::text),
        About::Item(..) => None,
    }
}
