//! How long it takes to ask everyone whether they are in a segment, to keep segments while records
//! change, and to sort a list by a column:
//! `cargo run --release -p shared --example segment_speed --features testing`

use std::hint::black_box;
use std::time::{Duration, Instant};

use shared::doc::RecordDocument;
use shared::edit::encode;
use shared::id::{ActorId, DocumentId, ItemId};
use shared::model::{ConsentChannel, Currency, CustomValue, Decimal, Kind, Money};
use shared::sync::document::{Authoring, Document};
use shared::testing::people::{NOW, person};
use shared::time::Timestamp;
use shared::view::health::health;
use shared::view::segment::{
    Condition, ConsentState, CustomTest, DateField, DateTest, Filter, NumberField, NumberTest,
    OccasionField, TextField, TextTest,
};
use shared::view::{
    Among, Column, ConsentFact, Facts, ListQuery, People, PurchaseFacts, Segment, SegmentIndex,
    Sort, Today, list,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const MADE_UP: u64 = 10_000;
const FIELD: ItemId = ItemId([7; 16]);

fn main() {
    let today = Today::new(NOW, 120);
    let made_up: Vec<Facts> = (0..MADE_UP).map(facts).collect();
    for count in [10_000, 100_000] {
        let all: Vec<(DocumentId, Facts)> = (0..count)
            .map(|index| {
                let id = DocumentId::new(index, u128::from(index).wrapping_mul(0x9E37_79B9_7F4A));
                (id, made_up[(index % MADE_UP) as usize].clone())
            })
            .collect();
        let bytes: Vec<(DocumentId, Vec<u8>)> =
            all.iter().map(|(id, facts)| (*id, facts.encode())).collect();
        let (people, _) =
            People::from_facts(bytes.iter().map(|(id, facts)| (*id, facts.as_slice())));
        println!("{count} people");
        ask(&people, today);
        keep(&people, &all, today);
        sort(&people, today);
        let looking = median(|| _ = black_box(health(&people, today)));
        let found = health(&people, today).len();
        println!(
            "  {:>8.3} ms, {found} findings: what is amiss with everyone",
            milliseconds(looking)
        );
    }
}

fn ask(people: &People, today: Today) {
    for segment in segments() {
        let compiling = median(|| _ = black_box(segment.compile(today)));
        let matcher = segment.compile(today);
        let asking = median(|| _ = black_box(people.matching(&matcher).count()));
        println!(
            "  {:>8.3} ms, made ready in {:>4.1} µs, {:>6} of them: {}",
            milliseconds(asking),
            milliseconds(compiling) * 1e3,
            people.matching(&matcher).count(),
            segment.words(people)
        );
    }
}

fn keep(people: &People, all: &[(DocumentId, Facts)], today: Today) {
    let mut index = SegmentIndex::new(today);
    let all_segments = segments();
    let kept = all_segments.len();
    let start = Instant::now();
    for (number, segment) in (0..).zip(all_segments) {
        index.put_segment(DocumentId([number; 16]), segment, people);
    }
    println!("  index of {kept} segments: {:.1} ms", milliseconds(start.elapsed()));
    let changed = &all[..1000];
    let start = Instant::now();
    for (id, facts) in changed {
        index.set(*id, facts);
    }
    println!("  one changed row in it: {:.2} µs", milliseconds(start.elapsed()));
    let start = Instant::now();
    index.renew(Today::new(today.midnight(), 120), people);
    println!("  another day: {:.1} ms", milliseconds(start.elapsed()));
}

fn sort(people: &People, today: Today) {
    let matcher = segments().swap_remove(0).compile(today);
    for by in [
        Column::Name,
        Column::Company,
        Column::UsualOrder,
        Column::Owner,
        Column::Changed,
        Column::LastContact,
        Column::Birthday,
        Column::Purchases,
        Column::Spent(euros()),
        Column::Custom(FIELD),
    ] {
        let query = ListQuery { sort: Some(Sort::ascending(by)), ..ListQuery::default() };
        let everyone = median(|| _ = black_box(list(people, query, today)));
        let query = ListQuery { among: Among::Segment(&matcher), ..query };
        let segment = median(|| _ = black_box(list(people, query, today)));
        println!(
            "  sorted by {by:?}: {:.2} ms, those of the first segment {:.2} ms",
            milliseconds(everyone),
            milliseconds(segment)
        );
    }
}

fn segments() -> Vec<Segment> {
    let tag = |name: &str| Filter::Is(Condition::Tag { name: name.into(), on: true });
    let text = |field, test| Filter::Is(Condition::Text { field, test });
    let date = |field, test| Filter::Is(Condition::Date { field, test });
    let number = |field, test| Filter::Is(Condition::Number { field, test });
    let not = |filter| Filter::Not(Box::new(filter));
    let birthday = Filter::Is(Condition::Occasion { field: OccasionField::Birthday, days: 14 });
    let given = Filter::Is(Condition::Consent {
        channel: ConsentChannel::Email,
        state: ConsentState::Given,
    });
    let custom = CustomTest::Number(NumberTest::AtLeast(42_000_000));
    let filters = vec![
        Filter::All(vec![
            tag("stammgäste"),
            not(date(DateField::LastContact, DateTest::Within(60))),
        ]),
        text(TextField::Name, TextTest::Contains("kow".into())),
        text(TextField::Notes, TextTest::Contains("invoice".into())),
        text(TextField::Phone, TextTest::Begins("+44".into())),
        birthday.clone(),
        number(NumberField::Spent(euros()), NumberTest::AtLeast(5000)),
        Filter::Is(Condition::Custom { field: FIELD, test: custom.clone() }),
        Filter::Any(vec![
            Filter::All(vec![
                text(TextField::Name, TextTest::Begins("mar".into())),
                text(TextField::Email, TextTest::Filled),
                not(text(TextField::Company, TextTest::Is("weber".into()))),
            ]),
            Filter::All(vec![birthday, given, not(tag("vip"))]),
            Filter::All(vec![
                number(NumberField::Purchases, NumberTest::AtLeast(3)),
                date(DateField::LastPurchase, DateTest::Before(30)),
                Filter::Is(Condition::Custom { field: FIELD, test: custom }),
            ]),
        ]),
    ];
    let segment = |filter| Segment::new(filter).expect("within bounds");
    filters.into_iter().map(segment).collect()
}

/// Somebody made up, with purchases, consent and a field of one's own besides.
fn facts(index: u64) -> Facts {
    let authoring = Authoring { actor: ActorId([1; 16]), author: None, at: NOW };
    let mut document = RecordDocument::new(DocumentId::new(index, 1));
    document.author(&encode(&person(1, index)), &authoring).expect("fits").expect("writes");
    let facts = Facts::decode(&document.facts()).expect("readable");
    let ago = |days: u64| Timestamp(NOW.0 - (days as i64) * DAY_MS);
    let some = |one_in: u64| (index * 7).is_multiple_of(one_in);
    Facts {
        kind: Kind::Person,
        updated: ago(index % 500),
        consent: vec![ConsentFact { channel: ConsentChannel::Email, given: some(3), at: None }],
        purchases: (!some(4)).then(|| PurchaseFacts {
            count: (index % 20) as u32,
            sums: vec![Money::new((index * 37 % 20_000) as i64, euros())],
            first: ago(700),
            last: ago(index % 400),
            usual: Vec::new(),
        }),
        custom: vec![(FIELD, CustomValue::Number(Decimal((index % 90 * 1_000_000) as i64)))],
        ..facts
    }
}

fn euros() -> Currency {
    "EUR".parse().expect("a code")
}

fn median(act: impl Fn()) -> Duration {
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let start = Instant::now();
            act();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[10]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
