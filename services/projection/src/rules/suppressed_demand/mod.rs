//! Contacts fell while an instruction in force denied, capped or put conditions
//! on care, and no clinical offer took their place.
//!
//! Schemes have shown such a fall as their success. It says that somebody
//! stopped calling, and nothing about how they are: it is no outcome. Where more
//! was offered at the same time, or the person moved away or died, the fall has
//! another reading, and other rules ask about it.
//!
//! Contacts are counted for as many days before the instruction came into force
//! as after it. An instruction that did not stand for all of them is not judged.

use jiff::Timestamp;
use proto::{
    Named as _,
    careplans::{InstructionIssued, InstructionRevised, PlanPublished, ResponseAdded},
    oversight::{InstructionLabelled, Label},
    referrals::{CaseClosed, CaseOutcome, ContactReason, ContactRecorded, ContactService, Offer},
};

use super::{
    Dated, Family, Finding, Grounds, Near, RecommendedAct, Rule, Severity, Since, Window,
    sources::{NHSE_2023_B, REGRESSION},
    watch::{by_person, by_person_near, own},
    wordings::{Wording, wordings},
};
use crate::{
    calendar::after_days,
    history::{History, Seen},
};

/// How many days before and after are compared: a quarter, as schemes report.
const COMPARED_DAYS: u32 = 91;

const NEAR: Near = Near { before_days: COMPARED_DAYS, after_days: COMPARED_DAYS };

static CONTACTS_BEFORE_MIN: Dated = Dated {
    name: "contacts_before_min",
    values: &[Since::ours(
        6,
        "no source gives a number; fewer than two contacts a month fall to half by chance",
    )],
};

static FALL_PERCENT: Dated = Dated {
    name: "fall_percent",
    values: &[Since::ours(
        50,
        "no source gives a share; published cohorts fall by some 40 percent whatever is done, so half is asked for",
    )],
};

pub static RULE: Rule = Rule {
    id: "suppressed-demand",
    pattern: "Contacts fell while a plan denied, capped or put conditions on care, and no clinical offer took their place.",
    family: Family::CareDenial,
    severity: Severity::S2,
    sources: &[&REGRESSION, &NHSE_2023_B],
    parameters: &[&CONTACTS_BEFORE_MIN, &FALL_PERCENT],
    acts: &[
        RecommendedAct::SpeakWithThePerson,
        RecommendedAct::IndependentClinicalReview,
        RecommendedAct::BoardAndReturn,
    ],
    anchors: &[InstructionIssued::KIND, InstructionRevised::KIND, PlanPublished::KIND],
    watches: &[
        by_person(CaseClosed::KIND),
        by_person_near(ContactRecorded::KIND, NEAR),
        own(InstructionLabelled::KIND),
        own(proto::careplans::InstructionLapsed::KIND),
        own(proto::careplans::InstructionWithdrawn::KIND),
        own(proto::careplans::PlanClosed::KIND),
        own(ResponseAdded::KIND),
    ],
    // That nobody called rests on the silence there.
    awaits: &["referrals"],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::USUAL
};

fn detect(history: &History) -> Finding {
    let labels = &[Label::CareDenial, Label::ConditionalCare];
    let wordings = wordings(history);
    let suppressing = wordings.iter().filter(|wording| wording.earned(labels).next().is_some());
    // The first that came into force: what came later fell upon fewer contacts already.
    let first = suppressing
        .filter_map(|wording| Some((wording.since()?, wording)))
        .min_by_key(|(at, _)| *at);
    match first {
        Some((since, wording)) => judge(history, wording, since),
        None => Finding::silent(),
    }
}

fn judge(history: &History, wording: &Wording<'_>, since: Timestamp) -> Finding {
    let due = after_days(since, COMPARED_DAYS);
    if wording.until.is_some_and(|until| until < due) {
        return Finding::silent();
    }
    if history.now() < due {
        return Finding::silent().and_again(due);
    }
    let around = NEAR.around(since);
    let before = Count::of(history, Window { from: around.from, until: since });
    let after = Count::of(history, Window { from: since, until: due });
    let least = history.value(&CONTACTS_BEFORE_MIN, since);
    let fall = u64::from(history.value(&FALL_PERCENT, since));
    let fell = before.contacts.saturating_mul(100_u64.saturating_sub(fall));
    let is_fall = before.contacts >= u64::from(least) && after.contacts.saturating_mul(100) <= fell;
    if !is_fall || after.offers > before.offers || left(history, since, due) {
        return Finding::silent();
    }
    let because = format!(
        "Contacts fell from {} to {} in {COMPARED_DAYS} days while a plan denied, capped or put conditions on care, and nothing more was offered.",
        before.contacts, after.contacts
    );
    let mut grounds = wording.add_to(
        Grounds::since(due, because),
        "A line of the plan denies, caps or puts conditions on care.",
    );
    for seen in before.seen.into_iter().chain(after.seen) {
        grounds = grounds.shown_by(seen, "The person sought help.");
    }
    Finding::fires(grounds)
}

/// What is counted in a span of time.
struct Count<'a> {
    /// Contacts with emergency and crisis services that nobody had arranged.
    contacts: u64,
    /// What was offered: community care, assessments, responses.
    offers: u64,
    seen: Vec<Seen<'a, ContactRecorded>>,
}

impl<'a> Count<'a> {
    fn of(history: &'a History, span: Window) -> Self {
        let mut count = Self { contacts: 0, offers: 0, seen: Vec::new() };
        let contacts = history.of::<ContactRecorded>();
        for seen in contacts.filter(|seen| span.holds(seen.meta.occurred.end)) {
            if is_help_seeking(seen.event) {
                count.contacts += 1;
                count.seen.push(seen);
            }
            let offered = matches!(seen.event.assessment(), Offer::Accepted | Offer::Declined);
            if offered || seen.event.service() == ContactService::Community {
                count.offers += 1;
            }
        }
        let added = history.anchored::<ResponseAdded>();
        let added = added.filter(|seen| span.holds(seen.meta.occurred.end)).count();
        count.offers = count.offers.saturating_add(u64::try_from(added).unwrap_or(u64::MAX));
        count
    }
}

fn is_help_seeking(contact: &ContactRecorded) -> bool {
    let service = matches!(
        contact.service(),
        ContactService::Ed
            | ContactService::Ambulance999
            | ContactService::Nhs111
            | ContactService::Police
            | ContactService::S136
            | ContactService::CrisisLine
    );
    service && contact.reason() != ContactReason::Planned
}

/// True if the case was closed meanwhile because the person died or moved away.
fn left(history: &History, since: Timestamp, due: Timestamp) -> bool {
    history.of::<CaseClosed>().any(|seen| {
        let at = seen.meta.occurred.end;
        matches!(seen.event.outcome(), CaseOutcome::Died | CaseOutcome::Moved)
            && since <= at
            && at < due
    })
}
