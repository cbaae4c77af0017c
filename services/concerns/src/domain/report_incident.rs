//! Reporting a breach, harm or death.
//!
//! A breach may concern nobody in particular; harm and death befall somebody,
//! and a report of today says whom.

use kernel::decider::{Circumstances, Refusal};
use proto::concerns::{Event, IncidentKind, IncidentReported};

use super::{Incident, refusal};

pub(super) fn decide(
    incident: &Incident,
    fact: IncidentReported,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if incident.person_id.is_some() {
        return Err(refusal::INCIDENT_ALREADY_REPORTED);
    }
    let befell_somebody = matches!(fact.kind(), IncidentKind::Harm | IncidentKind::Death);
    if said.is_act() && befell_somebody && fact.person_id.is_empty() {
        return Err(refusal::PERSON_NOT_NAMED);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::IncidentCommand::Report;

    pub(in crate::domain) fn reported(kind: IncidentKind) -> IncidentReported {
        IncidentReported {
            incident_id: id("incident", 1),
            kind: kind.into(),
            person_id: id("person", 1),
            agency_id: id("agency", 1),
            ..Default::default()
        }
    }

    fn of_nobody(kind: IncidentKind) -> IncidentReported {
        IncidentReported { person_id: String::new(), ..reported(kind) }
    }

    #[test]
    fn an_incident_is_reported() {
        for kind in [IncidentKind::Breach, IncidentKind::Harm, IncidentKind::Death] {
            nothing::<Incident>().when(Report(reported(kind))).then_one(reported(kind));
        }
    }

    #[test]
    fn a_breach_may_concern_nobody_in_particular() {
        let breach = of_nobody(IncidentKind::Breach);
        nothing::<Incident>().when(Report(breach.clone())).then_one(breach);
    }

    #[test]
    fn a_report_of_harm_or_death_today_says_whom_it_befell() {
        for kind in [IncidentKind::Harm, IncidentKind::Death] {
            nothing::<Incident>()
                .when(Report(of_nobody(kind)))
                .then_refused(refusal::PERSON_NOT_NAMED);
        }
    }

    #[test]
    fn a_death_of_the_past_is_recorded_as_far_as_it_is_known() {
        let death = of_nobody(IncidentKind::Death);
        nothing::<Incident>().recorded().when(Report(death.clone())).then_one(death);
    }

    #[test]
    fn an_incident_is_not_reported_twice_under_one_id() {
        let breach = reported(IncidentKind::Breach);
        given::<Incident>([breach.clone().into()])
            .when(Report(breach))
            .then_refused(refusal::INCIDENT_ALREADY_REPORTED);
    }
}
