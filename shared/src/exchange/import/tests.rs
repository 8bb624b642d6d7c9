use std::collections::BTreeMap;

use super::super::csv::Column;
use super::*;
use crate::doc::RecordDocument;
use crate::edit::encode;
use crate::id::{ActorId, DocumentId, ItemId};
use crate::model::{ConsentChannel, CustomKind, DateOrder, Definition, Record};
use crate::sync::document::{Authoring, Document};
use crate::time::Timestamp;
use crate::view::{Facts, Today};

mod files;
mod properties;

/// A workspace that files come into.
#[derive(Default)]
struct Workspace {
    people: BTreeMap<DocumentId, RecordDocument>,
    definitions: Vec<Definition>,
    items: u64,
}

impl Workspace {
    fn records(&self) -> Vec<Record> {
        self.people.values().map(RecordDocument::record).collect()
    }

    fn named(&self, name: &str) -> Record {
        let found = self.records().into_iter().find(|record| record.display_name() == name);
        found.unwrap_or_else(|| panic!("{name} is not there"))
    }

    fn source(bytes: &[u8], name: &str) -> Source {
        Opening::new(bytes, name).expect("readable").finish()
    }

    /// What a file would do, by a mapping or the guessed one.
    fn plan(
        &mut self,
        source: &Source,
        mapping: Option<&Mapping>,
        fixes: &Fixes,
    ) -> (Plan, Fields) {
        let mut fields = Fields::new(self.definitions.clone());
        let guessed = Mapping::guess(source, &fields);
        let mapping = mapping.unwrap_or(&guessed);
        let plan = self.plan_in(source, mapping, fixes, &mut fields);
        (plan, fields)
    }

    fn plan_in(
        &mut self,
        source: &Source,
        mapping: &Mapping,
        fixes: &Fixes,
        fields: &mut Fields,
    ) -> Plan {
        let mut planner = Planner::new(source);
        let facts: BTreeMap<_, _> =
            self.people.iter().map(|(id, doc)| (*id, Facts::of(&doc.record(), 0))).collect();
        facts.iter().for_each(|(id, facts)| planner.know(*id, facts));
        let reader = Reader::new(source, mapping, Today::new(Timestamp(0), 0));
        for (row, line) in source.rows.iter().map(|row| row.line).enumerate() {
            let items = &mut self.items;
            let draft = reader.draft(row, fixes, fields, &mut || next(items));
            planner.add(line, draft, fields, &|id| facts.get(&id).map(Known::of_facts));
        }
        let mut plan = planner.finish();
        for id in plan.undecided() {
            let known = Known::of_record(&self.people[&id].record());
            plan.settle(id, &known, fields);
        }
        assert!(plan.undecided().is_empty());
        assert_eq!(plan.account().told(), plan.account().rows, "{:?}", plan.account());
        assert_eq!(plan.account().rows, source.read());
        plan
    }

    fn apply(&mut self, plan: &Plan, fields: &Fields) {
        let now = Timestamp(1_700_000_000_000);
        for at in 0..plan.rows.len() {
            let items = &mut self.items;
            let Some((target, edits)) = plan.edits(at, fields, &mut || next(items), now) else {
                continue;
            };
            let id = match target {
                Target::Known(id) => id,
                Target::New => DocumentId(next(items).0),
            };
            let doc = self.people.entry(id).or_insert_with(|| RecordDocument::new(id));
            let authoring = Authoring { actor: ActorId([7; 16]), author: None, at: now };
            doc.author(&encode(&edits), &authoring).expect("fits");
        }
        for field in plan.fields_used() {
            if fields.is_new(field) {
                self.definitions.extend(fields.get(field).cloned());
            }
        }
    }

    /// Brings a file in by what is guessed, and says what became of its rows.
    fn bring(&mut self, text: &str, name: &str) -> Account {
        let source = Self::source(text.as_bytes(), name);
        let (plan, fields) = self.plan(&source, None, &Fixes::new());
        self.apply(&plan, &fields);
        plan.account()
    }
}

fn next(items: &mut u64) -> ItemId {
    *items += 1;
    ItemId((u128::from(*items) << 64).to_be_bytes())
}

const LIST: &str = "name,email,phone,company,tags,shoe size\n\
    Marta Kowalczyk,marta@x.example,0601 555 118,Studio,vip,38\n\
    Owen Price,owen@x.example,,,,\n\
    ,,,,,\n\
    Owen Price,OWEN@x.example,0113 555 119,Price & Sons,,44\n\
    ,,,,lost,\n";

#[test]
fn a_file_says_what_it_would_do_and_does_that() {
    let mut workspace = Workspace::default();
    let account = workspace.bring(LIST, "list.csv");
    assert_eq!((account.rows, account.new, account.same), (5, 2, 1));
    assert_eq!((account.blank, account.refused), (1, 1));
    let owen = workspace.named("Owen Price");
    assert_eq!((owen.emails.len(), owen.phones.len()), (1, 1), "two rows became one person");
    assert_eq!(owen.company.as_deref(), Some("Price & Sons"));
    assert_eq!(owen.entries[0].text, "shoe size: 44");

    let again = workspace.bring(LIST, "list.csv");
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 2));
}

#[test]
fn a_newer_file_fills_what_is_empty_and_leaves_what_differs_unless_told() {
    let mut workspace = Workspace::default();
    workspace.bring(LIST, "list.csv");
    let newer = "name,email,phone,company,birthday\n\
        Marta Kowalczyk,marta@x.example,+48 601 555 118,Atelier,1985-04-12\n";
    let source = Workspace::source(newer.as_bytes(), "newer.csv");
    let (mut plan, fields) = workspace.plan(&source, None, &Fixes::new());
    assert_eq!(plan.account().changed, 1);
    let steps: Vec<_> = plan.rows[0]
        .steps
        .iter()
        .map(|it| (it.label.as_str(), it.before.as_deref(), it.after.as_str()))
        .collect();
    assert_eq!(
        steps,
        [("Company", Some("Studio"), "Atelier"), ("Birthday", None, "1985-04-12")],
        "the number is known, with its country code or without"
    );
    workspace.apply(&plan, &fields);
    let marta = workspace.named("Marta Kowalczyk");
    assert_eq!(
        (marta.company.as_deref(), marta.birthday.as_deref()),
        (Some("Studio"), Some("1985-04-12"))
    );

    plan.take_all(true);
    workspace.apply(&plan, &fields);
    assert_eq!(workspace.named("Marta Kowalczyk").company.as_deref(), Some("Atelier"));
}

#[test]
fn a_family_that_shares_an_email_stays_several_people() {
    let family = "name,email\nAnn Lee,lee@x.example\nBen Lee,lee@x.example\n";
    let mut workspace = Workspace::default();
    assert_eq!(workspace.bring(family, "a.csv").new, 2);
    let again = workspace.bring(family, "b.csv");
    assert_eq!((again.unchanged, again.new), (2, 0));
    let source = Workspace::source(b"name,email\nCleo Lee,lee@x.example\n", "c.csv");
    let (plan, _) = workspace.plan(&source, None, &Fixes::new());
    assert!(
        matches!(&plan.rows[0].verdict, Verdict::Maybe(_, why) if why == "same email, another name")
    );
}

#[test]
fn somebody_of_the_same_name_is_asked_about_and_can_be_taken_for_them() {
    let mut workspace = Workspace::default();
    workspace.bring("name,birthday\nAnn Lee,1985-04-12\n", "a.csv");
    let source = Workspace::source(
        b"name,birthday,phone\nAnn Lee,1985-04-12,0113 555 118\nAnn Lee,1990-01-01,\n",
        "b.csv",
    );
    let (mut plan, fields) = workspace.plan(&source, None, &Fixes::new());
    let Verdict::Maybe(_, why) = &plan.rows[0].verdict else {
        panic!("{:?}", plan.rows[0].verdict)
    };
    assert_eq!(why, "same name and birthday");
    assert_eq!(plan.rows[1].verdict, Verdict::New, "another birthday tells them apart");
    assert_eq!(plan.account().new, 2, "two, until somebody says otherwise");
    plan.rows[0].is_them = true;
    assert_eq!((plan.account().new, plan.account().changed), (1, 1));
    workspace.apply(&plan, &fields);
    assert_eq!(workspace.people.len(), 2);
}

#[test]
fn a_file_is_known_again_by_its_own_numbers() {
    let mut workspace = Workspace::default();
    workspace.bring("customer id,name\n7,Ann Lee\n8,Ben Lee\n", "till.csv");
    let renewed = "customer id,name,email\n7,Ann Lee,ann@x.example\n8,Ben Lee,\n";
    let account = workspace.bring(renewed, "till (1).csv");
    assert_eq!((account.changed, account.unchanged, account.new), (1, 1, 0));
}

#[test]
fn a_cell_that_does_not_fit_is_listed_kept_as_a_note_and_can_be_mended() {
    let text = "name,email,birthday,phone\nAnn,ann at x.example,soon,4.8601E+10\n";
    let source = Workspace::source(text.as_bytes(), "a.csv");
    let mut workspace = Workspace::default();
    let (plan, _) = workspace.plan(&source, None, &Fixes::new());
    let problems = &plan.rows[0].draft.problems;
    let told: Vec<_> = problems.iter().map(|it| (it.column, it.why)).collect();
    assert_eq!(
        told,
        [(1, "is no email address"), (2, "is no date"), (3, "was rounded by a spreadsheet")]
    );
    assert_eq!(plan.rows[0].draft.contact.others.len(), 3, "nothing is dropped");

    let fixes =
        Fixes::from([((0, 1), "ann@x.example".to_owned()), ((0, 2), "1985-04-12".to_owned())]);
    let (plan, fields) = workspace.plan(&source, None, &fixes);
    assert_eq!(plan.rows[0].draft.problems.len(), 1);
    workspace.apply(&plan, &fields);
    let ann = workspace.named("Ann");
    assert_eq!(ann.emails[0].1.address, "ann@x.example");
    assert_eq!(ann.birthday.as_deref(), Some("1985-04-12"));
    assert_eq!(ann.entries[0].text, "phone: 4.8601E+10");
}

#[test]
fn dates_that_could_be_two_days_are_asked_about_once() {
    let text = "name,birthday\nAnn,01/02/1990\nBen,03/04/1991\nCleo,1992-05-06\n";
    let source = Workspace::source(text.as_bytes(), "a.csv");
    let fields = Fields::default();
    let mut mapping = Mapping::guess(&source, &fields);
    assert_eq!(mapping.ambiguous(&source, &fields), Some(("01/02/1990".to_owned(), 2)));
    mapping.dates = Some(DateOrder::DayFirst);
    assert_eq!(mapping.ambiguous(&source, &fields), None);
    let mut workspace = Workspace::default();
    let (plan, _) = workspace.plan(&source, Some(&mapping), &Fixes::new());
    assert_eq!(plan.rows[0].draft.contact.birthday.as_deref(), Some("1990-02-01"));

    // One date that can only be read one way settles the others.
    let told = Workspace::source(b"name,birthday\nAnn,01/02/1990\nBen,01/31/1991\n", "b.csv");
    assert_eq!(Mapping::guess(&told, &fields).dates, Some(DateOrder::MonthFirst));
}

#[test]
fn columns_go_to_fields_of_ones_own_that_are_made_on_the_spot() {
    let text = "name,Round,Visits,Paid,Member\nAnn,Tuesday,12,\"€ 1.200,50\",yes\nBen,Tuesday,many,5 EUR,no\n";
    let source = Workspace::source(text.as_bytes(), "a.csv");
    let mut workspace = Workspace::default();
    let mut fields = Fields::default();
    let mut mapping = Mapping::guess(&source, &fields);
    assert_eq!(mapping.places[1..], [Place::Note; 4]);
    let kinds = [CustomKind::Choice, CustomKind::Number, CustomKind::Money, CustomKind::YesNo];
    for (column, kind) in (1..).zip(kinds) {
        let id = ItemId([column as u8; 16]);
        fields.add(id, &source.heads[column].title, kind);
        mapping.places[column] = Place::Own(id);
    }
    assert_eq!(Mapping::read(&mapping.text(), &source, &fields), Some(mapping.clone()));
    let plan = workspace.plan_in(&source, &mapping, &Fixes::new(), &mut fields);
    assert_eq!(plan.rows[1].draft.problems[0].why, "is no number");
    workspace.apply(&plan, &fields);
    let ann = workspace.named("Ann");
    let text =
        |column: u8| ann.custom_value(ItemId([column; 16])).map(crate::model::CustomValue::text);
    assert_eq!(
        (text(2), text(3), text(4)),
        (Some("12".into()), Some("1200.50 EUR".into()), Some("yes".into()))
    );
    assert_eq!(workspace.definitions.len(), 4);
    assert_eq!(workspace.definitions[0].options.len(), 1, "one option for both");
    assert_eq!(fields.edits(ItemId([1; 16])).len(), 4, "the field and its option are made");

    let (plan, fields) = workspace.plan(&source, None, &Fixes::new());
    assert_eq!(plan.account().unchanged, 2, "found again by their names");
    assert!(plan.fields_used().is_empty() && !fields.is_new(ItemId([1; 16])));
}

#[test]
fn what_is_left_out_is_left_out_and_nothing_else() {
    let source = Workspace::source(b"name,secret,other\nAnn,x,y\n", "a.csv");
    let mut mapping = Mapping::guess(&source, &Fields::default());
    mapping.places[1] = Place::LeftOut;
    let (plan, _) = Workspace::default().plan(&source, Some(&mapping), &Fixes::new());
    assert_eq!(plan.rows[0].draft.contact.others, [("other".to_owned(), "y".to_owned())]);
}

#[test]
fn a_tag_goes_to_everybody_of_the_file_once() {
    let mut workspace = Workspace::default();
    workspace.bring("name,tags\nAnn,Market\nBen,\n", "a.csv");
    let source = Workspace::source(b"name\nAnn\nBen\nCleo\n", "b.csv");
    let (mut plan, fields) = workspace.plan(&source, None, &Fixes::new());
    let wearing: Vec<DocumentId> = workspace
        .people
        .iter()
        .filter(|(_, doc)| doc.record().tags.contains(&"Market".to_owned()))
        .map(|(id, _)| *id)
        .collect();
    plan.set_tag(Some(" Market ".into()), &|id, _| wearing.contains(&id));
    let account = plan.account();
    assert_eq!((account.new, account.changed, account.unchanged), (1, 1, 1));
    workspace.apply(&plan, &fields);
    assert!(workspace.records().iter().all(|record| record.tags == ["Market"]));
}

#[test]
fn rows_that_are_left_out_take_those_along_that_went_into_them() {
    let source = Workspace::source(LIST.as_bytes(), "a.csv");
    let (mut plan, fields) = Workspace::default().plan(&source, None, &Fixes::new());
    plan.rows[1].included = false;
    let account = plan.account();
    assert_eq!((account.new, account.left_out, account.same), (1, 2, 0));
    assert_eq!(plan.edits(1, &fields, &mut || ItemId([1; 16]), Timestamp(0)), None);
}

#[test]
fn cards_come_in_without_being_asked_what_they_hold() {
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nTEL;TYPE=CELL:0601 555 118\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:3.0\nNOTE:who?\nEND:VCARD\n";
    let source = Workspace::source(cards.as_bytes(), "book.vcf");
    assert!(!source.has_columns());
    let mut workspace = Workspace::default();
    let account = workspace.bring(cards, "book.vcf");
    assert_eq!((account.rows, account.new, account.refused), (2, 1, 1));
    assert_eq!(workspace.bring(cards, "book.vcf").unchanged, 1);
}

#[test]
fn places_are_kept_by_name() {
    for place in Place::offered().chain([Place::Of(Column::Which), Place::Own(ItemId([3; 16]))]) {
        assert_eq!(Place::read(&place.key()), Some(place));
    }
    assert_eq!(Place::read("elsewhere"), None);
}

/// As the same column of another file would have its name before each note, a file that is brought
/// again would change everybody.
#[test]
fn a_column_of_notes_is_one_when_it_is_known_from_before() {
    let file = b"Name,Email,Notes,Shoe size\nAnn Lee,ann@x.example,Likes tea,38\n";
    let source = Workspace::source(file, "people.csv");
    let mapping = Mapping::guess(&source, &Fields::default());
    assert_eq!(mapping.places[2..], [Place::Of(Column::Note), Place::Note]);
    assert_eq!(Mapping::read(&mapping.text(), &source, &Fields::default()), Some(mapping));
}

const SALES: &str = "Customer,Email,Date,Order ID,Item,Qty,Price,Order total,Till\n\
    Ana Nowak,ana@x.example,2026-03-01 09:30,17,Flat white,2,3.50,9.50,A\n\
    Ana Nowak,ana@x.example,2026-03-01 09:30,17,Croissant,1,2.50,9.50,A\n\
    Ana Nowak,ana@x.example,2026-03-08 10:00,18,Flat white,1,3.50,3.50,A\n\
    Ben Ode,,2026-03-08 10:05,19,Tea,1,3.00,3.00,B\n\
    Ben Ode,,2026-03-09 10:05,20,Tea,1,3.00,3.00,B\n\
    ,,2026-03-09 11:00,21,Tea,1,3.00,3.00,B\n";

#[test]
fn sales_of_a_till_come_to_whom_they_are_about_and_once_only() {
    let mut workspace = Workspace::default();
    workspace.bring("Name,Email,Company\nAna Nowak,ana@x.example,Studio\n", "people.csv");
    let source = Workspace::source(SALES.as_bytes(), "till.csv");
    let mut mapping = Mapping::guess(&source, &Fields::default());
    assert_eq!(mapping.lacks_currency(&source), Some(("3.50".to_owned(), 12)));
    mapping.currency = Some("EUR".parse().expect("a currency"));
    assert_eq!(mapping.lacks_currency(&source), None);
    let kept = Mapping::read(&mapping.text(), &source, &Fields::default());
    assert_eq!(kept.as_ref(), Some(&mapping));

    let mut bring = || {
        let (plan, fields) = workspace.plan(&source, Some(&mapping), &Fixes::new());
        workspace.apply(&plan, &fields);
        plan.account()
    };
    let account = bring();
    assert_eq!((account.new, account.changed, account.same, account.refused), (1, 1, 3, 1));
    let again = bring();
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 2));

    let ana = workspace.named("Ana Nowak");
    let told = ana.purchases.iter().map(|(_, it)| (it.total.to_string(), it.lines.len()));
    let told: Vec<_> = told.collect();
    assert_eq!(told, [("3.50 EUR".to_owned(), 1), ("9.50 EUR".to_owned(), 2)]);
    assert_eq!(ana.purchases[1].1.external.as_deref(), Some("17"));
    assert_eq!(ana.purchases[1].1.lines[0].unit_price, 350);
    assert_eq!(workspace.named("Ben Ode").purchases.len(), 2, "he is known by his name only");
}

#[test]
fn a_sale_that_cannot_be_read_is_kept_as_a_note_and_its_cell_is_named() {
    let mut workspace = Workspace::default();
    let text = "Email,Order date,Order ID,Order total\nana@x.example,soon,17,9.50 EUR\n";
    let source = Workspace::source(text.as_bytes(), "till.csv");
    let (plan, fields) = workspace.plan(&source, None, &Fixes::new());
    let problems: Vec<_> = plan.rows[0].draft.problems.iter().map(|it| it.why).collect();
    assert_eq!(problems, ["is no date"]);
    workspace.apply(&plan, &fields);
    let record = &workspace.records()[0];
    assert!(record.purchases.is_empty());
    for word in ["soon", "17", "9.50 EUR"] {
        assert!(record.entries[0].text.contains(word), "{word} is lost");
    }
    let fixed = Fixes::from([((0, 1), "2026-03-01".to_owned())]);
    let mut empty = Workspace::default();
    let (plan, fields) = empty.plan(&source, None, &fixed);
    empty.apply(&plan, &fields);
    assert_eq!(empty.records()[0].purchases.len(), 1);
}

#[test]
fn what_happened_comes_to_the_timeline_and_once_only() {
    let mut workspace = Workspace::default();
    let text = "Name,Activity date,Activity type,Message\n\
        Ana Nowak,2026-03-01,Phone call,\n\
        Ana Nowak,2026-03-02,Phone call,\n\
        Ana Nowak,2026-03-02,Smoke signal,Wants beans\n";
    let account = workspace.bring(text, "log.csv");
    assert_eq!((account.new, account.same), (1, 2));
    assert_eq!(workspace.bring(text, "log.csv").unchanged, 1);
    let ana = workspace.named("Ana Nowak");
    let told: Vec<_> =
        ana.entries.iter().map(|it| (it.channel.as_str(), it.text.as_str())).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told.iter().filter(|it| **it == ("call", "")).count(), 2);
    assert!(
        told.iter()
            .any(|(channel, text)| *channel == "note" && *text == "Smoke signal: Wants beans")
    );
}

#[test]
fn a_file_withdraws_consent_and_gives_it_back_only_if_somebody_says_so() {
    let mut workspace = Workspace::default();
    workspace.bring("Email,Newsletter\nana@x.example,subscribed\nben@x.example,\n", "a.csv");
    let may = |workspace: &Workspace, name: &str| {
        let record = workspace.named(name);
        record.consent(ConsentChannel::Email).map(|it| it.given)
    };
    assert_eq!(may(&workspace, "ana@x.example"), Some(true));
    assert_eq!(may(&workspace, "ben@x.example"), None, "nothing was said");
    let said_no = "Email,Newsletter\nana@x.example,unsubscribed\n";
    assert_eq!(workspace.bring(said_no, "b.csv").changed, 1);
    assert_eq!(may(&workspace, "ana@x.example"), Some(false));
    assert_eq!(workspace.bring(said_no, "b.csv").unchanged, 1);

    let yes = Workspace::source(b"Email,Newsletter\nana@x.example,yes\n", "c.csv");
    let (mut plan, fields) = workspace.plan(&yes, None, &Fixes::new());
    assert_eq!(plan.account().unchanged, 1);
    plan.take_all(true);
    workspace.apply(&plan, &fields);
    assert_eq!(may(&workspace, "ana@x.example"), Some(true));
}
