//! One card to what it says of a person.

use super::super::super::contact::Contact;
use super::lines::Line;
use crate::model::{Address, Birthday, DateOrder};

/// The properties of a card, in its order.
pub struct Card {
    /// The line of the file on which it begins.
    pub line: u64,
    lines: Vec<Line>,
    agents: Vec<String>,
}

/// What says something of the card and nothing of the person.
const OF_THE_CARD: [&str; 6] = ["VERSION", "PRODID", "REV", "N-X-CHARSET", "PROFILE", "X-ABUID"];

impl Card {
    pub fn new(line: u64) -> Self {
        Self { line, lines: Vec::new(), agents: Vec::new() }
    }

    pub fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Whether the card of an assistant or agent follows within this one.
    pub fn awaits_agent(&self) -> bool {
        self.lines.last().is_some_and(|line| line.name == "AGENT" && line.value.trim().is_empty())
    }

    /// Keeps what a card within this one says, in a line.
    pub fn take_agent(&mut self, card: &Self) {
        if self.awaits_agent() {
            self.lines.pop();
        }
        self.agents.push(card.clone_contact().in_a_line());
    }

    fn clone_contact(&self) -> Contact {
        Self { line: self.line, lines: self.lines.clone(), agents: self.agents.clone() }.contact()
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.agents.is_empty()
            && self.lines.iter().all(|line| {
                OF_THE_CARD.contains(&line.name.as_str())
                    || line.value.chars().all(|letter| letter == ';' || letter.is_whitespace())
            })
    }

    /// As it stands in the file, cut where it is long.
    pub fn raw(&self) -> String {
        let lines: Vec<String> =
            self.lines.iter().map(|line| format!("{}:{}", line.name, line.value)).collect();
        lines.join(" | ").chars().take(2000).collect()
    }

    /// What the card says.
    pub fn contact(self) -> Contact {
        let mut contact = Contact::default();
        let mut role = None;
        let labels = self.labels();
        for line in &self.lines {
            if line.is_binary() {
                let size = line.value.len() * 3 / 4;
                contact.others.push((named(&line.name), format!("not taken over ({size} bytes)")));
                continue;
            }
            let label = || label(line, &labels);
            let parts = || parts(line);
            let one = || parts().into_iter().flatten().find(|text| !text.is_empty());
            match line.name.as_str() {
                "FN" => contact.name = contact.name.take().or_else(one),
                "N" => name(&mut contact, parts()),
                "EMAIL" => {
                    contact.emails.extend(one().map(|email| (bare(&email, "mailto:"), label())));
                }
                "TEL" => contact.phones.extend(one().map(|phone| (bare(&phone, "tel:"), label()))),
                "ADR" => contact.addresses.extend(address(parts(), label())),
                "ORG" => organisation(&mut contact, parts()),
                "TITLE" if contact.title.is_none() => contact.title = one(),
                "ROLE" => role = role.or_else(one),
                "BDAY" => birthday(&mut contact, line),
                "NOTE" => contact.notes.extend(whole(line)),
                "CATEGORIES" => {
                    let tags = parts().into_iter().flatten();
                    contact.tags.extend(tags.filter(|tag| !tag.is_empty()));
                }
                "UID" if contact.id.is_none() => contact.id = whole(line),
                "X-ABLABEL" if line.group.is_some() => {}
                "" => contact.others.extend(whole(line).map(|text| (String::new(), text))),
                "AGENT" => {
                    contact.others.extend(agent(line).map(|text| ("Agent".to_owned(), text)));
                }
                name if OF_THE_CARD.contains(&name) => {}
                name => {
                    let texts: Vec<String> =
                        parts().into_iter().map(|part| part.join(",")).collect();
                    let text = texts.join(";").trim_matches(';').trim().to_owned();
                    if !text.is_empty() {
                        let name = label().map_or_else(
                            || named(name),
                            |label| format!("{} ({label})", named(name)),
                        );
                        contact.others.push((name, text));
                    }
                }
            }
        }
        match (&contact.title, role) {
            (None, Some(role)) => contact.title = Some(role),
            (Some(_), Some(role)) => contact.others.push(("Role".to_owned(), role)),
            _ => {}
        }
        contact.others.extend(self.agents.into_iter().map(|agent| ("Agent".to_owned(), agent)));
        contact
    }

    /// What `item1.X-ABLabel` says of `item1`.
    fn labels(&self) -> Vec<(String, String)> {
        let labels = self.lines.iter().filter(|line| line.name == "X-ABLABEL");
        labels
            .filter_map(|line| {
                let text = whole(line)?;
                // Apple writes its own words as `_$!<Mother>!$_`.
                let text =
                    text.trim_start_matches("_$!<").trim_end_matches(">!$_").trim().to_owned();
                Some((line.group.clone()?, text))
            })
            .collect()
    }
}

/// What stands between the parts of a property's value, and between the texts of one part.
fn separators(property: &str) -> (Option<char>, Option<char>) {
    match property {
        "N" | "ADR" => (Some(';'), Some(',')),
        "ORG" | "GENDER" => (Some(';'), None),
        "CATEGORIES" | "NICKNAME" => (Some(','), None),
        _ => (None, None),
    }
}

/// The parts of a value: components, each of one or more.
///
/// Taking apart one line takes no crate: those there are bring a database of time zones and draw
/// randomness.
fn parts(line: &Line) -> Vec<Vec<String>> {
    let (between_parts, between_texts) = separators(&line.name);
    let mut parts = vec![vec![String::new()]];
    let mut letters = line.value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            letter if Some(letter) == between_parts => parts.push(vec![String::new()]),
            letter if Some(letter) == between_texts => {
                if let Some(part) = parts.last_mut() {
                    part.push(String::new());
                }
            }
            letter => {
                if let Some(text) = parts.last_mut().and_then(|part| part.last_mut()) {
                    push(text, letter, &mut letters);
                }
            }
        }
    }
    let trimmed = |texts: Vec<String>| texts.iter().map(|text| text.trim().to_owned()).collect();
    parts.into_iter().map(trimmed).collect()
}

/// Adds a letter to a text, or what it and those behind it stand for.
fn push(text: &mut String, letter: char, behind: &mut std::str::Chars<'_>) {
    if letter != '\\' {
        return text.push(letter);
    }
    match behind.next() {
        Some('n' | 'N') => text.push('\n'),
        Some(escaped @ ('\\' | ',' | ';' | ':')) => text.push(escaped),
        Some(other) => text.extend(['\\', other]),
        None => text.push('\\'),
    }
}

/// A value that is one text, commas and semicolons and all.
fn whole(line: &Line) -> Option<String> {
    let mut text = String::with_capacity(line.value.len());
    let mut letters = line.value.chars();
    while let Some(letter) = letters.next() {
        push(&mut text, letter, &mut letters);
    }
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// "NICKNAME" as one reads it: "Nickname".
fn named(property: &str) -> String {
    let property = property.strip_prefix("X-").unwrap_or(property).replace('-', " ").to_lowercase();
    let mut letters = property.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Which of several a number or an address is.
fn label(line: &Line, labels: &[(String, String)]) -> Option<String> {
    let group = line.group.as_ref();
    let own = group.and_then(|group| labels.iter().find(|(other, _)| other == group));
    if let Some((_, label)) = own.filter(|(_, label)| !label.is_empty()) {
        return Some(label.to_lowercase());
    }
    let types = line.params.iter().filter(|(name, _)| name == "TYPE");
    let types = types.flat_map(|(_, types)| types.split(',')).map(str::to_lowercase);
    let known = types.filter_map(|kind| match kind.trim() {
        "cell" | "mobile" | "iphone" => Some("mobile"),
        "home" => Some("home"),
        "work" => Some("work"),
        "fax" => Some("fax"),
        "pager" => Some("pager"),
        _ => None,
    });
    let found: Vec<&str> = known.collect();
    ["mobile", "fax", "pager", "work", "home"]
        .into_iter()
        .find(|kind| found.contains(kind))
        .map(str::to_owned)
}

fn bare(text: &str, scheme: &str) -> String {
    let is_scheme =
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let text = if is_scheme { &text[scheme.len()..] } else { text };
    text.replace(";ext=", " ext. ").trim().to_owned()
}

fn joined(part: Option<&Vec<String>>) -> Option<String> {
    let texts: Vec<&str> =
        part?.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

fn name(contact: &mut Contact, parts: Vec<Vec<String>>) {
    contact.family = contact.family.take().or_else(|| joined(parts.first()));
    contact.given = contact.given.take().or_else(|| joined(parts.get(1)));
    contact.middle = contact.middle.take().or_else(|| joined(parts.get(2)));
    for (at, column) in [(3, "Name prefix"), (4, "Name suffix")] {
        contact.others.extend(joined(parts.get(at)).map(|text| (column.to_owned(), text)));
    }
}

fn organisation(contact: &mut Contact, parts: Vec<Vec<String>>) {
    let mut parts = parts.iter().map(|part| part.join(", ")).filter(|part| !part.is_empty());
    let first = parts.next();
    match (&contact.company, first) {
        (None, first) => contact.company = first,
        (Some(_), Some(other)) => contact.others.push(("Organisation".to_owned(), other)),
        _ => {}
    }
    contact.others.extend(parts.map(|part| ("Department".to_owned(), part)));
}

fn address(parts: Vec<Vec<String>>, label: Option<String>) -> Option<Address> {
    let part = |at: usize| joined(parts.get(at)).map(|text| text.replace('\n', ", "));
    let lines: Vec<String> = [part(2), part(1), part(0)].into_iter().flatten().collect();
    let address = Address {
        street: (!lines.is_empty()).then(|| lines.join(", ")),
        city: part(3),
        state: part(4),
        postcode: part(5),
        country: part(6),
        label,
        ..Address::default()
    };
    let unlabelled = Address { label: None, ..address.clone() };
    (unlabelled != Address::default()).then_some(address)
}

fn birthday(contact: &mut Contact, line: &Line) {
    let Some(text) = whole(line) else { return };
    let read = Birthday::parse_loose(&text).or_else(|| {
        let is_compact = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_compact.then(|| Birthday::parse_in(&text, Some(DateOrder::YearFirst))).flatten()
    });
    // Apple tells a birthday without its year by a year that it says to leave out.
    let omitted = line.param("X-APPLE-OMIT-YEAR").and_then(|year| year.parse().ok());
    match read {
        Some(day) if contact.birthday.is_none() => {
            let year = day.year.filter(|year| Some(*year) != omitted && *year != 1604);
            contact.birthday = Some(Birthday { year, ..day }.to_string());
        }
        _ => contact.others.push(("Birthday".to_owned(), text)),
    }
}

/// An agent told in the line itself: a card in one value, or a name.
fn agent(line: &Line) -> Option<String> {
    let text = whole(line)?;
    if !text.to_ascii_uppercase().contains("BEGIN:VCARD") {
        return Some(text);
    }
    let inner = super::read(text.as_bytes()).ok()?;
    let people: Vec<String> = inner.contacts.iter().map(Contact::in_a_line).collect();
    Some(if people.is_empty() { text } else { people.join("; ") })
}
