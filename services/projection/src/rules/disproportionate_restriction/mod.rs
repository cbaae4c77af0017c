//! A scheme restricts people of one group more often than others.
//!
//! > "discriminatory practices and attitudes" must be eradicated
//! > NHS England, position on SIM and similar models, 10 March 2023, element (c)
//!
//! Restricted is whoever had a restrictive plan in force, a sanction or a
//! behavioural contract under the scheme, once or often. All years count together,
//! so that small schemes are not hidden by small years. Numbers of people are not
//! told: a group of ten is shown by its name alone. Where more than a tenth of the
//! people have no record of what is compared, nothing is claimed of it.
//!
//! It is asked once in four weeks, of what was recorded by then.

mod groups;

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    Named as _,
    careplans::PlanPublished,
    panel::SchemeRegistered,
    referrals::{CharacteristicsRecorded, ReferralAccepted},
    sanctions::{BehaviouralContractImposed, SanctionApplied},
};

use self::groups::{By, Tallies, rate_ratio};
use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since,
    sources::NHSE_2023_C,
    watch::{by_people, by_scheme},
};
use crate::history::{History, Seen};

static RATE_RATIO_PERCENT: Dated = Dated {
    name: "rate_ratio_percent",
    values: &[Since::ours(
        150,
        "no source gives a ratio; half as often again is more than case mix explains without being looked at",
    )],
};

static GROUP_PEOPLE_MIN: Dated = Dated {
    name: "group_people_min",
    values: &[Since::ours(
        10,
        "no source gives a number; of fewer people an interval is too wide to say anything",
    )],
};

static UNKNOWN_PERCENT_MAX: Dated = Dated {
    name: "unknown_percent_max",
    values: &[Since::ours(
        10,
        "no source gives a share; with more than a tenth unknown a ratio can be turned by whom nobody asked",
    )],
};

pub static RULE: Rule = Rule {
    id: "disproportionate-restriction",
    pattern: "A scheme restricted people of one group at least one and a half times as often as others.",
    family: Family::Disproportionality,
    severity: Severity::S2,
    sources: &[&NHSE_2023_C],
    parameters: &[&RATE_RATIO_PERCENT, &GROUP_PEOPLE_MIN, &UNKNOWN_PERCENT_MAX],
    acts: &[RecommendedAct::BoardAndReturn],
    anchors: &[SchemeRegistered::KIND],
    watches: &[
        by_people(CharacteristicsRecorded::KIND),
        by_scheme(BehaviouralContractImposed::KIND),
        by_scheme(PlanPublished::KIND),
        by_scheme(ReferralAccepted::KIND),
        by_scheme(SanctionApplied::KIND),
    ],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::USUAL
};

const UNKNOWN: &str = "what is compared is not on record for more than a tenth of the people";

fn detect(history: &History) -> Finding {
    let Some(scheme) = history.anchored::<SchemeRegistered>().next() else {
        return Finding::silent();
    };
    let now = history.now();
    let restrictions = restrictions(history);
    let restricted: BTreeSet<&str> = restrictions.iter().map(|seen| person(*seen)).collect();
    let accepted = history.of::<ReferralAccepted>().map(|seen| person(seen.of_any_kind()));
    let planned = history.of::<PlanPublished>().map(|seen| person(seen.of_any_kind()));
    let mut people: BTreeSet<&str> = accepted.chain(planned).collect();
    people.extend(&restricted);
    people.remove("");
    // What was recorded last of somebody holds.
    let known: BTreeMap<&str, &CharacteristicsRecorded> = history
        .of::<CharacteristicsRecorded>()
        .map(|seen| (person(seen.of_any_kind()), seen.event))
        .collect();
    let least = history.value(&GROUP_PEOPLE_MIN, now);
    let most_unknown = u64::from(history.value(&UNKNOWN_PERCENT_MAX, now));
    let ratio_min = f64::from(history.value(&RATE_RATIO_PERCENT, now)) / 100.0;

    let mut because = Vec::new();
    let mut unknown = Vec::new();
    let mut flagged: BTreeSet<&str> = BTreeSet::new();
    for by in By::ALL {
        let tallies = Tallies::of(by, &people, &restricted, &known);
        if tallies.all < least.saturating_mul(2) {
            continue; // Too few to compare, whatever is known of them.
        }
        if u64::from(tallies.unknown).saturating_mul(100)
            > u64::from(tallies.all).saturating_mul(most_unknown)
        {
            unknown.push(by.words());
            continue;
        }
        for (group, tally) in &tallies.groups {
            let others = tallies.others(group);
            if tally.people < least || others.people < least {
                continue;
            }
            let (ratio, lower) = rate_ratio(*tally, others);
            // A hair's breadth below, since a ratio of whole numbers is rounded.
            if ratio + 1e-9 >= ratio_min && lower > 1.0 {
                because.push(format!("The scheme restricted {group} more often than others."));
                flagged.extend(people.iter().filter(|person| {
                    known.get(*person).and_then(|known| by.group(known)) == Some(*group)
                }));
            }
        }
    }
    let begin = |because: String| {
        Grounds::since(scheme.meta.occurred.end, because)
            .shown_by(scheme, "The scheme is one of those that are watched.")
            .answered_by(&scheme.event.lead_agency_id)
    };
    if !because.is_empty() {
        let of_them = restrictions.into_iter().filter(|seen| flagged.contains(person(*seen)));
        return Finding::fires(of_them.fold(begin(because.join(" ")), |grounds, seen| {
            grounds.shown_by(seen, "Somebody of the group was restricted.")
        }));
    }
    if restricted.is_empty() || unknown.is_empty() {
        return Finding::silent();
    }
    let because = format!("People were restricted, and {UNKNOWN}: {}.", unknown.join(", "));
    Finding::not_evidenced(UNKNOWN, begin(because))
}

/// Whatever restricted somebody under the scheme, oldest first.
fn restrictions(history: &History) -> Vec<Seen<'_, ()>> {
    let plans = history.of::<PlanPublished>().filter(|seen| seen.event.restrictive);
    let mut found: Vec<Seen<'_, ()>> = plans
        .map(Seen::of_any_kind)
        .chain(history.of::<SanctionApplied>().map(Seen::of_any_kind))
        .chain(history.of::<BehaviouralContractImposed>().map(Seen::of_any_kind))
        .filter(|seen| !seen.meta.person.is_empty())
        .collect();
    found.sort_by_key(|seen| (seen.meta.occurred.end, seen.meta.context(), seen.meta.position));
    found
}

fn person<'a>(seen: Seen<'a, ()>) -> &'a str {
    &seen.meta.person
}
