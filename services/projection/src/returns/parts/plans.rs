//! Part 9: reviews and surveys, as the South London review of 2021 tabled them.

use std::collections::HashMap;

use proto::{
    common::PersonPresence,
    referrals::{CaseOutcome, InformationKind},
};

use super::model::people_ever;
use crate::returns::{
    fact::{Fact, Id, What},
    figure::{Figure, PLANS, REFERRALS},
    known::Known,
    tally::Row,
};

const WITH_PLAN: u8 = 1;
const NEVER_ENGAGED: u8 = 2;
const WITHOUT_PLAN: u8 = 3;

/// Nothing but what was published says it.
const SURVEYED: &str =
    "No event holds an answer to a survey. What was published about it stands beside this.";

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    vec![
        reviewed(known),
        presence(known),
        plan_or_none(known),
        Figure::not_collected(
            "plans.template",
            "Whether one template was used",
            "No event says by what template a review was held.",
        ),
        surveyed("surveys.staff", "Staff surveys returned", &[&["answers", "staff", "survey"]]),
        surveyed("surveys.staff_trained", "Staff who were trained", &[&["staff", "trained"]]),
        surveyed("surveys.staff_concerns", "Staff who voiced concerns", &[&["staff", "concern"]]),
        surveyed(
            "surveys.people",
            "Surveys that people on the scheme returned",
            &[&["answers", "people", "survey"], &["answers", "patient", "survey"]],
        ),
        told(known),
    ]
}

fn surveyed<'f>(
    id: &str,
    label: &str,
    published_as: &'static [&'static [&'static str]],
) -> Figure<'f> {
    Figure::not_collected(id, label, SURVEYED).published_as(published_as)
}

/// Every plan of the scheme.
fn all_plans<'f>(known: &Known<'f>) -> Figure<'f> {
    Figure::acts(PLANS, "plan", ("plans.all", "", "")).by("borough").counting(
        known
            .plans
            .values()
            .map(|plan| (plan.came.thing, known.borough(plan.came.person), plan.came)),
    )
}

/// The plans that were reviewed, and the latest review of each.
fn reviews<'f>(known: &Known<'f>) -> impl Iterator<Item = (Id, &'f Fact)> {
    known.plans.values().filter_map(|plan| plan.reviewed.map(|fact| (plan.came.thing, fact)))
}

fn reviewed<'f>(known: &Known<'f>) -> Figure<'f> {
    Figure::acts(
        PLANS,
        "plan",
        (
            "plans.reviewed",
            "Plans reviewed",
            "Plans of the scheme with a review on record by the day, of all plans, by the borough \
         that holds the person's case.",
        ),
    )
    .by("borough")
    .of(&all_plans(known), known, "plans of the scheme")
    .published_as(&[&["plan", "reviewed"]])
    .counting(reviews(known).map(|(plan, fact)| (plan, known.borough(fact.person), fact)))
}

/// Who was there: whether the person, in tens, and whether an officer, in ones.
fn presence<'f>(known: &Known<'f>) -> Figure<'f> {
    let who = |fact: &Fact| {
        let presence = PersonPresence::try_from(i32::from(fact.code(0))).unwrap_or_default();
        let person = match presence {
            PersonPresence::Present | PersonPresence::Represented => 10,
            PersonPresence::Declined | PersonPresence::NotInvited => 20,
            PersonPresence::Unspecified | PersonPresence::NotRecorded => 30,
        };
        person + fact.code(1)
    };
    Figure::acts(PLANS, "plan", (
        "plans.presence",
        "Plans reviewed, by who was there",
        "The latest review of each plan. A person is there if they or whom they chose took part; \
         not if they were not invited or declined.",
    ))
    .by_code("who was there", |code| {
        let who = match code {
            11 => "The person and an officer",
            10 => "The person without an officer",
            21 => "An officer without the person",
            20 => "Neither",
            31 => "An officer; of the person it is not recorded",
            _ => "No officer; of the person it is not recorded",
        };
        who.to_owned()
    })
    .of(&all_plans(known), known, "plans of the scheme")
    .counting(reviews(known).map(|(plan, fact)| (plan, Row::Code(who(fact)), fact)))
}

/// People with a plan, by borough.
pub fn people_with_plans<'f>(known: &Known<'f>) -> Figure<'f> {
    Figure::people(
        PLANS,
        (
            "views.people_with_plans",
            "People with a plan",
            "People of whom the scheme had a plan by the day.",
        ),
    )
    .by("borough")
    .counting(known.plans.values().map(|plan| {
        let person = plan.came.person;
        (known.person(person), known.borough(person), plan.came)
    }))
}

fn plan_or_none<'f>(known: &Known<'f>) -> Figure<'f> {
    let mut with: HashMap<Id, &Fact> = HashMap::new();
    for plan in known.plans.values() {
        with.entry(known.person(plan.came.person)).or_insert(plan.came);
    }
    let mut never: HashMap<Id, &Fact> = HashMap::new();
    for case in known.cases.values() {
        let engaged = |fact: &&Fact| {
            i32::from(fact.code(0)) == i32::from(CaseOutcome::NeverEngaged)
                && fact.what == What::CaseClosed
        };
        if let Some(fact) = case.ended.filter(engaged) {
            never.insert(known.person(case.made.person), fact);
        }
    }
    Figure::people(PLANS, (
        "plans.people",
        "People ever on the scheme, by whether there is a plan",
        "Those whose case was closed because they never engaged stand apart, if no plan was made.",
    ))
    .by_code("plan", |code| {
        let plan = match code {
            WITH_PLAN => "A plan",
            NEVER_ENGAGED => "No plan: never engaged",
            _ => "No plan",
        };
        plan.to_owned()
    })
    .counting(known.people_ever().map(|(person, accepted)| {
        match (with.get(&person), never.get(&person)) {
            (Some(plan), _) => (person, Row::Code(WITH_PLAN), *plan),
            (None, Some(closed)) => (person, Row::Code(NEVER_ENGAGED), *closed),
            (None, None) => (person, Row::Code(WITHOUT_PLAN), accepted),
        }
    }))
}

fn told<'f>(known: &Known<'f>) -> Figure<'f> {
    let letters = known.of(What::Information).filter(|fact| {
        i32::from(fact.code(0)) == i32::from(InformationKind::SchemeChange) && fact.code(1) != 0
    });
    Figure::people(REFERRALS, (
        "plans.told_in_writing",
        "People who were written to about a change of the scheme",
        "People who were given something to keep about it by the day, of those who were ever on \
         the scheme.",
    ))
    .by("borough")
    .of(&people_ever(known), known, "people ever on the scheme")
    .counting(letters.map(|fact| (known.person(fact.person), known.borough(fact.person), fact)))
}
