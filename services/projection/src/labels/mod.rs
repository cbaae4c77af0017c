//! The labels of an instruction: what its words direct, and which words.
//!
//! A plan may tell agencies to keep care from a person, to make it depend on
//! behaviour, to threaten, to punish, to bring the police into treatment, to
//! share without consent, or to end a response and put nothing in its place.
//! This module reads an instruction's text and says which of these it directs,
//! with the words that earned each label; or that a person must read it.
//!
//! Two readers look at it. Patterns say exactly what they look for, and a cue
//! may undo them (`scope`); weights add up what every word counts for or
//! against a label (`weigh`), in tables that can be read. Both are one sum, and
//! the words that earned a label are shown. A label is evidence and no finding.
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
mod weigh;
mod wire;

pub use read::{clues, read};
pub use wire::VERSION;

/// What an instruction directs (POLICY section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Care is withheld, capped or decided beforehand by who the person is.
    CareDenial,
    /// Care depends on behaviour, fewer contacts or compliance.
    ConditionalCare,
    /// A consequence in law, tenancy or family is held over the person.
    SanctionThreat,
    /// Such a consequence is directed, asked for, or in force.
    SanctionUse,
    /// Police mentor, deliver, agree or gate planned care.
    PoliceTherapeuticRole,
    /// Disclosure or access beyond consent, or hidden, with no lawful ground.
    InformationSharingWithoutConsent,
    /// A response ends, and no accepted alternative is named.
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
    #[must_use]
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words of the field in any order, as well as anything else.
    fn notes() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "do",
            "not",
            "convey",
            "Do not admit.",
            "police",
            "PC",
            "to attend",
            "weekly",
            "CPN",
            "served",
            "if she calls",
            "again",
            "discharged",
            "share",
            "notes",
            "with",
            "pt not told",
            ";",
            ":",
            "?",
            "\n- ",
            "“",
            "”",
            "s.136",
            "d/c",
            "24h",
            "é",
            "🙂",
            "caseload",
            "removed from",
            "withdrawn",
            "…",
            "w/o",
            "can't",
            "'",
            "’s",
            "A&E",
            "3/4",
            "(",
            ")",
            ",",
            " – ",
            "1.",
            "e.g.",
            "ambulence",
        ]);
        prop_oneof![
            any::<String>(),
            prop::collection::vec(word, 0..40).prop_map(|words| words.join(" ")),
        ]
    }

    proptest! {
        #[test]
        fn any_text_has_a_reading_and_its_words_are_its_own(text in notes()) {
            let reading = read(&text);
            let chars: Vec<char> = text.chars().collect();
            for because in &reading.because {
                prop_assert!(because.start < because.end && because.end <= chars.len());
                let slice: String = chars[because.start..because.end].iter().collect();
                prop_assert_eq!(&because.words, &slice);
                prop_assert!(reading.labels.contains(&because.label));
            }
            for label in &reading.labels {
                prop_assert!(reading.because.iter().any(|because| because.label == *label));
            }
        }

        #[test]
        fn the_same_text_is_always_read_the_same(text in notes()) {
            prop_assert_eq!(read(&text), read(&text));
        }

        #[test]
        fn room_between_words_changes_nothing(text in notes()) {
            let roomy = format!("  {}\t ", text.replace(' ', " \t  "));
            let (close, wide) = (read(&text), read(&roomy));
            prop_assert_eq!(close.labels, wide.labels);
            prop_assert_eq!(close.refer, wide.refer);
        }
    }

    fn names(text: &str) -> Vec<&'static str> {
        read(text).labels.into_iter().map(Label::name).collect()
    }

    #[test]
    fn what_is_directed_has_its_label() {
        for (text, expected) in [
            ("Do not convey, she is known to MH.", "care_denial"),
            ("max one call a day answered", "care_denial"),
            ("NFA, frequent caller", "care_denial"),
            ("Will be discharged from CMHT if he calls 999 again.", "conditional_care"),
            ("must sign the contract before HTT will see her", "conditional_care"),
            ("Remind her of the consequences each time she calls 999.", "sanction_threat"),
            ("If he attends again police will arrest him.", "sanction_threat"),
            ("social services will be told about the children", "sanction_threat"),
            ("ABC in place, breach = prosecution", "sanction_threat"),
            ("CPN issued 3/4.", "sanction_use"),
            ("Bail condition: not to call 999.", "sanction_use"),
            ("PC Smith to attend weekly appointments.", "police_therapeutic_role"),
            ("Police mentor to agree plan before any admission.", "police_therapeutic_role"),
            ("Share notes with police, pt not to be told.", "information_sharing_without_consent"),
            ("Copy plan to landlord; consent not needed.", "information_sharing_without_consent"),
            ("Remove from CMHT caseload.", "response_removed_without_replacement"),
            ("Crisis line number withdrawn.", "response_removed_without_replacement"),
        ] {
            assert!(names(text).contains(&expected), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn what_is_not_directed_has_none() {
        for text in [
            "Do not refuse conveyance because she is a regular caller.",
            "No sanctions to be used or mentioned.",
            "Complaint: pt states crew refused to take her and said she would be arrested.",
            "Withdrawn: do not convey.",
            "Training example: hang up after five minutes.",
            "Should we be limiting her calls?",
            "Home visits moved to clinic at pt's request.",
            "Her neighbour has been issued with a CPW for noise.",
            "CPN to visit Friday. Charge nurse aware. Post cardiac arrest.",
            "Shared with GP and ED with her written consent.",
            "Paracetamol max 4 g in 24h.",
        ] {
            assert_eq!(names(text), Vec::<&str>::new(), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn what_points_elsewhere_is_referred() {
        for text in ["Usual plan applies.", "Follow boundaries.", "Manage as agreed with PC"] {
            assert!(read(text).refer, "{text}");
        }
        assert!(!read("Seen today, will ring on Thursday.").refer);
    }

    #[test]
    fn misspelt_words_are_read() {
        assert_eq!(names("Do not convay. No ambulence to be sent"), ["care_denial"]);
    }
}
