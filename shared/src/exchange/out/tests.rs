use calcard::icalendar::ICalendar;
use calcard::vcard::VCard;
use proptest::prelude::*;

use super::*;
use crate::doc::tests::{Device, ID, cases, edit_lists, item, two_devices};
use crate::edit::{
    Edit, Field, put_address, put_date, put_email, put_phone, put_preference, put_social,
};
use crate::exchange::contacts;
use crate::exchange::csv::{Table, line};
use crate::model::{Address, Channel, NewEntry};
use crate::testing::people::person;
use crate::view::{Facts, Today};

const NASTY: &str = "Zoë; \"Z\", Jańska\\<b>&\nof a very long name that does not fit on one line of a card 漢字漢字漢字漢字漢字";

fn known() -> Known {
    let made = Timestamp(1_780_000_000_000);
    Known { workspace: "Corner; Shop".into(), made, ..Known::default() }
}

fn leaving<'a>(record: &'a Record, history: &'a [HistoryChange]) -> Leaving<'a> {
    Leaving { id: ID, record, disagreements: &[], history, photo: None }
}

fn card_of(record: &Record) -> Vec<u8> {
    vcard::card(&leaving(record, &[]), &known())
}

/// Everything that a card has a property for.
fn a_full_person() -> Device {
    let mut edits = vec![
        Edit::Create,
        Edit::set(Field::Name, NASTY),
        Edit::set(Field::GivenName, "Zoë"),
        Edit::set(Field::FamilyName, "Jańska; Nowak"),
        Edit::set(Field::Company, "Old, New & Co"),
        Edit::set(Field::Birthday, "--02-29"),
        Edit::set(Field::UsualOrder, "Flat white, oat"),
        Edit::tag("VIP, really"),
        Edit::tag("Office"),
        Edit::note(item(40), "Line one\nLine two", Timestamp(1_700_000_000_000)),
    ];
    let text = |text: &str| Some(text.to_owned());
    edits.extend(put_email(item(1), "zoe@x.example", text("work")));
    edits.extend(put_email(item(2), "z,o@x.example", text("for invoices")));
    edits.extend(put_phone(item(3), "+32 475 55 01 92", text("mobile")));
    edits.extend(put_phone(item(4), "0475 1;ext=2", None));
    let address = Address {
        street: text("Long Lane 1; back door"),
        city: text("Leeds"),
        postcode: text("LS1"),
        country: text("UK"),
        label: text("home"),
        ..Address::default()
    };
    edits.extend(put_address(item(5), address));
    edits.extend(put_social(item(6), text("Insta\"gram"), "@zoe"));
    edits.extend(put_date(item(7), text("Wedding"), "2019-06-01"));
    edits.extend(put_preference(item(8), text("Family"), "Daughter plays football"));
    let promise = text("bring the grinder; soon");
    let due = Some(Timestamp(1_781_000_000_000));
    let entry = NewEntry { promise, due, ..NewEntry::new(Channel::Call, "asked", Timestamp(1)) };
    edits.push(Edit::AddContact { id: item(41), entry });
    let mut device = Device::new(1);
    device.edit(&edits);
    device
}

#[test]
fn a_card_comes_back_as_the_same_contact() {
    let card = card_of(&a_full_person().record());
    let read = contacts::read(&card).expect("a card");
    assert_eq!((read.contacts.len(), read.refused.len()), (1, 0));
    let contact = &read.contacts[0];
    assert_eq!(contact.name.as_deref(), Some(NASTY));
    assert_eq!(contact.given.as_deref(), Some("Zoë"));
    assert_eq!(contact.family.as_deref(), Some("Jańska; Nowak"));
    assert_eq!(contact.company.as_deref(), Some("Old, New & Co"));
    assert_eq!(contact.birthday.as_deref(), Some("--02-29"));
    let some = |text: &str| Some(text.to_owned());
    let emails = [("zoe@x.example", some("work")), ("z,o@x.example", some("for invoices"))];
    assert_eq!(contact.emails, emails.map(|(email, label)| (email.to_owned(), label)));
    assert_eq!(contact.phones[0], ("+32 475 55 01 92".to_owned(), some("mobile")));
    assert_eq!(contact.phones[1], ("0475 1 ext. 2".to_owned(), None));
    assert_eq!(contact.addresses[0].line(), "Long Lane 1; back door, Leeds LS1, UK");
    assert_eq!(contact.addresses[0].label.as_deref(), Some("home"));
    assert_eq!(contact.tags, ["Office", "VIP, really"]);
    let others = contact.other_lines().collect::<Vec<_>>().join("\n");
    for kept in
        ["Flat white, oat", "(wedding)", "2019-06-01", "football", "@zoe", "Line two", "grinder"]
    {
        assert!(others.contains(kept), "{kept}: {others}");
    }
}

#[test]
fn no_line_of_a_card_is_longer_than_it_may_be() {
    let card = String::from_utf8(card_of(&a_full_person().record())).expect("UTF-8");
    assert!(card.ends_with("END:VCARD\r\n"));
    assert!(card.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    VCard::parse(&card).expect("a card to another reader, too");
}

#[test]
fn every_made_up_person_leaves_on_a_card_that_says_the_same() {
    for index in 0..200 {
        let mut device = Device::new(1);
        device.edit(&person(9, index));
        let record = device.record();
        let read = contacts::read(&card_of(&record)).expect("a card");
        let contact = &read.contacts[0];
        assert_eq!(contact.name, Some(record.display_name()));
        let emails: Vec<_> = contact.emails.iter().map(|(email, _)| email.as_str()).collect();
        let written: Vec<_> = record.emails.iter().map(|(_, it)| it.address.as_str()).collect();
        assert_eq!(emails, written);
        assert_eq!(contact.phones.len(), record.phones.len());
        assert_eq!(contact.birthday, record.birthday);
        assert_eq!(contact.tags, record.tags);
    }
}

#[test]
fn a_calendar_has_the_days_that_come_round_and_the_promises_that_are_open() {
    let mut device = a_full_person();
    let record = device.record();
    let (known, today) = (known(), Today::new(known().made, 120));
    let file = |record: &Record| {
        let mut file = calendar::begin(&known);
        file.extend(calendar::record(&leaving(record, &[]), &known, today));
        file.extend(calendar::end());
        String::from_utf8(file).expect("UTF-8")
    };
    let text = file(&record);
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert!(
        text.contains("DTSTART;VALUE=DATE:20000229\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1")
    );
    assert!(text.contains("DTSTART;VALUE=DATE:20190601\r\nRRULE:FREQ=YEARLY\r\n"));
    assert!(text.contains("DUE;VALUE=DATE:20260609\r\n"), "{text}");
    let calendar = ICalendar::parse(&text).expect("a calendar to another reader, too");
    assert_eq!(calendar.components.len(), 1 + 2 + 1);
    device.edit(&[Edit::SetKept { entry: item(41), at: Some(Timestamp(2)) }]);
    assert!(!file(&device.record()).contains("VTODO"), "kept promises are left out");
}

#[test]
fn a_spreadsheet_is_read_back_cell_by_cell() {
    let facts: Vec<Facts> = (0..50)
        .map(|index| {
            let mut device = Device::new(1);
            device.edit(&person(4, index));
            Facts::of(&device.record(), 0)
        })
        .chain([Facts {
            name: "=1+1 <b>&amp;\u{1} \"x\"".into(),
            phones: vec!["+48 601".into(), "007".into()],
            ..Facts::default()
        }])
        .collect();
    let table = Table::of(facts.iter(), &[]);
    let mut writer = xlsx::Writer::begin(&table.heads());
    facts.iter().for_each(|facts| writer.row(&table.row(facts)));
    let sheet = contacts::read(&writer.end()).expect("a spreadsheet");
    let mut csv = line(&table.heads());
    csv.extend(facts.iter().map(|facts| line(&table.row(facts)).replace('\u{1}', "")));
    let text = contacts::read(csv.as_bytes()).expect("a table");
    assert_eq!(sheet.contacts, text.contacts);
    let last = sheet.contacts.last().expect("a row");
    assert_eq!(last.name.as_deref(), Some("=1+1 <b>&amp; \"x\""));
    assert_eq!(last.phones[1].0, "007");
}

#[test]
fn a_page_shows_everything_and_runs_nothing() {
    let mut device = a_full_person();
    device.edit(&[Edit::set(Field::Pinned, "<script>alert(1)</script>'\"")]);
    let (record, history) = (device.record(), device.document.history());
    let page = page::page(&leaving(&record, &history), &known(), Today::new(known().made, 120));
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&#39;&quot;"));
    for kept in ["zoe@x.example", "Line two", "Wedding", "grinder", "Flat white", "VIP, really"] {
        assert!(page.contains(kept), "{kept}");
    }
    assert!(page.contains("Every change of this record"));
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn whatever_a_record_says_every_form_can_be_read(lists in edit_lists()) {
        let (mut alice, _) = two_devices(&[]);
        for edits in &lists {
            alice.edit(edits);
        }
        let (record, history) = (alice.record(), alice.document.history());
        let leaving = leaving(&record, &history);
        let known = known();
        let card = String::from_utf8(vcard::card(&leaving, &known)).expect("UTF-8");
        prop_assert!(VCard::parse(&card).is_ok(), "{}", card);
        let read = contacts::read(card.as_bytes()).expect("a card");
        prop_assert_eq!(read.contacts.len(), 1);
        let written = record.emails.iter().filter(|(_, it)| !it.address.trim().is_empty());
        prop_assert_eq!(read.contacts[0].emails.len(), written.count());
        let mut file = calendar::begin(&known);
        file.extend(calendar::record(&leaving, &known, Today::new(known.made, 0)));
        file.extend(calendar::end());
        let file = String::from_utf8(file).expect("UTF-8");
        prop_assert!(ICalendar::parse(&file).is_ok(), "{}", file);
        let page = page::page(&leaving, &known, Today::new(known.made, 0));
        prop_assert!(page.ends_with("</html>\n"));
    }
}
