//! Histories that are planted in a population, and what is true of each.
//!
//! For each rule there are coercive histories, in each of which it must say so,
//! and lawful ones that look alike, in which it must not. They are told as they
//! would be found in the world's papers, so they are recorded and not done: what
//! they tell would be refused here. The truth is written by whoever wrote the
//! history, and no rule is asked.
//!
//! A rule's histories are one file here and one line in `PLANTED`. Each history
//! has a scheme of its own and people of the population, and keeps to streams of
//! its own. Some rules read all of a person's streams together, so the people are
//! those of whom nothing else is told that bears on it.

mod abuse_no_s42_decision;
mod care_contact_prohibition;
mod care_denial_instruction;
mod checklist_without_evidence;
mod concern;
mod concern_dismissed;
mod conditional_care;
mod consent_not_evidenced;
mod contact_cap;
mod copies;
mod demand_only_outcome;
mod denial_then_harm;
mod disclosure_without_basis;
mod disproportionate_restriction;
mod dissent_overridden;
mod figures;
mod flag_burial;
mod history;
mod instruction_hardening;
mod label_gate;
mod lines;
mod meetings;
mod mislabelled_instruction;
mod no_dpia_or_dsa;
mod no_voice_or_advocate;
mod panel_defect;
mod penalty_after_contact;
mod plan_unseen;
mod police_in_planned_care;
mod police_led_decision;
mod police_record_access;
mod response_removed_no_replacement;
mod restrictive_review_overdue;
mod retaliation;
mod sanction;
mod sanction_applied;
mod sanction_clinically_supported;
mod sanction_threat;
mod scheme_relabelled;
mod seeking;
mod sharing;
mod silence_after_sanction;
mod small_number_release;
mod stale_copy;
mod suppressed_demand;
mod unassessed_self_harm;
mod uncontrolled_claim;
mod withdrawn_still_shared;

use std::{collections::BTreeSet, ops::Range};

pub use self::history::{Expected, History, Truth};
use super::{area::Area, chance::Chance, step::Step, time::When};

/// The histories of a rule.
#[derive(Debug)]
pub struct Planted {
    /// The rule.
    pub rule: &'static str,
    /// Those in which it must fire.
    pub coercive: &'static [Variant],
    /// Those in which it must not: it is silent, or says what the record lacks.
    pub alike: &'static [Variant],
}

/// One history.
#[derive(Debug)]
pub struct Variant {
    /// Its name.
    pub name: &'static str,
    /// What it tells, in a sentence.
    pub tells: &'static str,
    /// How many people it needs.
    pub people: usize,
    /// How many days it takes until its truth stands.
    pub days: i64,
    /// Writes it down.
    pub write: fn(&mut History<'_>),
}

/// Every rule's.
pub static PLANTED: [&Planted; 39] = [
    &abuse_no_s42_decision::PLANTED,
    &care_contact_prohibition::PLANTED,
    &care_denial_instruction::PLANTED,
    &checklist_without_evidence::PLANTED,
    &concern_dismissed::PLANTED,
    &conditional_care::PLANTED,
    &consent_not_evidenced::PLANTED,
    &contact_cap::PLANTED,
    &demand_only_outcome::PLANTED,
    &denial_then_harm::PLANTED,
    &disclosure_without_basis::PLANTED,
    &disproportionate_restriction::PLANTED,
    &dissent_overridden::PLANTED,
    &flag_burial::PLANTED,
    &instruction_hardening::PLANTED,
    &label_gate::PLANTED,
    &mislabelled_instruction::PLANTED,
    &no_dpia_or_dsa::PLANTED,
    &no_voice_or_advocate::PLANTED,
    &panel_defect::PLANTED,
    &penalty_after_contact::PLANTED,
    &plan_unseen::PLANTED,
    &police_in_planned_care::PLANTED,
    &police_led_decision::PLANTED,
    &police_record_access::PLANTED,
    &response_removed_no_replacement::PLANTED,
    &restrictive_review_overdue::PLANTED,
    &retaliation::PLANTED,
    &sanction_applied::PLANTED,
    &sanction_clinically_supported::PLANTED,
    &sanction_threat::PLANTED,
    &scheme_relabelled::PLANTED,
    &silence_after_sanction::PLANTED,
    &small_number_release::PLANTED,
    &stale_copy::PLANTED,
    &suppressed_demand::PLANTED,
    &unassessed_self_harm::PLANTED,
    &uncontrolled_claim::PLANTED,
    &withdrawn_still_shared::PLANTED,
];

/// A history that is to be planted: of whom, and from which day on.
#[derive(Clone, Debug)]
pub struct Sown {
    /// The rule.
    pub rule: &'static str,
    /// The history.
    pub variant: &'static Variant,
    /// What it is called.
    pub name: String,
    /// The first day.
    pub day: i64,
    /// The people's numbers.
    pub people: Vec<u32>,
}

/// A history as it is told, and its truth.
#[derive(Debug)]
pub struct Told {
    /// Its steps.
    pub steps: Vec<Step>,
    /// What is true of it.
    pub truths: Vec<Truth>,
}

impl Sown {
    /// When its people must be on the register.
    pub fn known_by(&self) -> When {
        When::at(self.day, 0, 0)
    }

    /// Tells it.
    pub fn tell(&self, area: &Area, number: u32) -> Told {
        let mut history = History::new(area, self, number);
        (self.variant.write)(&mut history);
        history.told()
    }
}

/// Why histories could not be planted.
#[derive(Debug, PartialEq, Eq)]
pub enum Unsown {
    /// So many people would be needed, and so many are fit for it, of whom too few are
    /// left alone for long enough.
    Few {
        /// How many are needed.
        needed: usize,
        /// How many there are.
        fit: usize,
    },
    /// So many days would be needed.
    Short(i64),
}

/// The rules that judge a person by all that is told of them within some months:
/// their histories are of people of whom nothing else is told meanwhile.
const ALONE: [&str; 6] = [
    denial_then_harm::RULE,
    label_gate::RULE,
    penalty_after_contact::RULE,
    silence_after_sanction::RULE,
    suppressed_demand::RULE,
    unassessed_self_harm::RULE,
];

/// How far beyond a history's days nothing else is told of such a person, in days.
const ALONE_BEYOND: i64 = 190;

/// Sows every history so many times, each on a day of its own and of people of
/// its own, who are taken in the order in which they are given. `is_alone` says
/// whether nothing is told of a person within some days.
pub fn sow(
    area: &Area,
    times: u32,
    people: &[u32],
    is_alone: impl Fn(u32, Range<i64>) -> bool,
) -> Result<Vec<Sown>, Unsown> {
    let mut sown = Vec::new();
    let mut free: BTreeSet<usize> = (0..people.len()).collect();
    let all = PLANTED.iter().flat_map(|planted| {
        let variants = planted.coercive.iter().chain(planted.alike);
        variants.map(|variant| (planted.rule, variant))
    });
    let all: Vec<_> = all.collect();
    let per_time: usize = all.iter().map(|(_, variant)| variant.people).sum();
    let needed = per_time * usize::try_from(times).unwrap_or(usize::MAX);
    for time in 1..=times {
        for (rule, variant) in &all {
            let name = format!("{rule}-{}-{time}", variant.name);
            let mut chance = Chance::of(area.seed, &name, 0);
            let latest = area.last - variant.days - 2;
            if latest < FIRST {
                return Err(Unsown::Short(FIRST + variant.days + 2));
            }
            let day = chance.between(FIRST, latest);
            let meanwhile = day - ALONE_BEYOND..day + variant.days + ALONE_BEYOND;
            let fits = |place: &&usize| {
                let person = people.get(**place).copied().unwrap_or_default();
                !ALONE.contains(rule) || is_alone(person, meanwhile.clone())
            };
            let places: Vec<usize> =
                free.iter().filter(fits).take(variant.people).copied().collect();
            if places.len() < variant.people {
                return Err(Unsown::Few { needed, fit: people.len() });
            }
            for place in &places {
                free.remove(place);
            }
            let people = places.iter().filter_map(|place| people.get(*place)).copied().collect();
            sown.push(Sown { rule, variant, name, day, people });
        }
    }
    Ok(sown)
}

/// The first day on which a history may begin.
pub const FIRST: i64 = 8;
