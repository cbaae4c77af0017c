//! Directions: who is to do what to whom, put together from classes of words.
//!
//! One file a label. A group is a list of patterns that share how they stand
//! to negation and what else the text must or must not say.

mod care_denial;
mod conditional_care;
mod information_sharing;
mod police_role;
mod refer;
mod response_removed;
mod sanction_threat;
mod sanction_use;

use super::Label;

/// How a pattern stands to a negation before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Polarity {
    /// "Refuse conveyance": a "not" before it undoes it.
    Plain,
    /// "Do not convey": the "not" is its own.
    Negative,
    /// Negation is no matter: "not to call 999, or face arrest".
    Either,
}

#[derive(Debug)]
pub(super) struct Group {
    pub polarity: Polarity,
    /// At least one of these classes somewhere in the text, if any are listed.
    pub with: &'static [&'static str],
    /// None of these classes in the text.
    pub unless: &'static [&'static str],
    /// None of these classes in the sentence.
    pub unless_here: &'static [&'static str],
    /// Of each of these lists at least one class in the sentence.
    pub with_here: &'static [&'static [&'static str]],
    pub lines: &'static [&'static str],
}

impl Group {
    const fn new(polarity: Polarity, lines: &'static [&'static str]) -> Self {
        Self { polarity, with: &[], unless: &[], unless_here: &[], with_here: &[], lines }
    }

    const fn unless_here(mut self, classes: &'static [&'static str]) -> Self {
        self.unless_here = classes;
        self
    }

    const fn unless(mut self, classes: &'static [&'static str]) -> Self {
        self.unless = classes;
        self
    }

    const fn with_here(mut self, lists: &'static [&'static [&'static str]]) -> Self {
        self.with_here = lists;
        self
    }

    const fn with(mut self, classes: &'static [&'static str]) -> Self {
        self.with = classes;
        self
    }
}

/// All directions, by the label they earn.
pub(super) const DIRECTIONS: &[(Label, &[Group])] = &[
    (Label::CareDenial, care_denial::GROUPS),
    (Label::ConditionalCare, conditional_care::GROUPS),
    (Label::SanctionThreat, sanction_threat::GROUPS),
    (Label::SanctionUse, sanction_use::GROUPS),
    (Label::PoliceTherapeuticRole, police_role::GROUPS),
    (Label::InformationSharingWithoutConsent, information_sharing::GROUPS),
    (Label::ResponseRemovedWithoutReplacement, response_removed::GROUPS),
];

pub(super) use refer::LINES as REFER;
