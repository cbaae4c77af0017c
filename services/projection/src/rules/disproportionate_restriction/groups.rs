//! The groups that people of a scheme fall into, and how often each is restricted.

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    common::Answer,
    referrals::{AgeBand, CharacteristicsRecorded, EthnicGroup, Sex},
};

/// What a group is told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    Sex,
    Ethnicity,
    Age,
    Disability,
    Autism,
    PersonalityDisorderLabel,
}

impl By {
    pub(super) const ALL: [Self; 6] = [
        Self::Sex,
        Self::Ethnicity,
        Self::Age,
        Self::Disability,
        Self::Autism,
        Self::PersonalityDisorderLabel,
    ];

    /// In words.
    pub(super) fn words(self) -> &'static str {
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
    pub(super) fn group(self, person: &CharacteristicsRecorded) -> Option<&'static str> {
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

/// How many people a group has, and how many of them were restricted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) people: u32,
    pub(super) restricted: u32,
}

/// A scheme's people by one thing.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    pub(super) groups: BTreeMap<&'static str, Tally>,
    pub(super) unknown: u32,
    pub(super) all: u32,
}

impl Tallies {
    /// Counts a scheme's people.
    pub(super) fn of(
        by: By,
        people: &BTreeSet<&str>,
        restricted: &BTreeSet<&str>,
        known: &BTreeMap<&str, CharacteristicsRecorded>,
    ) -> Self {
        let mut tallies = Self::default();
        for person in people {
            tallies.all = tallies.all.saturating_add(1);
            let Some(group) = known.get(person).and_then(|known| by.group(known)) else {
                tallies.unknown = tallies.unknown.saturating_add(1);
                continue;
            };
            let tally = tallies.groups.entry(group).or_default();
            tally.people = tally.people.saturating_add(1);
            if restricted.contains(person) {
                tally.restricted = tally.restricted.saturating_add(1);
            }
        }
        tallies
    }

    /// Everybody but one group.
    pub(super) fn others(&self, group: &str) -> Tally {
        let others = self.groups.iter().filter(|(name, _)| **name != group);
        others.fold(Tally::default(), |sum, (_, tally)| Tally {
            people: sum.people.saturating_add(tally.people),
            restricted: sum.restricted.saturating_add(tally.restricted),
        })
    }
}

/// The normal distribution's 97.5th percentile: an interval of 95 %.
const Z: f64 = 1.96;

/// How many times as often a group is restricted as others, and the lower end of
/// the interval of 95 % (Katz's logarithms). Where a cell is empty half a person
/// is added to each, as is usual.
pub(super) fn rate_ratio(group: Tally, others: Tally) -> (f64, f64) {
    let empty = group.restricted == 0 || others.restricted == 0;
    let add = if empty { 0.5 } else { 0.0 };
    let cell =
        |tally: Tally| (f64::from(tally.restricted) + add, f64::from(tally.people) + 2.0 * add);
    let ((a, n), (c, m)) = (cell(group), cell(others));
    let ratio = (a / n) / (c / m);
    let error = (1.0 / a - 1.0 / n + 1.0 / c - 1.0 / m).max(0.0).sqrt();
    (ratio, (ratio.ln() - Z * error).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(restricted: u32, people: u32) -> Tally {
        Tally { people, restricted }
    }

    #[test]
    fn a_ratio_has_the_interval_that_a_textbook_gives_it() {
        let (ratio, lower) = rate_ratio(tally(60, 100), tally(40, 100));
        assert!((ratio - 1.5).abs() < 1e-9, "{ratio}");
        assert!((lower - 1.124).abs() < 0.001, "{lower}");
    }

    #[test]
    fn an_empty_cell_gives_a_number() {
        let (ratio, lower) = rate_ratio(tally(5, 10), tally(0, 10));
        assert!(ratio.is_finite() && lower.is_finite() && ratio > 1.0);
    }
}
