//! Files as other programs write them, and odd ones, through the whole of an import.

use super::*;

/// What becomes of a file: its account, and the mapping that was guessed for it.
fn comes_in(workspace: &mut Workspace, bytes: &[u8], name: &str) -> (Account, Mapping) {
    let source = Workspace::source(bytes, name);
    let (plan, fields) = workspace.plan(&source, None, &Fixes::new());
    workspace.apply(&plan, &fields);
    // Whatever the file, a second time changes nothing.
    let (again, _) = workspace.plan(&source, None, &Fixes::new());
    assert_eq!((again.account().new, again.account().changed), (0, 0), "{name}: {:#?}", again.rows);
    (plan.account(), Mapping::guess(&source, &Fields::default()))
}

/// Brings a file in whose every row is somebody new, and gives those that came.
fn all_new(bytes: &[u8], name: &str, rows: usize) -> Workspace {
    let mut workspace = Workspace::default();
    let (account, _) = comes_in(&mut workspace, bytes, name);
    assert_eq!((account.new, account.rows), (rows, rows), "{name}: {account:?}");
    workspace
}

#[test]
fn exports_of_other_programs_come_in_without_being_asked_about() {
    let files: [(&str, &str); 8] = [
        (
            "google-2024.csv",
            "First Name,Last Name,Organization Name,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\nMarta,Kowalczyk,Studio,1985-04-12,Likes rye,* myContacts ::: VIP,* Home,marta@x.example,Mobile,+48 601 555 118\n",
        ),
        (
            "google-old.csv",
            "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name\nMarta Kowalczyk,Marta,Kowalczyk,* myContacts,Home,marta@x.example,Mobile,+48 601 555 118,Studio\n",
        ),
        (
            "outlook.csv",
            "Title,First Name,Last Name,Company,Job Title,Mobile Phone,E-mail Address,Birthday\nMrs.,Marta,Kowalczyk,Studio,Owner,+48 601 555 118,marta@x.example,4/12/1985\n",
        ),
        (
            "hubspot.csv",
            "Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Lead Status\n151,Marta,Kowalczyk,marta@x.example,+48 601 555 118,Studio,Open\n",
        ),
        (
            "mailchimp.csv",
            "Email Address,First Name,Last Name,Phone Number,Company,Birthday,TAGS,MEMBER_RATING\nmarta@x.example,Marta,Kowalczyk,+48 601 555 118,Studio,04/12,\"\"\"VIP\"\"\",2\n",
        ),
        (
            "square.csv",
            "Reference ID,First Name,Last Name,Email Address,Phone Number,Company Name,Memo,Square Customer ID\n1,Marta,Kowalczyk,marta@x.example,+48 601 555 118,Studio,Nuts,XYZ\n",
        ),
        (
            "salesforce.csv",
            "Salutation,FirstName,LastName,Title,Account Name,Phone,Email\nMs.,Marta,Kowalczyk,Owner,Studio,+48 601 555 118,marta@x.example\n",
        ),
        (
            "brevo.csv",
            "CONTACT ID;EMAIL;FIRSTNAME;LASTNAME;SMS;COMPANY\n7;marta@x.example;Marta;Kowalczyk;48601555118;Studio\n",
        ),
    ];
    for (name, text) in files {
        let marta = all_new(text.as_bytes(), name, 1).named("Marta Kowalczyk");
        assert_eq!(marta.emails[0].1.address, "marta@x.example", "{name}");
        assert_eq!(marta.company.as_deref(), Some("Studio"), "{name}");
        assert!(marta.phones[0].1.number.ends_with("118"), "{name}");
    }
    // The same person in all of them is one person.
    let mut workspace = Workspace::default();
    let new: usize = files.iter().map(|(name, text)| workspace.bring(text, name).new).sum();
    assert_eq!((new, workspace.people.len()), (1, 1));
    let icloud = "BEGIN:VCARD\nVERSION:3.0\nN:Kowalczyk;Marta;;;\nFN:Marta Kowalczyk\nORG:Studio;\nitem1.EMAIL;type=INTERNET:marta@x.example\nitem1.X-ABLabel:_$!<Home>!$_\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\nEND:VCARD\n";
    assert_eq!(workspace.bring(icloud, "icloud.vcf").new, 0);
}

#[test]
fn every_encoding_reads_the_same() {
    let text = "name;email\r\nZoë Żak;zoe@x.example\r\n";
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), utf16, bom] {
        all_new(&bytes, "a.csv", 1).named("Zoë Żak");
    }
    let western = b"name;email\r\nZo\xEB Janssens;zoe@x.example\r\n";
    all_new(western, "a.csv", 1).named("Zoë Janssens");
    // 名前 and 山田太郎, as Japanese programs on Windows write them.
    let japanese = b"\x96\xBC\x91O,email\r\n\x8ER\x93c\x91\xBE\x98Y,taro@x.example\r\n\x8D\xB2\x93\xA1\x89\xD4\x8Eq,hanako@x.example\r\n";
    let workspace = all_new(japanese, "a.csv", 2);
    let texts: Vec<String> = workspace
        .records()
        .iter()
        .flat_map(|it| it.entries.iter().map(|it| it.text.clone()))
        .collect();
    assert!(texts.iter().any(|text| text == "名前: 山田太郎"), "{texts:?}");
}

#[test]
fn ragged_rows_and_repeated_heads_lose_nothing() {
    let text = "name,email,email,phone\nAnn,a@x.example,b@x.example\nBen,,c@x.example,0601 555 118,extra,more\n";
    let workspace = all_new(text.as_bytes(), "a.csv", 2);
    assert_eq!(workspace.named("Ann").emails.len(), 2);
    let ben = workspace.named("Ben");
    assert_eq!((ben.emails.len(), ben.phones.len()), (1, 1));
    assert_eq!(ben.entries[0].text, "Column 5: extra\nColumn 6: more");
}

#[test]
fn a_table_that_names_no_columns_is_read_by_what_stands_in_it() {
    let mut workspace = Workspace::default();
    let text = "Marta Kowalczyk,m@x.example,0601 555 118\nOwen Price,o@x.example,0601 555 119\n";
    let (account, mapping) = comes_in(&mut workspace, text.as_bytes(), "a.csv");
    assert_eq!((account.rows, account.new), (2, 2), "the first row is somebody, too");
    assert_eq!(mapping.places[1], Place::Of(Column::Email));
    // Where nothing can be told, the columns wait for somebody to say what they are.
    let (account, _) = comes_in(&mut workspace, b"colour,size\nred,4\nblue,5\n", "b.csv");
    assert_eq!((account.rows, account.refused), (2, 2));
}

#[test]
fn a_quotation_mark_that_nobody_closes_costs_its_own_row() {
    let rows: String = (0..400).map(|row| format!("Guest {row},g{row}@x.example\n")).collect();
    let text = format!("name,email\n\"Ann,ann@x.example\n{rows}");
    let mut workspace = Workspace::default();
    let (account, _) = comes_in(&mut workspace, text.as_bytes(), "a.csv");
    assert_eq!((account.rows, account.new, account.refused), (401, 400, 1));
}
