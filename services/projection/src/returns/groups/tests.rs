//! What is counted of groups, held against the rule that counts the same.
#![allow(clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use proto::{Named as _, any::AnyEvent, envelope::Recorded, panel::SchemeRegistered};

use super::*;
use crate::{
    history::History,
    returns::{Record, heard, shown},
    rules::{by_id, histories::parse},
    views::moment::AsOf,
};

const RECORD: Record = Record { heard: true, readable: true };
const THRESHOLDS: Thresholds = Thresholds { group_people_min: 10, unknown_percent_max: 10 };

/// Two groups of a scheme, of whom women are restricted more often, in several ways.
const STORY: &str = "\
# women more often
day 0  scheme_registered  scheme=sim name=n lead_agency=trust
each 1..40 day 1  referral_accepted  referral=r{n} agency=trust person=p{n} scheme=sim
each 1..40 day 1  characteristics_recorded  person=p{n} sex=female autistic=yes
each 1001..1060 day 1  referral_accepted  referral=r{n} agency=trust person=p{n} scheme=sim
each 1001..1060 day 1  characteristics_recorded  person=p{n} sex=male
each 2001..2003 day 1  referral_accepted  referral=r{n} agency=trust person=p{n} scheme=sim
each 1..10 day 2  plan_published  plan=pl{n} person=p{n} version=1 scheme=sim agency=trust restrictive=yes
each 5..12 day 2  sanction_applied  sanction=s{n} person=p{n} agency=police kind=caution predicate=calling scheme=sim
each 1001..1010 day 2  sanction_applied  sanction=s{n} person=p{n} agency=police kind=caution predicate=calling scheme=sim
each 1020..1025 day 2  sanction_applied  sanction=s{n} person=p{n} agency=police kind=caution predicate=separate_offence scheme=sim
each 1030..1032 day 3  sanction_threatened  sanction=t{n} person=p{n} agency=police kind=caution predicate=calling scheme=sim
each 1..20 day 3  consent_recorded  consent=c{n} person=p{n} scheme=sim method=written
each 1..2 day 4  consent_refused  consent=d{n} person=p{n} scheme=sim
";

/// The facts of a scheme, as they are kept, from the events of a case.
fn facts(entries: &[std::sync::Arc<Recorded<AnyEvent>>], scheme: &str) -> Vec<Fact> {
    let said = entries.iter().flat_map(|entry| heard(entry));
    let ours = said.filter(|heard| heard.scheme.as_deref().is_none_or(|named| named == scheme));
    ours.map(|heard| heard.fact).collect()
}

fn asked(facts: &[Fact], at: Timestamp) -> Asked<'_> {
    let as_of = AsOf { at, known_at: Timestamp::MAX };
    Asked { facts, names: HashMap::new(), as_of, record: RECORD }
}

fn schemes(entries: &[std::sync::Arc<Recorded<AnyEvent>>]) -> BTreeSet<String> {
    let registered = entries.iter().filter(|e| e.meta.type_name == SchemeRegistered::KIND);
    registered.map(|entry| entry.meta.stream.to_string()).collect()
}

fn story() -> (Vec<Fact>, Timestamp) {
    let case = parse(STORY).unwrap().pop().unwrap();
    let scheme = schemes(&case.entries).pop_first().unwrap();
    (facts(&case.entries, &scheme), case.now)
}

fn by(characteristic: Characteristic, suppressing: bool) -> GroupComparison {
    let (facts, at) = story();
    let all = compared(asked(&facts, at)).to_wire(characteristic, suppressing, THRESHOLDS);
    assert_eq!(all.len(), 1);
    all.into_iter().next().unwrap()
}

fn had(rates: &GroupRates) -> BTreeMap<&str, (u64, u64)> {
    let of = |group: &'_ GroupRate| (group.people.unwrap(), group.had.unwrap());
    rates.groups.iter().map(|group| (group.label.as_str(), of(group))).collect()
}

#[test]
fn each_group_is_counted_once_and_whoever_has_no_record_is_a_row() {
    let by_sex = by(Characteristic::Sex, false);
    assert_eq!(by_sex.people, Some(103));
    let outcomes = &by_sex.rates;
    // Twelve women by plans and sanctions, six of them by both; an offence apart restricts nobody.
    let wanted = [("men", (60, 10)), (NOT_RECORDED, (3, 0)), ("women", (40, 12))];
    assert_eq!(had(&outcomes[0]), BTreeMap::from(wanted));
    assert_eq!(had(&outcomes[1])["men"], (60, 13), "a threat counts beside sanctions");
    assert_eq!(outcomes[2].state(), FigureState::NotCollected);
    assert!(outcomes[2].groups.iter().all(|g| g.had.is_none() && g.says.contains("does not say")));
    assert_eq!(had(&outcomes[3])["women"], (40, 22), "two refused, and of twenty there is none");
    let women = outcomes[0].groups.iter().find(|group| group.label == "women").unwrap();
    assert!(women.says.starts_with("Of 40 women, 12 had a restriction: 30%"), "{}", women.says);
    assert_eq!(by_sex.caveats, ["Of 103 people, 3 have nothing on record about sex (3%)."]);
}

#[test]
fn with_more_than_a_tenth_unknown_that_is_said() {
    let by_autism = by(Characteristic::Autistic, false);
    assert!(by_autism.caveats[1].starts_with("That is more than 10%"), "{:?}", by_autism.caveats);
}

#[test]
fn suppressed_a_row_of_three_takes_the_smallest_other_with_it() {
    let by_sex = by(Characteristic::Sex, true);
    let people: Vec<Option<u64>> = by_sex.groups.iter().map(|group| group.people).collect();
    assert_eq!(people, [Some(60), None, None]);
    let men = &by_sex.rates[0].groups[0];
    assert_eq!((men.had, men.rate_ratio), (Some(10), None), "women would follow from a ratio");
}

#[test]
fn every_number_leads_to_its_events() {
    let (facts, at) = story();
    let comparisons =
        compared(asked(&facts, at)).to_wire(Characteristic::Unspecified, false, THRESHOLDS);
    assert_eq!(comparisons.len(), By::ALL.len());
    for one in &comparisons {
        let outcomes = one.rates.iter().map(|rates| (&rates.figure_id, rates.had));
        for (figure, number) in outcomes.chain([(&one.figure_id, one.people)]) {
            let (_, events) = shown(asked(&facts, at), figure).unwrap();
            let counted: BTreeSet<&str> = events.iter().map(|e| e.counted_id.as_str()).collect();
            assert_eq!(counted.len() as u64, number.unwrap_or_default(), "{figure}");
        }
    }
    assert!(shown(asked(&facts, at), "groups.sex.no_such").is_none());
}

/// The rule names exactly the groups whose shown ratio is at least 1.5 and above chance.
#[test]
fn the_comparison_counts_what_the_rule_counts() {
    let rule = by_id("disproportionate-restriction").unwrap();
    let mut named = 0;
    for case in [rule.fires, rule.silent, STORY].into_iter().flat_map(|text| parse(text).unwrap()) {
        for scheme in schemes(&case.entries) {
            let history = History::new(scheme.clone(), case.now, case.entries.clone());
            let finding = format!("{:?}", (rule.detect)(&history).verdict);
            let facts = facts(&case.entries, &scheme);
            let all = compared(asked(&facts, case.now));
            for one in all.to_wire(Characteristic::Unspecified, false, THRESHOLDS) {
                let known = !one.caveats.iter().any(|says| says.contains("more than 10%"));
                for group in one.rates[0].groups.iter().filter(|group| !group.not_recorded) {
                    let more =
                        group.rate_ratio.is_some_and(|r| r.value + 1e-9 >= 1.5 && r.low > 1.0);
                    let says = format!("The scheme restricted {} more often", group.label);
                    assert_eq!(finding.contains(&says), known && more, "{says}: {finding}");
                    named += usize::from(known && more);
                }
            }
        }
    }
    assert!(named >= 6, "{named}");
}
