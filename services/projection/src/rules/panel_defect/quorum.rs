//! Whether a decision about a person had a quorum.

use std::collections::BTreeSet;

use proto::{
    common::{PersonPresence, Role, Worker},
    panel::{DecisionMade, MeetingHeld, PanelConstituted, Voice},
};

use super::{Defect, RATIFIED_WITHIN_DAYS, meeting};
use crate::{
    calendar::after_days,
    history::{History, Seen},
    rules::{in_time::InTime, says::Says},
};

const NOBODY_NAMED: &str = "The record does not say who was present.";
const VOICE_NOT_SAID: &str = "The record does not say whether the person was heard.";
const DAY_NOT_SAID: &str = "The record does not say whether the decision was ratified in time.";

/// What a decision lacked of a quorum.
enum Quorum {
    Had,
    Unknown(&'static str),
    Lacked(Vec<&'static str>),
}

pub(super) fn judge(history: &History) -> Vec<Says> {
    let meeting = Meeting::of(history);
    let about_a_person =
        history.anchored::<DecisionMade>().filter(|made| !made.event.person_id.is_empty());
    about_a_person.filter_map(|made| decision(history, &meeting, made)).collect()
}

/// The meeting at which it was decided.
struct Meeting<'a> {
    present: &'a [Worker],
    agency: Option<&'a str>,
    /// The panel as it was constituted, oldest first.
    panels: Vec<Seen<'a, PanelConstituted>>,
}

impl<'a> Meeting<'a> {
    fn of(history: &'a History) -> Self {
        let panel = meeting::panel(history);
        let held = history.anchored::<MeetingHeld>().next();
        Self {
            present: held.map_or(&[], |held| &held.event.present),
            agency: meeting::agency(history),
            panels: history
                .of::<PanelConstituted>()
                .filter(|constituted| panel.is_none_or(|id| constituted.event.panel_id == id))
                .collect(),
        }
    }

    /// What the panel's own quorum adds to ours. Its other parts ours asks for anyway.
    fn members_needed(&self, made: Seen<'_, DecisionMade>) -> usize {
        let own = self.panels.iter().rfind(|constituted| {
            constituted.event.scheme_id == made.event.scheme_id
                && constituted.meta.occurred.end <= made.meta.occurred.end
        });
        let own = own.and_then(|constituted| constituted.event.quorum.as_ref());
        let members = own.into_iter().chain(&made.event.quorum).map(|quorum| quorum.members).max();
        members.and_then(|members| usize::try_from(members).ok()).unwrap_or(0)
    }
}

fn decision<'a>(
    history: &'a History,
    meeting: &Meeting<'a>,
    made: Seen<'a, DecisionMade>,
) -> Option<Says> {
    let quorum = quorum(meeting, made);
    if matches!(quorum, Quorum::Had) {
        return None;
    }
    let decided = made.meta.occurred.end;
    let mut since = decided;
    let mut late = None;
    let mut unclear = None;
    if made.event.emergency {
        let due = after_days(decided, history.value(&RATIFIED_WITHIN_DAYS, decided));
        let ratified = ratifications(history, made.event);
        match InTime::any_by(due, ratified.iter().map(|seen| seen.meta.occurred)) {
            InTime::Yes => return None,
            _ if history.now() < due => return Some(Says::AskAt(due)),
            InTime::Unclear => unclear = Some(DAY_NOT_SAID),
            InTime::No => {}
        }
        since = due;
        late = ratified.first().map(|seen| (seen.of_any_kind(), "It was ratified afterwards."));
    }
    let lacked = match &quorum {
        Quorum::Lacked(lacked) => format!(" without {}", listed(lacked)),
        _ => String::new(),
    };
    let kind = if made.event.emergency { "An emergency decision" } else { "A decision" };
    let not_ratified =
        if made.event.emergency { ", and was not ratified in time" } else { Default::default() };
    let leader = made.event.led_by.as_ref().map(|leader| leader.agency_id.as_str());
    let defect = Defect {
        since,
        because: "A decision about a person was made without a quorum.".into(),
        by: made.of_any_kind(),
        shows: format!("{kind} was made{lacked}{not_ratified}.").into(),
        despite: late,
        agencies: meeting.agency.or(leader).into_iter().collect(),
    };
    Some(match (quorum, unclear) {
        (Quorum::Unknown(missing), _) | (_, Some(missing)) => {
            let because = "Whether a decision about a person had a quorum is not on record.";
            Says::Lacks(missing, Defect { because: because.into(), ..defect }.grounds())
        }
        _ => Says::Stands(defect.grounds()),
    })
}

/// Decisions that ratify this one, oldest first. What was itself decided in an
/// emergency ratifies nothing.
fn ratifications<'a>(history: &'a History, made: &DecisionMade) -> Vec<Seen<'a, DecisionMade>> {
    let ratifies = |other: &Seen<'_, DecisionMade>| {
        !made.decision_id.is_empty()
            && other.event.ratifies_decision_id == made.decision_id
            && !other.event.emergency
    };
    history.of::<DecisionMade>().filter(ratifies).collect()
}

fn quorum(meeting: &Meeting<'_>, made: Seen<'_, DecisionMade>) -> Quorum {
    let named = made.event.present.as_slice();
    let present = if named.is_empty() { meeting.present } else { named };
    if present.is_empty() {
        return Quorum::Unknown(NOBODY_NAMED);
    }
    // Whoever led the decision was there, though the list leave them out.
    let present: Vec<&Worker> = present.iter().chain(&made.event.led_by).collect();
    let has = |roles: &[Role]| present.iter().any(|worker| roles.contains(&worker.role()));
    let mut lacked = vec![];
    if !has(&[Role::PanelChair]) {
        lacked.push("a chair");
    }
    if !has(&[Role::Clinician, Role::CareCoordinator]) {
        lacked.push("a clinician");
    }
    if !has(&[Role::EmergencyDepartment, Role::Ambulance]) {
        lacked.push("anybody of an emergency department or ambulance service");
    }
    let members: BTreeSet<&str> = present.iter().map(|w| w.worker_id.as_str()).collect();
    if members.len() < meeting.members_needed(made) {
        lacked.push("as many members as its own rules ask for");
    }
    let voice = made.event.voice.as_ref().map_or(PersonPresence::Unspecified, Voice::presence);
    let heard = match voice {
        PersonPresence::Present | PersonPresence::Represented | PersonPresence::Declined => true,
        PersonPresence::NotInvited => {
            lacked.push("the person's voice");
            false
        }
        PersonPresence::Unspecified | PersonPresence::NotRecorded => false,
    };
    match (lacked.is_empty(), heard) {
        (true, true) => Quorum::Had,
        (true, false) => Quorum::Unknown(VOICE_NOT_SAID),
        _ => Quorum::Lacked(lacked),
    }
}

fn listed(things: &[&str]) -> String {
    match things {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and without {last}", most.join(", without ")),
    }
}
