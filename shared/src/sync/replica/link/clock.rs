//! A clock that was set back.

use super::{Comparing, Link};
use crate::time::Timestamp;

impl Link {
    /// Moves every time that something is measured from or waits for, so that waits stay as long as
    /// they were. A clock set forward needs nothing: whatever waits comes early, which is harmless.
    pub fn set_back(&mut self, milliseconds: u64) {
        let earlier = |at: &mut Timestamp| *at = at.minus(milliseconds);
        for at in [&mut self.retry_at, &mut self.not_before, &mut self.heartbeat, &mut self.pulling]
        {
            at.as_mut().into_iter().for_each(earlier);
        }
        earlier(&mut self.last_heard);
        earlier(&mut self.last_sent);
        if let Comparing::Asking { since, .. } = &mut self.comparing {
            earlier(since);
        }
        self.in_flight.values_mut().for_each(|(_, since)| earlier(since));
    }
}
