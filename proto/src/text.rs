//! Words about people: plain on the way in, sealed at rest.
//!
//! `Debug` prints the form only, so that words never reach a log by accident.

use std::fmt;

use crate::common::{Sealed, Text, text::Form};

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.form {
            None => "Text(empty)",
            Some(Form::Plain(_)) => "Text(plain)",
            Some(Form::Sealed(_)) => "Text(sealed)",
            Some(Form::Withheld(_)) => "Text(withheld)",
        })
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({})", self.key_id)
    }
}

/// Reading words that are still plain.
pub trait Plain {
    /// The words, if they are plain.
    fn plain(&self) -> Option<&str>;
}

impl Plain for Option<Text> {
    fn plain(&self) -> Option<&str> {
        self.as_ref().and_then(Text::as_plain)
    }
}

impl Text {
    /// Words as they are sent.
    #[must_use]
    pub fn plain(words: impl Into<String>) -> Self {
        Self { form: Some(Form::Plain(words.into())) }
    }

    /// The words, if they are plain.
    #[must_use]
    pub fn as_plain(&self) -> Option<&str> {
        match &self.form {
            Some(Form::Plain(words)) => Some(words),
            _ => None,
        }
    }
}
