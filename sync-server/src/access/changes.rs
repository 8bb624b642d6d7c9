//! Changes of who may do what: one after another, each to its end.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::error::Problem;

/// Whose turn it is.
#[derive(Default)]
pub(crate) struct Changes(Arc<Mutex<()>>);

impl Changes {
    /// Carries out a change: what is stored, what open connections are told of it, and what is noted.
    /// It goes on when whoever asked hangs up, so that nobody is removed and stays connected; and the
    /// next one waits, so that connections are told in the order in which things were stored.
    pub(crate) async fn carry_out<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let turns = self.0.clone();
        let carried_out = tokio::spawn(async move {
            let _turn = turns.lock().await;
            change.await
        });
        carried_out.await.map_err(|_| Problem::Busy)?
    }

    /// Waits until all that were begun are carried out.
    pub(crate) async fn finished(&self) {
        drop(self.0.lock().await);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;
    use tokio::time::{Duration, timeout};

    use super::*;

    #[tokio::test]
    async fn a_change_is_carried_out_though_nobody_waits_for_it_any_more() {
        let changes = Changes::default();
        let (did, mut done) = mpsc::unbounded_channel();
        let change = async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok(did.send(()).is_ok())
        };
        let asked = timeout(Duration::from_millis(5), changes.carry_out(change)).await;
        assert!(asked.is_err(), "whoever asked hung up before");
        changes.finished().await;
        assert_eq!(done.try_recv(), Ok(()));
    }

    #[tokio::test]
    async fn a_change_waits_for_the_one_before_it() {
        let changes = Changes::default();
        let (did, mut done) = mpsc::unbounded_channel();
        let change = |number: u64| {
            let did = did.clone();
            // The later ones are quicker.
            let takes = Duration::from_millis(20 - 5 * number);
            changes.carry_out(async move {
                let began = did.send(("began", number)).is_ok();
                tokio::time::sleep(takes).await;
                Ok(began && did.send(("ended", number)).is_ok())
            })
        };
        let all = tokio::join!(change(1), change(2), change(3));
        assert!(matches!(all, (Ok(true), Ok(true), Ok(true))));
        for number in 1..=3 {
            assert_eq!(done.try_recv(), Ok(("began", number)));
            assert_eq!(done.try_recv(), Ok(("ended", number)));
        }
    }
}
