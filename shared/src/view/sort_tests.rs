use super::*;
use crate::model::{Choice, CustomKind, Decimal, Definition, Kind, Money};
use crate::time::Timestamp;
use crate::view::{Day, Facts, PurchaseFacts};

const FIELD: ItemId = ItemId([9; 16]);

fn id(number: u8) -> DocumentId {
    DocumentId([number; 16])
}

fn euros() -> Currency {
    "EUR".parse().expect("a code")
}

/// The numbers of the rows in order, noon of a day at hand.
fn sorted(all: &[Facts], sort: Sort) -> Vec<u8> {
    let mut people = People::new();
    for (number, facts) in (1..).zip(all) {
        people.set(id(number), &facts.encode()).expect("readable");
    }
    let day = Day::parse("2026-12-25").expect("a day");
    let today = Today::new(Timestamp(i64::from(day.0) * 86_400_000 + 43_200_000), 0);
    let sorted = sort.apply(people.contacts(), &people, today);
    sorted.into_iter().map(|id| id.0[0]).collect()
}

/// Checks both directions.
fn check(all: &[Facts], by: Column, ascending: &[u8], descending: &[u8]) {
    assert_eq!(sorted(all, Sort::ascending(by)), ascending, "{by:?}");
    assert_eq!(sorted(all, Sort::descending(by)), descending, "{by:?}");
}

#[test]
fn who_has_nothing_in_a_column_comes_last_either_way_and_equals_stay_in_their_order() {
    let named = |name: &str| Facts { name: name.into(), ..Facts::default() };
    let all = ["Zoë", "", "łukasz", "Zoe", "Anna"].map(named);
    check(&all, Column::Name, &[5, 3, 1, 4, 2], &[1, 4, 3, 5, 2]);
    let at = |company: &str| Facts { company: Some(company.into()), ..Facts::default() };
    let all = [at("weber"), Facts::default(), at("Ärzte"), at("Weber")];
    check(&all, Column::Company, &[3, 1, 4, 2], &[1, 4, 3, 2]);
    let spoke = |at: Option<i64>| Facts { last_contact: at.map(Timestamp), ..Facts::default() };
    let all = [spoke(None), spoke(Some(2)), spoke(Some(1)), spoke(Some(2))];
    check(&all, Column::LastContact, &[3, 2, 4, 1], &[2, 4, 3, 1]);
}

#[test]
fn birthdays_are_sorted_by_when_they_come_round() {
    let born = |date: &str| Facts { birthday: Some(date.into()), ..Facts::default() };
    let all = [born("1990-12-24"), born("--01-03"), born("in May"), born("2001-12-25")];
    check(&all, Column::Birthday, &[4, 2, 1, 3], &[1, 2, 4, 3]);
}

#[test]
fn purchases_are_sorted_by_number_by_sum_and_by_the_last() {
    let bought = |count, cents: Option<i64>, last| Facts {
        purchases: Some(PurchaseFacts {
            count,
            sums: cents.map(|cents| Money::new(cents, euros())).into_iter().collect(),
            last: Timestamp(last),
            ..PurchaseFacts::default()
        }),
        ..Facts::default()
    };
    let all =
        [bought(3, Some(100), 7), Facts::default(), bought(1, Some(900), 8), bought(2, None, 9)];
    check(&all, Column::Purchases, &[3, 4, 1, 2], &[1, 4, 3, 2]);
    check(&all, Column::Spent(euros()), &[1, 3, 2, 4], &[3, 1, 2, 4]);
    check(&all, Column::LastPurchase, &[1, 3, 4, 2], &[4, 3, 1, 2]);
}

#[test]
fn owners_are_sorted_by_name_and_options_as_the_field_offers_them() {
    let member = |name: &str| Facts { name: name.into(), kind: Kind::Member, ..Facts::default() };
    let owned = |by| Facts { owner: Some(id(by)), ..Facts::default() };
    let all = [member("Zoë"), member("Ada"), owned(1), owned(2), owned(77)];
    check(&all, Column::Owner, &[4, 3, 5], &[3, 4, 5]);
    let option = |number| ItemId([number; 16]);
    let offered = |number| Choice { id: option(number), name: String::new(), gone: false };
    let definition = Definition {
        id: FIELD,
        name: "Milk".into(),
        kind: CustomKind::Choice,
        options: vec![offered(5), offered(4)],
        group: None,
        rank: 0,
        applies: Vec::new(),
        gone: false,
    };
    let catalog = Facts { kind: Kind::Catalog, definitions: vec![definition], ..Facts::default() };
    let has = |value| Facts { custom: vec![(FIELD, value)], ..Facts::default() };
    let all = [
        catalog,
        has(CustomValue::Choice(option(4))),
        has(CustomValue::Choice(option(5))),
        has(CustomValue::MultiChoice(vec![option(4), option(5)])),
        has(CustomValue::Choice(option(6))),
    ];
    check(&all, Column::Custom(FIELD), &[3, 4, 2, 5], &[2, 3, 4, 5]);
}

#[test]
fn fields_of_ones_own_are_sorted_as_what_they_hold() {
    let has = |value| Facts { custom: vec![(FIELD, value)], ..Facts::default() };
    let number = |number| has(CustomValue::Number(Decimal(number)));
    let all = [number(10), number(-3), Facts::default(), number(9)];
    check(&all, Column::Custom(FIELD), &[2, 4, 1, 3], &[1, 4, 2, 3]);
    let text = |text: &str| has(CustomValue::Text(text.into()));
    let all = [text("b"), text("Á"), text("c")];
    check(&all, Column::Custom(FIELD), &[2, 1, 3], &[3, 1, 2]);
    let date = |date: &str| has(CustomValue::Date(date.into()));
    let all = [date("2026-01-02"), date("2025-12-31"), date("never")];
    check(&all, Column::Custom(FIELD), &[2, 1, 3], &[1, 2, 3]);
}
