use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::view::{People, bin_len};

use super::segments::Segments;
use super::{Commands, WorkBadge};
use crate::replica::Replica;
use crate::ui::{ButtonKind, Icon, Key, LinkButton, Tally, use_viewport};

/// Whether the address lies under `path`; `/` is the list of people.
fn is_here(address: &str, path: &str) -> bool {
    let address = if address == "/" { "/people" } else { address };
    address == path || address.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
}

/// `page` where the link leads to the page that is open, as `aria-current` wants it.
pub(super) fn current(path: String) -> impl Fn() -> Option<&'static str> + Clone {
    let address = use_location().pathname;
    move || address.with(|address| is_here(address, &path)).then_some("page")
}

#[component]
fn NavLink(
    path: &'static str,
    icon: Icon,
    words: &'static str,
    /// How many; nothing is shown for none.
    #[prop(into)]
    count: Signal<usize>,
    /// Whether the number asks for somebody.
    #[prop(optional)]
    care: bool,
) -> impl IntoView {
    view! {
        <a class="nav-link" href=path aria-current=current(path.into()) title=words>
            {icon.at(18)}
            <span class="nav-words">{words}</span>
            <Show when=move || { count.get() > 0 }>
                <span class="nav-count" class:nav-count-care=care>
                    {move || grouped(count.get())}
                </span>
            </Show>
        </a>
    }
}

/// What the open workspace is called.
fn workspace_name(replica: Replica) -> String {
    Some(replica.workspace_name()).filter(|name| !name.is_empty()).unwrap_or("Regulars".into())
}

/// A number with a comma between thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Navigation at the left, on everything wider than a phone.
#[component]
pub fn Sidebar() -> impl IntoView {
    let replica: Replica = expect_context();
    let commands = Commands::expect();
    let people = Memo::new(move |_| replica.with_people(People::len));
    let companies = Memo::new(move |_| replica.with_people(People::organisations));
    let open = Memo::new(move |_| replica.with_people(|people| people.to_sort_out().len()));
    let changed = Memo::new(move |_| replica.news().len());
    let bin = Memo::new(move |_| replica.with_people(|people| bin_len(people, replica.now())));
    view! {
        <header class="sidebar">
            <div class="sidebar-head">
                <a href="/people" title="People">
                    <Tally />
                    <span class="sidebar-name">{move || workspace_name(replica)}</span>
                </a>
            </div>
            <button
                type="button"
                class="sidebar-find"
                aria-keyshortcuts="Control+K Meta+K"
                title="Find or do"
                on:click=move |_| commands.find.set(true)
            >
                {Icon::Search.at(18)}
                <span class="nav-words">"Find or do"</span>
                <Key>"Ctrl"</Key>
                <Key>"K"</Key>
            </button>
            <nav aria-label="Main">
                <ul class="nav-list">
                    <li><NavLink path="/people" icon=Icon::People words="People" count=people /></li>
                    <Show when=move || { companies.get() > 0 }>
                        <li>
                            <NavLink
                                path="/organisations"
                                icon=Icon::Organisation
                                words="Organisations"
                                count=companies
                            />
                        </li>
                    </Show>
                    <li>
                        <NavLink
                            path="/sort-out"
                            icon=Icon::SortOut
                            words="To sort out"
                            count=open
                            care=true
                        />
                    </li>
                    <Show when=move || { changed.get() > 0 }>
                        <li>
                            <NavLink
                                path="/changed"
                                icon=Icon::History
                                words="What changed"
                                count=changed
                            />
                        </li>
                    </Show>
                    <li><NavLink path="/bin" icon=Icon::Bin words="The bin" count=bin /></li>
                </ul>
            </nav>
            <Segments />
            <div class="sidebar-foot">
                <WorkBadge />
                <LinkButton
                    href="/more"
                    kind=ButtonKind::Quiet
                    small=true
                    icon=Icon::Settings
                    name="Settings"
                />
            </div>
        </header>
    }
}

/// Navigation below, on a phone.
#[component]
pub fn BottomBar() -> impl IntoView {
    let commands = Commands::expect();
    let phone = use_viewport().phone;
    view! {
        <Show when=move || phone.get() && !commands.own_bar.get()>
            <nav class="bottom-bar" aria-label="Main" prop:inert=move || commands.covered.get()>
                <a class="bottom-link" href="/people" aria-current=current("/people".into())>
                    {Icon::People.at(22)}
                    "People"
                </a>
                <button type="button" class="bottom-link" on:click=move |_| commands.find.set(true)>
                    {Icon::Search.at(22)}
                    "Find or do"
                </button>
                <button
                    type="button"
                    class="bottom-new"
                    aria-label="New person"
                    on:click=move |_| commands.new_person.set(true)
                >
                    {Icon::Plus.at(24)}
                </button>
                <a class="bottom-link" href="/more" aria-current=current("/more".into())>
                    {Icon::Menu.at(22)}
                    "More"
                </a>
            </nav>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{grouped, is_here};

    #[wasm_bindgen_test]
    fn a_person_lies_under_people_and_the_root_is_people() {
        assert!(is_here("/people/0af3", "/people"));
        assert!(is_here("/", "/people"));
        assert!(!is_here("/peoples", "/people"));
    }

    #[wasm_bindgen_test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1234567), "1,234,567");
    }
}
