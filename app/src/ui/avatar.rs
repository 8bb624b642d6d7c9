use leptos::prelude::*;

/// How large an avatar is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AvatarSize {
    /// 28 px, in a table's row.
    Row,
    /// 44 px, in a phone's row.
    Phone,
    /// 56 px, at the head of a record.
    Large,
}

impl AvatarSize {
    /// The class of an avatar of this size, in the colour of a number.
    pub fn class(self, colour: u8) -> String {
        let size = match self {
            Self::Row => "row",
            Self::Phone => "phone",
            Self::Large => "large",
        };
        format!("avatar avatar-{size} avatar-{}", colour % 6)
    }
}

/// A person's initials on their own colour, or their picture. It says nothing that the name beside
/// it does not.
#[component]
pub fn Avatar(
    /// The name that gives the initials.
    #[prop(into)]
    name: String,
    /// Which of the six colours: any number that stays the same for one person.
    colour: u8,
    size: AvatarSize,
    /// The address of a picture, shown over the initials once there is one.
    #[prop(optional_no_strip)]
    picture: Option<ArcReadSignal<Option<String>>>,
) -> impl IntoView {
    view! {
        <span class=size.class(colour) aria-hidden="true">
            {initials(&name)}
            {picture
                .map(|picture| {
                    move || {
                        let src = picture.get()?;
                        Some(view! { <img class="avatar-picture" src=src alt="" draggable="false" /> })
                    }
                })}
        </span>
    }
}

/// The first letters of the first and the last word, capital where the script has capitals.
pub fn initials(name: &str) -> String {
    let mut words =
        name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::initials;

    #[wasm_bindgen_test]
    fn initials_are_of_the_first_and_the_last_word() {
        let check = |name: &str, expected: &str| assert_eq!(initials(name), expected);
        check("Marta Kowalczyk", "MK");
        check("łukasz z. wiśniewski", "ŁW");
        check("王", "王");
        check("“Bob” (the) Builder", "BB");
        check("  ", "");
    }
}
