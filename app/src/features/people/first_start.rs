use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::edit::{Edit, Field as PersonField};
use shared::exchange::sample;

use crate::preferences::Draft;
use crate::replica::Replica;
use crate::shell::WorkBadge;
use crate::ui::{Button, ButtonKind, Field, Icon, Tally};

/// What stands where nobody is yet: the first field is the product.
#[component]
pub fn FirstStart() -> impl IntoView {
    let replica: Replica = expect_context();
    let name = Draft::open("first-name");
    let order = Draft::open("first-order");
    let name_ref = NodeRef::<html::Input>::new();
    let nameless = RwSignal::new(false);
    let navigate = use_navigate();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.text.get_untracked();
        nameless.set(typed.trim().is_empty());
        if nameless.get_untracked() {
            if let Some(input) = name_ref.get_untracked() {
                let _ = input.focus();
            }
            return;
        }
        let mut edits = vec![Edit::Create, Edit::set(PersonField::Name, typed.trim())];
        let usual = order.text.get_untracked();
        if !usual.trim().is_empty() {
            edits.push(Edit::set(PersonField::UsualOrder, usual.trim()));
        }
        let id = replica.create(edits);
        name.clear();
        order.clear();
        navigate(&format!("/people/{id}"), Default::default());
    };
    view! {
        <div class="first">
            <div class="first-column">
                <div class="first-head">
                    <Tally width=46 />
                    <WorkBadge />
                </div>
                <h1>"Who is your first regular?"</h1>
                <p class="first-words">
                    "A name and what they usually have is enough. No account, no internet needed."
                </p>
                <form class="first-form" on:submit=add>
                    <Field
                        label="Name"
                        value=name.text
                        autofocus=true
                        input_ref=name_ref
                        wrong=Signal::derive(move || {
                            let missing = nameless.get() && name.text.with(|name| name.trim().is_empty());
                            missing.then(|| "A name first, or what you call them.".to_owned())
                        })
                    />
                    <Field label="Usual order" value=order.text placeholder="Flat white with oat" />
                    <Button kind=ButtonKind::First submit=true>
                        "Add"
                    </Button>
                </form>
                <p class="first-or">"Or begin with"</p>
                <div class="first-ways">
                    <a class="first-way" href="/import">
                        <Way
                            icon=Icon::FileUp
                            title="People you already have"
                            words="A CSV file. Every row that does not fit is listed, and you can take it all back."
                        />
                    </a>
                    <a class="first-way" href="/join">
                        <Way
                            icon=Icon::People
                            title="Your team’s customers"
                            words="Paste the link that a colleague sent you."
                        />
                    </a>
                    <button
                        type="button"
                        class="first-way"
                        on:click=move |_| bring_samples(replica)
                    >
                        <Way
                            icon=Icon::Store
                            title="A stall that is already running"
                            words="120 made-up customers to try things on. One click removes them."
                        />
                    </button>
                </div>
                <p class="first-stays">
                    {Icon::Check.at(16)} "Everything stays in this browser until you share it."
                </p>
            </div>
        </div>
    }
}

#[component]
fn Way(icon: Icon, title: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <span class="first-way-icon">{icon.at(18)}</span>
        <span class="first-way-words">
            <span>{title}</span>
            <br />
            <span class="second">{words}</span>
        </span>
        {Icon::ChevronRight.at(18)}
    }
}

fn bring_samples(replica: Replica) {
    for edits in sample::people(&mut || replica.new_item(), replica.now()) {
        replica.bring_in(edits);
    }
}
