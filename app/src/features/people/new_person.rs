use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::edit::{Edit, Field as PersonField, put_email, put_phone};
use shared::id::DocumentId;
use shared::view::{Likeness, already_here};

use crate::preferences::Draft;
use crate::replica::Replica;
use crate::shell::{Commands, person_line};
use crate::ui::{Button, ButtonKind, Dialog, Field};

/// The form for a new person. What is typed stays until it is added or thrown away, also when the
/// form or the browser is closed.
#[component]
pub fn NewPerson() -> impl IntoView {
    let Commands { new_person: open, new_begins_with: begins_with, .. } = Commands::expect();
    view! {
        <Dialog title="New person" open>
            <Form open begins_with />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, begins_with: RwSignal<String>) -> impl IntoView {
    let replica: Replica = expect_context();
    let navigate = use_navigate();
    let name = Draft::open("new-name");
    let phone = Draft::open("new-phone");
    let email = Draft::open("new-email");
    let order = Draft::open("new-order");
    let drafts = [name, phone, email, order];
    let begins_with = std::mem::take(&mut *begins_with.write_untracked());
    if !begins_with.is_empty() {
        let field = match begins_with.as_str() {
            text if text.contains('@') => email,
            text if text
                .chars()
                .all(|letter| letter.is_numeric() || "+-()/. ".contains(letter)) =>
            {
                phone
            }
            _ => name,
        };
        field.text.set(begins_with);
    }
    let newest = drafts.into_iter().max_by_key(|draft| draft.found_from);
    let hint = move || newest.and_then(|draft| draft.hint());
    let name_ref = NodeRef::<html::Input>::new();
    let unfinished = Memo::new(move |_| {
        email.text.with(|email| !email.trim().is_empty() && !looks_like_email(email))
    });

    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = |draft: Draft| {
            let text = draft.text.get_untracked();
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let mut edits = vec![Edit::Create];
        if let Some(name) = typed(name) {
            edits.push(Edit::set(PersonField::Name, name));
        }
        if let Some(number) = typed(phone) {
            edits.extend(put_phone(replica.new_item(), number, None));
        }
        if let Some(address) = typed(email) {
            edits.extend(put_email(replica.new_item(), address, None));
        }
        if edits.len() == 1 {
            if let Some(input) = name_ref.get_untracked() {
                let _ = input.focus();
            }
            return;
        }
        if let Some(order) = typed(order) {
            edits.push(Edit::set(PersonField::UsualOrder, order));
        }
        let id = replica.create(edits);
        drafts.iter().for_each(Draft::clear);
        open.set(false);
        navigate(&format!("/people/{id}"), Default::default());
    };
    view! {
        <form class="stack-fields" on:submit=add>
            <Field label="Name" value=name.text autofocus=true input_ref=name_ref />
            <Field label="Mobile" value=phone.text kind="tel" />
            <Field
                label="Email"
                value=email.text
                kind="email"
                wrong=Signal::derive(move || {
                    unfinished.get().then(|| "Looks unfinished. Kept anyway.".to_owned())
                })
            />
            <Field label="Usual order" value=order.text />
            <AlreadyHere name=name.text phone=phone.text email=email.text open />
            <div class="dialog-foot">
                {move || hint().map(|hint| view! { <span class="dialog-note">{hint}</span> })}
                <Button
                    kind=ButtonKind::Quiet
                    on_press=move |()| {
                        drafts.iter().for_each(Draft::clear);
                        open.set(false);
                    }
                >
                    "Throw away"
                </Button>
                <Button kind=ButtonKind::First submit=true>
                    "Add"
                </Button>
            </div>
        </form>
    }
}

/// Who may be meant, among those who are known already. What was typed stays, whoever is looked at.
#[component]
fn AlreadyHere(
    #[prop(into)] name: Signal<String>,
    #[prop(into)] phone: Signal<String>,
    #[prop(into)] email: Signal<String>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let alike = Memo::new(move |_| {
        let (name, phone, email) = (name.get(), phone.get(), email.get());
        replica.with_people(|people| {
            let line = |(id, likenesses): (DocumentId, Vec<Likeness>)| {
                let facts = people.get(id)?;
                let because: Vec<_> = likenesses.iter().map(|it| it.words()).collect();
                Some((id, facts.name.clone(), facts.photo(), because.join(", ")))
            };
            let alike = already_here(people, &name, &phone, &email);
            alike.into_iter().filter_map(line).collect::<Vec<_>>()
        })
    });
    view! {
        <div role="status">
            <Show when=move || alike.with(|alike| !alike.is_empty())>
                <p class="second">"Already here?"</p>
                <ul class="line-list">
                    <For each=move || alike.get() key=Clone::clone let:one>
                        {
                            let (id, name, photo, because) = one;
                            view! {
                                <li on:click=move |_| open.set(false)>
                                    {person_line(
                                        replica,
                                        (id, name, photo),
                                        format!("/people/{id}"),
                                        Some(because),
                                        None,
                                    )}
                                </li>
                            }
                        }
                    </For>
                </ul>
            </Show>
        </div>
    }
}

/// Whether a text has the shape of an email address. Only for a mark: nothing is refused.
pub fn looks_like_email(text: &str) -> bool {
    let text = text.trim();
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    }) && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::looks_like_email;

    #[wasm_bindgen_test]
    fn unfinished_addresses_are_recognised() {
        assert!(looks_like_email("marta@studiowisla.example "));
        assert!(!looks_like_email("marta@studio"));
        assert!(!looks_like_email("marta@studio."));
        assert!(!looks_like_email("@studio.example"));
        assert!(!looks_like_email("call marta@studio.example"));
    }
}
