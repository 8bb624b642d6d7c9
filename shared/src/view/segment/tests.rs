use proptest::prelude::*;

use super::reference::means;
use super::*;
use crate::id::DocumentId;
use crate::time::Timestamp;
use crate::view::{Day, Facts, People, Today};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

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

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[abAB ]{0,3}",
        "[aÄéß\u{301} \n]{0,3}",
        prop::sample::select(vec!["+49 171 234567", "0171/234", "+49 (0)171 234567", "171"])
            .prop_map(str::to_owned),
    ]
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let text_field = prop::sample::select(vec![
        TextField::Name,
        TextField::Company,
        TextField::Email,
        TextField::Phone,
        TextField::Address,
        TextField::Notes,
    ]);
    let text_test = prop_oneof![
        any_text().prop_map(TextTest::Is),
        any_text().prop_map(TextTest::Contains),
        any_text().prop_map(TextTest::Begins),
        Just(TextTest::Empty),
        Just(TextTest::Filled),
    ];
    let date_field =
        prop::sample::select(vec![DateField::Created, DateField::Changed, DateField::LastContact]);
    let date_test = prop_oneof![
        (0u16..4).prop_map(DateTest::Within),
        (0u16..4).prop_map(DateTest::Before),
        Just(DateTest::Never),
        (-3i32..3, 0i32..3).prop_map(|(first, days)| DateTest::Between {
            first: Day(20_000 + first),
            last: Day(20_000 + first + days)
        }),
    ];
    let number_test = prop_oneof![
        (0i64..3).prop_map(NumberTest::Is),
        (0i64..3).prop_map(NumberTest::AtLeast),
        (0i64..3).prop_map(NumberTest::AtMost),
    ];
    prop_oneof![
        (text_field, text_test).prop_map(|(field, test)| Condition::Text { field, test }),
        (any_text(), any::<bool>()).prop_map(|(name, on)| Condition::Tag { name, on }),
        (date_field, date_test).prop_map(|(field, test)| Condition::Date { field, test }),
        (0u16..400).prop_map(|days| Condition::Occasion { field: OccasionField::Birthday, days }),
        number_test.prop_map(|test| Condition::Number { field: NumberField::Disagreements, test }),
    ]
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![
        9 => any_condition().prop_map(Filter::Is),
        1 => Just(Filter::Unknown(vec![0x82, 0x18, 0x63, 0x01])),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 0..3);
        prop_oneof![
            several.clone().prop_map(Filter::All),
            several.prop_map(Filter::Any),
            inner.prop_map(not),
        ]
    })
}

prop_compose! {
    fn any_facts()(
        name in any_text(),
        company in prop::option::of(any_text()),
        address in prop::option::of(any_text()),
        emails in prop::collection::vec(any_text(), 0..2),
        phones in prop::collection::vec(any_text(), 0..3),
        tags in prop::collection::vec(any_text(), 0..3),
        notes in any_text(),
        times in prop::array::uniform3(prop::option::of(-4 * DAY_MS..4 * DAY_MS)),
        birthday in prop::option::of((1u8..13, 1u8..32)),
        disagreements in 0usize..3,
        gone in prop::bool::weighted(0.1),
    ) -> Facts {
        let about = |time: Option<i64>| time.map(|time| Timestamp(20_000 * DAY_MS + time));
        Facts {
            name,
            company: company.filter(|text| !text.is_empty()),
            address: address.filter(|text| !text.is_empty()),
            emails: emails.into_iter().filter(|text| !text.is_empty()).collect(),
            phones: phones.into_iter().filter(|text| !text.is_empty()).collect(),
            tags,
            notes: crate::view::fold(&notes),
            created: about(times[0]).unwrap_or_default(),
            updated: about(times[1]).unwrap_or_default(),
            last_contact: about(times[2]),
            birthday: birthday.map(|(month, day)| format!("--{month:02}-{day:02}")),
            disagreements,
            gone,
            ..Facts::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_compiled_segment_answers_as_the_simple_reference_does(
        filter in any_filter(),
        all in prop::collection::vec(any_facts(), 1..6),
        time in -DAY_MS..DAY_MS,
        offset in -12 * 60..14 * 60,
    ) {
        let today = Today::new(Timestamp(20_000 * DAY_MS + time), offset);
        for facts in all {
            prop_assert_eq!(matches(&filter, &facts, today), means(&filter, &facts, today));
        }
    }

    #[test]
    fn a_segment_is_read_back(filter in any_filter()) {
        let segment = Segment::new(filter).expect("within bounds");
        prop_assert_eq!(Segment::decode(&segment.encode()), Ok(segment.clone()));
        prop_assert!(!segment.words().is_empty());
    }

    #[test]
    fn bytes_of_anybody_are_read_or_refused_and_what_was_read_is_written_again(
        bytes in prop::collection::vec(prop::sample::select(
            vec![0u8, 1, 2, 3, 4, 0x61, 0x80, 0x81, 0x82, 0x83, 0x9f, 0xff, 0x18, 0xa1, 0x78, 0x1b]
        ), 0..24)
    ) {
        if let Ok(segment) = Segment::decode(&bytes) {
            prop_assert_eq!(segment.encode(), bytes);
        }
    }

    #[test]
    fn an_index_that_is_told_each_change_knows_what_asking_everyone_would_tell(
        filters in prop::collection::vec(any_filter(), 1..4),
        steps in prop::collection::vec((0u8..6, prop::option::weighted(0.8, any_facts())), 0..20),
    ) {
        let today = Today::new(Timestamp(20_000 * DAY_MS), 0);
        let mut people = People::new();
        let mut index = SegmentIndex::new(today);
        let segments: Vec<DocumentId> =
            (0..filters.len()).map(|number| DocumentId([number as u8; 16])).collect();
        for (segment, filter) in segments.iter().zip(&filters) {
            let filter = Segment::new(filter.clone()).expect("within bounds");
            index.put_segment(*segment, filter, &people);
        }
        for (number, facts) in steps {
            let id = DocumentId([number; 16]);
            if let Some(facts) = facts {
                people.set(id, &facts.encode()).expect("readable");
                index.set(id, &facts);
            } else {
                people.remove(id);
                index.remove(id);
            }
        }
        let tomorrow = Today::new(today.midnight(), 0);
        for today in [today, tomorrow] {
            index.renew(today, &people);
            for (segment, filter) in segments.iter().zip(&filters) {
                let mut expected: Vec<DocumentId> = people
                    .by_recent()
                    .filter(|id| people.get(*id).is_some_and(|facts| means(filter, facts, today)))
                    .collect();
                let mut members: Vec<DocumentId> = index.members(*segment).collect();
                expected.sort_unstable();
                members.sort_unstable();
                prop_assert_eq!(index.count(*segment), Some(members.len()));
                prop_assert_eq!(members, expected);
            }
        }
    }
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
            assert!(segment.words().to_lowercase().contains("newer version"), "{segment:?}");
            assert_eq!(segment.encode(), bytes);
        }
        let any = [&[0x82, 0x01, 0x82], newer, &tagged[..]].concat();
        assert!(Segment::decode(&any).expect("readable").compile(today).matches(&facts));
    }
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
fn who_is_in_the_bin_is_in_no_segment() {
    let everyone = Filter::All(Vec::new());
    let today = noon("2026-05-28", 0);
    let facts = Facts::default();
    assert!(matches(&everyone, &facts, today));
    assert!(!matches(&everyone, &Facts { gone: true, ..facts.clone() }, today));
    assert!(!matches(&everyone, &Facts { of_another_kind: true, ..facts }, today));
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
    let check = |filter: Filter, expected: &str| assert_eq!(filter.words(), expected);
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
