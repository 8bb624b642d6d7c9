//! What this device is told once: how it looks, its keys, its workspaces.

mod fields;
mod you;

use leptos::prelude::*;

pub use self::fields::FieldsPage;
use self::you::You;
use crate::preferences::Preferences;
use crate::replica::{Replica, WorkspaceSummary};
use crate::shell::{Commands, Page};
use crate::ui::{Button, Icon, Segmented, Switch, use_viewport};

/// The page at `/more`.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let commands = Commands::expect();
    let preferences = Preferences::expect();
    let phone = use_viewport().phone;
    let open = Memo::new(move |_| replica.with_people(|people| people.to_sort_out().len()));
    view! {
        <Page title="More">
            <nav class="line-list" aria-label="More">
                <Way href="/work" icon=Icon::Cloud title="Where your work is" words="On this device, on the server, waiting" />
                <Show when=move || { open.get() > 0 }>
                    <Way href="/sort-out" icon=Icon::SortOut title="To sort out" words="The same person twice, 2 answers, details missing" />
                </Show>
                <Way href="/changed" icon=Icon::History title="What changed" words="What colleagues did since you last looked" />
                <Way href="/bin" icon=Icon::Bin title="The bin" words="Who was deleted, and can come back" />
                <span class="edits">
                    <Way href="/import" icon=Icon::FileUp title="Bring people in" words="From a spreadsheet or an address book" />
                </span>
                <Way href="/export" icon=Icon::Download title="Take your data with you" words="As a spreadsheet, contacts, a calendar, or all of it" />
                <Way href="/backup" icon=Icon::Cloud title="Backup" words="Everything in one file, and back again" />
                <Way href="/organisations" icon=Icon::Organisation title="Organisations" words="Whom people work for" />
                <Way href="/fields" icon=Icon::Tag title="Fields of your own" words="What else you want to know of people" />
                <Way href="/members" icon=Icon::People title="Members" words="Who is in this workspace, and inviting people" />
                <Way href="/account" icon=Icon::Settings title="Your account" words="Signing in and out, your devices, your password" />
                <Way href="/share" icon=Icon::Share title="Share this workspace" words="A link for your colleagues and your other devices" />
                <Way href="/join" icon=Icon::Join title="Join a team" words="With the link that a colleague sent you" />
            </nav>
            <You />
            <section class="section">
                <h2>"How it looks"</h2>
                <div class="actions">
                    <Segmented
                        label="How it looks"
                        options=vec![("system", "As the system"), ("light", "Light"), ("dark", "Dark")]
                        chosen=preferences.theme
                        on_choose=move |theme| preferences.theme.set(theme)
                    />
                </div>
            </section>
            <Show when=move || !phone.get()>
                <section class="section">
                    <h2>"Keys"</h2>
                    <div class="line">
                        <div class="line-words">
                            <div>"Single letters are commands"</div>
                            <div class="second">
                                "N for a new person, / to search, J and K to move. Never inside a field."
                            </div>
                        </div>
                        <Switch
                            label="Single letters are commands"
                            on=preferences.letter_keys
                            on_change=move |on| preferences.letter_keys.set(on)
                        />
                    </div>
                    <div class="actions">
                        <Button
                            icon=Icon::Keyboard
                            on_press=move |()| commands.keys_help.set(true)
                        >
                            "All keys"
                        </Button>
                    </div>
                </section>
            </Show>
            <Workspaces replica />
        </Page>
    }
}

#[component]
fn Way(href: &'static str, icon: Icon, title: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <a class="line" href=href>
            <span class="line-icon">{icon.at(18)}</span>
            <span class="line-words">
                <span>{title}</span>
                <br />
                <span class="second">{words}</span>
            </span>
            {Icon::ChevronRight.at(18)}
        </a>
    }
}

/// The workspaces of this browser, where there is more than one.
#[component]
fn Workspaces(replica: Replica) -> impl IntoView {
    let all = Memo::new(move |_| replica.workspaces());
    let more = move || all.with(|all| all.len() > 1);
    view! {
        <Show when=more>
            <section class="section">
                <h2>"Workspaces on this device"</h2>
                <ul class="line-list">
                    <For each=move || all.get() key=|workspace| workspace.id let:workspace>
                        <OneWorkspace replica workspace />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn OneWorkspace(replica: Replica, workspace: WorkspaceSummary) -> impl IntoView {
    let id = workspace.id;
    let words = if workspace.shared { "Shared" } else { "Only on this device" };
    view! {
        <li class="line">
            <span class="line-words">
                <div>{workspace.name}</div>
                <div class="second">{words}</div>
            </span>
            {if workspace.open {
                view! { <span class="line-end">"Open now"</span> }.into_any()
            } else {
                view! {
                    <Button small=true on_press=move |()| replica.switch(id)>
                        "Open"
                    </Button>
                }
                    .into_any()
            }}
        </li>
    }
}
