//! What every screen does with a person in the same way.

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::model::Photo;
use wasm_bindgen::JsCast;

use crate::replica::Replica;
use crate::ui::{Avatar, AvatarSize, Icon};

/// Which of the avatar colours a record has.
pub fn colour(id: DocumentId) -> u8 {
    // The last byte of a ULID is random.
    id.0[15]
}

/// The picture of a record, or the initials: until it is there, and where there is none.
pub fn portrait(
    replica: Replica,
    id: DocumentId,
    name: String,
    photo: Option<Photo>,
    size: AvatarSize,
) -> AnyView {
    let picture = photo.map(|photo| replica.picture(photo));
    view! { <Avatar name colour=colour(id) size picture /> }.into_any()
}

/// A line of a list that leads to somebody: the picture, the name, what is said of them below it,
/// and what stands at the end.
pub fn person_line(
    replica: Replica,
    (id, name, photo): (DocumentId, String, Option<Photo>),
    href: String,
    below: Option<String>,
    mark: Option<AnyView>,
) -> AnyView {
    let called = if name.is_empty() { "No name yet".to_owned() } else { name.clone() };
    view! {
        <a class="line" href=href>
            {portrait(replica, id, name, photo, AvatarSize::Row)}
            <span class="line-words">
                <div>{called}</div>
                {below.map(|below| view! { <div class="second">{below}</div> })}
            </span>
            {mark}
            {Icon::ChevronRight.at(18)}
        </a>
    }
    .into_any()
}

/// How many fields have more than one answer, in words for a mark.
pub fn answers(disagreements: usize) -> String {
    match disagreements {
        1 => "2 answers".into(),
        more => format!("{more} to decide"),
    }
}

/// A number as a phone dials it: digits, and a plus in front.
pub fn dialled(number: &str) -> String {
    let plus = number.trim_start().starts_with('+').then_some('+');
    plus.into_iter().chain(number.chars().filter(char::is_ascii_digit)).collect()
}

/// The id of the field in which one writes down what happened, on a card.
pub const COMPOSER: &str = "composer";

/// Puts the cursor where one writes down what happened. Nothing happens where no card is open.
pub fn focus_composer() {
    let field = document().get_element_by_id(COMPOSER);
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::dialled;

    #[wasm_bindgen_test]
    fn a_number_is_dialled_without_its_decoration() {
        assert_eq!(dialled("+48 601 555-118"), "+48601555118");
        assert_eq!(dialled("(0475) 55 01 92"), "0475550192");
    }
}
