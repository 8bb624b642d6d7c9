//! What happens when nothing happens.

use super::{Comparing, Link, LinkWork, Phase, Request};
use crate::time::Timestamp;
use crate::wire::ClientMessage;

/// Silence of its own after which a client sends a heartbeat, in milliseconds.
const HEARTBEAT_MS: u64 = 25_000;
/// How long a question may stay unanswered before the connection counts as lost. A browser that
/// slows the timers of a hidden tab asks late, and still hears the answer at once.
const LOST_MS: u64 = 40_000;

impl Link {
    /// When [`Link::tick`] should be called next.
    pub fn wake_at(&self) -> Option<Timestamp> {
        if self.key.is_none() || !self.owns {
            return None;
        }
        match self.phase {
            Phase::Idle => self.retry_at,
            Phase::Preparing | Phase::SteppingBack => None,
            Phase::Open => {
                // Silence of this side's own: the server lets go of whoever only listens.
                let beat = self.last_sent.plus(HEARTBEAT_MS);
                Some(self.deadline().map_or(beat, |deadline| beat.min(deadline)))
            }
            _ => self.deadline(),
        }
    }

    /// When the connection counts as lost, if nothing more comes.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        if self.phase != Phase::Open {
            return Some(self.last_heard.plus(LOST_MS));
        }
        let asked = match &self.comparing {
            Comparing::Asking { since, .. } => Some(*since),
            _ => None,
        };
        let pushed = self.in_flight.values().map(|(_, since)| *since).min();
        let oldest = [self.pulling, asked, pushed, self.heartbeat].into_iter().flatten().min();
        oldest.map(|since| since.plus(LOST_MS))
    }

    pub fn tick(&mut self, now: Timestamp) {
        if self.wake_at().is_none_or(|at| at > now) {
            return;
        }
        match self.phase {
            Phase::Idle => {
                self.phase = Phase::Preparing;
                self.retry_at = None;
                self.requests.push_back(Request::Work(LinkWork::Prepare));
            }
            _ if self.deadline().is_some_and(|deadline| deadline <= now) => self.disconnect(),
            Phase::Open => {
                self.heartbeat.get_or_insert(now);
                self.send(ClientMessage::Heartbeat, now);
            }
            _ => {}
        }
    }
}
