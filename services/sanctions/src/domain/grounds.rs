//! What a sanction, or a threat of one, may be for.
//!
//! > "sanctions (criminal or otherwise), withholding care and otherwise punitive approaches"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (b)
//!
//! NICE NG225 (2022) says the same of self-harm. What was done all the same is
//! recorded, and rules judge it.

use kernel::decider::{Circumstances, Refusal};
use proto::sanctions::Predicate;

use super::refusal;

/// Refuses what may not be done here and now.
pub(super) fn allow(predicate: Predicate, said: &Circumstances) -> Result<(), Refusal> {
    if !said.is_act() {
        return Ok(());
    }
    match predicate {
        Predicate::Calling
        | Predicate::Attending
        | Predicate::SelfHarm
        | Predicate::Suicidality
        | Predicate::PlaceOfRisk => Err(refusal::SANCTION_FOR_SEEKING_HELP),
        Predicate::Unspecified | Predicate::NotRecorded => Err(refusal::PREDICATE_REQUIRED),
        Predicate::SeparateOffence => Ok(()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proto::sanctions::Predicate;

    /// All that a person does who seeks help or is in distress.
    pub(in crate::domain) const SEEKING_HELP: [Predicate; 5] = [
        Predicate::Calling,
        Predicate::Attending,
        Predicate::SelfHarm,
        Predicate::Suicidality,
        Predicate::PlaceOfRisk,
    ];
}
