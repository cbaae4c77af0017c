//! Whether a request keeps the contract's rules, and how large one may be.

use proto::{Lists, Validate};

use crate::status::{self, Violation};

/// How much a request may take, in bytes. No log takes a record of more than
/// 64 KiB, so a larger request could only be refused, after much work.
pub const MOST_BYTES: usize = 128 * 1024;

/// Checks a request against the contract's rules.
///
/// # Errors
/// What breaks them: all of it, unless a list is too long. Then that alone is told,
/// since looking at its items may take a thousand times the memory that it came in.
pub fn check<T: Lists + Validate>(request: &T) -> Result<(), Vec<Violation>> {
    if let Some(long) = request.long_list() {
        let text = format!("at most {} are taken at once; split it", long.most);
        return Err(vec![Violation::new(&long.field, "repeated.max_items", &text)]);
    }
    request.validate().map_err(|error| status::violations(&error))
}

#[cfg(test)]
mod tests {
    use proto::{common::Worker, panel::*};

    use super::*;

    fn meeting(present: usize) -> HoldMeetingRequest {
        let fact = MeetingHeld { present: vec![Worker::default(); present], ..Default::default() };
        HoldMeetingRequest { act: None, fact: Some(fact) }
    }

    #[test]
    fn a_list_that_is_too_long_is_told_of_and_its_items_are_not() {
        let wrong = check(&meeting(60_000)).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["fact.present"]);
        assert_eq!(wrong.first().map(|v| v.rule.as_str()), Some("repeated.max_items"));
    }

    #[test]
    fn a_list_of_a_lawful_length_is_looked_at_item_by_item() {
        let wrong = check(&meeting(2)).unwrap_err();
        assert!(wrong.iter().any(|v| v.field.starts_with("fact.present[1]")), "{wrong:?}");
    }
}
