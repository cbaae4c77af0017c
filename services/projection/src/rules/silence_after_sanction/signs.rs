//! Signs that somebody saw, spoke with or looked for the person, and reasons for
//! which nothing more was to be heard of them.

use jiff::Timestamp;
use proto::{
    Named,
    careplans::{PlanClosed, PlanOutcome, ReviewHeld, ViewRecorded},
    common::PersonPresence,
    concerns::{
        ComplaintRaised, RaisedBy, S42Decided, S42Decision, SafeguardingRaised, StatementRecorded,
    },
    referrals::{
        AdvocateOffered, CaseClosed, CaseOutcome, ConsentMethod, ConsentRecorded, ConsentRefused,
        ConsentWithdrawn, InformedHow, Offer, PersonInformed,
    },
    sanctions::{PoliceInvolved, PoliceRole, PoliceTrigger},
    time::Span,
};

use crate::{
    history::{History, Seen},
    rules::{contacts::Contact, in_time::InTime},
};

/// Something that shows whether the person was seen.
pub(super) struct Sign<'a> {
    pub(super) seen: Seen<'a, ()>,
    pub(super) when: Span,
    /// What it shows at best.
    pub(super) worth: InTime,
    pub(super) shows: &'static str,
}

impl Sign<'_> {
    /// Whether it came after `from` and by `due`. What may have been before or at
    /// that moment may be what went before the silence.
    pub(super) fn ends_silence(&self, from: Timestamp, due: Timestamp) -> InTime {
        let by = InTime::by(due, self.when).min(self.worth);
        if self.when.start > from {
            by
        } else if self.when.end > from {
            by.min(InTime::Unclear)
        } else {
            InTime::No
        }
    }
}

/// All signs of a person, in no order.
pub(super) fn signs<'a>(history: &'a History, contacts: &[Contact<'a>]) -> Vec<Sign<'a>> {
    let mut signs: Vec<Sign<'a>> = contacts
        .iter()
        .map(|contact| Sign {
            seen: contact.seen(),
            when: contact.when,
            worth: InTime::Yes,
            shows: "The person had contact with a service after that.",
        })
        .collect();
    signs.extend(of(history, review));
    signs.extend(of(history, |_: &ViewRecorded| said()));
    signs.extend(of(history, |_: &StatementRecorded| said()));
    signs.extend(of(history, |raised: &ComplaintRaised| match raised.raised_by() {
        RaisedBy::Person | RaisedBy::Advocate => said(),
        _ => None,
    }));
    signs.extend(of(history, |_: &SafeguardingRaised| {
        Some((InTime::Yes, "A safeguarding concern was raised after that."))
    }));
    signs.extend(of(history, |decided: &S42Decided| match decided.decision() {
        S42Decision::Enquiry | S42Decision::OtherEnquiry | S42Decision::Under18 => {
            Some((InTime::Yes, "A safeguarding enquiry was decided upon after that."))
        }
        S42Decision::NoEnquiry | S42Decision::Unspecified => None,
    }));
    signs.extend(of(history, police));
    signs.extend(of(history, told));
    signs.extend(of(history, |offered: &AdvocateOffered| match offered.response() {
        Offer::Accepted | Offer::Declined => said(),
        Offer::Unspecified | Offer::NotOffered | Offer::NotRecorded => None,
    }));
    signs.extend(of(history, |given: &ConsentRecorded| match given.method() {
        ConsentMethod::Written | ConsentMethod::Verbal => said(),
        ConsentMethod::Unspecified | ConsentMethod::Implied | ConsentMethod::Proxy => None,
    }));
    signs.extend(of(history, |_: &ConsentRefused| said()));
    signs.extend(of(history, |_: &ConsentWithdrawn| said()));
    signs
}

/// What an event is worth as a sign, and what it shows.
type Worth = Option<(InTime, &'static str)>;

fn of<'a, T: Named>(
    history: &'a History,
    worth: impl Fn(&T) -> Worth,
) -> impl Iterator<Item = Sign<'a>> {
    history.of::<T>().filter_map(move |seen| {
        let (worth, shows) = worth(seen.event)?;
        Some(Sign { seen: seen.of_any_kind(), when: seen.meta.occurred, worth, shows })
    })
}

fn said() -> Worth {
    Some((InTime::Yes, "The person spoke for themselves after that."))
}

fn review(review: &ReviewHeld) -> Worth {
    match review.person_presence() {
        PersonPresence::Present | PersonPresence::Represented | PersonPresence::Declined => {
            Some((InTime::Yes, "The person was reached for a review after that."))
        }
        PersonPresence::NotInvited => {
            Some((InTime::No, "A review was held after that, and the person was not invited."))
        }
        PersonPresence::NotRecorded | PersonPresence::Unspecified => Some((
            InTime::Unclear,
            "A review was held after that; no record says whether the person was there.",
        )),
    }
}

fn police(involved: &PoliceInvolved) -> Worth {
    let came = "Police came to the person's aid or looked for them after that.";
    let unclear = "Police dealt with the person after that; the record does not say that anybody looked whether they were well.";
    let apart = "Police dealt with the person's case after that, and not with them.";
    match (involved.trigger(), involved.role()) {
        (
            PoliceTrigger::ImmediateRisk
            | PoliceTrigger::S135S136
            | PoliceTrigger::MissingPerson
            | PoliceTrigger::VictimContact
            | PoliceTrigger::PersonsChoice,
            _,
        ) => Some((InTime::Yes, came)),
        (PoliceTrigger::MappaMarac, _)
        | (_, PoliceRole::Adviser)
        | (PoliceTrigger::Crime, PoliceRole::Investigator) => Some((InTime::No, apart)),
        (PoliceTrigger::Crime | PoliceTrigger::Scheme | PoliceTrigger::Unspecified, _) => {
            Some((InTime::Unclear, unclear))
        }
    }
}

fn told(told: &PersonInformed) -> Worth {
    match told.how() {
        InformedHow::InPerson | InformedHow::Telephone => {
            Some((InTime::Yes, "Somebody spoke with the person after that."))
        }
        // What was sent reaches who is there to read it, and nobody sees whether.
        InformedHow::Letter | InformedHow::Message => {
            Some((InTime::No, "Something was sent to the person after that."))
        }
        InformedHow::ThroughRepresentative | InformedHow::Unspecified => Some((
            InTime::Unclear,
            "The person was told something after that; the record does not say that anybody saw them.",
        )),
    }
}

/// A reason for which nothing more was to be heard.
pub(super) struct Reason<'a> {
    pub(super) seen: Seen<'a, ()>,
    pub(super) shows: &'static str,
}

/// The reasons: the person moved away, or their case was closed as they agreed or
/// chose. One before their last contact explains nothing.
pub(super) fn reasons<'a>(history: &'a History, last: Option<&Contact<'_>>) -> Vec<Reason<'a>> {
    let cases = history.of::<CaseClosed>().filter_map(|closed| {
        let shows = match closed.event.outcome() {
            CaseOutcome::Completed => "The case was closed as agreed with the person.",
            CaseOutcome::PersonChose => "The person chose to stop.",
            CaseOutcome::Moved => "The person moved away.",
            _ => return None,
        };
        Some(Reason { seen: closed.of_any_kind(), shows })
    });
    let plans = history.of::<PlanClosed>().filter_map(|closed| {
        let shows = match closed.event.outcome() {
            PlanOutcome::PersonChose => "The person chose to end the plan.",
            PlanOutcome::Moved => "The person moved away.",
            _ => return None,
        };
        Some(Reason { seen: closed.of_any_kind(), shows })
    });
    let explains = |reason: &Reason<'_>| {
        last.is_none_or(|last| reason.seen.meta.occurred.end >= last.when.start)
    };
    cases.chain(plans).filter(explains).collect()
}
