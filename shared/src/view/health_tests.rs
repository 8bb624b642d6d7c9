use super::*;
use crate::view::{ConsentFact, PurchaseFacts};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// 28 May 2026.
const NOW: Timestamp = Timestamp(1_780_000_000_000);

fn today() -> Today {
    Today::new(NOW, 120)
}

/// Somebody of whom nothing is amiss.
fn sound() -> Facts {
    Facts {
        name: "Zoë Janssens".into(),
        emails: vec!["zoe@x.example".into()],
        phones: vec!["+32 475 55 01 92".into()],
        birthday: Some("1972-05-18".into()),
        updated: NOW,
        ..Facts::default()
    }
}

fn amiss(facts: &Facts) -> Vec<Amiss> {
    let mut found = Vec::new();
    of(facts, today(), &mut |what| found.push(what));
    found
}

#[test]
fn of_somebody_sound_nothing_is_found() {
    assert_eq!(amiss(&sound()), []);
    let without_year = Facts { birthday: Some("--05-29".into()), ..sound() };
    assert_eq!(amiss(&without_year), []);
}

#[test]
fn what_is_missing_is_found() {
    let facts = Facts { emails: Vec::new(), phones: Vec::new(), ..sound() };
    assert_eq!(amiss(&facts), [Amiss::NoWayToReach]);
    assert_eq!(amiss(&Facts { phones: Vec::new(), ..sound() }), []);
    // A record without a name is called by its email.
    let facts = Facts { name: "zoe@x.example".into(), ..sound() };
    assert_eq!(amiss(&facts), [Amiss::NoName]);
    assert_eq!(amiss(&Facts { name: String::new(), ..sound() }), [Amiss::NoName]);
}

#[test]
fn emails_that_cannot_be_are_found_and_odd_ones_are_not() {
    for good in ["a@b.co", "Zoë@müller.example", "a.b+c@mail.x.example", " a@b.co ", "\"a b\"@c.de"]
    {
        assert!(could_be_email(good), "{good}");
    }
    for bad in [
        "",
        "zoe",
        "@x.example",
        "zoe@",
        "zoe@studio",
        "zoe@x.",
        "zoe@.example",
        "zoe@x..example",
        "zoe@x.e",
        "a@b@x.example",
        "a b@x.example",
        "a@x.example, b@x.example",
    ] {
        assert!(!could_be_email(bad), "{bad}");
    }
    let facts = Facts { emails: vec!["a@b.co".into(), "zoe@studio".into()], ..sound() };
    assert_eq!(amiss(&facts), [Amiss::DoubtfulEmail("zoe@studio".into())]);
}

#[test]
fn phone_numbers_that_cannot_be_are_found_and_odd_ones_are_not() {
    for good in [
        "+48 601 555 118",
        "(0475) 55 01 92",
        "0044 20 7946 0958",
        "555-0123",
        "020 7946 0958 ext. 12",
        "+1 212 555 0100 x7",
        "٠١٢٣٤٥٦٧٨",
        "112233",
    ] {
        assert!(could_be_phone(good), "{good}");
    }
    for bad in ["", "12", "ask at the till", "+", "1-800-FLOWERS", "1234567890123456", "ext. 12"] {
        assert!(!could_be_phone(bad), "{bad}");
    }
}

#[test]
fn birthdays_that_cannot_be_are_found() {
    let found = |birthday: &str| {
        amiss(&Facts { birthday: Some(birthday.into()), ..sound() }).first().map(Amiss::kind)
    };
    assert_eq!(found("2026-05-28"), None);
    assert_eq!(found("2026-05-29"), Some(Ailment::Inconsistent));
    assert_eq!(found("1905-01-01"), Some(Ailment::Inconsistent));
    assert_eq!(found("1906-01-01"), None);
    assert_eq!(found("18/05/72"), Some(Ailment::Malformed));
}

#[test]
fn a_yes_that_leads_nowhere_is_found_once() {
    let yes = |channel| ConsentFact { channel, given: true, at: Some(NOW) };
    let consent = [
        yes(ConsentChannel::Email),
        yes(ConsentChannel::Sms),
        yes(ConsentChannel::Phone),
        yes(ConsentChannel::Post),
    ];
    let facts = Facts {
        emails: vec!["zoe@x.example".into()],
        phones: Vec::new(),
        consent: consent.into(),
        ..sound()
    };
    assert_eq!(
        amiss(&facts),
        [
            Amiss::AgreedWithoutAddress(ConsentChannel::Sms),
            Amiss::AgreedWithoutAddress(ConsentChannel::Post)
        ]
    );
    let no = ConsentFact { channel: ConsentChannel::Post, given: false, at: Some(NOW) };
    assert_eq!(amiss(&Facts { consent: vec![no], ..sound() }), []);
}

#[test]
fn what_nobody_touched_for_two_years_is_old_unless_they_were_heard_of() {
    let long_ago = NOW.minus(DAY_MS * 731);
    let old = Facts { updated: long_ago, ..sound() };
    assert_eq!(amiss(&old), [Amiss::NotConfirmed(long_ago)]);
    assert_eq!(amiss(&Facts { updated: NOW.minus(DAY_MS * 730), ..sound() }), []);
    assert_eq!(amiss(&Facts { last_contact: Some(NOW), ..old.clone() }), []);
    let purchases = Some(PurchaseFacts { last: NOW, ..PurchaseFacts::default() });
    assert_eq!(amiss(&Facts { purchases, ..old }), []);
}

#[test]
fn a_contact_on_a_day_to_come_is_found_and_a_day_ahead_is_a_clock() {
    let at = NOW.plus(DAY_MS * 2);
    let facts = Facts { last_contact: Some(at), ..sound() };
    assert_eq!(amiss(&facts), [Amiss::ContactAhead(at)]);
    assert_eq!(amiss(&Facts { last_contact: Some(NOW.plus(DAY_MS)), ..sound() }), []);
}

#[test]
fn findings_stand_by_name_and_leave_out_the_bin_and_organisations() {
    let mut people = People::new();
    let add = |people: &mut People, number: u8, facts: Facts| {
        people.set(DocumentId([number; 16]), &facts.encode()).expect("readable");
    };
    let lost =
        |name: &str| Facts { name: name.into(), emails: Vec::new(), phones: Vec::new(), ..sound() };
    add(&mut people, 1, lost("Zoë"));
    add(&mut people, 2, lost("Ana"));
    add(&mut people, 3, Facts { gone: true, ..lost("Gone") });
    add(&mut people, 4, Facts { kind: crate::model::Kind::Organisation, ..lost("Firm") });
    let found = health(&people, today());
    assert_eq!(found.iter().map(|it| it.id.0[0]).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(found[0].what.words(today()), "No email and no phone number");
}
