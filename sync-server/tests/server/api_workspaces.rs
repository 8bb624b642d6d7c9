//! `POST /api/workspaces`.

use shared::id::WorkspaceSecret;

use super::support::{Client, Folder, TestServer, http};

#[tokio::test]
async fn a_workspace_is_made_once_and_confirmed_afterwards() {
    let test = TestServer::start().await;
    let secret = WorkspaceSecret([1; 32]);
    assert_eq!(http::create(test.address(), &secret).await.status.as_u16(), 201);
    assert_eq!(http::create(test.address(), &secret).await.status.as_u16(), 200);
    let (_, welcome) = Client::hello(test.address(), &secret, None).await;
    assert_eq!(welcome.head, 0);
}

#[tokio::test]
async fn without_a_secret_nothing_is_made() {
    let test = TestServer::start().await;
    let digits = "01".repeat(31);
    for bearer in ["", "Bearer ", "Bearer zz", &format!("Bearer {digits}"), "Basic YTpi"] {
        let headers = [("authorization", bearer)];
        let answer = http::request(test.address(), "POST", "/api/workspaces", &headers).await;
        assert_eq!(answer.status.as_u16(), 404, "{bearer}");
    }
    let answer = http::request(test.address(), "GET", "/api/workspaces", &[]).await;
    assert_eq!(answer.status.as_u16(), 405);
}

#[tokio::test]
async fn there_are_no_more_than_configured_and_not_faster() {
    let test = TestServer::start_in(Folder::new(), |config| {
        config.limits.workspaces = 2;
        config.limits.creations_per_minute = 4;
    })
    .await
    .expect("it starts");
    let mut answers = Vec::new();
    for byte in [1, 2, 3, 1, 1] {
        let secret = WorkspaceSecret([byte; 32]);
        answers.push(http::create(test.address(), &secret).await.status.as_u16());
    }
    assert_eq!(answers, [201, 201, 507, 200, 429]);
}
