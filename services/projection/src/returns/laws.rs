//! What holds of every return, whatever happened.
#![allow(clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use proptest::prelude::*;
use proto::{
    oversight::{Characteristic, Figure, FigureState, GroupComparison},
    sanctions::SanctionKind,
};

use super::{
    complete::Habits,
    fact::{Fact, Id, What},
    *,
};
use crate::{cohort::Thresholds, views::moment::Moment};

const RECORD: Record = Record { heard: true, readable: true };

fn at(day: i64) -> Timestamp {
    Timestamp::from_second(1_600_000_000 + day * 86_400).unwrap()
}

fn as_of(day: i64, known: i64) -> AsOf {
    AsOf { at: at(day), known_at: at(known) }
}

fn id(noun: u8, number: u8) -> Id {
    Id::of_event(uuid::Uuid::from_u128((u128::from(noun) << 64) | (u128::from(number) + 1)))
}

/// Any history of a scheme: few people and things, so that much meets.
fn any_fact() -> impl Strategy<Value = Fact> {
    let what = 0..What::ALL.len();
    let codes = prop::array::uniform6(0_u8..12);
    let flags = any::<(bool, bool)>();
    let days = (0_i64..60, 0_i64..30);
    let things = (0_u8..6, 0_u8..6, 0_u8..5, 0_u8..3);
    let words = prop::sample::select(vec!["Lambeth", "Croydon", "", "Plans reviewed, total", "4"]);
    (what, codes, flags, days, things, words).prop_map(
        |(what, codes, (acted, named), (day, late), (thing, about, person, agency), word)| {
            let context = ["referrals", "panel", "careplans", "sanctions", "concerns"];
            Fact {
                what: What::ALL[what],
                codes,
                acted,
                named,
                when: Moment { happened: at(day), known: at(day + late) },
                until: None,
                context: context[what % context.len()],
                position: 0,
                thing: id(1, thing),
                about: id(1, about),
                person: id(2, person),
                agency: id(3, agency),
                words: vec![word.to_owned(), "3 of 4".to_owned()],
            }
        },
    )
}

fn any_history() -> impl Strategy<Value = Vec<Fact>> {
    prop::collection::vec(any_fact(), 0..80).prop_map(|mut facts| {
        for (fact, position) in facts.iter_mut().zip(1..) {
            fact.position = position;
        }
        facts
    })
}

fn asked(facts: &[Fact], as_of: AsOf) -> Asked<'_> {
    Asked { facts, names: HashMap::new(), as_of, record: RECORD }
}

fn figures(facts: &[Fact], as_of: AsOf, suppressing: bool) -> Vec<Figure> {
    let parts = answered(asked(facts, as_of));
    parts.iter().flatten().map(|figure| figure.to_wire(as_of.at, suppressing)).collect()
}

fn comparisons(facts: &[Fact], suppressing: bool) -> Vec<GroupComparison> {
    let thresholds = Thresholds { group_people_min: 10, unknown_percent_max: 10 };
    let compared = compared(asked(facts, as_of(100, 200)));
    compared.to_wire(Characteristic::Unspecified, suppressing, thresholds)
}

#[test]
fn there_are_ten_parts_and_no_two_figures_share_an_id() {
    let parts = answered(asked(&[], as_of(0, 0)));
    assert_eq!(parts.len(), 10);
    assert!(parts.iter().all(|figures| !figures.is_empty()));
    let ids: Vec<&str> = parts.iter().flatten().map(Answered::id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn of_a_scheme_of_which_nothing_is_known_nothing_is_called_none() {
    for figure in figures(&[], as_of(0, 0), false) {
        assert_eq!(figure.state(), FigureState::NotCollected, "{}", figure.figure_id);
        assert!(figure.number.is_none() && !figure.completeness_reason.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_add_up_to_their_total_whatever_happened(facts in any_history()) {
        for figure in figures(&facts, as_of(100, 200), false) {
            let rows: u64 = figure.rows.iter().filter_map(|row| row.number).sum();
            if !figure.rows_by.is_empty() {
                prop_assert_eq!(figure.number.unwrap_or_default(), rows, "{}", figure.figure_id);
            }
            let is_counted = figure.number.is_some_and(|number| number > 0);
            prop_assert_eq!(is_counted, figure.state() == FigureState::Counted);
        }
    }

    #[test]
    fn a_number_is_that_of_the_different_things_behind_it(facts in any_history()) {
        for figure in figures(&facts, as_of(100, 200), false) {
            let found = shown(asked(&facts, as_of(100, 200)), &figure.figure_id);
            let (_, events) = found.unwrap();
            let counted: BTreeSet<&str> = events.iter().map(|e| e.counted_id.as_str()).collect();
            prop_assert_eq!(figure.number.unwrap_or_default(), counted.len() as u64);
            let mut rows: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for event in &events {
                rows.entry(&event.row).or_default().insert(&event.counted_id);
            }
            for row in &figure.rows {
                prop_assert_eq!(row.number, Some(rows[row.label.as_str()].len() as u64));
            }
        }
    }

    #[test]
    fn a_return_does_not_depend_on_the_order_in_which_facts_came(
        (facts, shuffled) in any_history().prop_flat_map(|facts| {
            (Just(facts.clone()), Just(facts).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(
            figures(&facts, as_of(40, 60), false),
            figures(&shuffled, as_of(40, 60), false)
        );
    }

    #[test]
    fn what_was_not_known_or_had_not_happened_changes_nothing(
        facts in any_history(), day in 0_i64..60, known in 0_i64..90,
    ) {
        let standing: Vec<Fact> =
            facts.iter().filter(|fact| fact.when.stood(as_of(day, known))).cloned().collect();
        prop_assert_eq!(
            figures(&facts, as_of(day, known), false),
            figures(&standing, as_of(day, known), false)
        );
    }

    #[test]
    fn what_may_be_published_holds_no_small_number_of_people(facts in any_history()) {
        for figure in figures(&facts, as_of(100, 200), true) {
            if figure.unit() == proto::oversight::FigureUnit::Things {
                continue;
            }
            let numbers = figure.rows.iter().filter_map(|row| row.number);
            let numbers = numbers.chain(figure.number).chain(figure.denominator);
            for number in numbers {
                prop_assert!(number == 0 || number > suppress::SMALL_MAX);
            }
            prop_assert!(figure.rows.iter().all(|row| row.denominator.is_none()));
            let compared = figure.published.iter().any(|published| {
                published.difference.chars().any(|letter| letter.is_ascii_digit())
            });
            prop_assert!(!compared, "a difference gives the number away");
        }
    }

    #[test]
    fn groups_add_up_to_their_total_in_any_order_and_lead_to_their_events(
        (facts, shuffled) in any_history().prop_flat_map(|facts| {
            (Just(facts.clone()), Just(facts).prop_shuffle())
        }),
    ) {
        let of = |facts: &[Fact]| comparisons(facts, false);
        prop_assert_eq!(of(&facts), of(&shuffled));
        for one in of(&facts) {
            let people: u64 = one.groups.iter().filter_map(|group| group.people).sum();
            prop_assert_eq!(Some(people), one.people);
            for rates in one.rates {
                let had: u64 = rates.groups.iter().filter_map(|group| group.had).sum();
                prop_assert_eq!(had, rates.had.unwrap_or_default());
                let (_, events) = shown(asked(&facts, as_of(100, 200)), &rates.figure_id).unwrap();
                let counted: BTreeSet<&str> = events.iter().map(|e| e.counted_id.as_str()).collect();
                prop_assert_eq!(counted.len() as u64, had);
            }
        }
    }

    #[test]
    fn groups_that_may_be_published_hold_no_small_number(facts in any_history()) {
        for one in comparisons(&facts, true) {
            let rates = one.rates.iter();
            let of_rates = rates.flat_map(|r| r.groups.iter().flat_map(|g| [g.people, g.had]).chain([r.had]));
            let numbers = of_rates.chain(one.groups.iter().map(|group| group.people)).chain([one.people]);
            for number in numbers.flatten() {
                prop_assert!(number == 0 || number > suppress::SMALL_MAX);
            }
            for group in one.rates.iter().flat_map(|rates| &rates.groups) {
                prop_assert!(group.had.is_some() || group.rate_percent.is_none());
                prop_assert!(group.had.is_some() || group.rate_ratio.is_none());
            }
        }
    }
}

#[test]
fn a_nought_is_none_only_where_such_things_are_put_on_record_as_they_are_done() {
    let mut arrest = Fact {
        what: What::Sanctioned,
        codes: [u8::try_from(i32::from(SanctionKind::Arrest)).unwrap(), 1, 0, 0, 0, 0],
        acted: true,
        named: true,
        when: Moment { happened: at(1), known: at(1) },
        until: None,
        context: "sanctions",
        position: 1,
        thing: id(1, 1),
        about: Id::NONE,
        person: id(2, 1),
        agency: id(3, 1),
        words: Vec::new(),
    };
    let cautions = |facts: &[Fact]| {
        let all = figures(facts, as_of(9, 9), false);
        all.into_iter().find(|figure| figure.figure_id == "sanctions.cautions").unwrap()
    };
    let figure = cautions(std::slice::from_ref(&arrest));
    assert_eq!((figure.state(), figure.number), (FigureState::None, Some(0)));
    arrest.acted = false;
    let figure = cautions(std::slice::from_ref(&arrest));
    assert_eq!((figure.state(), figure.number), (FigureState::NotCollected, None));
    // Where somebody looked and published that there was none, that is an answer.
    let claim = Fact {
        what: What::Published,
        context: "panel",
        position: 2,
        codes: [0; 6],
        words: vec!["People cautioned".into(), "none".into()],
        ..arrest.clone()
    };
    let figure = cautions(&[arrest, claim]);
    assert_eq!((figure.state(), figure.number), (FigureState::None, Some(0)));
    assert!(figure.completeness_reason.contains("published"), "{}", figure.completeness_reason);
}

#[test]
fn habits_are_told_apart_by_context() {
    let of = |context, acted| Fact {
        what: What::Published,
        codes: [0; 6],
        acted,
        named: true,
        when: Moment { happened: at(1), known: at(1) },
        until: None,
        context,
        position: 1,
        thing: id(1, 1),
        about: Id::NONE,
        person: Id::NONE,
        agency: id(3, 1),
        words: Vec::new(),
    };
    let facts = [of("sanctions", true), of("sanctions", true), of("panel", false)];
    let known = Known::new(&facts, HashMap::new(), as_of(9, 9));
    let habits = format!("{:?}", Habits::of(&known));
    assert_eq!(habits, r#"Habits({"panel": (0, 1), "sanctions": (2, 0)})"#);
}
