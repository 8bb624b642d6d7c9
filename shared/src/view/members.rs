//! Who wrote something, by name.

use std::collections::HashMap;

use super::people::People;
use crate::id::DocumentId;
use crate::model::Kind;

/// The members of the workspace by the author id that their changes carry; those in the bin
/// included, since what they wrote is still there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    by_author: HashMap<Vec<u8>, (DocumentId, String)>,
}

impl Members {
    /// Reads every member's row. Of two members with one author id, the one made first counts.
    pub fn of(people: &People) -> Self {
        let mut by_author: HashMap<Vec<u8>, (DocumentId, String)> = HashMap::new();
        for row in people.of_kind(Kind::Member) {
            let Some(member) = &row.facts.member else { continue };
            let known = by_author.get(&member.author).is_some_and(|(other, _)| *other < row.id);
            if !known {
                by_author.insert(member.author.clone(), (row.id, row.facts.name.clone()));
            }
        }
        Self { by_author }
    }

    /// The name of who writes under an author id; `None` where no member says so, or has no name.
    pub fn name(&self, author: &[u8]) -> Option<&str> {
        let (_, name) = self.by_author.get(author)?;
        (!name.is_empty()).then_some(name)
    }

    /// The record of who writes under an author id.
    pub fn record(&self, author: &[u8]) -> Option<DocumentId> {
        self.by_author.get(author).map(|(id, _)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Facts, MemberFacts};

    #[test]
    fn an_author_has_the_name_of_the_member_who_was_made_first() {
        let mut people = People::new();
        for (number, name, author) in [(3, "Later", 7), (1, "Ana", 7), (2, "", 8)] {
            let facts = Facts {
                name: name.into(),
                kind: Kind::Member,
                member: Some(MemberFacts { author: vec![author] }),
                ..Facts::default()
            };
            people.set(DocumentId([number; 16]), &facts.encode()).expect("readable");
        }
        let members = Members::of(&people);
        assert_eq!(
            (members.name(&[7]), members.name(&[8]), members.name(&[9])),
            (Some("Ana"), None, None)
        );
        assert_eq!(members.record(&[8]), Some(DocumentId([2; 16])));
    }
}
