use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::edit::{Edit, Field as RecordField};
use shared::model::Kind;

use crate::preferences::Draft;
use crate::replica::Replica;
use crate::ui::{Button, ButtonKind, Dialog, Field};

/// The form for a new organisation.
#[component]
pub fn NewOrganisation(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog title="New organisation" open>
            <Form open />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let replica: Replica = expect_context();
    let navigate = use_navigate();
    let name = Draft::open("new-organisation");
    let input_ref = NodeRef::<html::Input>::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.text.get_untracked();
        if typed.trim().is_empty() {
            if let Some(input) = input_ref.get_untracked() {
                let _ = input.focus();
            }
            return;
        }
        let id = replica.create(vec![
            Edit::Make { kind: Kind::Organisation },
            Edit::set(RecordField::Name, typed.trim()),
        ]);
        name.clear();
        open.set(false);
        navigate(&format!("/people/{id}"), Default::default());
    };
    view! {
        <form class="stack-fields" on:submit=add>
            <Field label="Name" value=name.text autofocus=true input_ref />
            <div class="dialog-foot">
                <Button kind=ButtonKind::First submit=true>
                    "Add"
                </Button>
            </div>
        </form>
    }
}
