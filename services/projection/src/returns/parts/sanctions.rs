//! Part 3: sanctions, each kind by itself: acts, people, and whether the grounds were reviewed.

use std::collections::HashMap;

use proto::sanctions::{
    ContractPenalty, Predicate, ReductionReason, SanctionKind, SanctionReviewOutcome,
};

use crate::returns::{
    fact::{Fact, Id, What},
    figure::{Figure, PLANS, SANCTIONS, capitalised, label},
    known::Known,
    tally::Row,
};

/// What is counted of a sanction, and by which words it is published elsewhere.
struct Kind {
    kind: SanctionKind,
    id: &'static str,
    label: &'static str,
    published_as: &'static [&'static [&'static str]],
}

const fn kind(
    kind: SanctionKind,
    id: &'static str,
    label: &'static str,
    published_as: &'static [&'static [&'static str]],
) -> Kind {
    Kind { kind, id, label, published_as }
}

/// Every kind of sanction that the contract knows.
const KINDS: &[Kind] = &[
    kind(
        SanctionKind::CommunityProtectionNotice,
        "sanctions.community_protection_notices",
        "community protection notices",
        &[&["community", "protection"], &["given", "notice"]],
    ),
    kind(
        SanctionKind::CommunityProtectionWarning,
        "sanctions.community_protection_warnings",
        "warnings of a community protection notice",
        &[&["community", "protection", "warning"]],
    ),
    kind(
        SanctionKind::CriminalBehaviourOrder,
        "sanctions.criminal_behaviour_orders",
        "criminal behaviour orders",
        &[&["behaviour", "order"]],
    ),
    kind(SanctionKind::BailCondition, "sanctions.bail_conditions", "bail conditions", &[&["bail"]]),
    kind(SanctionKind::Arrest, "sanctions.arrests", "arrests", &[&["arrest"]]),
    kind(SanctionKind::Charge, "sanctions.charges", "charges", &[&["charged"], &["charges"]]),
    kind(SanctionKind::Caution, "sanctions.cautions", "cautions", &[&["caution"]]),
    kind(SanctionKind::Prosecution, "sanctions.prosecutions", "prosecutions", &[&["prosecut"]]),
    kind(
        SanctionKind::Prison,
        "sanctions.imprisonments",
        "imprisonments",
        &[&["imprison"], &["prison"]],
    ),
    kind(SanctionKind::Injunction, "sanctions.injunctions", "injunctions", &[&["injunction"]]),
    kind(SanctionKind::Fine, "sanctions.fines", "fines", &[&["fined"], &["fines"]]),
    kind(SanctionKind::Eviction, "sanctions.evictions", "evictions", &[&["evict"]]),
    kind(SanctionKind::Recall, "sanctions.recalls", "recalls", &[&["recall"]]),
];

/// What is linked to seeking help, and not to an offence apart.
const LINKED: &str = "What the person did was calling, attending, harming themselves, being \
                      suicidal or being in a place of risk, or is not recorded; an offence apart \
                      is not counted.";

const NEVER_REVIEWED: u8 = 0;

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let mut figures = contracts(known);
    figures.extend(care_denied(known));
    figures.push(reduced(known));
    figures.extend(threats(known));
    let reviews = known.latest(What::SanctionReviewed);
    figures.push(any(known));
    for kind in KINDS {
        figures.extend(of_kind(known, kind, &reviews));
    }
    figures.push(apart(known));
    figures
}

/// True of what is not for an offence apart.
pub fn linked(fact: &Fact) -> bool {
    i32::from(fact.code(1)) != i32::from(Predicate::SeparateOffence)
}

fn is(fact: &Fact, kind: SanctionKind) -> bool {
    i32::from(fact.code(0)) == i32::from(kind)
}

/// The people of some facts, by borough.
fn people<'f>(
    known: &Known<'f>,
    facts: impl Iterator<Item = &'f Fact>,
) -> impl Iterator<Item = (Id, Row<'f>, &'f Fact)> {
    facts.map(|fact| (known.person(fact.person), known.borough(fact.person), fact))
}

/// What some facts are about, by one of their codes.
fn acts<'f>(
    facts: impl Iterator<Item = &'f Fact>,
    code: usize,
) -> impl Iterator<Item = (Id, Row<'f>, &'f Fact)> {
    facts.map(move |fact| (fact.thing, Row::Code(fact.code(code)), fact))
}

fn of_kind<'f>(known: &Known<'f>, kind: &Kind, reviews: &HashMap<Id, &'f Fact>) -> [Figure<'f>; 3] {
    let applied = || known.of(What::Sanctioned).filter(|fact| is(fact, kind.kind) && linked(fact));
    let named = |part: &str| format!("{}{part}", kind.id);
    let (people_id, reviews_id) = (named(".people"), named(".reviews"));
    let capital = capitalised(kind.label);
    let people_label = format!("People with {}", kind.label);
    let reviews_label = format!("{capital}, by what a review of the grounds found");
    let reviewed = applied().map(|fact| {
        let found = reviews.get(&fact.thing).map_or(NEVER_REVIEWED, |review| review.code(0));
        (fact.thing, Row::Code(found), fact)
    });
    let acts_definition = format!("Those applied by the day. {LINKED}");
    let people_definition = format!("People on whom one was applied by the day. {LINKED}");
    [
        Figure::acts(SANCTIONS, "sanction", (kind.id, &capital, &acts_definition))
            .by_code("what the person did", label!(Predicate, "PREDICATE_"))
            .published_as(kind.published_as)
            .counting(acts(applied(), 1)),
        Figure::people(SANCTIONS, (&people_id, &people_label, &people_definition))
            .by("borough")
            .published_as(kind.published_as)
            .counting(people(known, applied())),
        Figure::acts(SANCTIONS, "sanction", (&reviews_id, &reviews_label, &acts_definition))
            .by_code("review", |code| match code {
                NEVER_REVIEWED => "Never reviewed".to_owned(),
                code => {
                    let outcome = SanctionReviewOutcome::try_from(i32::from(code));
                    let outcome = outcome.unwrap_or_default().as_str_name();
                    crate::returns::figure::plain(outcome, "SANCTION_REVIEW_OUTCOME_")
                }
            })
            .counting(reviewed),
    ]
}

fn any<'f>(known: &Known<'f>) -> Figure<'f> {
    let applied = known.of(What::Sanctioned).filter(|fact| linked(fact));
    Figure::people(
        SANCTIONS,
        (
            "sanctions.people",
            "People with any sanction",
            &format!("People on whom a sanction of any kind was applied by the day. {LINKED}"),
        ),
    )
    .by("borough")
    .published_as(&[&["criminal", "justice"], &["sanction"]])
    .counting(people(known, applied))
}

fn apart<'f>(known: &Known<'f>) -> Figure<'f> {
    let applied = known.of(What::Sanctioned).filter(|fact| !linked(fact));
    Figure::acts(SANCTIONS, "sanction", (
        "sanctions.separate_offences",
        "Sanctions for an offence apart",
        "Those applied by the day for what the record calls an offence apart from seeking help. \
         They are counted here and nowhere else.",
    ))
    .by_code("kind", label!(SanctionKind, "SANCTION_KIND_"))
    .counting(acts(applied, 0))
}

fn threats<'f>(known: &Known<'f>) -> [Figure<'f>; 2] {
    let threatened = || known.of(What::Threatened).filter(|fact| linked(fact));
    [
        Figure::acts(
            SANCTIONS,
            "sanction",
            (
                "sanctions.threats",
                "Threats of a sanction",
                &format!("Those made by the day, by what was threatened. {LINKED}"),
            ),
        )
        .by_code("kind", label!(SanctionKind, "SANCTION_KIND_"))
        .published_as(&[&["threaten"]])
        .counting(acts(threatened(), 0)),
        Figure::people(
            SANCTIONS,
            (
                "sanctions.threats.people",
                "People who were threatened with a sanction",
                &format!("People to whom one was threatened by the day. {LINKED}"),
            ),
        )
        .by("borough")
        .published_as(&[&["threaten"]])
        .counting(people(known, threatened())),
    ]
}

fn contracts<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let contracts = || known.of(What::Contract);
    vec![
        Figure::acts(
            SANCTIONS,
            "contract",
            (
                "sanctions.contracts",
                "Behavioural contracts",
                "Contracts about behaviour that were put to people by the day, by what they say \
             happens if they are broken.",
            ),
        )
        .by_code("penalty", label!(ContractPenalty, "CONTRACT_PENALTY_"))
        .published_as(&[&["behavioural", "contract"]])
        .counting(acts(contracts(), 0)),
        Figure::people(
            SANCTIONS,
            (
                "sanctions.contracts.people",
                "People with a behavioural contract",
                "People to whom a contract about behaviour was put by the day.",
            ),
        )
        .by("borough")
        .published_as(&[&["behavioural", "contract"]])
        .counting(people(known, contracts())),
    ]
}

/// Lines of plans that deny care or make it conditional, as the labeller reads them.
fn care_denied<'f>(known: &Known<'f>) -> [Figure<'f>; 2] {
    let latest = known.latest(What::LineLabelled).into_values();
    let denying: Vec<&Fact> = latest.filter(|fact| fact.code(0) != 0).collect();
    let definition = "Lines of care and response plans whose words, as they last stood by the \
                      day, were read as denying care or making it depend on behaviour. A machine \
                      read them: a figure to be looked into, and no finding.";
    [
        Figure::acts(
            PLANS,
            "instruction",
            (
                "sanctions.care_denied",
                "Lines of plans that deny care or make it conditional",
                definition,
            ),
        )
        .published_as(&[&["withholding", "care"], &["deny", "care"]])
        .counting(denying.iter().map(|fact| (fact.thing, Row::Code(0), *fact))),
        Figure::people(
            PLANS,
            ("sanctions.care_denied.people", "People with such a line in a plan", definition),
        )
        .by("borough")
        .published_as(&[&["withholding", "care"], &["deny", "care"]])
        .counting(people(known, denying.iter().copied())),
    ]
}

fn reduced<'f>(known: &Known<'f>) -> Figure<'f> {
    Figure::acts(
        SANCTIONS,
        "reduction",
        (
            "sanctions.services_reduced",
            "Services that were reduced or ended",
            "Reductions of a service to a person by the day, by the reason that was given.",
        ),
    )
    .by_code("reason", label!(ReductionReason, "REDUCTION_REASON_"))
    .counting(acts(known.of(What::Reduced), 0))
}
