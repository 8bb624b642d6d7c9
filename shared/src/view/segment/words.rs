//! A segment as a person would say it: "Tag regular, and no contact in 60 days".

use super::condition::{
    Condition, DateField, DateTest, NumberField, NumberTest, OccasionField, TextField, TextTest,
};
use super::{Filter, Segment};

impl Segment {
    /// The whole, as a sentence without a full stop.
    pub fn words(&self) -> String {
        self.filter.words()
    }
}

impl Filter {
    /// This part alone, as a sentence without a full stop.
    pub fn words(&self) -> String {
        let (words, _) = self.say(true);
        let bracket = words.len() - words.trim_start_matches('(').len();
        let (bracket, words) = words.split_at(bracket);
        let mut letters = words.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        bracket.chars().chain(first).chain(letters).collect()
    }

    /// The filter, or its opposite where not `wanted`; and whether that are several, to be set in
    /// brackets among others.
    fn say(&self, wanted: bool) -> (String, bool) {
        let (filters, is_all) = match self {
            Self::Not(filter) => return filter.say(!wanted),
            Self::Is(condition) => return (condition.say(wanted), false),
            Self::Unknown(_) => return ("something that only a newer version knows".into(), false),
            Self::All(filters) => (filters, wanted),
            Self::Any(filters) => (filters, !wanted),
        };
        match &filters[..] {
            [] if is_all => ("everyone".into(), false),
            [] => ("nobody".into(), false),
            [filter] => filter.say(wanted),
            _ => {
                let parts: Vec<String> = filters
                    .iter()
                    .map(|filter| match filter.say(wanted) {
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
    fn say(&self, wanted: bool) -> String {
        match self {
            Self::Text { field, test } => text(*field, test, wanted),
            Self::Tag { name, on } if *on == wanted => format!("tag {name}"),
            Self::Tag { name, .. } => format!("without tag {name}"),
            Self::Date { field, test } => date(field, *test, wanted),
            Self::Occasion { field, days } => {
                let none = if wanted { "" } else { "no " };
                let occasion = match field {
                    OccasionField::Birthday => "birthday",
                };
                match days {
                    0 => format!("{none}{occasion} today"),
                    1 => format!("{none}{occasion} today or tomorrow"),
                    days => format!("{none}{occasion} in the next {days} days"),
                }
            }
            Self::Number { field, test } => number(field, *test, wanted),
        }
    }
}

fn text(field: TextField, test: &TextTest, wanted: bool) -> String {
    let noun = noun(field);
    let (verb, text) = match test {
        TextTest::Empty | TextTest::Filled => {
            return match (wanted == (*test == TextTest::Filled), noun) {
                (false, _) => format!("no {noun}"),
                (true, "notes") => format!("has {noun}"),
                (true, _) if noun.starts_with(['a', 'e', 'i', 'o']) => format!("has an {noun}"),
                (true, _) => format!("has a {noun}"),
            };
        }
        TextTest::Is(text) => (if wanted { "is" } else { "is not" }, text),
        TextTest::Contains(text) => (if wanted { "contains" } else { "does not contain" }, text),
        TextTest::Begins(text) => {
            (if wanted { "begins with" } else { "does not begin with" }, text)
        }
    };
    match noun {
        "notes" => format!("the text of the notes {verb} “{text}”"),
        _ => format!("{noun} {verb} “{text}”"),
    }
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
    }
}

fn date(field: &DateField, test: DateTest, wanted: bool) -> String {
    // How it is said of any time, and of the newest.
    let (once, last) = match field {
        DateField::Created => ("made", "made"),
        DateField::Changed => ("changed", "last changed"),
        DateField::LastContact => ("contact", "last contact"),
    };
    let not = match (wanted, once) {
        (true, _) => "",
        (false, "contact") => "no ",
        (false, _) => "not ",
    };
    match test {
        DateTest::Never if wanted => format!("never {once}"),
        DateTest::Never => format!("{once} at least once"),
        DateTest::Within(0) => format!("{not}{once} today"),
        DateTest::Within(1) => format!("{not}{once} since yesterday"),
        DateTest::Within(days) if wanted => format!("{once} in the last {days} days"),
        DateTest::Within(days) => format!("{not}{once} in {days} days"),
        DateTest::Before(0) => format!("{not}{last} before today"),
        DateTest::Before(1) => format!("{not}{last} before yesterday"),
        DateTest::Before(days) => format!("{not}{last} more than {days} days ago"),
        DateTest::Between { first, last: until } => {
            format!("{not}{last} between {first} and {until}")
        }
    }
}

fn number(field: &NumberField, test: NumberTest, wanted: bool) -> String {
    let of = |number: i64| match field {
        NumberField::Disagreements if number == 1 => "1 value with 2 answers".into(),
        NumberField::Disagreements => format!("{number} values with 2 answers"),
    };
    match (test, wanted) {
        (NumberTest::Is(0) | NumberTest::AtMost(0), true) | (NumberTest::AtLeast(1), false) => {
            format!("no {}", of(0).trim_start_matches("0 "))
        }
        (NumberTest::Is(bound), true) => format!("exactly {}", of(bound)),
        (NumberTest::Is(bound), false) => format!("not exactly {}", of(bound)),
        (NumberTest::AtLeast(bound), true) => format!("at least {}", of(bound)),
        (NumberTest::AtLeast(bound), false) => format!("less than {}", of(bound)),
        (NumberTest::AtMost(bound), true) => format!("at most {}", of(bound)),
        (NumberTest::AtMost(bound), false) => format!("more than {}", of(bound)),
    }
}
