//! Police decided about somebody's care.
//!
//! > Police in "therapeutic interventions in planned, non-emergency, community
//! > mental health care" must be eradicated.
//! > NHS England, 10 March 2023, element (a)
//!
//! Led counts, as an officer or as somebody of a police force who chairs; signed
//! off counts, as the one who answers for a restriction or decides a challenge
//! to one; and voted counts, where more votes are on record than members who are
//! no officers were there. Police who sit at a panel, advise on crime or risk and
//! leave care to others do what is asked of them. Decisions about a sanction,
//! sharing or governance are none about care.
//!
//! Who voted is on no record, so a vote among few is not seen. Plans that police
//! wrote or approved are judged by the rule about police in planned care.

use std::collections::BTreeSet;

use proto::{
    Named as _,
    careplans::{ChallengeDecided, InstructionIssued, InstructionKind},
    common::{Role, Worker},
    panel::{AgencyKind, AgencyRegistered, DecisionKind, DecisionMade, DissentRecorded},
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    sources::{NHSE_2023_A, PANELS, RCRP_2023},
    watch::{by_agency, own},
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "police-led-decision",
    pattern: "Police led or voted on a decision about somebody's care, or signed it off.",
    sources: &[&NHSE_2023_A, &RCRP_2023, &PANELS],
    acts: &[RecommendedAct::IndependentClinicalReview],
    anchors: &[DecisionMade::KIND, InstructionIssued::KIND, ChallengeDecided::KIND],
    watches: &[
        own(DissentRecorded::KIND),
        // Of somebody who chairs, the role does not say that they are police.
        by_agency(AgencyRegistered::KIND),
    ],
    // What the agency of somebody who chairs is.
    awaits: &["panel"],
    people_apart_in: Some("meeting_"),
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::PoliceRole, Severity::S2)
};

/// How police had the say, in the order in which it is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Say {
    Led,
    Chaired,
    Voted,
    AnsweredFor,
    DecidedChallenge,
}

impl Say {
    fn because(self) -> &'static str {
        match self {
            Self::Led => "A police officer led a decision about somebody's care.",
            Self::Chaired => "Somebody of a police force led a decision about somebody's care.",
            Self::Voted => "Police voted on a decision about somebody's care.",
            Self::AnsweredFor => "A police officer answers for a restriction of care.",
            Self::DecidedChallenge => "A police officer decided a challenge to a plan of care.",
        }
    }
}

/// A decision in which police had the say.
struct Decided<'a> {
    seen: Seen<'a, ()>,
    say: Say,
    /// Whether it was about care; else no record says.
    about_care: bool,
    agencies: Vec<&'a str>,
}

fn detect(history: &History) -> Finding {
    let decisions = history.anchored::<DecisionMade>().filter_map(|made| of_panel(history, made));
    let restrictions = history.anchored::<InstructionIssued>().filter_map(answered_for);
    let challenges = history.anchored::<ChallengeDecided>().filter_map(challenged);
    let all: Vec<Decided<'_>> = decisions.chain(restrictions).chain(challenges).collect();
    let (about_care, unsaid): (Vec<_>, Vec<_>) = all.into_iter().partition(|d| d.about_care);
    if let Some(grounds) = grounds(history, &about_care) {
        return Finding::fires(grounds);
    }
    match grounds(history, &unsaid) {
        Some(mut grounds) => {
            grounds.because = "Police had the say in a decision, and no record says what it was \
                               about."
                .into();
            Finding::not_evidenced("The record does not say what was decided upon.", grounds)
        }
        None => Finding::silent(),
    }
}

fn grounds(history: &History, decided: &[Decided<'_>]) -> Option<Grounds> {
    let since = decided.iter().map(|decided| decided.seen.meta.occurred.end).min()?;
    let says: BTreeSet<Say> = decided.iter().map(|decided| decided.say).collect();
    let because: Vec<&str> = says.into_iter().map(Say::because).collect();
    let mut grounds = Grounds::since(since, because.join(" "));
    for Decided { seen, say, agencies, .. } in decided {
        grounds = grounds.shown_by(*seen, say.because());
        grounds = agencies.iter().fold(grounds, |grounds, agency| grounds.answered_by(agency));
    }
    if decided.iter().any(|decided| decided.say == Say::Chaired) {
        for registered in history.of::<AgencyRegistered>().filter(is_police) {
            grounds = grounds.shown_by(registered, "The register says that it is a police force.");
        }
    }
    for dissent in history.anchored::<DissentRecorded>() {
        grounds = grounds.shown_by(dissent, "Somebody disagreed with a decision of the meeting.");
    }
    Some(grounds)
}

fn is_police(registered: &Seen<'_, AgencyRegistered>) -> bool {
    registered.event.kind() == AgencyKind::Police
}

fn of_panel<'a>(history: &History, made: Seen<'a, DecisionMade>) -> Option<Decided<'a>> {
    let about_care = match made.event.kind() {
        DecisionKind::OfferScheme | DecisionKind::Plan => true,
        DecisionKind::Unspecified => false,
        DecisionKind::Sanction | DecisionKind::Sharing | DecisionKind::Governance => return None,
    };
    let leader = made.event.led_by.as_ref()?;
    let is_of_police = history
        .of::<AgencyRegistered>()
        .any(|seen| is_police(&seen) && seen.meta.stream.as_str() == leader.agency_id);
    let say = if leader.role() == Role::PoliceOfficer {
        Say::Led
    } else if is_of_police {
        Say::Chaired
    } else if have_police_voted(made.event) {
        Say::Voted
    } else {
        return None;
    };
    let mut agencies = vec![leader.agency_id.as_str()];
    agencies.extend(officers(made.event).map(|officer| officer.agency_id.as_str()));
    Some(Decided { seen: made.of_any_kind(), say, about_care, agencies })
}

fn officers(made: &DecisionMade) -> impl Iterator<Item = &Worker> {
    made.present.iter().filter(|worker| worker.role() == Role::PoliceOfficer)
}

/// True if there are more votes than members who are no officers, and officers
/// to whom the rest belong.
fn have_police_voted(made: &DecisionMade) -> bool {
    let leader = made.led_by.iter();
    let others: BTreeSet<&str> = made
        .present
        .iter()
        .chain(leader)
        .filter(|worker| worker.role() != Role::PoliceOfficer)
        .map(|worker| worker.worker_id.as_str())
        .collect();
    let votes = made.votes_for.saturating_add(made.votes_against);
    officers(made).next().is_some() && usize::try_from(votes).is_ok_and(|n| n > others.len())
}

fn answered_for(issued: Seen<'_, InstructionIssued>) -> Option<Decided<'_>> {
    let by = issued.event.clinician.as_ref().filter(|by| by.role() == Role::PoliceOfficer)?;
    let about_care = match issued.event.kind() {
        InstructionKind::Restriction => true,
        InstructionKind::Unspecified => false,
        // Nobody need answer for what supports; it is no decision.
        InstructionKind::Support | InstructionKind::Response => return None,
    };
    Some(Decided {
        seen: issued.of_any_kind(),
        say: Say::AnsweredFor,
        about_care,
        agencies: vec![&by.agency_id, &issued.event.for_agency_id],
    })
}

fn challenged(decided: Seen<'_, ChallengeDecided>) -> Option<Decided<'_>> {
    let by = decided.event.decided_by.as_ref().filter(|by| by.role() == Role::PoliceOfficer)?;
    Some(Decided {
        seen: decided.of_any_kind(),
        say: Say::DecidedChallenge,
        about_care: true,
        agencies: vec![&by.agency_id],
    })
}
