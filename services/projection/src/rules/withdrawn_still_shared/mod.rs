//! The person withdrew consent, and information was shared afterwards or what
//! had been shared was not called back.
//!
//! Consent ends at once when it is withdrawn. What is disclosed afterwards to
//! those whom the consent named needs a basis of its own: to save a life, by
//! statute, in an overriding public interest. Care that is implied in consent
//! is none where the person withdrew just that. What was disclosed before, and
//! rested on the consent alone, is to be destroyed or returned by all who have
//! it, or kept on a stated ground. New consent, given afterwards, heals both.
//!
//! An access opens the records of a service, and its record names no person:
//! of one that stayed open, nobody can say whether this person's record stayed
//! in it. Copies of plans that were called back are judged by `stale-copy`.

mod disclosures;

use jiff::Timestamp;
use proto::{
    Named as _,
    panel::{
        AccessGranted, AccessInstrument, AccessRevoked, AgencyRegistered, DisclosureMade,
        DisclosureRecalled, RecallAcknowledged,
    },
    referrals::{ConsentRecorded, ConsentWithdrawn},
};

use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since,
    in_time::InTime,
    says::{Says, sum_up},
    sources::{CALDICOTT_2020, SLP_2021_CONSENT, UK_GDPR, UK_GDPR_RIGHTS},
    watch::{by_agency, by_person, by_scheme},
};
use crate::{
    calendar::{after_days, after_working_days},
    history::{History, Seen},
};

static RECALLED_WITHIN_WORKING_DAYS: Dated = Dated {
    name: "recalled_within_working_days",
    values: &[Since::ours(
        1,
        "no source gives a time; withdrawal takes effect at once, and a working day lets every recipient be asked and answer",
    )],
};

pub static RULE: Rule = Rule {
    id: "withdrawn-still-shared",
    pattern: "After the person withdrew consent, information was shared with those whom it had named, or what had been shared was not called back within a working day.",
    sources: &[&UK_GDPR, &UK_GDPR_RIGHTS, &CALDICOTT_2020, &SLP_2021_CONSENT],
    parameters: &[&RECALLED_WITHIN_WORKING_DAYS],
    acts: &[RecommendedAct::SuspendAndRecall, RecommendedAct::InformationGovernance],
    anchors: &[ConsentRecorded::KIND, ConsentWithdrawn::KIND],
    watches: &[
        // What the recipients are that the consent named.
        by_agency(AgencyRegistered::KIND),
        by_person(ConsentRecorded::KIND),
        by_person(ConsentWithdrawn::KIND),
        by_person(DisclosureMade::KIND),
        by_person(DisclosureRecalled::KIND),
        by_person(RecallAcknowledged::KIND),
        by_scheme(AccessGranted::KIND),
        by_scheme(AccessRevoked::KIND),
    ],
    // That nobody answered rests on the silence of panels, that the person did
    // not consent anew on that of referrals.
    awaits: &["panel", "referrals"],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ConsentAndSharing, Severity::S1)
};

const NO_CALENDAR: &str =
    "The bank holidays are not known, by which it is told until when an answer was due.";

/// A consent that was withdrawn, and until when what rested on it may be held.
#[derive(Clone, Copy)]
struct Withdrawal<'a> {
    withdrawn: Seen<'a, ConsentWithdrawn>,
    consent: Option<Seen<'a, ConsentRecorded>>,
    due: Timestamp,
    /// False where the calendar does not reach, and `due` is the earliest day
    /// that it can be.
    is_due_known: bool,
    days: u32,
}

fn detect(history: &History) -> Finding {
    let Some(withdrawn) = history.anchored::<ConsentWithdrawn>().next() else {
        return Finding::silent();
    };
    let at = withdrawn.meta.occurred.end;
    let days = history.value(&RECALLED_WITHIN_WORKING_DAYS, at);
    let due = after_working_days(at, days);
    let withdrawal = Withdrawal {
        withdrawn,
        consent: history.anchored::<ConsentRecorded>().next(),
        due: due.unwrap_or_else(|| after_days(at, days)),
        is_due_known: due.is_some(),
        days,
    };
    let disclosures =
        history.of::<DisclosureMade>().map(|made| disclosures::judge(history, &withdrawal, made));
    let accesses =
        history.of::<AccessGranted>().map(|access| of_access(history, &withdrawal, access));
    sum_up(disclosures.chain(accesses))
}

impl<'a> Withdrawal<'a> {
    /// What is said of everything that was shared under the consent.
    fn grounds(&self, since: Timestamp, because: impl Into<String>) -> Grounds {
        let grounds = Grounds::since(since, because);
        let grounds = match self.consent {
            Some(consent) => grounds.shown_by(consent, "The person had consented."),
            None => grounds,
        };
        grounds.shown_by(self.withdrawn, "The person withdrew the consent.")
    }

    /// The scheme that the consent was given for; empty if no record says.
    fn scheme_id(&self) -> &'a str {
        self.consent.map_or("", |consent| &consent.event.scheme_id)
    }

    /// True if the consent named the recipient. One that named nobody was given
    /// to all who take part in its scheme.
    fn named(&self, agency_id: &str, scheme_id: &str) -> bool {
        let Some(consent) = self.consent else {
            return false;
        };
        let recipients = &consent.event.recipient_agency_ids;
        if recipients.is_empty() {
            !scheme_id.is_empty() && scheme_id == self.scheme_id()
        } else {
            recipients.iter().any(|named| named == agency_id)
        }
    }
}

fn of_access(
    history: &History,
    withdrawal: &Withdrawal<'_>,
    access: Seen<'_, AccessGranted>,
) -> Says {
    let granted = access.event;
    let Some(to) = &granted.to else {
        return Says::Nothing;
    };
    let of_the_scheme =
        !granted.scheme_id.is_empty() && granted.scheme_id == withdrawal.scheme_id();
    let own_staff = to.agency_id == granted.from_agency_id
        || granted.instrument() == AccessInstrument::Employment;
    if !of_the_scheme || own_staff || !withdrawal.named(&to.agency_id, &granted.scheme_id) {
        return Says::Nothing;
    }
    let revoked =
        history.of::<AccessRevoked>().find(|revoked| revoked.meta.stream == access.meta.stream);
    let closed = revoked
        .map_or(InTime::No, |revoked| InTime::by(withdrawal.due, revoked.meta.occurred))
        .max(disclosures::renewed(history, withdrawal, &to.agency_id));
    if closed == InTime::Yes {
        return Says::Nothing;
    }
    if history.now() < withdrawal.due {
        return Says::AskAt(withdrawal.due);
    }
    let mut grounds = withdrawal
        .grounds(
            withdrawal.due.max(access.meta.occurred.end),
            "The person withdrew consent, and an access to records of the scheme stayed open or was opened.",
        )
        .shown_by(access, "Somebody of a recipient was given access to the records of a service.")
        .answered_by(&granted.from_agency_id);
    if let Some(revoked) = revoked {
        grounds = grounds.despite(revoked, "The access was taken back later.");
    }
    Says::Lacks("whether the person's record was taken out of the access", grounds)
}
