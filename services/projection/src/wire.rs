//! Flags as clients see them.

use jiff::{Timestamp, ToSpan as _};
use proto::{
    envelope::{Envelope, Meta},
    ids::FlagId,
    oversight::{Evidence, Flag, Severity as WireSeverity, Verdict as WireVerdict},
    time::wire,
};

use crate::{
    events,
    flags::flag_id,
    store::{StoreError, Work},
    verdicts::Stored,
};

/// What a verdict says, as it is shown.
///
/// # Errors
/// If the store fails.
pub fn shown(work: &Work<'_>, verdict: &Stored) -> Result<Flag, StoreError> {
    let mut flag = filled(work, verdict)?;
    let id: FlagId = flag_id(&verdict.rule, &verdict.subject, verdict.about());
    flag.flag_id = id.to_string();
    flag.verdict =
        if verdict.fires { WireVerdict::Fires } else { WireVerdict::NotEvidenced }.into();
    Ok(flag)
}

/// True if what fires could have been found long before `at`: it lies in old
/// history, or the rule is new.
///
/// # Errors
/// If the store fails.
pub fn is_historical(work: &Work<'_>, verdict: &Stored, at: Timestamp) -> Result<bool, StoreError> {
    let Some(grounds) = &verdict.grounds else { return Ok(false) };
    let mut known = grounds.since;
    for evidence in grounds.evidence.iter().filter(|e| !e.against) {
        let (context, position) = &evidence.place;
        known = known.max(meta(work, context, *position)?.recorded_at);
    }
    Ok(at > known.checked_add(24.hours()).unwrap_or(Timestamp::MAX))
}

fn filled(work: &Work<'_>, verdict: &Stored) -> Result<Flag, StoreError> {
    let mut flag = Flag {
        rule_id: verdict.rule.clone(),
        severity: WireSeverity::from(verdict.severity()).into(),
        subject_id: verdict.subject.clone(),
        anchor_id: verdict.about().to_owned(),
        scheme_id: verdict.scheme.clone(),
        missing: verdict.missing.clone().unwrap_or_default(),
        ..Flag::default()
    };
    let Some(grounds) = &verdict.grounds else { return Ok(flag) };
    flag.agency_ids.clone_from(&grounds.agencies);
    flag.because.clone_from(&grounds.because);
    flag.evidence_left_out = grounds.left_out;
    flag.stands_since = Some(wire(grounds.since));
    for evidence in &grounds.evidence {
        let (context, position) = &evidence.place;
        let meta = meta(work, context, *position)?;
        flag.evidence.push(Evidence {
            event_id: evidence.event.to_string(),
            stream_id: meta.stream.to_string(),
            r#type: meta.type_name,
            occurred: Some(meta.occurred.into()),
            bearing: evidence.bearing().into(),
            shows: evidence.shows.clone(),
        });
    }
    Ok(flag)
}

fn meta(work: &Work<'_>, context: &str, position: u64) -> Result<Meta, StoreError> {
    let bytes = events::record(work, context, position)?;
    let read = Envelope::parse(&bytes);
    read.map(|e| e.meta).map_err(|_| StoreError::Value(format!("{context} {position}")))
}
