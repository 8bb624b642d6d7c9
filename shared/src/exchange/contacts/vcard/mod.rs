//! Contacts of vCards, versions 2.1, 3.0 and 4.0, and of what programs write under those names.

mod card;
mod lines;

use super::super::csv::{FILE_BYTES, FileProblem, RowProblem};
use super::ReadContacts;
use card::Card;
use lines::{Line, lines};

/// Pictures make vCards large; they are not kept.
const VCARD_BYTES: usize = FILE_BYTES * 8;
/// Cards within cards within cards are somebody's joke.
const DEPTH: usize = 8;

/// Whether a file begins as vCards do.
pub fn is_vcard(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).take(2000).collect();
    let start = String::from_utf8_lossy(&start).to_ascii_uppercase();
    let begin = start.find("BEGIN:VCARD");
    // A table may speak of vCards further on.
    begin.is_some_and(|at| start[..at].trim_start_matches('\u{fffd}').lines().count() < 10)
}

/// Reads all cards of a file.
///
/// # Errors
/// When it is too large.
pub fn read(bytes: &[u8]) -> Result<ReadContacts, FileProblem> {
    if bytes.len() > VCARD_BYTES {
        return Err(FileProblem::TooLarge { bytes: bytes.len() });
    }
    let mut read = ReadContacts::default();
    let mut open: Vec<Card> = Vec::new();
    for line in lines(bytes) {
        match (line.name.as_str(), line.value.trim().to_ascii_uppercase().as_str()) {
            ("BEGIN", "VCARD") => {
                let is_nested = open.last().is_some_and(Card::awaits_agent);
                if !is_nested || open.len() >= DEPTH {
                    finish(&mut open, &mut read);
                }
                open.push(Card::new(line.number));
            }
            ("END", "VCARD") => {
                let Some(card) = open.pop() else { continue };
                match open.last_mut() {
                    Some(outer) => outer.take_agent(&card),
                    None => take(card, &mut read),
                }
            }
            _ => match open.last_mut() {
                Some(card) => card.add(line),
                None => stray(line, &mut read),
            },
        }
    }
    finish(&mut open, &mut read);
    Ok(read)
}

/// Takes what is still open for finished: the end was cut off.
fn finish(open: &mut Vec<Card>, read: &mut ReadContacts) {
    while let Some(card) = open.pop() {
        match open.last_mut() {
            Some(outer) => outer.take_agent(&card),
            None => take(card, read),
        }
    }
}

fn take(card: Card, read: &mut ReadContacts) {
    read.read += 1;
    let line = card.line;
    if card.is_blank() {
        read.blank += 1;
        return;
    }
    let raw = card.raw();
    let contact = card.contact();
    if contact.is_somebody() {
        read.contacts.push(contact);
        read.lines.push(line);
    } else {
        let message = "Nothing says who this is: no name, email, phone or company.";
        read.refused.push(RowProblem { line, message, raw });
    }
}

/// A line outside of any card. Lines that follow one another are told once.
fn stray(line: Line, read: &mut ReadContacts) {
    let message = "This stands outside of any card.";
    let raw = format!("{}:{}", line.name, line.value);
    if read.refused.last().is_none_or(|last| last.message != message || last.line + 1 < line.number)
    {
        read.read += 1;
        read.refused.push(RowProblem {
            line: line.number,
            message,
            raw: raw.chars().take(2000).collect(),
        });
    } else if let Some(last) = read.refused.last_mut() {
        last.line = line.number;
    }
}
