use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use shared::exchange::out::{Known, Leaving, json, page};
use shared::id::DocumentId;
use shared::view::People;

use crate::replica::{OpenRecord, Phase, Replica};
use crate::shell::Page;
use crate::ui::{Button, ButtonKind, Icon, LinkButton, NewFile, Panel, Tone};

/// The page at `/people/…/everything`: what somebody is given who asks what is known of them.
#[component]
pub fn EverythingPage() -> impl IntoView {
    let replica: Replica = expect_context();
    let params = use_params_map();
    let id = params.with_untracked(|params| params.get("id")?.parse::<DocumentId>().ok());
    let is_read = Memo::new(move |_| replica.phase().get() == Phase::Ready);
    let name = Memo::new(move |_| {
        let name = |people: &People| people.get(id?).map(|facts| facts.name.clone());
        replica.with_people(name)
    });
    let known = Memo::new(move |_| name.with(Option::is_some));
    move || match (id, known.get(), is_read.get()) {
        (Some(id), true, _) => {
            let name = name.get_untracked().unwrap_or_default();
            view! { <Everything id name /> }.into_any()
        }
        (_, _, false) => ().into_any(),
        _ => view! {
            <Page title="Everything we know">
                <Panel
                    title="This person is not on this device"
                    words="The address leads to nobody who is here."
                >
                    <LinkButton href="/people">"Back to People"</LinkButton>
                </Panel>
            </Page>
        }
        .into_any(),
    }
}

#[component]
fn Everything(id: DocumentId, name: String) -> impl IntoView {
    let replica: Replica = expect_context();
    let name = if name.is_empty() { "Somebody without a name".to_owned() } else { name };
    let said = RwSignal::new(None::<Result<String, String>>);
    let save = move |form| {
        said.set(None);
        spawn_local(async move {
            let saved = write(replica, id, form).await;
            // The page may have gone meanwhile.
            said.try_set(Some(saved));
        });
    };
    view! {
        <Page title=format!("Everything we know about {name}")>
            <p>
                "When somebody asks what you know of them, give them this: details, consent, purchases, what happened, and every change with who made it."
            </p>
            <ul class="line-list" aria-label="Forms">
                <li class="line">
                    <span class="line-words">
                        <div>"A page to read and print"</div>
                        <div class="second">"Opens in every browser, without a network"</div>
                    </span>
                    <Button
                        kind=ButtonKind::First
                        icon=Icon::Download
                        on_press=move |()| save(Form::Page)
                    >
                        "Save the page"
                    </Button>
                </li>
                <li class="line">
                    <span class="line-words">
                        <div>"JSON"</div>
                        <div class="second">"The same for a program: to move to another service"</div>
                    </span>
                    <Button icon=Icon::Download on_press=move |()| save(Form::Json)>
                        "Save as JSON"
                    </Button>
                </li>
            </ul>
            {move || match said.get() {
                None => None,
                Some(Ok(words)) => Some(view! { <p role="status">{words}</p> }.into_any()),
                Some(Err(words)) => {
                    Some(
                        view! { <Panel tone=Tone::Bad title="Nothing was saved" words /> }
                            .into_any(),
                    )
                }
            }}
            <div class="actions">
                <LinkButton href=format!("/people/{id}") icon=Icon::ArrowLeft>
                    "Back to the card"
                </LinkButton>
            </div>
        </Page>
    }
}

#[derive(Clone, Copy)]
enum Form {
    Page,
    Json,
}

async fn write(replica: Replica, id: DocumentId, form: Form) -> Result<String, String> {
    replica.all_stored().await?;
    let members = untrack(|| replica.with_people(|people| people.members(id)));
    let kept = replica.read_kept(&members).await?;
    if kept.is_empty() {
        return Err("There is nothing of them on this device.".into());
    }
    if kept.iter().any(|kept| kept.unreadable > 0) {
        return Err("Some of what was written of them cannot be read on this device.".into());
    }
    let open: Vec<_> = kept.iter().map(|kept| &kept.open).collect();
    let (record, disagreements) = OpenRecord::together(&open);
    let mut history: Vec<_> = open.iter().flat_map(|open| open.history()).collect();
    history.sort_by_key(|change| std::cmp::Reverse(change.origin.at));
    let photo = match record.picture() {
        Some(picture) => replica.photo(picture.hash).await,
        None => None,
    };
    let leaving = Leaving {
        id,
        record: &record,
        disagreements: &disagreements,
        history: &history,
        photo: photo.as_deref(),
    };
    let name = untrack(|| replica.workspace_name());
    let known = untrack(|| replica.with_people(|people| Known::of(people, name, replica.now())));
    let mut file = NewFile::default();
    let (ending, media_type) = match form {
        Form::Page => {
            file.add(page::page(&leaving, &known, replica.today()).as_bytes());
            ("html", "text/html;charset=utf-8")
        }
        Form::Json => {
            let (mut writer, head) = json::Writer::begin(known);
            file.add(&head);
            // Several records that are one card: each as it is.
            for kept in &kept {
                let (own, answers) = OpenRecord::together(&[&kept.open]);
                file.add(&writer.record(&Leaving {
                    id: kept.id,
                    record: &own,
                    disagreements: &answers,
                    history: &kept.open.history(),
                    photo: photo.as_deref().filter(|_| own.photo == record.photo),
                }));
            }
            file.add(&writer.end());
            ("json", "application/json")
        }
    };
    let name = format!("everything-we-know-{}.{ending}", replica.today().day().iso());
    file.save(&name, media_type)?;
    replica.note_export().await;
    Ok(format!("{name} is where your browser keeps downloads."))
}
