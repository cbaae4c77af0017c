//! The labels of an instruction: what its words direct, and which words.
//!
//! A plan may tell agencies to keep care from a person, to make it depend on
//! behaviour, to threaten, to punish, to bring the police into treatment, to
//! share without consent, or to end a response and put nothing in its place.
//! This module reads an instruction's text and says which of these it directs,
//! with the words that earned each label; or that a person must read it.
//!
//! Every label comes from a pattern of words that can be pointed at, and from
//! the absence of a cue that undoes it (`scope`). Nothing is learnt or guessed.
//! A label is evidence and no finding.
//!
//! It does not decide what is flagged, knows nothing of the person or the
//! plan, and never fails: any string has a reading.

mod clashes;
mod directions;
mod kind;
mod lexicon;
mod pattern;
mod read;
mod scope;
mod spelling;
mod text;
mod wire;

pub use read::read;
pub use wire::VERSION;

/// What an instruction directs (POLICY section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    CareDenial,
    ConditionalCare,
    SanctionThreat,
    SanctionUse,
    PoliceTherapeuticRole,
    InformationSharingWithoutConsent,
    ResponseRemovedWithoutReplacement,
}

impl Label {
    pub const ALL: [Self; 7] = [
        Self::CareDenial,
        Self::ConditionalCare,
        Self::SanctionThreat,
        Self::SanctionUse,
        Self::PoliceTherapeuticRole,
        Self::InformationSharingWithoutConsent,
        Self::ResponseRemovedWithoutReplacement,
    ];

    /// Whether a past tense tells of it and does not direct it. A sanction or
    /// a removal stays in force after it was done; a refusal of last week ended
    /// last week.
    const fn is_act_to_come(self) -> bool {
        matches!(
            self,
            Self::CareDenial | Self::PoliceTherapeuticRole | Self::InformationSharingWithoutConsent
        )
    }

    /// The name by which the labelling guide knows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CareDenial => "care_denial",
            Self::ConditionalCare => "conditional_care",
            Self::SanctionThreat => "sanction_threat",
            Self::SanctionUse => "sanction_use",
            Self::PoliceTherapeuticRole => "police_therapeutic_role",
            Self::InformationSharingWithoutConsent => "information_sharing_without_consent",
            Self::ResponseRemovedWithoutReplacement => "response_removed_without_replacement",
        }
    }
}

/// Words that earned a label, and where they stand, counted in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    pub label: Label,
    pub words: String,
    pub start: usize,
    pub end: usize,
    pub line: &'static str,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Each label once, in the order of [`Label::ALL`].
    pub labels: Vec<Label>,
    /// The text cannot be judged without what it points at.
    pub refer: bool,
    /// At least one entry for each label, in the order of the text.
    pub because: Vec<Because>,
}
