//! What items say, and that two devices making the same ones hide nothing.

use super::*;
use crate::edit::*;
use crate::model::{RelationKind, Sense};

#[test]
fn an_organisation_has_its_own_fields_and_an_owner() {
    let mut device = Device::new(1);
    let ana = DocumentId([5; 16]);
    device.edit(&[
        Edit::Make { kind: Kind::Organisation },
        Edit::set(Field::Name, "Okafor Dental"),
        Edit::set(Field::Industry, "Dentists"),
        Edit::set(Field::Website, "okafor.example"),
        Edit::set(Field::Language, "English"),
        set_owner(Some(ana)),
    ]);
    let record = device.record();
    assert_eq!((record.owner_id(), record.industry.as_deref()), (Some(ana), Some("Dentists")));
    let known = facts(&device);
    assert_eq!((known.owner, known.language.as_deref()), (Some(ana), Some("English")));
    device.edit(&[set_owner(None)]);
    assert_eq!(facts(&device).owner, None);
}

#[test]
fn likes_handles_days_and_relations_reach_the_facts() {
    let (mut device, _) = two_devices(&[]);
    let lund = DocumentId([6; 16]);
    device.edit(&put_taste(item(1), Sense::Like, "Ethiopian"));
    device.edit(&put_taste(item(2), Sense::Dislike, "Almond syrup"));
    device.edit(&put_preference(item(3), Some("Dog".into()), "Biscuit"));
    device.edit(&put_social(item(4), Some("Instagram".into()), "@marta"));
    device.edit(&put_date(item(5), Some("Anniversary".into()), "2019-06-01"));
    device.edit(&put_date(item(6), None, "some day in May"));
    device.edit(&put_relation(item(7), RelationKind::WorksAt, lund, Some("owner".into())));
    let (record, facts) = (device.record(), facts(&device));
    assert_eq!(
        (facts.likes, facts.dislikes),
        (vec!["Ethiopian".into()], vec!["Almond syrup".into()])
    );
    assert_eq!(record.preferences[2].1.sense, Sense::Fact);
    assert_eq!(record.socials[0].1.handle, "@marta");
    assert_eq!((record.dates.len(), facts.dates.len()), (2, 1));
    assert_eq!(facts.dates[0].label.as_deref(), Some("Anniversary"));
    assert_eq!((facts.relations[0].kind, facts.relations[0].other), (RelationKind::WorksAt, lund));
    device.edit(&[Edit::Remove { kind: ItemKind::Relation, id: item(7) }]);
    assert!(device.record().relations.is_empty());
}

#[test]
fn two_devices_extend_one_field_of_a_catalog_at_once_and_both_options_stand() {
    let mut first = put_definition(item(1), "Roast", CustomKind::Choice, None, &[]);
    first.extend(put_choice(item(2), item(1), "Light"));
    let (mut alice, mut bob) = two_devices(&first);
    alice.edit(&put_choice(item(3), item(1), "Dark"));
    bob.edit(&put_choice(item(4), item(1), "Medium"));
    bob.edit(&[Edit::SetRank { kind: ItemKind::Choice, id: item(4), rank: -1 }]);
    meet(&mut alice, &mut bob);
    let definition = alice.record().definitions.remove(0);
    let names: Vec<_> = definition.options.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(names, ["Medium", "Light", "Dark"]);
    assert_eq!(definition.applies, [Kind::Person]);

    alice.edit(&[Edit::Remove { kind: ItemKind::Definition, id: item(1) }]);
    bob.edit(&[About::Item(item(1), Part::DefinitionName).set(Some("Degree of roast".into()))]);
    meet(&mut alice, &mut bob);
    assert!(!bob.record().definitions[0].gone, "who edits what another takes out keeps it");
    alice.edit(&[Edit::Remove { kind: ItemKind::Definition, id: item(1) }]);
    assert!(facts(&alice).definitions[0].gone);
}

#[test]
fn a_member_says_under_which_author_they_write_and_a_segment_what_it_filters() {
    let mut device = Device::new(1);
    device.edit(&[
        Edit::Make { kind: Kind::Member },
        Edit::set(Field::Name, "Ana"),
        set_author(&[1, 255]),
    ]);
    assert_eq!(facts(&device).member.map(|member| member.author), Some(vec![1, 255]));
    let mut device = Device::new(1);
    device.edit(&[Edit::Make { kind: Kind::Segment }, set_filter(b"\x00filter")]);
    assert_eq!(facts(&device).segment.as_deref(), Some(&b"\x00filter"[..]));
}
