//! Which ties an event begins, and which it ends.

use jiff::Timestamp;
use proto::{
    any::AnyEvent,
    careplans::{
        CopyGiven, CopyRecalled, InstructionIssued, PlanClosed, PlanDrafted, PlanPublished,
        PlanTransferred, ResponseAdded,
    },
    common::{Answer, Role},
    concerns::{
        ComplaintAcknowledged, ComplaintCategorised, ComplaintClosed, ComplaintRaised,
        IncidentReported, S42Decided, SafeguardingRaised,
    },
    envelope::Recorded,
    panel::{
        AccessGranted, AccessRevoked, AgencyKind, AgencyRegistered, ConfidentialityGround,
        DisclosureMade, DisclosureRecalled, Identifiability, PanelConstituted, PostAssigned,
        PostVacated, SchemeRegistered,
    },
    referrals::{
        AdvocateOffered, CaseClosed, CaseTransferred, ConsentRecorded, ConsentRefused,
        ConsentWithdrawn, ContactCorrected, ContactRecorded, Offer, ReferralAccepted,
        ReferralDeclined, ReferralMade, ReferralWithdrawn, RepresentationEnded,
        RepresentativeAppointed,
    },
    sanctions::{
        BehaviouralContractEnded, BehaviouralContractImposed, SanctionApplied, SanctionEnded,
        SanctionOverturned, SanctionThreatened,
    },
    time,
};

use super::{Tie, get, key, of, put};
use crate::store::{StoreError, Work};

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let meta = &recorded.meta;
    if !meta.person.is_empty() && !meta.agency.is_empty() {
        let place = key(&meta.person, "record", &meta.agency);
        if work.get(&place)?.is_none() {
            put(work, place, &Tie::OnRecord { agency: meta.agency.clone() })?;
        }
    }
    of_referrals(work, recorded)?;
    of_care_plans(work, recorded)?;
    of_sanctions(work, recorded)?;
    of_concerns(work, recorded)?;
    of_panel(work, recorded)
}

/// When it happened, and no later than it was put on record.
fn happened(recorded: &Recorded<AnyEvent>) -> Timestamp {
    recorded.meta.occurred.end.min(recorded.meta.recorded_at)
}

/// Changes a tie that there is, if there is.
fn change(
    work: &mut Work<'_>,
    place: Vec<u8>,
    to: impl FnOnce(&mut Tie),
) -> Result<(), StoreError> {
    let Some(mut tie) = get(work, &place)? else { return Ok(()) };
    to(&mut tie);
    put(work, place, &tie)
}

fn of_referrals(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let (event, meta) = (&recorded.event, &recorded.meta);
    let (person, stream) = (meta.person.as_str(), meta.stream.as_str());
    if let Some(e) = event.get::<ContactRecorded>() {
        let agency = if e.agency_id.is_empty() { &meta.agency } else { &e.agency_id };
        let place = key(person, "contact", agency);
        let at = happened(recorded);
        let later = !matches!(get(work, &place)?, Some(Tie::Contact { last, .. }) if last >= at);
        if later {
            let (agency, contact) = (agency.clone(), e.contact_id.clone());
            put(work, place, &Tie::Contact { agency, contact, last: at })?;
        }
    } else if let Some(e) = event.get::<ContactCorrected>() {
        // It was somebody else's: what hung on it ends. Another contact ties anew.
        if e.entered_in_error {
            for (place, tie) in of(work, &[person, "contact"])? {
                if matches!(tie, Tie::Contact { contact, .. } if contact == e.contact_id) {
                    work.remove(place);
                }
            }
        }
    } else if let Some(e) = event.get::<ReferralMade>() {
        let tie = Tie::Case {
            scheme: e.scheme_id.clone(),
            referrer: e.from_agency_id.clone(),
            holder: e.to_agency_id.clone(),
        };
        put(work, key(person, "case", stream), &tie)?;
    } else if let Some(e) = event.get::<ReferralAccepted>() {
        change(work, key(person, "case", stream), |tie| {
            if let Tie::Case { holder, .. } = tie {
                holder.clone_from(&e.agency_id);
            }
        })?;
    } else if event.get::<ReferralDeclined>().is_some()
        || event.get::<ReferralWithdrawn>().is_some()
        || event.get::<CaseClosed>().is_some()
        || event.get::<CaseTransferred>().is_some()
    {
        work.remove(key(person, "case", stream));
    } else if let Some(e) = event.get::<RepresentativeAppointed>() {
        let until = e.period.as_ref().and_then(|p| time::maybe(p.end.as_ref()));
        let worker = e.representative_id.clone();
        // Nobody comes to see a record by saying that they stand for the person.
        if meta.worker != worker && meta.role != Role::Advocate {
            let agency = e.agency_id.clone();
            let tie = Tie::Representative { worker: worker.clone(), agency, until };
            put(work, key(person, "representative", &worker), &tie)?;
        }
    } else if let Some(e) = event.get::<RepresentationEnded>() {
        work.remove(key(person, "representative", &e.representative_id));
    } else if let Some(e) = event.get::<AdvocateOffered>() {
        // The offer that was accepted last is the one that stands.
        let place = key(person, "advocacy", "");
        let theirs = e.advocacy_agency_id.is_empty() || e.advocacy_agency_id == meta.agency;
        if e.response() == Offer::Accepted && !theirs {
            let agency = e.advocacy_agency_id.clone();
            let tie = Tie::Representative { worker: String::new(), agency, until: None };
            put(work, place, &tie)?;
        } else {
            work.remove(place);
        }
    } else if let Some(e) = event.get::<ConsentRecorded>() {
        let until = e.period.as_ref().and_then(|p| time::maybe(p.end.as_ref()));
        let from = e.period.as_ref().and_then(|p| time::maybe(p.start.as_ref()));
        let mut recipients = e.recipient_agency_ids.clone();
        // What an agency says was agreed for itself opens nothing to it.
        recipients.retain(|recipient| *recipient != meta.agency);
        let free = e.capacity() != Answer::No && e.voluntary() != Answer::No;
        if free {
            let tie = Tie::Consent { recipients, from, until, given: true };
            put(work, key(person, "consent", stream), &tie)?;
        }
    } else if event.get::<ConsentWithdrawn>().is_some() {
        change(work, key(person, "consent", stream), |tie| {
            if let Tie::Consent { given, .. } = tie {
                *given = false;
            }
        })?;
    } else if event.get::<ConsentRefused>().is_some() {
        let (recipients, from, until) = (Vec::new(), None, None);
        let tie = Tie::Consent { recipients, from, until, given: false };
        put(work, key(person, "consent", stream), &tie)?;
    }
    Ok(())
}

fn of_care_plans(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let event = &recorded.event;
    let place = key(&recorded.meta.person, "plan", recorded.meta.stream.as_str());
    let (mut comes, mut goes, mut closed): (Vec<&String>, Vec<&String>, bool) =
        (vec![], vec![], false);
    if let Some(e) = event.get::<PlanDrafted>() {
        comes.push(&e.agency_id);
        comes.extend(e.authors.iter().map(|author| &author.agency_id));
    } else if let Some(e) = event.get::<InstructionIssued>() {
        comes.push(&e.for_agency_id);
        comes.extend(e.clinician.iter().map(|clinician| &clinician.agency_id));
    } else if let Some(e) = event.get::<ResponseAdded>() {
        comes.push(&e.by_agency_id);
    } else if let Some(e) = event.get::<PlanPublished>() {
        comes.push(&e.agency_id);
        comes.extend(&e.recipient_agency_ids);
    } else if let Some(e) = event.get::<CopyGiven>() {
        comes.push(&e.agency_id);
    } else if let Some(e) = event.get::<CopyRecalled>() {
        goes.extend(&e.from_agency_ids);
    } else if let Some(e) = event.get::<PlanTransferred>() {
        comes.push(&e.to_agency_id);
        goes.push(&e.from_agency_id);
    } else if event.get::<PlanClosed>().is_some() {
        closed = true;
    } else {
        return Ok(());
    }
    let (mut agencies, was_closed) = match get(work, &place)? {
        Some(Tie::Plan { agencies, closed }) => (agencies, closed),
        _ => (Vec::new(), false),
    };
    agencies.retain(|agency| !goes.contains(&agency));
    for agency in comes.into_iter().filter(|agency| !agency.is_empty()) {
        if !agencies.contains(agency) {
            agencies.push(agency.clone());
        }
    }
    put(work, place, &Tie::Plan { agencies, closed: was_closed || closed })
}

fn of_sanctions(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let event = &recorded.event;
    let place = key(&recorded.meta.person, "sanction", recorded.meta.stream.as_str());
    let by = if let Some(e) = event.get::<SanctionThreatened>() {
        &e.agency_id
    } else if let Some(e) = event.get::<SanctionApplied>() {
        &e.agency_id
    } else if let Some(e) = event.get::<BehaviouralContractImposed>() {
        &e.agency_id
    } else if event.get::<SanctionEnded>().is_some()
        || event.get::<SanctionOverturned>().is_some()
        || event.get::<BehaviouralContractEnded>().is_some()
    {
        work.remove(place);
        return Ok(());
    } else {
        return Ok(());
    };
    put(work, place, &Tie::Sanction { agency: by.clone() })
}

fn of_concerns(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let event = &recorded.event;
    let place = key(&recorded.meta.person, "concern", recorded.meta.stream.as_str());
    let at = happened(recorded);
    let with = if let Some(e) = event.get::<ComplaintRaised>() {
        &e.about_agency_id
    } else if let Some(e) = event.get::<SafeguardingRaised>() {
        &e.to_agency_id
    } else if let Some(e) = event.get::<IncidentReported>() {
        // Nothing closes an incident: it counts from the day on which it was.
        let agencies = vec![e.agency_id.clone(), recorded.meta.agency.clone()];
        return put(work, place, &Tie::Concern { agencies, closed: Some(at) });
    } else if let Some(by) = event
        .get::<ComplaintAcknowledged>()
        .map(|e| &e.agency_id)
        .or_else(|| event.get::<ComplaintCategorised>().map(|e| &e.agency_id))
    {
        return change(work, place, |tie| {
            if let Tie::Concern { agencies, .. } = tie {
                agencies.push(by.clone());
            }
        });
    } else if event.get::<ComplaintClosed>().is_some() || event.get::<S42Decided>().is_some() {
        return change(work, place, |tie| {
            if let Tie::Concern { closed, .. } = tie {
                *closed = Some(at);
            }
        });
    } else {
        return Ok(());
    };
    let agencies = vec![with.clone(), recorded.meta.agency.clone()];
    put(work, place, &Tie::Concern { agencies, closed: None })
}

fn of_panel(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let (event, meta) = (&recorded.event, &recorded.meta);
    let stream = meta.stream.as_str();
    if let Some(e) = event.get::<AgencyRegistered>() {
        let police = e.kind() == AgencyKind::Police;
        put(work, key(stream, "kind", ""), &Tie::Kind { police })
    } else if let Some(e) = event.get::<SchemeRegistered>() {
        let tie = Tie::Lead { agency: e.lead_agency_id.clone() };
        put(work, key(stream, "lead", ""), &tie)
    } else if let Some(e) = event.get::<PanelConstituted>() {
        let mut agencies = e.member_agency_ids.clone();
        agencies.push(e.convening_agency_id.clone());
        put(work, key(&e.scheme_id, "panel", stream), &Tie::Panel { agencies })
    } else if let Some(e) = event.get::<PostAssigned>() {
        let worker = e.holder.as_ref().map(|holder| holder.worker_id.clone()).unwrap_or_default();
        put(work, key(stream, "post", &e.post_id), &Tie::Post { worker })
    } else if let Some(e) = event.get::<PostVacated>() {
        work.remove(key(stream, "post", &e.post_id));
        Ok(())
    } else if let Some(e) = event.get::<AccessGranted>() {
        let to = e.to.clone().unwrap_or_default();
        if to.agency_id == meta.agency {
            return Ok(()); // Nobody lets themselves in.
        }
        let worker = to.worker_id;
        put(work, key(&e.scheme_id, "access", stream), &Tie::Access { worker })
    } else if let Some(e) = event.get::<AccessRevoked>() {
        work.remove(key(&e.scheme_id, "access", stream));
        Ok(())
    } else if let Some(e) = event.get::<DisclosureMade>() {
        let ground = matches!(
            e.confidentiality_ground(),
            ConfidentialityGround::Statute | ConfidentialityGround::PublicInterest
        );
        let to = e.to_agency_id.clone();
        // A threshold is for who holds the record to judge, and not for who wants it.
        let of_another = to != meta.agency && to != e.from_agency_id;
        let of_the_person = e.identifiability() == Identifiability::Identifiable;
        if ground && of_another && of_the_person && !e.by_mistake {
            put(work, key(&meta.person, "threshold", stream), &Tie::Threshold { to })?;
        }
        Ok(())
    } else if event.get::<DisclosureRecalled>().is_some() {
        work.remove(key(&meta.person, "threshold", stream));
        Ok(())
    } else {
        Ok(())
    }
}
