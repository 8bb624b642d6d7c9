use super::*;
use crate::testing::duplicates::{Columns, Quality, Recipe};

fn table(text: &str) -> Table {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let heads = lines.next().unwrap_or_default();
    Table { heads, rows: lines.collect() }
}

fn quality(recipe: &Recipe) -> Quality {
    let known = recipe.make();
    let linkage = Linkage::of(&known.table, &Options::default());
    let found: Vec<_> = linkage.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    Quality::of(&found, &known.person)
}

#[test]
fn a_register_with_slips_is_linked_nearly_without_a_mistake() {
    let quality = quality(&Recipe { seed: 90, people: 600, ..Recipe::default() });
    assert!(quality.f1() > 0.98 && quality.precision() > 0.99, "{quality:?}");
}

#[test]
fn columns_are_known_by_their_heads_and_by_what_stands_in_them() {
    let text = "rec_id,given_name,surname,street_number,address_1,address_2,dob,soc_sec_id,x,y\n\
        1,a,b,1,c street,d,1972-05-18,4711001,a@x.example,1990-01-02\n\
        2,e,f,2,g street,h,1973-05-18,4711002,b@x.example,1991-02-02\n";
    use Role::{Birth, Code, Email, Family, Given, HouseNumber, Id, Street, Street2, Text};
    let roles = Linkage::of(&table(text), &Options::default()).roles().to_vec();
    assert_eq!(roles, [Id, Given, Family, HouseNumber, Street, Street2, Birth, Code, Email, Text]);
}

#[test]
fn a_table_of_nothing_has_no_duplicates() {
    for text in ["", "name\n", "name\na\n", "a,b\n,\n,\n"] {
        assert!(Linkage::of(&table(text), &Options::default()).pairs.is_empty(), "{text:?}");
    }
}

#[test]
fn a_new_row_finds_whom_it_is_like_and_the_index_stays_as_it_was() {
    let known = Recipe { people: 300, columns: Columns::Customers, ..Recipe::default() }.make();
    let mut index = Linkage::of(&known.table, &Options::default()).into_index();
    let rows = index.len();
    let found = index.check(&known.table.rows[7], 0.9);
    assert!(found.iter().any(|like| like.row == 7 && like.probability > 0.99), "{found:?}");
    assert_eq!(index.len(), rows);
    let stranger = ["x", "qqq", "zzz", "q@z.example", "", "", "", "", "", ""];
    assert!(index.check(&stranger.map(str::to_owned), 0.5).is_empty());
}
