//! Cells that a spreadsheet would run as a formula.
//!
//! Source of the rule: OWASP, "CSV Injection".

use std::borrow::Cow;

fn would_run(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A cell as it can be given to a spreadsheet: an apostrophe in front makes it text.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if would_run(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A cell as it was before [`harmless`].
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| would_run(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text_and_comes_back() {
        for cell in ["=1+1", "+48 601", "-", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
            assert_eq!(plain(&harmless(cell)), cell);
        }
        for cell in ["", "Zoë", "'t Hooft", "a=b"] {
            assert_eq!(harmless(cell), cell);
            assert_eq!(plain(cell), cell);
        }
    }
}
