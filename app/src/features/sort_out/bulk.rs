//! Making one card of every pair that is sure enough.

use std::sync::Arc;

use leptos::prelude::*;

use super::doubles::Double;
use crate::replica::Replica;
use crate::shell::{grouped, say_left};
use crate::ui::{Button, ButtonKind, Icon, Segmented, Toast, Toaster};

/// How sure: the value, and the words.
const SURE: [(&str, &str); 3] = [("99", "99 %"), ("95", "95 %"), ("90", "90 %")];

/// Offers it, with how many pairs that means. What their cards say differently is not chosen: it shows
/// as two answers.
#[component]
pub fn MakeAll(
    /// What waits for a decision.
    open: Memo<Vec<Double>>,
) -> impl IntoView {
    let replica: Replica = expect_context();
    let toaster: Toaster = expect_context();
    let least = RwSignal::new("99".to_owned());
    let meant = Memo::new(move |_| {
        let least = least.with(|text| text.parse::<f64>().unwrap_or(100.0) / 100.0);
        open.with(|open| {
            let sure = open.iter().filter(|double| double.probability >= least);
            sure.cloned().collect::<Vec<Double>>()
        })
    });
    let make = move |()| {
        let pairs: Vec<_> = meant.get_untracked().into_iter().map(|double| double.cards).collect();
        let records: Vec<_> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
        let act = replica.make_each_one(&pairs);
        let undo = move || say_left(toaster, &replica.undo(act, &records));
        toaster.show(Toast {
            icon: Icon::Merge,
            words: match pairs.len() {
                1 => "2 cards are one".to_owned(),
                count => format!("{} pairs are one card each", grouped(count)),
            },
            action: Some(("Undo", Arc::new(undo))),
        });
    };
    view! {
        <div class="make-all">
            <Segmented
                label="How sure"
                options=SURE.to_vec()
                chosen=least
                on_choose=move |chosen| least.set(chosen)
            />
            <Button
                small=true
                kind=ButtonKind::Second
                icon=Icon::Merge
                disabled=Signal::derive(move || meant.with(Vec::is_empty))
                on_press=make
            >
                {move || format!("Make one card of each: {}", grouped(meant.with(Vec::len)))}
            </Button>
        </div>
    }
}
