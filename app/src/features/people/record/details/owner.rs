use leptos::prelude::*;
use shared::edit::set_owner;
use shared::model::{About, Field, Kind};

use super::super::answers::Decided;
use super::super::page::Card;
use super::select::InlineSelect;

/// Who looks after the record, among the members. Without members there is nobody to choose.
#[component]
pub fn Owner(card: Card) -> impl IntoView {
    let members = Memo::new(move |_| {
        card.replica().with_people(|people| {
            let all = people.all_of(Kind::Member).filter(|(_, it)| !it.gone);
            let mut members: Vec<(String, String)> = all
                .filter(|(_, facts)| !facts.name.is_empty())
                .map(|(id, facts)| (id.to_string(), facts.name.clone()))
                .collect();
            members.sort_by(|a, b| a.1.cmp(&b.1));
            members
        })
    });
    let chosen =
        Memo::new(move |_| card.open.with(|open| open.person.owner.clone().unwrap_or_default()));
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), "Nobody in particular".to_owned())];
        options.extend(members.get());
        let chosen = chosen.get();
        if !options.iter().any(|(id, _)| *id == chosen) {
            options.push((chosen, "Somebody who is not on this device".to_owned()));
        }
        options
    });
    let choose = move |id: String| card.edit(vec![set_owner(id.parse().ok())]);
    view! {
        <Show when=move || members.with(|all| !all.is_empty()) || chosen.with(|it| !it.is_empty())>
            <Decided card about=About::Field(Field::Owner)>
                <InlineSelect label=Field::Owner.label() options chosen on_choose=choose />
            </Decided>
        </Show>
    }
}
