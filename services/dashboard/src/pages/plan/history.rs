//! What the events of a plan say: its lines with every wording, its versions, and what was
//! said, reviewed and challenged.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proto::{
    careplans::{
        ChallengeDecided, ChallengeLodged, ChallengeOutcome, CopyGiven, InstructionIssued,
        InstructionKind, InstructionLapsed, InstructionRevised, InstructionWithdrawn, PlanApproved,
        PlanClosed, PlanDrafted, PlanPublished, PlanTransferred, ResponseAdded, ResponseWithdrawn,
        ReviewHeld, ReviewOutcome, ViewRecorded,
    },
    common::{EventRecord, Text, Worker},
    oversight::{LabelledWords, ScreenTextResponse},
    restriction::continued,
    time,
};

use crate::{facts::fact, words};

/// The latest moment at which an event can have happened.
fn at(record: &EventRecord) -> Option<Timestamp> {
    let occurred = record.occurred.as_ref()?;
    time::maybe(occurred.end.as_ref()).or_else(|| time::maybe(occurred.start.as_ref()))
}

/// A wording of a line.
#[derive(Debug, Default)]
pub(in crate::pages) struct Wording {
    pub(in crate::pages) since: String,
    pub(in crate::pages) text: Option<Text>,
    pub(in crate::pages) reason: Option<Text>,
    /// The words that earn labels, as the labeller reads them now.
    pub(in crate::pages) because: Vec<LabelledWords>,
    /// True if a person must read it.
    pub(in crate::pages) refer: bool,
}

/// A line of a plan.
#[derive(Debug, Default)]
pub(in crate::pages) struct Line {
    pub(in crate::pages) issued: InstructionIssued,
    pub(in crate::pages) issued_at: String,
    issued_by: Option<Timestamp>,
    /// When a restriction lapses, with the reviews that let it go on; nothing if its record
    /// gives no end.
    pub(in crate::pages) expires: Option<Timestamp>,
    pub(in crate::pages) wordings: Vec<Wording>,
    pub(in crate::pages) withdrawn: Option<(String, Option<Text>)>,
    pub(in crate::pages) lapsed: Option<String>,
    pub(in crate::pages) struck_out: bool,
    /// The challenges that suspend it.
    pub(in crate::pages) suspended_by: BTreeSet<String>,
    pub(in crate::pages) views: Vec<(String, ViewRecorded)>,
}

/// A version of a plan: which lines stand in it, in which wording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pages) struct Version {
    /// Its number; 0 for what is written and not yet in force.
    pub(in crate::pages) number: u32,
    pub(in crate::pages) since: String,
    pub(in crate::pages) recipients: Vec<String>,
    pub(in crate::pages) lines: BTreeMap<String, usize>,
}

/// A challenge to a line.
#[derive(Debug)]
pub(in crate::pages) struct Challenge {
    pub(in crate::pages) lodged_at: String,
    pub(in crate::pages) lodged: ChallengeLodged,
    pub(in crate::pages) decided: Option<(String, ChallengeDecided)>,
}

/// A response that a plan names.
#[derive(Debug)]
pub(in crate::pages) struct Response {
    pub(in crate::pages) added_at: String,
    pub(in crate::pages) added: ResponseAdded,
    pub(in crate::pages) ended: Option<(String, ResponseWithdrawn)>,
}

/// A plan, as its events tell it.
#[derive(Debug, Default)]
pub(in crate::pages) struct History {
    pub(in crate::pages) drafted: Option<(String, PlanDrafted)>,
    pub(in crate::pages) scheme_id: String,
    pub(in crate::pages) agency_id: String,
    /// Its lines in the order in which they were issued.
    pub(in crate::pages) order: Vec<String>,
    pub(in crate::pages) lines: BTreeMap<String, Line>,
    pub(in crate::pages) versions: Vec<Version>,
    pub(in crate::pages) approvals: Vec<(String, Worker)>,
    pub(in crate::pages) copies: Vec<(String, CopyGiven)>,
    pub(in crate::pages) views: Vec<(String, ViewRecorded)>,
    pub(in crate::pages) reviews: Vec<(String, ReviewHeld)>,
    pub(in crate::pages) challenges: Vec<Challenge>,
    pub(in crate::pages) responses: Vec<Response>,
    pub(in crate::pages) transfers: Vec<(String, PlanTransferred)>,
    pub(in crate::pages) closed: Option<(String, PlanClosed)>,
}

impl Challenge {
    /// True until somebody who had no part in the plan has decided it.
    pub(in crate::pages) fn is_open(&self) -> bool {
        self.decided.as_ref().is_none_or(|(_, decided)| !decided.independent)
    }
}

impl Line {
    fn continue_from(&mut self, held: Timestamp) {
        // Once it is on record that it lapsed, no review revives it.
        if self.lapsed.is_none()
            && let (Some(issued), Some(expires)) = (self.issued_by, self.expires)
        {
            self.expires = Some(continued(issued, expires, held));
        }
    }
}

impl History {
    /// Of the events of one plan, oldest first.
    pub(in crate::pages) fn of(events: &[EventRecord]) -> Self {
        let mut history = Self::default();
        for record in events {
            history.add(record);
        }
        history
    }

    fn add(&mut self, record: &EventRecord) {
        let when = words::when(record.occurred.as_ref());
        self.add_line(record, &when);
        if let Some(fact) = fact::<PlanDrafted>(record) {
            self.scheme_id.clone_from(&fact.scheme_id);
            self.agency_id.clone_from(&fact.agency_id);
            self.drafted = Some((when, fact));
        } else if let Some(fact) = fact::<PlanApproved>(record) {
            self.approvals.push((when, fact.approver.unwrap_or_default()));
        } else if let Some(fact) = fact::<PlanPublished>(record) {
            // A number that is hidden is the next one.
            let next = self.versions.last().map_or(1, |version| version.number + 1);
            let number = if fact.version == 0 { next } else { fact.version };
            let lines = self.standing();
            let recipients = fact.recipient_agency_ids;
            self.versions.push(Version { number, since: when, recipients, lines });
        } else if let Some(fact) = fact::<CopyGiven>(record) {
            self.copies.push((when, fact));
        } else if let Some(fact) = fact::<ReviewHeld>(record) {
            if let Some(held) = at(record).filter(|_| fact.outcome() == ReviewOutcome::Continued) {
                self.lines.values_mut().for_each(|line| line.continue_from(held));
            }
            self.reviews.push((when, fact));
        } else if let Some(fact) = fact::<ResponseAdded>(record) {
            self.responses.retain(|known| known.added.response_id != fact.response_id);
            self.responses.push(Response { added_at: when, added: fact, ended: None });
        } else if let Some(fact) = fact::<ResponseWithdrawn>(record) {
            let known = |one: &&mut Response| one.added.response_id == fact.response_id;
            if let Some(response) = self.responses.iter_mut().find(known) {
                response.ended = Some((when, fact));
            }
        } else if let Some(fact) = fact::<PlanTransferred>(record) {
            self.scheme_id.clone_from(&fact.to_scheme_id);
            self.agency_id.clone_from(&fact.to_agency_id);
            self.transfers.push((when, fact));
        } else if let Some(fact) = fact::<PlanClosed>(record) {
            self.closed = Some((when, fact));
        }
    }

    fn add_line(&mut self, record: &EventRecord, when: &str) {
        let since = when.to_owned();
        if let Some(issued) = fact::<InstructionIssued>(record) {
            let text = issued.text.clone();
            let wording = Wording { since: since.clone(), text, ..Wording::default() };
            let id = issued.instruction_id.clone();
            self.order.push(id.clone());
            let wordings = vec![wording];
            let line = Line {
                issued_by: at(record),
                expires: time::maybe(issued.expires.as_ref())
                    .filter(|_| issued.kind() == InstructionKind::Restriction),
                issued,
                issued_at: since,
                wordings,
                ..Line::default()
            };
            self.lines.insert(id, line);
        } else if let Some(fact) = fact::<InstructionRevised>(record) {
            if let Some(line) = self.lines.get_mut(&fact.instruction_id) {
                let (text, reason) = (fact.text, fact.reason);
                line.wordings.push(Wording { since, text, reason, ..Wording::default() });
            }
        } else if let Some(fact) = fact::<InstructionWithdrawn>(record) {
            if let Some(line) = self.lines.get_mut(&fact.instruction_id) {
                line.withdrawn = Some((since, fact.reason));
            }
        } else if let Some(fact) = fact::<InstructionLapsed>(record) {
            if let Some(line) = self.lines.get_mut(&fact.instruction_id) {
                line.lapsed = Some(since);
            }
        } else if let Some(fact) = fact::<ViewRecorded>(record) {
            match self.lines.get_mut(&fact.instruction_id) {
                Some(line) => line.views.push((since, fact)),
                None => self.views.push((since, fact)),
            }
        } else if let Some(lodged) = fact::<ChallengeLodged>(record) {
            if let Some(line) = self.lines.get_mut(&lodged.instruction_id)
                && lodged.suspends
            {
                line.suspended_by.insert(lodged.challenge_id.clone());
            }
            self.challenges.push(Challenge { lodged_at: since, lodged, decided: None });
        } else if let Some(fact) = fact::<ChallengeDecided>(record) {
            self.decide(since, fact);
        }
    }

    fn decide(&mut self, when: String, decided: ChallengeDecided) {
        // Who had a part in the plan lifts no suspension.
        if decided.independent
            && let Some(line) = self.lines.get_mut(&decided.instruction_id)
        {
            line.suspended_by.remove(&decided.challenge_id);
            line.struck_out |= matches!(
                decided.outcome(),
                ChallengeOutcome::Upheld | ChallengeOutcome::PartlyUpheld
            );
        }
        let of_it = |one: &&mut Challenge| one.lodged.challenge_id == decided.challenge_id;
        if let Some(challenge) = self.challenges.iter_mut().find(of_it)
            && (decided.independent || challenge.is_open())
        {
            challenge.decided = Some((when, decided));
        }
    }

    /// The lines that stand now, and their wordings.
    fn standing(&self) -> BTreeMap<String, usize> {
        let stands = |line: &Line| line.withdrawn.is_none() && !line.struck_out;
        let lines = self.lines.iter().filter(|(_, line)| stands(line));
        lines.map(|(id, line)| (id.clone(), line.wordings.len().saturating_sub(1))).collect()
    }

    /// The words of the lines of a version, of those that may be read.
    pub(in crate::pages) fn words(&self, version: &Version) -> Vec<String> {
        let wordings = version.lines.iter().filter_map(|(id, at)| {
            let wording = self.lines.get(id)?.wordings.get(*at)?;
            wording.text.as_ref()?.as_plain().map(ToOwned::to_owned)
        });
        wordings.collect()
    }

    /// Takes note of which words earn which labels, by the words that were read.
    pub(in crate::pages) fn label(&mut self, read: &BTreeMap<String, ScreenTextResponse>) {
        for wording in self.lines.values_mut().flat_map(|line| line.wordings.iter_mut()) {
            let plain = wording.text.as_ref().and_then(Text::as_plain);
            if let Some(found) = plain.and_then(|words| read.get(words)) {
                wording.because.clone_from(&found.because);
                wording.refer = found.refer;
            }
        }
    }

    /// Its versions, oldest first; last what is written and not yet in force, if that
    /// differs. That a challenge struck a line out writes nothing: it ends in the version that
    /// is in force.
    pub(in crate::pages) fn all_versions(&self) -> Vec<Version> {
        let mut versions = self.versions.clone();
        let now = self.standing();
        let struck_out = |id: &str| self.lines.get(id).is_some_and(|line| line.struck_out);
        let differs = versions.last().is_none_or(|last| {
            let left = last.lines.iter().filter(|(id, _)| !struck_out(id));
            !left.eq(now.iter())
        });
        if differs && self.closed.is_none() {
            versions.push(Version { lines: now, ..Version::default() });
        }
        versions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::tests::event;

    fn issued(id: &str, text: &str) -> InstructionIssued {
        InstructionIssued {
            instruction_id: id.into(),
            text: Some(Text::plain(text)),
            ..InstructionIssued::default()
        }
    }

    fn revised(id: &str, text: &str) -> InstructionRevised {
        InstructionRevised {
            instruction_id: id.into(),
            text: Some(Text::plain(text)),
            ..InstructionRevised::default()
        }
    }

    fn published(version: u32) -> PlanPublished {
        PlanPublished { version, ..PlanPublished::default() }
    }

    #[test]
    fn a_version_holds_the_wordings_that_stood_when_it_was_put_in_force() {
        let taken = InstructionWithdrawn { instruction_id: "a".into(), ..Default::default() };
        let history = History::of(&[
            event("p", 0, &issued("a", "One.")),
            event("p", 1, &published(1)),
            event("p", 2, &revised("a", "Two.")),
            event("p", 3, &issued("b", "New.")),
            event("p", 4, &published(2)),
            event("p", 5, &taken),
        ]);
        let versions = history.all_versions();
        let numbers: Vec<u32> = versions.iter().map(|version| version.number).collect();
        assert_eq!(numbers, [1, 2, 0]);
        let lines = |at: usize| -> Vec<(&str, usize)> {
            versions[at].lines.iter().map(|(id, wording)| (id.as_str(), *wording)).collect()
        };
        assert_eq!(lines(0), [("a", 0)]);
        assert_eq!(lines(1), [("a", 1), ("b", 0)]);
        assert_eq!(lines(2), [("b", 0)]);
    }

    #[test]
    fn a_plan_that_stands_as_it_was_put_in_force_has_no_draft() {
        let history =
            History::of(&[event("p", 0, &issued("a", "One.")), event("p", 1, &published(1))]);
        assert_eq!(history.all_versions().len(), 1);
    }

    #[test]
    fn only_an_independent_decision_ends_a_suspension() {
        let lodged = ChallengeLodged {
            challenge_id: "c".into(),
            instruction_id: "a".into(),
            suspends: true,
            ..ChallengeLodged::default()
        };
        let decided = |independent| ChallengeDecided {
            challenge_id: "c".into(),
            instruction_id: "a".into(),
            outcome: ChallengeOutcome::NotUpheld.into(),
            independent,
            ..ChallengeDecided::default()
        };
        let base = [event("p", 0, &issued("a", "One.")), event("p", 1, &lodged)];
        let with = |last| {
            let events: Vec<EventRecord> =
                base.iter().cloned().chain([event("p", 2, &last)]).collect();
            History::of(&events).lines["a"].suspended_by.len()
        };
        assert_eq!(with(decided(false)), 1);
        assert_eq!(with(decided(true)), 0);
    }

    #[test]
    fn who_had_a_part_in_the_plan_leaves_a_challenge_open() {
        let lodged = ChallengeLodged { challenge_id: "c".into(), ..ChallengeLodged::default() };
        let decided = |independent| ChallengeDecided {
            challenge_id: "c".into(),
            independent,
            ..ChallengeDecided::default()
        };
        let is_open = |all: &[bool]| {
            let mut events = vec![event("p", 0, &lodged)];
            events.extend(all.iter().zip(1..).map(|(one, day)| event("p", day, &decided(*one))));
            History::of(&events).challenges[0].is_open()
        };
        assert!(is_open(&[]) && is_open(&[false]));
        assert!(!is_open(&[true]) && !is_open(&[false, true]) && !is_open(&[true, false]));
    }

    #[test]
    fn a_line_that_a_challenge_struck_out_ends_in_the_version_that_is_in_force() {
        let upheld = ChallengeDecided {
            challenge_id: "c".into(),
            instruction_id: "a".into(),
            outcome: ChallengeOutcome::Upheld.into(),
            independent: true,
            ..ChallengeDecided::default()
        };
        let mut events = vec![
            event("p", 0, &issued("a", "One.")),
            event("p", 0, &issued("b", "Two.")),
            event("p", 1, &published(1)),
            event("p", 2, &upheld),
        ];
        assert_eq!(History::of(&events).all_versions().len(), 1);
        events.push(event("p", 3, &revised("b", "Three.")));
        assert_eq!(History::of(&events).all_versions().len(), 2);
    }

    #[test]
    fn a_review_that_lets_a_plan_go_on_moves_the_end_of_what_has_not_lapsed() {
        let start: Timestamp = "2021-01-01T10:00:00Z".parse().unwrap();
        let on = |day: i64| start + jiff::SignedDuration::from_hours(24 * day);
        let issued = InstructionIssued {
            kind: InstructionKind::Restriction.into(),
            expires: Some(time::wire(on(28))),
            ..issued("a", "One visit a week.")
        };
        let held = ReviewHeld { outcome: ReviewOutcome::Continued.into(), ..Default::default() };
        let lapsed = InstructionLapsed { instruction_id: "a".into(), ..Default::default() };
        let expires = |more: &[EventRecord]| {
            let events: Vec<EventRecord> =
                [event("p", 0, &issued)].into_iter().chain(more.to_vec()).collect();
            History::of(&events).lines["a"].expires
        };
        assert_eq!(expires(&[]), Some(on(28)));
        assert_eq!(expires(&[event("p", 20, &held)]), Some(on(48)));
        assert_eq!(expires(&[event("p", 30, &held)]), Some(on(28)), "it had lapsed");
        let told = [event("p", 10, &lapsed), event("p", 20, &held)];
        assert_eq!(expires(&told), Some(on(28)), "it was said to have lapsed");
    }

    #[test]
    fn labels_stand_with_the_wording_that_earned_them() {
        let mut history = History::of(&[
            event("p", 0, &issued("a", "One.")),
            event("p", 1, &revised("a", "Two.")),
        ]);
        let versions = history.all_versions();
        assert_eq!(history.words(&versions[0]), ["Two."]);
        let found = ScreenTextResponse {
            because: vec![LabelledWords { start: 0, end: 3, ..LabelledWords::default() }],
            ..ScreenTextResponse::default()
        };
        history.label(&BTreeMap::from([("Two.".to_owned(), found)]));
        let wordings = &history.lines["a"].wordings;
        assert!(wordings[0].because.is_empty());
        assert_eq!(wordings[1].because.len(), 1);
    }
}
