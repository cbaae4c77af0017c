//! Opening a record in an emergency.

use crate::forms::{
    Form, How, Kind, Then,
    fields::{asked, fresh, given},
};

pub(in crate::forms) static BREAK_GLASS: Form = Form {
    name: "break-glass",
    title: "Open a record in an emergency",
    intro: "For somebody whom nothing ties to the person. The privacy officer of your agency and \
            the oversight bodies are told at once, and the person is told, too. It is open for a \
            few hours.",
    rpc: "candour.oversight.v1.OversightService/BreakGlass",
    fields: &[
        given("fact.person_id"),
        fresh("fact.glass_id", "glass"),
        asked("fact.ground", "What for?", Kind::Choice),
        asked("fact.reason", "Why it cannot wait", Kind::Words),
    ],
    button: "Open the record",
    how: How::Now,
    then: Then::Person,
};
