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
    fn whatever_stands_in_a_table_every_row_is_told_and_a_second_time_changes_nothing(
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
        // The same file again: nobody is new, and nothing is added.
        let (mut again, fields) = workspace.plan(&source, None, &Fixes::new());
        for (row, choice) in again.rows.iter_mut().zip(&choices) {
            row.is_them = *choice;
        }
        let account = again.account();
        prop_assert_eq!((account.new, account.changed), (0, 0), "{:#?}", again.rows);
        let before = workspace.records();
        workspace.apply(&again, &fields);
        prop_assert_eq!(workspace.records(), before);
    }
}
