//! Photos, and since when a record is in the bin.

use super::*;
use crate::edit::set_photo;
use crate::id::BlobHash;
use crate::model::{Photo, PhotoMedia, Said, Subject};

fn photo(number: u8) -> Photo {
    Photo { hash: BlobHash([number; 32]), media: PhotoMedia::Webp, bytes: 100 + u32::from(number) }
}

fn photos(device: &Device) -> Vec<Photo> {
    facts(device).pictures().filter_map(PhotoFact::photo).collect()
}

#[test]
fn a_photo_is_shown_where_it_was_set_and_in_lists_and_goes_when_it_is_taken_away() {
    let (mut alice, _) = two_devices(&[]);
    assert_eq!((alice.record().picture(), facts(&alice).photo()), (None, None));
    alice.edit(&[set_photo(Some(photo(1)))]);
    assert_eq!(alice.record().picture(), Some(photo(1)));
    assert_eq!(facts(&alice).photo(), Some(photo(1)));
    alice.edit(&[set_photo(None)]);
    assert_eq!((alice.record().picture(), photos(&alice)), (None, vec![]));
    let values = alice.document.history_of(&Subject::Field(Field::Photo));
    assert_eq!(values[0].line.before, Said::Text(photo(1).to_string()));
    alice.edit(&[values[0].line.restore_before().expect("an edit")]);
    assert_eq!(alice.record().picture(), Some(photo(1)));
}

#[test]
fn of_two_photos_lists_show_one_and_know_both() {
    let (mut alice, mut bob) = two_devices(&[]);
    alice.edit(&[set_photo(Some(photo(1)))]);
    bob.edit(&[set_photo(Some(photo(2)))]);
    meet(&mut alice, &mut bob);
    let shown = alice.record().picture().expect("one of them");
    let other = if shown == photo(1) { photo(2) } else { photo(1) };
    assert_eq!((facts(&alice).photo(), photos(&alice)), (Some(shown), vec![shown, other]));
    assert_eq!(facts(&alice).disagreements, 1);
    let disagreement = &alice.document.disagreements()[0];
    assert!(!disagreement.can_keep_both());
    let choice = disagreement.choose(&disagreement.answers[1]);
    bob.edit(&[choice]);
    meet(&mut alice, &mut bob);
    assert_eq!(photos(&alice), [other]);
    // Taken away here and changed there: the picture is one answer, nothing is the other.
    alice.edit(&[set_photo(None)]);
    bob.edit(&[set_photo(Some(photo(3)))]);
    meet(&mut alice, &mut bob);
    assert_eq!(alice.document.disagreements()[0].answers.len(), 2);
    assert_eq!(photos(&alice), [photo(3)]);
    assert_eq!(facts(&alice).photo(), alice.record().picture());
}

#[test]
fn what_names_no_picture_is_none_and_is_kept() {
    let (mut alice, _) = two_devices(&[]);
    let avif = format!("{} image/avif 7", BlobHash([1; 32]));
    alice.put("photo", avif.as_str());
    assert_eq!((alice.record().picture(), photos(&alice)), (None, vec![]));
    alice.edit(&[Edit::set(Field::Name, "Ada")]);
    assert_eq!(alice.record().photo, Some(avif));
    alice.put("photo", true);
    assert_eq!(alice.record().photo, None);
    alice.edit(&[set_photo(Some(photo(1)))]);
    assert_eq!(alice.record().picture(), Some(photo(1)));
}

#[test]
fn a_record_says_since_when_it_is_in_the_bin() {
    let gone = |gone| [Edit::SetGone { gone }];
    let (mut alice, mut bob) = two_devices(&[]);
    assert_eq!(alice.record().gone_since, None);
    alice.edit(&gone(true));
    assert_eq!(alice.record().gone_since, Some(Timestamp(1002)));
    // A change of something else makes it no younger.
    alice.edit(&[Edit::set(Field::Name, "Ada")]);
    assert_eq!(facts(&alice).gone_since, Some(Timestamp(1002)));
    bob.edit(&[Edit::set(Field::Name, "Bo")]);
    bob.edit(&[Edit::tag("VIP")]);
    bob.edit(&gone(true));
    meet(&mut alice, &mut bob);
    // Of two who put it there, the later one counts.
    assert_eq!(alice.record().gone_since, Some(Timestamp(1003)));
    alice.edit(&gone(false));
    assert_eq!((alice.record().gone, alice.record().gone_since), (false, None));
    alice.edit(&gone(true));
    assert!(alice.record().gone_since > Some(Timestamp(1003)));
}
