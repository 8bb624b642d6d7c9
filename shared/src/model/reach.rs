//! Ways to reach a person.

/// A way to write to a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Email {
    /// The address, as it was written.
    pub address: String,
    /// "work", "home".
    pub label: Option<String>,
}

/// A way to call a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phone {
    /// The number, as it was written.
    pub number: String,
    /// "mobile", "shop".
    pub label: Option<String>,
}

/// A name under which a person can be found elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Social {
    /// Where: "Instagram".
    pub network: Option<String>,
    /// The name there, as it was written: "@marta".
    pub handle: String,
}
