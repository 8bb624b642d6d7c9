//! Everything that is known, each to be changed where it stands.

mod add;
mod address;
mod consent;
mod custom;
mod facts;
mod inline;
mod items;
mod label;
mod owner;
mod parts;
mod relations;
mod select;
mod single;

use leptos::prelude::*;
use shared::model::{Field, Kind, Part};

use self::add::{Add, Adding, NewDetail};
use self::address::Addresses;
use self::consent::Consents;
use self::custom::CustomFields;
pub use self::custom::read_money;
use self::facts::KnownFacts;
use self::items::Items;
use self::owner::Owner;
use self::parts::Parts;
use self::relations::Relations;
pub use self::single::read_date;
use self::single::{MaybeField, SingleField};
use super::answers::OtherAnswers;
use super::page::Card;
use crate::shell::Editing;
use crate::ui::{ButtonKind, Icon, LinkButton, after_paint};

/// Everything that is known of a person or an organisation.
#[component]
pub fn Details(card: Card) -> impl IntoView {
    let adding = RwSignal::new(None::<Adding>);
    let painted = after_paint();
    view! {
        <section class="details" id="details" aria-label="Details">
            <div class="timeline-head">
                <h2>"Details"</h2>
                <span class="edits">
                    <Add card adding />
                </span>
            </div>
            <NewDetail card adding />
            <Show when=move || painted.get()>
                <Editing>
                    <Known card adding />
                </Editing>
            </Show>
        </section>
    }
}

/// Each thing that is known. Beside or below the timeline, it moves nothing when it comes after it.
#[component]
fn Known(card: Card, adding: RwSignal<Option<Adding>>) -> impl IntoView {
    let is_person =
        Memo::new(move |_| card.open.with(|open| open.person.kind != Kind::Organisation));
    view! {
        <OtherAnswers card />
        <div class="details-list">
            <SingleField card field=Field::Name />
            <Show when=move || is_person.get()>
                <SingleField card field=Field::Company />
            </Show>
            <MaybeField card field=Field::Industry adding />
            <Items card part=Part::PhoneNumber />
            <Items card part=Part::EmailAddress />
            <Items card part=Part::SocialHandle />
            <MaybeField card field=Field::Website adding />
            <Addresses card />
            <SingleField card field=Field::UsualOrder />
            <Show when=move || is_person.get()>
                <SingleField card field=Field::Birthday />
            </Show>
            <Items card part=Part::DateDay />
            <MaybeField card field=Field::Language adding />
            <SingleField card field=Field::Pinned />
            <Items card part=Part::PreferenceText />
            <MaybeField card field=Field::Description adding />
            <Owner card />
        </div>
        <Relations card />
        <CustomFields card />
        <Consents card />
        <KnownFacts card />
        <Parts card />
        <LinkButton
            kind=ButtonKind::Quiet
            small=true
            href=format!("/people/{}/everything", card.id)
            icon=Icon::Download
        >
            "Everything we know, as a file"
        </LinkButton>
    }
}
