//! The paths that a Rust file names, in `use` and in code: `use crate::{a, b::C}` names
//! `crate::a` and `crate::b::C`.

use super::tokens::{Token, tokens};

/// A path that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The line, from 1.
    pub line: usize,
    /// Its segments, the crate first where the file says it (`crate`, `self` and `super` are
    /// resolved against the file).
    pub segments: Vec<String>,
}

impl Named {
    /// Whether it is, or lies below, `prefix` (written with `::`).
    pub fn is_below(&self, prefix: &str) -> bool {
        let mut segments = self.segments.iter();
        prefix.split("::").all(|wanted| segments.next().is_some_and(|segment| segment == wanted))
    }
}

/// The module that a source file is: `shared/src/sync/log.rs` is `shared::sync::log`. `None` for
/// what is no module of a crate (tests, examples, build scripts).
pub fn module_of(path: &str) -> Option<Vec<String>> {
    let (package, below) = path.split_once("/src/")?;
    let below = below.strip_suffix(".rs")?;
    let mut module = vec![package.replace('-', "_")];
    module.extend(below.split('/').map(str::to_owned));
    let last = module.last().map(String::as_str);
    let stands_for_its_folder = matches!(last, Some("mod"));
    let is_root = module.len() == 2 && matches!(last, Some("lib" | "main"));
    if stands_for_its_folder || is_root {
        module.pop();
    }
    Some(module)
}

/// Every path with two or more segments that `text`, the source of `module`, names.
pub fn named(module: &[String], text: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let mut reader = Reader { module: module.to_vec(), inner: Vec::new(), depth: 0, found: vec![] };
    let mut at = 0;
    while at < tokens.len() {
        at = reader.next(&tokens, at);
    }
    reader.found
}

struct Reader {
    module: Vec<String>,
    /// Modules written inside the file (`mod tests {`), each with the depth of its brace.
    inner: Vec<(String, usize)>,
    depth: usize,
    found: Vec<Named>,
}

impl Reader {
    /// Reads on from `at`; where to go on.
    fn next(&mut self, tokens: &[(usize, Token)], at: usize) -> usize {
        let token = |index: usize| tokens.get(index).map(|(_, token)| token);
        match &tokens[at].1 {
            Token::Open => self.depth += 1,
            Token::Close => {
                self.depth = self.depth.saturating_sub(1);
                self.inner.retain(|(_, depth)| *depth <= self.depth);
            }
            Token::Word(word) if word == "mod" => {
                if let (Some(Token::Word(name)), Some(Token::Open)) = (token(at + 1), token(at + 2))
                {
                    self.depth += 1;
                    self.inner.push((name.clone(), self.depth));
                    return at + 3;
                }
            }
            // `use {a::b, c::d};`: the group's paths are read one by one like any others.
            Token::Word(_) if token(at + 1) == Some(&Token::Colons) => {
                return self.path(tokens, at, Vec::new());
            }
            _ => {}
        }
        at + 1
    }

    /// Reads a path, with the groups in it, below `prefix`; where to go on.
    fn path(&mut self, tokens: &[(usize, Token)], start: usize, prefix: Vec<String>) -> usize {
        let (mut at, mut segments) = (start, prefix);
        let line = tokens[start].0;
        loop {
            match tokens.get(at).map(|(_, token)| token) {
                Some(Token::Word(word)) => {
                    segments.push(word.clone());
                    at += 1;
                    if tokens.get(at).map(|(_, token)| token) != Some(&Token::Colons) {
                        break;
                    }
                    at += 1;
                }
                Some(Token::Open) => return self.group(tokens, at + 1, &segments),
                // `path::*`, `Vec::<u8>::new`: the path so far is what counts.
                _ => break,
            }
        }
        let segments = self.resolved(segments);
        if segments.len() > 1 {
            self.found.push(Named { line, segments });
        }
        at
    }

    fn group(&mut self, tokens: &[(usize, Token)], start: usize, prefix: &[String]) -> usize {
        let mut at = start;
        while let Some((_, token)) = tokens.get(at) {
            match token {
                Token::Close => return at + 1,
                Token::Word(word) if word == "as" => at += 2,
                Token::Word(_) => at = self.path(tokens, at, prefix.to_vec()),
                _ => at += 1,
            }
        }
        at
    }

    fn resolved(&self, segments: Vec<String>) -> Vec<String> {
        let inner = self.inner.iter().map(|(name, _)| name);
        let mut whole: Vec<String> = self.module.iter().chain(inner).cloned().collect();
        let ups = segments.iter().take_while(|segment| *segment == "super").count();
        match segments.first().map(String::as_str) {
            Some("crate") => [&self.module[..1], &segments[1..]].concat(),
            Some("self") => [&whole[..], &segments[1..]].concat(),
            Some("super") => {
                whole.truncate(whole.len().saturating_sub(ups).max(1));
                [&whole[..], &segments[ups..]].concat()
            }
            _ => segments,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let found = named(&module_of(path).unwrap(), text);
        let found: Vec<String> = found.iter().map(|named| named.segments.join("::")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn groups_are_spelled_out() {
        check(
            "shared/src/gate.rs",
            "use crate::{doc, sync::{self, log::Known as K}, wire::*};",
            &["shared::doc", "shared::sync::self", "shared::sync::log::Known", "shared::wire"],
        );
        check("app/src/main.rs", "use {shared::id, crate::ui};", &["shared::id", "app::ui"]);
    }

    #[test]
    fn self_and_super_are_resolved_against_the_file() {
        let path = "shared/src/sync/log.rs";
        check(path, "use super::cursor::Cursor;", &["shared::sync::cursor::Cursor"]);
        check(path, "use super::super::doc::X;", &["shared::doc::X"]);
        check(path, "use self::inner::X;", &["shared::sync::log::inner::X"]);
        check("shared/src/sync/mod.rs", "use super::doc::X;", &["shared::doc::X"]);
    }

    #[test]
    fn a_module_inside_the_file_is_one_step_deeper() {
        let text = "mod tests { use super::Row; fn f() { super::row() } } fn g() { super::h() }";
        check(
            "app/src/features/people.rs",
            text,
            &["app::features::people::Row", "app::features::people::row", "app::features::h"],
        );
    }

    #[test]
    fn paths_in_code_count_and_those_in_comments_and_strings_do_not() {
        check(
            "shared/src/gate.rs",
            "// crate::doc::A\n/* crate::doc::B /* nested */ */\nlet a = \"crate::doc::C\";\n\
             let b = r#\"crate::doc::\"D\"#; let c: &'a str = crate::wire::E::<u8>::f('\"');",
            &["shared::wire::E"],
        );
    }

    #[test]
    fn a_package_with_a_dash_is_a_crate_with_an_underscore() {
        assert_eq!(module_of("sync-server/src/routes/mod.rs").unwrap(), ["sync_server", "routes"]);
        assert_eq!(module_of("sync-server/tests/sync.rs"), None);
    }
}
