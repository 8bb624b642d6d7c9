//! Where a person lives or works.

/// A postal address, every part as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Street and number, with whatever else finds the door.
    pub street: Option<String>,
    /// Suburb or district.
    pub suburb: Option<String>,
    /// City, town or village.
    pub city: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// "home", "office".
    pub label: Option<String>,
}

impl Address {
    /// All of it in one line: `67 Clemenger Street, Fairlawn 6415, NSW`.
    pub fn line(&self) -> String {
        let postcode = self.postcode.as_deref();
        let place = self.city.as_deref().or(self.suburb.as_deref());
        let suburb = self.city.as_ref().and(self.suburb.as_deref());
        let town = match (place, postcode) {
            (Some(place), Some(postcode)) => Some(format!("{place} {postcode}")),
            (place, postcode) => place.or(postcode).map(str::to_owned),
        };
        [
            self.street.as_deref(),
            suburb,
            town.as_deref(),
            self.state.as_deref(),
            self.country.as_deref(),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_as_one_line_and_leaves_out_what_it_lacks() {
        let some = |text: &str| Some(text.to_owned());
        let address = Address {
            street: some("67 Clemenger Street"),
            suburb: some("Fairlawn"),
            postcode: some("6415"),
            state: some("NSW"),
            ..Address::default()
        };
        assert_eq!(address.line(), "67 Clemenger Street, Fairlawn 6415, NSW");
        let town = Address { city: some("Gdańsk"), ..address };
        assert_eq!(town.line(), "67 Clemenger Street, Fairlawn, Gdańsk 6415, NSW");
        assert_eq!(Address::default().line(), "");
    }
}
