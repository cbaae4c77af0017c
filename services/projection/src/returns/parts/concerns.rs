//! Part 4: complaints and safeguarding.

use proto::concerns::{
    ComplaintCategory, ComplaintOutcome, ComplaintSubject, IncidentKind, S42Decision,
    SafeguardingKind,
};

use crate::returns::{
    fact::{Fact, Id, What},
    figure::{CONCERNS, Counted, Figure, REFERRALS, label, plain},
    known::Known,
    tally::Row,
};

/// Nobody has decided yet.
const OPEN: u8 = 0;

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let mut figures = complaints(known);
    figures.extend(safeguarding(known));
    figures.push(
        Figure::acts(
            CONCERNS,
            "incident",
            (
                "concerns.incidents",
                "Incidents: breaches, harm and deaths",
                "Incidents reported by the day in which the scheme is named, or about people while \
             they were on it.",
            ),
        )
        .by_code("kind", label!(IncidentKind, "INCIDENT_KIND_"))
        .counting(known.of(What::Incident).map(|fact| (fact.thing, Row::Code(fact.code(0)), fact))),
    );
    figures.push(Figure::not_collected(
        "concerns.actions",
        "What is to be done about how complaints and safeguarding are handled",
        "No event says what an agency means to do about this in general.",
    ));
    figures
}

/// The things of a kind, each by what a later event says of it.
fn by_later<'f>(known: &Known<'f>, what: What, later: What) -> Vec<Counted<'f>> {
    let later = known.latest(later);
    let row = |fact: &Fact| later.get(&fact.thing).map_or(OPEN, |found| found.code(0));
    known.of(what).map(|fact| (fact.thing, Row::Code(row(fact)), fact)).collect()
}

fn complaints<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let received = || known.of(What::Complaint);
    let dismissive = |fact: &Fact| {
        matches!(
            ComplaintCategory::try_from(i32::from(fact.code(0))).unwrap_or_default(),
            ComplaintCategory::Persistent
                | ComplaintCategory::Vexatious
                | ComplaintCategory::Malicious
                | ComplaintCategory::AttentionSeeking
        )
    };
    let ours: std::collections::HashSet<Id> = received().map(|fact| fact.thing).collect();
    let dismissed = known
        .of(What::ComplaintCategorised)
        .filter(|fact| dismissive(fact) && ours.contains(&fact.thing));
    vec![
        Figure::acts(
            CONCERNS,
            "concern",
            (
                "concerns.complaints",
                "Complaints",
                "Complaints raised by the day in which the scheme is named, or about people while \
             they were on it; formal or not.",
            ),
        )
        .by_code("subject", label!(ComplaintSubject, "COMPLAINT_SUBJECT_"))
        .published_as(&[&["complaint"]])
        .counting(received().map(|fact| (fact.thing, Row::Code(fact.code(0)), fact))),
        Figure::acts(
            CONCERNS,
            "concern",
            (
                "concerns.complaints.outcomes",
                "Complaints, by what came of them",
                "The same complaints.",
            ),
        )
        .by_code("outcome", |code| match code {
            OPEN => "Not closed".to_owned(),
            code => {
                let outcome = ComplaintOutcome::try_from(i32::from(code)).unwrap_or_default();
                plain(outcome.as_str_name(), "COMPLAINT_OUTCOME_")
            }
        })
        .counting(by_later(known, What::Complaint, What::ComplaintClosed)),
        Figure::acts(
            CONCERNS,
            "concern",
            (
                "concerns.complaints.dismissed",
                "Complaints treated as malicious, vexatious, persistent or attention-seeking",
                "The same complaints, if they were ever put in such a category, by the first one.",
            ),
        )
        .by_code("category", label!(ComplaintCategory, "COMPLAINT_CATEGORY_"))
        .published_as(&[&["malicious"]])
        .counting(dismissed.map(|fact| (fact.thing, Row::Code(fact.code(0)), fact))),
    ]
}

fn safeguarding<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let raised = || known.of(What::Safeguarding);
    let contacts = known.latest(What::Victim).into_values().filter(|fact| fact.code(0) != 0);
    let victims =
        contacts.map(|fact| (known.person(fact.person), known.borough(fact.person), fact));
    vec![
        Figure::acts(CONCERNS, "concern", (
            "concerns.safeguarding",
            "Safeguarding concerns",
            "Concerns raised by the day about people while they were on the scheme.",
        ))
        .by_code("kind", label!(SafeguardingKind, "SAFEGUARDING_KIND_"))
        .published_as(&[&["safeguarding"]])
        .counting(raised().map(|fact| (fact.thing, Row::Code(fact.code(0)), fact))),
        Figure::acts(CONCERNS, "concern", (
            "concerns.safeguarding.decisions",
            "Safeguarding concerns, by whether they were enquired into",
            "The same concerns, by the decision under section 42 of the Care Act 2014.",
        ))
        .by_code("decision", |code| match code {
            OPEN => "Not decided".to_owned(),
            code => {
                let decision = S42Decision::try_from(i32::from(code)).unwrap_or_default();
                plain(decision.as_str_name(), "S42_DECISION_")
            }
        })
        .counting(by_later(known, What::Safeguarding, What::S42Decided)),
        Figure::people(REFERRALS, (
            "concerns.victims",
            "People who came as victims of crime, violence or abuse",
            "People with a contact, while they were on the scheme, whose recorded reason is that \
             they were a victim.",
        ))
        .by("borough")
        .published_as(&[&["victim"]])
        .counting(victims),
    ]
}
