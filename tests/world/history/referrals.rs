//! What is said of people, their contacts and their consent.

use proto::{
    common::Text,
    referrals::{referrals_service_client::ReferralsServiceClient as Referrals, *},
};
use rand::Rng as _;

use super::{History, THINGS, say};

impl History {
    pub(super) async fn referrals(&mut self) {
        let (person_id, scheme_id) = (self.person(), self.scheme());
        let agency_id = self.agency();
        let referral_id = self.one_of("referral", THINGS);
        let consent_id = self.one_of("consent", THINGS);
        match self.chance.random_range(0..10) {
            0 | 1 => {
                let disposal = self.pick(9);
                let (refused_by, reason) =
                    if disposal == 6 { (self.agency(), self.pick(8)) } else { Default::default() };
                say!(
                    self,
                    Referrals.record_contact,
                    RecordContactRequest,
                    ContactRecorded {
                        person_id,
                        agency_id,
                        disposal,
                        service: self.pick(8),
                        reason: self.pick(7),
                        refusal_reason: reason,
                        refused_by_agency_id: refused_by,
                        notes: Some(Text::plain("words of a hard night")),
                        ..Default::default()
                    }
                );
            }
            2 | 3 => {
                let borough = format!("borough {}", self.pick(3));
                say!(
                    self,
                    Referrals.refer,
                    ReferRequest,
                    ReferralMade {
                        referral_id,
                        person_id,
                        borough,
                        scheme_id,
                        referred_by: 1,
                        from_agency_id: agency_id,
                        to_agency_id: self.agency(),
                        ..Default::default()
                    }
                );
            }
            4 => {
                let consent_id = self.maybe(consent_id);
                say!(
                    self,
                    Referrals.accept_referral,
                    AcceptReferralRequest,
                    ReferralAccepted { referral_id, agency_id, consent_id, ..Default::default() }
                );
            }
            5 => say!(
                self,
                Referrals.close_case,
                CloseCaseRequest,
                CaseClosed { referral_id, outcome: self.pick(7), ..Default::default() }
            ),
            6 => say!(
                self,
                Referrals.record_consent,
                RecordConsentRequest,
                ConsentRecorded {
                    consent_id,
                    person_id,
                    purposes: vec![self.pick(7)],
                    method: self.pick(4),
                    scheme_id: self.scheme(),
                    recipient_agency_ids: vec![agency_id],
                    capacity: self.pick(4),
                    voluntary: self.pick(4),
                    ..Default::default()
                }
            ),
            7 => say!(
                self,
                Referrals.withdraw_consent,
                WithdrawConsentRequest,
                ConsentWithdrawn { consent_id, ..Default::default() }
            ),
            8 => say!(
                self,
                Referrals.refuse_consent,
                RefuseConsentRequest,
                ConsentRefused { consent_id, person_id, scheme_id, ..Default::default() }
            ),
            _ => {
                let about = self.one_of("plan", 6);
                let about_id = self.maybe(about);
                say!(
                    self,
                    Referrals.give_information,
                    GiveInformationRequest,
                    InformationGiven {
                        person_id,
                        about_id,
                        kind: self.pick(7),
                        scheme_id,
                        copy_to_keep: self.yes()
                    }
                );
            }
        }
    }
}
