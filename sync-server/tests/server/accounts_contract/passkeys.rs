//! What holds of passkeys and their challenges.

use shared::access::Role;
use shared::id::{PasskeyId, Verifier};
use shared::wire::accounts::PASSKEYS;
use sync_server::storage::{NewChallenge, NewPasskey, Proof};

use super::{LATER, NOW, Place, account, new_session, team};

fn new_passkey(number: u8, of: u8) -> NewPasskey {
    NewPasskey {
        id: PasskeyId([number; 16]),
        account: account(of),
        credential: vec![number; 40],
        name: format!("Phone {number}"),
        key: format!("key {number}"),
    }
}

fn passkey(number: u8, was: &str, is: &str) -> Proof {
    Proof::Passkey { id: PasskeyId([number; 16]), was: was.into(), is: is.into() }
}

pub(super) async fn a_passkey_is_one_accounts_and_signs_in_as_long_as_it_is_there(
    place: &dyn Place,
) {
    team(place, &[Role::Member]).await;
    let add = |new, now| place.add_passkey(new, now);
    assert!(add(new_passkey(1, 1), LATER).await.expect("asked"));
    assert!(add(new_passkey(2, 1), NOW).await.expect("asked"));
    let known = NewPasskey { credential: vec![1; 40], ..new_passkey(3, 2) };
    assert!(!add(known, NOW).await.expect("asked"), "one credential, one account");
    assert_eq!(place.credentials(account(2)).await.expect("asked"), Vec::<Vec<u8>>::new());
    let mut credentials = place.credentials(account(1)).await.expect("asked");
    credentials.sort();
    assert_eq!(credentials, [vec![1; 40], vec![2; 40]]);
    let found = place.passkey_of(&[1; 40]).await.expect("asked").expect("there");
    assert_eq!((found.id, found.account, &*found.key), (PasskeyId([1; 16]), account(1), "key 1"));
    assert_eq!(place.passkey_of(&[3; 40]).await.expect("asked"), None);

    let begin = |number, of, proof| async move {
        place.begin_session(new_session(number, of), &proof, LATER).await.expect("asked")
    };
    assert!(!begin(1, 2, passkey(1, "key 1", "stolen")).await, "it is somebody else's");
    assert!(begin(1, 1, passkey(1, "key 1", "key 1, used")).await);
    assert!(!begin(2, 1, passkey(1, "key 1", "a copy of it")).await, "it was used meanwhile");
    let list = place.passkeys(account(1)).await.expect("asked");
    let list: Vec<_> = list.iter().map(|it| (&*it.name, it.since, it.used)).collect();
    assert_eq!(list, [("Phone 2", NOW, None), ("Phone 1", LATER, Some(LATER))]);
    assert!(place.session(Verifier([1; 32]), NOW).await.expect("asked").is_some());
    assert_eq!(place.session(Verifier([2; 32]), NOW).await.expect("asked"), None);

    let remove = |of, which| place.remove_passkey(account(of), PasskeyId([which; 16]));
    assert!(!remove(2, 1).await.expect("asked"), "only one's own");
    assert!(remove(1, 1).await.expect("asked"));
    assert!(!remove(1, 1).await.expect("asked"));
    assert!(!begin(2, 1, passkey(1, "key 1, used", "key 1, used")).await, "it was removed");
    assert_eq!(place.passkey_of(&[1; 40]).await.expect("asked"), None);
}

pub(super) async fn an_account_has_so_many_passkeys_and_no_more(place: &dyn Place) {
    team(place, &[Role::Member]).await;
    let most = u8::try_from(PASSKEYS).expect("a few");
    for number in 1..=most {
        assert!(place.add_passkey(new_passkey(number, 1), NOW).await.expect("asked"));
    }
    assert!(!place.add_passkey(new_passkey(most + 1, 1), NOW).await.expect("asked"));
    assert!(place.add_passkey(new_passkey(most + 1, 2), NOW).await.expect("asked"));
}

pub(super) async fn a_link_for_a_new_password_removes_passkeys(place: &dyn Place) {
    team(place, &[Role::Member]).await;
    for of in [1, 2] {
        assert!(place.add_passkey(new_passkey(of, of), NOW).await.expect("asked"));
        assert!(place.add_challenge(new_challenge(of, Some(of)), NOW).await.expect("asked"));
    }
    let ended = place.set_password(account(1), "hash 1", "another", None).await;
    assert!(ended.expect("asked").is_some());
    assert_eq!(place.passkeys(account(1)).await.expect("asked").len(), 1, "they knew it");
    place.add_reset(Verifier([7; 32]), account(1), LATER).await.expect("kept");
    assert!(place.reset(Verifier([7; 32]), "new", NOW).await.expect("asked").is_some());
    assert_eq!(place.passkeys(account(1)).await.expect("asked"), []);
    assert_eq!(place.passkeys(account(2)).await.expect("asked").len(), 1);
    let take = |of| place.take_challenge(Verifier([of; 32]), Some(account(of)), NOW);
    assert_eq!(take(1).await.expect("asked"), None, "nor does one come that was under way");
    assert_eq!(take(2).await.expect("asked").as_deref(), Some("state 2"));
}

fn new_challenge(number: u8, of: Option<u8>) -> NewChallenge {
    NewChallenge {
        verifier: Verifier([number; 32]),
        account: of.map(account),
        state: format!("state {number}"),
        expires: LATER,
    }
}

pub(super) async fn a_challenge_holds_once_and_not_for_long_for_whom_it_was_made(
    place: &dyn Place,
) {
    team(place, &[Role::Member]).await;
    for (number, of) in [(1, Some(1)), (2, None), (3, None)] {
        assert!(place.add_challenge(new_challenge(number, of), NOW).await.expect("asked"));
    }
    let take = |number, of: Option<u8>, now| async move {
        let taken = place.take_challenge(Verifier([number; 32]), of.map(account), now);
        taken.await.expect("asked")
    };
    assert_eq!(take(1, None, NOW).await, None, "it is somebody's");
    assert_eq!(take(1, Some(2), NOW).await, None, "it is somebody else's");
    assert_eq!(take(1, Some(1), NOW).await.as_deref(), Some("state 1"));
    assert_eq!(take(1, Some(1), NOW).await, None, "once");
    assert_eq!(take(2, Some(1), NOW).await, None, "it is nobody's");
    assert_eq!(take(2, None, LATER).await, None, "too late");
    assert!(place.add_challenge(new_challenge(4, None), LATER).await.expect("asked"));
    assert_eq!(take(3, None, NOW).await, None, "those that expired are forgotten");
}
