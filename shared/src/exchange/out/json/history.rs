//! What became of a record, and who did it.

use serde_json::Value;

use super::super::instant::iso;
use super::super::{Known, Leaving};
use super::model::{About, Author, Change, ChangedLine, Differing, Given};
use crate::crdt::Origin;
use crate::model::{self, HistoryChange, HistoryLine, Said, Subject, hex};

/// Who wrote something, by their id and, where a member says so, their name.
pub fn author(known: &Known, author: Option<&[u8]>) -> Option<Author> {
    let id = hex::write(author?);
    Some(Author { id, name: known.author(author).map(str::to_owned) })
}

/// Every change, newest first.
pub fn changes(leaving: &Leaving<'_>, known: &Known) -> Vec<Change> {
    leaving.history.iter().map(|change| told(change, leaving, known)).collect()
}

fn told(change: &HistoryChange, leaving: &Leaving<'_>, known: &Known) -> Change {
    let Origin { author: by, actor, at, hash } = &change.origin;
    let lines = change.lines.iter();
    Change {
        hash: hash.to_string(),
        at: iso(*at),
        by: author(known, by.as_deref()),
        session: actor.to_string(),
        act: change.group.map(|group| group.id.to_key()),
        takes_back: change.undoes.map(crate::id::GroupId::to_key),
        what: lines.map(|line| changed(line, leaving, known)).collect(),
    }
}

fn changed(line: &HistoryLine, leaving: &Leaving<'_>, known: &Known) -> ChangedLine {
    ChangedLine {
        about: about(&line.subject),
        label: label(&line.subject, leaving, known),
        before: said(&line.before),
        after: said(&line.after),
        stands: line.stands,
    }
}

/// What a screen calls it; the workspace's own fields by their names.
pub fn label(subject: &Subject, leaving: &Leaving<'_>, known: &Known) -> String {
    let own = |field| {
        let definitions = known.fields.iter().chain(&leaving.record.definitions);
        definitions.into_iter().find(|it| it.id == field).map(|it| it.name.clone())
    };
    let name = match subject {
        Subject::Custom(field, _) | Subject::Pick(field, _) => own(*field),
        _ => None,
    };
    name.unwrap_or_else(|| subject.label().to_owned())
}

fn said(said: &Said) -> Value {
    match said {
        Said::Nothing => Value::Null,
        Said::Text(text) => text.as_str().into(),
        Said::Number(number) => (*number).into(),
        Said::Time(at) => iso(*at).into(),
        Said::Here => true.into(),
        Said::Gone => false.into(),
    }
}

/// Values that several people set without knowing of one another.
pub fn disagreements(leaving: &Leaving<'_>, known: &Known) -> Vec<Differing> {
    let all = leaving.disagreements.iter();
    all.map(|it| {
        let subject = Subject::from(it.about);
        let given = |answer: &model::Answer| Given {
            value: answer.value.clone(),
            at: iso(answer.origin.at),
            by: author(known, answer.origin.author.as_deref()),
            session: answer.origin.actor.to_string(),
        };
        Differing {
            about: about(&subject),
            label: label(&subject, leaving, known),
            answers: it.answers.iter().map(given).collect(),
        }
    })
    .collect()
}

fn about(subject: &Subject) -> About {
    let of = |of: &str| About { of: of.to_owned(), ..About::default() };
    let item =
        |of_what: &str, id: &crate::id::ItemId| About { item: Some(id.to_key()), ..of(of_what) };
    match subject {
        Subject::Record => of("record"),
        Subject::Bin => of("bin"),
        Subject::Field(field) => About { name: Some(snake(field)), ..of("field") },
        Subject::Item(id, part) => About { name: Some(snake(part)), ..item("item", id) },
        Subject::Rank(kind, id) => About { name: Some(snake(kind)), ..item("rank", id) },
        Subject::Presence(kind, id) => About { name: Some(snake(kind)), ..item("presence", id) },
        Subject::Entry(id) => item("entry", id),
        Subject::Promise(id) => item("promise", id),
        Subject::Consent(id) => item("consent", id),
        Subject::Purchase(id) => item("purchase", id),
        Subject::Reversal(id) => item("reversal", id),
        Subject::Merge(id) => item("one_with", id),
        Subject::Apart(id) => item("not_one_with", id),
        Subject::Custom(id, kind) => {
            About { name: Some(kind.name().to_owned()), ..item("own_field", id) }
        }
        Subject::Pick(id, option) => About { option: Some(option.to_key()), ..item("pick", id) },
        Subject::Tag(name) => About { name: Some(name.clone()), ..of("tag") },
        Subject::Other(key) => About { name: Some(key.clone()), ..of("other") },
    }
}

/// `GivenName` as files write it: `given_name`.
fn snake(name: &impl std::fmt::Debug) -> String {
    let mut text = String::new();
    for letter in format!("{name:?}").chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
