use proptest::prelude::*;

use super::*;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "(Ann|Ben|Lee|A\\.|Zoë|zoe){0,1}( (Lee|Price|Ann)){0,1}",
        2 => "(ann|ben|lee)@x\\.example",
        2 => "(0113|\\+44 113|0044 113) 555 11[0-3]",
        1 => "19[89][0-9]-0[1-9]-1[0-9]|0[1-9]/0[1-9]/1990",
        1 => "(vip|Market|vip, beans)",
        2 => Just(String::new()),
        1 => "[ -~é漢\\n]{0,12}",
    ]
}

fn table() -> impl Strategy<Value = String> {
    let heads = prop::sample::subsequence(
        vec![
            "name",
            "first name",
            "last name",
            "email",
            "phone",
            "company",
            "tags",
            "notes",
            "birthday",
            "street",
            "city",
            "customer id",
            "shoe size",
            "Home Street",
        ],
        1..8,
    );
    heads.prop_flat_map(|heads| {
        let rows = prop::collection::vec(prop::collection::vec(cell(), 0..heads.len() + 2), 0..14);
        rows.prop_map(move |rows| {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let lines = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","));
            std::iter::once(heads.join(",")).chain(lines).collect::<Vec<_>>().join("\n")
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_stands_in_a_table_every_row_is_told(
        first in table(),
        second in table(),
        choices in prop::collection::vec(any::<bool>(), 14),
        takes in any::<bool>(),
    ) {
        let mut workspace = Workspace::default();
        workspace.bring(&first, "first.csv");
        let before = workspace.records().len();
        let source = Workspace::source(second.as_bytes(), "second.csv");
        let (mut plan, fields) = workspace.plan(&source, None, &Fixes::new());
        plan.take_all(takes);
        for (row, choice) in plan.rows.iter_mut().zip(&choices) {
            row.is_them = *choice;
        }
        let account = plan.account();
        prop_assert_eq!(account.told(), account.rows);
        workspace.apply(&plan, &fields);
        prop_assert_eq!(workspace.records().len(), before + account.new);
    }

    #[test]
    fn people_who_are_known_by_more_than_a_name_come_in_once(
        people in prop::collection::vec((0u8..9, "[ -~é漢]{0,12}", any::<bool>()), 1..14)
    ) {
        // Who has an email, or a number of the file's own, is found by it again.
        let rows = people.iter().map(|(who, note, by_email)| {
            let (email, id) = match by_email {
                true => (format!("p{who}@x.example"), String::new()),
                false => (String::new(), format!("{who}")),
            };
            format!("Person {who},{email},{id},\"{}\"", note.replace('"', "\"\""))
        });
        let table = rows.collect::<Vec<_>>().join("\n");
        let table = format!("name,email,customer id,notes\n{table}");
        let mut workspace = Workspace::default();
        workspace.bring(&table, "till.csv");
        let before = workspace.records();
        let again = workspace.bring(&table, "till.csv");
        prop_assert_eq!((again.new, again.changed), (0, 0), "{:?}", again);
        prop_assert_eq!(workspace.records(), before);
    }
}
