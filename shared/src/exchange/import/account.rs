//! What becomes of every row of a file.

/// What a row comes to, as the plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Somebody new.
    New,
    /// Somebody who is known, of whom the row says more.
    Changed,
    /// Somebody who is known, of whom the row says nothing new.
    Unchanged,
    /// Somebody whom an earlier row is about: the two become one.
    Same,
    /// Nobody: nothing says who it is, or it cannot be read.
    Refused,
    /// Somebody who was left out by hand.
    LeftOut,
}

/// What becomes of all rows of a file: each is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// Rows of the file.
    pub rows: usize,
    /// New people.
    pub new: usize,
    /// Known people, changed.
    pub changed: usize,
    /// Known people, as they were.
    pub unchanged: usize,
    /// Rows about somebody whom an earlier row is about.
    pub same: usize,
    /// Rows that did not come in.
    pub refused: usize,
    /// Rows in which nothing stood.
    pub blank: usize,
    /// Rows that were left out by hand.
    pub left_out: usize,
}

impl Account {
    pub(super) fn add(&mut self, standing: Standing) {
        *match standing {
            Standing::New => &mut self.new,
            Standing::Changed => &mut self.changed,
            Standing::Unchanged => &mut self.unchanged,
            Standing::Same => &mut self.same,
            Standing::Refused => &mut self.refused,
            Standing::LeftOut => &mut self.left_out,
        } += 1;
    }

    /// How many records are written.
    pub fn written(&self) -> usize {
        self.new + self.changed
    }

    /// How many rows are accounted for: all of them.
    pub fn told(&self) -> usize {
        let came = self.new + self.changed + self.unchanged + self.same;
        came + self.refused + self.blank + self.left_out
    }
}
