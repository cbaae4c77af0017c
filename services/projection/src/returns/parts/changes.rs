//! Part 8: changes made and planned.

use proto::panel::ActionOutcome;

use crate::returns::{
    fact::What,
    figure::{Figure, PANEL, PLANS, plain},
    known::Known,
    tally::Row,
};

const OPEN: u8 = 0;

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let done = known.latest(What::ActionCompleted);
    let actions = known.of(What::ActionAssigned).map(|fact| {
        let outcome = done.get(&fact.thing).map_or(OPEN, |done| done.code(0));
        (fact.thing, Row::Code(outcome), fact)
    });
    let lines = |what: What| known.of(what).map(|fact| (fact.thing, Row::Code(0), fact));
    vec![
        Figure::things(
            PANEL,
            "scheme",
            (
                "changes.successors",
                "Schemes that follow this one",
                "Schemes registered by the day as following this one.",
            ),
        )
        .counting(known.of(What::Successor).map(|fact| (fact.thing, Row::Code(0), fact))),
        Figure::things(
            PANEL,
            "scheme",
            (
                "changes.closed",
                "That the scheme closed",
                "The closing of the scheme, if it is closed by the day.",
            ),
        )
        .counting(known.of(What::SchemeClosed).map(|fact| (fact.thing, Row::Code(0), fact))),
        Figure::acts(
            PANEL,
            "action",
            (
                "changes.actions",
                "Actions that the panel assigned",
                "Those assigned by the day: what was done, and what is still to be done.",
            ),
        )
        .by_code("outcome", |code| match code {
            OPEN => "Still open".to_owned(),
            code => {
                let outcome = ActionOutcome::try_from(i32::from(code)).unwrap_or_default();
                plain(outcome.as_str_name(), "ACTION_OUTCOME_")
            }
        })
        .counting(actions),
        Figure::acts(
            PLANS,
            "",
            (
                "changes.lines_reworded",
                "Lines of plans that were reworded",
                "Each time that a line was reworded by the day.",
            ),
        )
        .counting(lines(What::LineRevised)),
        Figure::acts(
            PLANS,
            "instruction",
            (
                "changes.lines_withdrawn",
                "Lines of plans that were taken out",
                "Lines taken out by the day.",
            ),
        )
        .counting(lines(What::LineWithdrawn)),
        Figure::acts(
            PLANS,
            "plan",
            (
                "changes.plans_closed",
                "Plans that were closed",
                "Plans of the scheme that are closed by the day.",
            ),
        )
        .counting(
            known
                .plans
                .values()
                .filter_map(|plan| plan.closed.map(|fact| (plan.came.thing, Row::Code(0), fact))),
        ),
        Figure::not_collected(
            "changes.planned",
            "Changes that are planned",
            "No event holds a plan of change but the actions that a panel assigned.",
        ),
    ]
}
