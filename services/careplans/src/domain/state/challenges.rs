//! The challenges to a plan's lines, and what they suspend.
//!
//! A restriction is suspended from the earliest moment at which a challenge to
//! it can have been lodged until somebody independent has decided it: doubt is
//! in favour of full care. With several challenges it is suspended until the
//! last of them is decided. A decision by somebody who had a part in the plan
//! is on record and lifts nothing.

use std::collections::VecDeque;

use jiff::Timestamp;
use proto::careplans::{ChallengeLodged, ChallengeOutcome};

/// How many challenges can be open at once, which is also how many are
/// remembered: the oldest decided one is forgotten for a new one. No more lines
/// can be challenged than a plan has, and the state is bounded.
pub const MOST_OPEN_CHALLENGES: usize = 200;

/// A plan's challenges, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Challenges(VecDeque<Challenge>);

/// A challenge to a line.
#[derive(Clone, Debug)]
pub struct Challenge {
    id: String,
    /// The line.
    pub instruction_id: String,
    /// The earliest moment at which it can have been lodged.
    pub lodged: Timestamp,
    /// When and how somebody independent decided it; `None` while it is open.
    pub decided: Option<(Timestamp, ChallengeOutcome)>,
    /// What somebody with a part in the plan decided last, and who.
    improper: Option<(ChallengeOutcome, String)>,
}

impl Challenges {
    /// The challenge under this id.
    #[must_use]
    pub fn get(&self, challenge_id: &str) -> Option<&Challenge> {
        self.0.iter().find(|challenge| challenge.id == challenge_id)
    }

    /// True if no other can be taken before one of them is decided.
    #[must_use]
    pub fn are_full(&self) -> bool {
        let open = self.0.iter().filter(|challenge| challenge.decided.is_none());
        open.count() >= MOST_OPEN_CHALLENGES
    }

    /// True if one of them suspends this line at this moment.
    #[must_use]
    pub fn suspend(&self, instruction_id: &str, at: Timestamp) -> bool {
        self.0.iter().filter(|challenge| challenge.instruction_id == instruction_id).any(
            |challenge| {
                challenge.lodged <= at && challenge.decided.is_none_or(|(decided, _)| at < decided)
            },
        )
    }

    pub(super) fn lodge(&mut self, fact: &ChallengeLodged, lodged: Timestamp) {
        if self.0.len() >= MOST_OPEN_CHALLENGES
            && let Some(oldest) = self.0.iter().position(|challenge| challenge.decided.is_some())
        {
            self.0.remove(oldest);
        }
        self.0.push_back(Challenge {
            id: fact.challenge_id.clone(),
            instruction_id: fact.instruction_id.clone(),
            lodged,
            decided: None,
            improper: None,
        });
    }

    pub(super) fn decide(&mut self, challenge_id: &str, outcome: ChallengeOutcome, at: Timestamp) {
        if let Some(challenge) = self.find(challenge_id) {
            challenge.decided = Some((at, outcome));
        }
    }

    pub(super) fn decide_improperly(&mut self, id: &str, outcome: ChallengeOutcome, by: &str) {
        if let Some(challenge) = self.find(id) {
            challenge.improper = Some((outcome, by.to_owned()));
        }
    }

    fn find(&mut self, challenge_id: &str) -> Option<&mut Challenge> {
        self.0.iter_mut().find(|challenge| challenge.id == challenge_id)
    }
}

impl Challenge {
    /// True if this worker, who had a part in the plan, decided so last.
    #[must_use]
    pub fn improperly_decided(&self, outcome: ChallengeOutcome, worker_id: &str) -> bool {
        self.improper.as_ref().is_some_and(|(known, by)| *known == outcome && by == worker_id)
    }
}
