//! Given names that stand for one another.

/// Short and long forms, a group each, folded.
const GROUPS: [&str; 74] = [
    "abigail abby abbie gail",
    "albert al bert bertie",
    "alexander alex alec sandy sasha xander",
    "alexandra alex sandra sasha lexi",
    "alfred alf alfie fred",
    "alison ali allie",
    "amanda mandy",
    "andrew andy drew",
    "anna ann anne annie nan nancy hanna hannah",
    "anthony tony ant",
    "antonia toni",
    "arthur art artie",
    "barbara barb babs",
    "benjamin ben benny",
    "bernard bernie",
    "catherine cathy kate katie kathy kitty katherine kathryn cath",
    "charles charlie chuck chas",
    "charlotte lottie charlie",
    "christine chris tina chrissie christina",
    "christopher chris kit topher",
    "daniel dan danny",
    "david dave davy",
    "deborah deb debbie",
    "donald don donnie",
    "dorothy dot dotty dolly",
    "edward ed eddie ned ted teddy",
    "eleanor ellie nell nora",
    "elizabeth liz lizzie beth betty eliza bess libby elsie lisa",
    "emily em emmy",
    "frances fran fanny",
    "francis frank",
    "frederick fred freddie",
    "gabriel gabe",
    "george georgie",
    "gerald gerry jerry",
    "gregory greg",
    "harold harry hal",
    "henry harry hank hal heinrich",
    "isabella isabel bella izzy",
    "jacob jake",
    "james jim jimmy jamie",
    "janet jan",
    "jennifer jen jenny",
    "jessica jess jessie",
    "john johnny jack johann hans",
    "jonathan jon",
    "joseph joe joey jo",
    "joshua josh",
    "judith judy",
    "kenneth ken kenny",
    "lawrence larry laurence",
    "leonard len lenny leo",
    "margaret maggie meg peggy madge greta daisy",
    "mary molly polly mae",
    "martha marty",
    "matthew matt",
    "michael mike mick mickey",
    "nicholas nick nicky",
    "nathaniel nat nate nathan",
    "oliver ollie",
    "pamela pam",
    "patricia pat patty tricia trish",
    "patrick pat paddy",
    "peter pete",
    "philip phil",
    "rebecca becky becca",
    "richard dick rick rich ricky",
    "robert bob rob bobby robbie bert",
    "ronald ron ronnie",
    "samuel sam sammy",
    "stephen steve steven",
    "susan sue suzie susanna",
    "thomas tom tommy",
    "william bill will billy willie liam wilhelm",
];

/// The groups that a folded given name belongs to, a bit each. Names that share a group stand for
/// one another.
pub fn groups(name: &str) -> u128 {
    let has = |group: &&str| group.split(' ').any(|form| form == name);
    let places = GROUPS.iter().enumerate().filter(|(_, group)| has(group));
    places.fold(0, |bits, (place, _)| bits | 1 << place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_known_both_ways_and_strangers_are_not() {
        let is_same = |one, other| groups(one) & groups(other) != 0;
        assert!(is_same("bill", "william") && is_same("bert", "robert"));
        assert!(!is_same("bill", "robert") && !is_same("", ""));
        assert!(GROUPS.len() <= 128);
    }
}
