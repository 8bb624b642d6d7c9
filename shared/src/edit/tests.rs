use super::*;
use crate::id::DocumentId;
use crate::model::{Channel, ConsentChannel, Decimal, Group, PurchaseLine, ReversalKind};

#[test]
fn edits_are_read_back_as_they_were_written() {
    let id = ItemId([3; 16]);
    let mut edits = vec![
        Edit::Create,
        Edit::set(Field::Name, "Zoë"),
        Edit::SetField { field: Field::Company, value: None },
        Edit::SetRank { kind: ItemKind::Phone, id, rank: -1 },
        Edit::Remove { kind: ItemKind::Email, id },
        Edit::Restore { kind: ItemKind::Email, id },
        Edit::tag("VIP"),
        Edit::note(id, "Likes it hot", Timestamp(7)),
        Edit::SetGone { gone: true },
        Edit::Make { kind: Kind::Organisation },
        Edit::Group { id: GroupId([4; 16]), bulk: true },
        Edit::Undo { group: GroupId([5; 16]) },
        Edit::AddContact { id, entry: NewEntry::new(Channel::Call, "Called", Timestamp(7)) },
        Edit::SetKept { entry: id, at: Some(Timestamp(8)) },
        Edit::SetKept { entry: id, at: None },
        Edit::AddConsent {
            id,
            statement: ConsentStatement {
                channel: ConsentChannel::Whatsapp,
                given: false,
                at: Timestamp(9),
                how: Some("at the till".into()),
                words: None,
                by: None,
            },
        },
        Edit::AddPurchase {
            id,
            purchase: Purchase {
                at: Timestamp(9),
                lines: vec![PurchaseLine {
                    product: "Beans".into(),
                    quantity: Decimal(250_000),
                    unit_price: 2800,
                }],
                total: "7.00 EUR".parse().expect("an amount"),
                source: None,
                external: Some("17".into()),
            },
        },
        Edit::AddReversal {
            id,
            reversal: Reversal {
                purchase: id,
                kind: ReversalKind::Return,
                at: Timestamp(9),
                refund: Some(-1),
                why: None,
                lines: Vec::new(),
            },
        },
        Edit::SetCustom { field: id, kind: CustomKind::Link, value: Some("x.example".into()) },
        Edit::Pick { field: id, option: id, on: true },
        Edit::AddMerge {
            id,
            merge: Merge {
                other: DocumentId([6; 16]),
                preferred: DocumentId([7; 16]),
                act: GroupId([8; 16]),
            },
        },
        Edit::SetMerged { id, on: false },
        Edit::AddApart { id, apart: Apart { other: DocumentId([6; 16]) } },
    ];
    edits.extend(put_phone(id, "+48 601", Some("mobile".into())));
    assert_eq!(decode(&encode(&edits)), Ok(edits));
}

#[test]
fn groups_and_undos_are_stored_under_their_numbers() {
    let undo = Edit::undo(GroupId([5; 16]), Group { id: GroupId([4; 16]), bulk: false });
    let id = |byte| [&[0x50][..], &[byte; 16]].concat();
    let group = [&[0x82, 20, 0x82][..], &id(4), &[0xf4]].concat();
    let undone = [&[0x82, 21, 0x81][..], &id(5)].concat();
    assert_eq!(encode(&undo), [&[0x82][..], &group, &undone].concat());
}

#[test]
fn an_edit_of_a_newer_version_is_refused_in_words() {
    // One edit with the variant number 200 and no fields.
    let newer = [0x81, 0x82, 0x18, 200, 0x80];
    assert!(decode(&newer).expect_err("unknown").0.contains("does not understand"));
    assert!(decode(b"\xff").is_err());
    assert!(decode(&[]).is_err());
}
