use shared::id::DocumentId;
use shared::model::Kind;

/// Of whom a list is: an address, and what this device remembers of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Place {
    /// All people.
    #[default]
    Everyone,
    /// The people in a segment.
    Segment(DocumentId),
    /// All organisations.
    Organisations,
}

impl Place {
    /// The list at an address; `None` for an address of something else.
    pub fn at(path: &str) -> Option<Self> {
        match path.trim_end_matches('/') {
            "" | "/people" => Some(Self::Everyone),
            "/organisations" => Some(Self::Organisations),
            path => path.strip_prefix("/segments/")?.parse().ok().map(Self::Segment),
        }
    }

    /// The address of the list.
    pub fn path(self) -> String {
        match self {
            Self::Everyone => "/people".into(),
            Self::Segment(id) => format!("/segments/{id}"),
            Self::Organisations => "/organisations".into(),
        }
    }

    /// The name under which this device remembers things of the list.
    pub fn key(self) -> String {
        match self {
            Self::Everyone => "people".into(),
            Self::Segment(id) => id.to_string(),
            Self::Organisations => "organisations".into(),
        }
    }

    /// The list of everything of a kind: what a segment takes its columns and order from.
    pub fn of_all(kind: Kind) -> Self {
        if kind == Kind::Organisation { Self::Organisations } else { Self::Everyone }
    }
}

/// So many records of a kind.
pub fn noun(kind: Kind, count: usize) -> &'static str {
    match (kind, count) {
        (Kind::Organisation, 1) => "organisation",
        (Kind::Organisation, _) => "organisations",
        (_, 1) => "person",
        _ => "people",
    }
}

/// Whether an address is that of a list.
pub fn is_list(path: &str) -> bool {
    Place::at(path).is_some()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_list_is_at_its_address() {
        for place in [Place::Everyone, Place::Organisations, Place::Segment(DocumentId([7; 16]))] {
            assert_eq!(Place::at(&place.path()), Some(place));
        }
        assert_eq!(Place::at("/"), Some(Place::Everyone));
        assert_eq!(Place::at("/people/0af3"), None);
        assert_eq!(Place::at("/segments/nothing"), None);
    }
}
