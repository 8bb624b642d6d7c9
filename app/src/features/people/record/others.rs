//! Who else has the card open, and what they change in it. It tells; it never blocks.

use leptos::prelude::*;
use shared::view::{Announced, Doing, Other, others_in_words};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::page::Card;
use crate::shell::is_typing;
use crate::ui::{Avatar, AvatarSize, Icon};

/// How many are drawn as initials; the words say of all.
const DRAWN: usize = 3;

/// Who else has this card open. From the context of its parts.
#[derive(Clone, Copy)]
pub struct Others(Memo<Vec<Other>>);

impl Others {
    /// Tells colleagues that this card is open here, and gives the parts of the card who else has.
    pub fn provide(card: Card) -> Self {
        let replica = card.replica();
        replica.look_at(card.id);
        let others = Memo::new(move |_| card.members.with(|it| replica.others_at(card.id, it)));
        provide_context(Self(others));
        Self(others)
    }

    /// Initials and words for all of them; a screen reader hears who comes and who begins to write.
    pub fn row(self) -> AnyView {
        let Self(others) = self;
        let announced = StoredValue::new(Announced::default());
        let heard = RwSignal::new(String::new());
        Effect::new(move |_| {
            let news = others.with(|others| announced.try_update_value(|it| it.news(others)));
            if let Some(news) = news.flatten() {
                heard.set(news);
            }
        });
        let drawn = move || others.with(|all| all.iter().take(DRAWN).map(initials).collect_view());
        let words = move || others.with(|all| others_in_words(all).join(" · "));
        view! {
            <div class="others" class:others-none=move || others.with(Vec::is_empty)>
                {drawn} <span class="others-words">{words}</span>
                <span class="heard-only" role="status">
                    {heard}
                </span>
            </div>
        }
        .into_any()
    }
}

/// A quiet mark where somebody else writes at the moment; nothing elsewhere.
pub fn mark(doing: Doing) -> AnyView {
    let Some(Others(others)) = use_context() else { return ().into_any() };
    let writer = Memo::new(move |_| {
        others.with(|others| others.iter().find(|other| other.doing == doing).cloned())
    });
    (move || {
        writer.get().map(|writer| {
            let words = format!("{} is writing here", writer.called());
            view! {
                <span class="others-mark" title=words>
                    {initials(&writer)}
                    <span class="heard-only">{words.clone()}</span>
                </span>
            }
        })
    })
    .into_any()
}

fn initials(other: &Other) -> AnyView {
    match &other.name {
        Some(name) => view! { <Avatar name colour=0 size=AvatarSize::Row /> }.into_any(),
        None => view! { <span class="avatar">{Icon::People.at(14)}</span> }.into_any(),
    }
}

/// Tells colleagues what is being written on the card, once the focus has settled. Fields say by
/// `data-doing` which they are.
pub fn say_doing(card: Card) {
    request_animation_frame(move || card.replica().say_doing(card.id, &doing()));
}

fn doing() -> Doing {
    let field = document().active_element().filter(|_| is_typing());
    let Some(field) = field.filter(|it| it.closest(".record").is_ok_and(|it| it.is_some())) else {
        return Doing::Look;
    };
    let named = field.closest("[data-doing]").ok().flatten();
    let place = named.and_then(|named| named.get_attribute("data-doing")).unwrap_or_default();
    // To have the cursor where notes are written is not to write one.
    let is_empty =
        field.dyn_ref::<HtmlTextAreaElement>().is_some_and(|it| it.value().trim().is_empty());
    match Doing::from_bytes(place.as_bytes()) {
        Doing::Note if is_empty => Doing::Look,
        Doing::Look => Doing::Change(place),
        doing => doing,
    }
}
