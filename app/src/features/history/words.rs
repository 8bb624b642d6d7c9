//! A change of a record, as people tell it.

use shared::model::{Field, HistoryLine, Said, Subject};

use crate::ui::when;

/// What a line did: what it is about, what it said before and what it says since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// “Usual order”, “Tag VIP”.
    pub about: String,
    /// What it said before, where it said anything.
    pub before: Option<String>,
    /// What it says since; where it says nothing any more, that it was taken away.
    pub after: String,
}

/// A line in words; `own_field` names the workspace's own fields.
pub fn told(line: &HistoryLine, own_field: impl Fn(&Subject) -> Option<String>) -> Told {
    let about = match &line.subject {
        Subject::Tag(name) => format!("Tag {name}"),
        subject => own_field(subject).unwrap_or_else(|| subject.label().to_owned()),
    };
    let is_photo = line.subject == Subject::Field(Field::Photo);
    if let (true, Said::Text(_), Said::Text(_)) = (is_photo, &line.before, &line.after) {
        let words = |words: &str| words.to_owned();
        return Told {
            about,
            before: Some(words("The photo before")),
            after: words("A new photo"),
        };
    }
    let in_words = |said: &Said| said_in_words(&line.subject, said);
    Told {
        about,
        before: in_words(&line.before),
        after: in_words(&line.after).unwrap_or_else(|| "Taken away".to_owned()),
    }
}

fn said_in_words(subject: &Subject, said: &Said) -> Option<String> {
    Some(match (subject, said) {
        (_, Said::Nothing) => return None,
        (Subject::Field(Field::Photo), Said::Text(_)) => "A photo".to_owned(),
        (_, Said::Text(text)) => text.clone(),
        (Subject::Record, _) => "Made".to_owned(),
        (Subject::Bin, Said::Gone) => "Put in the bin".to_owned(),
        (Subject::Bin, _) => "Not in the bin".to_owned(),
        (_, Said::Number(number)) => number.to_string(),
        (_, Said::Time(at)) => when::moment(at.0),
        (Subject::Tag(_) | Subject::Pick(..), Said::Here) => "On".to_owned(),
        (Subject::Tag(_) | Subject::Pick(..), Said::Gone) => "Off".to_owned(),
        (_, Said::Here) => "There".to_owned(),
        (_, Said::Gone) => "Taken away".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_change_says_what_was_there_before_and_what_is_there_since() {
        let line = |subject: Subject, before: Said, after: Said| {
            let told = told(&HistoryLine { subject, before, after, stands: true }, |_| None);
            (told.about, told.before, told.after)
        };
        let text = |text: &str| Said::Text(text.to_owned());
        assert_eq!(
            line(Subject::Field(Field::UsualOrder), text("Flat white"), text("Cortado")),
            ("Usual order".into(), Some("Flat white".into()), "Cortado".into())
        );
        assert_eq!(
            line(Subject::Field(Field::Company), text("Studio"), Said::Nothing),
            ("Company".into(), Some("Studio".into()), "Taken away".into())
        );
        let photo = |before: Said, after: Said| line(Subject::Field(Field::Photo), before, after);
        assert_eq!(
            photo(text("one"), text("other")),
            ("Photo".into(), Some("The photo before".into()), "A new photo".into())
        );
        assert_eq!(photo(Said::Nothing, text("one")), ("Photo".into(), None, "A photo".into()));
        assert_eq!(
            line(Subject::Tag("VIP".into()), Said::Nothing, Said::Here),
            ("Tag VIP".into(), None, "On".into())
        );
    }
}
