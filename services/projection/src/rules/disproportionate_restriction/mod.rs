//! A scheme restricts people of one group more often than others.
//!
//! > "discriminatory practices and attitudes" must be eradicated
//! > NHS England, position on SIM and similar models, 10 March 2023, element (c)
//!
//! Restricted is whoever had a restrictive plan in force, a sanction or a
//! behavioural contract under the scheme, once or often. All years count together,
//! so that small schemes are not hidden by small years. Numbers of people are not
//! told: a group of ten is shown by its name alone. Nor is any person's event listed:
//! it would say of that person what group they are in. Where more than a tenth of the
//! people have no record of what is compared, nothing is claimed of it.
//!
//! What restricts somebody, and how groups compare, is `cohort`'s. What a predecessor did is
//! the predecessor's.
//!
//! It is asked once in four weeks, of what was recorded by then.

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    Named as _,
    careplans::PlanPublished,
    panel::SchemeRegistered,
    referrals::{CharacteristicsRecorded, ReferralAccepted},
    sanctions::{BehaviouralContractImposed, SanctionApplied},
};

use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since,
    sources::NHSE_2023_C,
    watch::{by_people, by_scheme},
};
use crate::{
    cohort::{
        groups::{By, Tallies, say_more, too_many_unknown},
        rates::rate_ratio,
        restricts,
    },
    history::{History, Seen},
};

static RATE_RATIO_PERCENT: Dated = Dated {
    name: "rate_ratio_percent",
    values: &[Since::ours(
        150,
        "no source gives a ratio; half as often again is more than case mix explains without being looked at",
    )],
};

pub static GROUP_PEOPLE_MIN: Dated = Dated {
    name: "group_people_min",
    values: &[Since::ours(
        10,
        "no source gives a number; of fewer people an interval is too wide to say anything",
    )],
};

pub static UNKNOWN_PERCENT_MAX: Dated = Dated {
    name: "unknown_percent_max",
    values: &[Since::ours(
        10,
        "no source gives a share; with more than a tenth unknown a ratio can be turned by whom nobody asked",
    )],
};

pub static RULE: Rule = Rule {
    id: "disproportionate-restriction",
    pattern: "A scheme restricted people of one group at least one and a half times as often as others.",
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
    ..Rule::usual(Family::Disproportionality, Severity::S2)
};

const UNKNOWN: &str = "what is compared is not on record for more than a tenth of the people";

fn detect(history: &History) -> Finding {
    let Some(scheme) = history.anchored::<SchemeRegistered>().next() else {
        return Finding::silent();
    };
    let now = history.now();
    let restrictions = restrictions(history);
    let restricted: BTreeSet<&str> = restrictions.iter().map(|seen| person(*seen)).collect();
    let of_scheme = |scheme_id: &str| scheme_id == history.anchor();
    let accepted = history
        .of::<ReferralAccepted>()
        .filter(|seen| of_scheme(&seen.event.scheme_id))
        .map(|seen| person(seen.of_any_kind()));
    let planned = history
        .of::<PlanPublished>()
        .filter(|seen| of_scheme(&seen.event.scheme_id))
        .map(|seen| person(seen.of_any_kind()));
    let mut people: BTreeSet<&str> = accepted.chain(planned).collect();
    people.extend(&restricted);
    people.remove("");
    let known = characteristics(history);
    let least = history.value(&GROUP_PEOPLE_MIN, now);
    let most_unknown = history.value(&UNKNOWN_PERCENT_MAX, now);
    let ratio_min = f64::from(history.value(&RATE_RATIO_PERCENT, now)) / 100.0;

    let mut because = Vec::new();
    let mut unknown = Vec::new();
    for by in By::ALL {
        let tallies = Tallies::of(by, people.iter().copied(), &restricted, &known);
        if tallies.all.people < least.saturating_mul(2) {
            continue; // Too few to compare, whatever is known of them.
        }
        if too_many_unknown(tallies.unknown.people, tallies.all.people, most_unknown) {
            unknown.push(by.words());
            continue;
        }
        for (group, tally) in &tallies.groups {
            let others = tallies.others(group);
            if tally.people < least || others.people < least {
                continue;
            }
            let ratio = rate_ratio(*tally, others);
            // A hair's breadth below, since a ratio of whole numbers is rounded.
            if ratio.value + 1e-9 >= ratio_min && ratio.low > 1.0 {
                because.push(format!("The scheme restricted {group} more often than others."));
            }
        }
    }
    let begun = scheme.meta.occurred.end;
    let since = restrictions.first().map_or(begun, |first| first.meta.occurred.end);
    let begin = |because: String| {
        Grounds::since(since, because)
            .shown_by(scheme, "The scheme is one of those that are watched.")
            .answered_by(&scheme.event.lead_agency_id)
    };
    if !because.is_empty() {
        return Finding::fires(begin(because.join(" ")));
    }
    if restricted.is_empty() || unknown.is_empty() {
        return Finding::silent();
    }
    let because = format!("People were restricted, and {UNKNOWN}: {}.", unknown.join(", "));
    Finding::not_evidenced(UNKNOWN, begin(because))
}

/// What is known of each person.
fn characteristics(history: &History) -> BTreeMap<&str, CharacteristicsRecorded> {
    let mut known: BTreeMap<&str, CharacteristicsRecorded> = BTreeMap::new();
    for seen in history.of::<CharacteristicsRecorded>() {
        say_more(known.entry(person(seen.of_any_kind())).or_default(), seen.event);
    }
    known
}

/// Whatever restricted somebody under the scheme, oldest first.
fn restrictions(history: &History) -> Vec<Seen<'_, ()>> {
    let of_scheme = |scheme_id: &str| scheme_id == history.anchor();
    let plans = history
        .of::<PlanPublished>()
        .filter(|seen| restricts::by_plan(seen.event) && of_scheme(&seen.event.scheme_id));
    let sanctions = history
        .of::<SanctionApplied>()
        .filter(|seen| restricts::by_sanction(seen.event) && of_scheme(&seen.event.scheme_id));
    let contracts = history
        .of::<BehaviouralContractImposed>()
        .filter(|seen| restricts::by_contract(seen.event) && of_scheme(&seen.event.scheme_id));
    let mut found: Vec<Seen<'_, ()>> = plans
        .map(Seen::of_any_kind)
        .chain(sanctions.map(Seen::of_any_kind))
        .chain(contracts.map(Seen::of_any_kind))
        .filter(|seen| !seen.meta.person.is_empty())
        .collect();
    found.sort_by_key(|seen| (seen.meta.occurred.end, seen.meta.context(), seen.meta.position));
    found
}

fn person<'a>(seen: Seen<'a, ()>) -> &'a str {
    &seen.meta.person
}
