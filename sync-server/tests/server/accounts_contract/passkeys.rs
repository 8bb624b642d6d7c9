//! What holds of passkeys and their challenges.

use shared::access::Role;
use shared::id::{PasskeyId, SessionId, Verifier};
use shared::time::Timestamp;
use shared::wire::accounts::PASSKEYS;
use sync_server::storage::{NewChallenge, NewPasskey, Proof};

use super::{LATER, NOW, Place, account, new_session, sign_in, team};

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

/// Two people, each signed in.
async fn signed_in(place: &dyn Place) {
    team(place, &[Role::Member]).await;
    for of in [1, 2] {
        sign_in(place, 50 + of, of, NOW).await;
    }
}

/// Keeps a passkey that its person makes in that session.
async fn add(place: &dyn Place, new: NewPasskey, now: Timestamp) -> bool {
    let session = SessionId([50 + new.account.0[0]; 16]);
    place.add_passkey(new, session, now).await.expect("asked")
}

async fn keep(place: &dyn Place, challenge: NewChallenge, now: Timestamp) {
    place.add_challenge(challenge, 3, now).await.expect("kept");
}

pub(super) async fn a_passkey_is_one_accounts_and_signs_in_as_long_as_it_is_there(
    place: &dyn Place,
) {
    signed_in(place).await;
    assert!(add(place, new_passkey(1, 1), LATER).await);
    assert!(add(place, new_passkey(2, 1), NOW).await);
    let known = NewPasskey { credential: vec![1; 40], ..new_passkey(3, 2) };
    assert!(!add(place, known, NOW).await, "one credential, one account");
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
    signed_in(place).await;
    let most = u8::try_from(PASSKEYS).expect("a few");
    for number in 1..=most {
        assert!(add(place, new_passkey(number, 1), NOW).await);
    }
    assert!(!add(place, new_passkey(most + 1, 1), NOW).await);
    assert!(add(place, new_passkey(most + 1, 2), NOW).await);
}

pub(super) async fn a_link_for_a_new_password_removes_passkeys(place: &dyn Place) {
    signed_in(place).await;
    for of in [1, 2] {
        assert!(add(place, new_passkey(of, of), NOW).await);
        keep(place, new_challenge(of, Some(of)), NOW).await;
    }
    let ended = place.set_password(account(1), "hash 1", "another", None).await;
    assert!(ended.expect("asked").is_some());
    assert_eq!(place.passkeys(account(1)).await.expect("asked").len(), 1, "they knew it");
    assert!(!add(place, new_passkey(3, 1), NOW).await, "what its session had begun comes too late");
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
    signed_in(place).await;
    for (number, of) in [(1, Some(1)), (2, None), (3, None)] {
        keep(place, new_challenge(number, of), NOW).await;
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
    keep(place, new_challenge(4, None), LATER).await;
    assert_eq!(take(3, None, NOW).await, None, "those that expired are forgotten");
}

pub(super) async fn of_nobodys_challenges_the_oldest_go_and_of_ones_own_the_one_before(
    place: &dyn Place,
) {
    signed_in(place).await;
    let until = |number: u8, of| NewChallenge {
        expires: LATER.plus(number.into()),
        ..new_challenge(number, of)
    };
    for (number, of) in [(1, Some(1)), (2, Some(2)), (3, Some(1)), (7, None), (4, None)] {
        keep(place, until(number, of), NOW).await;
    }
    for number in [5, 6] {
        keep(place, until(number, None), NOW).await;
    }
    let holds = |number, of: Option<u8>| async move {
        let taken = place.take_challenge(Verifier([number; 32]), of.map(account), NOW);
        taken.await.expect("asked").is_some()
    };
    assert!(!holds(1, Some(1)).await, "another was asked for");
    assert!(holds(2, Some(2)).await && holds(3, Some(1)).await, "whatever strangers ask for");
    assert!(!holds(4, None).await, "it was the oldest of four");
    assert!(holds(5, None).await && holds(6, None).await && holds(7, None).await);
}

pub(super) async fn in_a_full_table_whoever_came_last_is_waited_for(place: &dyn Place) {
    signed_in(place).await;
    let asked = |number: u8| NewChallenge {
        expires: LATER.plus(u64::from(number)),
        ..new_challenge(number, None)
    };
    // As many as may wait, each for the same time, whatever they wait for.
    for number in 1..=20 {
        keep(place, asked(number), NOW.plus(u64::from(number))).await;
        let state = place.take_challenge(Verifier([number; 32]), None, NOW).await.expect("asked");
        assert!(state.is_some(), "{number}");
        keep(place, asked(number), NOW.plus(u64::from(number))).await;
    }
    let held = async |number: u8| {
        let taken = place.take_challenge(Verifier([number; 32]), None, NOW).await;
        taken.expect("asked").is_some()
    };
    assert!(!held(17).await && held(18).await && held(19).await && held(20).await);
}
