//! Who people are, as far as a register needs it: how alike two entries are,
//! and which entries are worth comparing.
//!
//! Words are opened here, compared, and forgotten. What is kept is an index of
//! keyed hashes, from which nobody without the master key learns anything, and
//! which is made anew from the log at any time. A score suggests; that two
//! entries are one person is for a person to say.

pub mod blocks;
pub mod index;
pub mod names;
pub mod score;
pub mod store;

use std::fmt;

use jiff::civil::Date;
use kernel::seal::Sealer;
use proto::{Plain as _, Texts as _, common::text::Form, referrals::PersonRegistered};

use self::names::Name;

/// The reason with which words under a destroyed key are withheld.
const KEY_DESTROYED: &str = "KEY_DESTROYED";

/// What identifies somebody, in the form in which it is compared. What is not
/// known, or cannot be read as what it should be, is left out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The NHS number, ten digits.
    pub nhs_number: Option<String>,
    /// The date of birth.
    pub born: Option<Date>,
    /// The name.
    pub name: Name,
    /// The borough, folded.
    pub borough: Option<String>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

impl Identity {
    /// Reads what people write.
    #[must_use]
    pub fn read(name: &str, date_of_birth: &str, nhs_number: &str, borough: &str) -> Self {
        let digits: String = nhs_number.chars().filter(char::is_ascii_digit).collect();
        let borough = names::fold(borough);
        Self {
            nhs_number: (digits.len() == 10).then_some(digits),
            born: date_of_birth.trim().parse().ok(),
            name: names::split(name),
            borough: (!borough.is_empty()).then_some(borough),
        }
    }

    /// What an entry says whose words are open.
    #[must_use]
    pub fn of(entry: &PersonRegistered) -> Self {
        Self::read(
            entry.name.plain().unwrap_or_default(),
            entry.date_of_birth.plain().unwrap_or_default(),
            entry.nhs_number.plain().unwrap_or_default(),
            &entry.borough,
        )
    }
}

/// Why an entry's words stay closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// The person was erased.
    #[error("the key was destroyed")]
    Erased,
    /// Something is wrong with the key or the words; a code and never the words.
    #[error("the words cannot be read: {0}")]
    Unreadable(String),
}

impl Closed {
    /// The reason's code.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Erased => KEY_DESTROYED,
            Self::Unreadable(reason) => reason,
        }
    }

    /// True if asking again may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.reason() == "KEY_UNAVAILABLE"
    }
}

/// Opens the words of an entry: all of them, or none.
///
/// # Errors
/// If a word stays closed.
pub async fn open(sealer: &Sealer, entry: &PersonRegistered) -> Result<PersonRegistered, Closed> {
    let mut open = entry.clone();
    sealer.open(&mut open).await;
    let mut withheld = None;
    open.visit_texts(&mut |_, text| {
        if let Some(Form::Withheld(why)) = &text.form {
            withheld.get_or_insert_with(|| why.reason.clone());
        }
    });
    match withheld {
        None => Ok(open),
        Some(reason) if reason == KEY_DESTROYED => Err(Closed::Erased),
        Some(reason) => Err(Closed::Unreadable(reason)),
    }
}

#[cfg(test)]
mod tests {
    use kernel::seal::KeyError;
    use proto::common::Text;

    use super::*;

    #[test]
    fn the_codes_are_those_of_the_keys() {
        let key_id = String::new();
        assert_eq!(KEY_DESTROYED, KeyError::Destroyed { key_id: key_id.clone() }.reason());
        let source = "no answer".into();
        let unavailable = KeyError::Unavailable { key_id, source };
        assert!(Closed::Unreadable(unavailable.reason().into()).is_passing());
        assert!(!Closed::Erased.is_passing());
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let odd = Identity::read("  ", "1 May 1990", "12345", "");
        assert_eq!(odd, Identity::default());
        let spaced = Identity::read("", "1990-05-01", "999 000 0018", "");
        assert_eq!(spaced.nhs_number.as_deref(), Some("9990000018"));
        assert!(spaced.born.is_some());
    }

    #[test]
    fn neither_a_name_nor_a_number_shows_when_an_identity_is_printed() {
        let identity = Identity::of(&PersonRegistered {
            name: Some(Text::plain("Ada Marsh")),
            borough: "Lambeth".into(),
            ..Default::default()
        });
        assert_eq!(format!("{identity:?}"), "Identity");
    }
}
