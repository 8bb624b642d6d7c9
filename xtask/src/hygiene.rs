//! What the compilers do not see: words and shapes that must not stand in the sources.

use crate::run::Outcome;
use crate::sources::{self, Source, Violation};

/// A text that must not stand in some files.
struct Ban {
    binds: fn(&str) -> bool,
    needles: &'static [&'static str],
    why: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        binds: |_| true,
        // Spelled so that this file does not hold them.
        needles: &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), UNFINISHED],
        why: "unfinished work belongs in an issue",
    },
    Ban {
        binds: |path| {
            path.ends_with(".rs")
                && (path.starts_with("shared/") || path.starts_with("app/"))
                && !path.starts_with("shared/src/crdt")
                && !path.starts_with("shared/tests/crdt")
        },
        needles: &["put_object(", "insert_object("],
        why: "two devices that make a container under one key make two, and one is hidden",
    },
    Ban {
        binds: |path| path.starts_with("app/src/") && path.ends_with(".rs"),
        // A pair, `style=(name, value)`, sets one property, which the policy lets pass.
        needles: &[" style=\"", " style={", " style=move", " style=format", "<style", "<script"],
        why: "the content security policy blocks it: use a stylesheet, a class or `style:name=`",
    },
    Ban {
        binds: |path| path.starts_with("app/src/") && path.ends_with(".rs"),
        needles: &["inner_html", "set_inner_html", "insert_adjacent_html"],
        why: "what people typed reaches the page as text, never as HTML",
    },
    Ban {
        binds: |path| path == "app/index.html",
        needles: &[" style=", "<style", "<script>", " onload=", " onclick=", "javascript:"],
        why: "the content security policy blocks inline styles and scripts",
    },
];

const UNFINISHED: &str = concat!("unimplemented", "!(");

/// Every line that holds what it must not.
///
/// # Errors
/// When the sources cannot be read.
pub fn violations() -> Outcome<Vec<Violation>> {
    let kinds = ["rs", "ts", "mjs", "js", "css", "html", "toml", "sql", "md"];
    Ok(sources::all(&kinds)?.iter().flat_map(in_file).collect())
}

fn in_file(source: &Source) -> Vec<Violation> {
    let bans: Vec<&Ban> = BANS.iter().filter(|ban| (ban.binds)(&source.path)).collect();
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        // What a calendar calls a task is no unfinished work.
        let line = &line.replace(concat!("VTO", "DO"), "");
        for ban in &bans {
            if let Some(needle) = ban.needles.iter().find(|needle| line.contains(**needle)) {
                let rule = format!("`{}`: {}", needle.trim(), ban.why);
                found.push(Violation { path: source.path.clone(), line: index + 1, rule });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, good: &str, bad: &str) {
        let found = |text: &str| in_file(&Source { path: path.into(), text: text.into() }).len();
        assert_eq!(found(good), 0, "{path}: {good}");
        assert_eq!(found(bad), 1, "{path}: {bad}");
    }

    #[test]
    fn this_checkout_is_clean() {
        let found = violations().unwrap();
        let lines: Vec<String> = found.iter().map(Violation::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }

    #[test]
    fn unfinished_work_is_found() {
        check("app/src/app.rs", "// to do well", concat!("// TO", "DO: later"));
        check("shared/src/id.rs", "", concat!("todo", "!()"));
    }

    #[test]
    fn containers_under_shared_keys_are_found() {
        check("shared/src/doc/person.rs", "tx.put(ROOT, k, v)", "tx.put_object(ROOT, k, Map)");
    }

    #[test]
    fn what_the_policy_blocks_is_found() {
        let path = "app/src/ui/list.rs";
        check(path, "<p style:top=top>", "<p style=\"top: 0\">");
        check(path, "<p style=(\"--top\", top)>", "<p style=move || top.get()>");
        check(path, "<p>{note}</p>", "<p inner_html=note></p>");
        check("app/index.html", "<script src=\"boot.js\">", "<script>boot()</script>");
    }
}
