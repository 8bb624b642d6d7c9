use leptos::prelude::*;
use shared::edit::Edit;
use shared::model::{ConsentChannel, ConsentStatement};

use super::super::page::Card;
use crate::preferences::Draft;
use crate::ui::{Button, ButtonKind, Field, Icon, when};

/// "May we message?", for each channel: what they said, in which words, and when. Where it was never
/// spoken of, that is what it says: nothing is preset.
#[component]
pub fn Consents(card: Card) -> impl IntoView {
    let is_left = |channel: &ConsentChannel| {
        Draft::open(format!("consent.{}.{}", card.id, channel.name())).found_from.is_some()
    };
    let asking = RwSignal::new(ConsentChannel::ALL.into_iter().find(is_left));
    view! {
        <section class="details-part" aria-label="May we message?">
            <h3>"May we message?"</h3>
            <div class="chips consents">
                {ConsentChannel::ALL
                    .into_iter()
                    .map(|channel| view! { <Consent card channel asking /> })
                    .collect_view()}
            </div>
            {move || {
                asking
                    .get()
                    .map(|channel| view! { <Ask card channel on_leave=move |()| asking.set(None) /> })
            }}
        </section>
    }
}

fn in_force(card: Card, channel: ConsentChannel) -> Memo<Option<ConsentStatement>> {
    Memo::new(move |_| card.open.with(|open| open.person.consent(channel).cloned()))
}

#[component]
fn Consent(
    card: Card,
    channel: ConsentChannel,
    asking: RwSignal<Option<ConsentChannel>>,
) -> impl IntoView {
    let said = in_force(card, channel);
    let words = move || match said.get() {
        None => "never asked",
        Some(said) if said.given => "yes",
        Some(_) => "no",
    };
    let class = move || match said.get() {
        None => "chip chip-button consent-unasked",
        Some(said) if said.given => "chip chip-button chip-good",
        Some(_) => "chip chip-button",
    };
    let toggle = move |_| {
        asking.update(|asking| {
            *asking = if *asking == Some(channel) { None } else { Some(channel) };
        });
    };
    view! {
        <button
            type="button"
            class=class
            aria-label=move || format!("{}: {}", channel.label(), words())
            aria-expanded=move || if asking.get() == Some(channel) { "true" } else { "false" }
            on:click=toggle
        >
            {move || {
                said.get()
                    .map(|said| if said.given { Icon::Check } else { Icon::Cross }.at(14).into_any())
            }}
            {channel.label()}
            <span class="consent-state">{words}</span>
        </button>
    }
}

/// What was said before, and what they say now.
#[component]
fn Ask(card: Card, channel: ConsentChannel, #[prop(into)] on_leave: Callback<()>) -> impl IntoView {
    let said = in_force(card, channel);
    let words = Draft::open(format!("consent.{}.{}", card.id, channel.name()));
    let how = Draft::open(format!("consent-how.{}.{}", card.id, channel.name()));
    let given = RwSignal::new(None::<bool>);
    let some = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(given) = given.get_untracked() else { return };
        let replica = card.replica();
        let statement = ConsentStatement {
            channel,
            given,
            at: card.open.with_untracked(|it| it.person.consent_time(channel, replica.now())),
            how: some(how.text.get_untracked()),
            words: some(words.text.get_untracked()),
            by: None,
        };
        let answer = if given { "yes" } else { "no" };
        let edits = vec![Edit::AddConsent { id: replica.new_item(), statement }];
        card.edit_and_say(edits, Icon::Check, format!("{}: {answer}", channel.label()));
        words.clear();
        how.clear();
        on_leave.run(());
    };
    let name = format!("consent-{}", channel.name());
    let answer = move |value: bool, label: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name.clone()
                    prop:checked=move || given.get() == Some(value)
                    on:change=move |_| given.set(Some(value))
                />
                {label}
            </label>
        }
    };
    let (yes, no) = (answer.clone()(true, "Yes"), answer(false, "No"));
    view! {
        <form class="details-form" aria-label=format!("May we message: {}", channel.label()) on:submit=keep>
            <p class="second">{move || in_words(said.get().as_ref())}</p>
            <div class="segmented" role="radiogroup" aria-label="What they say now">
                {yes}
                {no}
            </div>
            <Field label="The sentence that they heard or read" value=words.text />
            <Field label="How they said it" value=how.text placeholder="At the counter, in a form" />
            {move || {
                let hint = words.hint().or_else(|| how.hint());
                hint.map(|hint| view! { <span class="field-hint">{hint}</span> })
            }}
            <div class="actions">
                <Button
                    small=true
                    submit=true
                    disabled=Signal::derive(move || given.get().is_none())
                >
                    "Write down"
                </Button>
                <Button
                    small=true
                    kind=ButtonKind::Quiet
                    on_press=move |()| {
                        words.clear();
                        how.clear();
                        on_leave.run(());
                    }
                >
                    "Leave it"
                </Button>
            </div>
        </form>
    }
}

fn in_words(said: Option<&ConsentStatement>) -> String {
    let Some(said) = said else { return "Never asked.".into() };
    let answer = if said.given { "Agreed" } else { "Said no" };
    let how = said.how.as_ref().map(|how| format!(", {how}")).unwrap_or_default();
    let words = said.words.as_ref().map(|words| format!(": “{words}”")).unwrap_or_default();
    format!("{answer} {}{how}{words}", when::within(said.at.0))
}
