//! A person was restricted, their plan was reviewed, or a sanction was decided
//! upon, without their view and with no advocate offered.
//!
//! > Plans were reviewed without the people whom they were about.
//! > SLP review 2021, paras 7.5 and 7.6, in our words
//!
//! What counts is on record by the end of the day of the decision: that the
//! person took part, was represented or declined to; what they said of the plan
//! or the line; or that an advocate was offered for it, whatever the answer
//! was. What they had said before a restriction was written says nothing of it, nor
//! does what they said before the last review say anything of this one. An advocate
//! who no longer acts for them speaks for nobody.
//! A panel that gives a reason for not hearing somebody, such as illness, is
//! not held to have passed them over: it is said that the record lacks the view.
//!
//! Decisions in an emergency are judged when they are ratified. Whether what
//! the person said was heeded is judged by `dissent-overridden`.

mod advocates;
mod panels;
mod plans;

use jiff::Timestamp;
use proto::{
    Named as _,
    careplans::{InstructionIssued, InstructionWithdrawn, PlanPublished, ReviewHeld, ViewRecorded},
    panel::{DecisionMade, PersonHeard},
    referrals::{AdvocateOffered, RepresentationEnded, RepresentativeAppointed},
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    in_time::InTime,
    says::{Says, sum_up},
    sources::{NICE_CG136, SLP_2021_REVIEWS},
    watch::{by_person, own},
};
use crate::{
    calendar::end_of_day,
    history::{History, Seen},
};

pub static RULE: Rule = Rule {
    id: "no-voice-or-advocate",
    pattern: "A restriction was put in force, a plan was reviewed or a sanction was decided upon without the person's view, and no advocate had been offered.",
    sources: &[&NICE_CG136, &SLP_2021_REVIEWS],
    acts: &[RecommendedAct::SpeakWithThePerson],
    anchors: &[DecisionMade::KIND, PlanPublished::KIND, ReviewHeld::KIND],
    watches: &[
        own(InstructionIssued::KIND),
        own(InstructionWithdrawn::KIND),
        own(PersonHeard::KIND),
        own(ViewRecorded::KIND),
        by_person(AdvocateOffered::KIND),
        by_person(RepresentationEnded::KIND),
        by_person(RepresentativeAppointed::KIND),
    ],
    // That no advocate was offered rests on the silence there.
    awaits: &["referrals"],
    people_apart_in: Some("meeting_"),
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CoProduction, Severity::S2)
};

const NOT_SAID: &str = "whether the person was heard or an advocate was offered";

fn detect(history: &History) -> Finding {
    sum_up(
        plans::restrictions(history)
            .chain(plans::reviews(history))
            .chain(panels::sanctions(history)),
    )
}

/// A decision about somebody, and what was heard of them.
struct Decision<'a> {
    seen: Seen<'a, ()>,
    because: &'static str,
    shows: &'static str,
    person_id: &'a str,
    /// What an advocate may have been offered for: the plan, the scheme, the decision.
    about: Vec<&'a str>,
    /// Whether the record of the decision itself says that the person took part.
    took_part: InTime,
    /// What was heard of the person, or why nothing was.
    heard: Vec<Heard<'a>>,
    agency_id: &'a str,
}

/// Something by which a person is heard, or is said not to have been.
struct Heard<'a> {
    seen: Seen<'a, ()>,
    /// What it shows at best; `No` if it shows that the person was passed over.
    weight: InTime,
    shows: &'static str,
}

impl Heard<'_> {
    fn by(&self, due: Timestamp) -> InTime {
        InTime::by(due, self.seen.meta.occurred).min(self.weight)
    }
}

impl<'a> Decision<'a> {
    fn judge(mut self, history: &'a History) -> Says {
        let decided = self.seen.meta.occurred.end;
        // A day's record counts for the day's decision.
        let due = end_of_day(decided).unwrap_or(decided);
        let at = &self.seen.meta.occurred;
        self.heard.extend(advocates::offers(history, self.person_id, &self.about, at));
        let best = self.heard.iter().map(|heard| heard.by(due)).max().unwrap_or(InTime::No);
        let best = best.max(self.took_part);
        if best == InTime::Yes {
            return Says::Nothing;
        }
        if history.now() < due {
            return Says::AskAt(due);
        }
        let mut grounds = Grounds::since(decided, self.because)
            .shown_by(self.seen, self.shows)
            .answered_by(self.agency_id);
        for heard in &self.heard {
            grounds = if heard.weight == InTime::No {
                grounds.shown_by(heard.seen, heard.shows)
            } else {
                grounds.despite(heard.seen, heard.shows)
            };
        }
        if best == InTime::Unclear { Says::Lacks(NOT_SAID, grounds) } else { Says::Stands(grounds) }
    }
}
