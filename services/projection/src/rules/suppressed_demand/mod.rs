//! Contacts fell while an instruction in force denied, capped or put conditions
//! on care, and no clinical offer took their place.
//!
//! Schemes have shown such a fall as their success. It says that somebody
//! stopped calling, and nothing about how they are: it is no outcome. Where more
//! was offered at the same time, or the person moved away or died, the fall has
//! another reading, and other rules ask about it. Whoever came into hospital
//! meanwhile may have had no need to call: it is said that the record lacks it.
//!
//! Contacts are counted for as many days before the instruction came into force
//! as after it, as they were corrected. What may lie on either side of a day is
//! counted against a fall, and a fall by one reading alone is not evidenced. An
//! instruction that did not stand for all of the days is not judged; one that was
//! reworded, or that another of its kind followed at once, goes on.

use jiff::Timestamp;
use proto::{
    Named as _,
    careplans::{InstructionIssued, InstructionRevised, PlanPublished, ResponseAdded},
    concerns::{IncidentKind, IncidentReported},
    oversight::Label,
    referrals::{
        CaseClosed, CaseOutcome, ContactCorrected, ContactDisposal, ContactRecorded,
        ContactService, Offer,
    },
    time::Span,
};

use super::{
    Dated, Family, Finding, Grounds, Near, RecommendedAct, Rule, Severity, Since, Window,
    contacts::{Contact, contacts},
    in_time::InTime,
    sources::{NHSE_2023_B, REGRESSION},
    watch::{by_person, by_person_near, own},
    wordings::{Wording, watches, wordings},
};
use crate::{calendar::after_days, history::History};

/// How many days before and after are compared: a quarter, as schemes report.
const COMPARED_DAYS: u32 = 91;

/// A month more, so that what happened "in March" is seen beside a day in March.
const NEAR: Near = Near { before_days: COMPARED_DAYS, after_days: COMPARED_DAYS + 31 };

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
    sources: &[&REGRESSION, &NHSE_2023_B],
    parameters: &[&CONTACTS_BEFORE_MIN, &FALL_PERCENT],
    acts: &[
        RecommendedAct::SpeakWithThePerson,
        RecommendedAct::IndependentClinicalReview,
        RecommendedAct::BoardAndReturn,
    ],
    anchors: &[InstructionIssued::KIND, InstructionRevised::KIND, PlanPublished::KIND],
    watches: watches![
        by_person(CaseClosed::KIND),
        by_person(ContactCorrected::KIND),
        by_person_near(ContactRecorded::KIND, NEAR),
        by_person(IncidentReported::KIND),
        own(ResponseAdded::KIND),
    ],
    reads_near: |history| !suppressing(&wordings(history)).is_empty(),
    // That nobody called rests on the silence there, that nobody died here.
    awaits: &["concerns", "referrals"],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CareDenial, Severity::S2)
};

const WHEN: &str = "whether the contacts were before the plan came into force or after it";
const WHETHER_OFFERED: &str = "whether more was offered when the plan came into force";
const WHETHER_ALIVE: &str = "whether the person had died in that time";
const WHETHER_IN_HOSPITAL: &str = "for how long of that time the person was in hospital";

fn detect(history: &History) -> Finding {
    let wordings = wordings(history);
    let suppressing = suppressing(&wordings);
    // The first that came into force: what came later fell upon fewer contacts already.
    match suppressing.first() {
        Some((since, first)) => judge(history, first, *since, stood_until(&suppressing)),
        None => Finding::silent(),
    }
}

/// What denied, capped or put conditions on care, and since when, the first first.
fn suppressing<'a, 'h>(wordings: &'a [Wording<'h>]) -> Vec<(Timestamp, &'a Wording<'h>)> {
    let labels = &[Label::CareDenial, Label::ConditionalCare];
    let mut suppressing: Vec<(Timestamp, &Wording<'h>)> = wordings
        .iter()
        .filter(|wording| wording.earned(labels).next().is_some())
        .filter_map(|wording| Some((wording.since()?, wording)))
        .collect();
    suppressing.sort_by_key(|(since, _)| *since);
    suppressing
}

/// Until when any of them stood without a gap; `None` while one stands.
fn stood_until(suppressing: &[(Timestamp, &Wording<'_>)]) -> Option<Timestamp> {
    let mut until = suppressing.first().and_then(|(_, first)| first.until)?;
    for (_, next) in suppressing.iter().skip(1) {
        if next.earliest().is_some_and(|at| at <= until) {
            until = until.max(next.until?);
        }
    }
    Some(until)
}

fn judge(
    history: &History,
    wording: &Wording<'_>,
    since: Timestamp,
    until: Option<Timestamp>,
) -> Finding {
    let due = after_days(since, COMPARED_DAYS);
    if until.is_some_and(|until| until < due) {
        return Finding::silent();
    }
    if history.now() < due {
        return Finding::silent().and_again(due);
    }
    let contacts = contacts(history);
    let before = Window { from: NEAR.around(since).from, until: since };
    let after = Window { from: since, until: due };
    let sought =
        |window| Count::of(window, contacts.iter().filter(|c| c.is_help_seeking()).map(|c| c.when));
    let (sought_before, sought_after) = (sought(before), sought(after));
    let offers = |window| Count::of(window, offers(history, &contacts));
    let (offered_before, offered_after) = (offers(before), offers(after));
    let died = died(history, due);
    if !is_fall(history, since, sought_before.most, sought_after.least)
        || offered_after.least > offered_before.most
        || died == InTime::Yes
        || moved(history, since, due)
    {
        return Finding::silent();
    }
    let missing = if !is_fall(history, since, sought_before.least, sought_after.most) {
        Some(WHEN)
    } else if offered_after.most > offered_before.least {
        Some(WHETHER_OFFERED)
    } else if died == InTime::Unclear {
        Some(WHETHER_ALIVE)
    } else if contacts.iter().any(|contact| is_stay(contact) && may_lie_in(after, contact.when)) {
        Some(WHETHER_IN_HOSPITAL)
    } else {
        None
    };
    let because = match missing {
        None => format!(
            "Contacts fell from {} to {} in {COMPARED_DAYS} days while a plan denied, capped or put conditions on care, and nothing more was offered.",
            sought_before.least, sought_after.most
        ),
        Some(missing) => format!(
            "Contacts fell while a plan denied, capped or put conditions on care, and no record shows {missing}."
        ),
    };
    let grounds = wording.add_to(
        Grounds::since(due, because),
        "A line of the plan denies, caps or puts conditions on care.",
    );
    let compared = Window { from: before.from, until: due };
    let shown = contacts.iter().filter(|contact| may_lie_in(compared, contact.when));
    let grounds = shown.fold(grounds, |grounds, contact| {
        if is_stay(contact) {
            contact.shown_in(grounds, "The person was in hospital.")
        } else if contact.is_help_seeking() {
            contact.shown_in(grounds, "The person sought help.")
        } else {
            grounds
        }
    });
    match missing {
        Some(missing) => Finding::not_evidenced(missing, grounds),
        None => Finding::fires(grounds),
    }
}

fn is_fall(history: &History, since: Timestamp, before: u64, after: u64) -> bool {
    let least = history.value(&CONTACTS_BEFORE_MIN, since);
    let fall = u64::from(history.value(&FALL_PERCENT, since));
    let fell = before.saturating_mul(100_u64.saturating_sub(fall));
    before >= u64::from(least) && after.saturating_mul(100) <= fell
}

/// How many lie in a window, by the readings of vague days that give fewest and most.
#[derive(Clone, Copy, Default)]
struct Count {
    least: u64,
    most: u64,
}

impl Count {
    fn of(window: Window, spans: impl Iterator<Item = Span>) -> Self {
        spans.fold(Self::default(), |count, span| {
            let surely = window.holds(span.start) && window.holds(span.end);
            let perhaps = may_lie_in(window, span);
            Self {
                least: count.least.saturating_add(u64::from(surely)),
                most: count.most.saturating_add(u64::from(perhaps)),
            }
        })
    }
}

fn may_lie_in(window: Window, span: Span) -> bool {
    span.start < window.until && window.from <= span.end
}

/// When something was offered: community care, assessments, responses.
fn offers<'a>(
    history: &'a History,
    contacts: &'a [Contact<'a>],
) -> impl Iterator<Item = Span> + use<'a> {
    let offered = contacts.iter().filter(|contact| {
        matches!(contact.assessment, Offer::Accepted | Offer::Declined)
            || contact.service == ContactService::Community
    });
    let added = history.anchored::<ResponseAdded>().map(|seen| seen.meta.occurred);
    offered.map(|contact| contact.when).chain(added)
}

/// A stay in hospital, or what began one.
fn is_stay(contact: &Contact<'_>) -> bool {
    contact.service == ContactService::Ward || contact.disposal == ContactDisposal::Admitted
}

/// Whether the person had died by then. How long before its closing a case was known
/// to be over is not asked: contacts far from the plan are not read.
fn died(history: &History, due: Timestamp) -> InTime {
    let reported = history
        .of::<IncidentReported>()
        .filter(|seen| seen.event.kind() == IncidentKind::Death)
        .map(|seen| seen.meta.occurred);
    let closed = history
        .of::<CaseClosed>()
        .filter(|seen| seen.event.outcome() == CaseOutcome::Died)
        .map(|seen| seen.meta.occurred);
    InTime::any_by(due, reported.chain(closed))
}

/// True if the case was closed meanwhile because the person moved away.
fn moved(history: &History, since: Timestamp, due: Timestamp) -> bool {
    history.of::<CaseClosed>().any(|seen| {
        let at = seen.meta.occurred.end;
        seen.event.outcome() == CaseOutcome::Moved && since <= at && at < due
    })
}
