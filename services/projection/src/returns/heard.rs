//! What a return takes from each event.
//!
//! An event that names a scheme says something of that scheme. One that names none says it
//! of the person, and so of every scheme that they are on, or else of its stream.

use proto::{
    any::AnyEvent,
    careplans::{
        ChallengeDecided, ChallengeLodged, InstructionIssued, InstructionRevised,
        InstructionWithdrawn, PlanClosed, PlanDrafted, PlanPublished, PlanTransferred, ReviewHeld,
        ViewRecorded,
    },
    common::{Mode, Role},
    concerns::{
        CandourNotified, ComplaintCategorised, ComplaintClosed, ComplaintRaised, IncidentReported,
        S42Decided, SafeguardingRaised, StatementRecorded,
    },
    envelope::Recorded,
    oversight::{InstructionLabelled, Label},
    panel::{
        AccessGranted, AccessRevoked, ActionAssigned, ActionCompleted, AgencyChanged,
        AgencyRegistered, AgreementDrafted, AgreementEnded, AgreementSigned, Article6, Article9,
        ChecklistItemClaimed, ClaimPublished, ConfidentialityGround, DisclosureMade,
        DissentRecorded, DissentWithdrawn, PostAssigned, PostVacated, SchemeClosed,
        SchemeRegistered,
    },
    referrals::{
        AdvocateOffered, CaseClosed, CaseTransferred, CharacteristicsRecorded, ConsentRecorded,
        ConsentRefused, ConsentWithdrawn, ContactCorrected, ContactReason, ContactRecorded,
        InformationGiven, PersonsLinked, PersonsUnlinked, ReferralAccepted, ReferralDeclined,
        ReferralMade, ReferralWithdrawn,
    },
    sanctions::{
        BehaviouralContractImposed, PoliceInvolved, SanctionApplied, SanctionReviewed,
        SanctionThreatened, ServiceReduced,
    },
    time::maybe,
};

use super::fact::{Fact, Id, What};
use crate::{cohort::restricts, views::moment::Moment};

/// A fact, and of whom it is said: a scheme if it names one, else a person or a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The scheme, if the event names one.
    pub scheme: Option<String>,
    /// Of whom else it is said: the person, or the stream of what is about nobody.
    pub of: String,
    /// What it says.
    pub fact: Fact,
}

/// What an event says, before it is known when and by whom.
struct Said {
    what: What,
    codes: [u8; 6],
    scheme: String,
    thing: Option<Id>,
    about: Id,
    agency: String,
    until: Option<jiff::Timestamp>,
    words: Vec<String>,
}

impl Said {
    /// Something about the event's stream.
    fn new(what: What, codes: &[i32]) -> Self {
        let mut all = [0; 6];
        for (place, code) in all.iter_mut().zip(codes) {
            *place = u8::try_from(*code).unwrap_or(u8::MAX);
        }
        Self {
            what,
            codes: all,
            scheme: String::new(),
            thing: None,
            about: Id::NONE,
            agency: String::new(),
            until: None,
            words: Vec::new(),
        }
    }

    fn under(self, scheme: &str) -> Self {
        Self { scheme: scheme.to_owned(), ..self }
    }

    fn thing(self, id: &str) -> Self {
        Self { thing: Some(Id::of(id)), ..self }
    }

    /// It is about the event itself, which no other is about.
    fn itself(self, recorded: &Recorded<AnyEvent>) -> Self {
        Self { thing: Some(Id::of_event(recorded.meta.id)), ..self }
    }

    fn about(self, id: &str) -> Self {
        Self { about: Id::of(id), ..self }
    }

    fn by(self, agency: &str) -> Self {
        Self { agency: agency.to_owned(), ..self }
    }

    fn words<const N: usize>(self, words: [&str; N]) -> Self {
        Self { words: words.map(ToOwned::to_owned).to_vec(), ..self }
    }
}

/// What an event says.
#[must_use]
pub fn heard(recorded: &Recorded<AnyEvent>) -> Vec<Heard> {
    let said = match &recorded.event {
        AnyEvent::Panel(_) => of_panel(recorded),
        AnyEvent::Referrals(_) => of_referrals(recorded).into_iter().collect(),
        AnyEvent::CarePlans(_) => of_care_plans(recorded),
        AnyEvent::Sanctions(_) => of_sanctions(recorded).into_iter().collect(),
        AnyEvent::Concerns(_) => of_concerns(recorded).into_iter().collect(),
        AnyEvent::Oversight(_) => of_labeller(recorded).into_iter().collect(),
    };
    said.into_iter().map(|said| dated(recorded, said)).collect()
}

fn dated(recorded: &Recorded<AnyEvent>, said: Said) -> Heard {
    let meta = &recorded.meta;
    let agency = if said.agency.is_empty() { &meta.agency } else { &said.agency };
    let fact = Fact {
        what: said.what,
        codes: said.codes,
        acted: meta.mode != Mode::Record,
        named: !said.scheme.is_empty(),
        when: Moment::of(meta),
        until: said.until,
        context: context_of(&recorded.event),
        position: meta.position,
        thing: said.thing.unwrap_or_else(|| Id::of(meta.stream.as_str())),
        about: said.about,
        person: Id::of(&meta.person),
        agency: Id::of(agency),
        words: said.words,
    };
    let of = if meta.person.is_empty() { meta.stream.to_string() } else { meta.person.clone() };
    Heard { scheme: Some(said.scheme).filter(|scheme| !scheme.is_empty()), of, fact }
}

fn context_of(event: &AnyEvent) -> &'static str {
    use proto::{Event as _, careplans, concerns, oversight, panel, referrals, sanctions};
    match event {
        AnyEvent::Referrals(_) => referrals::Event::CONTEXT,
        AnyEvent::Panel(_) => panel::Event::CONTEXT,
        AnyEvent::CarePlans(_) => careplans::Event::CONTEXT,
        AnyEvent::Sanctions(_) => sanctions::Event::CONTEXT,
        AnyEvent::Concerns(_) => concerns::Event::CONTEXT,
        AnyEvent::Oversight(_) => oversight::Event::CONTEXT,
    }
}

fn of_panel(recorded: &Recorded<AnyEvent>) -> Vec<Said> {
    let event = &recorded.event;
    if let Some(e) = event.get::<SchemeRegistered>() {
        let mut said = Said::new(What::Scheme, &[e.consulted, e.new_purpose])
            .under(recorded.meta.stream.as_str())
            .by(&e.lead_agency_id);
        said.words.push(e.name.clone());
        said.words.extend(e.partner_agency_ids.iter().cloned());
        let follows = (!e.successor_of_scheme_id.is_empty())
            .then(|| Said::new(What::Successor, &[]).under(&e.successor_of_scheme_id));
        return [said].into_iter().chain(follows).collect();
    }
    of_governance(recorded).or_else(|| of_running(recorded)).into_iter().collect()
}

/// How a scheme is run: its posts, actions and dissents.
fn of_running(recorded: &Recorded<AnyEvent>) -> Option<Said> {
    let event = &recorded.event;
    let stream = recorded.meta.stream.as_str();
    let role = |worker: Option<&proto::common::Worker>| {
        worker.map_or(Role::Unspecified, proto::common::Worker::role).into()
    };
    if let Some(e) = event.get::<AgencyRegistered>() {
        return Some(Said::new(What::Agency, &[e.kind]).words([&e.name]));
    }
    if let Some(e) = event.get::<AgencyChanged>() {
        return (!e.name.is_empty()).then(|| Said::new(What::Agency, &[]).words([&e.name]));
    }
    if event.get::<SchemeClosed>().is_some() {
        return Some(Said::new(What::SchemeClosed, &[]).under(stream));
    }
    if let Some(e) = event.get::<PostAssigned>() {
        let agency = e.holder.as_ref().map_or("", |holder| holder.agency_id.as_str());
        let said = Said::new(What::PostAssigned, &[role(e.holder.as_ref())]);
        return Some(said.under(stream).thing(&e.post_id).by(agency));
    }
    if let Some(e) = event.get::<PostVacated>() {
        let said = Said::new(What::PostVacated, &[]);
        return Some(said.under(stream).thing(&e.post_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<ActionAssigned>() {
        let said = Said::new(What::ActionAssigned, &[]).under(&e.scheme_id);
        return Some(said.thing(&e.action_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<ActionCompleted>() {
        let said = Said::new(What::ActionCompleted, &[e.outcome]);
        return Some(said.under(&e.scheme_id).thing(&e.action_id));
    }
    if let Some(e) = event.get::<DissentRecorded>() {
        let said = Said::new(What::Dissent, &[role(e.by.as_ref())]);
        return Some(said.under(&e.scheme_id).thing(&e.dissent_id));
    }
    let e = event.get::<DissentWithdrawn>()?;
    Some(Said::new(What::DissentWithdrawn, &[]).thing(&e.dissent_id))
}

/// What a scheme rests on: agreements, claims, disclosures, accesses.
fn of_governance(recorded: &Recorded<AnyEvent>) -> Option<Said> {
    let event = &recorded.event;
    if let Some(e) = event.get::<AgreementDrafted>() {
        let said = Said::new(What::AgreementDrafted, &[e.kind]);
        return Some(said.under(&e.scheme_id).words([&e.version]));
    }
    if let Some(e) = event.get::<AgreementSigned>() {
        let signed = |party: &String| e.signatures.iter().any(|s| s.agency_id == *party);
        let all = !e.party_agency_ids.is_empty() && e.party_agency_ids.iter().all(signed);
        let held = !e.evidence_digest.is_empty();
        let said = Said::new(What::AgreementSigned, &[e.kind, all.into(), held.into()]);
        let until = e.period.as_ref().and_then(|period| maybe(period.end.as_ref()));
        return Some(Said { until, ..said.under(&e.scheme_id).words([&e.version]) });
    }
    if let Some(e) = event.get::<AgreementEnded>() {
        return Some(Said::new(What::AgreementEnded, &[]).under(&e.scheme_id));
    }
    if let Some(e) = event.get::<ChecklistItemClaimed>() {
        let evidence = !e.evidence_digest.is_empty();
        let said = Said::new(What::Checklist, &[e.item, evidence.into()]);
        return Some(said.under(&e.scheme_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<ClaimPublished>() {
        let said = Said::new(What::Published, &[e.count_not_given.into()]);
        let said = said.under(&e.scheme_id).by(&e.agency_id);
        let about = Id::of_event(recorded.meta.id);
        let words = [&*e.measure, &e.figure, &e.denominator, &e.comparator];
        return Some(Said { about, ..said.words(words) });
    }
    if let Some(e) = event.get::<DisclosureMade>() {
        let grounds = i32::from(e.article_6() != Article6::Unspecified)
            + 2 * i32::from(e.article_9() != Article9::Unspecified)
            + 4 * i32::from(e.confidentiality_ground() != ConfidentialityGround::Unspecified);
        let told = e.person_told.is_some();
        let agreed = !e.agreement_id.is_empty();
        let (told, by_mistake) = (told.into(), e.by_mistake.into());
        let codes = [e.to_kind, e.identifiability, grounds, told, by_mistake, agreed.into()];
        let said = Said::new(What::Disclosed, &codes).under(&e.scheme_id);
        return Some(said.by(&e.from_agency_id).about(&e.to_agency_id));
    }
    if let Some(e) = event.get::<AccessGranted>() {
        let role = e.to.as_ref().map_or(0, |to| to.role);
        let said = Said::new(What::AccessGranted, &[e.to_kind, e.instrument, role]);
        return Some(said.under(&e.scheme_id).by(&e.from_agency_id));
    }
    let e = event.get::<AccessRevoked>()?;
    Some(Said::new(What::AccessRevoked, &[]).under(&e.scheme_id))
}

fn of_referrals(recorded: &Recorded<AnyEvent>) -> Option<Said> {
    let event = &recorded.event;
    if let Some(e) = event.get::<ContactRecorded>() {
        // Of contacts, which are many, only those that a return asks about.
        let victim = e.reason() == ContactReason::Victim;
        return victim.then(|| Said::new(What::Victim, &[1]).thing(&e.contact_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<ContactCorrected>() {
        let victim = e.reason() == ContactReason::Victim && !e.entered_in_error;
        return Some(Said::new(What::Victim, &[victim.into()]).thing(&e.contact_id));
    }
    if let Some(e) = event.get::<ReferralMade>() {
        let said = Said::new(What::Referred, &[e.referred_by]).under(&e.scheme_id);
        return Some(said.by(&e.to_agency_id).words([&e.borough]));
    }
    if let Some(e) = event.get::<ReferralAccepted>() {
        return Some(Said::new(What::Accepted, &[]).under(&e.scheme_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<CaseTransferred>() {
        return Some(Said::new(What::CaseTransferred, &[]).under(&e.from_scheme_id));
    }
    if let Some(e) = event.get::<ConsentRecorded>() {
        return Some(Said::new(What::Consent, &[e.method]).under(&e.scheme_id));
    }
    if let Some(e) = event.get::<ConsentRefused>() {
        return Some(Said::new(What::ConsentRefused, &[]).under(&e.scheme_id));
    }
    if let Some(e) = event.get::<InformationGiven>() {
        let said = Said::new(What::Information, &[e.kind, e.copy_to_keep.into()]);
        return Some(said.under(&e.scheme_id).itself(recorded));
    }
    if let Some(e) = event.get::<CharacteristicsRecorded>() {
        let label = e.personality_disorder_label;
        let codes = [e.sex, e.ethnic_group, e.age_band, e.disabled, e.autistic, label];
        return Some(Said::new(What::Characteristics, &codes));
    }
    if let Some(e) = event.get::<AdvocateOffered>() {
        let said = Said::new(What::Advocate, &[e.response]).itself(recorded);
        let scheme = Some(e.about_id.as_str()).filter(|about| about.starts_with("scheme_"));
        return Some(said.under(scheme.unwrap_or_default()).about(&e.about_id));
    }
    let (what, codes) = if event.get::<ReferralDeclined>().is_some() {
        (What::Declined, 0)
    } else if event.get::<ReferralWithdrawn>().is_some() {
        (What::ReferralWithdrawn, 0)
    } else if let Some(e) = event.get::<CaseClosed>() {
        (What::CaseClosed, e.outcome)
    } else if event.get::<ConsentWithdrawn>().is_some() {
        (What::ConsentWithdrawn, 0)
    } else if let Some(e) = event.get::<PersonsLinked>() {
        return Some(Said::new(What::Linked, &[]).thing(&e.other_person_id));
    } else {
        let e = event.get::<PersonsUnlinked>()?;
        return Some(Said::new(What::Unlinked, &[]).thing(&e.other_person_id));
    };
    Some(Said::new(what, &[codes]))
}

fn of_care_plans(recorded: &Recorded<AnyEvent>) -> Vec<Said> {
    let event = &recorded.event;
    if let Some(e) = event.get::<PlanTransferred>() {
        let came = Said::new(What::PlanCame, &[]).under(&e.to_scheme_id).by(&e.to_agency_id);
        let left = Said::new(What::PlanLeft, &[]).under(&e.from_scheme_id).by(&e.from_agency_id);
        return vec![came, left];
    }
    of_plan(recorded).or_else(|| of_line(recorded)).into_iter().collect()
}

fn of_plan(recorded: &Recorded<AnyEvent>) -> Option<Said> {
    let event = &recorded.event;
    if let Some(e) = event.get::<PlanDrafted>() {
        let said = Said::new(What::PlanDrafted, &[e.coproduction]);
        return Some(said.under(&e.scheme_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<PlanPublished>() {
        let said = Said::new(What::PlanPublished, &[restricts::by_plan(e).into()]);
        return Some(said.under(&e.scheme_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<PlanClosed>() {
        return Some(Said::new(What::PlanClosed, &[e.outcome]));
    }
    let e = event.get::<ReviewHeld>()?;
    let officer = e.present.iter().any(|worker| worker.role() == Role::PoliceOfficer);
    let said = Said::new(What::PlanReviewed, &[e.person_presence, officer.into()]);
    Some(said.under(&e.scheme_id))
}

fn of_line(recorded: &Recorded<AnyEvent>) -> Option<Said> {
    let event = &recorded.event;
    let plan = recorded.meta.stream.as_str();
    if let Some(e) = event.get::<InstructionIssued>() {
        let said = Said::new(What::LineIssued, &[e.kind]);
        return Some(said.thing(&e.instruction_id).about(plan));
    }
    if event.get::<InstructionRevised>().is_some() {
        // The scheme that it may name is the one whose name the line now bears.
        return Some(Said::new(What::LineRevised, &[]).itself(recorded).about(plan));
    }
    if let Some(e) = event.get::<InstructionWithdrawn>() {
        return Some(Said::new(What::LineWithdrawn, &[]).thing(&e.instruction_id).about(plan));
    }
    if let Some(e) = event.get::<ViewRecorded>() {
        return Some(Said::new(What::View, &[e.agreement]).itself(recorded).about(plan));
    }
    if let Some(e) = event.get::<ChallengeLodged>() {
        let said = Said::new(What::Challenged, &[e.lodged_by]);
        return Some(said.thing(&e.challenge_id).about(plan));
    }
    let e = event.get::<ChallengeDecided>()?;
    let said = Said::new(What::ChallengeDecided, &[e.outcome, e.independent.into()]);
    Some(said.thing(&e.challenge_id).about(plan))
}

fn of_sanctions(recorded: &Recorded<AnyEvent>) -> Option<Said> {
    let event = &recorded.event;
    if let Some(e) = event.get::<SanctionThreatened>() {
        let said = Said::new(What::Threatened, &[e.kind, e.predicate]);
        return Some(said.under(&e.scheme_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<SanctionApplied>() {
        let said =
            Said::new(What::Sanctioned, &[e.kind, e.predicate, restricts::by_sanction(e).into()]);
        return Some(said.under(&e.scheme_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<SanctionReviewed>() {
        return Some(Said::new(What::SanctionReviewed, &[e.outcome]));
    }
    if let Some(e) = event.get::<BehaviouralContractImposed>() {
        let said = Said::new(What::Contract, &[e.penalty, restricts::by_contract(e).into()]);
        return Some(said.under(&e.scheme_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<ServiceReduced>() {
        return Some(Said::new(What::Reduced, &[e.reason]).under(&e.scheme_id).by(&e.agency_id));
    }
    let e = event.get::<PoliceInvolved>()?;
    let said = Said::new(What::Police, &[e.role, e.trigger, e.planned, e.clinician_present]);
    Some(said.under(&e.scheme_id).by(&e.agency_id))
}

fn of_concerns(recorded: &Recorded<AnyEvent>) -> Option<Said> {
    let event = &recorded.event;
    if let Some(e) = event.get::<ComplaintRaised>() {
        let said = Said::new(What::Complaint, &[e.subject, e.raised_by]);
        return Some(said.under(&e.scheme_id).by(&e.about_agency_id));
    }
    if let Some(e) = event.get::<ComplaintCategorised>() {
        return Some(Said::new(What::ComplaintCategorised, &[e.category]));
    }
    if let Some(e) = event.get::<ComplaintClosed>() {
        return Some(Said::new(What::ComplaintClosed, &[e.outcome]));
    }
    if let Some(e) = event.get::<SafeguardingRaised>() {
        return Some(Said::new(What::Safeguarding, &[e.kind]));
    }
    if let Some(e) = event.get::<S42Decided>() {
        return Some(Said::new(What::S42Decided, &[e.decision]));
    }
    if let Some(e) = event.get::<IncidentReported>() {
        return Some(Said::new(What::Incident, &[e.kind]).under(&e.scheme_id).by(&e.agency_id));
    }
    if let Some(e) = event.get::<CandourNotified>() {
        return Some(Said::new(What::CandourNotified, &[e.how]));
    }
    let e = event.get::<StatementRecorded>()?;
    Some(Said::new(What::Statement, &[e.written_by]).about(&e.about_id))
}

/// What the labeller found in a line.
fn of_labeller(recorded: &Recorded<AnyEvent>) -> Option<Said> {
    let e = recorded.event.get::<InstructionLabelled>()?;
    let denies = |label: Label| matches!(label, Label::CareDenial | Label::ConditionalCare);
    let said = Said::new(What::LineLabelled, &[e.labels().any(denies).into()]);
    Some(said.thing(&e.instruction_id).about(&e.plan_id))
}

#[cfg(test)]
#[path = "heard_tests.rs"]
mod tests;
