//! What the first screen does not need, in files by what is used together: `daily` is what a hand on
//! the list asks for, and what opens records; `pages` and `files` are what somebody goes to. The
//! build's feature `split` takes them apart; without it, they are included.
//!
//! They are few on purpose. Code that several files need stands in one more file for each combination
//! of them: with nine there were a hundred and twenty, and asking for those held up the first key.

#![allow(unsafe_code, reason = "a part's two ends are linked by name")]

#[cfg(feature = "split")]
use futures::FutureExt as _;
use futures::future::join3;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::features::account::{
    AccountPage, InvitationPage, NewPasswordPage, SetUpPage, SignInPage, SignOutPage,
};
use crate::features::backup::BackupPage;
use crate::features::components::ComponentsPage;
use crate::features::export::{EverythingPage, ExportPage};
use crate::features::find::Find;
use crate::features::history::HistoryPage;
use crate::features::import::ImportPage;
use crate::features::members::{EventsPage, MembersPage};
use crate::features::people::{BinPage, Bulk, ChangedPage, ListDialogs, NewPerson, RecordPage};
use crate::features::server::ServerPage;
use crate::features::settings::{FieldsPage, SettingsPage};
use crate::features::sort_out::SortOutPage;
use crate::features::team::{JoinPage, SharePage};
use crate::features::work::WorkPage;
use crate::replica::records_ready;
use crate::shell::{KeysHelp, NewSegment};
use crate::ui::Part;

/// `part!(NAME, file, function, what draws it)`. The function's name is seen by the linker only.
macro_rules! part {
    ($name:ident, $file:ident, $draw:ident, $view:expr) => {
        #[cfg(feature = "split")]
        pub static $name: Part = {
            #[wasm_split_helpers::wasm_split($file, fallible, preload(fetch))]
            fn $draw() -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
                Ok($view.into_any())
            }
            Part::apart(
                || Box::pin(async { fetch().await.is_ok() }),
                || $draw().now_or_never().and_then(Result::ok),
            )
        };
        #[cfg(not(feature = "split"))]
        pub static $name: Part = Part::included(|| Some($view.into_any()));
    };
}

part!(RECORD, daily, record, RecordPage());
part!(HISTORY, daily, history, HistoryPage());
part!(CHANGED, daily, changed, ChangedPage());
part!(FIND, daily, find, Find());
part!(KEYS, daily, keys, KeysHelp());
part!(NEW_PERSON, daily, new_person, NewPerson());
part!(BULK, daily, bulk, Bulk());
part!(LIST_DIALOGS, daily, list_dialogs, ListDialogs());
part!(NEW_SEGMENT, daily, new_segment, NewSegment());

part!(BIN, pages, bin, BinPage());
part!(WORK, pages, work, WorkPage());
part!(SETTINGS, pages, settings, SettingsPage());
part!(FIELDS, pages, fields, FieldsPage());
part!(SHARE, pages, share, SharePage());
part!(JOIN, pages, join, JoinPage());
part!(COMPONENTS, pages, components, ComponentsPage());
part!(ACCOUNT, pages, account, AccountPage());
part!(SIGN_IN, pages, sign_in, SignInPage());
part!(SIGN_OUT, pages, sign_out, SignOutPage());
part!(SET_UP, pages, set_up, SetUpPage());
part!(INVITATION, pages, invitation, InvitationPage());
part!(NEW_PASSWORD, pages, new_password, NewPasswordPage());
part!(MEMBERS, pages, members, MembersPage());
part!(EVENTS, pages, events, EventsPage());
part!(SERVER, pages, server, ServerPage());

part!(SORT_OUT, files, sort_out, SortOutPage());
part!(IMPORT, files, import_people, ImportPage());
part!(EXPORT, files, export, ExportPage());
part!(EVERYTHING, files, everything, EverythingPage());
part!(BACKUP, files, backup, BackupPage());

/// Fetches at the first sign of a hand what it will most likely ask for, so that it is on hand then.
pub fn fetch_ahead() {
    let begun = StoredValue::new(false);
    let begin = move || {
        if !begun.get_value() {
            begun.set_value(true);
            spawn_local(async {
                // What does not come is asked for again when it is wanted.
                join3(records_ready(), RECORD.fetch(), FIND.fetch()).await;
            });
        }
    };
    let hands = [
        window_event_listener(ev::pointermove, move |_| begin()),
        window_event_listener(ev::pointerdown, move |_| begin()),
        window_event_listener(ev::keydown, move |_| begin()),
    ];
    on_cleanup(move || hands.into_iter().for_each(WindowListenerHandle::remove));
}
