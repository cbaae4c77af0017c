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
    Ok(with_known(work, verdict)?.0)
}

/// What a verdict says, to be raised at a moment. It is historical if what fires could have
/// been found long before: it lies in old history, or the rule is new.
///
/// # Errors
/// If the store fails.
pub fn raised(work: &Work<'_>, verdict: &Stored, at: Timestamp) -> Result<Flag, StoreError> {
    let (mut flag, known) = with_known(work, verdict)?;
    let old = |known: Timestamp| at > known.checked_add(24.hours()).unwrap_or(Timestamp::MAX);
    flag.historical = known.is_some_and(old);
    Ok(flag)
}

/// What a verdict says, and since when all that speaks for it has been known.
fn with_known(work: &Work<'_>, verdict: &Stored) -> Result<(Flag, Option<Timestamp>), StoreError> {
    let id: FlagId = flag_id(&verdict.rule, &verdict.subject, verdict.about());
    let says = if verdict.fires { WireVerdict::Fires } else { WireVerdict::NotEvidenced };
    let mut flag = Flag {
        flag_id: id.to_string(),
        verdict: says.into(),
        rule_id: verdict.rule.clone(),
        severity: WireSeverity::from(verdict.severity()).into(),
        subject_id: verdict.subject.clone(),
        anchor_id: verdict.about().to_owned(),
        scheme_id: verdict.scheme.clone(),
        missing: verdict.missing.clone().unwrap_or_default(),
        ..Flag::default()
    };
    let Some(grounds) = &verdict.grounds else { return Ok((flag, None)) };
    let mut known = grounds.since;
    flag.agency_ids.clone_from(&grounds.agencies);
    flag.because.clone_from(&grounds.because);
    flag.evidence_left_out = grounds.left_out;
    flag.stands_since = Some(wire(grounds.since));
    for evidence in &grounds.evidence {
        let (context, position) = &evidence.place;
        let meta = meta(work, context, *position)?;
        if !evidence.against {
            known = known.max(meta.recorded_at);
        }
        flag.evidence.push(Evidence {
            event_id: evidence.event.to_string(),
            stream_id: meta.stream.to_string(),
            r#type: meta.type_name,
            occurred: Some(meta.occurred.into()),
            bearing: evidence.bearing().into(),
            shows: evidence.shows.clone(),
        });
    }
    Ok((flag, Some(known)))
}

fn meta(work: &Work<'_>, context: &str, position: u64) -> Result<Meta, StoreError> {
    let bytes = events::record(work, context, position)?;
    let read = Envelope::parse(&bytes);
    read.map(|e| e.meta).map_err(|_| StoreError::Value(format!("{context} {position}")))
}
