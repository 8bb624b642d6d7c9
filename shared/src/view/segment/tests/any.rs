//! Any filters and any facts, of so few values that they meet.

use proptest::prelude::*;

use super::{DAY_MS, FIELD, MEMBER, OPTION, euros, not};
use crate::model::{ConsentChannel, CustomValue, Decimal, Kind, Money, NamedDate};
use crate::time::Timestamp;
use crate::view::segment::*;
use crate::view::{ConsentFact, Day, Facts, PromiseFact, PurchaseFacts};

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[abAB ]{0,3}",
        "[aÄéß\u{301} \n]{0,3}",
        prop::sample::select(vec!["+49 171 234567", "0171/234", "+49 (0)171 234567", "171"])
            .prop_map(str::to_owned),
    ]
}

fn any_channel() -> impl Strategy<Value = ConsentChannel> {
    prop::sample::select(vec![ConsentChannel::Email, ConsentChannel::Whatsapp])
}

fn any_text_condition() -> impl Strategy<Value = Condition> {
    let field = prop::sample::select(vec![
        TextField::Name,
        TextField::Company,
        TextField::Email,
        TextField::Phone,
        TextField::Address,
        TextField::Notes,
        TextField::Like,
        TextField::Source,
    ]);
    (field, any_text_test()).prop_map(|(field, test)| Condition::Text { field, test })
}

fn any_text_test() -> impl Strategy<Value = TextTest> {
    prop_oneof![
        any_text().prop_map(TextTest::Is),
        any_text().prop_map(TextTest::Contains),
        any_text().prop_map(TextTest::Begins),
        Just(TextTest::Empty),
        Just(TextTest::Filled),
    ]
}

fn any_date_condition() -> impl Strategy<Value = Condition> {
    let field = prop::sample::select(vec![
        DateField::Created,
        DateField::Changed,
        DateField::LastContact,
        DateField::ContactBy("call".into()),
        DateField::FirstPurchase,
        DateField::LastPurchase,
    ]);
    (field, any_date_test()).prop_map(|(field, test)| Condition::Date { field, test })
}

fn any_date_test() -> impl Strategy<Value = DateTest> {
    prop_oneof![
        (0u16..4).prop_map(DateTest::Within),
        (0u16..4).prop_map(DateTest::Before),
        (0u16..4).prop_map(DateTest::Ahead),
        Just(DateTest::Never),
        (-3i32..3, 0i32..3).prop_map(|(first, days)| DateTest::Between {
            first: Day(20_000 + first),
            last: Day(20_000 + first + days)
        }),
    ]
}

fn any_number_condition() -> impl Strategy<Value = Condition> {
    let field = prop::sample::select(vec![
        NumberField::Disagreements,
        NumberField::Purchases,
        NumberField::Spent(euros()),
    ]);
    (field, any_number_test()).prop_map(|(field, test)| Condition::Number { field, test })
}

fn any_number_test() -> impl Strategy<Value = NumberTest> {
    prop_oneof![
        (0i64..3).prop_map(NumberTest::Is),
        (0i64..3).prop_map(NumberTest::AtLeast),
        (0i64..3).prop_map(NumberTest::AtMost),
    ]
}

fn any_custom_test() -> impl Strategy<Value = CustomTest> {
    prop_oneof![
        Just(CustomTest::Empty),
        Just(CustomTest::Filled),
        any_text_test().prop_map(CustomTest::Text),
        any_number_test().prop_map(CustomTest::Number),
        any_number_test().prop_map(|test| CustomTest::Money(euros(), test)),
        any_date_test().prop_map(CustomTest::Date),
        (0u16..400).prop_map(CustomTest::Occasion),
        any::<bool>().prop_map(CustomTest::YesNo),
        Just(CustomTest::Choice(OPTION)),
    ]
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let occasion = prop::sample::select(vec![
        OccasionField::Birthday,
        OccasionField::Named(None),
        OccasionField::Named(Some("a".into())),
    ]);
    let state = prop::sample::select(vec![
        ConsentState::Given,
        ConsentState::Withdrawn,
        ConsentState::NeverAsked,
    ]);
    let promise = prop::sample::select(vec![PromiseState::Open, PromiseState::Late]);
    prop_oneof![
        any_text_condition(),
        (any_text(), any::<bool>()).prop_map(|(name, on)| Condition::Tag { name, on }),
        any_date_condition(),
        (occasion, 0u16..400).prop_map(|(field, days)| Condition::Occasion { field, days }),
        any_number_condition(),
        (any_channel(), state).prop_map(|(channel, state)| Condition::Consent { channel, state }),
        prop::option::of(Just(MEMBER)).prop_map(|member| Condition::Owner { member }),
        any_custom_test().prop_map(|test| Condition::Custom { field: FIELD, test }),
        promise.prop_map(|state| Condition::Promise { state }),
    ]
}

/// Any filter, also with what is not known.
pub fn any_filter() -> impl Strategy<Value = Filter> {
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

/// People or organisations.
pub fn any_kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![Kind::Person, Kind::Organisation])
}

fn any_date() -> impl Strategy<Value = String> {
    prop_oneof![
        (1u8..13, 1u8..32).prop_map(|(month, day)| format!("--{month:02}-{day:02}")),
        (-5i32..5).prop_map(|days| {
            let (year, month, day) = Day(20_000 + days).date();
            format!("{year}-{month:02}-{day:02}")
        }),
    ]
}

fn any_value() -> impl Strategy<Value = CustomValue> {
    prop_oneof![
        any_text().prop_map(CustomValue::Text),
        any_text().prop_map(CustomValue::Link),
        (0i64..3).prop_map(|number| CustomValue::Number(Decimal(number))),
        (0i64..3).prop_map(|amount| CustomValue::Money(Money::new(amount, euros()))),
        any_date().prop_map(CustomValue::Date),
        any::<bool>().prop_map(CustomValue::YesNo),
        Just(CustomValue::Choice(OPTION)),
        Just(CustomValue::MultiChoice(vec![FIELD, OPTION])),
        Just(CustomValue::MultiChoice(vec![FIELD])),
    ]
}

fn around(time: Option<i64>) -> Option<Timestamp> {
    time.map(|time| Timestamp(20_000 * DAY_MS + time))
}

fn any_purchases() -> impl Strategy<Value = PurchaseFacts> {
    let time = || -4 * DAY_MS..4 * DAY_MS;
    (0u32..3, prop::option::of(0i64..3), time(), time()).prop_map(|(count, amount, first, last)| {
        PurchaseFacts {
            count,
            sums: amount.map(|amount| Money::new(amount, euros())).into_iter().collect(),
            first: around(Some(first)).unwrap_or_default(),
            last: around(Some(last)).unwrap_or_default(),
            usual: Vec::new(),
        }
    })
}

prop_compose! {
    /// What [`any_facts`] has no room for.
    fn any_further_facts()(
        source in prop::option::of("[ab]{1,2}"),
        likes in prop::collection::vec("[ab]{1,2}", 0..2),
        consent in prop::option::of((any_channel(), any::<bool>())),
        owner in prop::option::of(Just(MEMBER)),
        dates in prop::collection::vec((prop::option::of("[aAb]"), any_date()), 0..2),
        value in prop::option::weighted(0.8, any_value()),
        call in prop::option::of(-4 * DAY_MS..4 * DAY_MS),
        due in prop::option::of(prop::option::of(-4 * DAY_MS..4 * DAY_MS)),
        purchases in prop::option::of(any_purchases()),
        kind in prop::sample::select(vec![
            Kind::Person,
            Kind::Person,
            Kind::Organisation,
            Kind::Organisation,
            Kind::Member,
        ]),
    ) -> Facts {
        let consent = consent.map(|(channel, given)| ConsentFact { channel, given, at: None });
        let promise =
            due.map(|due| PromiseFact { entry: FIELD, due: around(due), text: String::new() });
        Facts {
            source,
            likes,
            consent: consent.into_iter().collect(),
            owner,
            dates: dates.into_iter().map(|(label, date)| NamedDate { label, date }).collect(),
            custom: value.map(|value| (FIELD, value)).into_iter().collect(),
            channels: around(call).map(|at| ("call".to_owned(), at)).into_iter().collect(),
            promises: promise.into_iter().collect(),
            purchases,
            kind,
            ..Facts::default()
        }
    }
}

prop_compose! {
    /// Any facts, around day 20,000.
    pub fn any_facts()(
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
        further in any_further_facts(),
    ) -> Facts {
        Facts {
            name,
            company: company.filter(|text| !text.is_empty()),
            address: address.filter(|text| !text.is_empty()),
            emails: emails.into_iter().filter(|text| !text.is_empty()).collect(),
            phones: phones.into_iter().filter(|text| !text.is_empty()).collect(),
            tags,
            notes: crate::view::fold(&notes),
            created: around(times[0]).unwrap_or_default(),
            updated: around(times[1]).unwrap_or_default(),
            last_contact: around(times[2]),
            birthday: birthday.map(|(month, day)| format!("--{month:02}-{day:02}")),
            disagreements,
            gone,
            ..further
        }
    }
}
