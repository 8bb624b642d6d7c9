//! Replicas converge, sync always resumes, nothing that was called "on this device" is lost
//! (QUALITY.md rows 5, 6, 7, 9, 10, 17, 24, 25), and a core with a fault in it is caught.
//! `cargo xtask soak convergence` runs the same for longer.

use shared::sync::{replica, server};
use shared::testing::fake::FakeDocument;
use shared::testing::simulation::{Faults, Plan, run};

/// Runs the seeds on two threads, and returns what broke.
fn broken(seeds: std::ops::Range<u64>, plan: impl Fn(u64) -> Plan + Sync) -> Vec<String> {
    let middle = seeds.start + (seeds.end - seeds.start) / 2;
    let part = |seeds: std::ops::Range<u64>| -> Vec<String> {
        seeds.filter_map(|seed| run::<FakeDocument>(&plan(seed)).err()).collect()
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| part(seeds.start..middle));
        let mut all = part(middle..seeds.end);
        all.extend(first.join().expect("the simulation does not panic"));
        all
    })
}

#[track_caller]
fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "{} seeds broke:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn a_thousand_teams_converge_through_every_fault() {
    assert_none(&broken(0..1_000, |seed| Plan::ordinary(seed, 200)));
}

#[test]
fn teams_on_a_sound_network_converge_with_nothing_refused_or_repeated() {
    for seed in 0..50 {
        let plan = Plan { faults: Faults::NONE, ..Plan::ordinary(seed, 100) };
        let report = run::<FakeDocument>(&plan).expect("converges");
        assert_eq!(report.quarantined, 0, "seed {seed}");
        assert_eq!(report.log, report.edits as u64, "seed {seed}: each edit is one change, once");
    }
}

#[test]
fn row_9_eight_tabs_on_one_record_never_fight() {
    assert_none(&broken(0..150, |seed| Plan::tabs(seed, 150)));
}

#[test]
fn row_10_a_device_that_is_copied_keeps_the_work_of_both() {
    assert_none(&broken(0..200, |seed| Plan::copies(seed, 150)));
    let copies: usize = (0..20)
        .filter_map(|seed| run::<FakeDocument>(&Plan::copies(seed, 150)).ok())
        .map(|report| report.clones)
        .sum();
    assert!(copies >= 20, "only {copies} copies were made");
}

#[test]
fn row_17_clocks_ten_years_off_delay_and_refuse_nothing() {
    assert_none(&broken(0..200, |seed| Plan::clocks(seed, 150)));
    for seed in 0..20 {
        let plan = Plan::clocks(seed, 120);
        for report in [run::<FakeDocument>(&plan), run::<shared::doc::RecordDocument>(&plan)] {
            let report = report.expect("converges");
            assert_eq!(report.refused, 0, "seed {seed}");
            assert!(report.clocks_set > 0, "seed {seed}");
        }
    }
}

#[test]
fn yesterdays_file_or_an_empty_one_costs_nothing_that_devices_hold() {
    // Rows 11 and 24.
    let faults = Faults { restore: 40, empty: 15, offline: 60, ..Faults::NONE };
    assert_none(&broken(0..150, |seed| Plan { faults, ..Plan::ordinary(seed, 150) }));
}

#[test]
fn a_refused_change_costs_only_itself() {
    // Row 25.
    let faults = Faults { refused: 120, cut: 60, offline: 40, ..Faults::NONE };
    assert_none(&broken(0..400, |seed| Plan { faults, ..Plan::ordinary(seed, 150) }));
}

#[test]
fn teams_on_real_records_converge_through_every_fault() {
    for seed in 0..60 {
        let plan = Plan::ordinary(seed, 120);
        assert_eq!(run::<shared::doc::RecordDocument>(&plan).err(), None);
    }
}

#[test]
fn row_23_what_anybody_erased_is_nowhere_and_comes_back_from_nowhere() {
    assert_none(&broken(0..400, |seed| Plan::erasing(seed, 150)));
    let reports = (0..40).filter_map(|seed| run::<FakeDocument>(&Plan::erasing(seed, 150)).ok());
    let erased: usize = reports.map(|report| report.erased).sum();
    assert!(erased >= 100, "only {erased} documents were erased");
    for seed in 0..20 {
        let plan = Plan::erasing(seed, 120);
        assert_eq!(run::<shared::doc::RecordDocument>(&plan).err(), None);
    }
}

/// Seeds that broke once, each with what it found.
#[test]
fn seeds_that_once_broke_stay_mended() {
    // An answer about a refused change got lost, and the changes after it were refused for ever.
    for seed in [1_393, 1_737, 2_320, 2_683, 2_892, 4_284] {
        let plan = Plan { faults: Faults::OF_THE_NETWORK, ..Plan::ordinary(seed, 200) };
        assert_eq!(run::<FakeDocument>(&plan).err(), None);
    }
}

/// A control: the fault must be found within the seeds that every run looks at.
#[track_caller]
fn assert_caught(client: Option<replica::Weakness>, server: Option<server::Weakness>) {
    let caught = (0..1_000).any(|seed| {
        let plan = Plan { client, server, ..Plan::ordinary(seed, 200) };
        run::<FakeDocument>(&plan).is_err()
    });
    assert!(caught, "{client:?} {server:?} went unnoticed");
}

#[test]
fn a_server_that_acknowledges_before_it_commits_is_caught() {
    assert_caught(None, Some(server::Weakness::AcknowledgesBeforeCommit));
}

#[test]
fn a_server_that_does_not_compare_the_chain_is_caught() {
    assert_caught(None, Some(server::Weakness::DoesNotCompareTheChain));
}

#[test]
fn a_client_whose_cursor_moves_by_an_acknowledgement_is_caught() {
    assert_caught(Some(replica::Weakness::AcknowledgementMovesTheCursor), None);
}

#[test]
fn a_client_that_drops_its_outbox_on_reconnect_is_caught() {
    assert_caught(Some(replica::Weakness::DropsTheOutboxOnReconnect), None);
}

#[test]
fn a_client_that_writes_only_the_last_change_after_an_abort_is_caught() {
    assert_caught(Some(replica::Weakness::WritesOnlyTheLastChangeAfterAnAbort), None);
}

#[test]
fn a_tab_that_passes_over_what_other_tabs_stored_is_caught() {
    let client = Some(replica::Weakness::PassesOverWhatOtherTabsStored);
    let caught =
        (0..50).any(|seed| run::<FakeDocument>(&Plan { client, ..Plan::tabs(seed, 150) }).is_err());
    assert!(caught);
}

#[test]
fn an_actor_that_is_stored_and_so_copied_with_a_device_is_caught() {
    let broken: Vec<_> = (0..50)
        .filter_map(|seed| {
            run::<FakeDocument>(&Plan { stored_actor: true, ..Plan::copies(seed, 150) }).err()
        })
        .collect();
    assert!(broken.iter().any(|what| what.contains("took the place of another")), "{broken:?}");
}

#[test]
fn a_client_that_waits_by_a_clock_that_was_set_back_is_caught() {
    let client = Some(replica::Weakness::WaitsByTheOldClock);
    let caught = (0..50)
        .any(|seed| run::<FakeDocument>(&Plan { client, ..Plan::clocks(seed, 150) }).is_err());
    assert!(caught);
}

#[test]
fn a_client_that_rebuilds_a_server_without_its_tombstones_is_caught() {
    let client = Some(replica::Weakness::RebuildsWithoutTombstones);
    let plan = |seed| Plan { client, ..Plan::erasing(seed, 150) };
    let caught = (0..100).filter_map(|seed| run::<FakeDocument>(&plan(seed)).err()).next();
    assert!(caught.is_some_and(|what| what.contains("the log does not know")));
}
