//! Small facts worth knowing, likes and dislikes.

/// What a preference says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Sense {
    /// Something good to know.
    #[default]
    Fact,
    /// Something they like.
    Like,
    /// Something they dislike.
    Dislike,
}

impl Sense {
    /// Every sense.
    pub const ALL: [Self; 3] = [Self::Fact, Self::Like, Self::Dislike];

    /// How a record stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Like => "like",
            Self::Dislike => "dislike",
        }
    }

    /// Reads what [`Self::name`] gives; a sense of a newer version is a fact.
    pub fn of_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|sense| sense.name() == name).unwrap_or_default()
    }
}

/// A small fact worth knowing: "Daughter plays football"; or what somebody likes or dislikes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preference {
    /// What it is about: "Milk".
    pub label: Option<String>,
    /// The fact.
    pub text: String,
    /// Whether it is liked, disliked or neither.
    pub sense: Sense,
}
