//! A history of many people, as the services would have stored it.
//!
//! A person is referred and accepted, consents, has a plan with lines that is
//! published, given and reviewed, is disclosed about, and comes to services
//! again and again; some are threatened with sanctions, some complain. Some of
//! it breaks rules.

use std::path::Path;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use kernel::log::{SledLog, SledOptions};
use proto::{
    any::CONTEXTS,
    careplans::{self, *},
    common::{Answer, PersonPresence, Role, Text, Worker},
    concerns::{self, *},
    panel::{self, *},
    referrals::{self, *},
    sanctions::{self, *},
    time::wire,
};
use world::id;

use crate::teller::Teller;

/// How many people share a scheme.
pub const CASELOAD: usize = 50;

/// How many contacts with services a person has.
const CONTACTS: usize = 20;

/// How many people are stored side by side, so that they share syncs.
pub const SIDE_BY_SIDE: usize = 200;

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

impl Logs<'_> {
    /// All of them, in the order of their contexts.
    pub fn all(&self) -> [&SledLog; 5] {
        [self.referrals, self.panel, self.careplans, self.sanctions, self.concerns]
    }
}

/// Fills the logs of an installation that does not run.
pub async fn closed<T>(data: &Path, fill: impl AsyncFnOnce(&Logs<'_>) -> T) -> T {
    let open = |context: &str| {
        let folder = data.join(context).join("log");
        std::fs::create_dir_all(data.join(context)).expect("a folder");
        SledLog::open(folder, SledOptions::default()).expect("a log")
    };
    let logs = CONTEXTS.map(open);
    let [referrals, panel, careplans, sanctions, concerns] = &logs;
    let filled = fill(&Logs { referrals, panel, careplans, sanctions, concerns }).await;
    for log in &logs {
        log.close().await;
    }
    filled
}

/// One person's history under way.
pub struct Life {
    teller: Teller,
    number: usize,
    person: String,
    scheme: String,
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
    /// A person of whom nothing is known yet, on a scheme with those of the numbers beside.
    pub fn new(kind: &str, number: usize) -> Self {
        Self::on(&id("scheme", &format!("{kind} {}", number / CASELOAD)), kind, number)
    }

    /// A person of whom nothing is known yet, who is to be on a scheme.
    pub fn on(scheme: &str, kind: &str, number: usize) -> Self {
        let person = format!("{kind} {number}");
        Self {
            person: id("person", &person),
            scheme: scheme.to_owned(),
            teller: Teller::new(person),
            number,
            of_person: 0,
        }
    }

    /// The person's id.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// Stores so many contacts from before the person was referred, with so much between
    /// two of them.
    pub async fn contacts_before(
        &mut self,
        logs: &Logs<'_>,
        count: usize,
        apart: SignedDuration,
        until: Timestamp,
    ) {
        let all = apart * i32::try_from(count).unwrap_or(i32::MAX);
        self.teller.goes_on(until - SignedDuration::from_hours(24 * 61) - all, apart);
        for first in (0..count).step_by(AT_ONCE) {
            let some = AT_ONCE.min(count - first);
            let contacts = (0..some).map(|_| self.contact()).collect();
            self.on_person(logs, contacts).await;
        }
    }

    fn contact(&mut self) -> referrals::Event {
        let contact = ContactRecorded {
            person_id: self.person.clone(),
            contact_id: self.teller.fresh("contact"),
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
        let stored = self.teller.append(logs.referrals, person, version, events).await;
        self.of_person += u64::try_from(stored).unwrap_or(u64::MAX);
        stored
    }

    async fn go_on(&mut self, logs: &Logs<'_>, until: Timestamp) -> usize {
        // Two months ago, so that some deadlines have passed and some have not.
        let begun = until - SignedDuration::from_hours(24 * 60);
        self.teller.goes_on(begun, SignedDuration::from_hours(24));
        // Each time is a course of its own.
        let name = self.teller.course();
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
        stored += life.teller.append(logs.referrals, referral_id, 0, referral).await;

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
        stored += life.teller.append(logs.referrals, consent_id, 0, vec![consent]).await;

        let plan_id = id("plan", &name);
        let line = |life: &mut Life, kind: InstructionKind| InstructionIssued {
            plan_id: plan_id.clone(),
            instruction_id: life.teller.fresh("instruction"),
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
        stored += life.teller.append(logs.careplans, plan_id, 0, plan).await;

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
        stored += life.teller.append(logs.panel, disclosure_id, 0, vec![disclosure]).await;

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
            stored += life.teller.append(logs.sanctions, sanction_id, 0, vec![threat]).await;
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
            stored += life.teller.append(logs.concerns, concern_id, 0, vec![complaint]).await;
        }
        stored
    }

    /// Words about the person as they are stored.
    fn sealed(&mut self) -> Text {
        self.teller.sealed(&self.person)
    }
}
