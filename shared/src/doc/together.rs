//! Records that are one, opened together.

use super::RecordDocument;
use super::found::text;
use super::schema;
use crate::model::together::{ASKED, is_named, together};
use crate::model::{About, Answer, CustomKind, Disagreement, Field, Record};

/// The card of several records, the one that it goes by first, and every value to which there is
/// more than one answer: within a record, or because the records say different things.
pub fn read_together(documents: &[&RecordDocument]) -> (Record, Vec<Disagreement>) {
    let records: Vec<Record> = documents.iter().map(|document| document.record()).collect();
    let members: Vec<_> = documents.iter().copied().zip(&records).collect();
    let mut within: Vec<Disagreement> = Vec::new();
    let mut asked = vec![About::Field(Field::Name)];
    asked.extend(ASKED.map(About::Field));
    for record in &records {
        let fields = record.custom.iter().map(|(field, _)| *field);
        let kinds = || CustomKind::ALL.into_iter().filter(|it| *it != CustomKind::MultiChoice);
        asked.extend(fields.flat_map(|field| kinds().map(move |kind| About::Custom(field, kind))));
    }
    asked.sort_unstable();
    asked.dedup();
    let mut disagreements: Vec<Disagreement> = Vec::new();
    for document in documents {
        within.extend(document.disagreements());
    }
    for about in asked {
        let mut answers: Vec<Answer> = Vec::new();
        for (document, record) in &members {
            for answer in answers_of(document, record, about) {
                if !answers.iter().any(|known| known.value == answer.value) {
                    answers.push(answer);
                }
            }
        }
        if answers.iter().any(|answer| answer.value.is_some()) {
            let is_asked_within = within.iter().any(|it| it.about == about);
            answers.retain(|answer| answer.value.is_some() || is_asked_within);
        }
        within.retain(|it| it.about != about);
        if answers.len() > 1 {
            disagreements.push(Disagreement { about, answers });
        }
    }
    disagreements.extend(within);
    let records: Vec<&Record> = records.iter().collect();
    (together(&records), disagreements)
}

/// What a record answers to a question, the answer that it shows first.
fn answers_of(document: &RecordDocument, record: &Record, about: About) -> Vec<Answer> {
    let of = |key: &str| {
        let answers = document.crdt.answers(key).into_iter().rev();
        answers.map(|(value, origin)| Answer { value: text(&value), origin }).collect::<Vec<_>>()
    };
    match about {
        // A name may stand in its parts.
        About::Field(Field::Name) if record.name.is_none() => {
            let part = [Field::GivenName, Field::FamilyName].into_iter().find_map(|part| {
                of(schema::field(part)).into_iter().find(|answer| answer.value.is_some())
            });
            let named = part.filter(|_| is_named(record));
            named
                .map(|it| Answer { value: Some(record.display_name()), ..it })
                .into_iter()
                .collect()
        }
        About::Field(field) => of(schema::field(field)),
        About::Custom(field, kind) => of(&schema::key(schema::CUSTOM, field, kind.name())),
        About::Item(..) => Vec::new(),
    }
}
