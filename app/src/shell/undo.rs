//! Undo and redo by key, and what they say.

use std::sync::Arc;

use shared::edit::Edit;
use shared::id::DocumentId;

use crate::replica::{Replica, TakenBack};
use crate::ui::{Icon, Toast, Toaster};

/// Changes records, as one act: on the screen at once, then on the device. Says what was done, with an
/// undo.
pub fn edit_and_say(
    replica: Replica,
    toaster: Toaster,
    records: Vec<DocumentId>,
    edits: Vec<Edit>,
    icon: Icon,
    words: String,
) {
    let act = replica.edit_all(&records, edits);
    let undo = move || say_left(toaster, &replica.undo(act, &records));
    toaster.show(Toast { icon, words, action: Some(("Undo", Arc::new(undo))) });
}

/// Takes back the last act of this tab, and says so.
pub fn undo(replica: Replica, toaster: Toaster) {
    let redo = move || redo(replica, toaster);
    say(
        toaster,
        replica.undo_last(),
        "Undone",
        "Nothing to undo here",
        Some(("Redo", Arc::new(redo))),
    );
}

/// Does again what was undone last, and says so.
pub fn redo(replica: Replica, toaster: Toaster) {
    let undo = move || undo(replica, toaster);
    say(
        toaster,
        replica.redo_last(),
        "Done again",
        "Nothing to redo here",
        Some(("Undo", Arc::new(undo))),
    );
}

fn say(
    toaster: Toaster,
    taken: Option<TakenBack>,
    done: &str,
    nothing: &str,
    action: Option<(&'static str, crate::ui::Act)>,
) {
    let (words, action) = match taken {
        Some(taken) if taken.left.is_empty() => (format!("{done}: {}", taken.words), action),
        Some(taken) => (format!("{done}: {}. {}", taken.words, left_alone(&taken.left)), action),
        None => (nothing.to_owned(), None),
    };
    toaster.show(Toast { icon: Icon::Undo, words, action });
}

/// Says what an undo left alone; nothing where it took everything back, as the screen shows that.
pub fn say_left(toaster: Toaster, taken: &TakenBack) {
    if !taken.left.is_empty() {
        toaster.show(Toast { icon: Icon::Undo, words: left_alone(&taken.left), action: None });
    }
}

fn left_alone(left: &[String]) -> String {
    format!("{} had changed since, and stays", left.join(", "))
}
