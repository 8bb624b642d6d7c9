//! Groups of conditions, taken apart and put together again part by part.

use super::Filter;

/// How the parts of a group belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// All have to hold.
    All,
    /// One is enough.
    Any,
    /// None may hold.
    None,
    /// They may not hold all together.
    NotAll,
}

impl Grouping {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::All, Self::Any, Self::None, Self::NotAll];

    /// A group of these parts.
    pub fn of(self, parts: Vec<Filter>) -> Filter {
        match self {
            Self::All => Filter::All(parts),
            Self::Any => Filter::Any(parts),
            Self::None => Filter::Not(Box::new(Filter::Any(parts))),
            Self::NotAll => Filter::Not(Box::new(Filter::All(parts))),
        }
    }
}

/// Places in groups: the index of a part, then of a part of that one, and so on.
impl Filter {
    /// The parts, and how they belong together; `None` where it is no group.
    pub fn group(&self) -> Option<(Grouping, &[Self])> {
        match self {
            Self::All(parts) => Some((Grouping::All, parts)),
            Self::Any(parts) => Some((Grouping::Any, parts)),
            Self::Not(filter) => match &**filter {
                Self::Any(parts) => Some((Grouping::None, parts)),
                Self::All(parts) => Some((Grouping::NotAll, parts)),
                _ => None,
            },
            Self::Is(_) | Self::Unknown(_) => None,
        }
    }

    /// What stands at a place.
    pub fn at(&self, place: &[usize]) -> Option<&Self> {
        match place {
            [] => Some(self),
            [index, rest @ ..] => self.group()?.1.get(*index)?.at(rest),
        }
    }

    /// With something else at a place, or nothing; everything else stays as it is. A place that
    /// is not there changes nothing.
    pub fn with_at(&self, place: &[usize], part: Option<Self>) -> Self {
        let (Some((grouping, parts)), [index, rest @ ..]) = (self.group(), place) else {
            return match place {
                [] => part.unwrap_or(Self::All(Vec::new())),
                _ => self.clone(),
            };
        };
        let mut parts = parts.to_vec();
        match (parts.get_mut(*index), rest, part) {
            (None, ..) => {}
            (Some(_), [], None) => _ = parts.remove(*index),
            (Some(old), [], Some(new)) => *old = new,
            (Some(old), rest, part) => *old = old.with_at(rest, part),
        }
        grouping.of(parts)
    }

    /// With one more part at the end of the group at a place, unless that group has it already.
    pub fn with_added(&self, place: &[usize], part: Self) -> Self {
        let Some((grouping, parts)) = self.at(place).and_then(Self::group) else {
            return self.clone();
        };
        let mut parts = parts.to_vec();
        if !parts.contains(&part) {
            parts.push(part);
        }
        self.with_at(place, Some(grouping.of(parts)))
    }

    /// Without what stands at a place. A group that is left empty goes with it, unless it is the
    /// outermost: it would mean nobody, or everyone.
    pub fn without(&self, place: &[usize]) -> Self {
        let filter = self.with_at(place, None);
        match place {
            [group @ .., _] if !group.is_empty() => {
                let left = filter.at(group).and_then(Self::group);
                let is_empty = left.is_some_and(|(_, parts)| parts.is_empty());
                if is_empty { filter.without(group) } else { filter }
            }
            _ => filter,
        }
    }

    /// With the parts of the group at a place put together in another way.
    pub fn regrouped(&self, place: &[usize], grouping: Grouping) -> Self {
        match self.at(place).and_then(Self::group) {
            Some((_, parts)) => self.with_at(place, Some(grouping.of(parts.to_vec()))),
            None => self.clone(),
        }
    }
}
