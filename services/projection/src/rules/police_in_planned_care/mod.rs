//! A police officer had a role in planned care.
//!
//! Police answer crimes and immediate danger, and advise where risk is shared.
//! Mentoring, key work, writing a plan or signing it off is care, and an officer
//! in it brings the law to every appointment. That the work was done jointly or
//! kindly does not change this; that the person chose the officer does.
//!
//! A line of a plan in force that gives police such a part is judged as the part
//! itself: whoever follows the plan brings the officer in. Where an officer has a
//! part in the plan on a ground of its own, such as the person's choice, the
//! labeller cannot know whether the line is about that officer.

use proto::{
    Named as _,
    careplans::{PlanApproved, PlanDrafted, PlanPublished},
    common::{Answer, Role},
    oversight::Label,
    sanctions::{PoliceInvolved, PoliceRole, PoliceTrigger},
};

use super::{
    Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity,
    instruction::{self, Asked},
    says::{Says, sum_up},
    sources::{NHSE_2023_A, RCRP_2023, SLP_2021_MENTOR},
    watch::by_person,
    wordings::watches,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "police-in-planned-care",
    pattern: "A police officer was mentor, key worker, author or gatekeeper in planned care, \
              approved a plan, or is given such a part by a plan in force.",
    sources: &[&NHSE_2023_A, &RCRP_2023, &SLP_2021_MENTOR],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[
        RecommendedAct::SuspendAndRecall,
        RecommendedAct::SpeakWithThePerson,
        RecommendedAct::BoardAndReturn,
    ],
    anchors: &[PoliceInvolved::KIND, PlanApproved::KIND, PlanDrafted::KIND, PlanPublished::KIND],
    // The person may have chosen the officer who wrote a plan.
    watches: watches![by_person(PoliceInvolved::KIND)],
    // That nobody chose the officer who wrote a plan rests on the silence there.
    awaits: &["sanctions"],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::PoliceRole, Severity::S1)
};

fn detect(history: &History) -> Finding {
    match history.anchored::<PoliceInvolved>().next() {
        Some(involved) => of_involvement(involved),
        None => sum_up([of_plan(history), of_words(history)]),
    }
}

fn of_involvement(involved: Seen<'_, PoliceInvolved>) -> Finding {
    let Some(role) = role_in_care(involved.event) else {
        return Finding::silent();
    };
    if has_ground_of_its_own(involved.event) {
        return Finding::silent();
    }
    let grounds = |because: String| {
        Grounds::since(involved.meta.occurred.end, because)
            .shown_by(involved, format!("A police officer took part as {role}."))
            .answered_by(&involved.event.agency_id)
            .answered_by(&involved.event.care_agency_id)
    };
    match involved.event.planned() {
        Answer::Yes => {
            Finding::fires(grounds(format!("A police officer was {role} in planned care.")))
        }
        Answer::No => Finding::silent(),
        Answer::Unknown | Answer::NotRecorded | Answer::Unspecified => Finding::not_evidenced(
            "whether it was planned care",
            grounds(format!(
                "A police officer was {role}, and no record says whether it was planned care."
            )),
        ),
    }
}

/// What the words of a plan in force give police to do.
fn of_words(history: &History) -> Says {
    let said = instruction::says(
        history,
        &Asked {
            labels: &[Label::PoliceTherapeuticRole],
            shows: "A line of the plan gives police a part in planned care.",
            because: "A plan in force gives police a part in planned care.",
            ..Asked::USUAL
        },
    );
    let with_ground = history.of::<PoliceInvolved>().find(|involved| {
        involved.event.plan_id == history.anchor()
            && role_in_care(involved.event).is_some()
            && has_ground_of_its_own(involved.event)
    });
    said.unless(
        with_ground,
        "whether the line is about the officer whose part has a ground of its own",
        "An officer's part in the plan has a ground of its own.",
    )
}

fn of_plan(history: &History) -> Says {
    let draft = history
        .anchored::<PlanDrafted>()
        .find(|draft| officers(draft.event).any(|officer| !chosen(history, officer)));
    let approval = history.anchored::<PlanApproved>().find(|approval| {
        approval.event.approver.as_ref().is_some_and(|by| by.role() == Role::PoliceOfficer)
    });
    let written = draft.map(|draft| draft.meta.occurred.end);
    let approved = approval.map(|approval| approval.meta.occurred.end);
    let (since, because) = match (written, approved) {
        (None, None) => return Says::Nothing,
        (Some(since), None) => (since, "A police officer wrote a plan of care."),
        (None, Some(since)) => (since, "A police officer approved a plan of care."),
        (Some(written), Some(approved)) => {
            (written.min(approved), "Police wrote and approved a plan of care.")
        }
    };
    let mut grounds = Grounds::since(since, because);
    if let Some(draft) = draft {
        grounds = grounds.shown_by(draft, "A police officer is among the plan's authors.");
        for officer in officers(draft.event) {
            grounds = grounds.answered_by(&officer.agency_id);
        }
    }
    if let Some(approval) = approval {
        grounds = grounds.shown_by(approval, "A police officer approved the plan.");
        if let Some(approver) = &approval.event.approver {
            grounds = grounds.answered_by(&approver.agency_id);
        }
    }
    for draft in history.anchored::<PlanDrafted>() {
        grounds = grounds.answered_by(&draft.event.agency_id);
    }
    Says::Stands(grounds)
}

fn officers(draft: &PlanDrafted) -> impl Iterator<Item = &proto::common::Worker> {
    draft.authors.iter().filter(|author| author.role() == Role::PoliceOfficer)
}

/// Whether this officer's part in the plan has a ground of its own.
fn chosen(history: &History, officer: &proto::common::Worker) -> bool {
    history.of::<PoliceInvolved>().any(|involved| {
        involved.event.plan_id == history.anchor()
            && involved.event.worker_id == officer.worker_id
            && involved.event.role() == PoliceRole::CoAuthor
            && has_ground_of_its_own(involved.event)
    })
}

/// Roles that are care; answering, investigating and advising are police work.
fn role_in_care(involved: &PoliceInvolved) -> Option<&'static str> {
    match involved.role() {
        PoliceRole::Mentor => Some("a mentor"),
        PoliceRole::KeyWorker => Some("a key worker"),
        PoliceRole::CoAuthor => Some("a co-author of the plan"),
        PoliceRole::Gatekeeper => Some("a gatekeeper"),
        PoliceRole::Responder
        | PoliceRole::Investigator
        | PoliceRole::Adviser
        | PoliceRole::Unspecified => None,
    }
}

/// What brings police in for a reason apart from the plan, or at the person's wish.
fn has_ground_of_its_own(involved: &PoliceInvolved) -> bool {
    match involved.trigger() {
        PoliceTrigger::Crime
        | PoliceTrigger::ImmediateRisk
        | PoliceTrigger::S135S136
        | PoliceTrigger::MissingPerson
        | PoliceTrigger::VictimContact
        | PoliceTrigger::MappaMarac
        | PoliceTrigger::PersonsChoice => true,
        PoliceTrigger::Scheme | PoliceTrigger::Unspecified => false,
    }
}
