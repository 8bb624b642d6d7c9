//! Any edits of two devices, in any order.

use proptest::prelude::*;

use super::*;
use crate::id::GroupId;
use crate::model::{Apart, ConsentChannel, Merge, Reversal, ReversalKind};

/// How often a property is tried: `cases`, as many times as `REGULARS_SOAK` says.
pub fn cases(cases: u32) -> ProptestConfig {
    let times = std::env::var("REGULARS_SOAK").ok().and_then(|times| times.parse().ok());
    ProptestConfig::with_cases(cases.saturating_mul(times.unwrap_or(1)))
}

pub fn an_edit() -> impl Strategy<Value = Edit> {
    let value = || proptest::option::weighted(0.8, "[ab]?");
    let id = || (1u8..4).prop_map(item);
    let kind = || prop::sample::select(ItemKind::ALL.to_vec());
    prop_oneof![
        4 => (prop::sample::select(Field::ALL.to_vec()), value())
            .prop_map(|(field, value)| Edit::SetField { field, value }),
        6 => (id(), prop::sample::select(Part::ALL.to_vec()), value())
            .prop_map(|(id, part, value)| {
                let typed = value.as_deref().map(|value| value == "a").map(usize::from);
                let value = typed.map_or(value, |which| {
                    Some(two_values(About::Item(id, part))[which].clone())
                });
                Edit::SetItem { id, part, value }
            }),
        1 => (kind(), id(), -2i64..3).prop_map(|(kind, id, rank)| Edit::SetRank { kind, id, rank }),
        2 => (kind(), id()).prop_map(|(kind, id)| Edit::Remove { kind, id }),
        1 => (kind(), id()).prop_map(|(kind, id)| Edit::Restore { kind, id }),
        2 => ("[aAb]", any::<bool>()).prop_map(|(name, on)| Edit::SetTag { name, on }),
        2 => (id(), "[ab]", 0i64..9).prop_map(|(id, text, at)| Edit::note(id, text, Timestamp(at))),
        3 => (id(), prop::sample::select(Channel::ALL.to_vec()), "[ab]?", any::<bool>(), 0i64..9)
            .prop_map(|(id, channel, text, promises, at)| {
                let promise = promises.then(|| "Call back".to_owned());
                let entry = NewEntry { promise, ..NewEntry::new(channel, text, Timestamp(at)) };
                Edit::AddContact { id, entry }
            }),
        2 => (id(), proptest::option::of(0i64..9))
            .prop_map(|(entry, at)| Edit::SetKept { entry, at: at.map(Timestamp) }),
        2 => (id(), any::<bool>(), 0i64..4).prop_map(|(id, given, at)| {
            let statement = statements::said(ConsentChannel::Email, given, at);
            Edit::AddConsent { id, statement }
        }),
        2 => (id(), 1i64..4, 0i64..4).prop_map(|(id, total, at)| {
            Edit::AddPurchase { id, purchase: statements::purchase(total, at, &["Beans"]) }
        }),
        1 => (id(), id(), any::<bool>(), proptest::option::of(0i64..4)).prop_map(
            |(id, purchase, void, refund)| {
                let kind = if void { ReversalKind::Void } else { ReversalKind::Return };
                let at = Timestamp(5);
                let reversal = Reversal { purchase, kind, at, refund, why: None, lines: Vec::new() };
                Edit::AddReversal { id, reversal }
            }
        ),
        3 => (id(), prop::sample::select(CustomKind::ALL.to_vec()), value(), any::<bool>())
            .prop_map(|(field, kind, value, second)| {
                let values = two_values(About::Custom(field, kind));
                let value = value.map(|_| values[usize::from(second)].clone());
                Edit::SetCustom { field, kind, value }
            }),
        2 => (id(), id(), any::<bool>())
            .prop_map(|(field, option, on)| Edit::Pick { field, option, on }),
        2 => (id(), 1u8..4).prop_map(|(id, other)| {
            let other = DocumentId([other; 16]);
            Edit::AddMerge { id, merge: Merge { other, preferred: other, act: GroupId([9; 16]) } }
        }),
        1 => (id(), any::<bool>()).prop_map(|(id, on)| Edit::SetMerged { id, on }),
        1 => (id(), 1u8..4).prop_map(|(id, other)| {
            Edit::AddApart { id, apart: Apart { other: DocumentId([other; 16]) } }
        }),
        1 => any::<bool>().prop_map(|gone| Edit::SetGone { gone }),
    ]
}

pub fn edit_lists() -> impl Strategy<Value = Vec<Vec<Edit>>> {
    prop::collection::vec(prop::collection::vec(an_edit(), 1..4), 0..8)
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn edits_of_two_devices_read_the_same_in_either_order(
        common in edit_lists(), left in edit_lists(), right in edit_lists()
    ) {
        let (mut alice, mut bob) = two_devices(&common.concat());
        let before = alice.record();
        left.iter().for_each(|edits| _ = alice.edit(edits));
        right.iter().for_each(|edits| _ = bob.edit(edits));
        let (before_alice, before_bob) = (alice.record(), bob.record());
        let mut carol = Device::new(3);
        carol.hear(&alice);
        meet(&mut alice, &mut bob);
        carol.hear(&bob);
        prop_assert_eq!(carol.record(), alice.record());
        prop_assert_eq!(carol.document.facts(), alice.document.facts());

        // No value that either set is hidden: it is shown, or it is an answer.
        let shown = alice.record();
        for mine in [&before_alice, &before_bob] {
            for (id, purchase) in &mine.purchases {
                prop_assert!(shown.purchases.contains(&(*id, purchase.clone())));
            }
            prop_assert!(shown.consents.len() >= mine.consents.len());
        }
        let answers = alice.document.disagreements();
        for field in Field::ALL {
            for mine in [&before_alice, &before_bob] {
                let set = mine.field(field).filter(|value| before.field(field) != Some(value));
                let Some(value) = set else { continue };
                let is_answer = answers.iter().any(|disagreement| {
                    disagreement.about == About::Field(field)
                        && disagreement.answers.iter().any(|a| a.value.as_deref() == Some(value))
                });
                prop_assert!(shown.field(field) == Some(value) || is_answer);
            }
        }
    }
}
