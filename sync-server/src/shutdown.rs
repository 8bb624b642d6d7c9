//! When to stop.

use tokio::sync::watch;

/// Waits until this process is asked to stop.
pub async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
                return;
            }
            Err(error) => tracing::warn!(%error, "SIGTERM will not stop this cleanly"),
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Waits until the server is stopping.
pub(crate) async fn requested(mut stopping: watch::Receiver<bool>) {
    // An error means that the server itself is gone, which is stopping too.
    let _gone = stopping.wait_for(|stopping| *stopping).await;
}
