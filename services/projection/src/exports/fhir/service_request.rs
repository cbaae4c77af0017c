//! A referral as a ServiceRequest. `candour import` reads it back.

use std::collections::BTreeMap;

use proto::referrals::{
    ReferralAccepted, ReferralDeclined, ReferralMade, ReferralWithdrawn, ReferredBy,
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Concept, Extension, Identifier, Note, Reference, agency, code, identifier, person, to,
        wire_moment, words,
    },
};
use crate::exports::{Case, Seen, seen::plain};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServiceRequest {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    status: &'static str,
    intent: &'static str,
    subject: Option<Reference>,
    authored_on: Option<String>,
    requester: Option<Reference>,
    performer: Vec<Reference>,
    reason_code: Vec<Concept>,
    note: Vec<Note>,
}

impl Body for ServiceRequest {
    const KIND: &'static str = "ServiceRequest";
}

/// What is known of one referral.
#[derive(Default)]
struct Referral<'a> {
    made: Option<(&'a Seen, &'a ReferralMade)>,
    status: Option<&'static str>,
    note: Vec<Note>,
    said_by: Vec<&'a Seen>,
}

/// The referrals that were made, as they stand.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let mut referrals: BTreeMap<&str, Referral<'_>> = BTreeMap::new();
    for seen in &case.events {
        let Some((id, status, text)) = told(seen) else { continue };
        let one = referrals.entry(id).or_default();
        if let Some(e) = seen.get::<ReferralMade>() {
            one.made = Some((seen, e));
        }
        one.said_by.push(seen);
        // An answer ends it, also where the referral is recorded after its answer.
        if one.status.is_none_or(|known| known == "active") {
            one.status = Some(status);
        }
        one.note.extend(text.map(|text| Note {
            author_reference: agency(&seen.record.agency_id),
            time: wire_moment(seen.record.recorded_at.as_ref()),
            text,
        }));
    }
    let all = referrals.into_iter().filter_map(|(id, one)| Some((id, one.made?, one)));
    all.map(|(id, made, one)| Resource::new(id, &one.said_by.clone(), &request(id, made, one)))
        .collect()
}

/// Of which referral an event tells, how it leaves it, and in which words.
fn told(seen: &Seen) -> Option<(&str, &'static str, Option<String>)> {
    if let Some(e) = seen.get::<ReferralMade>() {
        return Some((&e.referral_id, "active", None));
    }
    if let Some(e) = seen.get::<ReferralAccepted>() {
        return Some((&e.referral_id, "completed", None));
    }
    if let Some(e) = seen.get::<ReferralDeclined>() {
        return Some((&e.referral_id, "revoked", plain(e.reason.as_ref())));
    }
    let e = seen.get::<ReferralWithdrawn>()?;
    let by = code("withdrawn-by", e.by().as_str_name()).unwrap_or_default();
    let why = plain(e.reason.as_ref()).map(|why| format!(": {why}")).unwrap_or_default();
    Some((&e.referral_id, "revoked", Some(format!("withdrawn by the {by}{why}"))))
}

fn request(id: &str, (seen, made): (&Seen, &ReferralMade), one: Referral<'_>) -> ServiceRequest {
    let requester = match made.referred_by() {
        ReferredBy::Person => person(&made.person_id),
        _ => agency(&made.from_agency_id),
    };
    let mut note = one.note;
    note.extend(made.counts.iter().map(|count| Note {
        author_reference: agency(&seen.record.agency_id),
        time: wire_moment(seen.record.recorded_at.as_ref()),
        text: format!(
            "{} contacts of {} in {} days are given with it; a count is no reason",
            count.contacts,
            code("contact-service", count.service().as_str_name()).unwrap_or_default(),
            count.window_days,
        ),
    }));
    let performer = agency(&made.to_agency_id).into_iter();
    ServiceRequest {
        extension: fields::only(seen, &["referred_by", "borough"]),
        identifier: vec![identifier(id)],
        status: one.status.unwrap_or("active"),
        intent: "order",
        subject: person(&made.person_id),
        authored_on: wire_moment(seen.record.occurred.and_then(|o| o.start).as_ref()),
        requester,
        performer: performer.chain(to("HealthcareService", &made.scheme_id)).collect(),
        reason_code: words(plain(made.reason.as_ref())).into_iter().collect(),
        note,
    }
}

#[cfg(test)]
mod tests {
    use proto::{
        common::{Class, Text},
        referrals::Event,
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen, without},
    };

    fn made() -> Seen {
        let made = ReferralMade {
            referral_id: id("referral", 1),
            person_id: id("person", 1),
            referred_by: ReferredBy::Agency.into(),
            from_agency_id: id("agency", 2),
            to_agency_id: id("agency", 1),
            scheme_id: id("scheme", 1),
            reason: Some(Text::plain("needs somebody to talk to")),
            ..Default::default()
        };
        seen(1, &id("referral", 1), Event::from(made))
    }

    #[test]
    fn given_a_referral_when_nobody_answered_then_it_is_active() {
        let bundle = bundle_of(&case_of(vec![made()]));
        let request = resource(&bundle, "ServiceRequest", &id("referral", 1));
        assert_eq!((&request["status"], &request["intent"]), (&"active".into(), &"order".into()));
        assert_eq!(request["reasonCode"][0]["text"], "needs somebody to talk to");
        assert_eq!(request["requester"]["identifier"]["value"], id("agency", 2));
        assert_eq!(request["performer"][1]["type"], "HealthcareService");
    }

    #[test]
    fn given_a_referral_when_it_is_declined_or_accepted_then_it_is_revoked_or_completed() {
        let declined = ReferralDeclined { referral_id: id("referral", 1), ..Default::default() };
        let accepted = ReferralAccepted { referral_id: id("referral", 1), ..Default::default() };
        for (answer, status) in
            [(Event::from(declined), "revoked"), (Event::from(accepted), "completed")]
        {
            let answer = seen(2, &id("referral", 1), answer);
            let bundle = bundle_of(&case_of(vec![made(), answer]));
            assert_eq!(resource(&bundle, "ServiceRequest", &id("referral", 1))["status"], status);
        }
    }

    #[test]
    fn given_a_referral_when_clinical_facts_are_hidden_then_there_is_no_request() {
        let case = case_of(vec![without(made(), Class::Clinical)]);
        assert!(resources(&case).unwrap().is_empty());
    }
}
