//! `GET /api/snapshot`.

use shared::id::{ChangeHash, WorkspaceSecret};
use shared::wire::PushedChange;

use super::support::{Client, Record, TestServer, http};

async fn filled() -> (TestServer, WorkspaceSecret, Vec<PushedChange>) {
    let test = TestServer::start().await;
    let secret = test.workspace(1).await;
    let (mut client, _) = Client::hello(test.address(), &secret, None).await;
    let mut changes = Vec::new();
    for number in 0..300 {
        changes.extend(Record::new(number).changes(4));
    }
    assert_eq!(client.push_all(changes.clone()).await.0, 1200);
    (test, secret, changes)
}

fn check_holds(body: &[u8], from: u64, changes: &[PushedChange]) {
    let deliveries = http::frames(body);
    let mut at = from;
    let mut held = Vec::new();
    for delivery in deliveries {
        assert_eq!(delivery.from, at, "pages join");
        at = delivery.to.seq;
        held.extend(delivery.changes);
    }
    assert_eq!(held.len(), changes.len());
    for (held, pushed) in held.iter().zip(changes) {
        assert_eq!((held.document, held.hash), (pushed.document, pushed.hash));
        assert_eq!(held.bytes.as_ref(), Some(&pushed.bytes));
    }
}

#[tokio::test]
async fn the_snapshot_is_the_log_in_whatever_encoding() {
    let (test, secret, changes) = filled().await;
    let plain = http::snapshot(test.address(), &secret, "", "identity").await;
    assert_eq!((plain.status.as_u16(), plain.header("x-regulars-head")), (200, "1200"));
    assert_eq!(plain.header("content-encoding"), "");
    check_holds(&plain.body, 0, &changes);

    let brotli = http::snapshot(test.address(), &secret, "", "br").await;
    assert_eq!(brotli.header("content-encoding"), "br");
    assert!(brotli.body.len() * 2 < plain.body.len(), "{} bytes", brotli.body.len());
    assert_eq!(brotli.plain(), plain.body);

    for encoding in ["gzip", "zstd"] {
        let answer = http::snapshot(test.address(), &secret, "", encoding).await;
        assert_eq!(answer.header("content-encoding"), encoding);
    }
}

#[tokio::test]
async fn an_interrupted_snapshot_goes_on_where_it_stopped() {
    let (test, secret, changes) = filled().await;
    let all = http::snapshot(test.address(), &secret, "", "identity").await;
    let first = http::frames(&all.body)[0].to;
    for query in
        [format!("?after={}", first.seq), format!("?after={}&chain={}", first.seq, first.chain)]
    {
        let rest = http::snapshot(test.address(), &secret, &query, "identity").await;
        check_holds(&rest.body, first.seq, &changes[usize::try_from(first.seq).expect("small")..]);
    }
    let end = http::snapshot(test.address(), &secret, "?after=1200", "identity").await;
    let [last] = &http::frames(&end.body)[..] else { panic!("one empty page") };
    assert_eq!((last.from, last.to.seq, last.changes.len()), (1200, 1200, 0));
}

#[tokio::test]
async fn a_place_that_is_not_in_the_log_is_a_conflict() {
    let (test, secret, _) = filled().await;
    let foreign = ChangeHash([9; 32]);
    for query in [
        format!("?after=7&chain={foreign}"),
        format!("?after=0&chain={foreign}"),
        "?after=1201".into(),
        format!("?after={}", u64::MAX),
    ] {
        let answer = http::snapshot(test.address(), &secret, &query, "identity").await;
        assert_eq!(answer.status.as_u16(), 409, "{query}");
    }
    for query in ["?after=seven", "?after=-1", "?after=7&chain=xyz"] {
        let answer = http::snapshot(test.address(), &secret, query, "identity").await;
        assert_eq!(answer.status.as_u16(), 400, "{query}");
    }
}

#[tokio::test]
async fn without_the_secret_there_is_nothing_to_see() {
    let (test, _, _) = filled().await;
    let wrong = http::snapshot(test.address(), &WorkspaceSecret([9; 32]), "", "identity").await;
    let missing = http::request(test.address(), "GET", "/api/snapshot", &[]).await;
    let headers = [("authorization", "Bearer 0101")];
    let malformed = http::request(test.address(), "GET", "/api/snapshot", &headers).await;
    for answer in [&wrong, &missing, &malformed] {
        assert_eq!((answer.status.as_u16(), &answer.body), (404, &wrong.body));
        assert_eq!(answer.header("x-regulars-head"), "");
    }
}
