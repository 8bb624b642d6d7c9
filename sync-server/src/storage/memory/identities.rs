//! Who people are elsewhere, in memory.

use shared::id::{AccountId, IdentityId};
use shared::time::Timestamp;
use shared::wire::accounts::IDENTITIES;

use crate::storage::{NewIdentity, StoredIdentity};

/// The table, in the order in which rows came.
#[derive(Debug, Default)]
pub(super) struct Identities(Vec<Kept>);

#[derive(Debug)]
struct Kept {
    new: NewIdentity,
    since: Timestamp,
    used: Option<Timestamp>,
}

impl Identities {
    /// Whether there is room for another of this account.
    pub(super) fn has_room(&self, account: AccountId) -> bool {
        self.0.iter().filter(|kept| kept.new.account == account).count() < IDENTITIES
    }

    /// False when it is somebody's already.
    pub(super) fn add(&mut self, new: NewIdentity, since: Timestamp) -> bool {
        let is_new = self.find(&new.issuer, &new.subject).is_none();
        if is_new {
            self.0.push(Kept { new, since, used: None });
        }
        is_new
    }

    pub(super) fn find(&self, issuer: &str, subject: &str) -> Option<StoredIdentity> {
        let mut all = self.0.iter();
        all.find(|kept| kept.new.issuer == issuer && kept.new.subject == subject).map(stored)
    }

    pub(super) fn list(&self, account: AccountId) -> Vec<StoredIdentity> {
        let own = self.0.iter().filter(|kept| kept.new.account == account);
        let mut list: Vec<_> = own.map(stored).collect();
        list.sort_by_key(|identity| (identity.since, identity.id));
        list
    }

    pub(super) fn use_up(&mut self, account: AccountId, which: IdentityId, now: Timestamp) -> bool {
        let fits = |kept: &&mut Kept| kept.new.id == which && kept.new.account == account;
        let found = self.0.iter_mut().find(fits);
        found.map(|kept| kept.used = Some(now)).is_some()
    }

    pub(super) fn remove(&mut self, which: IdentityId) {
        self.0.retain(|kept| kept.new.id != which);
    }

    pub(super) fn remove_all(&mut self, account: AccountId) {
        self.0.retain(|kept| kept.new.account != account);
    }
}

fn stored(Kept { new, since, used }: &Kept) -> StoredIdentity {
    StoredIdentity {
        id: new.id,
        account: new.account,
        issuer: new.issuer.clone(),
        name: new.name.clone(),
        since: *since,
        used: *used,
    }
}
