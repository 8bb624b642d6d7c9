use super::sheet::RAW_LETTERS;
use super::*;
use crate::doc::RecordDocument;
use crate::id::{ActorId, DocumentId};
use crate::model::Record;
use crate::sync::document::{Authoring, Document};

fn person(edits: &[Edit]) -> Record {
    let mut document = RecordDocument::new(DocumentId([1; 16]));
    let authoring = Authoring { actor: ActorId([1; 16]), author: None, at: Timestamp(5) };
    document.author(&encode(edits), &authoring).expect("fits").expect("writes");
    document.record()
}

/// Everyone of a file, its problems, and the counts.
fn import(bytes: &[u8]) -> (Vec<Record>, Vec<RowProblem>, Counts) {
    let mut importer = Importer::new(bytes, "list.csv").expect("readable");
    let (mut people, mut problems, mut next) = (Vec::new(), Vec::new(), 0);
    let mut new_id = || {
        next += 1;
        ItemId::new(1, next)
    };
    loop {
        let rows = importer.next(3, &mut new_id, Timestamp(5));
        if rows.is_empty() {
            break;
        }
        for row in rows {
            match row {
                Ok(edits) => people.push(person(&edits)),
                Err(problem) => problems.push(problem),
            }
        }
    }
    assert!((importer.progress() - 1.0).abs() < f64::EPSILON);
    (people, problems, importer.counts())
}

#[test]
fn a_row_becomes_a_person_with_everything_that_it_says() {
    let (people, problems, counts) = import(
        b"id,first_name,last_name,street,street2,suburb,postcode,state,birth_date,e-mail,Mobile,Shoe size\r\n\
          A1,kydan,mccarthy,67 clemenger street,the points,fairlawn,6415,nsw,1972-05-18,k@x.example,0601 555,44\r\n",
    );
    assert!(problems.is_empty());
    assert_eq!(counts, Counts { people: 1, problems: 0, blank: 0 });
    let person = &people[0];
    assert_eq!(person.display_name(), "kydan mccarthy");
    assert_eq!(person.birthday.as_deref(), Some("1972-05-18"));
    assert_eq!(person.source.as_deref(), Some("list.csv A1"));
    assert_eq!(person.addresses[0].1.line(), "67 clemenger street, the points, fairlawn 6415, nsw");
    assert_eq!(person.phones[0].1.label.as_deref(), Some("mobile"));
    assert_eq!(person.emails[0].1.address, "k@x.example");
    assert_eq!(person.entries[0].text, "Shoe size: 44");
}

#[test]
fn people_problems_and_blank_rows_add_up_to_the_rows_of_the_file() {
    let (people, problems, counts) =
        import(b"name;city;phone\nMarta;Krakow;\n;;\n;Paris;\nOwen\n;;555 118 000;x;extra\n\n");
    assert_eq!(people.len(), 3);
    assert_eq!(counts, Counts { people: 3, problems: 1, blank: 1 });
    assert_eq!((problems[0].line, problems[0].raw.as_str()), (4, " | Paris | "));
    assert_eq!(people[2].entries[0].text, "Column 4: x\nColumn 5: extra");
}

#[test]
fn separators_quotes_and_line_ends_are_as_programs_write_them() {
    for text in [
        "Name\tNotes\nMarta\t\"two\nlines, \"\"quoted\"\"\"\n",
        "sep=;\r\nName;Notes\r\nMarta;\"two\nlines, \"\"quoted\"\"\"\r\n",
        "\u{feff}Name|Notes\rMarta|\"two\nlines, \"\"quoted\"\"\"",
    ] {
        let (people, _, _) = import(text.as_bytes());
        assert_eq!(people[0].entries[0].text, "two\nlines, \"quoted\"", "{text:?}");
        assert_eq!(people[0].name.as_deref(), Some("Marta"));
    }
}

#[test]
fn an_unclosed_quotation_mark_costs_one_row() {
    let mut text = String::from("name,company\n\"Marta,Studio\n");
    for index in 0..500 {
        text.push_str(&format!("Person {index},Company\n"));
    }
    let (people, problems, counts) = import(text.as_bytes());
    assert_eq!(counts, Counts { people: 500, problems: 1, blank: 0 });
    assert_eq!(people[0].name.as_deref(), Some("Person 0"));
    assert_eq!((problems[0].line, problems[0].raw.as_str()), (2, "\"Marta,Studio"));
}

#[test]
fn several_emails_and_numbers_in_a_cell_are_several_and_dates_are_not_guessed() {
    let (people, _, _) = import(
        "Vorname;Nachname;E-Mail;Telefon;Geburtsdatum;Gruppe\n\
         Zo\u{eb};Janssens;a@x.example, b@x.example;0711/123456;04/05/1972;VIP, Beans\n"
            .as_bytes(),
    );
    let person = &people[0];
    assert_eq!(person.emails.len(), 2);
    assert_eq!(person.phones[0].1.number, "0711/123456");
    assert_eq!(person.birthday, None);
    assert_eq!(person.entries[0].text, "Geburtsdatum: 04/05/1972");
    assert_eq!(person.tags, ["Beans", "VIP"]);
}

#[test]
fn a_file_without_known_columns_says_what_it_found() {
    let problem = Importer::new(b"alpha,beta\n1,2\n", "x.csv").err();
    assert_eq!(problem, Some(FileProblem::NoHeader { found: vec!["alpha".into(), "beta".into()] }));
    assert_eq!(Importer::new(b"\n\n", "x.csv").err(), Some(FileProblem::Empty));
}

#[test]
fn a_row_that_is_too_long_is_listed_and_not_cut() {
    let text = format!("name,notes\nMarta,{}\nOwen,\n", "x".repeat(EDIT_BYTES));
    let (people, problems, _) = import(text.as_bytes());
    assert_eq!((people.len(), problems.len()), (1, 1));
    assert!(problems[0].raw.len() <= RAW_LETTERS);
}

#[test]
fn what_is_exported_comes_in_again_as_it_was() {
    let mut first = crate::view::Facts {
        name: "=Zoë, “Zo” Janssens".into(),
        company: Some("Studio\nWisła".into()),
        usual_order: Some("-1 °C espresso".into()),
        birthday: Some("--03-09".into()),
        address: Some("67 Clemenger Street".into()),
        tags: vec!["Beans".into(), "VIP".into()],
        ..Default::default()
    };
    first.phones = vec!["+48 601 555".into(), "0032 475".into()];
    first.emails = vec!["zoe@x.example".into()];
    let second = crate::view::Facts { name: "Owen".into(), ..Default::default() };
    let file = export([&first, &second].into_iter(), &[]);
    assert!(file.starts_with('\u{feff}') && file.contains("'+48 601 555"), "{file}");
    let (people, problems, counts) = import(file.as_bytes());
    assert!(problems.is_empty() && counts.people == 2);
    let person = &people[0];
    assert_eq!(person.display_name(), first.name);
    assert_eq!(person.company, first.company);
    assert_eq!(person.usual_order, first.usual_order);
    assert_eq!(person.birthday, first.birthday);
    assert_eq!(person.tags, first.tags);
    let phones: Vec<_> = person.phones.iter().map(|(_, phone)| phone.number.clone()).collect();
    assert_eq!(phones, first.phones);
    assert_eq!(people[1].display_name(), "Owen");
}
