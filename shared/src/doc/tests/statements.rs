//! What is written once: consent and purchases.

use super::*;
use crate::model::{
    ConsentChannel, ConsentStatement, Decimal, Money, Purchase, PurchaseLine, Reversal,
    ReversalKind,
};

/// Somebody's word about a channel.
pub fn said(channel: ConsentChannel, given: bool, at: i64) -> ConsentStatement {
    let words = Some("May we write to you?".to_owned());
    ConsentStatement { channel, given, at: Timestamp(at), how: None, words, by: None }
}

fn consent(id: u8, given: bool, at: i64) -> Edit {
    Edit::AddConsent { id: item(id), statement: said(ConsentChannel::Email, given, at) }
}

/// One of each product for `total` euros.
pub fn purchase(total: i64, at: i64, products: &[&str]) -> Purchase {
    let line = |product: &&str| PurchaseLine {
        product: (*product).to_owned(),
        quantity: Decimal::whole(1).expect("small"),
        unit_price: 100,
    };
    Purchase {
        at: Timestamp(at),
        lines: products.iter().map(line).collect(),
        total: Money::new(total * 100, "EUR".parse().expect("a currency")),
        source: None,
        external: None,
    }
}

fn buy(id: u8, total: i64, at: i64, products: &[&str]) -> Edit {
    Edit::AddPurchase { id: item(id), purchase: purchase(total, at, products) }
}

fn reverse(id: u8, purchase: u8, kind: ReversalKind, refund: Option<i64>) -> Edit {
    let purchase = item(purchase);
    let reversal =
        Reversal { purchase, kind, at: Timestamp(99), refund, why: None, lines: Vec::new() };
    Edit::AddReversal { id: item(id), reversal }
}

fn sum(device: &Device) -> Option<String> {
    facts(device).purchases.map(|it| it.sums.iter().map(Money::to_string).collect())
}

#[test]
fn the_newest_word_is_in_force_and_of_equal_ones_the_withdrawal() {
    let (mut alice, mut bob) = two_devices(&[]);
    let email = ConsentChannel::Email;
    assert_eq!(alice.record().consent(email), None);
    assert!(facts(&alice).consent.is_empty());
    alice.edit(&[consent(1, true, 50)]);
    bob.edit(&[consent(2, false, 50)]);
    meet(&mut alice, &mut bob);
    assert_eq!(alice.record().consent(email).map(|it| it.given), Some(false));
    assert_eq!(facts(&bob).consent.iter().map(|it| it.given).collect::<Vec<_>>(), [false]);
    bob.edit(&[consent(3, true, 51)]);
    assert_eq!(bob.record().consent(email).map(|it| it.given), Some(true));
    bob.edit(&[consent(4, false, 20)]);
    let record = bob.record();
    assert_eq!(record.consent(email).map(|it| it.given), Some(true));
    assert_eq!(record.consents.len(), 4);
    assert_eq!(record.consents[0].1.words.as_deref(), Some("May we write to you?"));
    assert_eq!(record.consent(ConsentChannel::Sms), None);
    assert_eq!(record.consent_time(email, Timestamp(10)), Timestamp(52));
    assert_eq!(record.consent_time(email, Timestamp(90)), Timestamp(90));
}

#[test]
fn a_statement_is_never_rewritten_and_a_doubtful_one_is_no_consent() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&[consent(1, true, 50)]);
    assert!(!alice.edit(&[consent(1, false, 60)]));
    bob.edit(&[consent(1, false, 50)]);
    meet(&mut alice, &mut bob);
    assert_eq!(alice.record().consent(ConsentChannel::Email).map(|it| it.given), Some(false));
}

#[test]
fn purchases_count_unless_voided_and_what_came_back_is_taken_off() {
    let (mut alice, mut bob) = two_devices(&[buy(1, 10, 5, &["Beans", "Filters"])]);
    alice.edit(&[buy(2, 20, 7, &["Beans"])]);
    bob.edit(&[buy(3, 5, 6, &["Bun", "Beans", "Beans"])]);
    meet(&mut alice, &mut bob);
    let known = facts(&alice).purchases.expect("purchases");
    assert_eq!((known.count, known.first, known.last), (3, Timestamp(5), Timestamp(7)));
    assert_eq!(known.usual, ["Beans", "Bun", "Filters"]);
    assert_eq!(sum(&alice).as_deref(), Some("35.00 EUR"));

    alice.edit(&[reverse(11, 2, ReversalKind::Void, None)]);
    bob.edit(&[reverse(12, 1, ReversalKind::Return, Some(250))]);
    meet(&mut alice, &mut bob);
    let known = facts(&bob).purchases.expect("purchases");
    assert_eq!((known.count, known.last), (2, Timestamp(6)));
    assert_eq!(sum(&bob).as_deref(), Some("12.50 EUR"));
    let record = bob.record();
    assert_eq!(record.purchases.len(), 3);
    let written_by = |id| record.writer(item(id)).map(<[u8]>::to_vec);
    assert_eq!([2, 3, 11, 12].map(written_by), [1, 2, 1, 2].map(|author| Some(vec![author])));
    assert_eq!(written_by(77), None);
}

#[test]
fn a_return_that_two_people_record_is_taken_off_once() {
    let (mut alice, mut bob) = two_devices(&[buy(1, 10, 5, &[]), buy(2, 1, 5, &[])]);
    alice.edit(&[reverse(11, 1, ReversalKind::Return, None)]);
    bob.edit(&[reverse(12, 1, ReversalKind::Return, None)]);
    meet(&mut alice, &mut bob);
    assert_eq!(sum(&alice).as_deref(), Some("1.00 EUR"));
}

#[test]
fn a_purchase_is_written_once_and_two_under_one_id_are_both_there_and_count_as_one() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&[buy(1, 10, 5, &["Beans"])]);
    assert!(!alice.edit(&[buy(1, 99, 5, &[])]));
    bob.edit(&[buy(1, 12, 6, &["Bun"])]);
    meet(&mut alice, &mut bob);
    assert_eq!(alice.record().purchases.len(), 2);
    assert_eq!(facts(&alice).purchases.map(|it| it.count), Some(1));
    // A newer version may write payloads that this one cannot read.
    alice.put(&schema::key(schema::PURCHASE, item(9), schema::PAYLOAD), vec![255]);
    assert_eq!(alice.record().purchases.len(), 2);
}
