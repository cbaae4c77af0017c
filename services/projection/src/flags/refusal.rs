//! Why something about a flag is refused, and what to do.

use kernel::decider::{
    Kind::{BadField, NotFound, WrongState},
    Refusal,
};

/// There is none, or none that the asker may see.
pub const FLAG_NOT_FOUND: Refusal = Refusal::new(
    NotFound,
    "FLAG_NOT_FOUND",
    "fact.flag_id",
    "no flag that you may see has this id",
    "look the flag up with ListFlags",
);

/// A flag must not be dealt with by whom it is about.
pub const FLAG_ABOUT_ONES_OWN_AGENCY: Refusal = Refusal::new(
    WrongState,
    "FLAG_ABOUT_ONES_OWN_AGENCY",
    "fact.flag_id",
    "an agency neither sets aside nor resolves a flag for which it answers",
    "let somebody of another agency, or an oversight body, do it",
);

/// A flag must not be given to whom it is about.
pub const FLAG_ASSIGNED_TO_THE_FLAGGED: Refusal = Refusal::new(
    BadField,
    "FLAG_ASSIGNED_TO_THE_FLAGGED",
    "fact.to",
    "a flag is given to somebody of an agency that does not answer for it, or to its safeguarding lead",
    "name somebody of another agency, or the agency's safeguarding lead",
);

/// Tiers are climbed.
pub const FLAG_NOT_TO_A_LOWER_TIER: Refusal = Refusal::new(
    WrongState,
    "FLAG_NOT_TO_A_LOWER_TIER",
    "fact.to_tier",
    "a flag goes to a higher tier and never back",
    "name a tier above the one that has it",
);

/// Life and liberty do not wait.
pub const FLAG_TOO_SEVERE_TO_SNOOZE: Refusal = Refusal::new(
    WrongState,
    "FLAG_TOO_SEVERE_TO_SNOOZE",
    "fact.flag_id",
    "a flag of the first severity is not set aside",
    "assign it, escalate it or resolve it today",
);

/// Setting aside is short.
pub const FLAG_SNOOZED_TOO_LONG: Refusal = Refusal::new(
    BadField,
    "FLAG_SNOOZED_TOO_LONG",
    "fact.until",
    "a flag is set aside until a later moment, seven days away at most",
    "name a moment within the next seven days",
);

/// Setting aside again and again is burying.
pub const FLAG_SNOOZED_TOO_OFTEN: Refusal = Refusal::new(
    WrongState,
    "FLAG_SNOOZED_TOO_OFTEN",
    "fact.flag_id",
    "a flag is set aside three times at most between two decisions",
    "escalate it or resolve it",
);

/// What is resolved is opened first.
pub const FLAG_ALREADY_RESOLVED: Refusal = Refusal::new(
    WrongState,
    "FLAG_ALREADY_RESOLVED",
    "fact.flag_id",
    "the flag is resolved",
    "open it again with ReopenFlag, and say why",
);

/// A decision rests on something.
pub const FLAG_RESOLVED_WITHOUT_EVIDENCE: Refusal = Refusal::new(
    BadField,
    "FLAG_RESOLVED_WITHOUT_EVIDENCE",
    "fact.evidence_event_ids",
    "a decision that a flag is upheld or not names the events on which it rests",
    "name at least one event, or resolve it as inconclusive",
);

/// Only what is resolved is opened again.
pub const FLAG_NOT_RESOLVED: Refusal = Refusal::new(
    WrongState,
    "FLAG_NOT_RESOLVED",
    "fact.flag_id",
    "the flag was never resolved",
    "assign, escalate or resolve it",
);

/// Only what failed is sent again.
pub const ALERT_NOT_FOUND: Refusal = Refusal::new(
    NotFound,
    "ALERT_NOT_FOUND",
    "fact.channel",
    "no alert about this flag failed to get to this recipient over this channel",
    "look it up with ListDeliveries",
);

/// What arrived is not sent again.
pub const ALERT_ALREADY_DELIVERED: Refusal = Refusal::new(
    WrongState,
    "ALERT_ALREADY_DELIVERED",
    "fact.channel",
    "the channel has taken this alert",
    "look for it at the recipient's; the flag itself is shown by GetFlag",
);
