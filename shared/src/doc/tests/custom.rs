//! Values of the workspace's own fields.

use super::*;
use crate::edit::set_custom;
use crate::model::{CustomValue, Decimal};

#[test]
fn every_kind_of_value_reads_as_it_was_set() {
    let (mut device, _) = two_devices(&[]);
    for (number, kind) in (1..).zip(single_custom_kinds()) {
        let [first, second] = two_values(About::Custom(item(number), kind));
        for text in [&first, &second] {
            let value = kind.read(text).expect("a value");
            assert!(device.edit(&set_custom(item(number), &value)), "{kind:?}");
            assert_eq!(device.record().custom_value(item(number)), Some(&value));
        }
    }
    assert_eq!(facts(&device).custom, device.record().custom);
    device.edit(&[Edit::SetCustom { field: item(1), kind: CustomKind::Text, value: None }]);
    assert_eq!(device.record().custom_value(item(1)), None);
}

#[test]
fn a_number_is_kept_in_one_spelling_and_what_is_no_number_is_shown() {
    let (mut alice, mut bob) = two_devices(&[]);
    let number = |text: &str| About::Custom(item(1), CustomKind::Number).set(Some(text.into()));
    alice.edit(&[number("1,50")]);
    bob.edit(&[number("1.5")]);
    meet(&mut alice, &mut bob);
    assert!(alice.document.disagreements().is_empty());
    let value = CustomValue::Number(Decimal::parse("1.5").expect("a number"));
    assert_eq!(alice.record().custom_value(item(1)), Some(&value));
    alice.edit(&[number("about two")]);
    assert_eq!(alice.record().custom_value(item(1)), Some(&CustomValue::Text("about two".into())));
}

#[test]
fn options_picked_on_two_devices_unite_and_picking_beats_unpicking() {
    let (mut alice, mut bob) = two_devices(&[]);
    let pick = |option: u8, on: bool| Edit::Pick { field: item(1), option: item(option), on };
    alice.edit(&[pick(2, true)]);
    bob.edit(&[pick(3, true)]);
    meet(&mut alice, &mut bob);
    let picked = |device: &Device| device.record().custom_value(item(1)).cloned();
    assert_eq!(picked(&bob), Some(CustomValue::MultiChoice(vec![item(2), item(3)])));
    assert!(!bob.edit(&[pick(3, true)]));
    for _ in 0..3 {
        alice.edit(&[pick(3, false)]);
        bob.edit(&[pick(3, false)]);
        bob.edit(&[pick(3, true)]);
        meet(&mut alice, &mut bob);
        assert_eq!(picked(&alice), Some(CustomValue::MultiChoice(vec![item(2), item(3)])));
    }
    alice.edit(&[pick(2, false), pick(3, false)]);
    assert_eq!(picked(&alice), None);
}
