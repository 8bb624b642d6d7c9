//! Content lines, as vCard (RFC 6350, section 3) and iCalendar (RFC 5545, section 3.1) share them.

/// So many bytes a line has at most before it is folded.
const LINE_BYTES: usize = 75;

/// Lines, each folded, with the ends that both forms ask for.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// A line as it is: `name` with its parameters, and a value whose separators mean something.
    pub fn raw(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for letter in format!("{name}:{value}").chars() {
            // What ends a line within one would end the property.
            let letter = if matches!(letter, '\r' | '\n') { ' ' } else { letter };
            if length + letter.len_utf8() > LINE_BYTES {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A line whose value is one text.
    pub fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &escaped(value));
    }

    /// The same, where there is one.
    pub fn some(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// All of them.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// A text as it stands in a value, or in a component of one.
pub fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ',' | ';' => out.extend(['\\', letter]),
            '\n' | '\r' => out.push_str("\\n"),
            // Control characters have no place in either form.
            control if control.is_control() && control != '\t' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A parameter with its value in quotes, as RFC 6868 writes what must not stand there.
pub fn parameter(name: &str, value: &str) -> String {
    let mut quoted = String::new();
    for letter in value.chars() {
        match letter {
            '^' => quoted.push_str("^^"),
            '\n' => quoted.push_str("^n"),
            '"' => quoted.push_str("^'"),
            control if control.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    format!("{name}=\"{quoted}\"")
}
