//! Takes the built app apart: what the first screen needs, and the parts that are fetched when they
//! are first shown (`app/src/parts.rs`).
//!
//! Trunk builds and binds the module as one. This step takes what the linker left, splits it with
//! `wasm-split-cli`, binds what remains, and puts all of it into one folder whose name is a digest
//! of what is in it.

use std::fs;
use std::path::Path;

use crate::build::Effort;
use crate::pack::fingerprint;
use crate::project;
use crate::run::{Failure, Outcome, fail, run};
use crate::setup::Toolchain;

/// What Rust's code for wasm32 uses of wasm's later features.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Puts the parts into `dist`, in place of the one module that Trunk put there.
pub fn split(toolchain: &Toolchain, dist: &Path, effort: Effort) -> Outcome {
    let built = project::wasm_target().join("wasm32-unknown-unknown").join(effort.wasm_folder());
    let work = project::wasm_target().join("split");
    if work.exists() {
        fs::remove_dir_all(&work).map_err(told(&work))?;
    }
    let parts = work.join("parts");
    let mut splitter = toolchain.command("wasm-split-cli");
    splitter.arg(built.join("app.wasm")).arg(&work);
    run(splitter.args(["--target", "web", "--out-name", "app"]))?;
    let mut binder = toolchain.command("wasm-bindgen");
    binder.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle"]);
    run(binder.args(["--out-name", "app", "--out-dir"]).arg(&parts).arg(work.join("app.wasm")))?;
    for (name, file) in listed(&work)? {
        if name.ends_with(".js") || (name.ends_with(".wasm") && name != "app.wasm") {
            fs::rename(&file, parts.join(&name)).map_err(told(&file))?;
        }
    }
    if effort == Effort::Release {
        for (name, file) in listed(&parts)? {
            if name.ends_with(".wasm") {
                let mut optimizer = toolchain.command("wasm-opt");
                run(optimizer.args(FEATURES).arg("-Oz").arg(&file).arg("-o").arg(&file))?;
            }
        }
    }
    put(&parts, dist)
}

/// Moves the parts into their folder in `dist`, and has the page start there.
fn put(parts: &Path, dist: &Path) -> Outcome {
    let mut contents = Vec::new();
    for (name, file) in listed(parts)? {
        contents.push(name.into_bytes());
        contents.push(fs::read(&file).map_err(told(&file))?);
    }
    let folder = format!("app-{}", fingerprint(contents.iter().map(Vec::as_slice)));
    let page = dist.join("index.html");
    let source = fs::read_to_string(&page).map_err(told(&page))?;
    fs::write(&page, started_at(&source, &folder)?).map_err(told(&page))?;
    for (name, file) in listed(dist)? {
        if name.starts_with("app-") && (name.ends_with(".js") || name.ends_with("_bg.wasm")) {
            fs::remove_file(&file).map_err(told(&file))?;
        }
    }
    let target = dist.join(folder);
    fs::rename(parts, &target).map_err(told(&target))
}

/// The page, starting the app in this folder: in place of Trunk's two files, whose digests go too.
fn started_at(page: &str, folder: &str) -> Outcome<String> {
    let named = |attribute: &str| {
        let (_, rest) = page.split_once(&format!("{attribute}=\""))?;
        rest.split_once('"').map(|(name, _)| name)
    };
    let (Some(js), Some(wasm)) = (named("data-js"), named("data-wasm")) else {
        return fail("dist/index.html does not name the app's files.");
    };
    let page = page
        .replace(js, &format!("/{folder}/app.js"))
        .replace(wasm, &format!("/{folder}/app_bg.wasm"));
    let link = format!("href=\"/{folder}/");
    let mut lines = page.split_inclusive("<link").map(|line| match line.contains(&link) {
        true => without_integrity(line),
        false => line.to_owned(),
    });
    let loader = format!("<link rel=\"modulepreload\" {link}__wasm_split.js\" crossorigin>");
    Ok(lines.by_ref().collect::<String>().replace("</head>", &format!("{loader}</head>")))
}

fn without_integrity(line: &str) -> String {
    let Some((before, rest)) = line.split_once(" integrity=\"") else { return line.to_owned() };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{after}")
}

/// The files of a folder and their names, in order.
fn listed(folder: &Path) -> Outcome<Vec<(String, std::path::PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(told(folder))? {
        let path = entry.map_err(told(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() {
            files.push((name, path));
        }
    }
    files.sort();
    Ok(files)
}

fn told(path: &Path) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |error| format!("{}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><link rel=\"x\" href=\"/a.css\" integrity=\"sha384-css\">\
        <meta name=\"regulars-app\" data-js=\"/app-1.js\" data-wasm=\"/app-1_bg.wasm\">\
        <link rel=\"modulepreload\" href=\"/app-1.js\" integrity=\"sha384-js\">\
        <link rel=\"preload\" href=\"/app-1_bg.wasm\" integrity=\"sha384-wasm\" as=\"fetch\"></head>";

    #[test]
    fn the_page_starts_the_split_app_and_keeps_what_is_not_its() {
        let page = started_at(PAGE, "app-2").unwrap();
        assert!(
            page.contains("data-js=\"/app-2/app.js\" data-wasm=\"/app-2/app_bg.wasm\""),
            "{page}"
        );
        assert!(page.contains("href=\"/app-2/app_bg.wasm\" as=\"fetch\">"), "{page}");
        assert!(page.contains("href=\"/app-2/__wasm_split.js\""), "{page}");
        assert!(page.contains("sha384-css") && !page.contains("sha384-js"), "{page}");
        assert!(page.ends_with("</head>") && !page.contains("app-1"), "{page}");
    }

    #[test]
    fn a_page_that_names_no_app_is_refused() {
        assert!(started_at("<head></head>", "app-2").unwrap_err().contains("index.html"));
    }
}
