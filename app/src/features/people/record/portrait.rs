use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::edit::set_photo;
use shared::model::{About, Field, PhotoMedia};

use super::answers::Decided;
use super::page::Card;
use crate::shell::{portrait, say_left};
use crate::ui::{AvatarSize, Icon, Menu, MenuItem, Toast, picture_among, small_picture};

const CHOOSE: &str = "choose";
const TAKE: &str = "take";
const REMOVE: &str = "remove";

/// The picture or the initials at the head of a card: chosen, taken, dropped or pasted.
pub fn head_portrait(card: Card) -> AnyView {
    let shown = Memo::new(move |_| {
        card.open.with(|open| (open.person.display_name(), open.person.picture()))
    });
    let avatar = move || {
        let (name, photo) = shown.get();
        portrait(card.replica(), card.id, name, photo, AvatarSize::Large)
    };
    let gone = Memo::new(move |_| card.open.with(|open| open.person.gone));
    let over = RwSignal::new(false);
    take_in(card, over);
    let files = NodeRef::<html::Input>::new();
    let camera = NodeRef::<html::Input>::new();
    let choose = move |what: &'static str| match what {
        REMOVE => remove(card),
        TAKE => press(camera),
        _ => press(files),
    };
    let items = Signal::derive(move || {
        let has = shown.with(|(_, photo)| photo.is_some());
        let words = if has { "Choose another picture" } else { "Choose a picture" };
        let item = |value, words: &str, icon| MenuItem {
            value,
            words: words.to_owned(),
            icon: Some(icon),
        };
        let mut items = vec![item(CHOOSE, words, Icon::FileUp)];
        if has_camera() {
            items.push(item(TAKE, "Take a picture", Icon::Camera));
        }
        if has {
            items.push(item(REMOVE, "Take the photo away", Icon::Bin));
        }
        items
    });
    view! {
        <div class="portrait" class:portrait-over=move || over.get()>
            {move || {
                if gone.get() {
                    return avatar.into_any();
                }
                view! {
                    <Menu
                        name="Photo: choose one, or drop or paste it here"
                        items
                        on_choose=choose
                        class="portrait-button"
                    >
                        {avatar}
                        <span class="portrait-mark">{Icon::Camera.at(14)}</span>
                    </Menu>
                }
                    .into_any()
            }} {file_input(card, files, false)} {file_input(card, camera, true)}
        </div>
    }
    .into_any()
}

/// The pictures of people who chose different ones, where that happened.
pub fn photo_answers(card: Card) -> AnyView {
    view! { <Decided card about=About::Field(Field::Photo) /> }.into_any()
}

fn file_input(card: Card, node_ref: NodeRef<html::Input>, camera: bool) -> AnyView {
    let changed = move |_| {
        let Some(input) = node_ref.get_untracked() else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            keep(card, file);
        }
    };
    view! {
        <input
            type="file"
            accept="image/*"
            hidden
            capture=camera.then_some("environment")
            data-testid=if camera { "photo-camera" } else { "photo-file" }
            node_ref=node_ref
            on:change=changed
        />
    }
    .into_any()
}

/// A picture that is pasted or dropped anywhere on a card is its photo; text is left to the field
/// that it goes to. `over` says whether a file is held over the page.
fn take_in(card: Card, over: RwSignal<bool>) {
    let is_here = move || !card.open.with_untracked(|open| open.person.gone);
    let pasted = window_event_listener(ev::paste, move |event| {
        let file = picture_among(event.clipboard_data());
        let file = file.filter(|file| file.type_().starts_with("image/") && is_here());
        if let Some(file) = file {
            event.prevent_default();
            keep(card, file);
        }
    });
    // Without these, a browser leaves the app to show the file.
    let dragged = window_event_listener(ev::dragover, move |event| {
        if has_files(&event) {
            event.prevent_default();
            over.set(is_here());
        }
    });
    let left = window_event_listener(ev::dragleave, move |_| over.set(false));
    let dropped = window_event_listener(ev::drop, move |event| {
        over.set(false);
        if has_files(&event) {
            event.prevent_default();
            if let Some(file) = picture_among(event.data_transfer()).filter(|_| is_here()) {
                keep(card, file);
            }
        }
    });
    on_cleanup(move || {
        pasted.remove();
        dragged.remove();
        left.remove();
        dropped.remove();
    });
}

fn has_files(event: &ev::DragEvent) -> bool {
    let files = wasm_bindgen::JsValue::from_str("Files");
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&files, 0))
}

/// Makes the picture small and keeps it; says so, with an undo, or why not.
fn keep(card: Card, file: web_sys::File) {
    let (replica, toaster, id) = (card.replica(), card.toaster, card.id);
    let name = card.open.with_untracked(|open| open.person.display_name());
    spawn_local(async move {
        let kept = async {
            let small = small_picture(&file).await?;
            let media = PhotoMedia::of_name(&small.media_type).unwrap_or(PhotoMedia::Jpeg);
            replica.set_photo(id, media, small.bytes).await
        };
        let (icon, words, action) = match kept.await {
            Err(why) => (Icon::Alert, why, None),
            Ok(act) => {
                let undo = move || say_left(toaster, &replica.undo(act, &[id]));
                let undo: crate::ui::Act = Arc::new(undo);
                (Icon::Camera, format!("New photo of {name}"), Some(("Undo", undo)))
            }
        };
        toaster.show(Toast { icon, words, action });
    });
}

fn remove(card: Card) {
    let name = card.open.with_untracked(|open| open.person.display_name());
    card.edit_and_say(vec![set_photo(None)], Icon::Bin, format!("Photo of {name} taken away"));
}

/// Opens the browser's own way to choose.
fn press(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        input.click();
    }
}

/// Whether it is a device that one takes pictures with: elsewhere the browser offers only files.
fn has_camera() -> bool {
    let coarse = window().match_media("(pointer: coarse)").ok().flatten();
    coarse.is_some_and(|media| media.matches())
}
