//! What holds of every edit and its undo.

use proptest::prelude::*;

use super::UndoPlan;
use super::tests::{Device, an_edit, cases, edit_lists, meet, two_devices};
use super::undo_tests::{act, group, same_but_for_when, undo};
use crate::crdt::ScalarValue;

/// What a device wrote and what stands: the values of every key that name it as their author.
fn values_of(device: &Device, author: u8) -> Vec<(String, Vec<ScalarValue>)> {
    let keys = device.document.crdt.scalars().map(|(key, _, _)| {
        let answers = device.document.crdt.answers(&key).into_iter();
        let own = answers.filter(|(_, origin)| origin.author == Some(vec![author]));
        (key, own.map(|(value, _)| value).collect::<Vec<_>>())
    });
    keys.filter(|(_, values)| !values.is_empty()).collect()
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn every_edit_is_undone_and_redone(
        common in edit_lists(), left in edit_lists(), right in edit_lists(),
        edits in prop::collection::vec(an_edit(), 1..6), rounds in 1u8..4
    ) {
        let (mut alice, mut bob) = two_devices(&common.concat());
        left.iter().for_each(|edits| _ = alice.edit(edits));
        right.iter().for_each(|edits| _ = bob.edit(edits));
        meet(&mut alice, &mut bob);
        let (before, answers) = (alice.record(), alice.document.disagreements());
        alice.edit(&act(1, &edits));
        let (after, answers_after) = (alice.record(), alice.document.disagreements());
        let mut undone = 1;
        for round in 0..rounds {
            let plan = alice.document.undo_plan(group(undone));
            prop_assert_eq!(&plan.left, &[]);
            alice.edit(&undo(undone, 10 + 2 * round));
            prop_assert!(same_but_for_when(&before, &alice.record()), "{:?}", plan);
            // What somebody decided stays decided.
            let now = alice.document.disagreements();
            prop_assert!(now.iter().all(|one| answers.contains(one)));
            let kept = answers.iter().filter(|one| answers_after.contains(one));
            prop_assert!(kept.clone().all(|one| now.contains(one)));

            alice.edit(&undo(10 + 2 * round, 11 + 2 * round));
            prop_assert!(same_but_for_when(&after, &alice.record()));
            undone = 11 + 2 * round;
        }
        meet(&mut alice, &mut bob);
    }

    #[test]
    fn acts_are_undone_back_to_the_beginning(
        common in edit_lists(), acts in prop::collection::vec(prop::collection::vec(an_edit(), 1..4), 1..8)
    ) {
        let (mut alice, _) = two_devices(&common.concat());
        let mut states = vec![alice.record()];
        for (number, edits) in (1..).zip(&acts) {
            alice.edit(&act(number, edits));
            states.push(alice.record());
        }
        for number in (1..states.len()).rev() {
            let number = u8::try_from(number).expect("few");
            alice.edit(&undo(number, 50 + number));
            prop_assert!(same_but_for_when(&states[usize::from(number) - 1], &alice.record()));
        }
        for number in 1..states.len() {
            let number = u8::try_from(number).expect("few");
            alice.edit(&undo(50 + number, 100 + number));
            prop_assert!(same_but_for_when(&states[usize::from(number)], &alice.record()));
        }
    }

    #[test]
    fn an_undo_leaves_what_others_wrote_at_the_same_time(
        common in edit_lists(), mine in prop::collection::vec(an_edit(), 1..6), theirs in edit_lists()
    ) {
        let (mut alice, mut bob) = two_devices(&common.concat());
        alice.edit(&act(1, &mine));
        theirs.iter().for_each(|edits| _ = bob.edit(edits));
        meet(&mut alice, &mut bob);
        let written = values_of(&alice, 2);
        alice.edit(&undo(1, 2));
        prop_assert_eq!(written, values_of(&alice, 2));
        meet(&mut alice, &mut bob);
    }

    #[test]
    fn undoing_on_two_devices_at_once_comes_to_the_same(
        common in edit_lists(), mine in prop::collection::vec(an_edit(), 1..6), theirs in edit_lists()
    ) {
        let (mut alice, mut bob) = two_devices(&common.concat());
        let before = alice.record();
        alice.edit(&act(1, &mine));
        meet(&mut alice, &mut bob);
        let mut carol = Device::new(3);
        carol.hear(&alice);
        let mut dora = Device::new(4);
        dora.hear(&alice);
        alice.edit(&undo(1, 2));
        bob.edit(&undo(1, 3));
        meet(&mut alice, &mut bob);
        prop_assert!(same_but_for_when(&before, &alice.record()));
        prop_assert_eq!(alice.document.undo_plan(group(1)), UndoPlan::default());
        // Somebody who did not know of it wrote there.
        theirs.iter().for_each(|edits| _ = carol.edit(edits));
        dora.hear(&carol);
        bob.hear(&carol);
        alice.hear(&carol);
        dora.hear(&alice);
        dora.hear(&bob);
        prop_assert_eq!(alice.record(), bob.record());
        prop_assert_eq!(alice.record(), dora.record());
        prop_assert_eq!(alice.document.history(), dora.document.history());
    }
}
