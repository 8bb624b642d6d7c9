//! What the crates depend on, from their Cargo.toml.

use crate::sources::{Source, Violation};

/// The crates of the workspace, and which of them each may depend on.
const MAY_DEPEND: [(&str, &[&str]); 4] =
    [("shared", &["shared"]), ("app", &["shared"]), ("sync-server", &["shared"]), ("xtask", &[])];

/// What `shared` must do without, so that it stays pure: beginnings of package names.
const IMPURE: [&str; 11] = [
    "tokio",
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "gloo",
    "leptos",
    "getrandom",
    "axum",
    "sqlx",
    "reqwest",
    "chrono",
];

/// Every dependency that a crate must not have.
pub fn violations(manifests: &[Source]) -> Vec<Violation> {
    manifests.iter().flat_map(in_manifest).collect()
}

fn in_manifest(manifest: &Source) -> Vec<Violation> {
    let Some(package) = manifest.path.strip_suffix("/Cargo.toml") else { return Vec::new() };
    let Some((_, may)) = MAY_DEPEND.iter().find(|(name, _)| *name == package) else {
        return Vec::new();
    };
    let members = MAY_DEPEND.map(|(name, _)| name);
    let mut found = Vec::new();
    for Dependency { line, name, for_tests } in dependencies(&manifest.text) {
        let impure =
            package == "shared" && !for_tests && IMPURE.iter().any(|begin| name.starts_with(begin));
        let wrong_way = members.contains(&name) && !may.contains(&name);
        let rule = if impure {
            format!("`shared` does without `{name}`: no IO, clock, randomness or user interface")
        } else if wrong_way {
            format!("`{package}` does not depend on `{name}`: app → shared ← sync-server")
        } else {
            continue;
        };
        found.push(Violation { path: manifest.path.clone(), line, rule });
    }
    found
}

struct Dependency<'a> {
    line: usize,
    name: &'a str,
    for_tests: bool,
}

/// The keys of every dependency table, with `[dependencies.name]` and those of a target.
fn dependencies(text: &str) -> Vec<Dependency<'_>> {
    let (mut found, mut table) = (Vec::new(), "");
    for (index, line) in text.lines().enumerate() {
        let line_number = index + 1;
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            table = header.trim_end_matches(']');
            if let Some((kind, name)) = table.rsplit_once('.')
                && kind.ends_with("dependencies")
            {
                let for_tests = kind.ends_with("dev-dependencies");
                found.push(Dependency { line: line_number, name, for_tests });
            }
        } else if table.ends_with("dependencies")
            && !line.starts_with('#')
            && let Some(name) = line.split(['=', '.', ' ']).next().filter(|name| !name.is_empty())
            && line.contains('=')
        {
            let for_tests = table.ends_with("dev-dependencies");
            found.push(Dependency { line: line_number, name, for_tests });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(package: &str, text: &str, lines: &[usize]) {
        let manifest = Source { path: format!("{package}/Cargo.toml"), text: text.into() };
        let found: Vec<usize> = in_manifest(&manifest).iter().map(|one| one.line).collect();
        assert_eq!(found, lines, "{text}");
    }

    #[test]
    fn dependencies_point_one_way() {
        check("app", "[dependencies]\nshared.workspace = true\n", &[]);
        check("app", "[dependencies]\nsync-server = { path = \"../sync-server\" }\n", &[2]);
        check("sync-server", "[dev-dependencies]\napp = { path = \"../app\" }\n", &[2]);
        check("shared", "[dependencies.app]\npath = \"../app\"\n", &[1]);
    }

    #[test]
    fn shared_stays_pure() {
        check("shared", "[dependencies]\nsha2 = \"0.11\"\ntokio = \"1\"\n", &[3]);
        check("shared", "[target.'cfg(unix)'.dependencies]\ngetrandom.workspace = true\n", &[2]);
        check("shared", "[dev-dependencies]\ngetrandom = \"0.4\"\n", &[]);
        check("sync-server", "[dependencies]\ntokio = \"1\"\n", &[]);
    }
}
