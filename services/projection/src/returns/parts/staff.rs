//! Part 7: views of staff.

use proto::{
    careplans::ChallengedBy,
    common::Role,
    concerns::{ComplaintSubject, RaisedBy},
};

use crate::returns::{
    fact::What,
    figure::{CONCERNS, Figure, PANEL, PLANS, label},
    known::Known,
    tally::Row,
};

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let withdrawn = known.latest(What::DissentWithdrawn);
    let dissents = known.latest(What::Dissent).into_values();
    let dissents = dissents.filter(|fact| {
        withdrawn.get(&fact.thing).is_none_or(|back| back.when.happened < fact.when.happened)
    });
    let complaints = known
        .of(What::Complaint)
        .filter(|fact| i32::from(fact.code(1)) == i32::from(RaisedBy::Staff));
    let challenges = known
        .of(What::Challenged)
        .filter(|fact| i32::from(fact.code(0)) == i32::from(ChallengedBy::Staff));
    vec![
        Figure::things(
            PANEL,
            "dissent",
            (
                "staff.dissents",
                "Dissents from the panel's decisions",
                "Dissents that stand on the day, by the role of whoever dissents.",
            ),
        )
        .by_code("role", label!(Role, "ROLE_"))
        .counting(dissents.map(|fact| (fact.thing, Row::Code(fact.code(0)), fact))),
        Figure::acts(
            CONCERNS,
            "concern",
            (
                "staff.complaints",
                "Complaints raised by staff",
                "Complaints of the scheme that staff raised by the day.",
            ),
        )
        .by_code("subject", label!(ComplaintSubject, "COMPLAINT_SUBJECT_"))
        .counting(complaints.map(|fact| (fact.thing, Row::Code(fact.code(0)), fact))),
        Figure::acts(
            PLANS,
            "challenge",
            (
                "staff.challenges",
                "Lines of plans that staff challenged",
                "Challenges that staff lodged by the day.",
            ),
        )
        .counting(challenges.map(|fact| (fact.thing, Row::Code(0), fact))),
    ]
}
