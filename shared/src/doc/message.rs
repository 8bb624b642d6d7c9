//! What stands in a change's message: the act that it belongs to, and the act that it takes back.
//!
//! Words between blanks, each a letter and a group's id: `g` the group, `b` the group where it
//! changes many records, `u` the group that is undone. Other words are passed over: a newer version
//! or another program wrote them.

use crate::id::GroupId;
use crate::model::Group;

/// A longer message is not ours; nothing of it is read.
const MOST_BYTES: usize = 1024;

/// A change's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Message {
    /// The act that the change belongs to.
    pub group: Option<Group>,
    /// The act that it takes back.
    pub undoes: Option<GroupId>,
}

impl Message {
    /// Reads a message; what is not ours reads as nothing.
    pub fn read(text: Option<&str>) -> Self {
        let mut message = Self::default();
        let ours = text.filter(|text| text.len() <= MOST_BYTES);
        for word in ours.into_iter().flat_map(|text| text.split(' ')) {
            let Some((letter, id)) = word.split_at_checked(1) else { continue };
            let Some(id) = GroupId::from_key(id) else { continue };
            match letter {
                "g" => message.group = message.group.or(Some(Group { id, bulk: false })),
                "b" => message.group = message.group.or(Some(Group { id, bulk: true })),
                "u" => message.undoes = message.undoes.or(Some(id)),
                _ => {}
            }
        }
        message
    }

    /// The message as it is written; `None` where there is nothing to say.
    pub fn write(&self) -> Option<String> {
        let group = self.group.map(|group| {
            let letter = if group.bulk { 'b' } else { 'g' };
            format!("{letter}{}", group.id.to_key())
        });
        let undoes = self.undoes.map(|group| format!("u{}", group.to_key()));
        let words: Vec<String> = group.into_iter().chain(undoes).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: GroupId = GroupId([3; 16]);
    const OTHER: GroupId = GroupId([4; 16]);

    #[test]
    fn a_message_is_read_back_as_it_was_written() {
        for group in [None, Some(false), Some(true)] {
            let group = group.map(|bulk| Group { id: ID, bulk });
            for undoes in [None, Some(OTHER)] {
                let message = Message { group, undoes };
                assert_eq!(Message::read(message.write().as_deref()), message);
            }
        }
        assert_eq!(Message::default().write(), None);
        let bulk = Message { group: Some(Group { id: ID, bulk: true }), undoes: None };
        assert_eq!(bulk.write().as_deref(), Some("b030C1G60R30C1G60R30C1G60R3"));
    }

    #[test]
    fn what_is_not_ours_reads_as_nothing() {
        let id = ID.to_key();
        let long = format!("g{id}{}", " ".repeat(MOST_BYTES));
        for text in ["", " ", "Fixed a typo", "g", "good morning", "é", &id, &long] {
            assert_eq!(Message::read(Some(text)), Message::default(), "{text}");
        }
        let newer = format!("z{id} g{id} by=anna");
        assert_eq!(Message::read(Some(&newer)).group, Some(Group { id: ID, bulk: false }));
    }
}
