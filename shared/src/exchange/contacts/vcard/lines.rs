//! The lines of a vCard file, unfolded, and their values in Unicode.

use std::cell::OnceCell;

use super::super::super::csv::decode;

/// One property, before its value is taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The line of the file on which it begins, from 1.
    pub number: u64,
    /// `item1` of `item1.TEL`, in lower case.
    pub group: Option<String>,
    /// In upper case; empty where the line names no property.
    pub name: String,
    /// Parameters, their names in upper case; `TYPE` for those of version 2.1 that stand alone.
    pub params: Vec<(String, String)>,
    /// The value, still with its separators and backslashes.
    pub value: String,
}

impl Line {
    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Whether its value is no text: a picture, a sound, a key.
    pub fn is_binary(&self) -> bool {
        let encoding = self.param("ENCODING").unwrap_or_default().to_ascii_uppercase();
        let is_media = ["PHOTO", "LOGO", "SOUND", "KEY"].contains(&self.name.as_str());
        ["B", "BASE64"].contains(&encoding.as_str())
            || is_media && (self.value.starts_with("data:") || self.value.len() > 2000)
    }
}

/// All properties of a file.
pub fn lines(bytes: &[u8]) -> Vec<Line> {
    let whole;
    let bytes = match decode::utf16_text(bytes) {
        Some(text) => {
            whole = text.into_bytes();
            &whole[..]
        }
        None => bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes),
    };
    let file = File { bytes, guess: OnceCell::new() };
    let end = if bytes.contains(&b'\n') { b'\n' } else { b'\r' };
    let mut all: Vec<Line> = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let (mut number, mut keeps_blanks) = (0, false);
    for (index, line) in bytes.split(|byte| *byte == end).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_quoted = is_quoted_printable(&open);
        if is_quoted && open.ends_with(b"=") {
            open.pop();
            open.extend_from_slice(line);
        } else if line.starts_with(b" ") || line.starts_with(b"\t") {
            // Version 2.1 folds where a blank stands and keeps it; later ones put one in.
            let from = usize::from(!keeps_blanks || is_quoted);
            open.extend_from_slice(&line[from..]);
        } else {
            close(&mut open, number, &file, &mut all);
            number = index as u64 + 1;
            open.extend_from_slice(line);
        }
        if line.get(..11).is_some_and(|start| start.eq_ignore_ascii_case(b"VERSION:2.1")) {
            keeps_blanks = true;
        } else if line.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"VERSION:")) {
            keeps_blanks = false;
        }
    }
    close(&mut open, number, &file, &mut all);
    all
}

fn is_quoted_printable(line: &[u8]) -> bool {
    let head = line.split(|byte| *byte == b':').next().unwrap_or_default();
    head.to_ascii_uppercase().windows(16).any(|part| part == b"QUOTED-PRINTABLE")
}

/// Ends a line, and takes it apart.
fn close(open: &mut Vec<u8>, number: u64, file: &File<'_>, all: &mut Vec<Line>) {
    let line = std::mem::take(open);
    if line.iter().all(u8::is_ascii_whitespace) {
        return;
    }
    let mut quoted = false;
    let colon = line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    });
    let head =
        colon.and_then(|at| std::str::from_utf8(&line[..at]).ok()).filter(|head| is_head(head));
    let Some(head) = head else {
        // A line that was broken without being folded belongs to the one before it.
        match all.last_mut() {
            Some(last) if !last.name.is_empty() && last.name != "END" => {
                if !last.is_binary() {
                    last.value.push_str("\\n");
                    last.value.push_str(&text(&line, None, file));
                }
            }
            _ => all.push(Line { number, value: text(&line, None, file), ..Line::default() }),
        }
        return;
    };
    let value = &line[head.len() + 1..];
    let mut parts = split_head(head).into_iter();
    let name = parts.next().unwrap_or_default();
    let (group, name) = match name.rsplit_once('.') {
        Some((group, name)) => (Some(group.to_lowercase()), name.to_owned()),
        None => (None, name),
    };
    let mut line = Line { number, group, name: name.to_uppercase(), ..Line::default() };
    for part in parts {
        match part.split_once('=') {
            Some((name, value)) => {
                let value = value.trim_matches('"');
                line.params.push((name.trim().to_uppercase(), value.to_owned()));
            }
            None => {
                let upper = part.to_uppercase();
                let is_encoding =
                    ["QUOTED-PRINTABLE", "BASE64", "7BIT", "8BIT", "B"].contains(&upper.as_str());
                let name = if is_encoding { "ENCODING" } else { "TYPE" };
                line.params.push((name.to_owned(), part));
            }
        }
    }
    let charset = line.param("CHARSET").map(str::to_owned);
    let is_quoted =
        line.param("ENCODING").is_some_and(|e| e.eq_ignore_ascii_case("QUOTED-PRINTABLE"));
    let text = if is_quoted {
        text(&unquoted(value), charset.as_deref(), file)
    } else {
        text(value, charset.as_deref(), file)
    };
    line.value = text.replace("\r\n", "\\n").replace(['\n', '\r'], "\\n");
    all.push(line);
}

/// Whether what stands before a colon names a property.
fn is_head(head: &str) -> bool {
    let name = head.split(';').next().unwrap_or_default();
    !name.is_empty()
        && name.len() < 80
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./ ".contains(&byte))
        && (!name.contains(' ') || name.trim() == name && name.starts_with("X-"))
}

/// Splits at semicolons outside of quotation marks.
fn split_head(head: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for letter in head.chars() {
        quoted ^= letter == '"';
        match parts.last_mut() {
            Some(last) if letter != ';' || quoted => last.push(letter),
            _ => parts.push(String::new()),
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}

/// Decodes quoted-printable; what is no code stays as it is.
fn unquoted(value: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        match (byte, digit(value.get(at + 1)), digit(value.get(at + 2))) {
            (b'=', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    bytes
}

/// Bytes to text: UTF-8 where they are that, whatever the file says; else as it says; else as the
/// file looks.
fn text(bytes: &[u8], charset: Option<&str>, file: &File<'_>) -> String {
    let named = charset.and_then(|charset| encoding_rs::Encoding::for_label(charset.as_bytes()));
    // Its bytes look like ASCII.
    if named == Some(encoding_rs::ISO_2022_JP) {
        return encoding_rs::ISO_2022_JP.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    if let Some(encoding) = named.filter(|encoding| *encoding != encoding_rs::UTF_8) {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        if !had_errors {
            return text.into_owned();
        }
    }
    file.guess().decode_without_bom_handling(bytes).0.into_owned()
}

/// A file whose encoding is guessed once, where some line needs it.
struct File<'a> {
    bytes: &'a [u8],
    guess: OnceCell<&'static encoding_rs::Encoding>,
}

impl File<'_> {
    fn guess(&self) -> &'static encoding_rs::Encoding {
        self.guess.get_or_init(|| decode::guessed(self.bytes))
    }
}
