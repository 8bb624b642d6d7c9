use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::{Commands, undo};
use crate::preferences::Preferences;
use crate::replica::Replica;
use crate::ui::{Dialog, Key, Toaster};

/// Whether a letter typed now is meant for a field or a dialog, and not as a command.
pub fn is_typing() -> bool {
    let Some(element) = document().active_element() else { return false };
    let dialog = document().query_selector("dialog[open]");
    dialog.is_ok_and(|dialog| dialog.is_some())
        || element.matches("input:not([type=radio], [type=checkbox])").unwrap_or(false)
        || element.is_instance_of::<web_sys::HtmlTextAreaElement>()
        || element.tag_name() == "SELECT"
}

/// Follows the keys that work on every screen. Screens handle their own besides.
pub fn listen() {
    let commands = Commands::expect();
    let preferences = Preferences::expect();
    let (replica, toaster): (Replica, Toaster) = (expect_context(), expect_context());
    let navigate = use_navigate();
    let going = StoredValue::new(false);
    let listener = window_event_listener(ev::keydown, move |event| {
        let with_control = event.ctrl_key() || event.meta_key();
        if with_control && !event.alt_key() && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            return commands.find.update(|open| *open = !*open);
        }
        if with_control && !is_typing() && event.key().eq_ignore_ascii_case("z") {
            event.prevent_default();
            return match event.shift_key() {
                true => undo::redo(replica, toaster),
                false => undo::undo(replica, toaster),
            };
        }
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let letters = preferences.letter_keys.get_untracked();
        if is_typing() || !letters {
            return;
        }
        let went = going.get_value();
        going.set_value(false);
        match event.key().as_str() {
            "p" if went => navigate("/people", Default::default()),
            "o" if went => navigate("/organisations", Default::default()),
            "s" if went => navigate("/sort-out", Default::default()),
            "b" if went => navigate("/bin", Default::default()),
            "w" if went => navigate("/work", Default::default()),
            "g" => going.set_value(true),
            "n" if replica.may_edit_now() => commands.new_person.set(true),
            "?" => commands.keys_help.set(true),
            "/" => match commands.search.get_untracked() {
                Some(search) => {
                    let _ = search.focus();
                    search.select();
                }
                None => {
                    navigate("/people", Default::default());
                    focus_search_soon(commands);
                }
            },
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

fn focus_search_soon(commands: Commands) {
    request_animation_frame(move || {
        if let Some(search) = commands.search.try_get_untracked().flatten() {
            let _ = search.focus();
        }
    });
}

/// The list of keys, on `?`.
#[component]
pub fn KeysHelp() -> impl IntoView {
    let keys: &[(&[&str], &str)] = &[
        (&["Ctrl", "K"], "Find or do"),
        (&["/"], "Search the list"),
        (&["N"], "New person"),
        (&["↑", "↓"], "Move in the list, also J and K"),
        (&["X"], "Select, also with Shift ↑ ↓"),
        (&["Ctrl", "A"], "Select everyone in the list"),
        (&["Enter"], "Open"),
        (&["Esc"], "Back"),
        (&["J", "K"], "Next and previous person, on a card"),
        (&["C"], "Write down what happened, on a card"),
        (&["S"], "Write down a sale, on a card"),
        (&["E"], "Go to the details, on a card"),
        (&["Ctrl", "Enter"], "Keep what is typed"),
        (&["Ctrl", "Z"], "Undo, with Shift redo"),
        (&["G", "P"], "Go to People"),
        (&["G", "O"], "Go to Organisations"),
        (&["G", "S"], "Go to To sort out"),
        (&["G", "B"], "Go to the bin"),
        (&["G", "W"], "Go to Where your work is"),
        (&["?"], "These keys"),
    ];
    view! {
        <Dialog title="Keys" open=Commands::expect().keys_help>
            <dl class="keys-list">
                {keys
                    .iter()
                    .map(|(keys, words)| {
                        let spoken = keys.join(" ");
                        view! {
                            <dt>
                                <span class="heard-only">{spoken}</span>
                                {keys.iter().map(|key| view! { <Key>{*key}</Key> }).collect_view()}
                            </dt>
                            <dd>{*words}</dd>
                        }
                    })
                    .collect_view()}
            </dl>
            <p class="second">"Single letters can be switched off under More."</p>
        </Dialog>
    }
}
