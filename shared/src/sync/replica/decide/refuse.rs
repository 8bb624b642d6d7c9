//! Taking refused changes out of their documents.

use std::collections::{HashMap, HashSet};

use super::super::Replica;
use super::super::documents::{Open, load, with_dependents};
use super::Draft;
use crate::id::{ChangeHash, DocumentId};
use crate::sync::document::Document;
use crate::sync::store::{Content, OutboxRow, Quarantined, StoredChunk};
use crate::wire::Refusal;

/// How often an intention is written again before it counts as refused.
const ATTEMPTS: u8 = 3;

impl<D: Document> Replica<D> {
    /// Takes refused changes, and what builds on them, out of their documents. The refused go into
    /// quarantine; the intentions of the others are written again on what is left.
    pub(super) fn refused(
        &mut self,
        refused: &HashMap<ChangeHash, (DocumentId, Refusal)>,
        draft: &mut Draft<D>,
    ) {
        let chunks = std::mem::take(&mut draft.snapshot.chunks);
        let outbox = std::mem::take(&mut draft.snapshot.outbox);
        let documents: HashSet<DocumentId> = refused.values().map(|(id, _)| *id).collect();
        let mut removed_rows = 0;
        for id in documents {
            let rows: Vec<_> = outbox.iter().filter(|row| row.document == id).collect();
            let named = self.verdicts_to_act_on(refused, &rows);
            if named.is_empty() {
                // Taken care of already, by this tab or another.
                continue;
            }
            let stored: Vec<_> =
                chunks.iter().filter(|chunk| chunk.document == id).cloned().collect();
            let gone = with_dependents::<D>(&stored, named);
            let (mut doc, unreadable) = load::<D>(
                id,
                stored.iter().filter(|chunk| match &chunk.content {
                    Content::Change { hash, .. } => !gone.contains(hash),
                    Content::Rebuilt => false,
                }),
            );
            self.note_unreadable(id, unreadable);
            self.documents.rotate(id, &mut self.entropy);
            draft.write.remove_chunks.extend(gone.iter().map(|hash| (id, *hash)));
            let place = draft.place();
            draft.write.chunks.push(StoredChunk { place, document: id, content: Content::Rebuilt });
            for row in rows.into_iter().filter(|row| gone.contains(&row.hash)) {
                removed_rows += 1;
                draft.write.remove_outbox.push(row.hash);
                let reason = refused.get(&row.hash).map(|(_, reason)| *reason);
                self.mend(row, reason, &mut doc, draft);
            }
            let rebuilds = draft.rebuilds(&id) + 1;
            if let Some(open) = self.documents.open.get(&id) {
                let before = open.unstored.len();
                let unstored = open.unstored.clone();
                let unstored = self.documents.write_again(&id, &mut doc, unstored);
                for change in &unstored {
                    draft.add_change(id, &change.change, &change.edit, change.at, 0);
                    draft.on_commit.outbox_len += 1;
                }
                let open = Open {
                    doc: doc.clone(),
                    rebuilds,
                    stale: false,
                    unstored: Vec::new(),
                    used: 0,
                };
                draft.on_commit.replace.push((id, open, before));
            }
            draft.set_entry(id, &doc, rebuilds);
        }
        draft.snapshot.outbox_len = draft.snapshot.outbox_len.saturating_sub(removed_rows);
    }

    /// The refused among these rows. A change whose dependency still waits here was refused only
    /// because the answer about that one got lost: everything is pushed again to hear it.
    pub(super) fn verdicts_to_act_on(
        &mut self,
        refused: &HashMap<ChangeHash, (DocumentId, Refusal)>,
        rows: &[&OutboxRow],
    ) -> Vec<ChangeHash> {
        let waiting: HashSet<_> =
            rows.iter().map(|row| row.hash).filter(|hash| !refused.contains_key(hash)).collect();
        let mut named = Vec::new();
        for row in rows {
            let Some((_, reason)) = refused.get(&row.hash) else { continue };
            let deps = D::inspect(&row.bytes).map(|info| info.deps).unwrap_or_default();
            if reason.is_mended_by_writing_again() && deps.iter().any(|dep| waiting.contains(dep)) {
                self.link.disconnect();
            } else {
                named.push(row.hash);
            }
        }
        named
    }

    /// One row of the outbox whose change cannot stand: its intention is written again on `doc`,
    /// or it goes into quarantine.
    pub(super) fn mend(
        &mut self,
        row: &OutboxRow,
        reason: Option<Refusal>,
        doc: &mut D,
        draft: &mut Draft<D>,
    ) {
        let may = reason.is_none_or(Refusal::is_mended_by_writing_again) && row.attempts < ATTEMPTS;
        if let (true, Some(edit)) = (may, &row.edit) {
            match doc.author(edit, &self.documents.authoring(&row.document, row.at)) {
                Ok(Some(change)) => {
                    // Only what was refused itself counts as an attempt.
                    let attempts = row.attempts + u8::from(reason.is_some());
                    draft.add_change(row.document, &change, edit, row.at, attempts);
                    draft.on_commit.outbox_len += 1;
                    return;
                }
                // Somebody else has done the same.
                Ok(None) => return,
                Err(_) => {}
            }
        }
        draft.write.quarantine.push(Quarantined {
            document: row.document,
            hash: row.hash,
            bytes: row.bytes.clone(),
            edit: row.edit.clone(),
            at: row.at,
            reason: reason.unwrap_or(Refusal::MissingDependency),
        });
    }
}
