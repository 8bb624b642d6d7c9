//! How a card says who, by which way, and how much.

use leptos::prelude::*;
use shared::model::{Channel, Direction, Entry, Kind, Mood};

use super::page::Card;
use crate::shell::grouped;
use crate::ui::{Icon, Tone};

/// Who wrote something, as a sentence begins.
pub fn who(card: Card, author: Option<&[u8]>) -> String {
    card.members.with(|members| card.replica().who(members, author))
}

/// What to call the record within a sentence: a person's first name, else the whole.
pub fn short_name(card: Card) -> String {
    let (name, kind) = card.open.with(|open| (open.person.display_name(), open.person.kind));
    let first = match kind {
        Kind::Person => name.split_whitespace().next().unwrap_or_default().to_owned(),
        _ => name,
    };
    if first.is_empty() { "The customer".into() } else { first }
}

/// What a way to be in touch looks like.
pub fn icon_of(channel: Option<Channel>) -> Icon {
    match channel {
        Some(Channel::InPerson) => Icon::Store,
        Some(Channel::Call) => Icon::Phone,
        Some(Channel::Email) => Icon::Mail,
        Some(Channel::Sms) => Icon::TextMessage,
        Some(Channel::Whatsapp | Channel::Chat) => Icon::Message,
        Some(Channel::Social) => Icon::At,
        Some(Channel::Form | Channel::Note) | None => Icon::Note,
    }
}

/// What one does on a channel.
fn act_of(channel: Channel) -> &'static str {
    match channel {
        Channel::InPerson => "talked in person",
        Channel::Call => "called",
        Channel::Email => "wrote an email",
        Channel::Sms => "sent a text message",
        Channel::Whatsapp => "wrote on WhatsApp",
        Channel::Social => "wrote on a social network",
        Channel::Chat => "wrote in the chat",
        Channel::Form => "filled in a form",
        Channel::Note => "wrote a note",
    }
}

/// Who did what in an entry: its subject, and the rest of the sentence.
pub fn told(card: Card, entry: &Entry) -> (String, String) {
    let who = who(card, entry.author.as_deref());
    let Some(channel) = entry.known_channel() else { return (who, "wrote this down".into()) };
    match (channel, entry.direction) {
        (_, Some(Direction::In)) => (short_name(card), act_of(channel).into()),
        (Channel::InPerson, _) => (who, format!("talked to {}", short_name(card))),
        (Channel::Call, None) => (who, "wrote down a call".into()),
        _ => (who, act_of(channel).into()),
    }
}

/// Who begins, in words: "You called", "Marta called".
pub fn direction_in_words(card: Card, channel: Channel, direction: Direction) -> String {
    let who = match direction {
        Direction::Out => "You".to_owned(),
        Direction::In => short_name(card),
    };
    format!("{who} {}", act_of(channel))
}

/// How a mood is said and shown.
pub fn mood_in_words(mood: Mood) -> (&'static str, Icon, Tone) {
    match mood {
        Mood::Pleased => ("Pleased", Icon::Smile, Tone::Good),
        Mood::Neutral => ("Neither pleased nor annoyed", Icon::Meh, Tone::Neutral),
        Mood::Annoyed => ("A little annoyed", Icon::Meh, Tone::Care),
        Mood::Angry => ("Angry", Icon::Angry, Tone::Bad),
    }
}

/// A number with its noun: "1 sale", "12 sales".
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// The first words of a longer text.
pub fn beginning(text: &str, most: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut letters = line.chars();
    let begin: String = letters.by_ref().take(most).collect();
    if letters.next().is_some() { format!("{}…", begin.trim_end()) } else { begin }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{beginning, counted};

    #[wasm_bindgen_test]
    fn counts_and_beginnings_are_short() {
        assert_eq!(
            (counted(1, "sale"), counted(1200, "sale")),
            ("1 sale".into(), "1,200 sales".into())
        );
        assert_eq!(beginning("Wants the decaf\nagain", 9), "Wants the…");
        assert_eq!(beginning("Short", 9), "Short");
    }
}
