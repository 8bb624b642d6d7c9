//! “Find or do”: one field for people and for whatever can be done, from anywhere.

mod offers;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::id::DocumentId;

use self::offers::{Command, Offer, Verb, offers};
use crate::replica::Replica;
use crate::shell::{Commands, dialled, portrait};
use crate::ui::{AvatarSize, Button, ButtonKind, Highlight, Icon, Key, Overlay};

/// The field and its answers, over every screen.
#[component]
pub fn Find() -> impl IntoView {
    let open = Commands::expect().find;
    view! {
        <Overlay class="find" label="Find or do" open closes_outside=true>
            <Answers open />
        </Overlay>
    }
}

#[component]
fn Answers(open: RwSignal<bool>) -> impl IntoView {
    let replica: Replica = expect_context();
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(0usize);
    let input_ref = NodeRef::<html::Input>::new();
    let answers = Memo::new(move |_| {
        let mut all = replica.with_people(|people| typed.with(|typed| offers(people, typed)));
        let may_edit = replica.may_edit();
        all.retain(|offer| may_edit || !offer.changes());
        all
    });
    Effect::watch(move || typed.get(), move |_, _, _| chosen.set(0), false);
    let carry_out = carry_out();
    let take = move |index: usize| {
        if let Some(offer) = answers.with_untracked(|answers| answers.get(index).cloned()) {
            open.set(false);
            carry_out(offer);
        }
    };
    let take = StoredValue::new(take);
    let step = move |steps: isize| {
        let count = answers.with_untracked(Vec::len).max(1) as isize;
        chosen.update(|chosen| *chosen = (*chosen as isize + steps).rem_euclid(count) as usize);
    };
    let keys = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => step(1),
            "ArrowUp" => step(-1),
            "Enter" if !event.is_composing() => {
                take.with_value(|take| take(chosen.get_untracked()));
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="find-head">
            {Icon::Search.at(20)}
            <input
                class="find-input"
                node_ref=input_ref
                type="text"
                role="combobox"
                aria-label="Find or do"
                aria-expanded="true"
                aria-controls="find-answers"
                aria-activedescendant=move || answer_id(chosen.get())
                placeholder="A name, a number, or what to do"
                autocomplete="off"
                spellcheck="false"
                autofocus=true
                bind:value=typed
                on:keydown=keys
            />
            <Key>"Esc"</Key>
            <span class="find-close">
                <Button
                    kind=ButtonKind::Quiet
                    icon=Icon::Cross
                    name="Close"
                    on_press=move |()| open.set(false)
                />
            </span>
        </div>
        <ul class="find-answers" id="find-answers" role="listbox" aria-label="Answers">
            {move || {
                let answers = answers.get();
                answers
                    .into_iter()
                    .enumerate()
                    .map(|(index, offer)| {
                        view! {
                            <li
                                id=answer_id(index)
                                class="find-answer"
                                role="option"
                                aria-selected=move || (chosen.get() == index).to_string()
                                on:pointermove=move |_| {
                                    if chosen.get_untracked() != index {
                                        chosen.set(index);
                                    }
                                }
                                on:click=move |_| take.with_value(|take| take(index))
                            >
                                {line(offer)}
                                <Show when=move || chosen.get() == index>
                                    <Key>"Enter"</Key>
                                </Show>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
        <p class="find-foot second">
            "Also with a verb: call, email or note and a name."
        </p>
    }
}

fn answer_id(index: usize) -> String {
    format!("find-{index}")
}

fn line(offer: Offer) -> AnyView {
    let words = |icon: Icon, words: String, detail: String| {
        view! {
            <span class="find-icon">{icon.at(18)}</span>
            <span class="find-name">{words}</span>
            <span class="second find-detail">{detail}</span>
        }
        .into_any()
    };
    match offer {
        Offer::Person { id, name, photo, marks, detail } => view! {
            {portrait(expect_context(), id, name.clone(), photo, AvatarSize::Row)}
            <span class="find-name">
                <Highlight text=name ranges=marks />
            </span>
            <span class="second find-detail">{detail}</span>
        }
        .into_any(),
        Offer::Act { verb: Verb::Call, name, detail, .. } => {
            words(Icon::Phone, format!("Call {name}"), detail)
        }
        Offer::Act { verb: Verb::Email, name, detail, .. } => {
            words(Icon::Mail, format!("Email {name}"), detail)
        }
        Offer::Act { verb: Verb::Note, name, detail, .. } => {
            words(Icon::Note, format!("Write down something about {name}"), detail)
        }
        Offer::Command(command, name) => words(picture(command), name.to_owned(), String::new()),
        Offer::Add(text) => words(Icon::PersonAdd, format!("Add “{text}”"), String::new()),
    }
}

fn picture(command: Command) -> Icon {
    match command {
        Command::NewPerson => Icon::PersonAdd,
        Command::Keys => Icon::Keyboard,
        Command::Go("/people") => Icon::People,
        Command::Go("/sort-out") => Icon::SortOut,
        Command::Go("/changed") => Icon::History,
        Command::Go("/work") => Icon::Cloud,
        Command::Go("/import") => Icon::FileUp,
        Command::Go("/share") => Icon::Share,
        Command::Go("/join") => Icon::Join,
        Command::Go("/bin") => Icon::Bin,
        Command::Go(_) => Icon::Settings,
    }
}

/// What carries out an offer.
fn carry_out() -> impl Fn(Offer) + Clone + Send + Sync + 'static {
    let commands = Commands::expect();
    let navigate = use_navigate();
    move |offer| {
        let card = |id: DocumentId| navigate(&format!("/people/{id}"), Default::default());
        match offer {
            Offer::Person { id, .. } => card(id),
            Offer::Act { verb: Verb::Call, detail, .. } => {
                follow(&format!("tel:{}", dialled(&detail)));
            }
            Offer::Act { verb: Verb::Email, detail, .. } => follow(&format!("mailto:{detail}")),
            Offer::Act { verb: Verb::Note, id, .. } => {
                commands.write_down.set(Some(id));
                card(id);
            }
            Offer::Command(Command::NewPerson, _) => commands.new_person.set(true),
            Offer::Command(Command::Keys, _) => commands.keys_help.set(true),
            Offer::Command(Command::Go(path), _) => navigate(path, Default::default()),
            Offer::Add(text) => {
                commands.new_begins_with.set(text);
                commands.new_person.set(true);
            }
        }
    }
}

/// Opens an address that another program answers. Refused only for what is no address.
fn follow(address: &str) {
    let _ = window().location().set_href(address);
}
