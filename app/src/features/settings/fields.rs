//! The workspace's own fields.

use leptos::prelude::*;
use shared::edit::{Edit, ItemKind, Part, put_choice, put_definition};
use shared::id::{DocumentId, ItemId};
use shared::model::{CustomKind, Definition, Kind};
use shared::view::{catalogs, definitions};

use crate::preferences::Draft;
use crate::replica::Replica;
use crate::shell::{Editing, OnlyLooking, Page, edit_and_say, refocus};
use crate::ui::{Button, ButtonKind, Checkbox, Checked, Field, Icon, Panel, Toaster};

/// The page at `/fields`.
#[component]
pub fn FieldsPage() -> impl IntoView {
    let fields = Fields { replica: expect_context(), toaster: expect_context() };
    let all = Memo::new(move |_| fields.replica.with_people(definitions));
    let (here, gone) = (
        Memo::new(move |_| all.with(|all| of(all, |field| !field.gone))),
        Memo::new(move |_| all.with(|all| of(all, |field| field.gone))),
    );
    view! {
        <Page title="Fields of your own">
            <p class="second">
                "What you want to know of people that is not here yet. Everybody in the workspace sees the same fields."
            </p>
            <OnlyLooking />
            <Editing>
                <Show
                    when=move || !here.with(Vec::is_empty)
                    fallback=|| {
                        view! {
                            <Panel
                                title="No fields of your own yet"
                                words="Such as a shoe size, a VAT number, or which round they are on."
                            />
                        }
                    }
                >
                    <ul class="line-list">
                        <For each=move || here.get() key=|field| field.id let:field>
                            {
                                let id = field.id;
                                let field = Memo::new(move |_| {
                                    let known = |here: &Vec<WithoutGone>| {
                                        here.iter().find(|other| other.id == id).cloned()
                                    };
                                    here.with(known).unwrap_or_else(|| field.clone())
                                });
                                view! { <FieldLine fields field /> }
                            }
                        </For>
                    </ul>
                </Show>
                <NewField fields />
                <Show when=move || !gone.with(Vec::is_empty)>
                    <section class="section">
                        <h2>"Taken out"</h2>
                        <p class="second">"What people have in them is kept, and is back with the field."</p>
                        <ul class="line-list">
                            <For each=move || gone.get() key=|field| field.id let:field>
                                <li class="line">
                                    <span class="line-words">{field.name.clone()}</span>
                                    <Button
                                        small=true
                                        icon=Icon::Undo
                                        on_press=move |()| fields.bring_back(field.id)
                                    >
                                        "Bring back"
                                    </Button>
                                </li>
                            </For>
                        </ul>
                    </section>
                </Show>
            </Editing>
        </Page>
    }
}

fn of(all: &[Definition], wanted: impl Fn(&Definition) -> bool) -> Vec<WithoutGone> {
    all.iter().filter(|field| wanted(field)).map(WithoutGone::of).collect()
}

/// A definition as a line shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct WithoutGone {
    id: ItemId,
    name: String,
    about: String,
    has_options: bool,
}

impl WithoutGone {
    fn of(field: &Definition) -> Self {
        let mut about = field.kind.label().to_owned();
        let options: Vec<&str> = field
            .options
            .iter()
            .filter(|option| !option.gone)
            .map(|option| option.name.as_str())
            .collect();
        if !options.is_empty() {
            about = format!("{about}: {}", options.join(", "));
        }
        if let Some(group) = &field.group {
            about = format!("{about}, under “{group}”");
        }
        if field.applies.contains(&Kind::Organisation) {
            let people = field.applies.contains(&Kind::Person);
            about += if people { ", also for organisations" } else { ", for organisations" };
        }
        let has_options = matches!(field.kind, CustomKind::Choice | CustomKind::MultiChoice);
        Self { id: field.id, name: field.name.clone(), about, has_options }
    }
}

/// What can be done with the fields.
#[derive(Clone, Copy)]
struct Fields {
    replica: Replica,
    toaster: Toaster,
}

impl Fields {
    /// The catalog that defines a field.
    fn catalog_of(self, field: ItemId) -> Option<DocumentId> {
        untrack(|| {
            self.replica.with_people(|people| {
                let defines = |definitions: &[Definition]| {
                    definitions.iter().any(|definition| definition.id == field)
                };
                let mut catalogs = catalogs(people);
                catalogs.find(|(_, definitions)| defines(definitions)).map(|(id, _)| id)
            })
        })
    }

    /// The catalog that new fields go into: the first one there is, else a new one.
    fn catalog(self) -> DocumentId {
        let first =
            untrack(|| self.replica.with_people(|people| catalogs(people).map(|(id, _)| id).min()));
        first.unwrap_or_else(|| self.replica.bring_in(vec![Edit::Make { kind: Kind::Catalog }]))
    }

    fn edit(self, field: ItemId, edits: Vec<Edit>) {
        if let Some(catalog) = self.catalog_of(field) {
            self.replica.edit(catalog, edits);
        }
    }

    fn take_out(self, field: ItemId, name: &str) {
        let Some(catalog) = self.catalog_of(field) else { return };
        let edits = vec![Edit::Remove { kind: ItemKind::Definition, id: field }];
        let words = format!("{name} is taken out. What is in it stays");
        edit_and_say(self.replica, self.toaster, vec![catalog], edits, Icon::Bin, words);
    }

    fn bring_back(self, field: ItemId) {
        self.edit(field, vec![Edit::Restore { kind: ItemKind::Definition, id: field }]);
    }
}

#[component]
fn FieldLine(fields: Fields, field: Memo<WithoutGone>) -> impl IntoView {
    let changing = RwSignal::new(false);
    // The line that was changed last gets the focus back.
    let kept = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let option = RwSignal::new(String::new());
    let id = field.with_untracked(|field| field.id);
    let begin = move |()| {
        name.set(field.with_untracked(|field| field.name.clone()));
        option.set(String::new());
        changing.set(true);
    };
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let value = name.get_untracked().trim().to_owned();
        if !value.is_empty() && field.with_untracked(|field| field.name != value) {
            let part = Part::DefinitionName;
            fields.edit(id, vec![Edit::SetItem { id, part, value: Some(value) }]);
        }
        let new = option.get_untracked();
        if !new.trim().is_empty() {
            fields.edit(id, put_choice(fields.replica.new_item(), id, new));
        }
        changing.set(false);
        kept.set(true);
        let forget = std::time::Duration::from_millis(200);
        set_timeout(move || _ = kept.try_set(false), forget);
        refocus(&[".field-kept button", "h1"]);
    };
    let change_name = move || format!("Change {}", field.with(|field| field.name.clone()));
    let out_name = move || format!("Take {} out", field.with(|field| field.name.clone()));
    view! {
        <li class="line" class:field-kept=move || kept.get()>
            <Show
                when=move || changing.get()
                fallback=move || {
                    view! {
                        <div class="line-words">
                            <div>{move || field.with(|field| field.name.clone())}</div>
                            <div class="second">{move || field.with(|field| field.about.clone())}</div>
                        </div>
                        <button
                            type="button"
                            class="button button-quiet button-icon"
                            aria-label=change_name
                            title=change_name
                            on:click=move |_| begin(())
                        >
                            {Icon::Pencil.at(18)}
                        </button>
                        <button
                            type="button"
                            class="button button-quiet button-icon"
                            aria-label=out_name
                            title=out_name
                            on:click=move |_| {
                                let name = field.with_untracked(|field| field.name.clone());
                                fields.take_out(id, &name);
                                refocus(&["h1"]);
                            }
                        >
                            {Icon::Bin.at(18)}
                        </button>
                    }
                }
            >
                <form class="field-and-act" on:submit=keep>
                    <Field label="Name" value=name autofocus=true />
                    <Show when=move || field.with(|field| field.has_options)>
                        <Field label="One more to choose" value=option />
                    </Show>
                    <Button submit=true>"Keep"</Button>
                </form>
            </Show>
        </li>
    }
}

/// The form for a new field.
#[component]
fn NewField(fields: Fields) -> impl IntoView {
    let name = Draft::open("field-name");
    let group = Draft::open("field-group");
    let options = Draft::open("field-options");
    let kind = RwSignal::new(CustomKind::Text);
    let (people, organisations) = (RwSignal::new(true), RwSignal::new(false));
    let nameless = RwSignal::new(false);
    let with_options =
        Memo::new(move |_| matches!(kind.get(), CustomKind::Choice | CustomKind::MultiChoice));
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.text.get_untracked();
        nameless.set(typed.trim().is_empty());
        if nameless.get_untracked() {
            return;
        }
        let heading = group.text.get_untracked().trim().to_owned();
        let heading = Some(heading).filter(|heading| !heading.is_empty());
        let mut applies = Vec::new();
        applies.extend(people.get_untracked().then_some(Kind::Person));
        applies.extend(organisations.get_untracked().then_some(Kind::Organisation));
        let id = fields.replica.new_item();
        let mut edits = put_definition(id, typed.trim(), kind.get_untracked(), heading, &applies);
        if with_options.get_untracked() {
            let listed = options.text.get_untracked();
            let listed = listed.split([',', '\n']).map(str::trim).filter(|one| !one.is_empty());
            edits.extend(listed.flat_map(|one| put_choice(fields.replica.new_item(), id, one)));
        }
        fields.replica.edit(fields.catalog(), edits);
        [name, group, options].iter().for_each(Draft::clear);
    };
    let check = |on: RwSignal<bool>| {
        Signal::derive(move || if on.get() { Checked::Yes } else { Checked::No })
    };
    view! {
        <section class="section">
            <h2>"Add a field"</h2>
            <form class="stack-fields" on:submit=add>
                <Field
                    label="What it is called"
                    value=name.text
                    wrong=Signal::derive(move || {
                        let missing = nameless.get() && name.text.with(|name| name.trim().is_empty());
                        missing.then(|| "A name first.".to_owned())
                    })
                />
                <label class="field">
                    <span class="label">"What it holds"</span>
                    <select
                        class="field-input"
                        on:change=move |event| {
                            let chosen = CustomKind::of_name(&event_target_value(&event));
                            kind.set(chosen.unwrap_or_default());
                        }
                    >
                        {CustomKind::ALL
                            .map(|kind| view! { <option value=kind.name()>{kind.label()}</option> })
                            .collect_view()}
                    </select>
                </label>
                <Show when=move || with_options.get()>
                    <Field
                        label="What to choose from"
                        value=options.text
                        hint="With commas between: Monday round, Friday round"
                    />
                </Show>
                <Field label="Under which heading" value=group.text hint="May stay empty." />
                <div class="actions">
                    <label class="check-line">
                        <Checkbox
                            name="People have it"
                            checked=check(people)
                            on_press=move |_| people.update(|on| *on = !*on)
                        />
                        "People"
                    </label>
                    <label class="check-line">
                        <Checkbox
                            name="Organisations have it"
                            checked=check(organisations)
                            on_press=move |_| organisations.update(|on| *on = !*on)
                        />
                        "Organisations"
                    </label>
                </div>
                <div class="actions">
                    <Button kind=ButtonKind::First submit=true>
                        "Add"
                    </Button>
                </div>
            </form>
        </section>
    }
}
