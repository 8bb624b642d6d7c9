//! Who is where in one workspace, as its server knows it: in memory, and only while they are
//! connected.
//!
//! Nothing is queued. Of each connection the newest word is kept; each other connection has a set
//! of those whose word it has not been given, so that whoever reads slowly skips what is out of
//! date, and what may wait for one is bounded by how many there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::time::Timestamp;
use crate::wire::{Presence, limits};

/// How long a word counts that is not said again, in milliseconds: longer than three times the
/// interval in which clients say it.
pub const FRESH_MS: u64 = 30_000;

/// The connections of one workspace that tell each other where they are.
#[derive(Debug, Default)]
pub struct Gathering {
    /// Counts those who came, so that no number means two while anybody remembers.
    came: u64,
    members: BTreeMap<u64, Member>,
}

#[derive(Debug, Default)]
struct Member {
    word: Option<(Presence, Timestamp)>,
    /// Whose newest word it has not been given.
    unseen: BTreeSet<u64>,
    /// Whom it has been told of, and not yet that they are nowhere.
    told: BTreeSet<u64>,
    /// Whether it is about to ask for its news.
    woken: bool,
}

impl Member {
    /// Notes that `of` has something new; whether this one has to be woken for it.
    fn miss(&mut self, of: u64) -> bool {
        self.unseen.insert(of);
        !std::mem::replace(&mut self.woken, true)
    }
}

impl Gathering {
    /// One more connection: its number here. It is to ask for [`Gathering::news`] at once, which
    /// has for it who is there already. `None` when [`limits::PRESENT`] are there.
    pub fn enter(&mut self, now: Timestamp) -> Option<u64> {
        if self.members.len() >= limits::PRESENT {
            return None;
        }
        self.came += 1;
        let fresh = self.members.iter().filter(|(_, member)| {
            let word = member.word.as_ref();
            word.is_some_and(|(word, at)| !word.visits.is_empty() && now.apart(*at) < FRESH_MS)
        });
        let unseen = fresh.map(|(number, _)| *number).collect();
        self.members.insert(self.came, Member { unseen, woken: true, ..Member::default() });
        Some(self.came)
    }

    /// A connection says where its people are: who has to be woken to ask for [`Gathering::news`].
    /// Those that were woken before and have not asked yet are not woken again.
    pub fn say(&mut self, who: u64, presence: Presence, now: Timestamp) -> Vec<u64> {
        let Some(member) = self.members.get_mut(&who) else { return Vec::new() };
        let nowhere = presence.visits.is_empty();
        member.word = Some((presence, now));
        self.spread(who, nowhere)
    }

    /// A connection is gone: who has to be woken.
    pub fn leave(&mut self, who: u64) -> Vec<u64> {
        self.members.remove(&who);
        self.spread(who, true)
    }

    fn spread(&mut self, of: u64, nowhere: bool) -> Vec<u64> {
        let others = self.members.iter_mut().filter(|(number, _)| **number != of);
        let mut woken = Vec::new();
        for (number, member) in others {
            // Who was never told of somebody need not hear that they left.
            if nowhere && !member.told.contains(&of) {
                member.unseen.remove(&of);
            } else if member.miss(of) {
                woken.push(*number);
            }
        }
        woken
    }

    /// What a connection has not been given of the others: each one's newest word, which is empty
    /// for those who left.
    pub fn news(&mut self, reader: u64) -> Vec<(u64, Presence)> {
        let Some(member) = self.members.get_mut(&reader) else { return Vec::new() };
        let unseen = std::mem::take(&mut member.unseen);
        member.woken = false;
        let word_of = |number: &u64| {
            let word = self.members.get(number).and_then(|member| member.word.as_ref());
            (*number, word.map(|(word, _)| word.clone()).unwrap_or_default())
        };
        let news: Vec<_> = unseen.iter().map(word_of).collect();
        if let Some(member) = self.members.get_mut(&reader) {
            for (number, word) in &news {
                match word.visits.is_empty() {
                    true => member.told.remove(number),
                    false => member.told.insert(*number),
                };
            }
        }
        news
    }

    /// Whether everybody has left.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// How many words wait for a connection.
    pub fn waiting(&self, reader: u64) -> usize {
        self.members.get(&reader).map_or(0, |member| member.unseen.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::DocumentId;
    use crate::wire::Visit;

    fn at(place: u8) -> Presence {
        let visit = |place| Visit { document: DocumentId([place; 16]), doing: Vec::new() };
        Presence { who: vec![7], visits: (place > 0).then(|| visit(place)).into_iter().collect() }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Enter,
        Say(prop::sample::Index, u8),
        Leave(prop::sample::Index),
        Read(prop::sample::Index),
    }

    fn step() -> impl Strategy<Value = Step> {
        let who = any::<prop::sample::Index>;
        prop_oneof![
            2 => Just(Step::Enter),
            6 => (who(), 0_u8..4).prop_map(|(who, place)| Step::Say(who, place)),
            1 => who().prop_map(Step::Leave),
            4 => who().prop_map(Step::Read),
        ]
    }

    /// What somebody believes of the others, by what they were given.
    #[derive(Default)]
    struct Reader {
        woken: bool,
        believes: BTreeMap<u64, Presence>,
    }

    impl Reader {
        fn take(&mut self, news: Vec<(u64, Presence)>) {
            self.woken = false;
            for (peer, word) in news {
                match word.visits.is_empty() {
                    true => self.believes.remove(&peer),
                    false => self.believes.insert(peer, word),
                };
            }
        }
    }

    proptest! {
        #[test]
        fn r50_whoever_reads_knows_where_everybody_else_is(steps in prop::collection::vec(step(), 1..200)) {
            let now = Timestamp(0);
            let mut gathering = Gathering::default();
            let mut words: BTreeMap<u64, Presence> = BTreeMap::new();
            let mut readers: BTreeMap<u64, Reader> = BTreeMap::new();
            for step in steps {
                let chosen = |index: prop::sample::Index| {
                    (!words.is_empty()).then(|| **index.get(&words.keys().collect::<Vec<_>>()))
                };
                let woken = match step {
                    Step::Enter => {
                        if let Some(number) = gathering.enter(now) {
                            words.insert(number, Presence::default());
                            // Whoever enters asks at once.
                            readers.insert(number, Reader { woken: true, ..Reader::default() });
                        }
                        Vec::new()
                    }
                    Step::Say(index, place) => match chosen(index) {
                        Some(who) => {
                            words.insert(who, at(place));
                            gathering.say(who, at(place), now)
                        }
                        None => Vec::new(),
                    },
                    Step::Leave(index) => match chosen(index) {
                        Some(who) => {
                            words.remove(&who);
                            readers.remove(&who);
                            gathering.leave(who)
                        }
                        None => Vec::new(),
                    },
                    Step::Read(index) => {
                        if let Some(who) = chosen(index) {
                            let news = gathering.news(who);
                            readers.entry(who).or_default().take(news);
                        }
                        Vec::new()
                    }
                };
                for who in woken {
                    let reader = readers.entry(who).or_default();
                    prop_assert!(!reader.woken, "woken twice without having asked");
                    reader.woken = true;
                }
                for who in words.keys() {
                    prop_assert!(gathering.waiting(*who) <= 2 * limits::PRESENT);
                }
            }
            for (who, mut reader) in readers {
                if reader.woken {
                    reader.take(gathering.news(who));
                }
                let others = words.iter().filter(|(other, word)| **other != who && !word.visits.is_empty());
                let others: BTreeMap<_, _> = others.map(|(peer, word)| (*peer, word.clone())).collect();
                prop_assert_eq!(reader.believes, others);
            }
        }
    }

    #[test]
    fn r50_a_slow_reader_is_given_the_newest_word_only() {
        let now = Timestamp(0);
        let mut gathering = Gathering::default();
        let [alice, bob] = [0; 2].map(|_| gathering.enter(now).expect("room"));
        gathering.news(bob);
        let woken: usize = (1..=200).map(|n| gathering.say(alice, at(n), now).len()).sum();
        assert_eq!((woken, gathering.waiting(bob)), (1, 1));
        assert_eq!(gathering.news(bob), [(alice, at(200))]);
        gathering.say(alice, at(3), now);
        gathering.leave(alice);
        assert_eq!(gathering.news(bob), [(alice, Presence::default())]);
        assert_eq!(gathering.news(bob), []);
    }

    #[test]
    fn r50_there_is_room_for_so_many_and_again_when_one_leaves() {
        let now = Timestamp(0);
        let mut gathering = Gathering::default();
        let all: Vec<_> = (0..300).filter_map(|_| gathering.enter(now)).collect();
        assert_eq!(all.len(), limits::PRESENT);
        assert_eq!(gathering.enter(now), None);
        gathering.leave(all[0]);
        assert!(gathering.enter(now).is_some_and(|number| !all.contains(&number)));
    }

    #[test]
    fn r51_newcomers_are_not_told_what_nobody_has_confirmed_lately() {
        let mut gathering = Gathering::default();
        let alice = gathering.enter(Timestamp(0)).expect("room");
        gathering.say(alice, at(1), Timestamp(0));
        let soon = gathering.enter(Timestamp(29_999)).expect("room");
        assert_eq!(gathering.news(soon), [(alice, at(1))]);
        let late = gathering.enter(Timestamp(30_000)).expect("room");
        assert_eq!(gathering.news(late), []);
        gathering.say(alice, at(1), Timestamp(31_000));
        assert_eq!(gathering.news(late), [(alice, at(1))]);
    }
}
