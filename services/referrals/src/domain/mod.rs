//! People, their contacts, referrals and consents: what may be said of them.

mod accept_referral;
mod appoint_representative;
mod close_case;
mod confirm_erasure;
mod correct_contact;
mod decline_referral;
mod end_representation;
mod give_information;
mod hold_record;
mod inform_person;
mod known;
#[cfg(test)]
mod laws;
mod link_persons;
mod offer_advocate;
mod record_characteristics;
mod record_consent;
mod record_contact;
mod refer;
pub mod refusal;
mod refuse_consent;
mod register_person;
mod release_record;
mod request_erasure;
mod reveal_identity;
pub mod state;
mod transfer_case;
mod unlink_persons;
mod withdraw_consent;
mod withdraw_erasure;
mod withdraw_referral;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    envelope::Recorded,
    referrals::{
        AdvocateOffered, CaseClosed, CaseTransferred, CharacteristicsRecorded, ConsentRecorded,
        ConsentRefused, ConsentWithdrawn, ContactCorrected, ContactRecorded, ErasureRequested,
        ErasureWithdrawn, Event, IdentityRevealed, InformationGiven, PersonErased, PersonInformed,
        PersonRegistered, PersonsLinked, PersonsUnlinked, RecordHeld, RecordReleased,
        ReferralAccepted, ReferralDeclined, ReferralMade, ReferralWithdrawn, RepresentationEnded,
        RepresentativeAppointed,
    },
};

pub use confirm_erasure::Elsewhere;
pub use link_persons::Compared;
pub use register_person::is_nhs_number;
pub use state::{Asked, Consent, Erasure, Person, Referral};
pub use unlink_persons::There;

type Decision = Result<Vec<Event>, Refusal>;

/// Whoever speaks as the person speaks for themselves only.
fn own_record(person_id: &str, said: &Circumstances) -> Result<(), Refusal> {
    if said.by.may_ask_about(person_id) { Ok(()) } else { Err(refusal::NOT_YOUR_RECORD) }
}

/// What may be asked about a person.
#[derive(Clone, Debug)]
pub enum PersonCommand {
    /// Enter them in the register.
    Register(PersonRegistered),
    /// Record protected characteristics.
    RecordCharacteristics(CharacteristicsRecorded),
    /// Record a contact.
    RecordContact(ContactRecorded),
    /// Correct what is on record of a contact.
    CorrectContact(ContactCorrected),
    /// Record what they were told or given.
    GiveInformation(InformationGiven),
    /// Record that an advocate was offered.
    OfferAdvocate(AdvocateOffered),
    /// Record that they were told of something done about them.
    Inform(PersonInformed),
    /// Record who represents them.
    Appoint(RepresentativeAppointed),
    /// Record that somebody ceased to.
    EndRepresentation(RepresentationEnded),
    /// Link another entry that is the same person.
    Link(PersonsLinked, Compared),
    /// Undo a link.
    Unlink(PersonsUnlinked, There),
    /// Show who they are.
    RevealIdentity(IdentityRevealed),
    /// Ask that they be erased.
    RequestErasure(ErasureRequested),
    /// Withdraw that, or turn it down.
    WithdrawErasure(ErasureWithdrawn),
    /// Erase them, as somebody else asked.
    ConfirmErasure(PersonErased, Elsewhere),
    /// Keep their record from being erased.
    Hold(RecordHeld),
    /// End a hold.
    Release(RecordReleased),
}

impl Decider for Person {
    type Event = Event;
    type Command = PersonCommand;
    const NOUN: &'static str = "person";

    fn decide(&self, command: PersonCommand, said: &Circumstances) -> Decision {
        match command {
            PersonCommand::Register(fact) => register_person::decide(self, fact, said),
            PersonCommand::RecordCharacteristics(fact) => {
                record_characteristics::decide(self, fact)
            }
            PersonCommand::RecordContact(fact) => record_contact::decide(self, fact, said),
            PersonCommand::CorrectContact(fact) => correct_contact::decide(self, fact, said),
            PersonCommand::GiveInformation(fact) => give_information::decide(self, fact),
            PersonCommand::OfferAdvocate(fact) => offer_advocate::decide(self, fact),
            PersonCommand::Inform(fact) => inform_person::decide(self, fact, said),
            PersonCommand::Appoint(fact) => appoint_representative::decide(self, fact, said),
            PersonCommand::EndRepresentation(fact) => end_representation::decide(self, fact, said),
            PersonCommand::Link(fact, compared) => link_persons::decide(self, fact, compared),
            PersonCommand::Unlink(fact, there) => unlink_persons::decide(self, fact, there),
            PersonCommand::RevealIdentity(fact) => reveal_identity::decide(self, fact, said),
            PersonCommand::RequestErasure(fact) => request_erasure::decide(self, fact, said),
            PersonCommand::WithdrawErasure(fact) => withdraw_erasure::decide(self, fact),
            PersonCommand::ConfirmErasure(fact, elsewhere) => {
                confirm_erasure::decide(self, fact, elsewhere, said)
            }
            PersonCommand::Hold(fact) => hold_record::decide(self, fact, said),
            PersonCommand::Release(fact) => release_record::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.id()
    }
}

/// What may be asked about a referral.
#[derive(Clone, Debug)]
pub enum ReferralCommand {
    /// Refer a person.
    Refer(ReferralMade),
    /// Accept.
    Accept(ReferralAccepted),
    /// Decline.
    Decline(ReferralDeclined),
    /// Withdraw it before it is answered.
    Withdraw(ReferralWithdrawn),
    /// Close the case.
    Close(CaseClosed),
    /// Hand the case to another scheme.
    Transfer(CaseTransferred),
}

impl Decider for Referral {
    type Event = Event;
    type Command = ReferralCommand;
    const NOUN: &'static str = "referral";

    fn decide(&self, command: ReferralCommand, said: &Circumstances) -> Decision {
        match command {
            ReferralCommand::Refer(fact) => refer::decide(self, fact, said),
            ReferralCommand::Accept(fact) => accept_referral::decide(self, fact),
            ReferralCommand::Decline(fact) => decline_referral::decide(self, fact),
            ReferralCommand::Withdraw(fact) => withdraw_referral::decide(self, fact, said),
            ReferralCommand::Close(fact) => close_case::decide(self, fact),
            ReferralCommand::Transfer(fact) => transfer_case::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}

/// What may be asked about a consent.
#[derive(Clone, Debug)]
pub enum ConsentCommand {
    /// Record it.
    Record(ConsentRecorded),
    /// Withdraw it.
    Withdraw(ConsentWithdrawn),
    /// Record that it was refused.
    Refuse(ConsentRefused),
}

impl Decider for Consent {
    type Event = Event;
    type Command = ConsentCommand;
    const NOUN: &'static str = "consent";

    fn decide(&self, command: ConsentCommand, said: &Circumstances) -> Decision {
        match command {
            ConsentCommand::Record(fact) => record_consent::decide(self, fact, said),
            ConsentCommand::Withdraw(fact) => withdraw_consent::decide(self, fact, said),
            ConsentCommand::Refuse(fact) => refuse_consent::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}
