//! Clocks do not matter (QUALITY.md row 17): devices whose clocks are ten years off, or were set
//! back, come to the same record as devices with sound ones.

use proptest::prelude::*;

use super::*;
use crate::model::{Said, Subject};

const TEN_YEARS_MS: i64 = 10 * 365 * 24 * 60 * 60 * 1000;

/// One edit: by whom, whether they have heard of everything before, and what their clock says.
#[derive(Debug, Clone)]
struct Turn {
    who: usize,
    hears: bool,
    clock: i64,
    edit: Edit,
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = (0usize..3, any::<bool>(), -TEN_YEARS_MS..TEN_YEARS_MS, an_edit())
        .prop_map(|(who, hears, clock, edit)| Turn { who, hears, clock, edit });
    prop::collection::vec(turn, 1..24)
}

/// A team that takes its turns, by clocks of its own or by sound ones.
fn team(turns: &[Turn], by_own_clocks: bool) -> Vec<Device> {
    let mut team = vec![Device::new(1), Device::new(2), Device::new(3)];
    team[0].edit(&[Edit::Create]);
    let mut log = team[0].changes.clone();
    team.iter_mut().for_each(|device| device.read(&log));
    for (number, turn) in (5_000..).zip(turns) {
        let device = &mut team[turn.who];
        if turn.hears {
            device.read(&log);
        }
        device.clock = if by_own_clocks { turn.clock } else { number };
        if device.edit(std::slice::from_ref(&turn.edit)) {
            log.extend(device.changes.last().cloned());
        }
    }
    team.iter_mut().for_each(|device| device.read(&log));
    team
}

impl Device {
    /// Takes in everything that anybody wrote, in its order.
    fn read(&mut self, log: &[Change]) {
        for change in log {
            self.document.apply(&change.bytes).expect("joins");
        }
    }
}

/// A text, and everything that people wrote there without knowing of each other.
type Answers = (About, Vec<Option<String>>);

fn without_times(device: &Device) -> (Record, Vec<Answers>, Vec<Subject>) {
    let when = Timestamp(0);
    let record = device.record();
    let gone_since = record.gone_since.map(|_| when);
    let record = Record { created: when, updated: when, gone_since, ..record };
    let answers = device.document.disagreements().into_iter().map(|disagreement| {
        let values = disagreement.answers.into_iter().map(|answer| answer.value);
        (disagreement.about, values.collect())
    });
    let lines = device.document.history().into_iter().flat_map(|change| change.lines);
    let mut subjects: Vec<_> = lines.map(|line| line.subject).collect();
    // Of changes that knew nothing of each other, either may stand first.
    subjects.sort();
    (record, answers.collect(), subjects)
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_record_is_the_same_whatever_the_clocks_say(turns in turns()) {
        let (wild, sound) = (team(&turns, true), team(&turns, false));
        for (wild, sound) in wild.iter().zip(&sound) {
            prop_assert_eq!(without_times(wild), without_times(sound));
        }
        prop_assert_eq!(wild[0].record(), wild[1].record());
        prop_assert_eq!(wild[0].record(), wild[2].record());
    }
}

/// Alice's clock is ten years fast and Bob's ten years slow; each edits what the other just did.
fn in_turn() -> (Device, Vec<String>) {
    let (alice, bob) = two_devices(&[]);
    let mut team = [alice, bob];
    let mut said = Vec::new();
    for turn in 0..8 {
        let [listener, writer] = &mut team;
        writer.hear(listener);
        writer.clock = if writer.actor == 1 { TEN_YEARS_MS } else { -TEN_YEARS_MS };
        let text = format!("turn {turn}");
        assert!(writer.edit(&[Edit::set(Field::Name, &*text)]));
        said.push(text);
        team.swap(0, 1);
    }
    let [last, _] = team;
    (last, said)
}

#[test]
fn what_was_said_last_is_shown_and_the_history_tells_it_in_its_order() {
    let (device, said) = in_turn();
    assert_eq!(device.record().name.as_ref(), said.last());
    assert!(device.document.disagreements().is_empty());
    let values = device.document.history_of(&Subject::Field(Field::Name));
    let told: Vec<_> = values.into_iter().rev().map(|value| value.line.after).collect();
    assert_eq!(told, said.into_iter().map(Said::Text).collect::<Vec<_>>());
}

#[test]
fn a_reading_by_the_clock_would_be_caught() {
    let (device, said) = in_turn();
    let values = device.document.history_of(&Subject::Field(Field::Name));
    let newest = values.into_iter().max_by_key(|value| value.origin.at).expect("a value");
    assert_ne!(Some(newest.line.after), said.last().cloned().map(Said::Text));
}
