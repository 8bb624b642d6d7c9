//! Flags of a verb.

use crate::run::{Outcome, fail};

/// A verb's flags, taken one by one; what is left at the end is a mistake.
pub struct Options {
    rest: Vec<String>,
}

impl Options {
    /// The flags as they were typed.
    pub fn new(arguments: &[String]) -> Self {
        Self { rest: arguments.to_vec() }
    }

    /// Whether a flag without a value was given.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|argument| argument != name);
        self.rest.len() < before
    }

    /// The value of `--name VALUE` or `--name=VALUE`.
    ///
    /// # Errors
    /// When the flag stands without a value.
    pub fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let assigned = format!("{name}=");
        let Some(at) =
            self.rest.iter().position(|word| word == name || word.starts_with(&assigned))
        else {
            return Ok(None);
        };
        let word = self.rest.remove(at);
        if let Some(value) = word.strip_prefix(&assigned) {
            return Ok(Some(value.to_owned()));
        }
        if at < self.rest.len() {
            return Ok(Some(self.rest.remove(at)));
        }
        fail(format!("{name} wants a value."))
    }

    /// Nothing may be left over.
    ///
    /// # Errors
    /// Names the first word that nobody asked for.
    pub fn end(self) -> Outcome {
        match self.rest.first() {
            None => Ok(()),
            Some(word) => fail(format!("`{word}` is not understood here.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Options {
        Options { rest: line.split_whitespace().map(str::to_owned).collect() }
    }

    #[test]
    fn both_spellings_of_a_value_are_read() {
        for line in ["--port 9000 --release", "--release --port=9000"] {
            let mut options = options(line);
            assert_eq!(options.value("--port").unwrap().as_deref(), Some("9000"));
            assert!(options.flag("--release"));
            assert_eq!(options.end(), Ok(()));
        }
    }

    #[test]
    fn a_flag_without_its_value_and_a_stray_word_are_named() {
        assert!(options("--port").value("--port").unwrap_err().contains("--port"));
        assert!(options("--prot 1").end().unwrap_err().contains("--prot"));
    }
}
