//! Every component in every state, for looking at.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::{
    Avatar, AvatarSize, Banner, Button, ButtonKind, Checkbox, Checked, Chip, Dialog, Field,
    Highlight, Icon, Key, LinkButton, Menu, MenuItem, Panel, Rhythm, SearchField, Segmented,
    Switch, SyncBadge, Tally, TextArea, Toast, Toaster, Tone, Whereabouts,
};

/// The page at `/components`.
#[component]
pub fn ComponentsPage() -> impl IntoView {
    view! {
        <div class="gallery">
            <h1>"Components"</h1>
            <div class="gallery-columns">
                <Buttons />
                <WorkStates />
                <Chips />
                <People />
                <Fields />
                <Overlays />
                <Places />
                <Icons />
            </div>
        </div>
    }
}

#[component]
fn Part(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="gallery-part">
            <h2>{title}</h2>
            <div class="gallery-items">{children()}</div>
        </section>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    view! {
        <Part title="Buttons: first, second, quiet, dangerous, off, small">
            <Button kind=ButtonKind::First icon=Icon::Phone>"Call"</Button>
            <Button icon=Icon::Message>"Message"</Button>
            <Button kind=ButtonKind::Quiet>"Later"</Button>
            <Button kind=ButtonKind::Accent>"Keep both"</Button>
            <Button kind=ButtonKind::Dangerous>"Erase"</Button>
            <Button kind=ButtonKind::First key="n" icon=Icon::Plus>"New person"</Button>
            <Button kind=ButtonKind::First disabled=true>"Send"</Button>
            <Button small=true>"Small"</Button>
            <LinkButton href="/components" icon=Icon::Mail>"A link"</LinkButton>
            <Button icon=Icon::Bin name="Put in the bin" />
            <Menu
                name="Add a detail"
                items=Signal::stored(vec![
                    MenuItem::new("phone", "Phone"),
                    MenuItem { icon: Some(Icon::Mail), ..MenuItem::new("email", "Email") },
                ])
                on_choose=|_| {}
            >
                {Icon::Plus.at(18)}
                "Add"
            </Menu>
        </Part>
    }
}

#[component]
fn WorkStates() -> impl IntoView {
    let states = [
        Whereabouts::Storing,
        Whereabouts::OnDevice,
        Whereabouts::Sending(3),
        Whereabouts::OnServer,
        Whereabouts::Offline(0),
        Whereabouts::Offline(12),
        Whereabouts::NotAccepted(1),
        Whereabouts::Problem("this device is full".into()),
    ];
    view! {
        <Part title="Where your work is">
            {states.map(|state| view! { <SyncBadge state=Signal::stored(state) /> }).collect_view()}
        </Part>
    }
}

#[component]
fn Chips() -> impl IntoView {
    view! {
        <Part title="Chips and marks">
            <Chip words="Office" />
            <Chip words="VIP" on_remove=|()| {} />
            <Chip words="Promise" tone=Tone::Accent icon=Icon::Check />
            <Chip words="2 answers" tone=Tone::Care icon=Icon::Split />
            <Chip words="Kept" tone=Tone::Good icon=Icon::Check />
            <Chip words="Recall" tone=Tone::Bad icon=Icon::Alert />
            <Key>"Ctrl"</Key>
            <Key>"K"</Key>
        </Part>
    }
}

/// Twelve weeks of somebody who missed one.
const WEEKS: [bool; 12] = [true, true, true, true, true, true, false, true, true, true, true, true];

#[component]
fn People() -> impl IntoView {
    let names =
        ["Marta Kowalczyk", "Zoë Janssens", "Owen Price", "Noor Haddad", "Priya Raman", "Łukasz"];
    view! {
        <Part title="People, what a search found, rhythm of twelve weeks, the tally">
            {names
                .into_iter()
                .zip(0..)
                .map(|(name, colour)| view! { <Avatar name colour size=AvatarSize::Phone /> })
                .collect_view()}
            <Avatar name="Aylin Çelik" colour=0 size=AvatarSize::Row />
            <Avatar name="Grace Okafor" colour=1 size=AvatarSize::Large />
            <span>
                <Highlight text="Omar Haddad" ranges=vec![1..4] />
            </span>
            <Rhythm weeks=Signal::stored(WEEKS.to_vec()) />
            <Tally width=46 />
        </Part>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let empty = RwSignal::new(String::new());
    let filled = RwSignal::new("Oat flat white".to_owned());
    let doubtful = RwSignal::new("marta@studio".to_owned());
    let fixed = RwSignal::new("4 March 2022".to_owned());
    let query = RwSignal::new("mar".to_owned());
    let theme = RwSignal::new("name".to_owned());
    let (on, off) = (RwSignal::new(true), RwSignal::new(false));
    let boxes = [("Nobody", Checked::No), ("Some", Checked::Some), ("Everybody", Checked::Yes)];
    view! {
        <Part title="Fields: rest, filled, wrong, draft kept, read-only">
            <Field label="Email" value=empty placeholder="Not known yet" />
            <Field label="Usual order" value=filled hint="Draft from 10:31, kept" />
            <Field label="Email" value=doubtful wrong="Looks unfinished. Kept anyway." />
            <Field label="Here since" value=fixed readonly=true hint="Set by the first sale" />
            <TextArea label="Remember" value=filled />
            <SearchField label="Name, number, order, tag" value=query input_ref=NodeRef::new() />
            <Segmented
                label="Order"
                options=vec![("recent", "Recent first"), ("name", "By name")]
                chosen=theme
                on_choose=move |value| theme.set(value)
            />
            <Switch label="Letter keys" on=on on_change=move |value| on.set(value) />
            <Switch label="Switched off" on=off on_change=move |value| off.set(value) />
            {boxes
                .map(|(name, checked)| {
                    let checked = Signal::stored(checked);
                    view! { <Checkbox name checked on_press=|_: bool| {} /> }
                })
                .collect_view()}
        </Part>
    }
}

#[component]
fn Overlays() -> impl IntoView {
    let toaster: Toaster = expect_context();
    let open = RwSignal::new(false);
    let show = move |()| {
        toaster.show(Toast {
            icon: Icon::Bin,
            words: "Sofia Brandt is in the bin".into(),
            action: Some(("Undo", Arc::new(|| {}))),
        });
    };
    view! {
        <Part title="Undo, and the dialog">
            <Button on_press=show>"Show a toast"</Button>
            <Button on_press=move |()| open.set(true)>"Open a dialog"</Button>
            <Dialog title="Erase Sofia Brandt for good?" open>
                <p class="second">"This is the one thing here that cannot be undone."</p>
                <div class="dialog-foot">
                    <Button on_press=move |()| open.set(false)>"Keep Sofia"</Button>
                    <Button kind=ButtonKind::Dangerous on_press=move |()| open.set(false)>
                        "Erase for good"
                    </Button>
                </div>
            </Dialog>
        </Part>
    }
}

#[component]
fn Places() -> impl IntoView {
    view! {
        <Part title="Nothing here, could not look, conditions">
            <Panel
                title="Nobody in the bin"
                words="Who is deleted comes here, and can come back."
            >
                <Button>"Back to People"</Button>
            </Panel>
            <Panel
                tone=Tone::Bad
                title="Cannot read this device"
                words="Nothing is lost. The browser is holding the storage back."
            >
                <Button>"Try again"</Button>
            </Panel>
            <Banner icon=Icon::Refresh words="A new version is ready.">
                <Button small=true>"Use it now"</Button>
            </Banner>
            <Banner tone=Tone::Care icon=Icon::Alert words="This device is nearly full." />
            <Banner tone=Tone::Bad icon=Icon::Alert words="This device is full." />
        </Part>
    }
}

#[component]
fn Icons() -> impl IntoView {
    view! {
        <Part title="Icons">{Icon::ALL.iter().map(|icon| icon.at(20)).collect_view()}</Part>
    }
}
