//! Long work in turns.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// So many of something small, such as a comparison, are done in a turn.
pub const TURN: usize = 1024;

/// The outcome of work whose pauses do not wait for anything.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => unreachable!("a pause that does not wait is over at once"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Linkage, Options, Table};
    use super::*;

    #[test]
    fn work_in_turns_comes_to_the_same_and_pauses_often() {
        let row = |row: usize| {
            let name = ["Anna", "Boris", "Carla"][row % 3];
            vec![name.to_owned(), format!("Weber{}", row / 2), format!("{}@x.example", row / 2)]
        };
        let heads = ["given_name", "surname", "email"].map(str::to_owned).to_vec();
        let table = Table { heads, rows: (0..1_500).map(row).collect() };
        let mut pauses = 0;
        let options = Options::default();
        let pause = &mut async || pauses += 1;
        let found = at_once(Linkage::of_in_turns(&table, &options, pause));
        assert_eq!(found.pairs, Linkage::of(&table, &options).pairs);
        let least = found.compared / TURN;
        assert!(pauses >= least, "{pauses} pauses in {} comparisons", found.compared);
    }
}
