use shared::model::Kind;
use shared::view::People;
use shared::view::segment::Filter;

/// A filter as a list shows it: its outermost group, part by part. Groups within it stay as they
/// are.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Whether one of the parts is enough.
    pub any: bool,
    /// The parts.
    pub parts: Vec<Filter>,
}

impl Conditions {
    /// Takes a filter apart.
    pub fn of(filter: Option<Filter>) -> Self {
        match filter {
            None => Self { any: false, parts: Vec::new() },
            Some(Filter::All(parts)) => Self { any: false, parts },
            // Nobody at all: a single condition that no part of it can be taken from.
            Some(Filter::Any(parts)) if parts.is_empty() => {
                Self { any: false, parts: vec![Filter::Any(parts)] }
            }
            // Of one condition both say the same, and whoever adds another mostly means both.
            Some(Filter::Any(parts)) => Self { any: parts.len() > 1, parts },
            Some(filter) => Self { any: false, parts: vec![filter] },
        }
    }

    /// The filter. Without parts it means everyone.
    pub fn filter(self) -> Filter {
        match self.any && self.parts.len() > 1 {
            true => Filter::Any(self.parts),
            false => Filter::All(self.parts),
        }
    }

    /// With one more.
    pub fn with(mut self, part: Filter) -> Self {
        if !self.parts.contains(&part) {
            self.parts.push(part);
        }
        self
    }

    /// Without one of them.
    pub fn without(mut self, index: usize) -> Self {
        if index < self.parts.len() {
            self.parts.remove(index);
        }
        self
    }

    /// The words of the parts; of equal ones each with how many stand before it. By this a chip is
    /// the same one when others come and go.
    pub fn chips(&self, kind: Kind, people: &People) -> Vec<(String, usize)> {
        let mut chips: Vec<(String, usize)> = Vec::new();
        for part in &self.parts {
            let words = part.words(kind, people);
            let before = chips.iter().filter(|(known, _)| *known == words).count();
            chips.push((words, before));
        }
        chips
    }
}

#[cfg(test)]
mod tests {
    use shared::view::segment::Condition;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn tag(name: &str) -> Filter {
        Filter::Is(Condition::Tag { name: name.into(), on: true })
    }

    #[wasm_bindgen_test]
    fn groups_within_the_outermost_one_stay_as_they_are() {
        let group = Filter::Not(Box::new(Filter::Any(vec![tag("VIP"), tag("Office")])));
        let filter = Filter::All(vec![tag("Beans"), group.clone()]);
        assert_eq!(Conditions::of(Some(filter.clone())).filter(), filter);
        assert_eq!(Conditions::of(Some(group.clone())).parts, vec![group.clone()]);
        let left = Conditions::of(Some(filter)).without(0).filter();
        assert_eq!(left, Filter::All(vec![group]));
    }

    #[wasm_bindgen_test]
    fn taking_the_last_condition_away_means_everyone() {
        let one = Conditions::of(Some(Filter::Any(vec![tag("VIP")])));
        assert_eq!(one.clone().without(0).filter(), Filter::All(Vec::new()));
        assert_eq!(one.with(tag("Office")).filter(), Filter::All(vec![tag("VIP"), tag("Office")]));
        let nobody = Conditions::of(Some(Filter::Any(Vec::new())));
        assert_eq!(nobody.clone().filter(), Filter::All(vec![Filter::Any(Vec::new())]));
        assert_eq!(nobody.without(0).filter(), Filter::All(Vec::new()));
    }

    #[wasm_bindgen_test]
    fn a_chip_stays_the_same_when_another_goes() {
        let twice = Conditions { any: true, parts: vec![tag("VIP"), tag("Office"), tag("VIP")] };
        let chips = |conditions: &Conditions| conditions.chips(Kind::Person, &People::new());
        let (vip, office) = (|n| ("Tag VIP".to_owned(), n), ("Tag Office".to_owned(), 0));
        assert_eq!(chips(&twice), [vip(0), office.clone(), vip(1)]);
        assert_eq!(chips(&twice.without(0)), [office, vip(0)]);
    }

    #[wasm_bindgen_test]
    fn what_is_asked_already_is_not_asked_twice() {
        let twice = Conditions::of(Some(tag("VIP"))).with(tag("VIP")).with(tag("Office"));
        assert_eq!(twice.parts, vec![tag("VIP"), tag("Office")]);
    }
}
