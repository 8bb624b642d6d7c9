//! What “Find or do” offers for what was typed.

use std::ops::Range;

use shared::id::DocumentId;
use shared::model::Photo;
use shared::view::{Facts, People, search, search_bin};

/// What can be done with a person from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Dial the first number.
    Call,
    /// Write to the first email address.
    Email,
    /// Open the card, ready to write down what happened.
    Note,
}

impl Verb {
    /// The words that ask for it.
    fn of(word: &str) -> Option<Self> {
        match word {
            "call" | "phone" | "ring" => Some(Self::Call),
            "email" | "mail" | "write" => Some(Self::Email),
            "note" | "log" => Some(Self::Note),
            _ => None,
        }
    }

    /// What the person must have for it; `None` where they lack it.
    fn reaches(self, facts: &Facts) -> Option<String> {
        match self {
            Self::Call => facts.phones.first().cloned(),
            Self::Email => facts.emails.first().cloned(),
            Self::Note => Some(facts.company.clone().unwrap_or_default()),
        }
    }
}

/// A command of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The form for a new person.
    NewPerson,
    /// The list of keys.
    Keys,
    /// A page.
    Go(&'static str),
}

/// Every command, what it is called, and by which other words it is found.
const COMMANDS: &[(Command, &str, &str)] = &[
    (Command::NewPerson, "New person", "add customer create"),
    (Command::Go("/people"), "People", "list everyone customers"),
    (Command::Go("/organisations"), "Organisations", "companies businesses clubs"),
    (Command::Go("/sort-out"), "To sort out", "answers decide conflicts"),
    (Command::Go("/changed"), "What changed", "new news since looked colleagues"),
    (Command::Go("/work"), "Where your work is", "sync offline waiting server saved"),
    (Command::Go("/import"), "Import a file", "csv contacts bring"),
    (Command::Go("/share"), "Share this workspace", "team link invite colleague"),
    (Command::Go("/members"), "Members", "team invite colleague role"),
    (Command::Go("/account"), "Your account", "sign in out login logout password devices"),
    (Command::Go("/join"), "Join a team", "link colleague"),
    (Command::Go("/bin"), "The bin", "deleted trash restore"),
    (Command::Go("/more"), "Settings", "theme dark light keys preferences workspace"),
    (Command::Keys, "All keys", "keyboard shortcuts help"),
];

/// One line of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Somebody; opens the card.
    Person {
        /// Who.
        id: DocumentId,
        /// Their name.
        name: String,
        /// Their picture.
        photo: Option<Photo>,
        /// Byte ranges of the name that answer.
        marks: Vec<Range<usize>>,
        /// What tells them from others of that name.
        detail: String,
    },
    /// Something to do with somebody.
    Act {
        /// What.
        verb: Verb,
        /// With whom.
        id: DocumentId,
        /// Their name.
        name: String,
        /// The number or address.
        detail: String,
    },
    /// A command, and what it is called.
    Command(Command, &'static str),
    /// A new person, called or reached as typed.
    Add(String),
}

impl Offer {
    /// Whether it is there to change something, and so not for who may only look.
    pub fn changes(&self) -> bool {
        match self {
            Self::Person { .. } => false,
            Self::Act { verb, .. } => *verb == Verb::Note,
            Self::Command(command, _) => {
                matches!(command, Command::NewPerson | Command::Go("/import"))
            }
            Self::Add(_) => true,
        }
    }
}

/// What is said of somebody who is in no list.
const IN_BIN: &str = "In the bin";

/// How many people are offered at once.
const PEOPLE: usize = 6;
/// How many of those in the bin.
const BINNED: usize = 3;
/// How many people are offered a verb.
const ACTS: usize = 3;
/// How many commands.
const COMMANDS_SHOWN: usize = 4;

/// What to offer, the best first; for nothing typed, who was changed last.
pub fn offers(people: &People, typed: &str) -> Vec<Offer> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        let recent = people.by_recent().take(PEOPLE);
        let recent = recent.filter_map(|id| person(people, id, Vec::new()));
        return recent.chain(commands(&[]).take(COMMANDS_SHOWN)).collect();
    }
    let mut offers: Vec<Offer> = Vec::new();
    let asked = verb(&words);
    if let Some((verb, rest)) = &asked {
        let hits = search(people, rest, Some(PEOPLE));
        let acts = hits.iter().filter_map(|hit| act(people, *verb, hit.id));
        offers.extend(acts.take(ACTS));
        offers.extend(hits.into_iter().filter_map(|hit| person(people, hit.id, hit.highlights)));
    } else {
        let hits = search(people, typed, Some(PEOPLE));
        offers.extend(hits.into_iter().filter_map(|hit| person(people, hit.id, hit.highlights)));
    }
    let fitting = commands(&words).take(COMMANDS_SHOWN);
    if begins_a_command(&words) {
        offers = fitting.chain(offers).collect();
    } else {
        offers.extend(fitting);
    }
    if asked.is_none() {
        let binned = search_bin(people, typed, BINNED).into_iter();
        offers.extend(binned.filter_map(|hit| person(people, hit.id, hit.highlights)));
        offers.push(Offer::Add(typed.trim().to_owned()));
    }
    offers
}

/// The verb that stands first or last, and the other words.
fn verb(words: &[String]) -> Option<(Verb, String)> {
    let (first, rest) = words.split_first().filter(|(_, rest)| !rest.is_empty())?;
    if let Some(verb) = Verb::of(first) {
        return Some((verb, rest.join(" ")));
    }
    let (last, rest) = words.split_last()?;
    Verb::of(last).map(|verb| (verb, rest.join(" ")))
}

fn person(people: &People, id: DocumentId, marks: Vec<Range<usize>>) -> Option<Offer> {
    let facts = people.get(id)?;
    let details = [&facts.company, &facts.usual_order];
    let known = details.into_iter().flatten().next().or_else(|| facts.phones.first());
    let known = known.or_else(|| facts.emails.first()).cloned();
    let detail = if facts.gone { IN_BIN.to_owned() } else { known.unwrap_or_default() };
    Some(Offer::Person { id, name: facts.name.clone(), photo: facts.photo(), marks, detail })
}

fn act(people: &People, verb: Verb, id: DocumentId) -> Option<Offer> {
    let facts = people.get(id)?;
    Some(Offer::Act { verb, id, name: facts.name.clone(), detail: verb.reaches(facts)? })
}

fn commands(words: &[String]) -> impl Iterator<Item = Offer> {
    let fits = |name: &str, others: &str| {
        let name = name.to_lowercase();
        words.iter().all(|word| {
            name.split(' ').chain(others.split(' ')).any(|known| known.starts_with(word.as_str()))
        })
    };
    let fitting = COMMANDS.iter().filter(move |(_, name, others)| fits(name, others));
    fitting.map(|(command, name, _)| Offer::Command(*command, name))
}

/// Whether three letters or more are how a command's name begins: then it is meant before anyone
/// whose name has the letters too.
fn begins_a_command(words: &[String]) -> bool {
    let typed = words.join(" ");
    typed.len() > 2 && COMMANDS.iter().any(|(_, name, _)| name.to_lowercase().starts_with(&typed))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn stall() -> People {
        let mut people = People::new();
        let all = [
            ("Owen Price", "Price & Daughters", Some("+32 475 55 01 92")),
            ("Bowen Clarke", "", None),
            ("Setareh Ahmadi", "", None),
        ];
        for (number, (name, company, phone)) in (1..).zip(all) {
            let facts = Facts {
                name: name.into(),
                company: Some(company.to_owned()).filter(|company| !company.is_empty()),
                phones: phone.into_iter().map(str::to_owned).collect(),
                ..Facts::default()
            };
            let id = DocumentId([number; 16]);
            people.set(id, &facts.encode()).expect("sound facts");
        }
        let gone = Facts { name: "Owena Gone".into(), gone: true, ..Facts::default() };
        people.set(DocumentId([9; 16]), &gone.encode()).expect("sound facts");
        people
    }

    fn in_words(typed: &str) -> Vec<String> {
        let words = |offer| match offer {
            Offer::Person { name, .. } => name,
            Offer::Act { verb, name, detail, .. } => format!("{verb:?} {name} {detail}"),
            Offer::Command(_, name) => format!("/{name}"),
            Offer::Add(name) => format!("+{name}"),
        };
        offers(&stall(), typed).into_iter().map(words).collect()
    }

    #[wasm_bindgen_test]
    fn a_verb_beside_a_name_does_it_with_the_best_answer_that_can_be_reached() {
        for typed in ["owen call", "Call Owen"] {
            let offered = in_words(typed);
            assert_eq!(offered[0], "Call Owen Price +32 475 55 01 92", "{typed}");
            assert!(!offered.iter().any(|offer| offer.starts_with("Call Bowen")), "{typed}");
            assert!(offered.contains(&"Bowen Clarke".to_owned()), "{typed}");
        }
        assert_eq!(in_words("note bowen")[0], "Note Bowen Clarke ");
    }

    #[wasm_bindgen_test]
    fn who_is_in_the_bin_is_offered_last_and_says_so() {
        let offers = offers(&stall(), "owen");
        let gone = offers.iter().position(|offer| match offer {
            Offer::Person { name, detail, .. } => name == "Owena Gone" && detail == IN_BIN,
            _ => false,
        });
        assert_eq!(gone, Some(offers.len() - 2));
        assert!(matches!(offers.last(), Some(Offer::Add(_))));
        assert!(!in_words("owena call").iter().any(|offer| offer.contains("Gone")));
    }

    #[wasm_bindgen_test]
    fn a_command_comes_first_when_its_name_is_being_typed() {
        assert_eq!(in_words("se")[0], "Setareh Ahmadi");
        assert_eq!(in_words("sett")[0], "/Settings");
        assert!(in_words("trash").contains(&"/The bin".to_owned()));
    }

    #[wasm_bindgen_test]
    fn whoever_is_not_there_can_be_added_and_nothing_typed_offers_the_recent() {
        assert_eq!(in_words("Zebulon"), ["+Zebulon"]);
        let nothing = in_words("  ");
        assert!(
            nothing.contains(&"Owen Price".to_owned()) && nothing.contains(&"/New person".into())
        );
    }
}
