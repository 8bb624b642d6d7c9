//! Whole teams see where everybody is, through every fault, and a core with a fault in it is
//! caught. The rules are shown one by one in `protocol/presence.rs`.

use shared::sync::replica::Weakness;
use shared::testing::fake::FakeDocument;
use shared::testing::simulation::{Faults, Plan, run};

fn plan(seed: u64) -> Plan {
    let faults = Faults::OF_THE_NETWORK;
    Plan { presence: true, faults, ..Plan::ordinary(seed, 60) }
}

#[test]
fn teams_see_where_everybody_is_and_nobody_who_vanished() {
    for seed in 0..300 {
        assert_eq!(run::<FakeDocument>(&plan(seed)).err(), None);
    }
}

#[test]
fn a_client_that_never_forgets_the_silent_is_caught() {
    let client = Some(Weakness::KeepsTheSilent);
    let caught = (0..50).any(|seed| run::<FakeDocument>(&Plan { client, ..plan(seed) }).is_err());
    assert!(caught);
}
