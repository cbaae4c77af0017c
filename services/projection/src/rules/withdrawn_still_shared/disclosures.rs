//! What became of one disclosure when the consent was withdrawn.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proto::{
    common::Mode,
    panel::{
        AgencyKind, ConfidentialityGround, DisclosureMade, DisclosureRecalled, Identifiability,
        RecallAcknowledged, RecallResult,
    },
    referrals::{ConsentRecorded, Purpose},
};

use super::{
    super::{
        Grounds,
        consents::{covers, weigh},
        disclosure::{claims_consent, differ, is_vital, recipient_kind, unstated},
        in_time::InTime,
        says::Says,
        standing::{Standing, Term},
    },
    NO_CALENDAR, Withdrawal,
};
use crate::history::{History, Seen};

const NO_RECIPIENT: &str = "who received it";
const NO_ORDER: &str = "whether the consent had been withdrawn before it";
const OTHER_CONSENT: &str = "whether the person withdrew the other consent too";

pub(super) fn judge(
    history: &History,
    withdrawal: &Withdrawal<'_>,
    disclosure: Seen<'_, DisclosureMade>,
) -> Says {
    let made = disclosure.event;
    let related = relates(history, withdrawal, made);
    if made.identifiability() == Identifiability::AnonymousAggregate || related == Standing::No {
        return Says::Nothing;
    }
    let own_basis = own_basis(history, withdrawal, made);
    if own_basis == OwnBasis::Stated {
        return Says::Nothing;
    }
    match Term::since(withdrawal.withdrawn.meta).at(&disclosure.meta.occurred) {
        Standing::Yes if history.now() < disclosure.meta.recorded_at => {
            // Others may have spoken by then who are not heard yet.
            Says::AskAt(disclosure.meta.recorded_at)
        }
        Standing::Yes => afterwards(history, withdrawal, disclosure, own_basis, related),
        Standing::Unclear => match renewed(history, withdrawal, &made.to_agency_id) {
            InTime::Yes => Says::Nothing,
            InTime::Unclear | InTime::No => {
                let because = "Information about a person was disclosed at about the time at which they withdrew their consent.";
                Says::Lacks(NO_ORDER, grounds(withdrawal, disclosure, because))
            }
        },
        // What was given for care is part of the recipient's own record of care.
        Standing::No if own_basis != OwnBasis::None => Says::Nothing,
        Standing::No => before(history, withdrawal, disclosure),
    }
}

/// Whether the disclosure was one that this consent was about.
fn relates(history: &History, withdrawal: &Withdrawal<'_>, made: &DisclosureMade) -> Standing {
    if !made.consent_id.is_empty() {
        let is_this = made.consent_id == history.anchor();
        return if is_this { Standing::Yes } else { Standing::No };
    }
    let Some(consent) = withdrawal.consent else {
        return Standing::No;
    };
    if made.person_id != consent.event.person_id
        || differ(&made.scheme_id, &consent.event.scheme_id)
    {
        Standing::No
    } else if withdrawal.named(&made.to_agency_id, &made.scheme_id) {
        Standing::Yes
    } else if made.to_agency_id.is_empty() && !made.by_mistake {
        Standing::Unclear // A recipient without a name may be one of those named.
    } else {
        Standing::No
    }
}

/// Whether a disclosure rests on something else than the consent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OwnBasis {
    None,
    Unclear(&'static str),
    Stated,
}

fn own_basis(history: &History, withdrawal: &Withdrawal<'_>, made: &DisclosureMade) -> OwnBasis {
    if made.by_mistake {
        return OwnBasis::None;
    }
    if is_vital(made) {
        return OwnBasis::Stated;
    }
    let (kind, _) = recipient_kind(history, made);
    if claims_consent(made) || !unstated(made, kind).is_empty() {
        return OwnBasis::None;
    }
    if made.confidentiality_ground() != ConfidentialityGround::DirectCare {
        return OwnBasis::Stated;
    }
    let was_for_care = withdrawal
        .consent
        .is_some_and(|consent| consent.event.purposes().any(|p| p == Purpose::DirectCare));
    if kind == AgencyKind::Unspecified {
        OwnBasis::Unclear("whether the recipient gives care")
    } else if was_for_care {
        OwnBasis::Unclear("on what ground the person's withdrawal was overridden")
    } else {
        OwnBasis::Stated
    }
}

fn grounds(
    withdrawal: &Withdrawal<'_>,
    disclosure: Seen<'_, DisclosureMade>,
    because: &str,
) -> Grounds {
    withdrawal
        .grounds(disclosure.meta.occurred.end, because)
        .shown_by(disclosure, "Information about the person was disclosed.")
        .answered_by(&disclosure.event.from_agency_id)
}

/// Shared once the consent was withdrawn.
fn afterwards(
    history: &History,
    withdrawal: &Withdrawal<'_>,
    disclosure: Seen<'_, DisclosureMade>,
    own_basis: OwnBasis,
    related: Standing,
) -> Says {
    let because =
        "Information about a person was disclosed after they had withdrawn their consent.";
    let grounds = grounds(withdrawal, disclosure, because);
    if let OwnBasis::Unclear(missing) = own_basis {
        return Says::Lacks(missing, grounds);
    }
    if related != Standing::Yes {
        return Says::Lacks(NO_RECIPIENT, grounds);
    }
    let others: Vec<_> = weigh(history, disclosure)
        .into_iter()
        .filter(|weighed| weighed.consent.meta.stream.as_str() != history.anchor())
        .filter(|weighed| weighed.standing != Standing::No)
        .collect();
    let withdrawn = withdrawal.withdrawn.meta.occurred;
    let given_anew =
        |consent: &Seen<'_, ConsentRecorded>| consent.meta.occurred.start >= withdrawn.end;
    if others.iter().any(|o| o.standing == Standing::Yes && given_anew(&o.consent)) {
        return Says::Nothing;
    }
    if others.is_empty() {
        return Says::Stands(grounds);
    }
    let grounds = others.iter().fold(grounds, |grounds, other| {
        grounds.despite(other.consent, "Another consent of the person may have covered it.")
    });
    Says::Lacks(OTHER_CONSENT, grounds)
}

/// Whether the person consented anew to this recipient by the deadline.
pub(super) fn renewed(history: &History, withdrawal: &Withdrawal<'_>, agency_id: &str) -> InTime {
    let to_them = DisclosureMade {
        to_agency_id: agency_id.to_owned(),
        scheme_id: withdrawal.scheme_id().to_owned(),
        ..DisclosureMade::default()
    };
    let withdrawn = withdrawal.withdrawn.meta.occurred;
    let person = withdrawal.consent.map(|consent| consent.event.person_id.as_str());
    let anew = history.of::<ConsentRecorded>().filter(|consent| {
        consent.meta.stream.as_str() != history.anchor()
            && Some(consent.event.person_id.as_str()) == person
            && consent.meta.occurred.start >= withdrawn.end
            && covers(&to_them, consent.event) == Standing::Yes
    });
    InTime::any_by(withdrawal.due, anew.map(|consent| consent.meta.occurred))
}

/// Shared while the consent stood, and to be given up since.
fn before(
    history: &History,
    withdrawal: &Withdrawal<'_>,
    disclosure: Seen<'_, DisclosureMade>,
) -> Says {
    let made = disclosure.event;
    if made.to_agency_id.is_empty() {
        let because = "Information was disclosed under a consent that was withdrawn later, and no record says to whom.";
        return Says::Lacks(NO_RECIPIENT, grounds(withdrawal, disclosure, because));
    }
    let recall = Recall::of(history, disclosure);
    let answered = recall
        .holders
        .iter()
        .map(|holder| recall.answered(holder, withdrawal.due))
        .min()
        .unwrap_or(InTime::No)
        .max(renewed(history, withdrawal, &made.to_agency_id));
    if answered == InTime::Yes {
        return Says::Nothing;
    }
    if history.now() < withdrawal.due {
        return Says::AskAt(withdrawal.due);
    }
    let days = withdrawal.days;
    let unit = if days == 1 { "day" } else { "days" };
    let because = format!(
        "What had been shared with a person's consent was not given up within {days} working {unit} after they withdrew it."
    );
    let grounds = recall.show(grounds(withdrawal, disclosure, &because), withdrawal.due);
    let mute = recall.is_unheard_of() && withdrawal.withdrawn.meta.mode == Mode::Record;
    if !withdrawal.is_due_known {
        Says::Lacks(NO_CALENDAR, grounds)
    } else if answered == InTime::Unclear || mute {
        Says::Lacks("whether what had been shared was called back and given up in time", grounds)
    } else {
        Says::Stands(grounds)
    }
}

/// Who holds what was disclosed, and what they answered.
struct Recall<'a> {
    holders: BTreeSet<&'a str>,
    recalls: Vec<Seen<'a, DisclosureRecalled>>,
    answers: Vec<Seen<'a, RecallAcknowledged>>,
}

impl<'a> Recall<'a> {
    fn of(history: &'a History, disclosure: Seen<'a, DisclosureMade>) -> Self {
        let stream = &disclosure.meta.stream;
        let recalls =
            history.of::<DisclosureRecalled>().filter(|seen| seen.meta.stream == *stream).collect();
        let answers: Vec<Seen<'_, RecallAcknowledged>> =
            history.of::<RecallAcknowledged>().filter(|seen| seen.meta.stream == *stream).collect();
        let mut holders = BTreeSet::from([disclosure.event.to_agency_id.as_str()]);
        for answer in answers.iter().filter(|a| a.event.result() == RecallResult::PassedOn) {
            holders.extend(answer.event.passed_on_to_agency_ids.iter().map(String::as_str));
        }
        Self { holders, recalls, answers }
    }

    /// Whether a holder gave it up, or gave the ground on which it keeps it.
    fn answered(&self, holder: &str, due: Timestamp) -> InTime {
        let given_up = self
            .answers
            .iter()
            .filter(|answer| answer.event.agency_id == holder && is_answer(answer.event));
        InTime::any_by(due, given_up.map(|answer| answer.meta.occurred))
    }

    /// True if nothing on record tells of a recall at all.
    fn is_unheard_of(&self) -> bool {
        self.recalls.is_empty() && self.answers.is_empty()
    }

    /// Adds it to what is shown, with those who were asked and did not answer in time.
    fn show(&self, mut grounds: Grounds, due: Timestamp) -> Grounds {
        grounds.since = due;
        for recall in &self.recalls {
            grounds = grounds.despite(*recall, "It was called back.");
        }
        for answer in &self.answers {
            grounds = match answer.event.result() {
                RecallResult::Retained if answer.event.ground.is_none() => {
                    grounds.shown_by(*answer, "A recipient keeps it and states no ground.")
                }
                RecallResult::Retained => {
                    grounds.despite(*answer, "A recipient keeps it on a stated ground.")
                }
                RecallResult::PassedOn => {
                    grounds.shown_by(*answer, "A recipient had passed it on to others.")
                }
                RecallResult::Destroyed | RecallResult::Returned => {
                    grounds.despite(*answer, "A recipient gave it up.")
                }
                RecallResult::Unspecified => grounds,
            };
        }
        if self.is_unheard_of() {
            return grounds;
        }
        let late = self.holders.iter().filter(|holder| self.answered(holder, due) != InTime::Yes);
        late.fold(grounds, |grounds, holder| grounds.answered_by(holder))
    }
}

/// One who passed it on has answered; those who have it now must answer too.
fn is_answer(answer: &RecallAcknowledged) -> bool {
    match answer.result() {
        RecallResult::Destroyed | RecallResult::Returned | RecallResult::PassedOn => true,
        RecallResult::Retained => answer.ground.is_some(),
        RecallResult::Unspecified => false,
    }
}
