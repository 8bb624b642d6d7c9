//! Who is in a list.

use shared::id::DocumentId;
use shared::model::Kind;
use shared::view::segment::Filter;
use shared::view::{Among, ListQuery, Segment, list};

use super::columns;
use super::place::Place;
use crate::replica::Replica;

/// What is saved where the list is.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// The list is of everyone of a kind.
    Everyone,
    /// The list is of a segment.
    Segment {
        /// What it is called.
        name: String,
        /// Whether people are meant or organisations.
        kind: Kind,
        /// Who is meant; or why that cannot be read.
        filter: Result<Filter, String>,
    },
    /// The address leads to a segment that is not here, or in the bin.
    Missing,
}

/// What is saved where a list is.
pub fn saved(replica: Replica, place: Place) -> Saved {
    let Place::Segment(id) = place else { return Saved::Everyone };
    replica.with_people(|people| {
        let segment = people.get(id).filter(|it| it.kind == Kind::Segment && !it.gone);
        let Some(facts) = segment else { return Saved::Missing };
        let segment = match &facts.segment {
            Some(bytes) => Segment::decode(bytes),
            None => Segment::new(Filter::All(Vec::new())),
        };
        let kind = segment.as_ref().map_or(Kind::Person, Segment::kind);
        let filter = segment.map(|segment| segment.filter().clone());
        let filter = filter.map_err(|error| error.to_string());
        Saved::Segment { name: facts.name.clone(), kind, filter }
    })
}

/// What a list is of.
pub fn kind(place: Place, saved: &Saved) -> Kind {
    match (place, saved) {
        (Place::Organisations, _) => Kind::Organisation,
        (_, Saved::Segment { kind, .. }) => *kind,
        _ => Kind::Person,
    }
}

/// Of whom a list is asked for.
pub struct Asked {
    /// Where the list is.
    pub place: Place,
    /// What is saved there.
    pub saved: Saved,
    /// Who is meant.
    pub filter: Option<Filter>,
}

/// Who is in a list, in its order.
pub fn find(replica: Replica, of: &Asked, query: &str, sort: Option<String>) -> Vec<DocumentId> {
    let today = replica.today();
    let segment = match (of.place, &of.filter) {
        // Who is meant cannot be said.
        (Place::Segment(_), None) => return Vec::new(),
        _ if of.saved == Saved::Missing => return Vec::new(),
        (place, filter) => {
            let kind = kind(place, &of.saved);
            filter.clone().map(|filter| Segment::over(kind, filter))
        }
    };
    let matcher = match segment {
        Some(Ok(segment)) => Some(segment.compile(today)),
        Some(Err(_)) => return Vec::new(),
        None => None,
    };
    let among = match (&matcher, of.place) {
        (Some(matcher), _) => Among::Segment(matcher),
        (None, Place::Organisations) => Among::Organisations,
        (None, _) => Among::Everyone,
    };
    replica.with_people(|people| {
        let sort = sort.and_then(|sort| columns::sort(&sort, people));
        list(people, ListQuery { among, text: query, sort }, today)
    })
}
