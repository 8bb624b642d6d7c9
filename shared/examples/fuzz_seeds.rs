//! Writes the seeds from which `cargo fuzz` starts: messages, a record's changes and files as they
//! should be.
//!
//! `cargo run -p shared --example fuzz_seeds --features testing,contacts,linkage,out`

use std::fs::{create_dir_all, write};
use std::path::Path;

use shared::access::Role;
use shared::doc::RecordDocument;
use shared::edit::encode;
use shared::exchange::backup;
use shared::id::{ActorId, LogId, WorkspaceSecret};
use shared::sync::cursor::Cursor;
use shared::sync::document::{Authoring, Change, Document};
use shared::testing::hostile::{DOCUMENT, together};
use shared::testing::people;
use shared::time::Timestamp;
use shared::wire::accounts::{self, Answered, NewPassword, SignIn, Token};
use shared::wire::mail::{Forgotten, Invite};
use shared::wire::{
    ClientMessage, DeliveredChange, Delivery, DocumentHeads, Hello, Presence, PushedChange,
    ServerMessage, VERSIONS, Visit,
};

const NOW: Timestamp = Timestamp(1_750_000_000_000);

fn main() {
    let (record, changes) = record();
    keep("gate", "record", &together(changes.iter().map(|change| &change.bytes[..])));
    keep("gate", "beginning", &together([&changes[0].bytes[..]]));
    keep("gate", "without-its-beginning", &together([&changes[1].bytes[..]]));
    frames(&record, &changes);
    files();
    keep("backup", "record-and-photo", &backup(&record, &changes));
}

fn keep(target: &str, name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    create_dir_all(&folder).expect("a folder");
    write(folder.join(name), bytes).expect("a file");
}

/// Somebody with everything, written by two devices in turn.
fn record() -> (RecordDocument, Vec<Change>) {
    let mut document = RecordDocument::new(DOCUMENT);
    let edits = people::person(7, 7);
    let changes = edits.chunks(edits.len().div_ceil(4)).enumerate().map(|(at, edits)| {
        let authoring = Authoring {
            actor: ActorId([u8::try_from(at % 2).expect("0 or 1"); 16]),
            author: Some(vec![7; 16]),
            at: NOW,
        };
        document.author(&encode(edits), &authoring).expect("it fits").expect("something changes")
    });
    let changes = changes.collect();
    (document, changes)
}

fn frames(record: &RecordDocument, changes: &[Change]) {
    let log = LogId([3; 16]);
    let cursor = Cursor::start(log);
    let (oldest, newest) = VERSIONS;
    let key = WorkspaceSecret([5; 32]).into();
    let client = "a fuzzer".to_owned();
    let hello = Hello { oldest, newest, key, cursor: Some(cursor), client };
    let pushed = changes.iter().map(|change| PushedChange {
        document: DOCUMENT,
        hash: change.info.hash,
        bytes: change.bytes.clone(),
    });
    let pushed = pushed.take(1).collect();
    let heads = DocumentHeads { document: DOCUMENT, heads: record.heads() };
    let visit = Visit { document: DOCUMENT, doing: b"looking".to_vec() };
    for (name, message) in [
        ("hello", ClientMessage::Hello(hello)),
        ("locate", ClientMessage::Locate { checkpoints: vec![cursor; 3] }),
        ("pull", ClientMessage::Pull { after: 300 }),
        ("push", ClientMessage::Push { number: 1, changes: pushed }),
        ("compare", ClientMessage::Compare { number: 2, documents: vec![heads] }),
        ("heartbeat", ClientMessage::Heartbeat),
        ("presence", ClientMessage::Presence(Presence { who: vec![1; 16], visits: vec![visit] })),
    ] {
        keep("frame", name, &message.to_bytes());
    }
    let delivered = changes.iter().take(1).map(|change| DeliveredChange {
        document: DOCUMENT,
        hash: change.info.hash,
        bytes: Some(change.bytes.clone()),
    });
    let delivered = delivered.collect();
    let delivery = Delivery { log, from: 0, to: cursor, head: 9, changes: delivered };
    let accepted = vec![changes[0].info.hash];
    for (name, message) in [
        ("welcome", ServerMessage::Welcome { version: newest, log, head: 9, agreed: true }),
        ("located", ServerMessage::Located { cursor }),
        ("delivery", ServerMessage::Delivery(delivery)),
        ("answer", ServerMessage::Answer { accepted, refused: Vec::new(), head: 9 }),
        ("lacking", ServerMessage::Lacking { number: 2, documents: vec![DOCUMENT] }),
    ] {
        keep("frame", name, &message.to_bytes());
    }
    let token = Token(vec![9; 32]);
    let sign_in = SignIn {
        email: "ada@example.org".into(),
        password: "correct horse battery".into(),
        device: "A phone".into(),
        name: Some("Ada".into()),
        token: Some(token.clone()),
    };
    keep("frame", "sign-in", &accounts::write(&sign_in));
    let new = NewPassword {
        present: Some("before".into()),
        token: Some(token.clone()),
        password: "after, and longer".into(),
    };
    keep("frame", "new-password", &accounts::write(&new));
    let forgotten = Forgotten { email: "ada@example.org".into() };
    keep("frame", "forgotten", &accounts::write(&forgotten));
    let invite = Invite { role: Role::Member, email: Some("bob@example.org".into()) };
    keep("frame", "invite", &accounts::write(&invite));
    let answered = Answered { token, credential: "{}".into(), device: "A phone".into() };
    keep("frame", "answered", &accounts::write(&answered));
}

fn files() {
    let utf16 = |text: &str| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let people = people::csv(7, 3);
    keep("file", "ours.csv", people.as_bytes());
    keep("file", "utf-16.csv", &utf16(&people));
    let google = "First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value,Labels\r\n\
                  Ada,Lovelace,Work,ada@example.org ::: ada@home.example,+44 20 7946 0018,\
                  Friends ::: * myContacts\r\n";
    keep("file", "google.csv", google.as_bytes());
    let windows =
        b"Vorname;Nachname;Geburtstag\r\nJ\xfcrgen;\"M\xfcller\n& S\xf6hne\";01.02.1980\r\n;;\r\nx";
    keep("file", "windows-1252.csv", windows);
    keep(
        "file",
        "sales.tsv",
        b"Email\tDate\tProduct\tTotal\nada@example.org\t2026-03-01\tTea\t4,50\n",
    );
    let card =
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=\r\n\
                 ller;J=C3=BCrgen;;Dr.;\r\nTEL;CELL:0151 23456789\r\nBDAY:--0203\r\n\
                 PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQ\r\n\r\nEND:VCARD\r\n";
    keep("file", "2.1.vcf", card);
    let card = b"BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:1\nFN:Ada Lovelace\nitem1.EMAIL;PREF=1:a@b.c\n\
                 item1.X-ABLABEL:_$!<Home>!$_\nADR;TYPE=home:;;1 St\\, James;London;;W1;UK\nNOTE:two\\nli\n nes\n\
                 CATEGORIES:a,b\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nORG:Kiosk;Sales\nEND:VCARD\n";
    keep("file", "4.0.vcf", card);
}

fn backup(record: &RecordDocument, changes: &[Change]) -> Vec<u8> {
    let (mut writer, mut bytes) = backup::Writer::begin("Kiosk".into(), NOW, 1);
    let changes = changes.iter().map(|change| change.bytes.clone()).collect();
    bytes.extend(writer.record(DOCUMENT, changes, record.heads()));
    bytes.extend(writer.photo(vec![0xff, 0xd8, 0xff]));
    bytes.extend(writer.end());
    bytes
}
