//! The network's way in: a line a command.

use kernel::{
    execute::{Desk, Executor},
    log::SledLog,
};
use proto::referrals::{
    AcceptReferralRequest, CloseCaseRequest, DeclineReferralRequest, GiveInformationRequest,
    OfferAdvocateRequest, RecordCharacteristicsRequest, RecordConsentRequest, RecordContactRequest,
    ReferRequest, RefuseConsentRequest, RegisterPersonRequest, WithdrawConsentRequest,
    referrals_service_server::ReferralsService,
};

use crate::domain::{
    Consent, ConsentCommand as OfConsent, Person, PersonCommand as OfPerson, Referral,
    ReferralCommand as OfReferral,
};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    people: Executor<Person, SledLog>,
    referrals: Executor<Referral, SledLog>,
    consents: Executor<Consent, SledLog>,
}

impl Grpc {
    /// The service over its log.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>) -> Self {
        Self {
            people: Executor::new(desk.clone()),
            referrals: Executor::new(desk.clone()),
            consents: Executor::new(desk.clone()),
        }
    }
}

kernel::commands! {
    impl ReferralsService for Grpc {
        register_person(RegisterPersonRequest) => people, OfPerson::Register;
        record_characteristics(RecordCharacteristicsRequest) => people, OfPerson::RecordCharacteristics;
        record_contact(RecordContactRequest) => people, OfPerson::RecordContact;
        give_information(GiveInformationRequest) => people, OfPerson::GiveInformation;
        offer_advocate(OfferAdvocateRequest) => people, OfPerson::OfferAdvocate;
        refer(ReferRequest) => referrals, OfReferral::Refer;
        accept_referral(AcceptReferralRequest) => referrals, OfReferral::Accept;
        decline_referral(DeclineReferralRequest) => referrals, OfReferral::Decline;
        close_case(CloseCaseRequest) => referrals, OfReferral::Close;
        record_consent(RecordConsentRequest) => consents, OfConsent::Record;
        withdraw_consent(WithdrawConsentRequest) => consents, OfConsent::Withdraw;
        refuse_consent(RefuseConsentRequest) => consents, OfConsent::Refuse;
    }
}
