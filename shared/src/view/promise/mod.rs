//! Promises in what somebody writes down: "call back Tue 9".
//!
//! English only, and careful: what is not clearly a promise of ours is none. Nothing is written
//! without being shown first.

mod due;

use std::ops::Range;

pub use self::due::Due;
use super::calendar::Today;

/// A promise that a text seems to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPromise {
    /// Where in the text, in bytes.
    pub range: Range<usize>,
    /// What is promised, without the day.
    pub text: String,
    /// By when, where the text says so.
    pub due: Option<Due>,
}

/// A word of a text, and where it stands.
struct Word<'a> {
    at: Range<usize>,
    text: &'a str,
    lower: String,
}

/// What one does for a customer. At the beginning of a clause that names a day, it is a promise.
const VERBS: [&str; 25] = [
    "ask", "book", "bring", "call", "check", "deliver", "email", "finish", "fix", "keep", "mail",
    "order", "phone", "pick", "prepare", "put", "quote", "refund", "repair", "replace", "reserve",
    "ring", "send", "set", "write",
];
/// Words that may stand before the verb.
const LEADING: [&str; 6] = ["and", "then", "please", "to", "must", "also"];
/// With one of these, "by Friday" is a deadline of ours.
const NEEDS: [&str; 8] = ["need", "needs", "needed", "want", "wants", "expects", "ready", "done"];
/// Who else than us could have promised.
const OURS: [&str; 7] = ["i", "we", "have", "has", "and", "also", "then"];

/// The first promise in a text.
pub fn find_promise(text: &str, today: Today) -> Option<FoundPromise> {
    clauses(text).iter().find_map(|clause| in_clause(text, clause, today))
}

fn in_clause(text: &str, words: &[Word], today: Today) -> Option<FoundPromise> {
    let due = due::find(words, today);
    let begin = match promised(words) {
        Some(begin) => begin,
        None => begins(words, due.as_ref().map(|(at, _)| at))?,
    };
    let (skipped, due) = match due {
        Some((at, due)) if at.end > begin => (at, Some(due)),
        _ => (words.len()..words.len(), None),
    };
    let what = |words: &[Word]| {
        let (first, last) = (words.first()?, words.last()?);
        Some(text[first.at.start..last.at.end].to_owned())
    };
    let before = what(words.get(begin..skipped.start.max(begin))?);
    let after = what(words.get(skipped.end..)?);
    let promise: Vec<String> = [before, after].into_iter().flatten().collect();
    if promise.is_empty() {
        return None;
    }
    let range = words.get(begin)?.at.start..words.last()?.at.end;
    Some(FoundPromise { range, text: promise.join(" "), due })
}

/// Where the promise of "promised to …", "I'll …" begins.
fn promised(words: &[Word]) -> Option<usize> {
    let at = words.iter().position(|word| word.lower == "promised")?;
    let is_ours = at == 0 || OURS.contains(&words[at - 1].lower.as_str());
    let rest = words.get(at + 1)?;
    let begin = if matches!(rest.lower.as_str(), "to" | "that") { at + 2 } else { at + 1 };
    (is_ours && begin < words.len()).then_some(begin)
}

/// Where a promise begins that is none by a word of its own, but by its verb and its day.
fn begins(words: &[Word], due: Option<&Range<usize>>) -> Option<usize> {
    let word = |index: usize| words.get(index).map(|word| word.lower.as_str());
    let mut first = 0;
    while word(first).is_some_and(|word| LEADING.contains(&word)) {
        first += 1;
    }
    match (word(first)?, word(first + 1)) {
        ("i'll" | "we'll" | "i’ll" | "we’ll", Some(_)) if due.is_some() => {
            return Some(first + 1);
        }
        ("i" | "we", Some("will")) if due.is_some() && word(first + 2).is_some() => {
            return Some(first + 2);
        }
        _ => {}
    }
    if word(first).is_some_and(|word| VERBS.contains(&word)) {
        // "Call back" and "call Marta back" say enough without a day.
        let calls = matches!(word(first)?, "call" | "phone" | "ring");
        let back = (1..=2).any(|further| word(first + further) == Some("back"));
        return (due.is_some() || calls && back).then_some(first);
    }
    let deadline = due.filter(|due| words[due.start].lower == "by")?;
    let is_needed = words[..deadline.start].iter().any(|it| NEEDS.contains(&it.lower.as_str()));
    is_needed.then_some(first)
}

/// The words of a text, apart where one says something else: at stops, commas and line ends.
fn clauses(text: &str) -> Vec<Vec<Word<'_>>> {
    let mut clauses = vec![Vec::new()];
    let mut start = None;
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (index, (at, letter)) in letters.iter().enumerate() {
        let is_digit =
            |index: usize| letters.get(index).is_some_and(|(_, letter)| letter.is_ascii_digit());
        let joins = matches!(letter, '\'' | '’' | '-')
            || matches!(letter, ':' | '.')
                && index > 0
                && is_digit(index - 1)
                && is_digit(index + 1);
        if letter.is_alphanumeric() || joins {
            start.get_or_insert(*at);
            continue;
        }
        push(text, start.take(), *at, &mut clauses);
        if matches!(letter, '.' | '!' | '?' | ',' | ';' | '\n') {
            clauses.push(Vec::new());
        }
    }
    push(text, start, text.len(), &mut clauses);
    clauses
}

fn push<'a>(text: &'a str, start: Option<usize>, end: usize, clauses: &mut [Vec<Word<'a>>]) {
    let (Some(start), Some(clause)) = (start, clauses.last_mut()) else { return };
    let word = &text[start..end];
    clause.push(Word { at: start..end, text: word, lower: word.to_lowercase() });
}

#[cfg(test)]
mod tests;
