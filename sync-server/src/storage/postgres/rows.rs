//! A group's rows: what is looked up for them, and how they are written.

use shared::sync::cursor::Cursor;
use shared::sync::log::{Appended, Candidate, Known};
use sqlx::PgConnection;

use super::feed::CHANNEL;
use crate::storage::{Batch, StorageError, stored};

/// Where a workspace's log ends, and the number of its row, which this transaction holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) row: i64,
    pub(super) cursor: Cursor,
}

/// What the log holds of the changes, their dependencies, actors and documents.
pub(super) async fn known(
    connection: &mut PgConnection,
    heads: &[Head],
    batches: &[Batch],
) -> Result<Vec<Known>, StorageError> {
    let mut known = vec![Known::default(); batches.len()];
    let candidates: Vec<(usize, &Candidate)> = batches
        .iter()
        .enumerate()
        .flat_map(|(batch, of)| of.candidates.iter().map(move |candidate| (batch, candidate)))
        .collect();
    if candidates.is_empty() {
        return Ok(known);
    }

    let mut names = Vec::new();
    let (mut rows, mut documents, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for (batch, candidate) in &candidates {
        for hash in candidate.named() {
            names.push((*batch, candidate.document, hash));
            rows.push(heads[*batch].row);
            documents.push(&candidate.document.0[..]);
            hashes.push(hash.0.to_vec());
        }
    }
    // A subquery for each row, which no plan turns into a reading of the whole table.
    let found: Vec<i64> = sqlx::query_scalar(
        "SELECT n.at FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) WITH ORDINALITY
                          AS n (workspace, document, hash, at)
         WHERE (SELECT c.seq FROM change c
                WHERE c.workspace = n.workspace AND c.document = n.document
                  AND c.hash = n.hash) IS NOT NULL",
    )
    .bind(rows)
    .bind(documents)
    .bind(hashes)
    .fetch_all(&mut *connection)
    .await?;
    for at in found {
        if let Some((batch, document, hash)) = at_place(&names, at) {
            known[*batch].hashes.insert((*document, *hash));
        }
    }

    let rows: Vec<i64> = candidates.iter().map(|(batch, _)| heads[*batch].row).collect();
    let documents: Vec<&[u8]> = candidates.iter().map(|(_, of)| &of.document.0[..]).collect();
    let actors: Vec<&[u8]> = candidates.iter().map(|(_, of)| &of.info.actor.0[..]).collect();
    // A document without a change is left out; one that the actor has not written in has a null.
    let found: Vec<(i64, Option<i64>)> = sqlx::query_as(
        "SELECT n.at, (SELECT max(c.actor_seq) FROM change c
                       WHERE c.workspace = n.workspace AND c.document = n.document
                         AND c.actor = n.actor)
         FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) WITH ORDINALITY
              AS n (workspace, document, actor, at)
         WHERE (SELECT c.seq FROM change c
                WHERE c.workspace = n.workspace AND c.document = n.document
                LIMIT 1) IS NOT NULL",
    )
    .bind(rows)
    .bind(documents)
    .bind(actors)
    .fetch_all(&mut *connection)
    .await?;
    for (at, seq) in found {
        let Some((batch, candidate)) = at_place(&candidates, at) else { continue };
        let known = &mut known[*batch];
        known.documents.insert(candidate.document);
        if let Some(seq) = seq {
            let actor = (candidate.document, candidate.info.actor);
            known.actors.insert(actor, seq.unsigned_abs());
        }
    }
    Ok(known)
}

/// PostgreSQL counts from 1.
fn at_place<T>(items: &[T], at: i64) -> Option<&T> {
    items.get(usize::try_from(at - 1).ok()?)
}

/// Writes the rows, moves the heads on, and tells other nodes, which hear of it after the commit.
pub(super) async fn append(
    connection: &mut PgConnection,
    grown: &[(Head, Vec<Appended>)],
) -> Result<(), StorageError> {
    let (mut rows, mut documents, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut seqs, mut chains, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut actors, mut actor_seqs, mut pushers) = (Vec::new(), Vec::new(), Vec::new());
    for (end, appended) in grown {
        for Appended { point, candidate } in appended {
            rows.push(end.row);
            documents.push(&candidate.document.0[..]);
            hashes.push(&candidate.info.hash.0[..]);
            seqs.push(stored(point.seq));
            actors.push(&candidate.info.actor.0[..]);
            actor_seqs.push(stored(candidate.info.seq));
            chains.push(&point.chain.0[..]);
            bytes.push(&candidate.bytes[..]);
            pushers.push(candidate.pusher.as_ref().map(|pusher| &pusher.0[..]));
        }
    }
    let ends: Vec<i64> = grown.iter().map(|(end, _)| end.row).collect();
    let end_seqs: Vec<i64> = grown.iter().map(|(end, _)| stored(end.cursor.seq)).collect();
    let end_chains: Vec<&[u8]> = grown.iter().map(|(end, _)| &end.cursor.chain.0[..]).collect();
    let moved = sqlx::query(
        "WITH logged AS (
             INSERT INTO change (workspace, document, hash, seq, actor, actor_seq, chain,
                                 pusher)
             SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bigint[],
                                  $5::bytea[], $6::bigint[], $7::bytea[], $13::bytea[])
         ), kept AS (
             INSERT INTO chunk (workspace, seq, document, kind, bytes)
             SELECT n.workspace, n.seq, n.document, 1, n.bytes
             FROM unnest($1::bigint[], $4::bigint[], $2::bytea[], $8::bytea[])
                  AS n (workspace, seq, document, bytes)
         )
         UPDATE workspace w SET head_seq = n.seq, head_chain = n.chain
         FROM unnest($9::bigint[], $10::bigint[], $11::bytea[]) AS n (id, seq, chain)
         WHERE w.id = n.id
         RETURNING pg_notify($12, encode(w.public_id, 'hex') || ' ' || w.head_seq)",
    )
    .bind(rows)
    .bind(documents)
    .bind(hashes)
    .bind(seqs)
    .bind(actors)
    .bind(actor_seqs)
    .bind(chains)
    .bind(bytes)
    .bind(ends)
    .bind(end_seqs)
    .bind(end_chains)
    .bind(CHANNEL)
    .bind(pushers)
    .execute(&mut *connection)
    .await?
    .rows_affected();
    if moved != grown.len() as u64 {
        return Err(StorageError::Failed("a workspace went away while it was written to".into()));
    }
    Ok(())
}
