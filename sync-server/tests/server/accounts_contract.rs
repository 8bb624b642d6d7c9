//! What every place that keeps accounts must do, run on each of them.

use std::time::Duration;

use shared::access::Role;
use shared::id::{AccountId, InvitationId, SessionId, Verifier, WorkspaceId, WorkspaceSecret};
use shared::time::Timestamp;
use shared::wire::accounts::Happened;
use sqlx::Connection;
use sync_server::storage::{
    Accounts, Change, Joined, Joining, Memory, NewAccount, NewInvitation, NewSession, Note,
    Postgres, Proof, Sqlite, Storage,
};

use super::support::{Folder, postgres as postgres_support};

mod identities;
mod passkeys;

use identities::*;
use passkeys::*;

/// A storage of either kind.
trait Place: Storage + Accounts {}
impl<S: Storage + Accounts> Place for S {}

/// Runs each rule on a new, empty storage of each kind.
macro_rules! contract {
    ($($rule:ident),* $(,)?) => {
        mod memory {
            use super::*;
            $(#[tokio::test] async fn $rule() { super::$rule(&Memory::default()).await })*
        }
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $rule() {
                let folder = Folder::new();
                let storage = Sqlite::open(&folder.database()).await.expect("it opens");
                super::$rule(&storage).await;
                storage.close().await;
            })*
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $rule() {
                let url = postgres_support::database().await;
                let storage = Postgres::open(&url).await.expect("it opens");
                super::$rule(&storage).await;
                Storage::close(&storage).await;
            })*
        }
    };
}

contract!(
    only_the_first_account_owns_the_server,
    a_session_lives_until_it_is_not_seen_or_ended,
    a_new_password_ends_the_other_sessions,
    a_password_that_was_replaced_meanwhile_neither_signs_in_nor_sets_another,
    a_link_for_a_new_password_holds_once_and_not_for_long,
    a_passkey_is_one_accounts_and_signs_in_as_long_as_it_is_there,
    an_account_has_so_many_passkeys_and_no_more,
    a_link_for_a_new_password_removes_passkeys,
    an_identity_is_one_accounts_and_signs_in_as_long_as_it_is_there,
    an_account_has_so_many_identities_and_never_loses_its_only_way_in,
    an_account_comes_with_who_its_person_is_elsewhere_or_not_at_all,
    a_link_for_a_new_password_removes_identities,
    an_address_opens_an_account_once_and_not_after_anything_was_taken_away,
    a_challenge_holds_once_and_not_for_long_for_whom_it_was_made,
    of_nobodys_challenges_the_oldest_go_and_of_ones_own_the_one_before,
    in_a_full_table_whoever_came_last_is_waited_for,
    a_link_beside_others_voids_none_that_holds_and_is_used_up_with_them,
    a_workspace_becomes_a_team_once,
    an_invitation_is_used_once_by_somebody_new_or_known,
    an_invitation_holds_no_longer_than_it_says_or_its_inviter_may,
    an_invitation_never_lowers_a_role,
    roles_change_as_the_roles_of_the_moment_allow,
    the_last_owner_stays,
    who_is_removed_is_no_member_and_may_be_invited_again,
    what_happened_is_seen_where_it_belongs,
);

const NOW: Timestamp = Timestamp(1_750_000_000_000);
const LATER: Timestamp = Timestamp(1_750_000_600_000);

fn account(byte: u8) -> AccountId {
    AccountId([byte; 16])
}

fn new_account(byte: u8) -> NewAccount {
    NewAccount {
        id: account(byte),
        email: format!("person{byte}@example.org"),
        name: format!("Person {byte}"),
        password: format!("hash {byte}"),
        by_email: false,
    }
}

async fn workspace(place: &dyn Place, byte: u8) -> WorkspaceId {
    let secret = WorkspaceSecret([byte; 32]);
    place.create(secret.workspace(), secret.verifier(), 100).await.expect("made");
    secret.workspace()
}

/// A team whose owner is the account of 1, with others of these roles from 2 on.
async fn team(place: &dyn Place, others: &[Role]) -> WorkspaceId {
    let workspace = workspace(place, 1).await;
    // Whatever is kept of an owner of the server, no address lets anybody in there.
    let owner = NewAccount { by_email: true, ..new_account(1) };
    assert!(place.add_first(owner, NOW).await.expect("added"));
    assert!(place.make_team(workspace, "Kiosk", account(1), NOW).await.expect("made"));
    for (number, role) in (2..).zip(others) {
        invite(place, workspace, number, *role, 1).await;
        let joined =
            place.join(Verifier([number; 32]), Joining::New(new_account(number), None), NOW);
        assert!(matches!(joined.await.expect("asked"), Joined::In(..)));
    }
    workspace
}

async fn invite(place: &dyn Place, workspace: WorkspaceId, number: u8, role: Role, by: u8) -> bool {
    let invitation = NewInvitation {
        id: InvitationId([number; 16]),
        verifier: Verifier([number; 32]),
        workspace,
        role,
        inviter: account(by),
        expires: LATER,
    };
    place.invite(invitation).await.expect("asked")
}

fn new_session(number: u8, of: u8) -> NewSession {
    NewSession {
        id: SessionId([number; 16]),
        verifier: Verifier([number; 32]),
        account: account(of),
        device: format!("Phone {number}"),
    }
}

fn password(hash: &str) -> Proof {
    Proof::Password(hash.to_owned())
}

async fn sign_in(place: &dyn Place, number: u8, of: u8, now: Timestamp) -> SessionId {
    let session = new_session(number, of);
    let id = session.id;
    assert!(
        place.begin_session(session, &password(&format!("hash {of}")), now).await.expect("asked")
    );
    id
}

async fn only_the_first_account_owns_the_server(place: &dyn Place) {
    assert!(!place.any().await.expect("asked"));
    assert!(place.add_first(new_account(1), NOW).await.expect("asked"));
    assert!(!place.add_first(new_account(2), NOW).await.expect("asked"));
    assert!(place.any().await.expect("asked"));
    let first = place.account_of("person1@example.org").await.expect("asked").expect("there");
    assert_eq!((first.id, first.owns_server, &*first.password), (account(1), true, "hash 1"));
    assert_eq!(place.account(account(1)).await.expect("asked"), Some(first));
    assert_eq!(place.account(account(2)).await.expect("asked"), None);
    assert_eq!(place.account_of("person2@example.org").await.expect("asked"), None);
}

async fn a_session_lives_until_it_is_not_seen_or_ended(place: &dyn Place) {
    place.add_first(new_account(1), NOW).await.expect("added");
    let (phone, laptop) = (sign_in(place, 1, 1, NOW).await, sign_in(place, 2, 1, LATER).await);
    let find = |number, oldest| place.session(Verifier([number; 32]), oldest);
    let found = find(1, NOW).await.expect("asked").expect("it lives");
    assert_eq!((found.id, found.account, found.seen), (phone, account(1), NOW));
    assert_eq!(find(9, NOW).await.expect("asked"), None);
    assert_eq!(find(1, LATER).await.expect("asked"), None, "not seen for too long");
    let names = |oldest| async move {
        let devices = place.devices(account(1), oldest).await.expect("asked");
        devices.into_iter().map(|device| device.name).collect::<Vec<_>>()
    };
    assert_eq!(names(NOW).await, ["Phone 2", "Phone 1"]);
    assert_eq!(names(LATER).await, ["Phone 2"]);
    place.touch(phone, LATER.plus(1)).await.expect("touched");
    place.touch(phone, NOW).await.expect("a clock that was set back changes nothing");
    assert_eq!(names(LATER).await, ["Phone 1", "Phone 2"]);

    let other = place.end_sessions(account(2), Some(phone)).await.expect("asked");
    assert_eq!(other, [], "only one's own");
    assert_eq!(place.end_sessions(account(1), Some(phone)).await.expect("asked"), [phone]);
    assert_eq!(find(1, NOW).await.expect("asked"), None);
    assert_eq!(place.end_sessions(account(1), None).await.expect("asked"), [laptop]);
    assert_eq!(names(NOW).await, Vec::<String>::new());
}

async fn a_new_password_ends_the_other_sessions(place: &dyn Place) {
    place.add_first(new_account(1), NOW).await.expect("added");
    let (here, there) = (sign_in(place, 1, 1, NOW).await, sign_in(place, 2, 1, NOW).await);
    place.add_reset(Verifier([7; 32]), account(1), LATER).await.expect("kept");
    let ended = place.set_password(account(1), "hash 1", "another", Some(here)).await;
    assert_eq!(ended.expect("asked"), Some(vec![there]));
    let stored = place.account(account(1)).await.expect("asked").expect("there");
    assert_eq!(stored.password, "another");
    let link = place.reset(Verifier([7; 32]), "a thief's", NOW).await.expect("asked");
    assert_eq!(link, None, "links from before are void");
}

async fn a_password_that_was_replaced_meanwhile_neither_signs_in_nor_sets_another(
    place: &dyn Place,
) {
    place.add_first(new_account(1), NOW).await.expect("added");
    let thiefs = sign_in(place, 1, 1, NOW).await;
    place.add_reset(Verifier([7; 32]), account(1), LATER).await.expect("kept");
    let ended = place.reset(Verifier([7; 32]), "new", NOW).await.expect("asked");
    assert_eq!(ended, Some((account(1), vec![thiefs])));
    place.add_reset(Verifier([8; 32]), account(1), LATER).await.expect("kept");
    // What they asked for before, with the hash that they fitted then.
    let set = place.set_password(account(1), "hash 1", "a thief's", Some(thiefs)).await;
    assert_eq!(set.expect("asked"), None);
    assert!(
        !place.begin_session(new_session(2, 1), &password("hash 1"), NOW).await.expect("asked")
    );
    let stored = place.account(account(1)).await.expect("asked").expect("there");
    assert_eq!(stored.password, "new");
    assert_eq!(place.devices(account(1), NOW).await.expect("asked"), []);
    assert!(place.begin_session(new_session(2, 1), &password("new"), NOW).await.expect("asked"));
    let link = place.reset(Verifier([8; 32]), "newer", NOW).await.expect("asked");
    assert!(link.is_some(), "nor does it void a link");
}

async fn a_link_for_a_new_password_holds_once_and_not_for_long(place: &dyn Place) {
    place.add_first(new_account(1), NOW).await.expect("added");
    let session = sign_in(place, 1, 1, NOW).await;
    place.add_reset(Verifier([6; 32]), account(1), LATER).await.expect("kept");
    place.add_reset(Verifier([7; 32]), account(1), LATER).await.expect("kept");
    let reset = |byte, now| place.reset(Verifier([byte; 32]), "new", now);
    assert_eq!(reset(6, NOW).await.expect("asked"), None, "the newer link replaced it");
    assert_eq!(reset(7, LATER).await.expect("asked"), None, "too late");
    let done = reset(7, NOW).await.expect("asked");
    assert_eq!(done, Some((account(1), vec![session])));
    assert_eq!(reset(7, NOW).await.expect("asked"), None, "once");
}

async fn a_link_beside_others_voids_none_that_holds_and_is_used_up_with_them(place: &dyn Place) {
    place.add_first(new_account(1), NOW).await.expect("added");
    let link = |number: u8| Verifier([number; 32]);
    place.add_reset(link(1), account(1), LATER).await.expect("kept");
    place.add_reset_beside(link(2), account(1), NOW.plus(10), NOW).await.expect("kept");
    place.add_reset_beside(link(3), account(1), LATER, NOW.plus(10)).await.expect("kept");
    let use_it = |number, password| place.reset(link(number), password, NOW);
    assert_eq!(use_it(2, "x").await.expect("asked"), None, "forgotten: it holds no more");
    assert!(use_it(1, "hash of another").await.expect("asked").is_some(), "the one before holds");
    assert_eq!(use_it(3, "x").await.expect("asked"), None, "used up with it");
    place.add_reset_beside(link(4), account(1), LATER, NOW).await.expect("kept");
    place.add_reset(link(5), account(1), LATER).await.expect("kept");
    assert_eq!(use_it(4, "x").await.expect("asked"), None, "an owner\u{2019}s takes its place");
    assert_eq!(place.reset(link(5), "x", LATER).await.expect("asked"), None, "it has ended");
    assert!(use_it(5, "hash of a third").await.expect("asked").is_some());
    place.add_reset_beside(link(6), account(1), LATER, NOW).await.expect("kept");
    place.set_password(account(1), "hash of a third", "hash", None).await.expect("asked");
    assert_eq!(use_it(6, "x").await.expect("asked"), None, "as every link before a new password");
}

async fn a_workspace_becomes_a_team_once(place: &dyn Place) {
    let workspace = team(place, &[]).await;
    assert!(place.is_team(workspace).await.expect("asked"));
    assert!(!place.make_team(workspace, "Theft", account(2), NOW).await.expect("asked"));
    assert_eq!(place.role(workspace, account(2)).await.expect("asked"), None);
    assert_eq!(place.role(workspace, account(1)).await.expect("asked"), Some(Role::Owner));
    let none = WorkspaceSecret([9; 32]).workspace();
    assert!(!place.is_team(none).await.expect("asked"));
    assert!(place.make_team(none, "None", account(1), NOW).await.is_err());
    place.rename(workspace, "Two kiosks").await.expect("renamed");
    let teams = place.teams(account(1)).await.expect("asked");
    assert_eq!((teams.len(), &*teams[0].name, teams[0].role), (1, "Two kiosks", Role::Owner));
}

async fn an_invitation_is_used_once_by_somebody_new_or_known(place: &dyn Place) {
    let workspace = team(place, &[Role::Member]).await;
    assert!(invite(place, workspace, 7, Role::Admin, 1).await);
    let invited = place.invited(Verifier([7; 32]), NOW).await.expect("asked").expect("it holds");
    assert_eq!((&*invited.team.name, &*invited.inviter), ("Kiosk", "Person 1"));
    assert_eq!(place.invited(Verifier([8; 32]), NOW).await.expect("asked"), None);

    let join = |joining| place.join(Verifier([7; 32]), joining, NOW);
    let taken = NewAccount { email: "person2@example.org".into(), ..new_account(3) };
    assert_eq!(join(Joining::New(taken, None)).await.expect("asked"), Joined::EmailTaken);
    assert_eq!(place.invitations(workspace, NOW).await.expect("asked").len(), 1, "not used up");
    match join(Joining::Account(account(2))).await.expect("asked") {
        Joined::In(who, team) => assert_eq!((who, team.role), (account(2), Role::Admin)),
        other => panic!("{other:?}"),
    }
    let again = join(Joining::New(new_account(3), None)).await.expect("asked");
    assert_eq!(again, Joined::NoSuchInvitation);
    assert_eq!(place.account(account(3)).await.expect("asked"), None, "no account without one");
    let members = place.members(workspace).await.expect("asked");
    let roles: Vec<_> = members.iter().map(|member| (&*member.name, member.role)).collect();
    assert_eq!(roles, [("Person 1", Role::Owner), ("Person 2", Role::Admin)]);
}

async fn an_invitation_holds_no_longer_than_it_says_or_its_inviter_may(place: &dyn Place) {
    let workspace = team(place, &[Role::Admin, Role::Member]).await;
    assert!(!invite(place, workspace, 7, Role::Owner, 2).await, "above the inviter's");
    assert!(!invite(place, workspace, 7, Role::Viewer, 3).await, "a member invites nobody");
    assert!(!invite(place, workspace, 7, Role::Viewer, 9).await, "nor does a stranger");
    assert!(invite(place, workspace, 7, Role::Admin, 2).await);
    let holds = async |now| {
        let found = place.invited(Verifier([7; 32]), now).await.expect("asked").is_some();
        let listed = place.invitations(workspace, now).await.expect("asked").len();
        assert_eq!(listed, usize::from(found));
        found
    };
    assert!(holds(NOW).await && !holds(LATER).await);
    let demoted = place.set_role(workspace, account(2), Role::Member, account(1)).await;
    assert_eq!(demoted.expect("asked"), Change::Done(Role::Admin));
    assert!(!holds(NOW).await, "whoever made it may not do it any more");
    let joining = Joining::New(new_account(4), None);
    let joined = place.join(Verifier([7; 32]), joining, NOW).await.expect("asked");
    assert_eq!(joined, Joined::NoSuchInvitation);
    place.set_role(workspace, account(2), Role::Admin, account(1)).await.expect("asked");
    assert!(holds(NOW).await);
    let other = WorkspaceSecret([9; 32]).workspace();
    let withdraw = |workspace| place.withdraw(workspace, InvitationId([7; 16]));
    assert_eq!(withdraw(other).await.expect("asked"), None, "not from elsewhere");
    assert_eq!(withdraw(workspace).await.expect("asked"), Some(Role::Admin));
    assert!(!holds(NOW).await);
}

async fn an_invitation_never_lowers_a_role(place: &dyn Place) {
    let workspace = team(place, &[]).await;
    assert!(invite(place, workspace, 7, Role::Viewer, 1).await);
    let joined = place.join(Verifier([7; 32]), Joining::Account(account(1)), NOW).await;
    assert!(matches!(joined.expect("asked"), Joined::In(_, team) if team.role == Role::Owner));
    assert_eq!(place.role(workspace, account(1)).await.expect("asked"), Some(Role::Owner));
}

async fn roles_change_as_the_roles_of_the_moment_allow(place: &dyn Place) {
    let workspace = team(place, &[Role::Admin, Role::Member, Role::Viewer]).await;
    let set = |who, to, by| place.set_role(workspace, account(who), to, account(by));
    assert_eq!(set(4, Role::Member, 3).await.expect("asked"), Change::NotAllowed);
    assert_eq!(set(1, Role::Viewer, 2).await.expect("asked"), Change::NotAllowed);
    assert_eq!(set(3, Role::Owner, 2).await.expect("asked"), Change::NotAllowed);
    assert_eq!(set(9, Role::Member, 2).await.expect("asked"), Change::NoSuchMember);
    assert_eq!(set(9, Role::Member, 3).await.expect("asked"), Change::NotAllowed);
    assert_eq!(set(3, Role::Member, 9).await.expect("asked"), Change::NotAllowed);
    assert_eq!(set(4, Role::Member, 2).await.expect("asked"), Change::Done(Role::Viewer));
    assert_eq!(place.role(workspace, account(4)).await.expect("asked"), Some(Role::Member));
    assert_eq!(set(3, Role::Owner, 1).await.expect("asked"), Change::Done(Role::Member));
    assert_eq!(set(1, Role::Viewer, 3).await.expect("asked"), Change::Done(Role::Owner));
}

async fn the_last_owner_stays(place: &dyn Place) {
    let workspace = team(place, &[Role::Admin]).await;
    let (one, two) = (account(1), account(2));
    let set = place.set_role(workspace, one, Role::Admin, one).await.expect("asked");
    assert_eq!(set, Change::LastOwner);
    assert_eq!(place.remove(workspace, one, one).await.expect("asked"), Change::LastOwner);
    assert_eq!(place.remove(workspace, one, two).await.expect("asked"), Change::NotAllowed);
    place.set_role(workspace, two, Role::Owner, one).await.expect("asked");
    assert_eq!(place.remove(workspace, one, one).await.expect("asked"), Change::Done(Role::Owner));
    assert_eq!(place.remove(workspace, two, two).await.expect("asked"), Change::LastOwner);
}

async fn who_is_removed_is_no_member_and_may_be_invited_again(place: &dyn Place) {
    let workspace = team(place, &[Role::Admin, Role::Member, Role::Viewer]).await;
    let remove = |who, by| place.remove(workspace, account(who), account(by));
    assert_eq!(remove(3, 4).await.expect("asked"), Change::NotAllowed);
    assert_eq!(remove(3, 9).await.expect("asked"), Change::NotAllowed);
    assert_eq!(remove(3, 2).await.expect("asked"), Change::Done(Role::Member));
    assert_eq!(remove(3, 2).await.expect("asked"), Change::NoSuchMember);
    assert_eq!(remove(4, 4).await.expect("asked"), Change::Done(Role::Viewer), "everybody may go");
    assert_eq!(place.role(workspace, account(3)).await.expect("asked"), None);
    assert_eq!(place.teams(account(3)).await.expect("asked"), []);
    assert!(invite(place, workspace, 7, Role::Viewer, 2).await);
    let joined = place.join(Verifier([7; 32]), Joining::Account(account(3)), NOW).await;
    assert!(matches!(joined.expect("asked"), Joined::In(_, team) if team.role == Role::Viewer));
}

async fn what_happened_is_seen_where_it_belongs(place: &dyn Place) {
    let workspace = team(place, &[Role::Member]).await;
    let elsewhere = self::workspace(place, 2).await;
    let note = |what, workspace, who: Option<u8>, whom: Option<u8>| Note {
        what,
        workspace,
        who: who.map(account),
        whom: whom.map(account),
        role: Some(Role::Member),
        address: "192.0.2.7".into(),
    };
    for (at, note) in [
        note(Happened::Invited, Some(workspace), Some(1), Some(2)),
        note(Happened::SignedIn, None, Some(2), None),
        note(Happened::Failed, None, None, None),
        note(Happened::SignedIn, None, Some(9), None),
        note(Happened::Joined, Some(elsewhere), Some(2), Some(2)),
        // Whose password it is decides, not who gives the link.
        note(Happened::ResetLinked, None, Some(1), Some(9)),
        note(Happened::ResetLinked, None, Some(9), Some(2)),
    ]
    .into_iter()
    .enumerate()
    {
        place.note(note, NOW.plus(at as u64)).await.expect("noted");
    }
    let events = place.events(workspace, 100).await.expect("asked");
    let seen: Vec<_> = events.iter().map(|event| (event.what, event.who.as_deref())).collect();
    let (signed_in, invited) = (Happened::SignedIn, Happened::Invited);
    let linked = (Happened::ResetLinked, None);
    assert_eq!(seen, [linked, (signed_in, Some("Person 2")), (invited, Some("Person 1"))]);
    assert_eq!((events[2].at, &*events[2].address), (NOW, "192.0.2.7"));
    assert_eq!((events[2].whom.as_deref(), events[2].role), (Some("Person 2"), Some(Role::Member)));
    assert_eq!(place.events(workspace, 1).await.expect("asked"), events[..1]);
    assert_eq!(place.events(elsewhere, 100).await.expect("asked").len(), 1);
}

/// Of PostgreSQL alone: elsewhere there is one writer.
#[tokio::test]
async fn an_invitation_that_is_taken_back_while_it_is_used_lets_nobody_in() {
    let url = postgres_support::database().await;
    let storage = Postgres::open(&url).await.expect("it opens");
    let workspace = team(&storage, &[]).await;
    assert!(invite(&storage, workspace, 7, Role::Member, 1).await);
    // Another node takes it back; whoever uses it has read it before that is committed.
    let mut beside = postgres_support::beside(&url).await;
    let mut other = beside.begin().await.expect("begun");
    sqlx::query("DELETE FROM invitation").execute(&mut *other).await.expect("taken back");
    let commit = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        other.commit().await.expect("committed");
    };
    let join = storage.join(Verifier([7; 32]), Joining::New(new_account(2), None), NOW);
    let (joined, ()) = tokio::join!(join, commit);
    assert_eq!(joined.expect("asked"), Joined::NoSuchInvitation);
    assert_eq!(storage.account(account(2)).await.expect("asked"), None);
    assert_eq!(storage.members(workspace).await.expect("asked").len(), 1);
    Storage::close(&storage).await;
}
