use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use shared::id::DocumentId;
use shared::time::Timestamp;
use shared::view::relations_of;

use crate::replica::{Link, Replica};
use crate::shell::grouped;
use crate::ui::{
    Act, Button, ButtonKind, Checkbox, Checked, Dialog, Icon, LinkButton, Toast, Toaster,
    save_file, when,
};

/// How many of those who name the person are listed by name.
const NAMED: usize = 5;

const AT_ONCE: &str =
    "From this device and the server at once, and from every other device as soon as it connects.";
const ONCE_CONNECTED: &str =
    "From this device at once; from the server and every other device as soon as each connects.";

/// Erasing somebody for good: the button, and the dialog that says what goes and asks once more. Who
/// may not erase is offered neither.
#[component]
pub fn EraseForGood(id: DocumentId, #[prop(into)] name: String) -> impl IntoView {
    let replica: Replica = expect_context();
    let open = RwSignal::new(false);
    let shown = if name.is_empty() { "Somebody without a name".to_owned() } else { name };
    let shown = StoredValue::new(shown);
    view! {
        <Show when=move || replica.may_erase()>
            <Button small=true icon=Icon::Alert on_press=move |()| open.set(true)>
                "Erase for good…"
                <span class="heard-only">" "{shown.get_value()}</span>
            </Button>
            <Dialog title=format!("Erase {} for good", shown.get_value()) open>
                <Asking id name=shown open />
            </Dialog>
        </Show>
    }
}

#[component]
fn Asking(id: DocumentId, name: StoredValue<String>, open: RwSignal<bool>) -> impl IntoView {
    let replica: Replica = expect_context();
    let toaster: Toaster = expect_context();
    let sure = RwSignal::new(false);
    let status = replica.status();
    let shared = Memo::new(move |_| status.with(|status| status.shared));
    let live = Memo::new(move |_| status.with(|status| status.link == Link::Live));
    let records = replica.with_people_untracked(|people| people.members(id));
    let cards = records.len();
    let naming = replica.with_people_untracked(|people| {
        let others = relations_of(people, id).into_iter().filter(|related| !related.is_own);
        let name = |other| people.get(other).map(|facts| facts.name.clone()).unwrap_or_default();
        let others: BTreeSet<DocumentId> = others.map(|related| related.other).collect();
        others.into_iter().map(name).collect::<Vec<String>>()
    });
    let from = move || match (shared.get(), live.get()) {
        (false, _) => "From this device, at once.",
        (true, true) => AT_ONCE,
        (true, false) => ONCE_CONNECTED,
    };
    let erase = move |()| {
        open.set(false);
        if replica.erase(&[id]) {
            let words = format!("{} is erased for good", name.get_value());
            let proof = proof(
                &records,
                &Erased {
                    at: replica.now(),
                    workspace: replica.workspace_name(),
                    by: replica.my_name(),
                    shared: shared.get_untracked(),
                },
            );
            let save = move || save_file("erased.txt", "text/plain", &proof);
            let action = Some(("Save a proof", Arc::new(save) as Act));
            toaster.show(Toast { icon: Icon::Check, words, action });
        }
    };
    let box_words = "I know that nobody can bring it back, not with undo either";
    view! {
        <p>
            "Details, photos, consent, purchases, the timeline and every earlier version of it are erased."
            {(cards > 1)
                .then(|| {
                    format!(" So are all {} records that this card is made of.", grouped(cards))
                })}
        </p>
        <p>{from}</p>
        {references(&naming)
            .map(|words| {
                view! { <p>{words}</p> }
            })}
        <p class="second">
            "A browser may keep deleted bytes in its own files until it tidies them up. Backups that were made before still have them. A photo that was replaced earlier stays."
        </p>
        <p>
            <LinkButton href=format!("/people/{id}/everything") icon=Icon::Download>
                "Save everything we know first"
            </LinkButton>
        </p>
        <label class="check-line">
            <Checkbox
                name=box_words
                checked=Signal::derive(move || if sure.get() { Checked::Yes } else { Checked::No })
                on_press=move |_| sure.update(|sure| *sure = !*sure)
            />
            {box_words}
        </label>
        <div class="actions">
            <Button
                kind=ButtonKind::Dangerous
                disabled=Signal::derive(move || !sure.get())
                on_press=erase
            >
                "Erase for good"
            </Button>
            <Button on_press=move |()| open.set(false)>"Keep"</Button>
        </div>
    }
}

/// Who names the person, and goes on doing so: what others' cards say is theirs.
fn references(naming: &[String]) -> Option<String> {
    let nameless = |name: &String| match name.as_str() {
        "" => "somebody without a name".to_owned(),
        name => name.to_owned(),
    };
    let named: Vec<String> = naming.iter().take(NAMED).map(nameless).collect();
    let list = named.join(", ");
    match naming.len() {
        0 => None,
        1 => {
            Some(format!("The card of {list} says that they belong together, and stays as it is."))
        }
        all if all > NAMED => Some(format!(
            "The cards of {list} and {} more say that they belong together, and stay as they are.",
            grouped(all - NAMED)
        )),
        _ => Some(format!(
            "The cards of {list} say that they belong together, and stay as they are."
        )),
    }
}

/// The circumstances of an erasure.
struct Erased {
    at: Timestamp,
    workspace: String,
    by: Option<String>,
    shared: bool,
}

/// What whoever asked to be erased can be given: it says what was done, and nothing of who they were.
fn proof(records: &[DocumentId], erased: &Erased) -> String {
    let Erased { at, workspace, by, shared } = erased;
    let (day, time) = (when::on_paper(at.0), when::time(at.0));
    let by = by.as_ref().map_or(String::new(), |by| format!("\r\nBy: {by}"));
    let numbers: Vec<String> = records.iter().map(ToString::to_string).collect();
    let rest = if *shared {
        "The device that did it has erased it at once. The server and every other device of the workspace erase it as \
         soon as they hear of it, and take it from nobody again: each keeps the numbers below, and nothing else of \
         it. Whoever looks after the server finds them, with the time, among its erasures."
    } else {
        "The workspace is on this device only, which has erased it at once. It keeps the numbers below, and nothing else of it."
    };
    format!(
        "Erased for good\r\n\r\nOn: {day}, {time}\r\nFrom: {workspace}{by}\r\n\r\n\
         Details, photos, consent, purchases, the timeline and every earlier version of one person's record were \
         erased.\r\n{rest}\r\nBackups that were made before still have it until they are deleted.\r\n\r\n\
         Numbers of the record: {}\r\n",
        numbers.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_proof_names_the_record_by_its_number_and_says_who_keeps_what() {
        let records = [DocumentId([1; 16]), DocumentId([2; 16])];
        let told = |shared, by: Option<&str>| {
            let (at, by) = (Timestamp(1_795_363_980_000), by.map(str::to_owned));
            proof(&records, &Erased { at, workspace: "Kiosk".into(), by, shared })
        };
        let text = told(true, Some("Alice"));
        for part in ["November 2026", "From: Kiosk\r\nBy: Alice", "among its erasures"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(records.iter().all(|record| text.contains(&record.to_string())));
        let alone = told(false, None);
        assert!(!alone.contains("server") && !alone.contains("By:"), "{alone}");
    }

    #[wasm_bindgen_test]
    fn who_names_the_person_is_listed_and_counted() {
        let names = |count: usize| (0..count).map(|at| format!("N{at}")).collect::<Vec<_>>();
        assert_eq!(references(&[]), None);
        assert!(
            references(&names(1)).is_some_and(|words| words.starts_with("The card of N0 says"))
        );
        let many = references(&names(8)).unwrap_or_default();
        assert!(many.contains("N4 and 3 more say"), "{many}");
    }
}
