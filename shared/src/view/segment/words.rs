//! A segment as a person would say it: "Tag regular, and no contact in 60 days".

use super::condition::{
    Condition, ConsentState, DateField, DateTest, NumberField, NumberTest, OccasionField,
    PromiseState, TextField, TextTest,
};
use super::custom::CustomTest;
use super::{Filter, Segment};
use crate::id::{DocumentId, ItemId};
use crate::model::{ConsentChannel, Decimal, Kind, Money};
use crate::view::People;

impl Segment {
    /// The whole, as a sentence without a full stop; with the names of members and fields that
    /// `people` knows.
    pub fn words(&self, people: &People) -> String {
        self.filter.words(self.kind, people)
    }
}

impl Filter {
    /// This part alone, of a segment over a kind of records, as a sentence without a full stop.
    pub fn words(&self, kind: Kind, people: &People) -> String {
        let (words, _) = self.say(true, kind, people);
        let bracket = words.len() - words.trim_start_matches('(').len();
        let (bracket, words) = words.split_at(bracket);
        let mut letters = words.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        bracket.chars().chain(first).chain(letters).collect()
    }

    /// The filter, or its opposite where not `wanted`; and whether that are several, to be set in
    /// brackets among others.
    fn say(&self, wanted: bool, kind: Kind, people: &People) -> (String, bool) {
        let (filters, is_all) = match self {
            Self::Not(filter) => return filter.say(!wanted, kind, people),
            Self::Is(condition) => return (condition.say(wanted, people), false),
            Self::Unknown(_) => return ("something that only a newer version knows".into(), false),
            Self::All(filters) => (filters, wanted),
            Self::Any(filters) => (filters, !wanted),
        };
        match &filters[..] {
            [] if is_all && kind == Kind::Organisation => ("all organisations".into(), false),
            [] if is_all => ("everyone".into(), false),
            [] if kind == Kind::Organisation => ("no organisation".into(), false),
            [] => ("nobody".into(), false),
            [filter] => filter.say(wanted, kind, people),
            _ => {
                let parts: Vec<String> = filters
                    .iter()
                    .map(|filter| match filter.say(wanted, kind, people) {
                        (words, true) => format!("({words})"),
                        (words, false) => words,
                    })
                    .collect();
                (parts.join(if is_all { ", and " } else { ", or " }), true)
            }
        }
    }
}

impl Condition {
    fn say(&self, wanted: bool, people: &People) -> String {
        match self {
            Self::Text { field, test } => text(*field, test, wanted),
            Self::Tag { name, on } if *on == wanted => format!("tag {name}"),
            Self::Tag { name, .. } => format!("without tag {name}"),
            Self::Date { field, test } => date(field, *test, wanted),
            Self::Occasion { field, days } => {
                let none = if wanted { "" } else { "no " };
                let occasion = match field {
                    OccasionField::Birthday => "birthday",
                    OccasionField::Named(Some(name)) => name,
                    OccasionField::Named(None) => "special day",
                };
                format!("{none}{occasion} {}", ahead(*days))
            }
            Self::Number { field, test } => number(*field, *test, wanted),
            Self::Consent { channel, state } => consent(*channel, *state, wanted),
            Self::Owner { member } => owner(*member, wanted, people),
            Self::Custom { field, test } => custom(*field, test, wanted, people),
            Self::Promise { state } => {
                let (article, which) = match state {
                    PromiseState::Open => ("an", "open"),
                    PromiseState::Late => ("a", "late"),
                };
                format!("{} {which} promise", if wanted { article } else { "no" })
            }
        }
    }
}

fn text(field: TextField, test: &TextTest, wanted: bool) -> String {
    let noun = match field {
        TextField::Like | TextField::Dislike => return taste(noun(field), test, wanted),
        _ => noun(field),
    };
    match (test, wanted) {
        (TextTest::Empty, true) | (TextTest::Filled, false) => format!("no {noun}"),
        (TextTest::Empty | TextTest::Filled, _) => match noun {
            "notes" => "has notes".into(),
            "email" | "address" => format!("has an {noun}"),
            _ => format!("has a {noun}"),
        },
        _ if field == TextField::Notes => says("the text of the notes", test, wanted),
        _ => says(noun, test, wanted),
    }
}

/// What somebody likes, where the verb is "like".
fn taste(verb: &str, test: &TextTest, wanted: bool) -> String {
    let likes = if wanted { format!("{verb}s") } else { format!("does not {verb}") };
    match (test, wanted) {
        (TextTest::Filled, true) | (TextTest::Empty, false) => format!("{verb}s something"),
        (TextTest::Filled | TextTest::Empty, _) => format!("{verb}s nothing that is known"),
        (TextTest::Is(text), _) => format!("{likes} “{text}”"),
        (TextTest::Contains(text), _) => format!("{likes} something with “{text}”"),
        (TextTest::Begins(text), _) => format!("{likes} something that begins with “{text}”"),
    }
}

fn says(noun: &str, test: &TextTest, wanted: bool) -> String {
    let (verb, text) = match test {
        TextTest::Empty => return format!("no {noun}"),
        TextTest::Filled => return format!("has {noun}"),
        TextTest::Is(text) if wanted => ("is", text),
        TextTest::Is(text) => ("is not", text),
        TextTest::Contains(text) if wanted => ("contains", text),
        TextTest::Contains(text) => ("does not contain", text),
        TextTest::Begins(text) if wanted => ("begins with", text),
        TextTest::Begins(text) => ("does not begin with", text),
    };
    format!("{noun} {verb} “{text}”")
}

fn noun(field: TextField) -> &'static str {
    match field {
        TextField::Name => "name",
        TextField::GivenName => "given name",
        TextField::FamilyName => "family name",
        TextField::Company => "company",
        TextField::UsualOrder => "usual order",
        TextField::Pinned => "pinned note",
        TextField::Email => "email",
        TextField::Phone => "phone number",
        TextField::Address => "address",
        TextField::Birthday => "birthday",
        TextField::Notes => "notes",
        TextField::Language => "language",
        TextField::Source => "source",
        TextField::Like => "like",
        TextField::Dislike => "dislike",
    }
}

fn date(field: &DateField, test: DateTest, wanted: bool) -> String {
    // How it is said of any time, and of the newest.
    let (once, last) = match field {
        DateField::Created => ("made".to_owned(), "made".to_owned()),
        DateField::Changed => ("changed".to_owned(), "last changed".to_owned()),
        DateField::LastContact => ("contact".to_owned(), "last contact".to_owned()),
        DateField::ContactBy(channel) => {
            let by = contact_by(channel);
            (format!("contact {by}"), format!("last contact {by}"))
        }
        DateField::FirstPurchase => ("first bought".to_owned(), "first bought".to_owned()),
        DateField::LastPurchase => ("bought".to_owned(), "last bought".to_owned()),
    };
    let not = match wanted {
        true => "",
        false if once.starts_with("contact") => "no ",
        false => "not ",
    };
    match test {
        DateTest::Never => {
            let ever = once.trim_start_matches("first ");
            if wanted { format!("never {ever}") } else { format!("{ever} at least once") }
        }
        DateTest::Within(days) if wanted || days < 2 => format!("{not}{once} {}", lately(days)),
        DateTest::Within(days) => format!("{not}{once} in {days} days"),
        DateTest::Before(days) => format!("{not}{last} {}", before(days)),
        DateTest::Between { first, last: until } => {
            format!("{not}{last} between {first} and {until}")
        }
        DateTest::Ahead(days) => format!("{not}{last} {}", ahead(days)),
    }
}

fn contact_by(channel: &str) -> String {
    match channel {
        "in_person" => "in person".into(),
        "call" => "by phone".into(),
        "email" => "by email".into(),
        "sms" => "by text message".into(),
        "whatsapp" => "by WhatsApp".into(),
        "social" => "on social media".into(),
        "chat" => "by chat".into(),
        "form" => "by a form".into(),
        "note" => "in a note".into(),
        other => format!("by {other}"),
    }
}

fn lately(days: u16) -> String {
    match days {
        0 => "today".into(),
        1 => "since yesterday".into(),
        days => format!("in the last {days} days"),
    }
}

fn before(days: u16) -> String {
    match days {
        0 => "before today".into(),
        1 => "before yesterday".into(),
        days => format!("more than {days} days ago"),
    }
}

fn ahead(days: u16) -> String {
    match days {
        0 => "today".into(),
        1 => "today or tomorrow".into(),
        days => format!("in the next {days} days"),
    }
}

fn number(field: NumberField, test: NumberTest, wanted: bool) -> String {
    let (bounds, bound) = bounds(test, wanted);
    let none = matches!(
        (test, wanted),
        (NumberTest::Is(0) | NumberTest::AtMost(0), true) | (NumberTest::AtLeast(1), false)
    );
    let one = if bound == 1 { "" } else { "s" };
    match field {
        NumberField::Disagreements if none => "no values with 2 answers".into(),
        NumberField::Disagreements => format!("{bounds} {bound} value{one} with 2 answers"),
        NumberField::Purchases if none => "no purchases".into(),
        NumberField::Purchases => format!("{bounds} {bound} purchase{one}"),
        NumberField::Spent(currency) => format!("spent {bounds} {}", Money::new(bound, currency)),
    }
}

fn bounds(test: NumberTest, wanted: bool) -> (&'static str, i64) {
    match (test, wanted) {
        (NumberTest::Is(bound), true) => ("exactly", bound),
        (NumberTest::Is(bound), false) => ("not exactly", bound),
        (NumberTest::AtLeast(bound), true) => ("at least", bound),
        (NumberTest::AtLeast(bound), false) => ("less than", bound),
        (NumberTest::AtMost(bound), true) => ("at most", bound),
        (NumberTest::AtMost(bound), false) => ("more than", bound),
    }
}

fn consent(channel: ConsentChannel, state: ConsentState, wanted: bool) -> String {
    let what = match channel {
        ConsentChannel::Email => "email",
        ConsentChannel::Sms => "text messages",
        ConsentChannel::Phone => "calls",
        ConsentChannel::Post => "letters",
        ConsentChannel::Whatsapp => "WhatsApp",
    };
    match (state, wanted) {
        (ConsentState::Given, true) => format!("said yes to {what}"),
        (ConsentState::Given, false) => format!("did not say yes to {what}"),
        (ConsentState::Withdrawn, true) => format!("said no to {what}"),
        (ConsentState::Withdrawn, false) => format!("did not say no to {what}"),
        (ConsentState::NeverAsked, true) => format!("never asked about {what}"),
        (ConsentState::NeverAsked, false) => format!("was asked about {what}"),
    }
}

fn owner(member: Option<DocumentId>, wanted: bool, people: &People) -> String {
    let not = if wanted { "" } else { "not " };
    match member {
        None if wanted => "looked after by nobody".into(),
        None => "looked after by somebody".into(),
        Some(member) => match people.get(member).filter(|facts| !facts.name.is_empty()) {
            Some(facts) => format!("{not}looked after by {}", facts.name),
            None => format!("{not}looked after by somebody who is not known here"),
        },
    }
}

fn custom(field: ItemId, test: &CustomTest, wanted: bool, people: &People) -> String {
    let field = people.definition(field);
    let name = field.map_or("a field that is not known here", |field| &field.name);
    let is = if wanted { "is" } else { "is not" };
    let bounded = |test, show: &dyn Fn(i64) -> String| {
        let (bounds, bound) = bounds(test, wanted);
        format!("{name} is {bounds} {}", show(bound))
    };
    match test {
        CustomTest::Empty | CustomTest::Text(TextTest::Empty) => format!("{name} {is} empty"),
        CustomTest::Filled | CustomTest::Text(TextTest::Filled) => format!("{name} {is} filled in"),
        CustomTest::Text(test) => says(name, test, wanted),
        CustomTest::Number(test) => bounded(*test, &|bound| Decimal(bound).to_string()),
        CustomTest::Money(currency, test) => {
            bounded(*test, &|bound| Money::new(bound, *currency).to_string())
        }
        CustomTest::Date(test) => match test {
            DateTest::Never => format!("{name} {is} empty"),
            DateTest::Within(days) => format!("{name} {is} {}", lately(*days)),
            DateTest::Before(days) => format!("{name} {is} {}", before(*days)),
            DateTest::Between { first, last } => {
                format!("{name} {is} between {first} and {last}")
            }
            DateTest::Ahead(days) => format!("{name} {is} {}", ahead(*days)),
        },
        CustomTest::Occasion(days) => {
            let comes = if wanted { "comes round" } else { "does not come round" };
            format!("{name} {comes} {}", ahead(*days))
        }
        CustomTest::YesNo(yes) => format!("{name} {is} {}", if *yes { "yes" } else { "no" }),
        CustomTest::Choice(option) => {
            let options = field.map(|field| &field.options[..]).unwrap_or_default();
            let option = options.iter().find(|known| known.id == *option);
            let option = option.map_or("something that is not known here", |option| &option.name);
            format!("{name} {is} “{option}”")
        }
    }
}
