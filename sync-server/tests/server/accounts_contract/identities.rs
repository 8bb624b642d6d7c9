//! What holds of who people are elsewhere.

use shared::access::Role;
use shared::id::{IdentityId, SessionId, Verifier};
use shared::wire::accounts::IDENTITIES;
use sync_server::storage::{
    Added, Bound, Grounds, Joined, Joining, NewAccount, NewIdentity, Proof, Unbound,
};

use super::{LATER, NOW, Place, account, invite, new_account, new_session, sign_in, team};

const THERE: &str = "https://id.example.org";

fn new_identity(number: u8, of: u8) -> NewIdentity {
    NewIdentity {
        id: IdentityId([number; 16]),
        account: account(of),
        issuer: THERE.into(),
        subject: format!("subject {number}"),
        name: format!("person{number}@example.org"),
    }
}

fn without_password(of: u8) -> NewAccount {
    NewAccount { password: String::new(), ..new_account(of) }
}

/// Two people, each signed in.
async fn signed_in(place: &dyn Place) {
    team(place, &[Role::Member]).await;
    for of in [1, 2] {
        sign_in(place, 50 + of, of, NOW).await;
    }
}

/// Binds one in its person's session.
async fn add(place: &dyn Place, new: NewIdentity) -> Added {
    let session = SessionId([50 + new.account.0[0]; 16]);
    place.add_identity(new, Grounds::Session(session), NOW).await.expect("asked")
}

/// Binds one because its address is the account's.
async fn add_by_email(place: &dyn Place, new: NewIdentity) -> Added {
    place.add_identity(new, Grounds::Email, NOW).await.expect("asked")
}

async fn begin(place: &dyn Place, number: u8, of: u8, which: u8) -> bool {
    let proof = Proof::Identity(IdentityId([which; 16]));
    place.begin_session(new_session(number, of), &proof, LATER).await.expect("asked")
}

async fn remove(place: &dyn Place, of: u8, which: u8) -> Unbound {
    place.remove_identity(account(of), IdentityId([which; 16])).await.expect("asked")
}

async fn count(place: &dyn Place, of: u8) -> usize {
    place.identities(account(of)).await.expect("asked").len()
}

pub(super) async fn an_identity_is_one_accounts_and_signs_in_as_long_as_it_is_there(
    place: &dyn Place,
) {
    signed_in(place).await;
    assert_eq!(add(place, new_identity(1, 1)).await, Added::Done);
    let again = NewIdentity { subject: "subject 1".into(), ..new_identity(2, 2) };
    assert_eq!(add(place, again.clone()).await, Added::Taken, "one identity, one account");
    let twice = NewIdentity { subject: "subject 1".into(), ..new_identity(2, 1) };
    assert_eq!(add(place, twice).await, Added::IsOwn);
    let elsewhere = NewIdentity { issuer: "https://other.example".into(), ..again };
    assert_eq!(
        add(place, elsewhere).await,
        Added::Done,
        "another provider means somebody else by it"
    );
    let found = place.identity_of(THERE, "subject 1").await.expect("asked").expect("there");
    assert_eq!((found.id, found.account), (IdentityId([1; 16]), account(1)));
    assert_eq!((&*found.name, found.since, found.used), ("person1@example.org", NOW, None));
    assert_eq!(place.identity_of(THERE, "Subject 1").await.expect("asked"), None);

    assert!(!begin(place, 1, 2, 1).await, "it is somebody else's");
    assert!(begin(place, 1, 1, 1).await);
    assert!(begin(place, 2, 1, 1).await, "as often as the provider says so");
    assert_eq!(place.identities(account(1)).await.expect("asked")[0].used, Some(LATER));
    assert!(place.session(Verifier([1; 32]), NOW).await.expect("asked").is_some());

    assert_eq!(remove(place, 2, 1).await, Unbound::NoSuchIdentity, "only one's own");
    assert_eq!(remove(place, 1, 1).await, Unbound::Done);
    assert_eq!(remove(place, 1, 1).await, Unbound::NoSuchIdentity);
    assert!(!begin(place, 3, 1, 1).await, "it was removed");
    assert_eq!(place.session(Verifier([3; 32]), NOW).await.expect("asked"), None);
    assert_eq!((count(place, 1).await, count(place, 2).await), (0, 1));
}

pub(super) async fn an_account_has_so_many_identities_and_never_loses_its_only_way_in(
    place: &dyn Place,
) {
    signed_in(place).await;
    let most = u8::try_from(IDENTITIES).expect("a few");
    for number in 1..=most {
        assert_eq!(add(place, new_identity(number, 1)).await, Added::Done);
    }
    assert_eq!(add(place, new_identity(most + 1, 1)).await, Added::Taken);
    let ended = place.end_sessions(account(2), None).await.expect("asked");
    assert_eq!(ended.len(), 1);
    assert_eq!(add(place, new_identity(most + 1, 2)).await, Added::NoGrounds, "it has ended");

    let made = place.add_account(without_password(3), new_identity(100, 3), NOW).await;
    assert_eq!(made.expect("asked"), Bound::Done);
    assert_eq!(remove(place, 3, 100).await, Unbound::LastWayIn);
    assert!(begin(place, 9, 3, 100).await);
    let proof = Proof::Identity(IdentityId([100; 16]));
    assert!(place.begin_session(new_session(53, 3), &proof, NOW).await.expect("asked"));
    assert_eq!(add(place, new_identity(101, 3)).await, Added::Done);
    assert_eq!(remove(place, 3, 100).await, Unbound::Done);
    assert_eq!(remove(place, 3, 101).await, Unbound::LastWayIn);
    assert_eq!(count(place, 3).await, 1);
}

pub(super) async fn an_account_comes_with_who_its_person_is_elsewhere_or_not_at_all(
    place: &dyn Place,
) {
    let make =
        async |account, identity| place.add_account(account, identity, NOW).await.expect("asked");
    assert_eq!(make(without_password(3), new_identity(3, 3)).await, Bound::NotSetUp);
    assert!(!place.any().await.expect("asked"), "the first account is the owner\u{2019}s");
    signed_in(place).await;
    assert_eq!(add(place, new_identity(1, 1)).await, Added::Done);
    let taken = NewAccount { email: "person1@example.org".into(), ..without_password(3) };
    assert_eq!(make(taken, new_identity(3, 3)).await, Bound::EmailTaken);
    let known = NewIdentity { subject: "subject 1".into(), ..new_identity(3, 3) };
    assert_eq!(make(without_password(3), known.clone()).await, Bound::IdentityTaken);
    assert_eq!(place.account(account(3)).await.expect("asked"), None);

    let workspace = shared::id::WorkspaceSecret([1; 32]).workspace();
    assert!(invite(place, workspace, 60, Role::Member, 1).await);
    let join = async |identity| {
        let joining = Joining::New(without_password(3), Some(identity));
        place.join(Verifier([60; 32]), joining, NOW).await.expect("asked")
    };
    assert_eq!(join(known).await, Joined::IdentityTaken);
    assert_eq!(place.account(account(3)).await.expect("asked"), None);
    assert!(matches!(join(new_identity(3, 3)).await, Joined::In(who, _) if who == account(3)));
    let made = place.account(account(3)).await.expect("asked").expect("there");
    assert!(!made.owns_server && made.password.is_empty());
    assert_eq!(count(place, 3).await, 1);
}

pub(super) async fn a_link_for_a_new_password_removes_identities(place: &dyn Place) {
    signed_in(place).await;
    for of in [1, 2] {
        assert_eq!(add(place, new_identity(of, of)).await, Added::Done);
    }
    place.add_reset(Verifier([7; 32]), account(1), LATER).await.expect("kept");
    assert!(place.reset(Verifier([7; 32]), "new", NOW).await.expect("asked").is_some());
    assert_eq!((count(place, 1).await, count(place, 2).await), (0, 1));
    let late = add(place, new_identity(3, 1)).await;
    assert_eq!(late, Added::NoGrounds, "what its session had begun comes too late");
}

pub(super) async fn an_address_opens_an_account_once_and_not_after_anything_was_taken_away(
    place: &dyn Place,
) {
    signed_in(place).await;
    assert_eq!(
        add_by_email(place, new_identity(1, 1)).await,
        Added::NoGrounds,
        "the owner\u{2019}s"
    );
    assert_eq!(add_by_email(place, new_identity(2, 2)).await, Added::NoGrounds, "nobody knows it");
    assert_eq!(add_by_email(place, new_identity(9, 9)).await, Added::NoGrounds, "nobody\u{2019}s");
    let workspace = shared::id::WorkspaceSecret([1; 32]).workspace();
    for of in 3..=7 {
        assert!(invite(place, workspace, 60 + of, Role::Member, 1).await);
        let account = NewAccount { by_email: true, ..new_account(of) };
        let joined = place.join(Verifier([60 + of; 32]), Joining::New(account, None), NOW).await;
        assert!(matches!(joined.expect("asked"), Joined::In(..)));
        sign_in(place, 50 + of, of, NOW).await;
    }
    assert_eq!(add(place, new_identity(1, 1)).await, Added::Done);
    let known = NewIdentity { subject: "subject 1".into(), ..new_identity(7, 7) };
    assert_eq!(add_by_email(place, known).await, Added::Taken);
    assert_eq!(add_by_email(place, new_identity(3, 3)).await, Added::Done);
    assert_eq!(add_by_email(place, new_identity(30, 3)).await, Added::NoGrounds, "once");
    assert_eq!(remove(place, 3, 3).await, Unbound::Done);
    assert_eq!(add_by_email(place, new_identity(3, 3)).await, Added::NoGrounds, "it was removed");

    assert_eq!(add(place, new_identity(4, 4)).await, Added::Done);
    assert_eq!(add_by_email(place, new_identity(40, 4)).await, Added::NoGrounds, "one is known");

    place.add_reset(Verifier([5; 32]), account(5), LATER).await.expect("kept");
    assert!(place.reset(Verifier([5; 32]), "new", NOW).await.expect("asked").is_some());
    assert_eq!(add_by_email(place, new_identity(5, 5)).await, Added::NoGrounds, "a new password");
    assert_eq!(add_by_email(place, new_identity(6, 6)).await, Added::Done, "others as before");
}
