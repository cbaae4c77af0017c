//! What a meeting's events add up to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proto::{
    common::{PersonPresence, Worker},
    envelope::Recorded,
    panel::{
        ActionAssigned, ActionOutcome, Event, MeetingHeld, NotHeardBecause, PersonHeard,
        QuorumRule, VoiceRoute,
    },
    time,
};

/// How many decisions a meeting can make. A dissent names one of them, so all
/// are kept; a panel that sees fifty people in a day is far below it.
pub const MOST_DECISIONS: usize = 256;

/// How many actions a meeting can assign. Each is completed once, so all are kept.
pub const MOST_ACTIONS: usize = 256;

/// How many people a meeting can hear.
pub const MOST_HEARD: usize = 256;

/// How many dissents can be on record of a meeting, those taken back included.
pub const MOST_DISSENTS: usize = 512;

/// How many of them can be one author's: one a decision, and nobody can use up
/// the room of others.
pub const MOST_DISSENTS_OF_ONE: usize = 256;

/// A panel's meeting: arranged, held, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Meeting {
    /// Whose meeting it is, once it was arranged or held.
    pub of: Option<MeetingOf>,
    /// How it was held, once it was.
    pub held: Option<Held>,
    /// The approved minutes' digest, once they were approved; empty if none was given.
    pub minutes: Option<String>,
    /// Its decisions by their ids: whom each is about, empty if nobody.
    pub decisions: BTreeMap<String, String>,
    /// Its actions by their ids.
    pub actions: BTreeMap<String, Action>,
    /// What was heard of whom, as it was said last.
    pub heard: BTreeMap<String, Heard>,
    /// The dissents by their ids, those taken back included.
    pub dissents: BTreeMap<String, Dissent>,
}

/// Whose meeting it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingOf {
    /// The panel.
    pub panel_id: String,
    /// The scheme.
    pub scheme_id: String,
}

/// How a meeting was held.
#[derive(Clone, Debug)]
pub struct Held {
    /// The earliest moment at which it can have been.
    pub since: Timestamp,
    /// Who was there.
    pub present: Vec<Worker>,
    /// The quorum that applied, if the panel has one of its own.
    pub quorum: Option<QuorumRule>,
}

/// An action, and what became of it.
#[derive(Clone, Debug)]
pub struct Action {
    /// The person; empty if it is about none.
    pub person_id: String,
    /// When it is due, if a day was named.
    pub due: Option<Timestamp>,
    /// What became of it, once something did.
    pub outcome: Option<ActionOutcome>,
}

/// How a person was heard, or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Through whom.
    pub route: VoiceRoute,
    /// Why not, if through nobody.
    pub because: NotHeardBecause,
    /// Who spoke for the person; empty if nobody is named.
    pub by_worker_id: String,
}

/// A dissent from a decision.
#[derive(Clone, Debug)]
pub struct Dissent {
    /// The worker whose it is.
    pub author: String,
    /// The decision.
    pub decision_id: String,
    /// False once its author took it back.
    pub stands: bool,
}

impl Meeting {
    /// The scheme, once the meeting was arranged or held.
    #[must_use]
    pub fn scheme_id(&self) -> Option<&str> {
        self.of.as_ref().map(|of| of.scheme_id.as_str())
    }

    /// How many dissents on record are this author's.
    #[must_use]
    pub fn dissents_of(&self, author: &str) -> usize {
        self.dissents.values().filter(|dissent| dissent.author == author).count()
    }

    pub(in crate::domain) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::MeetingScheduled(e) => {
                let (panel_id, scheme_id) = (e.panel_id.clone(), e.scheme_id.clone());
                self.of = Some(MeetingOf { panel_id, scheme_id });
            }
            Event::MeetingHeld(e) => {
                let (panel_id, scheme_id) = (e.panel_id.clone(), e.scheme_id.clone());
                self.of = Some(MeetingOf { panel_id, scheme_id });
                self.held = Some(Held::new(e, recorded.meta.occurred.start));
            }
            Event::PersonHeard(e) => {
                self.heard.insert(e.person_id.clone(), e.into());
            }
            Event::DecisionMade(e) => {
                self.decisions.insert(e.decision_id.clone(), e.person_id.clone());
            }
            Event::DissentRecorded(e) => {
                let author = e.by.as_ref().map_or("", |by| &by.worker_id).to_owned();
                let decision_id = e.decision_id.clone();
                let dissent = Dissent { author, decision_id, stands: true };
                self.dissents.insert(e.dissent_id.clone(), dissent);
            }
            Event::DissentWithdrawn(e) => {
                if let Some(dissent) = self.dissents.get_mut(&e.dissent_id) {
                    dissent.stands = false;
                }
            }
            Event::ActionAssigned(e) => {
                self.actions.insert(e.action_id.clone(), e.into());
            }
            Event::ActionCompleted(e) => {
                if let Some(action) = self.actions.get_mut(&e.action_id) {
                    action.outcome = Some(e.outcome());
                }
            }
            Event::MinutesApproved(e) => self.minutes = Some(e.digest.clone()),
            _ => {}
        }
    }
}

impl Held {
    fn new(fact: &MeetingHeld, since: Timestamp) -> Self {
        Self { since, present: fact.present.clone(), quorum: fact.quorum }
    }
}

impl Heard {
    /// What it says of the person's part in the meeting.
    ///
    /// Who wrote took part. Whoever was not reached, was too unwell or was not
    /// asked for fear of harm had no invitation that they could take up: all
    /// three read as not invited, so that the voice is missing and nobody can
    /// say that it was declined.
    #[must_use]
    pub fn presence(&self) -> PersonPresence {
        match (self.route, self.because) {
            (VoiceRoute::Person | VoiceRoute::InWriting, _) => PersonPresence::Present,
            (VoiceRoute::Representative | VoiceRoute::Advocate, _) => PersonPresence::Represented,
            (VoiceRoute::Nobody, NotHeardBecause::Declined) => PersonPresence::Declined,
            (
                VoiceRoute::Nobody,
                NotHeardBecause::NotInvited
                | NotHeardBecause::Unreachable
                | NotHeardBecause::Unwell
                | NotHeardBecause::Risk,
            ) => PersonPresence::NotInvited,
            (VoiceRoute::Nobody, NotHeardBecause::Unspecified) | (VoiceRoute::Unspecified, _) => {
                PersonPresence::NotRecorded
            }
        }
    }
}

impl From<&PersonHeard> for Heard {
    fn from(fact: &PersonHeard) -> Self {
        Self {
            route: fact.route(),
            because: fact.not_heard_because(),
            by_worker_id: fact.by.as_ref().map_or("", |by| &by.worker_id).to_owned(),
        }
    }
}

impl From<&ActionAssigned> for Action {
    fn from(fact: &ActionAssigned) -> Self {
        let due = time::maybe(fact.due.as_ref());
        Self { person_id: fact.person_id.clone(), due, outcome: None }
    }
}
