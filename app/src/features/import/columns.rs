//! What the columns of a file mean, with what comes of it.

use leptos::prelude::*;
use shared::exchange::import::{Happening, Place, Reader};
use shared::model::{Birthday, Currency, CustomKind, DateOrder};

use super::desk::{Desk, Work};
use crate::shell::{day_in_words, grouped};
use crate::ui::{Button, Field};

/// So many cells of a column are shown, and so many people.
const EXAMPLES: usize = 3;

/// A line for each column, and the first people as they would be.
#[component]
pub fn Columns(desk: Desk) -> impl IntoView {
    let count = desk.with(|work| work.source.heads.len()).unwrap_or_default();
    view! {
        <Dates desk />
        <InWhichCurrency desk />
        <section class="section">
            <h2>"What the columns hold"</h2>
            <ul class="line-list">
                {(0..count).map(|column| view! { <ColumnLine desk column /> }).collect_view()}
            </ul>
        </section>
        <Preview desk />
    }
}

#[component]
fn ColumnLine(desk: Desk, column: usize) -> impl IntoView {
    let (title, examples) =
        desk.with(|work| (title(work, column), examples(work, column))).unwrap_or_default();
    let name = format!("What “{title}” holds");
    let options = move || {
        desk.version.track();
        desk.with(|work| options(work, column)).unwrap_or_default()
    };
    let choose = move |event: leptos::ev::Event| {
        let key = event_target_value(&event);
        if let Some(kind) = key.strip_prefix("new-").and_then(CustomKind::of_name) {
            desk.place_in_new(column, kind);
        } else if let Some(place) = Place::read(&key) {
            desk.place(column, place);
        }
    };
    view! {
        <li class="line import-column">
            <span class="line-words">
                <div>{title}</div>
                <div class="raw">{examples}</div>
            </span>
            <select class="field-input" aria-label=name on:change=choose>
                {move || {
                    options()
                        .into_iter()
                        .map(|(group, options)| {
                            let options = options
                                .into_iter()
                                .map(|(key, words, chosen)| {
                                    view! {
                                        <option value=key prop:selected=chosen>
                                            {words}
                                        </option>
                                    }
                                })
                                .collect_view();
                            if group.is_empty() {
                                options.into_any()
                            } else {
                                view! { <optgroup label=group>{options}</optgroup> }.into_any()
                            }
                        })
                        .collect_view()
                }}
            </select>
        </li>
    }
}

fn title(work: &Work, column: usize) -> String {
    match work.source.heads[column].title.as_str() {
        "" => format!("Column {}", column + 1),
        title => title.to_owned(),
    }
}

fn examples(work: &Work, column: usize) -> String {
    let cells = (0..work.source.rows.len().min(200)).map(|row| work.source.cell(row, column));
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).take(EXAMPLES).collect();
    if cells.is_empty() { "Nothing stands in it".to_owned() } else { cells.join(" · ") }
}

type Options = Vec<(&'static str, Vec<(String, String, bool)>)>;

/// What a column may hold: key, words, and whether that was said.
fn options(work: &Work, column: usize) -> Options {
    let chosen = work.mapping.places[column];
    let option = |place: Place, words: String| (place.key(), words, place == chosen);
    let mut first: Vec<_> = Place::offered().map(|it| option(it, it.words().to_owned())).collect();
    if !first.iter().any(|(.., is_chosen)| *is_chosen) && matches!(chosen, Place::Of(_)) {
        first.push(option(chosen, chosen.words().to_owned()));
    }
    let own = work.fields.offered();
    let own = own.map(|field| option(Place::Own(field.id), field.name.clone())).collect();
    let new = CustomKind::ALL.map(|kind| {
        (format!("new-{}", kind.name()), format!("New field: {}", kind.label()), false)
    });
    let happened = |it: Happening| option(Place::Happened(it), it.words().to_owned());
    let mut all = vec![
        ("", first),
        ("A sale", Happening::of_sales().map(happened).collect()),
        ("The timeline", Happening::of_the_timeline().map(happened).collect()),
        ("Fields of your own", own),
        ("A new field of your own", new.to_vec()),
    ];
    all.retain(|(_, options)| !options.is_empty());
    all
}

/// Asks once how dates are read that could be two days.
#[component]
fn Dates(desk: Desk) -> impl IntoView {
    let asked = Memo::new(move |_| {
        desk.version.track();
        desk.with(|work| work.mapping.ambiguous(&work.source, &work.fields)).flatten()
    });
    let answer = move |order| {
        let word = asked.get_untracked().and_then(|(date, _)| in_words(&date, order));
        view! {
            <Button on_press=move |()| desk.change(|work| work.mapping.dates = Some(order))>
                {word}
            </Button>
        }
    };
    move || {
        asked.get().map(|(date, count)| {
            view! {
                <div class="panel" role="group" aria-label="How dates are read">
                    <h2>{format!("Which day is {date}?")}</h2>
                    <p>
                        {match count {
                            1 => "It could be two. Until you say, it is kept as a note.".to_owned(),
                            count => {
                                format!(
                                    "{} dates of this file could be two. Until you say, they are kept as notes.",
                                    grouped(count),
                                )
                            }
                        }}
                    </p>
                    <div class="actions">
                        {answer(DateOrder::DayFirst)} {answer(DateOrder::MonthFirst)}
                    </div>
                </div>
            }
        })
    }
}

/// Asks once in which currency amounts are that do not say it.
#[component]
fn InWhichCurrency(desk: Desk) -> impl IntoView {
    let asked = Memo::new(move |_| {
        desk.version.track();
        desk.with(|work| work.mapping.lacks_currency(&work.source)).flatten()
    });
    let typed = RwSignal::new(String::new());
    let read = Memo::new(move |_| typed.with(|typed| typed.parse::<Currency>().ok()));
    let answer = move |currency: Currency| {
        desk.change(|work| work.mapping.currency = Some(currency));
    };
    move || {
        asked.get().map(|(amount, count)| {
            view! {
                <form
                    class="panel"
                    aria-label="In which currency"
                    on:submit=move |event| {
                        event.prevent_default();
                        read.get_untracked().into_iter().for_each(answer);
                    }
                >
                    <h2>"In which currency?"</h2>
                    <p>
                        {match count {
                            1 => {
                                format!(
                                    "One amount does not say it: {amount}. Until you say, it is kept as a note.",
                                )
                            }
                            count => {
                                format!(
                                    "{} amounts do not say it, as {amount}. Until you say, they are kept as notes.",
                                    grouped(count),
                                )
                            }
                        }}
                    </p>
                    <div class="actions">
                        {["EUR", "USD", "GBP", "CHF"]
                            .into_iter()
                            .filter_map(|code| code.parse().ok())
                            .map(|currency: Currency| {
                                view! {
                                    <Button on_press=move |()| answer(
                                        currency,
                                    )>{currency.code().to_owned()}</Button>
                                }
                            })
                            .collect_view()}
                    </div>
                    <Field label="Another, by its three letters" value=typed />
                    <div class="actions">
                        <Button submit=true disabled=Signal::derive(move || read.get().is_none())>
                            "Use this one"
                        </Button>
                    </div>
                </form>
            }
        })
    }
}

fn in_words(date: &str, order: DateOrder) -> Option<String> {
    Birthday::parse_in(date, Some(order)).map(day_in_words)
}

/// The first people as they would be.
#[component]
fn Preview(desk: Desk) -> impl IntoView {
    let people = move || {
        desk.version.track();
        untrack(|| desk.with(|work| first_people(desk, work))).unwrap_or_default()
    };
    view! {
        <section class="section">
            <h2>"The first of them"</h2>
            <div class="import-cards">
                {move || {
                    people()
                        .into_iter()
                        .map(|(name, lines)| {
                            view! {
                                <div class="import-card">
                                    <h3>{name}</h3>
                                    <dl>
                                        {lines
                                            .into_iter()
                                            .map(|(label, value)| {
                                                view! {
                                                    <div>
                                                        <dt>{label}</dt>
                                                        <dd>{value}</dd>
                                                    </div>
                                                }
                                            })
                                            .collect_view()}
                                    </dl>
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </section>
    }
}

/// Their names, and what stands on their cards.
fn first_people(desk: Desk, work: &Work) -> Vec<(String, Vec<(String, String)>)> {
    let reader = Reader::new(&work.source, &work.mapping, desk.replica.today());
    let mut fields = work.fields.clone();
    let rows = 0..work.source.rows.len().min(EXAMPLES);
    rows.map(|row| {
        let draft = reader.draft(row, &work.fixes, &mut fields, &mut || desk.replica.new_item());
        let name = draft.contact.display_name().unwrap_or_else(|| "Without a name".to_owned());
        let steps = draft.card(&fields).into_iter().filter(|step| step.label != "Name");
        (name, steps.map(|step| (step.label, step.after)).collect())
    })
    .collect()
}
