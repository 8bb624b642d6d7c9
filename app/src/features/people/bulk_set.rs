//! Setting one field of everyone who is selected.

use leptos::prelude::*;
use shared::edit::{Edit, Field, set_owner};
use shared::id::ItemId;
use shared::model::{CustomKind, Definition, Kind};
use shared::view::{People, definitions};

use super::bulk::Act;
use super::record::{read_date, read_money};
use crate::ui::{Button, ButtonKind, Field as TextField};

/// What can be the same for many.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    Field(Field),
    Owner,
    Own(Definition),
}

impl Target {
    fn all(kind: Kind, people: &People) -> Vec<Self> {
        let fields: &[Field] = match kind {
            Kind::Organisation => &[Field::UsualOrder, Field::Pinned],
            _ => &[Field::Company, Field::UsualOrder, Field::Pinned],
        };
        let mut all: Vec<Self> = fields.iter().copied().map(Self::Field).collect();
        if people.all().any(|(_, facts)| facts.kind == Kind::Member && !facts.gone) {
            all.push(Self::Owner);
        }
        let own = definitions(people).into_iter();
        all.extend(own.filter(|field| !field.gone && field.applies_to(kind)).map(Self::Own));
        all
    }

    fn label(&self) -> String {
        match self {
            Self::Field(field) => field.label().to_owned(),
            Self::Owner => Field::Owner.label().to_owned(),
            Self::Own(field) => field.name.clone(),
        }
    }

    /// Values and their words, where one is picked and not typed.
    fn options(&self, people: &People) -> Option<Vec<(String, String)>> {
        let nothing = |words: &str| (String::new(), words.to_owned());
        match self {
            Self::Owner => {
                let members = people.all().filter(|(_, it)| it.kind == Kind::Member && !it.gone);
                let mut members: Vec<_> =
                    members.map(|(id, facts)| (id.to_string(), facts.name.clone())).collect();
                members.sort_by(|(_, a), (_, b)| a.cmp(b));
                members.push(nothing("Nobody in particular"));
                Some(members)
            }
            Self::Own(field) => {
                let options = field.options.iter().filter(|option| !option.gone);
                let mut options: Vec<_> = match field.kind {
                    CustomKind::YesNo => {
                        vec![("yes".into(), "Yes".into()), ("no".into(), "No".into())]
                    }
                    CustomKind::Choice => {
                        options.map(|it| (it.id.to_key(), it.name.clone())).collect()
                    }
                    CustomKind::MultiChoice => {
                        let both = options.flat_map(|it| {
                            let key = it.id.to_key();
                            let without = (format!("-{key}"), format!("Without {}", it.name));
                            [(key, format!("With {}", it.name)), without]
                        });
                        return Some(both.collect());
                    }
                    _ => return None,
                };
                options.push(nothing("Not known"));
                Some(options)
            }
            Self::Field(_) => None,
        }
    }

    /// The edits that set it; an empty value clears it.
    ///
    /// # Errors
    /// A sentence that says what is expected.
    fn edits(&self, value: &str) -> Result<Vec<Edit>, &'static str> {
        let value = value.trim();
        let some = |value: String| Some(value).filter(|value| !value.is_empty());
        Ok(vec![match self {
            Self::Field(field) => Edit::SetField { field: *field, value: some(value.to_owned()) },
            Self::Owner => set_owner(value.parse().ok()),
            Self::Own(field) if field.kind == CustomKind::MultiChoice => {
                let (on, key) = match value.strip_prefix('-') {
                    Some(key) => (false, key),
                    None => (true, value),
                };
                let option = ItemId::from_key(key).ok_or("Choose one of the list.")?;
                Edit::Pick { field: field.id, option, on }
            }
            Self::Own(field) => {
                let text = match field.kind {
                    CustomKind::Date => read_date(value),
                    CustomKind::Money => read_money(value),
                    _ => value.to_owned(),
                };
                if !text.is_empty() && field.kind.read(&text).is_none() {
                    return Err(expected(field.kind));
                }
                Edit::SetCustom { field: field.id, kind: field.kind, value: some(text) }
            }
        }])
    }
}

/// What is said of a value that would stand doubtful on many cards.
fn expected(kind: CustomKind) -> &'static str {
    match kind {
        CustomKind::Number => "Say a number, as in 3 or 0.5.",
        CustomKind::Money => "Say how much and in what currency, as in 12.50 EUR.",
        CustomKind::Date => "Say a day, as in 9 March or 9 March 2020.",
        _ => "Choose one of the list.",
    }
}

/// One field, for everyone.
#[component]
pub fn Setting(act: Act, open: RwSignal<bool>) -> impl IntoView {
    let kind = untrack(|| act.listing.kind());
    let all = untrack(|| act.replica.with_people(|people| Target::all(kind, people)));
    let labels: Vec<String> = all.iter().map(Target::label).collect();
    let all = StoredValue::new(all);
    let chosen = RwSignal::new(0usize);
    let value = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let options = Memo::new(move |_| {
        let chosen = chosen.get();
        all.with_value(|all| {
            untrack(|| act.replica.with_people(|people| all[chosen].options(people)))
        })
    });
    let choose = move |event: leptos::ev::Event| {
        let index: usize = event_target_value(&event).parse().unwrap_or(0);
        chosen.set(index.min(all.with_value(Vec::len).saturating_sub(1)));
        problem.set(None);
        // What is picked from a list begins with its first.
        let first = options.with_untracked(|it| it.as_ref()?.first().map(|it| it.0.clone()));
        value.set(first.unwrap_or_default());
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let target = all.with_value(|all| all[chosen.get_untracked()].clone());
        match target.edits(&value.get_untracked()) {
            Ok(edits) => {
                act.set(&target.label(), edits);
                open.set(false);
            }
            Err(words) => problem.set(Some(words.into())),
        }
    };
    view! {
        <form class="stack-fields" on:submit=submit>
            <label class="field">
                <span class="label">"Field"</span>
                <select class="field-input" autofocus=true on:change=choose>
                    {labels
                        .into_iter()
                        .enumerate()
                        .map(|(index, label)| {
                            view! { <option value=index.to_string()>{label}</option> }
                        })
                        .collect_view()}
                </select>
            </label>
            {move || match options.get() {
                Some(options) => pick(options, value, problem),
                None => {
                    view! {
                        <TextField label="Value" value hint="Left empty, it is cleared." wrong=problem />
                    }
                        .into_any()
                }
            }}
            <div class="dialog-foot">
                <Button kind=ButtonKind::First submit=true>
                    "Set"
                </Button>
            </div>
        </form>
    }
}

fn pick(
    options: Vec<(String, String)>,
    value: RwSignal<String>,
    problem: RwSignal<Option<String>>,
) -> AnyView {
    view! {
        <label class="field">
            <span class="label">"Value"</span>
            <select class="field-input" on:change=move |event| value.set(event_target_value(&event))>
                {options
                    .into_iter()
                    .map(|(key, words)| view! { <option value=key>{words}</option> })
                    .collect_view()}
            </select>
        </label>
        <p class="field-hint">{move || problem.get()}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::model::Choice;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn own_fields_of_every_kind_are_set_for_many_and_what_is_doubtful_is_not() {
        let option = ItemId([7; 16]);
        let own = |kind| {
            Target::Own(Definition {
                id: ItemId([1; 16]),
                name: "Field".into(),
                kind,
                options: vec![Choice { id: option, name: "Beans".into(), gone: false }],
                group: None,
                rank: 0,
                applies: Vec::new(),
                gone: false,
            })
        };
        let typed = [
            (CustomKind::Text, "Two words", "Two words"),
            (CustomKind::Number, "12.5", "12.5"),
            (CustomKind::Money, "€12.50", "12.50 EUR"),
            (CustomKind::Date, "9 March 2020", "2020-03-09"),
            (CustomKind::YesNo, "yes", "yes"),
            (CustomKind::Choice, &option.to_key(), &option.to_key()),
            (CustomKind::Link, "www.example.org", "www.example.org"),
        ];
        for (kind, text, value) in typed {
            let field = ItemId([1; 16]);
            let set = |value| Ok(vec![Edit::SetCustom { field, kind, value }]);
            assert_eq!(own(kind).edits(text), set(Some(value.to_owned())));
            assert_eq!(own(kind).edits(" "), set(None), "{kind:?}");
            let picks = own(kind).options(&People::new()).is_some();
            assert_eq!(picks, matches!(kind, CustomKind::YesNo | CustomKind::Choice));
        }
        let several = own(CustomKind::MultiChoice);
        let options = several.options(&People::new()).expect("picked");
        assert_eq!(options.len(), 2);
        for (on, (key, _)) in [true, false].into_iter().zip(&options) {
            let pick = Edit::Pick { field: ItemId([1; 16]), option, on };
            assert_eq!(several.edits(key), Ok(vec![pick]));
        }
        for (kind, text) in [
            (CustomKind::Number, "many"),
            (CustomKind::Money, "12"),
            (CustomKind::Date, "soon"),
            (CustomKind::YesNo, "maybe"),
            (CustomKind::MultiChoice, ""),
        ] {
            assert!(own(kind).edits(text).is_err(), "{kind:?}");
        }
    }
}
