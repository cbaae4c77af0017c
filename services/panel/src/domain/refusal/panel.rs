//! Refusals about a panel.

use kernel::decider::{Kind, Refusal};

/// A panel is constituted under this id.
pub const PANEL_ALREADY_CONSTITUTED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "PANEL_ALREADY_CONSTITUTED",
    "fact.panel_id",
    "a panel is constituted under this id",
    "leave the id empty to have one assigned",
);

/// A panel of nobody, constituted today.
pub const PANEL_WITHOUT_MEMBERS: Refusal = Refusal::new(
    Kind::BadField,
    "PANEL_WITHOUT_MEMBERS",
    "fact.member_agency_ids",
    "a panel has members",
    "name the member agencies; of an older panel record what the source gives with MODE_RECORD",
);
