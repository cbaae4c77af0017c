//! People, their contacts, referrals and consents: what may be said of them.

mod accept_referral;
mod close_case;
mod decline_referral;
mod give_information;
mod offer_advocate;
mod record_characteristics;
mod record_consent;
mod record_contact;
mod refer;
pub mod refusal;
mod refuse_consent;
mod register_person;
pub mod state;
mod withdraw_consent;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    envelope::Recorded,
    referrals::{
        AdvocateOffered, CaseClosed, CharacteristicsRecorded, ConsentRecorded, ConsentRefused,
        ConsentWithdrawn, ContactRecorded, Event, InformationGiven, PersonRegistered,
        ReferralAccepted, ReferralDeclined, ReferralMade,
    },
};

pub use state::{Consent, Person, Referral};

type Decision = Result<Vec<Event>, Refusal>;

/// What may be asked about a person.
#[derive(Clone, Debug)]
pub enum PersonCommand {
    /// Enter them in the register.
    Register(PersonRegistered),
    /// Record protected characteristics.
    RecordCharacteristics(CharacteristicsRecorded),
    /// Record a contact.
    RecordContact(ContactRecorded),
    /// Record what they were told or given.
    GiveInformation(InformationGiven),
    /// Record that an advocate was offered.
    OfferAdvocate(AdvocateOffered),
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
            PersonCommand::GiveInformation(fact) => give_information::decide(self, fact),
            PersonCommand::OfferAdvocate(fact) => offer_advocate::decide(self, fact),
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
    /// Close the case.
    Close(CaseClosed),
}

impl Decider for Referral {
    type Event = Event;
    type Command = ReferralCommand;
    const NOUN: &'static str = "referral";

    fn decide(&self, command: ReferralCommand, _: &Circumstances) -> Decision {
        match command {
            ReferralCommand::Refer(fact) => refer::decide(self, fact),
            ReferralCommand::Accept(fact) => accept_referral::decide(self, fact),
            ReferralCommand::Decline(fact) => decline_referral::decide(self, fact),
            ReferralCommand::Close(fact) => close_case::decide(self, fact),
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
            ConsentCommand::Withdraw(fact) => withdraw_consent::decide(self, fact),
            ConsentCommand::Refuse(fact) => refuse_consent::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}
