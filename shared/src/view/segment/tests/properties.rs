use proptest::prelude::*;

use super::DAY_MS;
use super::any::{any_facts, any_filter, any_kind};
use super::reference::means;
use crate::id::DocumentId;
use crate::time::Timestamp;
use crate::view::segment::*;
use crate::view::{People, Today};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_compiled_segment_answers_as_the_simple_reference_does(
        kind in any_kind(),
        filter in any_filter(),
        all in prop::collection::vec(any_facts(), 1..6),
        time in -DAY_MS..DAY_MS,
        offset in -12 * 60..14 * 60,
    ) {
        let today = Today::new(Timestamp(20_000 * DAY_MS + time), offset);
        let mut people = People::new();
        for (number, facts) in (0..).zip(&all) {
            people.set(DocumentId([number; 16]), &facts.encode()).expect("readable");
        }
        let segment = Segment::over(kind, filter.clone()).expect("within bounds");
        let matcher = segment.compile(today);
        let members: Vec<DocumentId> = people.matching(&matcher).collect();
        for (number, facts) in (0..).zip(&all) {
            let expected = means(kind, &filter, facts, today);
            prop_assert_eq!(matcher.matches(facts), expected);
            prop_assert_eq!(members.contains(&DocumentId([number; 16])), expected);
        }
    }

    #[test]
    fn a_segment_is_read_back(kind in any_kind(), filter in any_filter()) {
        let segment = Segment::over(kind, filter).expect("within bounds");
        prop_assert_eq!(Segment::decode(&segment.encode()), Ok(segment.clone()));
        prop_assert!(!segment.words(&People::new()).is_empty());
    }

    #[test]
    fn bytes_of_anybody_are_read_or_refused_and_what_was_read_is_written_again(
        bytes in prop::collection::vec(prop::sample::select(
            vec![0u8, 1, 2, 3, 4, 0x61, 0x80, 0x81, 0x82, 0x83, 0x9f, 0xff, 0x18, 0xa1, 0x78, 0x1b]
        ), 0..24)
    ) {
        if let Ok(segment) = Segment::decode(&bytes) {
            prop_assert_eq!(segment.encode(), bytes);
        }
    }

    #[test]
    fn an_index_that_is_told_each_change_knows_what_asking_everyone_would_tell(
        filters in prop::collection::vec((any_kind(), any_filter()), 1..4),
        steps in prop::collection::vec((0u8..6, prop::option::weighted(0.8, any_facts())), 0..20),
    ) {
        let today = Today::new(Timestamp(20_000 * DAY_MS), 0);
        let mut people = People::new();
        let mut index = SegmentIndex::new(today);
        let segments: Vec<DocumentId> =
            (0..filters.len()).map(|number| DocumentId([number as u8; 16])).collect();
        for (segment, (kind, filter)) in segments.iter().zip(&filters) {
            let filter = Segment::over(*kind, filter.clone()).expect("within bounds");
            index.put_segment(*segment, filter, &people);
        }
        for (number, facts) in steps {
            let id = DocumentId([number; 16]);
            if let Some(facts) = facts {
                people.set(id, &facts.encode()).expect("readable");
                index.set(id, &facts);
            } else {
                people.remove(id);
                index.remove(id);
            }
        }
        let tomorrow = Today::new(today.midnight(), 0);
        for today in [today, tomorrow] {
            index.renew(today, &people);
            for (segment, (kind, filter)) in segments.iter().zip(&filters) {
                let all = people.all();
                let meant = all.filter(|(_, facts)| means(*kind, filter, facts, today));
                let mut expected: Vec<DocumentId> = meant.map(|(id, _)| id).collect();
                let mut members: Vec<DocumentId> = index.members(*segment).collect();
                expected.sort_unstable();
                members.sort_unstable();
                prop_assert_eq!(index.count(*segment), Some(members.len()));
                prop_assert_eq!(members, expected);
            }
        }
    }

    #[test]
    fn a_group_taken_apart_is_put_together_again_as_it_was(
        filter in any_filter(),
        place in prop::collection::vec(0usize..3, 0..4),
        part in any_filter(),
    ) {
        if let Some((grouping, parts)) = filter.group() {
            prop_assert_eq!(&grouping.of(parts.to_vec()), &filter);
        }
        match filter.at(&place).cloned() {
            None => {
                prop_assert_eq!(&filter.with_at(&place, Some(part.clone())), &filter);
                prop_assert_eq!(&filter.with_added(&place, part), &filter);
            }
            Some(old) => {
                let with = filter.with_at(&place, Some(part.clone()));
                prop_assert_eq!(with.at(&place), Some(&part));
                prop_assert_eq!(&with.with_at(&place, Some(old)), &filter);
            }
        }
    }
}
