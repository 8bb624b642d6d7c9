//! Bringing people in as something to look at first. A file becomes rows ([`Source`]), rows become
//! people by what each column means ([`Mapping`]), and people are held against those that are there
//! already ([`Plan`]). Nothing is written before somebody says so, and every row of the file is
//! accounted for ([`Account`]).

mod account;
mod agreed;
mod candidates;
mod diff;
mod fields;
mod happened;
mod happening;
mod heads;
mod known;
mod mapping;
mod place;
mod plan;
mod planner;
mod reading;
mod source;

pub use account::{Account, Standing};
pub use candidates::MatchedBy;
pub use diff::{Act, Step};
pub use fields::Fields;
pub use happened::Sale;
pub use happening::Happening;
pub use known::Known;
pub use mapping::Mapping;
pub use place::Place;
pub use plan::{Plan, PlanRow, Target, Verdict};
pub use planner::Planner;
pub use reading::{CellProblem, Draft, Fixes, Reader};
pub use source::{Opening, Source, SourceRow};

#[cfg(test)]
mod tests;
