use super::*;
use crate::time::Timestamp;
use crate::view::Day;

/// Sunday 22 November 2026, noon.
fn sunday() -> Today {
    let day = Day::parse("2026-11-22").expect("a day");
    Today::new(Timestamp(i64::from(day.0) * 86_400_000 + 43_200_000), 0)
}

fn check(text: &str, expected: Option<(&str, Option<&str>)>) {
    let found = find_promise(text, sunday()).map(|found| {
        let due = found.due.map(|due| match due.minute {
            Some(minute) => format!("{} {}:{:02}", due.day, minute / 60, minute % 60),
            None => due.day.to_string(),
        });
        (found.text, due)
    });
    let found = found.as_ref().map(|(what, due)| (what.as_str(), due.as_deref()));
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_verb_with_a_day_is_a_promise() {
    check("call back Tue 9", Some(("call back", Some("24 Nov 2026 9:00"))));
    check(
        "Wants to try the decaf. Brings the team on Sat 28, call back Tue 9",
        Some(("call back", Some("24 Nov 2026 9:00"))),
    );
    check(
        "Send the corrected invoice by Friday",
        Some(("Send the corrected invoice", Some("27 Nov 2026"))),
    );
    check("Send by Friday the invoice", Some(("Send the invoice", Some("27 Nov 2026"))));
    check("Keep two boxes for Sat 28", Some(("Keep two boxes", Some("28 Nov 2026"))));
    check("order beans tomorrow at 3", Some(("order beans", Some("23 Nov 2026 15:00"))));
    check("Call Marta back", Some(("Call Marta back", None)));
    check("I'll bring it in two weeks", Some(("bring it", Some("6 Dec 2026"))));
    check("We will deliver on 5 Jan", Some(("deliver", Some("5 Jan 2027"))));
}

#[test]
fn promised_and_needed_by_are_promises() {
    check(
        "Asked again. Promised a corrected one by Friday.",
        Some(("a corrected one", Some("27 Nov 2026"))),
    );
    check("I promised to call", Some(("call", None)));
    check("Needs the invoice by next Monday", Some(("Needs the invoice", Some("23 Nov 2026"))));
}

#[test]
fn days_and_hours_are_read_as_people_write_them() {
    for (text, due) in [
        ("call back Sunday", "29 Nov 2026"),
        ("call back today 17:30", "22 Nov 2026 17:30"),
        ("call back Wed 9.30", "25 Nov 2026 9:30"),
        ("call back Thu 10am", "26 Nov 2026 10:00"),
        ("call back Thu 4 pm", "26 Nov 2026 16:00"),
        ("call back Fri at noon", "27 Nov 2026 12:00"),
        ("call back Tue 1 Dec", "1 Dec 2026"),
        ("call back Dec 3rd", "3 Dec 2026"),
        ("call back 2026-12-24", "24 Dec 2026"),
        ("call back in 3 days", "25 Nov 2026"),
        ("call back next Friday", "27 Nov 2026"),
    ] {
        check(text, Some(("call back", Some(due))));
    }
}

#[test]
fn what_is_not_clearly_ours_is_none() {
    for text in [
        "",
        "Called back Tuesday",
        "She promised to pay by Friday",
        "As promised",
        "Sat by the window",
        "Comes back Tuesday",
        "Brings her whole team on Sat 28",
        "Send regards",
        "Back from holiday, brought us a postcard.",
        "Asked for 12 kg until Friday.",
        "Pays by card",
    ] {
        check(text, None);
    }
}

#[test]
fn a_promise_knows_where_it_stands() {
    let text = "Wants decaf – call back Tue 9, bye";
    let found = find_promise(text, sunday());
    assert_eq!(found, None, "a dash does not end a clause");
    let text = "Wants décaf, call back Tue 9, bye";
    let found = find_promise(text, sunday()).expect("a promise");
    assert_eq!(&text[found.range], "call back Tue 9");
}
