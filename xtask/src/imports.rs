//! Which part of the project may name which: ARCHITECTURE.md's rules, held by a check.

mod manifest;
mod paths;
mod tokens;

use paths::{Named, module_of, named};

use crate::run::Outcome;
use crate::sources::{self, Source, Violation};

/// What a rule forbids in the files it is about.
struct Rule {
    /// Whether a file is bound by it.
    binds: fn(&str) -> bool,
    /// The paths that such a file must not name.
    forbids: &'static [&'static str],
    why: &'static str,
}

const MEANING: &[&str] = &[
    "shared::model",
    "shared::doc",
    "shared::edit",
    "shared::view",
    "shared::exchange",
    "shared::insight",
];

const RULES: &[Rule] = &[
    Rule {
        binds: |path| path.starts_with("shared/src/"),
        forbids: &[
            "std::time::SystemTime",
            "std::time::Instant",
            "std::fs",
            "std::net",
            "std::process",
            "rand::rng",
            "rand::thread_rng",
            "rand::random",
        ],
        why: "`shared` does no IO, reads no clock and draws no randomness: they are passed in",
    },
    Rule {
        binds: |path| {
            ["shared/src/sync/", "shared/src/gate/", "shared/src/wire/"]
                .iter()
                .any(|part| path.starts_with(part))
                || ["shared/src/sync.rs", "shared/src/gate.rs", "shared/src/wire.rs"]
                    .contains(&path)
        },
        forbids: MEANING,
        why: "what a document means is opaque to the sync core, the gate and the wire",
    },
    Rule {
        binds: |path| {
            in_product(path)
                && path != "shared/src/crdt.rs"
                && !path.starts_with("shared/src/crdt/")
        },
        forbids: &["automerge"],
        why: "only shared/src/crdt.rs opens and commits Automerge documents",
    },
    Rule {
        binds: |path| path.starts_with("app/src/"),
        forbids: &["shared::crdt"],
        why: "only shared/src/doc turns nouns into Automerge keys: the app goes through it",
    },
    Rule {
        // `commands` works on files, and never on what the server keeps.
        binds: |path| {
            path.starts_with("sync-server/src/") && !path.starts_with("sync-server/src/commands/")
        },
        forbids: &[
            "shared::model",
            "shared::edit",
            "shared::view",
            "shared::exchange",
            "shared::insight",
        ],
        why: "what a document means is opaque to the server",
    },
    Rule {
        binds: |path| path.starts_with("sync-server/src/commands/"),
        forbids: &[
            "sync_server::storage",
            "sync_server::sync",
            "sync_server::routes",
            "shared::doc",
            "shared::sync",
        ],
        why: "a command works on files: it knows nothing of what the server keeps",
    },
    Rule {
        binds: |path| path.starts_with("app/src/ui/"),
        forbids: &[
            "app::features",
            "app::replica",
            "shared::model",
            "shared::edit",
            "shared::doc",
            "shared::view",
        ],
        why: "`ui` knows no domain noun and no storage",
    },
    Rule {
        binds: |path| path.starts_with("app/src/") && !path.starts_with("app/src/replica"),
        forbids: &["app::replica::platform"],
        why: "only `replica` knows the browser platform",
    },
];

/// Every line that breaks a rule.
///
/// # Errors
/// When the sources cannot be read.
pub fn violations() -> Outcome<Vec<Violation>> {
    let sources = sources::all(&["rs"])?;
    let mut found = manifest::violations(&sources::all(&["toml"])?);
    found.extend(sources.iter().flat_map(in_file));
    found.extend(one_door_to_the_documents(&sources));
    Ok(found)
}

/// What a single file shows.
fn in_file(source: &Source) -> Vec<Violation> {
    let Some(module) = module_of(&source.path) else { return Vec::new() };
    let named = named(&module, &source.text);
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| (rule.binds)(&source.path)) {
        for name in &named {
            if rule.forbids.iter().any(|forbidden| name.is_below(forbidden)) {
                found.push(violation(source, name, rule.why));
            }
        }
    }
    let strangers = named.iter().filter(|name| is_another_feature(&module, name));
    found.extend(strangers.map(|name| {
        violation(source, name, "features do not know one another: move what they share down")
    }));
    found.extend(written_keys(source));
    found
}

/// `app::features::people` may name itself below `app::features`, and nothing else.
fn is_another_feature(module: &[String], name: &Named) -> bool {
    let [app, features, own, ..] = module else { return false };
    let [other_app, other_features, other, ..] = &name.segments[..] else { return false };
    (app.as_str(), features.as_str()) == ("app", "features")
        && (other_app, other_features) == (app, features)
        && other != own
}

/// Automerge's writing methods stand in `doc` (and in `crdt`, which tests itself) only.
fn written_keys(source: &Source) -> Vec<Violation> {
    let path = source.path.as_str();
    let writes_keys = path.starts_with("shared/src/doc") || path == "shared/src/crdt.rs";
    let concerns_documents = path.starts_with("shared/src/");
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let writes = [".put(ROOT", ".put(&ROOT", ".put(crdt::ROOT", ".increment(", ".splice_text("];
        if concerns_documents && !writes_keys && writes.iter().any(|write| line.contains(write)) {
            let rule = "only shared/src/doc writes Automerge keys".into();
            found.push(Violation { path: path.into(), line: index + 1, rule });
        }
    }
    found
}

/// The server names `shared::doc` in one file: the one that gives the gate its document type.
fn one_door_to_the_documents(sources: &[Source]) -> Vec<Violation> {
    let doors = sources.iter().filter(|source| source.path.starts_with("sync-server/src/"));
    let doors = doors.filter_map(|source| {
        let module = module_of(&source.path)?;
        let door = named(&module, &source.text).into_iter().find(|n| n.is_below("shared::doc"))?;
        Some((source, door))
    });
    doors
        .skip(1)
        .map(|(source, name)| {
            violation(source, &name, "one file of the server names `shared::doc`")
        })
        .collect()
}

fn in_product(path: &str) -> bool {
    ["shared/src/", "app/src/", "sync-server/src/"].iter().any(|folder| path.starts_with(folder))
}

fn violation(source: &Source, name: &Named, why: &str) -> Violation {
    let rule = format!("`{}`: {why}", name.segments.join("::"));
    Violation { path: source.path.clone(), line: name.line, rule }
}

#[cfg(test)]
mod tests;
