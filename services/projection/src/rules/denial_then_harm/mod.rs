//! Under a plan the person was refused help or was not taken to hospital, and
//! serious harm, a detention or death followed soon after.
//!
//! > "sanctions (criminal or otherwise), withholding care and otherwise punitive approaches"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (b)
//!
//! That one thing followed another within days does not say that it came of it:
//! the flag says that the two are to be looked at together, by somebody who had
//! no part in either. A refusal that was the person's own, informed and with
//! capacity, is none; nor is one for want of resources or of clinical scope, for
//! then no plan decided. A plan made jointly with the person is shown as
//! evidence against. Of somebody who was treated where they were no record gives a
//! reason: it is said that it may have been their own wish to stay.
//!
//! No record of a contact says that somebody came into intensive care, and none
//! of an incident how serious it was. What is reported as harm is taken to be
//! serious; of an admission after self-harm it is said that this is not known.

mod denials;
mod harms;

use proto::{
    Named as _,
    careplans::{PlanClosed, PlanPublished},
    concerns::IncidentReported,
    referrals::{CaseClosed, ContactCorrected, ContactRecorded},
    sanctions::PoliceInvolved,
};

use self::{
    denials::{Denial, denials},
    harms::{Harm, harms},
};
use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since, Windows,
    contacts::contacts,
    follows::within_days_after,
    in_time::InTime,
    sources::{NHSE_2023_B, NICE_NG225, RCEM_2021_DOOR},
    watch::by_person,
};
use crate::history::History;

static HARM_WITHIN_DAYS: Dated = Dated {
    name: "harm_within_days",
    values: &[Since::ours(
        7,
        "no source gives a window; a crisis that was not answered is still the same crisis for a week",
    )],
};

static DEATH_WITHIN_DAYS: Dated = Dated {
    name: "death_within_days",
    values: &[Since::ours(
        30,
        "no source gives a window; a month is long enough that no death soon after a refusal goes unexamined",
    )],
};

pub static RULE: Rule = Rule {
    id: "denial-then-harm",
    pattern: "Under a plan the person was refused help or not taken to hospital, and serious harm \
              or a detention followed within 7 days, or death within 30.",
    sources: &[&NHSE_2023_B, &RCEM_2021_DOOR, &NICE_NG225],
    parameters: &[&HARM_WITHIN_DAYS, &DEATH_WITHIN_DAYS],
    acts: &[
        RecommendedAct::SuspendAndRecall,
        RecommendedAct::IndependentClinicalReview,
        RecommendedAct::Safeguarding,
        RecommendedAct::Candour,
    ],
    anchors: &[ContactRecorded::KIND],
    concerns: denials::may_be_one,
    watches: &[
        by_person(ContactCorrected::KIND),
        by_person(CaseClosed::KIND),
        by_person(IncidentReported::KIND),
        by_person(PlanClosed::KIND),
        by_person(PlanPublished::KIND),
        by_person(PoliceInvolved::KIND),
    ],
    windows: Some(Windows {
        of: "person_",
        days: 91,
        before_days: 0,
        // A month more, and another: of a vague time the end may lie later.
        after_days: 91,
        context_days: 366,
    }),
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CareDenial, Severity::S1)
};

const WHEN: &str = "whether the one followed the other, and how soon";

/// A denial and a harm that may have followed it.
struct Pair<'a, 'b> {
    denial: &'b Denial<'a>,
    harm: &'b Harm<'a>,
    /// What the record lacks, if it cannot tell.
    missing: Option<&'static str>,
}

fn detect(history: &History) -> Finding {
    let contacts = contacts(history);
    let mut denials = denials(&contacts);
    denials.retain(|denial| history.judges(denial.contact.when.end));
    let harms = harms(history, &contacts);
    let pairs: Vec<Pair<'_, '_>> = denials
        .iter()
        .flat_map(|denial| harms.iter().filter_map(|harm| pair(history, denial, harm)))
        .collect();
    let certain: Vec<_> = pairs.iter().filter(|pair| pair.missing.is_none()).collect();
    let Some(since) = certain.iter().map(|pair| pair.harm.when.end).min() else {
        return not_evidenced(history, &pairs);
    };
    let grounds = Grounds::since(since, because(&certain));
    Finding::fires(certain.into_iter().fold(grounds, |g, pair| pair.add_to(history, g)))
}

fn pair<'a, 'b>(
    history: &History,
    denial: &'b Denial<'a>,
    harm: &'b Harm<'a>,
) -> Option<Pair<'a, 'b>> {
    let at = denial.contact.when;
    let threshold = if harm.is_death { &DEATH_WITHIN_DAYS } else { &HARM_WITHIN_DAYS };
    let missing = match within_days_after(&at, history.value(threshold, at.end), &harm.when) {
        InTime::No => return None,
        InTime::Unclear => Some(WHEN),
        InTime::Yes => None,
    };
    Some(Pair { denial, harm, missing: denial.missing.or(harm.missing).or(missing) })
}

fn because(pairs: &[&Pair<'_, '_>]) -> String {
    let mut what: Vec<&str> = vec![];
    for pair in pairs {
        if !what.contains(&pair.harm.what) {
            what.push(pair.harm.what);
        }
    }
    format!(
        "Under a plan the person was refused help or not taken to hospital, and soon after came {}.",
        what.join(" and ")
    )
}

fn not_evidenced(history: &History, pairs: &[Pair<'_, '_>]) -> Finding {
    let first = pairs.iter().min_by_key(|pair| pair.harm.when.end);
    let Some((first, missing)) = first.and_then(|pair| Some((pair, pair.missing?))) else {
        return Finding::silent();
    };
    let because = format!(
        "The person was refused help or not taken to hospital, and {} is on record, but not {missing}.",
        first.harm.what
    );
    let grounds = Grounds::since(first.harm.when.end, because);
    Finding::not_evidenced(missing, pairs.iter().fold(grounds, |g, pair| pair.add_to(history, g)))
}

impl Pair<'_, '_> {
    fn add_to(&self, history: &History, grounds: Grounds) -> Grounds {
        self.harm.add_to(self.denial.add_to(history, grounds))
    }
}
