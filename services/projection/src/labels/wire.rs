//! Readings as they are put on record and answered.

use proto::oversight::{Label as WireLabel, LabelledWords};

use super::{Because, Label, Reading, kind};

/// The labeller as it is now. Whatever changes what it finds changes this, so
/// that every wording is read again.
pub const VERSION: &str = "6";

impl From<Label> for WireLabel {
    fn from(label: Label) -> Self {
        match label {
            Label::CareDenial => Self::CareDenial,
            Label::ConditionalCare => Self::ConditionalCare,
            Label::SanctionThreat => Self::SanctionThreat,
            Label::SanctionUse => Self::SanctionUse,
            Label::PoliceTherapeuticRole => Self::PoliceTherapeuticRole,
            Label::InformationSharingWithoutConsent => Self::InformationSharingWithoutConsent,
            Label::ResponseRemovedWithoutReplacement => Self::ResponseRemovedWithoutReplacement,
        }
    }
}

impl Reading {
    /// The labels, as on the wire.
    #[must_use]
    pub fn wire_labels(&self) -> Vec<i32> {
        self.labels.iter().map(|label| WireLabel::from(*label).into()).collect()
    }

    /// The words that earned them, by their place.
    #[must_use]
    pub fn wire_because(&self) -> Vec<LabelledWords> {
        self.because.iter().map(Because::to_wire).collect()
    }
}

impl Because {
    fn to_wire(&self) -> LabelledWords {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        LabelledWords {
            label: WireLabel::from(self.label).into(),
            start: count(self.start),
            end: count(self.end),
            caps: kind::caps(self.label, &self.words),
            emergency: kind::emergency(&self.words),
        }
    }
}
