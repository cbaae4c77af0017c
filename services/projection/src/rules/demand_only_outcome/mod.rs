//! What a scheme publishes of its effect is contacts or money, and nothing of
//! what became of people.
//!
//! > Attendances, admissions, calls and the cost of detentions are what is measured.
//! > Measures in use, in our words
//!
//! Fewer calls may mean that somebody is better, or that they gave up calling.
//! Only what became of people tells the two apart: experience, harm, deaths,
//! detentions, arrests and sanctions, or goals of their own. A scheme is judged
//! by the end of the day on which it first published contacts or money. What is
//! counted of its work, such as plans reviewed, is no outcome. A measure whose
//! words do not tell is taken for neither.
//!
//! The goals of a plan have no place in what is recorded of it, and are not
//! judged; nor is a person's own wish for fewer contacts, which is no claim.

use proto::{
    Named as _,
    panel::{ClaimPublished, SchemeRegistered},
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    claims::{any_of, words},
    in_time::InTime,
    sources::{METRICS, SIM_CLAIMS, SLP_2021_NOT_GATHERED},
    watch::by_scheme,
};
use crate::{
    calendar::end_of_day,
    history::{History, Seen},
};

pub static RULE: Rule = Rule {
    id: "demand-only-outcome",
    pattern: "What a scheme published of its effect was contacts or money alone.",
    sources: &[&METRICS, &SIM_CLAIMS, &SLP_2021_NOT_GATHERED],
    acts: &[RecommendedAct::IndependentClinicalReview, RecommendedAct::BoardAndReturn],
    anchors: &[SchemeRegistered::KIND],
    watches: &[by_scheme(ClaimPublished::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ClaimsAndEvidence, Severity::S3)
};

/// What a measure is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// Contacts with services, or money.
    Demand,
    /// What became of people.
    People,
    /// What the scheme did.
    Work,
    /// Its words do not tell.
    Unclear,
}

const MONEY: &[&str] =
    &["budget", "cost", "costs", "money", "saved", "saving", "savings", "spend", "spending"];

const CONTACTS: &[&str] = &[
    "111",
    "999",
    "activity",
    "admissions",
    "attendance",
    "attendances",
    "call",
    "callouts",
    "calls",
    "contacts",
    "conveyances",
    "demand",
    "deployments",
    "journeys",
    "presentations",
    "visits",
];

const PEOPLE: &[&str] = &[
    "abuse",
    "arrested",
    "arrests",
    "cautioned",
    "charged",
    "complaints",
    "death",
    "deaths",
    "detained",
    "detentions",
    "died",
    "displacement",
    "distress",
    "employment",
    "experience",
    "experiences",
    "goal",
    "goals",
    "harm",
    "harmed",
    "housing",
    "imprisoned",
    "injuries",
    "mortality",
    "prosecuted",
    "quality",
    "recovery",
    "s135",
    "s136",
    "safeguarding",
    "safety",
    "sanctions",
    "satisfaction",
    "suicide",
    "suicides",
    "symptoms",
    "views",
    "wellbeing",
];

const WORK: &[&str] = &[
    "accepted",
    "answers",
    "caseload",
    "meetings",
    "offered",
    "officers",
    "plan",
    "plans",
    "posts",
    "referrals",
    "referred",
    "reviewed",
    "reviews",
    "staff",
    "staffing",
    "survey",
    "trained",
    "training",
    "trusts",
];

fn about(claim: &ClaimPublished) -> About {
    let measure = words(&claim.measure);
    if claim.figure.contains('£') || any_of(&measure, MONEY) {
        // The cost of a detention is money.
        About::Demand
    } else if any_of(&measure, PEOPLE) {
        About::People
    } else if any_of(&measure, CONTACTS) {
        About::Demand
    } else if any_of(&measure, WORK) {
        About::Work
    } else {
        About::Unclear
    }
}

fn detect(history: &History) -> Finding {
    let Some(scheme) = history.anchored::<SchemeRegistered>().next() else {
        return Finding::silent();
    };
    let published = |of: About| {
        history.of::<ClaimPublished>().filter(move |claim| {
            claim.event.scheme_id == history.anchor() && about(claim.event) == of
        })
    };
    let Some(first) = published(About::Demand).next() else {
        return Finding::silent();
    };
    let since = first.meta.occurred.end;
    // A day's figures stand in one report.
    let due = end_of_day(since).unwrap_or(since);
    let in_time = |of| InTime::any_by(due, published(of).map(|claim| claim.meta.occurred));
    let of_people = in_time(About::People);
    if of_people == InTime::Yes {
        return Finding::silent();
    }
    if history.now() < due {
        return Finding::silent().and_again(due);
    }
    let because =
        "A scheme published contacts or money as its effect, and nothing of what became of people.";
    let mut grounds = Grounds::since(since, because).answered_by(&scheme.event.lead_agency_id);
    for claim in published(About::Demand) {
        grounds = show(grounds, claim);
    }
    for claim in published(About::People) {
        grounds = grounds.despite(claim, "A figure about what became of people was published.");
    }
    if of_people == InTime::Unclear {
        return Finding::not_evidenced("which figures were published first", grounds);
    }
    if in_time(About::Unclear) != InTime::No {
        for claim in published(About::Unclear) {
            grounds = grounds.despite(claim, "A figure was published whose measure does not tell.");
        }
        return Finding::not_evidenced(
            "whether another figure is about what became of people",
            grounds,
        );
    }
    Finding::fires(grounds)
}

fn show(grounds: Grounds, claim: Seen<'_, ClaimPublished>) -> Grounds {
    grounds
        .shown_by(claim, "A figure about contacts or money was published.")
        .answered_by(&claim.event.agency_id)
}
