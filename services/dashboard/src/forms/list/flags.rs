//! What people do about flags.

use crate::forms::{
    Form, How, Kind, Then,
    fields::{asked, given, maybe},
};

pub(in crate::forms) static ACKNOWLEDGE: Form = Form {
    name: "acknowledge-flag",
    title: "Take note of a flag",
    intro: "It says that somebody has seen it. It stays open.",
    rpc: "candour.oversight.v1.OversightService/AcknowledgeFlag",
    fields: &[given("fact.flag_id"), maybe("fact.note", "What you want to note", Kind::Words)],
    button: "Take note",
    how: How::Now,
    then: Then::Flag,
};

pub(in crate::forms) static ASSIGN: Form = Form {
    name: "assign-flag",
    title: "Give a flag to somebody",
    intro: "Whoever it is given to deals with it. To claim it, give it to yourself.",
    rpc: "candour.oversight.v1.OversightService/AssignFlag",
    fields: &[
        given("fact.flag_id"),
        asked("fact.to", "To whom", Kind::Worker)
            .hint("Nobody of an agency that answers for the flag."),
        maybe("fact.note", "What they should know", Kind::Words),
    ],
    button: "Give it to them",
    how: How::Now,
    then: Then::Flag,
};

pub(in crate::forms) static ESCALATE: Form = Form {
    name: "escalate-flag",
    title: "Escalate a flag",
    intro: "It goes to the next tier, which is told at once, and does not come back down.",
    rpc: "candour.oversight.v1.OversightService/EscalateFlag",
    fields: &[
        given("fact.flag_id"),
        asked("fact.to_tier", "To which tier", Kind::Choice),
        asked("fact.reason", "Why", Kind::Words),
    ],
    button: "Escalate",
    how: How::Now,
    then: Then::Flag,
};

pub(in crate::forms) static SNOOZE: Form = Form {
    name: "snooze-flag",
    title: "Set a flag aside",
    intro: "For a short while and with a reason. It then comes back by itself.",
    rpc: "candour.oversight.v1.OversightService/SnoozeFlag",
    fields: &[
        given("fact.flag_id"),
        asked("fact.until", "Until when", Kind::Day),
        asked("fact.reason", "Why it can wait", Kind::Words),
    ],
    button: "Set it aside",
    how: How::Now,
    then: Then::Flag,
};

pub(in crate::forms) static RESOLVE: Form = Form {
    name: "resolve-flag",
    title: "Resolve a flag",
    intro: "Only somebody independent of the agencies that answer for it may. Your reason is \
            kept and shown with the flag.",
    rpc: "candour.oversight.v1.OversightService/ResolveFlag",
    fields: &[
        given("fact.flag_id"),
        asked("fact.outcome", "What did you find?", Kind::Choice),
        asked("fact.reason", "Why", Kind::Words),
        maybe("fact.evidence_event_ids", "The events on which you rest this", Kind::Lines)
            .hint("The ids of events, a line each. Upheld and not upheld need one at least."),
    ],
    button: "Resolve",
    how: How::Now,
    then: Then::Flag,
};

pub(in crate::forms) static REOPEN: Form = Form {
    name: "reopen-flag",
    title: "Open a flag again",
    intro: "What was found before stays on record beside it.",
    rpc: "candour.oversight.v1.OversightService/ReopenFlag",
    fields: &[given("fact.flag_id"), asked("fact.reason", "Why", Kind::Words)],
    button: "Open it again",
    how: How::Now,
    then: Then::Flag,
};
