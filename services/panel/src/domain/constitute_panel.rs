//! Constituting a panel: who convenes it, its members and its quorum.
//!
//! Any agency may convene one. A panel of today has members; of an older one
//! the record keeps what its source gives.

use kernel::decider::{Circumstances, Refusal};
use proto::panel::{Event, PanelConstituted};

use super::{Panel, refusal};

pub(super) fn decide(
    panel: &Panel,
    fact: PanelConstituted,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if panel.scheme_id().is_some() {
        return Err(refusal::PANEL_ALREADY_CONSTITUTED);
    }
    if said.is_act() && fact.member_agency_ids.is_empty() {
        return Err(refusal::PANEL_WITHOUT_MEMBERS);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::PanelCommand::Constitute;

    fn constituted() -> PanelConstituted {
        PanelConstituted {
            panel_id: id("panel", 1),
            scheme_id: id("scheme", 1),
            name: "High intensity panel".into(),
            convening_agency_id: id("agency", 3),
            member_agency_ids: vec![id("agency", 1), id("agency", 2)],
            ..Default::default()
        }
    }

    #[test]
    fn a_panel_is_constituted_by_an_agency_that_is_no_member() {
        nothing::<Panel>().when(Constitute(constituted())).then_one(constituted());
    }

    #[test]
    fn a_panel_is_not_constituted_twice_under_one_id() {
        given::<Panel>([constituted().into()])
            .when(Constitute(constituted()))
            .then_refused(refusal::PANEL_ALREADY_CONSTITUTED);
    }

    #[test]
    fn a_panel_of_today_has_members() {
        let empty = PanelConstituted { member_agency_ids: vec![], ..constituted() };
        nothing::<Panel>().when(Constitute(empty)).then_refused(refusal::PANEL_WITHOUT_MEMBERS);
    }

    #[test]
    fn a_panel_of_the_past_is_recorded_as_far_as_it_is_known() {
        let empty = PanelConstituted { member_agency_ids: vec![], ..constituted() };
        nothing::<Panel>().recorded().when(Constitute(empty.clone())).then_one(empty);
    }
}
