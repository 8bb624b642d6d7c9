//! The segments beside the list of people: at the left, above the list on narrow screens, and ready
//! ones to begin with.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use shared::edit::{Edit, Field, set_filter};
use shared::model::Kind;
use shared::view::segment::{
    Condition, DateField, DateTest, Filter, OccasionField, TextField, TextTest,
};
use shared::view::{People, Segment};

use super::navigation::current;
use super::{Commands, grouped};
use crate::replica::{Replica, SegmentSummary};
use crate::ui::{Button, ButtonKind, Dialog, Icon};

fn address(segment: &SegmentSummary) -> String {
    format!("/segments/{}", segment.id)
}

fn all(replica: Replica) -> Memo<Vec<SegmentSummary>> {
    Memo::new(move |_| replica.segments())
}

/// Every segment, with how many are in it, in the sidebar.
#[component]
pub fn Segments() -> impl IntoView {
    let segments = all(expect_context());
    let commands = Commands::expect();
    view! {
        <section class="sidebar-segments" aria-labelledby="segments-heading">
            <div class="sidebar-heading">
                <h2 class="label" id="segments-heading">
                    "Segments"
                </h2>
                <button
                    type="button"
                    class="sidebar-add edits-block"
                    aria-label="New segment"
                    title="New segment"
                    on:click=move |_| commands.new_segment.set(true)
                >
                    {Icon::Plus.at(16)}
                </button>
            </div>
            <ul class="nav-list">
                <For each=move || segments.get() key=Clone::clone let(segment)>
                    <li>
                        <a
                            class="nav-link"
                            href=address(&segment)
                            aria-current=current(address(&segment))
                        >
                            <span class="nav-words">{segment.name.clone()}</span>
                            <span class="nav-count">{segment.count.map(grouped)}</span>
                        </a>
                    </li>
                </For>
            </ul>
        </section>
    }
}

/// The same in a row that scrolls, where there is no sidebar to hold them.
#[component]
pub fn SegmentChips() -> impl IntoView {
    let replica: Replica = expect_context();
    let segments = all(replica);
    let companies = Memo::new(move |_| replica.with_people(People::organisations));
    let commands = Commands::expect();
    let path = use_location().pathname;
    let everyone = move || {
        let is_here = path.with(|path| matches!(path.as_str(), "/" | "/people"));
        is_here.then_some("page")
    };
    view! {
        <nav class="segment-chips" aria-label="Segments">
            <ul>
                <li>
                    <a class="segment-chip" href="/people" aria-current=everyone>
                        "Everyone"
                    </a>
                </li>
                <For each=move || segments.get() key=Clone::clone let(segment)>
                    <li>
                        <a
                            class="segment-chip"
                            href=address(&segment)
                            aria-current=current(address(&segment))
                        >
                            {segment.name.clone()}
                            <span class="segment-chip-count">{segment.count.map(grouped)}</span>
                        </a>
                    </li>
                </For>
                <Show when=move || { companies.get() > 0 }>
                    <li>
                        <a
                            class="segment-chip"
                            href="/organisations"
                            aria-current=current("/organisations".into())
                        >
                            "Organisations"
                            <span class="segment-chip-count">
                                {move || grouped(companies.get())}
                            </span>
                        </a>
                    </li>
                </Show>
                <li>
                    <button
                        type="button"
                        class="segment-chip edits-block"
                        aria-label="New segment"
                        on:click=move |_| commands.new_segment.set(true)
                    >
                        {Icon::Plus.at(18)}
                    </button>
                </li>
            </ul>
        </nav>
    }
}

/// Segments that most stalls want: their names and what they ask.
fn ready() -> [(&'static str, Filter); 3] {
    let empty = |field| Filter::Is(Condition::Text { field, test: TextTest::Empty });
    let quiet = Condition::Date { field: DateField::LastContact, test: DateTest::Before(60) };
    let birthday = Condition::Occasion { field: OccasionField::Birthday, days: 14 };
    let unreachable = [TextField::Phone, TextField::Email, TextField::Address].map(empty);
    [
        ("Quiet for 60 days", Filter::All(vec![Filter::Is(quiet)])),
        ("Birthday in 14 days", Filter::All(vec![Filter::Is(birthday)])),
        ("No way to reach them", Filter::All(unreachable.into())),
    ]
}

/// The ways to a new segment.
#[component]
pub fn NewSegment() -> impl IntoView {
    let open = Commands::expect().new_segment;
    view! {
        <Dialog title="New segment" open>
            <Ways open />
        </Dialog>
    }
}

#[component]
fn Ways(open: RwSignal<bool>) -> impl IntoView {
    let replica: Replica = expect_context();
    let commands = Commands::expect();
    let navigate = use_navigate();
    let known = untrack(|| replica.segments());
    let is_new = |name: &str| !known.iter().any(|segment| segment.name == name);
    let offered = ready().into_iter().filter(|(name, _)| is_new(name)).collect::<Vec<_>>();
    let go = navigate.clone();
    let make = move |name: &str, filter: Filter| {
        let segment = Segment::new(filter).expect("a ready segment is within bounds");
        let id = replica.create(vec![
            Edit::Make { kind: Kind::Segment },
            Edit::set(Field::Name, name),
            set_filter(&segment.encode()),
        ]);
        open.set(false);
        go(&format!("/segments/{id}"), Default::default());
    };
    let ask = Callback::new(move |path: &'static str| {
        open.set(false);
        commands.asks_condition.set(Some(path));
        navigate(path, Default::default());
    });
    view! {
        <p class="second">
            "A segment is a list of the people or organisations for whom its conditions hold. It follows them by itself."
        </p>
        {(!offered.is_empty())
            .then(|| {
                view! {
                    <ul class="line-list">
                        {offered
                            .into_iter()
                            .map(|(name, filter)| {
                                let make = make.clone();
                                let words = untrack(|| {
                                    replica.with_people(|people| filter.words(Kind::Person, people))
                                });
                                view! {
                                    <li>
                                        <button
                                            type="button"
                                            class="line segment-ready"
                                            on:click=move |_| make(name, filter.clone())
                                        >
                                            <span class="line-words">
                                                <span>{name}</span>
                                                <span class="second">{words}</span>
                                            </span>
                                            {Icon::Plus.at(18)}
                                        </button>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
            })}
        <div class="dialog-foot">
            <Button on_press=move |()| ask.run("/organisations")>"For organisations"</Button>
            <Button kind=ButtonKind::First on_press=move |()| ask.run("/people")>
                "Choose conditions"
            </Button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn ready_segments_say_what_they_are_called() {
        let people = People::new();
        let words = ready().map(|(_, filter)| {
            Segment::new(filter.clone()).expect("within bounds");
            filter.words(Kind::Person, &people)
        });
        assert_eq!(words[0], "Last contact more than 60 days ago");
        assert_eq!(words[1], "Birthday in the next 14 days");
        assert_eq!(words[2], "No phone number, and no email, and no address");
    }
}
