//! The network's way in: a line a command, but for those of `identities.rs` and `erase.rs`.

use std::sync::Arc;

use kernel::{
    clock::Clock,
    execute::{Desk, Executor},
    log::SledLog,
    looks::{self, Looks},
    principal::Principal,
    seal::Sealer,
};
use proto::referrals::{
    AcceptReferralRequest, AppointRepresentativeRequest, CloseCaseRequest, ConfirmErasureRequest,
    ConfirmErasureResponse, CorrectContactRequest, DeclineReferralRequest,
    EndRepresentationRequest, Event, FindPersonsRequest, FindPersonsResponse, GetErasureRequest,
    GetErasureResponse, GiveInformationRequest, HoldRecordRequest, ImportRequest, ImportResponse,
    InformPersonRequest, LinkPersonsRequest, LinkPersonsResponse, OfferAdvocateRequest,
    RecordCharacteristicsRequest, RecordConsentRequest, RecordContactRequest, ReferRequest,
    RefuseConsentRequest, RegisterPersonRequest, RegisterRead, ReleaseRecordRequest,
    RequestErasureRequest, RevealIdentityRequest, RevealIdentityResponse, SuggestLinksRequest,
    SuggestLinksResponse, TransferCaseRequest, UnlinkPersonsRequest, UnlinkPersonsResponse,
    WithdrawConsentRequest, WithdrawErasureRequest, WithdrawReferralRequest,
    referrals_service_server::ReferralsService,
};
use tonic::Status;

use crate::{
    carry_out::Carrier,
    domain::{
        Consent, ConsentCommand as OfConsent, Person, PersonCommand as OfPerson, Referral,
        ReferralCommand as OfReferral,
    },
    erase::Eraser,
    identity::index::Index,
    import::Importer,
};

/// The service's executors, one a kind of stream, and who people are.
#[derive(Debug)]
pub struct Grpc {
    pub(crate) people: Arc<Executor<Person, SledLog>>,
    referrals: Arc<Executor<Referral, SledLog>>,
    consents: Executor<Consent, SledLog>,
    pub(crate) index: Arc<Index>,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) clock: Clock,
    looks: Arc<Looks<SledLog>>,
    pub(crate) importer: Importer,
    pub(crate) eraser: Eraser,
}

impl Grpc {
    /// The service over its log and the index of it.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>, index: Arc<Index>, eraser: Eraser) -> Self {
        let people = Arc::new(Executor::new(desk.clone()));
        let referrals = Arc::new(Executor::new(desk.clone()));
        let looks = Arc::new(Looks::new(Arc::clone(&desk.log), desk.clock.clone()));
        let importer = Importer::new(
            Arc::clone(&people),
            Arc::clone(&referrals),
            Arc::clone(&index),
            Arc::clone(&looks),
        );
        Self {
            people,
            referrals,
            consents: Executor::new(desk.clone()),
            index,
            sealer: Arc::clone(&desk.sealer),
            clock: desk.clock.clone(),
            looks,
            importer,
            eraser,
        }
    }

    /// Puts on record that somebody is about to be shown something of these people. Where
    /// it is of nobody, there is nothing to say.
    pub(crate) async fn looked<'a>(
        &self,
        asker: &Principal,
        query: &str,
        people: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Status> {
        note_look(&self.looks, asker, query, looks::people(people)).await
    }

    /// Whoever carries out here what follows from elsewhere.
    #[must_use]
    pub fn carrier(&self) -> Carrier {
        Carrier::new(Arc::clone(&self.referrals))
    }
}

/// Puts a look at the register on record, unless it is at nobody's entry.
pub(crate) async fn note_look(
    looks: &Looks<SledLog>,
    asker: &Principal,
    query: &str,
    person_ids: Vec<String>,
) -> Result<(), Status> {
    if person_ids.is_empty() {
        return Ok(());
    }
    let (query, purpose) = (query.to_owned(), asker.purpose.clone());
    let read = |look_id| RegisterRead { look_id, person_ids, query, purpose };
    let noted = looks.note::<Event>(Some(asker), |look_id| read(look_id).into());
    noted.await.map_err(|error| looks::not_on_record(&error))
}

kernel::commands! {
    impl ReferralsService for Grpc {
        register_person(RegisterPersonRequest) => people, OfPerson::Register;
        record_characteristics(RecordCharacteristicsRequest) => people, OfPerson::RecordCharacteristics;
        record_contact(RecordContactRequest) => people, OfPerson::RecordContact;
        correct_contact(CorrectContactRequest) => people, OfPerson::CorrectContact;
        give_information(GiveInformationRequest) => people, OfPerson::GiveInformation;
        inform_person(InformPersonRequest) => people, OfPerson::Inform;
        offer_advocate(OfferAdvocateRequest) => people, OfPerson::OfferAdvocate;
        appoint_representative(AppointRepresentativeRequest) => people, OfPerson::Appoint;
        end_representation(EndRepresentationRequest) => people, OfPerson::EndRepresentation;
        request_erasure(RequestErasureRequest) => people, OfPerson::RequestErasure;
        withdraw_erasure(WithdrawErasureRequest) => people, OfPerson::WithdrawErasure;
        hold_record(HoldRecordRequest) => people, OfPerson::Hold;
        release_record(ReleaseRecordRequest) => people, OfPerson::Release;
        refer(ReferRequest) => referrals, OfReferral::Refer;
        accept_referral(AcceptReferralRequest) => referrals, OfReferral::Accept;
        decline_referral(DeclineReferralRequest) => referrals, OfReferral::Decline;
        withdraw_referral(WithdrawReferralRequest) => referrals, OfReferral::Withdraw;
        close_case(CloseCaseRequest) => referrals, OfReferral::Close;
        transfer_case(TransferCaseRequest) => referrals, OfReferral::Transfer;
        record_consent(RecordConsentRequest) => consents, OfConsent::Record;
        withdraw_consent(WithdrawConsentRequest) => consents, OfConsent::Withdraw;
        refuse_consent(RefuseConsentRequest) => consents, OfConsent::Refuse;
    } and {
        link_persons(LinkPersonsRequest) -> LinkPersonsResponse;
        unlink_persons(UnlinkPersonsRequest) -> UnlinkPersonsResponse;
        reveal_identity(RevealIdentityRequest) -> RevealIdentityResponse;
        confirm_erasure(ConfirmErasureRequest) -> ConfirmErasureResponse;
        get_erasure(GetErasureRequest) -> GetErasureResponse;
        suggest_links(SuggestLinksRequest) -> SuggestLinksResponse;
        find_persons(FindPersonsRequest) -> FindPersonsResponse;
    } and streams {
        import(ImportRequest) -> ImportResponse as ImportStream;
    }
}
