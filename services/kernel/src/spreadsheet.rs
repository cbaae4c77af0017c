//! Values that people open in a spreadsheet.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

pub use csv::Error;

/// A file of comma-separated values (RFC 4180): its headings, and a line for each row. No
/// value is one that a spreadsheet takes for a formula.
///
/// # Errors
/// If it cannot be written, which it is into memory, or a row has not as many values as
/// there are headings.
pub fn file(
    headings: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, Error> {
    let mut file = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    file.write_record(headings)?;
    for row in rows {
        file.write_record(row.iter().map(|value| harmless(value).into_owned()))?;
    }
    file.into_inner().map_err(|error| Error::from(error.into_error()))
}

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
    fn a_row_is_a_line_below_the_headings_and_one_of_another_length_is_none() {
        let row = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        let text = file(&["thing", "said"], [row(&["a,b", "=1+1"])]).unwrap();
        assert_eq!(text, b"thing,said\r\n\"a,b\",'=1+1\r\n");
        assert!(file(&["thing", "said"], [row(&["alone"])]).is_err());
    }

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
