use leptos::prelude::*;

use super::composer::Composer;
use super::header::reach;
use super::page::Card;
use crate::shell::OnlyLooking;
use crate::ui::Icon;

/// Below a card on a phone, in place of the navigation: write down, write to, sell, call.
#[component]
pub fn Dock(card: Card) -> impl IntoView {
    let ways = Memo::new(move |_| reach(card));
    view! {
        <div class="dock">
            <Show when=move || card.replica().may_edit()>
                <Composer card />
            </Show>
            <OnlyLooking />
            {move || {
                let (call, write) = ways.get();
                view! {
                    {write
                        .map(|(href, icon, words)| {
                            view! {
                                <a class="dock-button" href=href aria-label=words>
                                    {icon.at(22)}
                                </a>
                            }
                        })}
                    <button
                        type="button"
                        class="dock-button edits-block"
                        aria-label="Sale"
                        on:click=move |_| card.selling.set(true)
                    >
                        {Icon::Bag.at(22)}
                    </button>
                    {call
                        .map(|href| {
                            view! {
                                <a class="dock-button dock-first" href=href aria-label="Call">
                                    {Icon::Phone.at(22)}
                                </a>
                            }
                        })}
                }
            }}
        </div>
    }
}
