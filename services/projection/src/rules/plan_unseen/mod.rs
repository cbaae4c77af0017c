//! A plan was in force and the person was not told of it, or had no copy.
//!
//! > A person knew of a plan about her after four months and had a copy after six.
//! > Recovery in the Bin, 2020, in our words
//!
//! Each version that was put in force is judged by itself, until it was
//! replaced or the plan was closed. The person counts as told by being told, by
//! a copy, by having said what they think of it, by being at a review, or by
//! having made the plan jointly; what was told before a line last changed says
//! nothing of the line. A copy of an older version is no copy of this one.
//!
//! Of an old plan whose record does not say how the person took part, silence
//! proves nothing: while nothing on record told the person by the deadline, it
//! is said that the record lacks it.
//!
//! A plan may be kept from a person in writing where it would do serious harm.
//! No event says so yet, so such a plan is flagged and a person must answer.

mod tellings;

use jiff::{Timestamp, ToSpan as _};
use proto::{
    Named as _,
    careplans::{
        Coproduction, CopyGiven, InstructionIssued, InstructionRevised, InstructionWithdrawn,
        PlanClosed, PlanPublished, ReviewHeld, ViewRecorded,
    },
    common::Mode,
    referrals::{Event as Referrals, InformationGiven, PersonInformed},
};

use self::tellings::{Telling, Tellings};
use super::{
    Dated, Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity, Since,
    in_time::InTime,
    once::despite_once,
    sources::{NICE_CG78, RCEM_2021, RITB_2020},
    versions::{Version, versions},
    watch::{by_person, own},
};
use crate::{
    calendar::{after_days, after_working_days},
    history::History,
};

static TOLD_WITHIN_HOURS: Dated = Dated {
    name: "told_within_hours",
    values: &[Since::ours(
        72,
        "no source gives a time; three days let a care coordinator reach a person before services act on the plan",
    )],
};

static COPY_WITHIN_WORKING_DAYS: Dated = Dated {
    name: "copy_within_working_days",
    values: &[Since::ours(
        10,
        "no source gives a time; two working weeks let a copy be made accessible and handed over",
    )],
};

pub static RULE: Rule = Rule {
    id: "plan-unseen",
    pattern: "A plan was in force and the person was not told of it, or had no copy.",
    sources: &[&RCEM_2021, &RITB_2020, &NICE_CG78],
    parameters: &[&TOLD_WITHIN_HOURS, &COPY_WITHIN_WORKING_DAYS],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::SpeakWithThePerson],
    anchors: &[PlanPublished::KIND],
    watches: &[
        own(CopyGiven::KIND),
        own(InstructionIssued::KIND),
        own(InstructionRevised::KIND),
        own(InstructionWithdrawn::KIND),
        own(PlanClosed::KIND),
        own(ReviewHeld::KIND),
        own(ViewRecorded::KIND),
        by_person(InformationGiven::KIND),
        by_person(PersonInformed::KIND),
    ],
    awaits: &[<Referrals as proto::Event>::CONTEXT],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CoProduction, Severity::S2)
};

const NOT_SAID: &str = "The record does not say whether the person was told or has a copy.";
const NO_CALENDAR: &str =
    "The bank holidays are not known, by which it is told until when a copy was due.";

/// What became of one thing that the person was owed.
enum Owed {
    /// It was given in time, or the version ended first.
    Settled,
    /// It is not due before then.
    DueAt(Timestamp),
    /// The record cannot tell whether it was given by then.
    Unclear(Timestamp, &'static str),
    /// It was not given by then.
    Missed(Timestamp),
}

/// A version, what was told of it, and what is owed.
struct Judged<'a> {
    version: Version<'a>,
    tellings: Vec<Telling<'a>>,
    told: Owed,
    copy: Owed,
}

fn detect(history: &History) -> Finding {
    let told = Tellings::of(history);
    let judged: Vec<Judged<'_>> = versions(history)
        .into_iter()
        .map(|version| judge(history, version, told.of_version(version.published)))
        .collect();
    let again = judged.iter().flat_map(Judged::owed).filter_map(|owed| match owed {
        Owed::DueAt(at) => Some(*at),
        _ => None,
    });
    let found =
        fires(history, &judged).or_else(|| not_evidenced(&judged)).unwrap_or_else(Finding::silent);
    again.fold(found, Finding::and_again)
}

fn judge<'a>(history: &History, version: Version<'a>, tellings: Vec<Telling<'a>>) -> Judged<'a> {
    let now = history.now();
    let from = version.published.meta.occurred.end;
    let hours = history.value(&TOLD_WITHIN_HOURS, from);
    let told_by = from.checked_add(i64::from(hours).hours()).unwrap_or(Timestamp::MAX);
    let told = if version.published.event.coproduction() == Coproduction::Joint {
        Owed::Settled
    } else {
        owed(now, &version, &tellings, told_by, |_| true)
    };
    let days = history.value(&COPY_WITHIN_WORKING_DAYS, from);
    let copy = match after_working_days(from, days) {
        Some(due) => owed(now, &version, &tellings, due, |t| t.is_copy),
        // As many days are over no later than as many working days.
        None => match owed(now, &version, &tellings, after_days(from, days), |t| t.is_copy) {
            Owed::Missed(at) => Owed::Unclear(at, NO_CALENDAR),
            other => other,
        },
    };
    Judged { version, tellings, told, copy }
}

fn owed(
    now: Timestamp,
    version: &Version<'_>,
    tellings: &[Telling<'_>],
    due: Timestamp,
    counts: fn(&Telling<'_>) -> bool,
) -> Owed {
    let given = tellings.iter().filter(|t| counts(t)).map(|t| t.by(due)).max();
    let given = given.unwrap_or(InTime::No);
    if given == InTime::Yes || version.ended_by(due) {
        return Owed::Settled;
    }
    if now < due {
        return Owed::DueAt(due);
    }
    let mute = is_unrecorded(version) && tellings.iter().all(|t| t.by(due) == InTime::No);
    if given == InTime::Unclear || mute { Owed::Unclear(due, NOT_SAID) } else { Owed::Missed(due) }
}

/// True of a plan of the past of whose making no record says how the person took part.
fn is_unrecorded(version: &Version<'_>) -> bool {
    let published = version.published;
    let said = published.event.coproduction();
    published.meta.mode == Mode::Record
        && matches!(said, Coproduction::NotRecorded | Coproduction::Unspecified)
}

impl Judged<'_> {
    fn owed(&self) -> [&Owed; 2] {
        [&self.told, &self.copy]
    }

    /// The first moment at which something was missed.
    fn missed(&self) -> Option<Timestamp> {
        let missed = self.owed().into_iter().filter_map(|owed| match owed {
            Owed::Missed(at) => Some(*at),
            _ => None,
        });
        missed.min()
    }

    /// The first moment at which the record could not tell, and what it lacks.
    fn unclear(&self) -> Option<(Timestamp, &'static str)> {
        let unclear = self.owed().into_iter().filter_map(|owed| match owed {
            Owed::Unclear(at, missing) => Some((*at, *missing)),
            _ => None,
        });
        unclear.min_by_key(|(at, _)| *at)
    }

    fn add_to(&self, mut grounds: Grounds) -> Grounds {
        let published = self.version.published;
        let shows = if published.event.restrictive {
            "A version of the plan that restricts was put in force."
        } else {
            "A version of the plan was put in force."
        };
        grounds = grounds.shown_by(published, shows).answered_by(&published.event.agency_id);
        if published.event.restrictive {
            grounds = grounds.at_severity(Severity::S1);
        }
        for telling in &self.tellings {
            // What tells of one version may tell of the next as well.
            grounds = despite_once(grounds, telling.seen, telling.shows);
        }
        grounds
    }
}

fn fires(history: &History, judged: &[Judged<'_>]) -> Option<Finding> {
    let missed = || judged.iter().filter(|j| j.missed().is_some());
    let since = missed().filter_map(Judged::missed).min()?;
    let untold = missed().any(|j| matches!(j.told, Owed::Missed(_)));
    let uncopied = missed().any(|j| matches!(j.copy, Owed::Missed(_)));
    let hours = history.value(&TOLD_WITHIN_HOURS, since);
    let days = history.value(&COPY_WITHIN_WORKING_DAYS, since);
    let told = format!("was not told of it within {hours} hours");
    let copy = format!("had no copy of it within {days} working days");
    let lacked = match (untold, uncopied) {
        (true, true) => format!("{told} and {copy}"),
        (true, false) => told,
        _ => copy,
    };
    let because = format!("A plan was in force and the person {lacked}.");
    Some(Finding::fires(missed().fold(Grounds::since(since, because), |g, j| j.add_to(g))))
}

fn not_evidenced(judged: &[Judged<'_>]) -> Option<Finding> {
    let unclear =
        || judged.iter().filter_map(|j| j.unclear().map(|(at, missing)| (at, missing, j)));
    let (since, missing, _) = unclear().min_by_key(|(at, ..)| *at)?;
    let grounds = Grounds::since(
        since,
        "A plan was in force when the person was to be told of it or to have a copy.",
    );
    Some(Finding::not_evidenced(missing, unclear().fold(grounds, |g, (.., j)| j.add_to(g))))
}
