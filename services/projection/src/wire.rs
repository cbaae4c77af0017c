//! Flags as clients see them.

use jiff::ToSpan as _;
use proto::{
    envelope::Envelope,
    ids::FlagId,
    oversight::{Evidence, Flag, Severity as WireSeverity, Verdict as WireVerdict},
    time::wire,
};

use crate::{
    flags::flag_id,
    grpc::state_of,
    judge,
    projector::KeptFlag,
    rules,
    store::{StoreError, Work},
    verdicts::Stored,
};

/// A raised flag with its evidence.
///
/// # Errors
/// If the store fails.
pub fn flag_of(work: &Work<'_>, id: &str, kept: &KeptFlag) -> Result<Flag, StoreError> {
    let mut flag = filled(work, &kept.last)?;
    flag.flag_id = id.to_owned();
    flag.verdict = WireVerdict::Fires.into();
    flag.state = state_of(kept.stands).into();
    flag.raised_at = Some(wire(kept.raised_at));
    // Found long after it could have been: in old history, or by a new rule.
    flag.historical = kept.last.grounds.as_ref().is_some_and(|g| {
        g.known_by(work).is_some_and(|at| kept.raised_at > at.checked_add(24.hours()).unwrap_or(at))
    });
    Ok(flag)
}

/// What could not be judged for want of a record.
///
/// # Errors
/// If the store fails.
pub fn not_evidenced(work: &Work<'_>, verdict: &Stored) -> Result<Flag, StoreError> {
    let mut flag = filled(work, verdict)?;
    let id: FlagId = flag_id(&verdict.rule, &verdict.subject, &verdict.anchor);
    flag.flag_id = id.to_string();
    flag.verdict = WireVerdict::NotEvidenced.into();
    Ok(flag)
}

fn filled(work: &Work<'_>, verdict: &Stored) -> Result<Flag, StoreError> {
    let mut flag = Flag {
        rule_id: verdict.rule.clone(),
        severity: WireSeverity::from(verdict.severity()).into(),
        subject_id: verdict.subject.clone(),
        anchor_id: verdict.anchor.clone(),
        scheme_id: verdict.scheme.clone(),
        missing: verdict.missing.clone().unwrap_or_default(),
        ..Flag::default()
    };
    let Some(grounds) = &verdict.grounds else { return Ok(flag) };
    flag.agency_ids.clone_from(&grounds.agencies);
    flag.because.clone_from(&grounds.because);
    flag.stands_since = Some(wire(grounds.since));
    for evidence in &grounds.evidence {
        let (context, position) = &evidence.place;
        let bytes = judge::record(work, context, *position)?;
        let meta = Envelope::parse(&bytes)
            .map_err(|_| StoreError::Value(format!("{context} {position}")))?
            .meta;
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

impl rules::Grounds {
    /// When all that it rests on was known.
    fn known_by(&self, work: &Work<'_>) -> Option<jiff::Timestamp> {
        let mut known = self.since;
        for evidence in self.evidence.iter().filter(|e| !e.against) {
            let bytes = judge::record(work, &evidence.place.0, evidence.place.1).ok()?;
            known = known.max(Envelope::parse(&bytes).ok()?.meta.recorded_at);
        }
        Some(known)
    }
}
