//! A panel did not do what makes it answerable: it decided about a person
//! without a quorum, did not meet or minute, left an action to nobody, or a
//! scheme's post stood empty.
//!
//! > A meeting that was agreed upon left no record; posts stood vacant for five months.
//! > SLP review 2021, paras 4.8, 6.8 and 7.4, in our words
//!
//! No published rule gives these panels a quorum. Ours: a chair, a clinician,
//! somebody of an emergency department or ambulance service, and the person's
//! voice, heard or declined. A panel's own quorum adds to it and takes nothing
//! away. Whether a decision was right is not asked here.
//!
//! A meeting is judged by its own record; a scheme by its posts, all of them
//! in one finding. A post that nobody holds is an action that stays without an
//! owner over a whole interval between meetings.

mod meeting;
mod posts;
mod quorum;

use std::borrow::Cow;

use jiff::Timestamp;
use proto::{
    Named as _,
    panel::{
        ActionAssigned, DecisionMade, MeetingHeld, MeetingScheduled, MinutesApproved,
        PanelConstituted, PostAssigned, PostVacated,
    },
};

use super::{
    Dated, Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity, Since,
    says::sum_up,
    sources::{PANELS, SLP_2021_MEETINGS},
    watch::{by_person, by_scheme, own},
};
use crate::history::{History, Seen};

static RATIFIED_WITHIN_DAYS: Dated = Dated {
    name: "emergency_decision_ratified_within_days",
    values: &[Since::ours(5, "no source gives a time; a working week lets the members be reached")],
};

static MINUTES_WITHIN_DAYS: Dated = Dated {
    name: "minutes_approved_within_days",
    values: &[Since::ours(
        28,
        "no source gives a time; panels meet monthly and approve minutes at the next meeting",
    )],
};

static POST_FILLED_WITHIN_DAYS: Dated = Dated {
    name: "post_filled_within_days",
    values: &[Since::ours(
        28,
        "no source gives a time; panels meet monthly, and the post's actions stay without an owner over a whole interval",
    )],
};

pub static RULE: Rule = Rule {
    id: "panel-defect",
    pattern: "A panel decided about a person without a chair, a clinician, an emergency department or ambulance member and the person's voice; it did not meet, did not minute its decisions or left an action without owner or day; or a scheme's post stood empty.",
    sources: &[&PANELS, &SLP_2021_MEETINGS],
    parameters: &[&RATIFIED_WITHIN_DAYS, &MINUTES_WITHIN_DAYS, &POST_FILLED_WITHIN_DAYS],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::BoardAndReturn],
    anchors: &[DecisionMade::KIND, MeetingHeld::KIND, MeetingScheduled::KIND, PostVacated::KIND],
    watches: &[
        own(ActionAssigned::KIND),
        own(MinutesApproved::KIND),
        own(PostAssigned::KIND),
        // A decision may be ratified at another meeting.
        by_person(DecisionMade::KIND),
        by_scheme(PanelConstituted::KIND),
    ],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ReviewAndDrift, Severity::S3)
};

/// Something that is wrong, since when, and by which events.
struct Defect<'a> {
    since: Timestamp,
    because: String,
    by: Seen<'a, ()>,
    shows: Cow<'static, str>,
    despite: Option<(Seen<'a, ()>, &'static str)>,
    agencies: Vec<&'a str>,
}

impl Defect<'_> {
    fn grounds(self) -> Grounds {
        let grounds = Grounds::since(self.since, self.because).shown_by(self.by, self.shows);
        let grounds = match self.despite {
            Some((seen, shows)) => grounds.despite(seen, shows),
            None => grounds,
        };
        self.agencies.into_iter().fold(grounds, Grounds::answered_by)
    }
}

fn detect(history: &History) -> Finding {
    sum_up(
        quorum::judge(history)
            .into_iter()
            .chain(meeting::never_held(history))
            .chain(meeting::unminuted(history))
            .chain(meeting::ownerless(history))
            .chain(posts::judge(history)),
    )
}
