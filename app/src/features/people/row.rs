//! A row of the list. Its elements are made by hand and used again: a keystroke in the search gives
//! every row in sight another person, and writes only what differs.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::document;
use shared::id::DocumentId;
use shared::model::{Currency, Photo};
use shared::view::{People, search::Marks};
use wasm_bindgen::JsCast;
use web_sys::{Element, Text};

use super::cell::{Cell, CellElement};
use super::columns::Shown;
use super::face::{Face, Faces};
use crate::shell::{answers, colour};
use crate::ui::dom::{append, copy, element, set, svg_element};
use crate::ui::{AvatarSize, Icon, initials, mark, row_id, when};

/// What a list shows of everyone.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The columns beside the name.
    pub columns: Arc<Vec<Shown>>,
    /// The currency in which most people paid, where a column asks for it.
    pub currency: Option<Currency>,
    /// Whether rows are drawn for a finger.
    pub phone: bool,
}

/// Where somebody stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// Who.
    pub id: DocumentId,
    /// How many are above.
    pub index: usize,
    /// Whether the keyboard is there.
    pub here: bool,
    /// Whether they are selected.
    pub selected: bool,
}

/// All that a row shows.
pub struct Line {
    stand: Stand,
    phone: bool,
    name: String,
    photo: Option<Photo>,
    marks: Vec<Range<usize>>,
    company: String,
    cells: Vec<Cell>,
    disagreements: usize,
}

impl Line {
    /// The line of somebody, with what the search found in the name.
    pub fn of(people: &People, stand: Stand, marks: &Marks, form: &Form) -> Option<Self> {
        let facts = people.get(stand.id)?;
        let cells = match form.phone {
            false => {
                let cell = |column| Cell::of(column, facts, people, form.currency);
                form.columns.iter().map(cell).collect()
            }
            true => vec![
                Cell::Text(facts.usual_order.clone().unwrap_or_default()),
                Cell::Day(facts.last_contact.map(|at| when::short(at.0)).unwrap_or_default()),
            ],
        };
        let has_column = !form.phone && form.columns.contains(&Shown::Company);
        let company = facts.company.clone().filter(|_| !has_column);
        Some(Self {
            stand,
            phone: form.phone,
            name: facts.name.clone(),
            photo: facts.photo(),
            marks: marks.of(people, stand.id),
            company: company.unwrap_or_default(),
            cells,
            disagreements: facts.disagreements,
        })
    }
}

/// The elements of a row, and what they show.
pub struct RowElement {
    root: Element,
    check: Element,
    avatar: Element,
    initials: Text,
    face: Face,
    names: Element,
    link: Element,
    company: Text,
    answers: Option<Element>,
    cells: Vec<CellElement>,
    shown: Option<Line>,
}

impl AsRef<Element> for RowElement {
    fn as_ref(&self) -> &Element {
        &self.root
    }
}

impl RowElement {
    /// What every row is a copy of.
    pub fn pattern() -> Element {
        let tick =
            svg_element("path", &[("class", "checkbox-tick"), ("d", "M4.5 9.5l3 3 6-7")], &[]);
        let box_ = [("viewBox", "0 0 18 18"), ("aria-hidden", "true")];
        let check =
            [("type", "button"), ("class", "checkbox"), ("role", "checkbox"), ("tabindex", "-1")];
        let check = element("button", &check, &[&svg_element("svg", &box_, &[&tick])]);
        let avatar = element("span", &[("aria-hidden", "true")], &[]);
        let link = element("a", &[("class", "row-link"), ("tabindex", "-1")], &[]);
        let company = element("span", &[("class", "row-company")], &[]);
        let names = element("span", &[("class", "row-names")], &[&link, &company]);
        let cell = |class| [("class", class), ("role", "gridcell")];
        let parts = [
            element("div", &cell("row-check"), &[&check]),
            element("div", &cell("row-person"), &[&avatar, &names]),
        ];
        element("div", &[("role", "row")], &[&parts[0], &parts[1]])
    }

    /// A row that shows nobody yet.
    pub fn of(pattern: &Element, faces: &Faces) -> Self {
        let root = copy(pattern);
        let first = |of: &Element| of.first_element_child().expect("as the pattern has it");
        let last = |of: &Element| of.last_element_child().expect("as the pattern has it");
        let check = first(&first(&root));
        let person = last(&root);
        let names = last(&person);
        let text_in = |element: &Element| {
            let text = document().create_text_node("");
            append(element, &text);
            text
        };
        let avatar = first(&person);
        Self {
            check,
            initials: text_in(&avatar),
            face: faces.none_yet(&avatar),
            avatar,
            company: text_in(&last(&names)),
            link: first(&names),
            names,
            answers: None,
            cells: Vec::new(),
            shown: None,
            root,
        }
    }

    /// Shows a line, of the same person or of another.
    pub fn show(&mut self, line: Line) {
        let before = self.shown.take();
        let before = before.as_ref();
        let (stand, was) = (line.stand, before.map(|before| before.stand));
        if was.map(|was| was.index) != Some(stand.index) {
            self.root.set_id(&row_id(stand.index));
            set(&self.root, "aria-rowindex", &(stand.index + 2).to_string());
        }
        let states = |stand: Stand| (stand.here, stand.selected);
        if was.map(states) != Some(states(stand)) {
            self.root.set_class_name(match states(stand) {
                (false, false) => "row",
                (true, false) => "row row-here",
                (false, true) => "row row-selected",
                (true, true) => "row row-here row-selected",
            });
            let selected = if stand.selected { "true" } else { "false" };
            set(&self.root, "aria-selected", selected);
            set(&self.check, "aria-checked", selected);
        }
        let is_other = was.map(|was| was.id) != Some(stand.id);
        if is_other {
            set(&self.link, "href", &format!("/people/{}", stand.id));
        }
        if is_other || before.map(|before| before.phone) != Some(line.phone) {
            let size = if line.phone { AvatarSize::Phone } else { AvatarSize::Row };
            self.avatar.set_class_name(&size.class(colour(stand.id)));
        }
        let is_renamed = before.is_none_or(|before| before.name != line.name);
        if is_renamed {
            self.initials.set_data(&initials(&line.name));
            set(&self.check, "aria-label", &format!("Select {}", line.name));
        }
        if before.and_then(|before| before.photo) != line.photo {
            self.face.show(line.photo);
        }
        if is_renamed || before.is_none_or(|before| before.marks != line.marks) {
            mark(&self.link, &line.name, &line.marks);
        }
        if before.is_none_or(|before| before.company != line.company) {
            self.company.set_data(&line.company);
        }
        if before.map_or(0, |before| before.disagreements) != line.disagreements {
            self.show_answers(line.disagreements);
        }
        self.show_cells(&line.cells);
        self.shown = Some(line);
    }

    fn show_answers(&mut self, disagreements: usize) {
        if let Some(chip) = self.answers.take() {
            chip.remove();
        }
        if disagreements > 0 {
            let icon = Icon::Split.element(14);
            let chip = element("span", &[("class", "chip chip-care")], &[&icon]);
            append(&chip, &document().create_text_node(&answers(disagreements)));
            append(&self.names, &chip);
            self.answers = Some(chip);
        }
    }

    fn show_cells(&mut self, cells: &[Cell]) {
        while self.cells.len() > cells.len() {
            self.cells.pop().into_iter().for_each(CellElement::remove);
        }
        while self.cells.len() < cells.len() {
            self.cells.push(CellElement::new(&self.root));
        }
        for (element, cell) in self.cells.iter_mut().zip(cells) {
            element.show(cell.clone());
        }
    }
}

/// What a press in the list was meant for: the person of the row, and whether it was their box.
pub fn pressed(event: &web_sys::Event) -> Option<(DocumentId, bool)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let row = target.closest(".row").ok().flatten()?;
    let link = row.query_selector(".row-link").ok().flatten()?.get_attribute("href")?;
    let is_box = target.closest(".checkbox").ok().flatten().is_some();
    Some((link.strip_prefix("/people/")?.parse().ok()?, is_box))
}
