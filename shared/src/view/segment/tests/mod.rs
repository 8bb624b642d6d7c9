mod any;
mod properties;
mod reference;

use super::*;
use crate::id::{DocumentId, ItemId};
use crate::model::{Choice, ConsentChannel, Currency, CustomKind, Definition, Kind};
use crate::time::Timestamp;
use crate::view::{Day, Facts, People, PromiseFact, Today};

const FIELD: ItemId = ItemId([1; 16]);
const OPTION: ItemId = ItemId([2; 16]);
const MEMBER: DocumentId = DocumentId([3; 16]);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn euros() -> Currency {
    "EUR".parse().expect("a code")
}

fn is(condition: Condition) -> Filter {
    Filter::Is(condition)
}

fn tag(name: &str) -> Filter {
    is(Condition::Tag { name: name.into(), on: true })
}

fn text(field: TextField, test: TextTest) -> Filter {
    is(Condition::Text { field, test })
}

fn date(field: DateField, test: DateTest) -> Filter {
    is(Condition::Date { field, test })
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

/// Noon of a day in a place, so many minutes ahead of UTC.
fn noon(day: &str, offset: i32) -> Today {
    let day = Day::parse(day).expect("a day");
    let start = i64::from(day.0) * DAY_MS - i64::from(offset) * 60_000;
    Today::new(Timestamp(start + DAY_MS / 2), offset)
}

fn matches(filter: &Filter, facts: &Facts, today: Today) -> bool {
    Segment::new(filter.clone()).expect("within bounds").compile(today).matches(facts)
}

#[test]
fn a_condition_of_a_newer_version_means_nobody_and_is_kept_byte_for_byte() {
    let facts = Facts { tags: vec!["regular".into()], ..Facts::default() };
    let today = noon("2026-05-28", 0);
    let tagged = Segment::new(tag("regular")).expect("within bounds").encode();
    let newer: [&[u8]; 5] = [
        // A filter, a condition, a test and a field with numbers that are not known.
        &[0x82, 0x18, 0x63, 0x61, b'x'],
        &[0x82, 0x03, 0x82, 0x18, 0x63, 0x80],
        &[0x82, 0x03, 0x82, 0x00, 0x82, 0x03, 0x82, 0x18, 0x63, 0x80],
        &[0x82, 0x03, 0x82, 0x00, 0x82, 0x18, 0x63, 0x82, 0x03, 0x80],
        // A tag with a third argument.
        &[0x82, 0x03, 0x82, 0x01, 0x83, 0x61, b'x', 0xf5, 0x01],
    ];
    for newer in newer {
        // All of [tag regular, newer], and not of it.
        let all = [&[0x82, 0x00, 0x82], &tagged[..], newer].concat();
        let not_newer = [&[0x82, 0x02], newer].concat();
        for bytes in [newer.to_vec(), all, not_newer] {
            let segment = Segment::decode(&bytes).expect("readable");
            assert!(!segment.compile(today).matches(&facts), "{segment:?}");
            assert!(
                segment.words(&People::new()).to_lowercase().contains("newer version"),
                "{segment:?}"
            );
            assert_eq!(segment.encode(), bytes);
        }
        let any = [&[0x82, 0x01, 0x82], newer, &tagged[..]].concat();
        assert!(Segment::decode(&any).expect("readable").compile(today).matches(&facts));
    }
}

#[test]
fn a_segment_over_organisations_means_nobody_to_a_version_that_knows_people_only() {
    let segment = Segment::over(Kind::Organisation, tag("x")).expect("within bounds");
    let bytes = segment.encode();
    // [4, the filter]: the number of a filter that such a version does not know.
    let filter = Segment::new(tag("x")).expect("within bounds").encode();
    assert_eq!(bytes, [&[0x82, 0x04], &filter[..]].concat());
    assert_eq!(Segment::decode(&bytes), Ok(segment.clone()));
    let today = noon("2026-05-28", 0);
    let facts = |kind| Facts { kind, tags: vec!["x".into()], ..Facts::default() };
    let matcher = segment.compile(today);
    assert!(matcher.matches(&facts(Kind::Organisation)));
    assert!(!matcher.matches(&facts(Kind::Person)) && !matcher.matches(&facts(Kind::Member)));
    // Only outermost: within others it is what a newer version may ask one day.
    let within = [&[0x82, 0x00, 0x81], &bytes[..]].concat();
    let read = Segment::decode(&within).expect("readable");
    assert_eq!(read.filter(), &Filter::All(vec![Filter::Unknown(bytes)]));
    assert_eq!(read.encode(), within);
    // The same head in more bytes is written again as it was.
    let long = [&[0x82, 0x18, 0x04], &filter[..]].concat();
    let read = Segment::decode(&long).expect("readable");
    assert_eq!((read.kind(), read.encode()), (Kind::Person, long));
}

#[test]
fn the_words_follow_the_kind() {
    let people = People::new();
    let words = |kind, filter| Segment::over(kind, filter).expect("within bounds").words(&people);
    let all = || Filter::All(Vec::new());
    assert_eq!(words(Kind::Person, all()), "Everyone");
    assert_eq!(words(Kind::Organisation, all()), "All organisations");
    assert_eq!(words(Kind::Person, not(all())), "Nobody");
    assert_eq!(words(Kind::Organisation, not(all())), "No organisation");
}

#[test]
fn a_part_of_a_group_is_changed_in_its_place() {
    let group = Filter::Any(vec![tag("a"), not(Filter::Any(vec![tag("b"), tag("c")]))]);
    let whole = Filter::All(vec![tag("x"), group]);
    assert_eq!(whole.at(&[1, 1, 0]), Some(&tag("b")));
    let people = People::new();
    let words = |filter: &Filter| filter.words(Kind::Person, &people);
    let without = whole.with_at(&[1, 1, 0], None);
    assert_eq!(words(&without), "Tag x, and (tag a, or without tag c)");
    let more = without.with_added(&[1], tag("d")).with_added(&[1], tag("d"));
    assert_eq!(words(&more), "Tag x, and (tag a, or without tag c, or tag d)");
    let none = more.regrouped(&[1], Grouping::None);
    assert_eq!(words(&none), "Tag x, and (without tag a, and tag c, and without tag d)");
    assert_eq!(none.regrouped(&[1], Grouping::Any), more);
    assert_eq!(words(&more.with_at(&[], None)), "Everyone");
    // The last of a group takes the group with it.
    let one = whole.without(&[1, 1, 0]).without(&[1, 1, 0]);
    assert_eq!(words(&one), "Tag x, and tag a");
    assert_eq!(one.without(&[1, 0]), Filter::All(vec![tag("x")]));
    assert_eq!(one.without(&[7]), one);
    assert_eq!(words(&Filter::All(vec![tag("x")]).without(&[0])), "Everyone");
}

#[test]
fn what_is_too_deep_too_much_or_damaged_is_refused_in_words() {
    let mut deep = tag("x");
    for _ in 1..Segment::DEPTH_MAX {
        deep = not(deep);
    }
    assert!(Segment::new(deep.clone()).is_ok());
    assert_eq!(Segment::new(not(deep)), Err(SegmentError::TooDeep));
    let bytes = [[0x82, 0x02].repeat(5000), vec![0x80]].concat();
    assert_eq!(Segment::decode(&bytes), Err(SegmentError::TooDeep));
    let many = Filter::Any(vec![tag("x"); Segment::PARTS_MAX]);
    assert_eq!(Segment::new(many), Err(SegmentError::TooMany));
    let long = tag(&"x".repeat(Segment::BYTES_MAX));
    assert_eq!(Segment::new(long), Err(SegmentError::TooLarge));
    assert_eq!(Segment::decode(&vec![0; 20_000]), Err(SegmentError::TooLarge));
    for damaged in [&[][..], &[0x82, 0x00], &[0xff], &[0x82, 0x00, 0x80, 0x00]] {
        assert!(matches!(Segment::decode(damaged), Err(SegmentError::Damaged(_))), "{damaged:?}");
    }
}

#[test]
fn stored_segments_stay_as_they_are() {
    let filter = Filter::All(vec![
        tag("regular"),
        not(date(DateField::LastContact, DateTest::Within(60))),
        text(TextField::Company, TextTest::Is("x".into())),
    ]);
    let bytes = Segment::new(filter).expect("within bounds").encode();
    let expected = "82008382038201826772656775 6c6172f5820282038202828202808200811\
                    83c82038200820382008161 78";
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, expected.replace(' ', ""));
}

#[test]
fn days_are_calendar_days_where_somebody_asks() {
    let spoke = |time: &str, hour: i64| {
        let day = Day::parse(time).expect("a day");
        let at = Timestamp(i64::from(day.0) * DAY_MS + hour * 3_600_000);
        Facts { last_contact: Some(at), ..Facts::default() }
    };
    let check = |test, facts: &Facts, today, expected| {
        let filter = date(DateField::LastContact, test);
        assert_eq!(matches(&filter, facts, today), expected, "{test:?} {facts:?}");
    };
    let (berlin, utc) = (noon("2026-05-28", 120), noon("2026-05-28", 0));
    // 23:00 UTC on the 20th is the 21st in Berlin: a week ago there, eight days elsewhere.
    let late = spoke("2026-05-20", 23);
    check(DateTest::Within(7), &late, berlin, true);
    check(DateTest::Within(7), &late, utc, false);
    check(DateTest::Before(7), &late, berlin, false);
    check(DateTest::Before(7), &late, utc, true);
    let day = |text| Day::parse(text).expect("a day");
    let only = |text| DateTest::Between { first: day(text), last: day(text) };
    check(only("2026-05-21"), &late, berlin, true);
    check(only("2026-05-20"), &late, utc, true);
    // Written by a clock that runs ahead.
    check(DateTest::Within(0), &spoke("2026-06-01", 0), utc, true);
    let never = Facts::default();
    check(DateTest::Never, &never, utc, true);
    check(DateTest::Before(7), &never, utc, false);
    check(DateTest::Never, &late, utc, false);
}

#[test]
fn birthdays_are_seen_coming_across_the_turn_of_the_year_and_on_29_february() {
    let check = |today: &str, days, birthday: &str, expected| {
        let facts = Facts { birthday: Some(birthday.into()), ..Facts::default() };
        let filter = is(Condition::Occasion { field: OccasionField::Birthday, days });
        assert_eq!(matches(&filter, &facts, noon(today, -300)), expected, "{today} {birthday}");
    };
    check("2026-12-25", 14, "1990-01-08", true);
    check("2026-12-25", 14, "1990-01-09", false);
    check("2026-12-25", 14, "--12-25", true);
    check("2026-12-25", 14, "--12-24", false);
    check("2027-02-20", 8, "2000-02-29", true);
    check("2027-02-20", 7, "2000-02-29", false);
    check("2028-02-20", 8, "2000-02-29", false);
    check("2028-02-20", 9, "2000-02-29", true);
    check("2026-12-25", 366, "--12-24", true);
    check("2026-12-25", 14, "in winter", false);
}

#[test]
fn only_people_who_are_not_in_the_bin_are_in_segments() {
    let everyone = Filter::All(Vec::new());
    let today = noon("2026-05-28", 0);
    let facts = Facts::default();
    assert!(matches(&everyone, &facts, today));
    assert!(!matches(&everyone, &Facts { gone: true, ..facts.clone() }, today));
    assert!(!matches(&everyone, &Facts { of_another_kind: true, ..facts.clone() }, today));
    assert!(!matches(&everyone, &Facts { kind: Kind::Organisation, ..facts }, today));
}

#[test]
fn a_segment_knows_when_its_answers_change_by_themselves() {
    let today = noon("2026-05-28", 120);
    let until = |filter| Segment::new(filter).expect("within bounds").compile(today).valid_until();
    let (within, never) = (DateTest::Within(7), DateTest::Never);
    assert_eq!(until(not(date(DateField::LastContact, within))), Some(today.midnight()));
    assert_eq!(until(Filter::All(vec![date(DateField::LastContact, never), tag("x")])), None);
    let mut people = People::new();
    let spoke = Timestamp(today.start_of(today.day().plus(-7)).0);
    let facts = Facts { last_contact: Some(spoke), ..Facts::default() };
    let (person, segment) = (DocumentId([1; 16]), DocumentId([2; 16]));
    people.set(person, &facts.encode()).expect("readable");
    let mut index = SegmentIndex::new(today);
    let lately = Segment::new(date(DateField::LastContact, within)).expect("within bounds");
    index.put_segment(segment, lately, &people);
    assert_eq!(index.segments_of(person).collect::<Vec<_>>(), [segment]);
    assert_eq!(index.valid_until(), Some(today.midnight()));
    assert!(!index.renew(Today::new(Timestamp(today.midnight().0 - 1), 120), &people));
    assert!(index.renew(Today::new(today.midnight(), 120), &people));
    assert!(!index.contains(segment, person));
    index.remove_segment(segment);
    assert_eq!((index.count(segment), index.valid_until()), (None, None));
}

#[test]
fn a_segment_is_said_in_words() {
    let people = People::new();
    let check =
        |filter: Filter, expected: &str| assert_eq!(filter.words(Kind::Person, &people), expected);
    let contact = |test| date(DateField::LastContact, test);
    check(
        Filter::All(vec![tag("regular"), not(contact(DateTest::Within(60)))]),
        "Tag regular, and no contact in 60 days",
    );
    let company = |test| text(TextField::Company, test);
    check(
        Filter::All(vec![
            Filter::Any(vec![company(TextTest::Filled), tag("b2b")]),
            is(Condition::Tag { name: "asleep".into(), on: false }),
        ]),
        "(Has a company, or tag b2b), and without tag asleep",
    );
    check(
        not(Filter::Any(vec![company(TextTest::Is("Weber".into())), contact(DateTest::Never)])),
        "Company is not “Weber”, and contact at least once",
    );
    check(contact(DateTest::Before(30)), "Last contact more than 30 days ago");
    check(date(DateField::Created, DateTest::Within(1)), "Made since yesterday");
    let between = DateTest::Between { first: Day(20_000), last: Day(20_030) };
    check(
        not(date(DateField::Changed, between)),
        "Not last changed between 4 Oct 2024 and 3 Nov 2024",
    );
    check(text(TextField::Email, TextTest::Filled), "Has an email");
    check(not(text(TextField::Phone, TextTest::Filled)), "No phone number");
    let birthday = |days| is(Condition::Occasion { field: OccasionField::Birthday, days });
    check(birthday(14), "Birthday in the next 14 days");
    check(not(birthday(0)), "No birthday today");
    let disagreements = |test| is(Condition::Number { field: NumberField::Disagreements, test });
    check(disagreements(NumberTest::AtLeast(1)), "At least 1 value with 2 answers");
    check(not(disagreements(NumberTest::AtLeast(1))), "No values with 2 answers");
    check(Filter::All(Vec::new()), "Everyone");
    check(not(Filter::All(Vec::new())), "Nobody");
}

#[test]
fn members_fields_and_options_are_called_by_their_names() {
    let mut people = People::new();
    let member = Facts { name: "Ola".into(), kind: Kind::Member, ..Facts::default() };
    let definition = Definition {
        id: FIELD,
        name: "Milk".into(),
        kind: CustomKind::Choice,
        options: vec![Choice { id: OPTION, name: "Oat".into(), gone: false }],
        group: None,
        rank: 0,
        applies: vec![Kind::Person],
        gone: false,
    };
    let catalog = Facts { kind: Kind::Catalog, definitions: vec![definition], ..Facts::default() };
    people.set(MEMBER, &member.encode()).expect("readable");
    people.set(DocumentId([4; 16]), &catalog.encode()).expect("readable");
    let check =
        |filter: Filter, expected: &str| assert_eq!(filter.words(Kind::Person, &people), expected);
    let owner = |member| is(Condition::Owner { member });
    check(owner(Some(MEMBER)), "Looked after by Ola");
    check(not(owner(None)), "Looked after by somebody");
    check(owner(Some(DocumentId([9; 16]))), "Looked after by somebody who is not known here");
    let milk = |test| is(Condition::Custom { field: FIELD, test });
    check(milk(CustomTest::Choice(OPTION)), "Milk is “Oat”");
    check(not(milk(CustomTest::Empty)), "Milk is not empty");
    check(milk(CustomTest::Number(NumberTest::AtLeast(1_500_000))), "Milk is at least 1.5");
    check(milk(CustomTest::Occasion(14)), "Milk comes round in the next 14 days");
}

#[test]
fn purchases_consent_and_promises_are_said_in_words() {
    let people = People::new();
    let check =
        |filter: Filter, expected: &str| assert_eq!(filter.words(Kind::Person, &people), expected);
    let number = |field, test| is(Condition::Number { field, test });
    let spent = NumberField::Spent(euros());
    check(number(spent, NumberTest::AtLeast(1250)), "Spent at least 12.50 EUR");
    check(number(NumberField::Purchases, NumberTest::AtMost(0)), "No purchases");
    check(number(NumberField::Purchases, NumberTest::Is(1)), "Exactly 1 purchase");
    let consent = |state| is(Condition::Consent { channel: ConsentChannel::Sms, state });
    check(consent(ConsentState::Given), "Said yes to text messages");
    check(not(consent(ConsentState::NeverAsked)), "Was asked about text messages");
    check(is(Condition::Promise { state: PromiseState::Late }), "A late promise");
    let call = DateField::ContactBy("call".into());
    check(not(date(call, DateTest::Within(30))), "No contact by phone in 30 days");
    check(date(DateField::FirstPurchase, DateTest::Never), "Never bought");
    let like = |test| text(TextField::Like, test);
    check(like(TextTest::Contains("oat".into())), "Likes something with “oat”");
    check(not(like(TextTest::Is("oat milk".into()))), "Does not like “oat milk”");
    let named = OccasionField::Named(Some("Name day".into()));
    check(is(Condition::Occasion { field: named, days: 1 }), "Name day today or tomorrow");
}

#[test]
fn a_promise_is_late_when_its_day_is_over() {
    let today = noon("2026-05-28", 120);
    let late = is(Condition::Promise { state: PromiseState::Late });
    let due = |at: Timestamp| {
        let promise = PromiseFact { entry: FIELD, due: Some(at), text: String::new() };
        Facts { promises: vec![promise], ..Facts::default() }
    };
    let midnight = today.start_of(today.day());
    assert!(matches(&late, &due(Timestamp(midnight.0 - 1)), today));
    assert!(!matches(&late, &due(midnight), today));
    let segment = Segment::new(late).expect("within bounds");
    assert_eq!(segment.compile(today).valid_until(), Some(today.midnight()));
}
