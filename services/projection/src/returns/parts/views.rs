//! Part 6: views of people and the public.

use proto::careplans::{Agreement, ChallengeOutcome};

use super::plans::people_with_plans;
use crate::returns::{
    fact::What,
    figure::{Figure, PLANS, label, plain},
    known::Known,
    tally::Row,
};

const OPEN: u8 = 0;
const NO_VIEW: u8 = 0;

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let plans = known.plans.values().map(|plan| {
        let (code, fact) = plan.view.map_or((NO_VIEW, plan.came), |view| (view.code(0), view));
        (plan.came.thing, Row::Code(code), fact)
    });
    let decided = known.latest(What::ChallengeDecided);
    let challenges = known.of(What::Challenged).map(|fact| {
        let found = decided.get(&fact.thing).map_or(OPEN, |decision| decision.code(0));
        (fact.thing, Row::Code(found), fact)
    });
    vec![
        Figure::acts(PLANS, "plan", (
            "views.plans",
            "Plans, by what the person last said of them",
            "Plans of the scheme by the day. Where no view is on record, nobody wrote one down.",
        ))
        .by_code("view", |code| match code {
            NO_VIEW => "No view on record".to_owned(),
            code => {
                let view = Agreement::try_from(i32::from(code)).unwrap_or_default();
                plain(view.as_str_name(), "AGREEMENT_")
            }
        })
        .counting(plans),
        Figure::acts(PLANS, "", (
            "views.recorded",
            "Views that people gave of their plans",
            "Each time that one was put on record by the day.",
        ))
        .by_code("view", label!(Agreement, "AGREEMENT_"))
        .counting(known.of(What::View).map(|fact| (fact.thing, Row::Code(fact.code(0)), fact))),
        Figure::acts(PLANS, "challenge", (
            "views.challenges",
            "Challenges to lines of plans",
            "Those lodged by the day, by what was decided.",
        ))
        .by_code("decision", |code| match code {
            OPEN => "Not decided".to_owned(),
            code => {
                let outcome = ChallengeOutcome::try_from(i32::from(code)).unwrap_or_default();
                plain(outcome.as_str_name(), "CHALLENGE_OUTCOME_")
            }
        })
        .counting(challenges),
        people_with_plans(known),
        Figure::not_collected(
            "views.future",
            "What people want of a future scheme",
            "No event holds what people say of schemes that do not exist yet.",
        ),
        Figure::not_collected(
            "views.public",
            "Whether the public was asked, and what it said",
            "No event says that the public was asked.",
        ),
    ]
}
