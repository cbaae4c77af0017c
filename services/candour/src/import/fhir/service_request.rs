//! A ServiceRequest as a referral.

use proto::referrals::ReferredBy;

use super::{
    super::{Draft, values::REFERRERS},
    reading::Reading,
};

/// Requests that were made.
const MADE: &[&str] = &["active", "on-hold", "completed"];

/// Requests that ask for something, and do not only propose it.
const ASKS: &[&str] =
    &["directive", "order", "original-order", "reflex-order", "filler-order", "instance-order"];

/// The extensions of ours that a ServiceRequest may have.
const EXTENSIONS: &[&str] = &["referred-by", "borough"];

/// How many performers are looked at: one is needed, and perhaps a scheme.
const MOST_PERFORMERS: usize = 16;

/// Reads a ServiceRequest.
pub fn read(reading: &mut Reading<'_>) -> Draft {
    let mut draft = Draft { key: reading.key(), ..Draft::default() };
    reading.happened("status", MADE, "no request that was made");
    reading.happened("intent", ASKS, "no request yet");
    if reading.at("doNotPerform").is_some_and(|not| not.as_bool() != Some(false)) {
        reading.fault("doNotPerform", "a request not to do something is no referral");
    }
    reading.subject(&mut draft);
    reading.occurred(&mut draft, "authoredOn", None);
    let mut said = None;
    for (path, name, value) in reading.extensions(EXTENSIONS) {
        match (name, REFERRERS.read(&value)) {
            ("borough", _) => draft.referral.borough = value,
            (_, Ok(who)) => said = ReferredBy::try_from(who).ok(),
            (_, Err(text)) => reading.fault(&path, text),
        }
    }
    requester(reading, &mut draft, said);
    performers(reading, &mut draft);
    draft.referral.reason = reading.words("reasonCode");
    draft
}

/// Who made it: what is said, or else what the one who asked is.
fn requester(reading: &mut Reading<'_>, draft: &mut Draft, said: Option<ReferredBy>) {
    let Some(requester) = reading.at("requester") else {
        match said {
            Some(who) if who != ReferredBy::Agency => draft.referral.referred_by = who.into(),
            _ => reading.fault("requester", "it is missing; say who made the referral"),
        }
        return;
    };
    let Some(requester) = reading.referred("requester", requester) else { return };
    let who = match (said, requester.kind.as_str()) {
        (Some(said), _) => said,
        (None, "Patient") => ReferredBy::Person,
        (None, "Organization") => ReferredBy::Agency,
        (None, _) => {
            let text = "whether an agency, the person or an advocate made it does not follow from \
                        it; say so in the extension urn:candour:referred-by";
            return reading.fault("requester", text);
        }
    };
    draft.referral.referred_by = who.into();
    if who == ReferredBy::Agency || requester.kind == "Organization" {
        draft.referral.from_agency_id = reading.agency("requester", &requester);
    }
}

/// Who is to answer it: one organisation, and perhaps a scheme.
fn performers(reading: &mut Reading<'_>, draft: &mut Draft) {
    let performers = reading.at("performer").and_then(|all| all.as_array());
    for (n, performer) in performers.into_iter().flatten().enumerate() {
        let path = format!("performer[{n}]");
        if n == MOST_PERFORMERS {
            return reading.fault(&path, "there are too many; a referral goes to one");
        }
        let Some(performer) = reading.referred(&path, performer) else { return };
        match performer.kind.as_str() {
            "Organization" if draft.referral.to_agency_id.is_empty() => {
                draft.referral.to_agency_id = reading.agency(&path, &performer);
            }
            "HealthcareService" if draft.referral.scheme_id.is_empty() => {
                draft.referral.scheme_id = reading.scheme(&path, &performer);
            }
            "Organization" | "HealthcareService" => {
                reading.fault(&path, "it is the second of its kind; a referral goes to one");
            }
            _ => reading.fault(
                &path,
                "it is neither Organization nor HealthcareService; say which, in type",
            ),
        }
    }
    if draft.referral.to_agency_id.is_empty()
        && reading.faults.iter().all(|f| !f.spot.field.contains("performer"))
    {
        reading.fault("performer", "it names no organisation that is to answer it; give one");
    }
}
