//! Values that people open in a spreadsheet.

use std::borrow::Cow;

/// Text that no spreadsheet takes for a formula: what would be one has an apostrophe before
/// it. A number stays one, be it negative.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula && text.parse::<f64>().is_err() {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_work_out_is_text_and_a_number_stays_one() {
        for formula in ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "-"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for text in ["", "a,b", "-4", "+4.5", "a=b", "'=1"] {
            assert_eq!(harmless(text), text);
        }
    }
}
