//! An opaque document: changes with dependencies and nothing in them but a token. It behaves like
//! an Automerge document where sync is concerned, and costs next to nothing.

use std::collections::{BTreeSet, HashMap};

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::id::{ActorId, ChangeHash, DocumentId};
use crate::sync::document::{Authoring, Change, ChangeInfo, Damaged, Document, EditError};

/// A set of changes.
#[derive(Debug, Clone)]
pub struct FakeDocument {
    hashes: BTreeSet<ChangeHash>,
    heads: BTreeSet<ChangeHash>,
    actors: HashMap<ActorId, u64>,
    tokens: BTreeSet<Vec<u8>>,
    max_op: u64,
}

#[derive(Debug, Clone, Encode, Decode)]
struct FakeChange {
    #[n(0)]
    document: DocumentId,
    #[n(1)]
    deps: Vec<ChangeHash>,
    #[n(2)]
    actor: ActorId,
    #[n(3)]
    seq: u64,
    #[n(4)]
    op: u64,
    #[cbor(n(5), with = "minicbor::bytes")]
    token: Vec<u8>,
}

fn decode(bytes: &[u8]) -> Result<(FakeChange, ChangeInfo), Damaged> {
    let change: FakeChange = minicbor::decode(bytes).map_err(|error| Damaged(error.to_string()))?;
    let info = ChangeInfo {
        hash: ChangeHash(Sha256::digest(bytes).into()),
        deps: change.deps.clone(),
        actor: change.actor,
        seq: change.seq,
        start_op: change.op,
        max_op: change.op,
        has_author: false,
        actor_is_16_bytes: true,
    };
    Ok((change, info))
}

impl FakeDocument {
    /// What the edits said.
    pub fn tokens(&self) -> &BTreeSet<Vec<u8>> {
        &self.tokens
    }

    fn take(&mut self, change: FakeChange, info: &ChangeInfo) {
        for dep in &info.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(info.hash);
        self.hashes.insert(info.hash);
        self.actors.insert(info.actor, info.seq);
        self.tokens.insert(change.token);
        self.max_op = self.max_op.max(info.max_op);
    }
}

impl Document for FakeDocument {
    fn new(_: DocumentId) -> Self {
        Self {
            hashes: BTreeSet::new(),
            heads: BTreeSet::new(),
            actors: HashMap::new(),
            tokens: BTreeSet::new(),
            max_op: 0,
        }
    }

    fn inspect(bytes: &[u8]) -> Result<ChangeInfo, Damaged> {
        decode(bytes).map(|(_, info)| info)
    }

    fn apply(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        let (change, info) = decode(bytes)?;
        if self.hashes.contains(&info.hash) {
            return Ok(());
        }
        if info.deps.iter().any(|dep| !self.hashes.contains(dep)) {
            return Err(Damaged("a dependency is missing".into()));
        }
        if info.seq != self.actors.get(&info.actor).copied().unwrap_or(0) + 1 {
            return Err(Damaged("a sequence number out of turn".into()));
        }
        self.take(change, &info);
        Ok(())
    }

    fn contains(&self, hash: &ChangeHash) -> bool {
        self.hashes.contains(hash)
    }

    fn heads(&self) -> Vec<ChangeHash> {
        self.heads.iter().copied().collect()
    }

    fn author(&mut self, edit: &[u8], authoring: &Authoring) -> Result<Option<Change>, EditError> {
        if self.tokens.contains(edit) {
            return Ok(None);
        }
        let change = FakeChange {
            document: DocumentId([0; 16]),
            deps: self.heads(),
            actor: authoring.actor,
            seq: self.actors.get(&authoring.actor).copied().unwrap_or(0) + 1,
            op: self.max_op + 1,
            token: edit.to_vec(),
        };
        let bytes = minicbor::to_vec(&change).expect("memory");
        let (change, info) = decode(&bytes).expect("just encoded");
        self.take(change, &info);
        Ok(Some(Change { info, bytes }))
    }

    fn facts(&self) -> Vec<u8> {
        minicbor::to_vec(&self.tokens).expect("memory")
    }
}
