//! Agencies, schemes, panels and what they share: what may be said of them.

mod acknowledge_recall;
mod approve_minutes;
mod assign_action;
mod assign_post;
mod change_agency;
mod claim_checklist_item;
mod close_scheme;
mod complete_action;
mod constitute_panel;
mod decide;
mod disclose;
mod draft_agreement;
mod end_agreement;
mod grant_access;
mod hear_person;
mod hold_meeting;
#[cfg(test)]
mod laws;
mod publish_claim;
mod quorum;
mod recall_disclosure;
mod record_dissent;
pub mod refusal;
mod register_agency;
mod register_scheme;
mod revoke_access;
mod schedule_meeting;
mod sign_agreement;
pub mod state;
mod vacate_post;
mod withdraw_dissent;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    Plain,
    envelope::Recorded,
    panel::{
        AccessGranted, AccessRevoked, ActionAssigned, ActionCompleted, AgencyChanged,
        AgencyRegistered, AgreementDrafted, AgreementEnded, AgreementSigned, ChecklistItemClaimed,
        ClaimPublished, DecisionMade, DisclosureMade, DisclosureRecalled, DissentRecorded,
        DissentWithdrawn, Event, MeetingHeld, MeetingScheduled, MinutesApproved, PanelConstituted,
        PersonHeard, PostAssigned, PostVacated, RecallAcknowledged, SchemeClosed, SchemeRegistered,
    },
};

pub use state::{Access, Agency, Agreement, Claim, Disclosure, Meeting, Panel, Scheme};

type Decision = Result<Vec<Event>, Refusal>;

/// Whether there are words, and not mere space.
fn is_said(words: &impl Plain) -> bool {
    words.plain().is_some_and(|plain| !plain.trim().is_empty())
}

/// What may be asked about an agency.
#[derive(Clone, Debug)]
pub enum AgencyCommand {
    /// Enter it in the register.
    Register(AgencyRegistered),
    /// Change its entry.
    Change(AgencyChanged),
}

impl Decider for Agency {
    type Event = Event;
    type Command = AgencyCommand;
    const NOUN: &'static str = "agency";

    fn decide(&self, command: AgencyCommand, _: &Circumstances) -> Decision {
        match command {
            AgencyCommand::Register(fact) => register_agency::decide(self, fact),
            AgencyCommand::Change(fact) => change_agency::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.id()
    }
}

/// What may be asked about a scheme.
#[derive(Clone, Debug)]
pub enum SchemeCommand {
    /// Register it.
    Register(SchemeRegistered),
    /// Record who took up a post.
    AssignPost(PostAssigned),
    /// Record that a post fell vacant.
    VacatePost(PostVacated),
    /// Close it.
    Close(SchemeClosed),
}

impl Decider for Scheme {
    type Event = Event;
    type Command = SchemeCommand;
    const NOUN: &'static str = "scheme";

    fn decide(&self, command: SchemeCommand, said: &Circumstances) -> Decision {
        match command {
            SchemeCommand::Register(fact) => register_scheme::decide(self, fact),
            SchemeCommand::AssignPost(fact) => assign_post::decide(self, fact, said),
            SchemeCommand::VacatePost(fact) => vacate_post::decide(self, fact),
            SchemeCommand::Close(fact) => close_scheme::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.id()
    }
}

/// What may be asked about a panel.
#[derive(Clone, Debug)]
pub enum PanelCommand {
    /// Constitute it.
    Constitute(PanelConstituted),
}

impl Decider for Panel {
    type Event = Event;
    type Command = PanelCommand;
    const NOUN: &'static str = "panel";

    fn decide(&self, command: PanelCommand, said: &Circumstances) -> Decision {
        match command {
            PanelCommand::Constitute(fact) => constitute_panel::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.scheme_id()
    }
}

/// What may be asked about a meeting.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a command is moved a few times and never kept")]
pub enum MeetingCommand {
    /// Arrange it.
    Schedule(MeetingScheduled),
    /// Record that it was held, by the panel as its record has it.
    Hold(MeetingHeld, Panel),
    /// Record how a person was heard, or why not.
    Hear(PersonHeard),
    /// Record a decision.
    Decide(DecisionMade),
    /// Record a dissent from a decision.
    Dissent(DissentRecorded),
    /// Take one's own dissent back.
    WithdrawDissent(DissentWithdrawn),
    /// Assign an action.
    AssignAction(ActionAssigned),
    /// Record what became of an action.
    CompleteAction(ActionCompleted),
    /// Approve the minutes.
    ApproveMinutes(MinutesApproved),
}

impl Decider for Meeting {
    type Event = Event;
    type Command = MeetingCommand;
    const NOUN: &'static str = "meeting";

    fn decide(&self, command: MeetingCommand, said: &Circumstances) -> Decision {
        match command {
            MeetingCommand::Schedule(fact) => schedule_meeting::decide(self, fact),
            MeetingCommand::Hold(fact, panel) => hold_meeting::decide(self, fact, &panel, said),
            MeetingCommand::Hear(fact) => hear_person::decide(self, fact, said),
            MeetingCommand::Decide(fact) => decide::decide(self, fact, said),
            MeetingCommand::Dissent(fact) => record_dissent::decide(self, fact, said),
            MeetingCommand::WithdrawDissent(fact) => withdraw_dissent::decide(self, fact, said),
            MeetingCommand::AssignAction(fact) => assign_action::decide(self, fact, said),
            MeetingCommand::CompleteAction(fact) => complete_action::decide(self, fact, said),
            MeetingCommand::ApproveMinutes(fact) => approve_minutes::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.scheme_id()
    }
}

/// What may be asked about an agreement.
#[derive(Clone, Debug)]
pub enum AgreementCommand {
    /// Record a draft.
    Draft(AgreementDrafted),
    /// Record signatures.
    Sign(AgreementSigned),
    /// Record that it ended.
    End(AgreementEnded),
}

impl Decider for Agreement {
    type Event = Event;
    type Command = AgreementCommand;
    const NOUN: &'static str = "agreement";

    fn decide(&self, command: AgreementCommand, said: &Circumstances) -> Decision {
        match command {
            AgreementCommand::Draft(fact) => draft_agreement::decide(self, fact),
            AgreementCommand::Sign(fact) => sign_agreement::decide(self, fact, said),
            AgreementCommand::End(fact) => end_agreement::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.scheme_or_party()
    }
}

/// What may be asked about a claim.
#[derive(Clone, Debug)]
pub enum ClaimCommand {
    /// Claim a governance item as done.
    ChecklistItem(ChecklistItemClaimed),
    /// Publish a figure.
    Publish(ClaimPublished),
}

impl Decider for Claim {
    type Event = Event;
    type Command = ClaimCommand;
    const NOUN: &'static str = "claim";

    fn decide(&self, command: ClaimCommand, _: &Circumstances) -> Decision {
        match command {
            ClaimCommand::ChecklistItem(fact) => claim_checklist_item::decide(self, fact),
            ClaimCommand::Publish(fact) => publish_claim::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.scheme_id()
    }
}

/// What may be asked about a disclosure.
#[derive(Clone, Debug)]
pub enum DisclosureCommand {
    /// Disclose.
    Disclose(DisclosureMade),
    /// Call it back.
    Recall(DisclosureRecalled),
    /// Record what a recipient did when it was called back.
    AcknowledgeRecall(RecallAcknowledged),
}

impl Decider for Disclosure {
    type Event = Event;
    type Command = DisclosureCommand;
    const NOUN: &'static str = "disclosure";

    fn decide(&self, command: DisclosureCommand, said: &Circumstances) -> Decision {
        match command {
            DisclosureCommand::Disclose(fact) => disclose::decide(self, fact, said),
            DisclosureCommand::Recall(fact) => recall_disclosure::decide(self, fact),
            DisclosureCommand::AcknowledgeRecall(fact) => {
                acknowledge_recall::decide(self, fact, said)
            }
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.about()
    }
}

/// What may be asked about an access to records.
#[derive(Clone, Debug)]
pub enum AccessCommand {
    /// Grant it.
    Grant(AccessGranted),
    /// Take it back.
    Revoke(AccessRevoked),
}

impl Decider for Access {
    type Event = Event;
    type Command = AccessCommand;
    const NOUN: &'static str = "access";

    fn decide(&self, command: AccessCommand, said: &Circumstances) -> Decision {
        match command {
            AccessCommand::Grant(fact) => grant_access::decide(self, fact, said),
            AccessCommand::Revoke(fact) => revoke_access::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.scheme_or_agency()
    }
}
