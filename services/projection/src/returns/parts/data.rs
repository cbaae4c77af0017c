//! Part 5: what is held on outcomes and experience.

use proto::{concerns::StatementBy, referrals::CaseOutcome};

use crate::returns::{
    fact::What,
    figure::{CONCERNS, Figure, PANEL, PLANS, REFERRALS, label},
    known::Known,
    tally::Row,
};

const BOTH: u8 = 3;
const DENOMINATOR: u8 = 1;
const COMPARATOR: u8 = 2;

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let ended = known.cases.values().filter(|case| case.accepted.is_some());
    let ended = ended.filter_map(|case| case.ended.map(|fact| (case.made.thing, fact)));
    let published = known.of(What::Published);
    let grounded = |fact: &crate::returns::Fact| {
        let given = |place: usize, code: u8| if fact.word(place).is_empty() { 0 } else { code };
        given(2, DENOMINATOR) | given(3, COMPARATOR)
    };
    vec![
        Figure::acts(
            REFERRALS,
            "referral",
            (
                "data.case_outcomes",
                "Cases that ended, by how",
                "Cases of the scheme that were accepted and are closed by the day.",
            ),
        )
        .by_code("outcome", label!(CaseOutcome, "CASE_OUTCOME_"))
        .counting(ended.map(|(case, fact)| (case, Row::Code(fact.code(0)), fact))),
        Figure::things(
            PANEL,
            "claim",
            (
                "data.published",
                "Figures published about the scheme",
                "Statements with a figure, or without one where a count was due, by whether it can \
             be told of how many and compared with what.",
            ),
        )
        .by_code("what it rests on", |code| {
            let rests = match code {
                BOTH => "With denominator and comparator",
                DENOMINATOR => "With denominator alone",
                COMPARATOR => "With comparator alone",
                _ => "With neither",
            };
            rests.to_owned()
        })
        .counting(published.map(|fact| (fact.thing, Row::Code(grounded(fact)), fact))),
        Figure::people(
            PLANS,
            (
                "data.experience",
                "People whose view of their plan is on record",
                "People with a plan of the scheme who said by the day what they think of it.",
            ),
        )
        .by("borough")
        .counting(known.plans.values().filter_map(|plan| {
            let fact = plan.view?;
            Some((known.person(fact.person), known.borough(fact.person), fact))
        })),
        Figure::acts(
            CONCERNS,
            "statement",
            (
                "data.statements",
                "Statements of people, in their own words",
                "Statements put on record by the day about plans of the scheme, or by people while \
             they were on it, by who wrote them down.",
            ),
        )
        .by_code("written by", label!(StatementBy, "STATEMENT_BY_"))
        .counting(known.of(What::Statement).map(|f| (f.thing, Row::Code(f.code(0)), f))),
        Figure::not_collected(
            "data.contacts_compared",
            "Contacts before and after, compared with others",
            "No event holds a comparison. What a person's contacts were is in their record, and a \
             fall by itself proves nothing.",
        ),
    ]
}
