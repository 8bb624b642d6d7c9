use proptest::prelude::*;

use super::*;

fn one(text: &str) -> Contact {
    let read = read(text.as_bytes()).expect("readable");
    assert_eq!(read.contacts.len(), 1, "{read:?}");
    read.contacts.into_iter().next().expect("one")
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn values(labelled: &[(String, Option<String>)]) -> Vec<&str> {
    labelled.iter().map(|(value, _)| value.as_str()).collect()
}

#[test]
fn google_contacts_of_2024_and_before_are_mapped() {
    let new = one(
        "First Name,Middle Name,Last Name,Name Prefix,Organization Name,Organization Title,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Relation 1 - Label,Relation 1 - Value\n\
        Zoë,Maria,Janssens,Dr.,Studio Wisła,Baker,1985-04-12,Likes rye,* myContacts ::: VIP,* Home,zoe@x.example ::: z@y.example,Mobile,+48 601 555 118,Work,\"Main 1\nGdańsk\",Main 1,Gdańsk,Spouse,Owen\n",
    );
    assert_eq!(new.display_name(), some("Zoë Maria Janssens"));
    assert_eq!((new.given, new.middle, new.family), (some("Zoë"), some("Maria"), some("Janssens")));
    assert_eq!((new.company, new.title), (some("Studio Wisła"), some("Baker")));
    assert_eq!(values(&new.emails), ["zoe@x.example", "z@y.example"]);
    assert_eq!(new.phones, [("+48 601 555 118".to_owned(), some("Mobile"))]);
    assert_eq!(new.tags, ["myContacts", "VIP"]);
    assert_eq!(new.birthday, some("1985-04-12"));
    assert_eq!(new.addresses[0].line(), "Main 1, Gdańsk");
    assert_eq!(
        new.others,
        [("Name Prefix".into(), "Dr.".into()), ("Spouse".into(), "Owen".into())]
    );

    let old = one(
        "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title\n\
        Owen Price,Owen,Price,* myContacts,Work,owen@x.example,Mobile,0601 555,Acme,Buyer\n",
    );
    assert_eq!(
        (old.name, old.company, old.title),
        (some("Owen Price"), some("Acme"), some("Buyer"))
    );
    assert_eq!(old.emails, [("owen@x.example".to_owned(), some("Work"))]);
    assert!(old.others.is_empty(), "{:?}", old.others);
}

#[test]
fn other_programs_are_mapped_without_asking() {
    let outlook = one(
        "Title,First Name,Last Name,Company,Job Title,Business Street,Business City,Business Postal Code,Home Phone,Mobile Phone,E-mail Address,E-mail 2 Address,Birthday,Categories,Notes\n\
        Mrs.,Marta,Kowalczyk,Studio,Owner,Main 1,Leeds,LS1 1AA,0113 555 118,07700 900118,m@x.example,k@x.example,4/12/1985,VIP;Beans,Hello\n",
    );
    assert_eq!((outlook.title, outlook.company), (some("Owner"), some("Studio")));
    assert_eq!(outlook.birthday, some("1985-04-12"));
    assert_eq!((outlook.emails.len(), outlook.phones.len(), outlook.tags.len()), (2, 2, 2));
    assert_eq!(outlook.others, [("Title".into(), "Mrs.".into())]);

    let mailchimp = one("Email Address,First Name,Last Name,Birthday,TAGS,MEMBER_RATING\n\
        a@x.example,Ann,Lee,04/12,\"\"\"VIP\"\",\"\"Beans\"\"\",2\n");
    assert_eq!(
        (mailchimp.birthday, mailchimp.tags),
        (some("--04-12"), vec!["VIP".into(), "Beans".into()])
    );
    assert_eq!(mailchimp.others, [("MEMBER_RATING".into(), "2".into())]);

    let salesforce = one(
        "Salutation,FirstName,LastName,Title,Account Name,MailingStreet,MailingPostalCode,Phone,Email\n\
        Ms.,Ann,Lee,Buyer,Acme,Main 1,12345,555 118 000,a@x.example\n",
    );
    assert_eq!((salesforce.title, salesforce.company), (some("Buyer"), some("Acme")));

    let thunderbird = one(
        "First Name,Last Name,Display Name,Primary Email,Secondary Email,Mobile Number,Home Address,Home ZipCode,Birth Year,Birth Month,Birth Day,Organization,Custom 1\n\
        Ann,Lee,Ann Lee,a@x.example,b@x.example,555 118,Main 1,123,1985,4,12,Acme,x\n",
    );
    assert_eq!((thunderbird.birthday, thunderbird.emails.len()), (some("1985-04-12"), 2));

    let brevo = one(
        "CONTACT ID;EMAIL;FIRSTNAME;LASTNAME;SMS;ADDED_TIME\n7;a@x.example;Ann;Lee;48601555118;2026-01-01\n",
    );
    assert_eq!((brevo.id, values(&brevo.phones)), (some("7"), vec!["48601555118"]));

    let atomic = one(
        "first_name,last_name,title,company,email_work,email_home,phone_work,background,tags,status\n\
        Ann,Lee,Buyer,Acme,a@x.example,b@x.example,555 118,Met at a fair,vip,warm\n",
    );
    assert_eq!((atomic.notes, atomic.title), (vec!["Met at a fair".into()], some("Buyer")));

    let square = one(
        "Reference ID,First Name,Last Name,Email Address,Phone Number,Company Name,Street Address 1,Street Address 2,Postal Code,Birthday,Memo,Square Customer ID,Total Spend\n\
        1,Ann,Lee,a@x.example,555 118,Acme,Main 1,Flat 2,123,1985-04-12,Nuts!,XYZ,12.50\n",
    );
    assert_eq!((square.notes, square.id), (vec!["Nuts!".into()], some("1")));
    assert_eq!(square.addresses[0].street, some("Main 1, Flat 2"));
    assert!(square.others.contains(&("Square Customer ID".into(), "XYZ".into())));
}

#[test]
fn a_table_without_heads_is_read_by_what_stands_in_it() {
    let read =
        read(b"Marta Kowalczyk,m@x.example,0601 555 118\nOwen Price,o@x.example,0601 555 119\n")
            .expect("readable");
    assert_eq!((read.read, read.contacts.len()), (2, 2));
    assert_eq!(read.contacts[0].name, some("Marta Kowalczyk"));
    assert_eq!(values(&read.contacts[1].phones), ["0601 555 119"]);
}

#[test]
fn cards_of_every_version_say_the_same() {
    for text in [
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Janssens;Zo=C3=AB;;;\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB=20Jans=\r\nsens\r\nTEL;CELL:+48 601\r\nEMAIL;INTERNET:zoe@x.example\r\nBDAY:19850412\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\nVERSION:3.0\nN:Janssens;Zoë;;;\nFN:Zoë Jans\n sens\nitem1.TEL;type=CELL:+48 601\nEMAIL;type=INTERNET:zoe@x.example\nBDAY:1985-04-12T00:00:00Z\nNOTE:a\\nb\nEND:VCARD\n",
        "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Janssens;Zoë;;;\r\nFN:Zoë Janssens\r\nTEL;VALUE=uri;TYPE=cell:tel:+48 601\r\nEMAIL:zoe@x.example\r\nBDAY:19850412\r\nNOTE:a\\nb\r\nEND:VCARD\r\n",
    ] {
        let card = one(text);
        assert_eq!(
            (card.name, card.given, card.family),
            (some("Zoë Janssens"), some("Zoë"), some("Janssens"))
        );
        assert_eq!(card.phones, [("+48 601".to_owned(), some("mobile"))]);
        assert_eq!(values(&card.emails), ["zoe@x.example"]);
        assert_eq!((card.birthday, card.notes), (some("1985-04-12"), vec!["a\nb".to_owned()]));
    }
}

#[test]
fn odd_cards_lose_nothing() {
    let card = one(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nitem1.EMAIL:a@x.example\nitem1.X-ABLabel:_$!<School>!$_\nORG:Acme;Sales\nTITLE:Buyer\nADR;TYPE=HOME:;;Main 1;Leeds;;LS1;UK\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\nNICKNAME:Annie\nCATEGORIES:vip,beans\nX-SPOUSE:Owen\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\n AAAA\nAGENT:\nBEGIN:VCARD\nFN:Bea\nTEL:555\nEND:VCARD\nNOTE:broken\nwithout folding\nEND:VCARD\n",
    );
    assert_eq!(card.emails, [("a@x.example".to_owned(), some("school"))]);
    assert_eq!(
        (card.company, card.title, card.birthday),
        (some("Acme"), some("Buyer"), some("--04-12"))
    );
    assert_eq!(card.addresses[0].line(), "Main 1, Leeds LS1, UK");
    assert_eq!(card.tags, ["vip", "beans"]);
    assert_eq!(card.notes, ["broken\nwithout folding"]);
    let others: Vec<String> =
        card.others.iter().map(|(name, text)| format!("{name}: {text}")).collect();
    for other in [
        "Department: Sales",
        "Nickname: Annie",
        "Spouse: Owen",
        "Photo: not taken over (6 bytes)",
        "Agent: Bea, 555",
    ] {
        assert!(others.iter().any(|line| line == other), "{other} in {others:?}");
    }
}

#[test]
fn every_card_is_accounted_for() {
    let read = read(b"junk\nBEGIN:VCARD\nVERSION:3.0\nEND:VCARD\nBEGIN:VCARD\nNOTE:who?\nEND:VCARD\nBEGIN:VCARD\nFN:cut off").expect("readable");
    assert_eq!((read.read, read.contacts.len(), read.blank, read.refused.len()), (4, 1, 1, 2));
    assert_eq!(read.refused[1].line, 5);
}

#[test]
fn a_wrong_character_set_is_seen_through() {
    for bytes in [
        &b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=ISO-8859-1:Zo\xC3\xAB\nEND:VCARD\n"[..],
        b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8:Zo\xEB\nEND:VCARD\n",
        b"BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:Zo=EB\nEND:VCARD\n",
    ] {
        let read = read(bytes).expect("readable");
        assert_eq!(read.contacts[0].name, some("Zoë"), "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn what_claims_to_be_huge_is_refused() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("xl/sharedStrings.xml", options).expect("started");
    let zeros = vec![0u8; 1 << 20];
    for _ in 0..40 {
        std::io::Write::write_all(&mut writer, &zeros).expect("written");
    }
    let bomb = writer.finish().expect("finished").into_inner();
    assert!(bomb.len() < 100_000);
    assert!(matches!(read(&bomb), Err(FileProblem::TooLarge { .. })));
    assert!(matches!(read(b"PK\x03\x04 and no more"), Err(FileProblem::NotText { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_stands_in_a_file_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn whatever_stands_in_a_card_is_read_or_refused(
        lines in prop::collection::vec("(BEGIN:VCARD|END:VCARD|AGENT:|VERSION:2.1|(N|FN|TEL|ADR|BDAY|NOTE|ORG|X-Y)(;[A-Z=-]{0,20})?:.{0,30}|[ \\t=;:\\\\\"]{0,6}.{0,20})", 0..20),
    ) {
        let text = format!("BEGIN:VCARD\n{}", lines.join("\n"));
        if let Ok(read) = read(text.as_bytes()) {
            prop_assert_eq!(read.read, read.contacts.len() + read.blank + read.refused.len());
        }
    }

    #[test]
    fn rows_in_are_rows_out(text in "(name|email|x)(,(name|phone|y))?\n([a-z0-9@,\"; \n\r\t-]{0,120})") {
        if let Ok(read) = read(text.as_bytes()) {
            prop_assert_eq!(read.read, read.contacts.len() + read.blank + read.refused.len());
        }
    }
}
