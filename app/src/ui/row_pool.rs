use std::collections::VecDeque;
use std::ops::Range;

use web_sys::Element;

use super::dom::append;

/// The drawn rows of a long list, in the order in which they stand. An element that leaves the
/// range at one end is used again at the other: scrolling by a row draws one.
pub struct RowPool<R> {
    rows: VecDeque<R>,
    first: usize,
    /// Taken out of the page, for when the list is longer again.
    spare: Vec<R>,
}

impl<R: AsRef<Element>> RowPool<R> {
    /// Nothing is drawn.
    pub fn new() -> Self {
        Self { rows: VecDeque::new(), first: 0, spare: Vec::new() }
    }

    /// The rows of a range of the list, below `parent`, which holds nothing else. What they show is
    /// what they showed before: whoever calls this draws them.
    pub fn fit<'p>(
        &'p mut self,
        parent: &Element,
        range: Range<usize>,
        make: &dyn Fn() -> R,
    ) -> impl Iterator<Item = (usize, &'p mut R)> + use<'p, R> {
        let (start, first) = (range.start, self.first);
        let (down, up) = (start.saturating_sub(first), first.saturating_sub(start));
        // Further, and moving them costs more than the few that would stay as they are.
        let near = 1..=self.rows.len() / 3;
        if near.contains(&down) {
            self.rows.rotate_left(down);
            for moved in self.rows.range(self.rows.len() - down..) {
                append(parent, moved.as_ref());
            }
        }
        if near.contains(&up) {
            for _ in 0..up {
                let Some(moved) = self.rows.pop_back() else { break };
                let before = self.rows.front().map(|row| row.as_ref().as_ref());
                parent.insert_before(moved.as_ref(), before).expect("the first row stands in it");
                self.rows.push_front(moved);
            }
        }
        while self.rows.len() > range.len() {
            let Some(row) = self.rows.pop_back() else { break };
            row.as_ref().remove();
            self.spare.push(row);
        }
        while self.rows.len() < range.len() {
            let row = self.spare.pop().unwrap_or_else(make);
            append(parent, row.as_ref());
            self.rows.push_back(row);
        }
        self.first = range.start;
        range.zip(&mut self.rows)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::ui::dom::element;

    /// Which elements stand in the page, by the order in which they were made; each says where in
    /// the list it stands.
    fn stand(pool: &mut RowPool<Element>, parent: &Element, range: Range<usize>) -> Vec<String> {
        let made = || {
            let number = parent.get_attribute("made").and_then(|it| it.parse().ok()).unwrap_or(0);
            parent.set_attribute("made", &(number + 1).to_string()).expect("a valid name");
            element("div", &[("class", &number.to_string())], &[])
        };
        for (index, row) in pool.fit(parent, range.clone(), &made) {
            row.set_id(&index.to_string());
        }
        let children = parent.children();
        let rows: Vec<Element> =
            (0..children.length()).filter_map(|at| children.item(at)).collect();
        let ids: Vec<String> = rows.iter().map(Element::id).collect();
        assert_eq!(ids, range.map(|index| index.to_string()).collect::<Vec<_>>());
        rows.iter().map(Element::class_name).collect()
    }

    #[wasm_bindgen_test]
    fn rows_are_used_again_and_stand_in_the_lists_order() {
        let (mut pool, parent) = (RowPool::new(), element("div", &[], &[]));
        let mut range = |range| stand(&mut pool, &parent, range);
        assert_eq!(range(0..3), ["0", "1", "2"]);
        // One further, one back, and a longer window.
        assert_eq!(range(1..4), ["1", "2", "0"]);
        assert_eq!(range(0..3), ["0", "1", "2"]);
        assert_eq!(range(1..5), ["1", "2", "0", "3"]);
        // Two further, and far away: all of them show others.
        assert_eq!(range(3..7), ["1", "2", "0", "3"]);
        assert_eq!(range(50..54), ["1", "2", "0", "3"]);
        assert_eq!(range(0..4), ["1", "2", "0", "3"]);
        // A short list, none, and a long one again.
        assert_eq!(range(0..1), ["1"]);
        assert_eq!(range(0..0), [""; 0]);
        assert_eq!(range(0..2).len(), 2);
        assert_eq!(range(0..5).last().map(String::as_str), Some("4"));
    }
}
