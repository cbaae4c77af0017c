//! The groups that people of a scheme fall into, and to how many of each something happened.

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    common::Answer,
    referrals::{AgeBand, CharacteristicsRecorded, EthnicGroup, Sex},
};

/// What a group is told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Sex.
    Sex,
    /// Ethnic group.
    Ethnicity,
    /// Age, in bands.
    Age,
    /// Whether they are disabled.
    Disability,
    /// Whether they are autistic.
    Autism,
    /// Whether they have a diagnosis of personality disorder.
    PersonalityDisorderLabel,
}

impl By {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Sex,
        Self::Ethnicity,
        Self::Age,
        Self::Disability,
        Self::Autism,
        Self::PersonalityDisorderLabel,
    ];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sex => "sex",
            Self::Ethnicity => "ethnic group",
            Self::Age => "age",
            Self::Disability => "disability",
            Self::Autism => "autism",
            Self::PersonalityDisorderLabel => "a diagnosis of personality disorder",
        }
    }

    /// The group that somebody is in; `None` if no record says.
    #[must_use]
    pub fn group(self, person: &CharacteristicsRecorded) -> Option<&'static str> {
        let answered = |answer: Answer, yes, no| match answer {
            Answer::Yes => Some(yes),
            Answer::No => Some(no),
            Answer::Unknown | Answer::NotRecorded | Answer::Unspecified => None,
        };
        match self {
            Self::Sex => match person.sex() {
                Sex::Female => Some("women"),
                Sex::Male => Some("men"),
                Sex::Other => Some("people of another sex"),
                Sex::NotStated | Sex::Unspecified => None,
            },
            Self::Ethnicity => match person.ethnic_group() {
                EthnicGroup::Asian => Some("Asian people"),
                EthnicGroup::Black => Some("Black people"),
                EthnicGroup::Mixed => Some("people of mixed ethnicity"),
                EthnicGroup::White => Some("White people"),
                EthnicGroup::Other => Some("people of other ethnic groups"),
                EthnicGroup::NotStated | EthnicGroup::Unspecified => None,
            },
            Self::Age => match person.age_band() {
                AgeBand::Under18 => Some("people under 18"),
                AgeBand::AgeBand1824 => Some("people of 18 to 24"),
                AgeBand::AgeBand2534 => Some("people of 25 to 34"),
                AgeBand::AgeBand3549 => Some("people of 35 to 49"),
                AgeBand::AgeBand5064 => Some("people of 50 to 64"),
                AgeBand::AgeBand65Plus => Some("people of 65 and over"),
                AgeBand::Unspecified => None,
            },
            Self::Disability => {
                answered(person.disabled(), "disabled people", "people who are not disabled")
            }
            Self::Autism => {
                answered(person.autistic(), "autistic people", "people who are not autistic")
            }
            Self::PersonalityDisorderLabel => answered(
                person.personality_disorder_label(),
                "people with a diagnosis of personality disorder",
                "people without a diagnosis of personality disorder",
            ),
        }
    }
}

/// How many people a group has, and to how many of them something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tally {
    /// How many people.
    pub people: u32,
    /// To how many of them it happened.
    pub had: u32,
}

impl Tally {
    /// To how many it did not happen.
    #[must_use]
    pub fn had_not(self) -> u32 {
        self.people.saturating_sub(self.had)
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            people: self.people.saturating_add(other.people),
            had: self.had.saturating_add(other.had),
        }
    }
}

/// A scheme's people by one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Each group that has somebody.
    pub groups: BTreeMap<&'static str, Tally>,
    /// Those of whom no record says.
    pub unknown: Tally,
    /// Everybody.
    pub all: Tally,
}

impl Tallies {
    /// Counts a scheme's people.
    pub fn of<P: Ord>(
        by: By,
        people: impl IntoIterator<Item = P>,
        had: &BTreeSet<P>,
        known: &BTreeMap<P, CharacteristicsRecorded>,
    ) -> Self {
        let mut tallies = Self::default();
        for person in people {
            let one = Tally { people: 1, had: had.contains(&person).into() };
            let group = known.get(&person).and_then(|known| by.group(known));
            let tally = match group {
                Some(group) => tallies.groups.entry(group).or_default(),
                None => &mut tallies.unknown,
            };
            *tally = tally.and(one);
            tallies.all = tallies.all.and(one);
        }
        tallies
    }

    /// Everybody whose group is on record, but one group.
    #[must_use]
    pub fn others(&self, group: &str) -> Tally {
        let others = self.groups.iter().filter(|(name, _)| **name != group);
        others.fold(Tally::default(), |sum, (_, tally)| sum.and(*tally))
    }
}

/// True if so many of all have no record that nothing is claimed.
#[must_use]
pub fn too_many_unknown(unknown: u32, all: u32, percent_max: u32) -> bool {
    u64::from(unknown).saturating_mul(100) > u64::from(all).saturating_mul(percent_max.into())
}

/// What is known of somebody, once more is said: a record replaces the one before as far as
/// it says something.
pub fn say_more(of_them: &mut CharacteristicsRecorded, said: &CharacteristicsRecorded) {
    for (field, said) in [
        (&mut of_them.sex, said.sex),
        (&mut of_them.ethnic_group, said.ethnic_group),
        (&mut of_them.age_band, said.age_band),
        (&mut of_them.disabled, said.disabled),
        (&mut of_them.autistic, said.autistic),
        (&mut of_them.personality_disorder_label, said.personality_disorder_label),
    ] {
        if said != 0 {
            *field = said;
        }
    }
}
