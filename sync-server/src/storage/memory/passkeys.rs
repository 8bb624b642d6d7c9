//! Passkeys and challenges in memory.

use shared::id::{AccountId, PasskeyId, Verifier};
use shared::time::Timestamp;
use shared::wire::accounts::{PASSKEYS, Passkey};

use crate::storage::{NewChallenge, NewPasskey, StoredPasskey};

/// Both tables, in the order in which rows came.
#[derive(Debug, Default)]
pub(super) struct Passkeys {
    keys: Vec<Kept>,
    challenges: Vec<NewChallenge>,
}

#[derive(Debug)]
struct Kept {
    new: NewPasskey,
    since: Timestamp,
    used: Option<Timestamp>,
}

impl Passkeys {
    fn of(&self, account: AccountId) -> impl Iterator<Item = &Kept> {
        self.keys.iter().filter(move |kept| kept.new.account == account)
    }

    pub(super) fn add(&mut self, new: NewPasskey, now: Timestamp) -> bool {
        let is_known = self.find(&new.credential).is_some();
        if is_known || self.of(new.account).count() >= PASSKEYS {
            return false;
        }
        self.keys.push(Kept { new, since: now, used: None });
        true
    }

    pub(super) fn list(&self, account: AccountId) -> Vec<Passkey> {
        let list = self.of(account).map(|Kept { new, since, used }| Passkey {
            id: new.id,
            name: new.name.clone(),
            since: *since,
            used: *used,
        });
        let mut list: Vec<_> = list.collect();
        list.sort_by_key(|passkey| (passkey.since, passkey.id));
        list
    }

    pub(super) fn credentials(&self, account: AccountId) -> Vec<Vec<u8>> {
        self.of(account).map(|kept| kept.new.credential.clone()).collect()
    }

    pub(super) fn find(&self, credential: &[u8]) -> Option<StoredPasskey> {
        let Kept { new, .. } = self.keys.iter().find(|kept| kept.new.credential == credential)?;
        Some(StoredPasskey { id: new.id, account: new.account, key: new.key.clone() })
    }

    pub(super) fn use_up(
        &mut self,
        (account, which): (AccountId, PasskeyId),
        (was, is): (&str, &str),
        now: Timestamp,
    ) -> bool {
        let fits = |kept: &&mut Kept| {
            let NewPasskey { id, account: of, key, .. } = &kept.new;
            *id == which && *of == account && key == was
        };
        let Some(kept) = self.keys.iter_mut().find(fits) else { return false };
        is.clone_into(&mut kept.new.key);
        kept.used = Some(now);
        true
    }

    pub(super) fn remove(&mut self, account: AccountId, which: PasskeyId) -> bool {
        let before = self.keys.len();
        self.keys.retain(|kept| kept.new.account != account || kept.new.id != which);
        self.keys.len() < before
    }

    pub(super) fn remove_all(&mut self, account: AccountId) {
        self.keys.retain(|kept| kept.new.account != account);
        self.challenges.retain(|challenge| challenge.account != Some(account));
    }

    pub(super) fn add_challenge(&mut self, new: NewChallenge, most: u32, now: Timestamp) {
        let account = new.account;
        self.challenges.retain(|challenge| {
            challenge.expires > now && (account.is_none() || challenge.account != account)
        });
        self.challenges.push(new);
        let is_nobodys = |challenge: &NewChallenge| challenge.account.is_none();
        let count = self.challenges.iter().filter(|challenge| is_nobodys(challenge)).count();
        let mut too_many = count.saturating_sub(usize::try_from(most).unwrap_or(usize::MAX));
        self.challenges.sort_by_key(|challenge| challenge.expires);
        self.challenges.retain(|challenge| {
            let goes = too_many > 0 && is_nobodys(challenge);
            too_many -= usize::from(goes);
            !goes
        });
    }

    pub(super) fn take_challenge(
        &mut self,
        verifier: Verifier,
        account: Option<AccountId>,
        now: Timestamp,
    ) -> Option<String> {
        let holds = |challenge: &NewChallenge| {
            challenge.verifier == verifier
                && challenge.account == account
                && challenge.expires > now
        };
        let at = self.challenges.iter().position(holds)?;
        Some(self.challenges.swap_remove(at).state)
    }
}
