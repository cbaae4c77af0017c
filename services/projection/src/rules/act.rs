//! What is to be done about a flag.

/// What to do about a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecommendedAct {
    /// Suspend, replace, recall every copy.
    SuspendAndRecall,
    /// Have it reviewed by a clinician who had no part in it.
    IndependentClinicalReview,
    /// Bring in the Caldicott guardian or data protection officer.
    InformationGovernance,
    /// Consider safeguarding.
    Safeguarding,
    /// Speak with the person and their advocate, give a copy.
    SpeakWithThePerson,
    /// Tell the board; enter it in the return.
    BoardAndReturn,
    /// Tell the person what happened and apologise: duty of candour.
    Candour,
}

impl RecommendedAct {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SuspendAndRecall => "Suspend it, replace it and recall every copy.",
            Self::IndependentClinicalReview => {
                "Have it reviewed by a clinician who had no part in it."
            }
            Self::InformationGovernance => {
                "Bring in the Caldicott guardian or data protection officer."
            }
            Self::Safeguarding => "Consider a safeguarding enquiry.",
            Self::SpeakWithThePerson => "Speak with the person and their advocate; give a copy.",
            Self::BoardAndReturn => "Tell the board and enter it in the oversight return.",
            Self::Candour => "Tell the person what happened and apologise (duty of candour).",
        }
    }
}
