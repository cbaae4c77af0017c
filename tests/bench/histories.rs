//! A history of many people, as the services would have stored it.
//!
//! A person is referred and accepted, consents, has a plan with lines that is
//! published, given and reviewed, is disclosed about, and comes to services
//! again and again; some are threatened with sanctions, some complain. Some of
//! it breaks rules.

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use kernel::log::{Append, EventLog as _, RequestKey, SledLog};
use proto::{
    Event,
    careplans::{self, *},
    common::{Answer, Mode, PersonPresence, Role, Sealed, Text, Worker, text::Form},
    concerns::{self, *},
    envelope::{Draft, Meta},
    ids::StreamId,
    panel::{self, *},
    referrals::{self, *},
    sanctions::{self, *},
    time::{Span, wire},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use world::id;

/// How many people share a scheme.
const CASELOAD: usize = 50;

/// How many contacts with services a person has.
const CONTACTS: usize = 20;

/// How many people are stored side by side, so that they share syncs.
const SIDE_BY_SIDE: usize = 200;

/// How many events are stored at once of what a person had before.
const AT_ONCE: usize = 250;

/// The logs of the five contexts.
pub struct Logs<'a> {
    /// Of referrals.
    pub referrals: &'a SledLog,
    /// Of the panel.
    pub panel: &'a SledLog,
    /// Of care plans.
    pub careplans: &'a SledLog,
    /// Of sanctions.
    pub sanctions: &'a SledLog,
    /// Of concerns.
    pub concerns: &'a SledLog,
}

/// One person's history under way.
pub struct Life {
    name: String,
    number: usize,
    person: String,
    scheme: String,
    /// When the next event happens.
    at: Timestamp,
    /// How long after it the one after it happens.
    apart: SignedDuration,
    told: u32,
    /// How many events the person's own stream has.
    of_person: u64,
}

/// Stores histories of at least so many events, the last of them before `until`.
pub async fn store(logs: &Logs<'_>, events: usize, until: Timestamp) -> usize {
    let mut stored = 0;
    let mut number = 0;
    while stored < events {
        let mut lives: Vec<Life> =
            (number..number + SIDE_BY_SIDE).map(|n| Life::new("bench", n)).collect();
        stored += go_on(logs, &mut lives, until).await;
        number += SIDE_BY_SIDE;
    }
    stored
}

/// Stores what happens to people once they are referred; how many events that is.
pub async fn go_on(logs: &Logs<'_>, lives: &mut [Life], until: Timestamp) -> usize {
    join_all(lives.iter_mut().map(|life| life.go_on(logs, until))).await.into_iter().sum()
}

impl Life {
    /// A person of whom nothing is known yet.
    pub fn new(kind: &str, number: usize) -> Self {
        let person = format!("{kind} {number}");
        Self {
            person: id("person", &person),
            scheme: id("scheme", &format!("{kind} {}", number / CASELOAD)),
            name: person,
            number,
            at: Timestamp::UNIX_EPOCH,
            apart: SignedDuration::from_hours(24),
            told: 0,
            of_person: 0,
        }
    }

    /// Stores so many contacts from before the person was referred.
    pub async fn contacts_before(&mut self, logs: &Logs<'_>, count: usize, until: Timestamp) {
        // Three a day.
        self.apart = SignedDuration::from_hours(8);
        let hours = i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(8);
        self.at = until - SignedDuration::from_hours(24 * 61 + hours);
        for first in (0..count).step_by(AT_ONCE) {
            let some = AT_ONCE.min(count - first);
            let contacts = (0..some).map(|_| self.contact()).collect();
            self.on_person(logs, contacts).await;
        }
        self.apart = SignedDuration::from_hours(24);
    }

    fn contact(&mut self) -> referrals::Event {
        let contact = ContactRecorded {
            person_id: self.person.clone(),
            contact_id: self.fresh("contact"),
            service: ContactService::Ed.into(),
            agency_id: id("agency", "trust"),
            reason: ContactReason::Distress.into(),
            disposal: ContactDisposal::Discharged.into(),
            notes: Some(self.sealed()),
            ..Default::default()
        };
        contact.into()
    }

    async fn on_person(&mut self, logs: &Logs<'_>, events: Vec<referrals::Event>) -> usize {
        let (person, version) = (self.person.clone(), self.of_person);
        let stored = self.append(logs.referrals, person, version, events).await;
        self.of_person += u64::try_from(stored).unwrap_or(u64::MAX);
        stored
    }

    async fn go_on(&mut self, logs: &Logs<'_>, until: Timestamp) -> usize {
        // Two months ago, so that some deadlines have passed and some have not.
        self.at = until - SignedDuration::from_hours(24 * 60);
        // Each time is a course of its own.
        let name = format!("{} {}", self.name, self.told);
        let life = self;
        let (agency, police) = (id("agency", "trust"), id("agency", "police"));
        let worker = |role: Role| Worker {
            worker_id: id("worker", role.as_str_name()),
            agency_id: agency.clone(),
            role: role.into(),
        };
        let person_id = life.person.clone();
        let scheme_id = life.scheme.clone();

        let mut of_person: Vec<referrals::Event> = vec![
            PersonRegistered {
                person_id: person_id.clone(),
                borough: "a borough".into(),
                name: Some(life.sealed()),
                ..Default::default()
            }
            .into(),
            InformationGiven {
                person_id: person_id.clone(),
                kind: InformationKind::Plan.into(),
                about_id: id("plan", &name),
                copy_to_keep: true,
                scheme_id: scheme_id.clone(),
            }
            .into(),
        ];
        of_person.extend((0..CONTACTS).map(|_| life.contact()));
        let mut stored = life.on_person(logs, of_person).await;

        let referral_id = id("referral", &name);
        let referral: Vec<referrals::Event> = vec![
            ReferralMade {
                referral_id: referral_id.clone(),
                person_id: person_id.clone(),
                referred_by: ReferredBy::Agency.into(),
                from_agency_id: id("agency", "ambulance"),
                to_agency_id: agency.clone(),
                scheme_id: scheme_id.clone(),
                borough: "a borough".into(),
                reason: Some(life.sealed()),
                ..Default::default()
            }
            .into(),
            ReferralAccepted {
                referral_id: referral_id.clone(),
                agency_id: agency.clone(),
                person_id: person_id.clone(),
                scheme_id: scheme_id.clone(),
                ..Default::default()
            }
            .into(),
        ];
        stored += life.append(logs.referrals, referral_id, 0, referral).await;

        let consent_id = id("consent", &name);
        let consent: referrals::Event = ConsentRecorded {
            consent_id: consent_id.clone(),
            person_id: person_id.clone(),
            scheme_id: scheme_id.clone(),
            purposes: vec![Purpose::DirectCare.into()],
            recipient_agency_ids: vec![agency.clone()],
            method: ConsentMethod::Written.into(),
            capacity: Answer::Yes.into(),
            voluntary: Answer::Yes.into(),
            ..Default::default()
        }
        .into();
        stored += life.append(logs.referrals, consent_id, 0, vec![consent]).await;

        let plan_id = id("plan", &name);
        let line = |life: &mut Life, kind: InstructionKind| InstructionIssued {
            plan_id: plan_id.clone(),
            instruction_id: life.fresh("instruction"),
            kind: kind.into(),
            for_agency_id: agency.clone(),
            text: Some(life.sealed()),
            person_id: person_id.clone(),
            expires: Some(wire(until + SignedDuration::from_hours(24 * 20))),
            ..Default::default()
        };
        let plan: Vec<careplans::Event> = vec![
            PlanDrafted {
                plan_id: plan_id.clone(),
                person_id: person_id.clone(),
                scheme_id: scheme_id.clone(),
                agency_id: agency.clone(),
                authors: vec![worker(Role::CareCoordinator)],
                coproduction: Coproduction::Joint.into(),
            }
            .into(),
            line(life, InstructionKind::Support).into(),
            line(life, InstructionKind::Response).into(),
            line(life, InstructionKind::Restriction).into(),
            PlanApproved {
                plan_id: plan_id.clone(),
                approver: Some(worker(Role::Clinician)),
                person_id: person_id.clone(),
            }
            .into(),
            PlanPublished {
                plan_id: plan_id.clone(),
                version: 1,
                person_id: person_id.clone(),
                scheme_id: scheme_id.clone(),
                agency_id: agency.clone(),
                recipient_agency_ids: vec![id("agency", "ambulance")],
                restrictive: true,
                coproduction: Coproduction::Joint.into(),
            }
            .into(),
            CopyGiven {
                plan_id: plan_id.clone(),
                version: 1,
                person_id: person_id.clone(),
                ..Default::default()
            }
            .into(),
            ReviewHeld {
                plan_id: plan_id.clone(),
                present: vec![worker(Role::Clinician)],
                person_presence: PersonPresence::Present.into(),
                outcome: ReviewOutcome::Continued.into(),
                person_id: person_id.clone(),
                scheme_id: scheme_id.clone(),
                ..Default::default()
            }
            .into(),
        ];
        stored += life.append(logs.careplans, plan_id, 0, plan).await;

        let disclosure_id = id("disclosure", &name);
        let disclosure: panel::Event = DisclosureMade {
            disclosure_id: disclosure_id.clone(),
            person_id: person_id.clone(),
            scheme_id: scheme_id.clone(),
            from_agency_id: agency.clone(),
            to_agency_id: police.clone(),
            to_kind: AgencyKind::Police.into(),
            items: vec![DisclosedItem::ClinicalNotes.into()],
            identifiability: Identifiability::Identifiable.into(),
            purpose: Some(life.sealed()),
            ..Default::default()
        }
        .into();
        stored += life.append(logs.panel, disclosure_id, 0, vec![disclosure]).await;

        if life.number.is_multiple_of(5) {
            let sanction_id = id("sanction", &name);
            let threat: sanctions::Event = SanctionThreatened {
                sanction_id: sanction_id.clone(),
                person_id: person_id.clone(),
                kind: SanctionKind::CommunityProtectionWarning.into(),
                agency_id: police,
                predicate: Predicate::Calling.into(),
                words: Some(life.sealed()),
                ..Default::default()
            }
            .into();
            stored += life.append(logs.sanctions, sanction_id, 0, vec![threat]).await;
            let concern_id = id("concern", &name);
            let complaint: concerns::Event = ComplaintRaised {
                concern_id: concern_id.clone(),
                person_id,
                about_agency_id: agency,
                subject: ComplaintSubject::Confidentiality.into(),
                raised_by: RaisedBy::Person.into(),
                words: Some(life.sealed()),
                ..Default::default()
            }
            .into();
            stored += life.append(logs.concerns, concern_id, 0, vec![complaint]).await;
        }
        stored
    }

    fn uuid(&mut self) -> Uuid {
        self.told += 1;
        let hash = Sha256::digest(format!("{} {}", self.name, self.told));
        Uuid::from_bytes(std::array::from_fn(|i| hash.get(i).copied().unwrap_or(0)))
    }

    fn fresh(&mut self, noun: &'static str) -> String {
        StreamId::new(noun, self.uuid()).to_string()
    }

    /// Words as they are stored; nobody opens these.
    fn sealed(&mut self) -> Text {
        let sealed = Sealed {
            key_id: self.person.clone(),
            nonce: vec![7; 12],
            ciphertext: self.uuid().as_bytes().repeat(6),
        };
        Text { form: Some(Form::Sealed(sealed)) }
    }

    async fn append<E: Event>(
        &mut self,
        log: &SledLog,
        stream: String,
        version: u64,
        events: Vec<E>,
    ) -> usize {
        let stream: StreamId = stream.parse().expect("an id");
        let mut drafts = Vec::with_capacity(events.len());
        for event in &events {
            self.at += self.apart;
            let meta = Meta {
                id: self.uuid(),
                type_name: event.type_name().to_owned(),
                stream: stream.clone(),
                version: 0,
                position: 0,
                occurred: Span::instant(self.at),
                recorded_at: self.at,
                person: event.person_id().to_owned(),
                agency: id("agency", "trust"),
                worker: id("worker", "coordinator"),
                role: Role::CareCoordinator,
                mode: Mode::Act,
                source: None,
                causation: None,
                correlation: self.uuid().to_string(),
            };
            drafts.push(Draft::new(&meta, event).expect("an event has a JSON form"));
        }
        let key: [u8; 32] = Sha256::digest(format!("{stream} {version}")).into();
        let request = RequestKey { id: key, body: key };
        log.append(Append { stream, expected: version, drafts, request }).await.expect("stored");
        events.len()
    }
}
