//! What surrounds every event: a CloudEvent in structured JSON, as
//! `proto/src/envelope.rs` writes it.

use super::json::{Node, list, object};

/// An id of any noun.
const ANY_ID: &str = "^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}$";

/// A number from 1 on, as text.
const NUMBER: &str = "^[1-9][0-9]*$";

/// An attribute: its name, whether it is always there, and its schema.
pub type Attribute = (&'static str, bool, Node);

fn text(description: &str) -> Node {
    object([("description", description.into()), ("type", "string".into())])
}

fn moment(description: &str) -> Node {
    text(description).with("format", "date-time")
}

fn named(description: &str, of: &str) -> Node {
    object([("description", description.into()), ("$ref", format!("#/$defs/{of}").into())])
}

/// Enums that attributes refer to.
pub const ENUMS: [&str; 3] =
    ["candour.common.v1.Precision", "candour.common.v1.Role", "candour.common.v1.Mode"];

/// An object with every attribute; what `data` holds is for each event to say.
pub fn schema() -> Node {
    let attributes = attributes();
    let always = attributes.iter().filter(|(_, always, _)| *always).map(|(name, ..)| *name);
    object([
        ("description", "What surrounds every event: a CloudEvent 1.0 in structured JSON.".into()),
        ("type", "object".into()),
        ("required", list(always)),
        (
            "properties",
            Node::Object(attributes.iter().map(|(n, _, s)| ((*n).to_owned(), s.clone())).collect()),
        ),
    ])
}

/// Every attribute, in the order in which they are written.
pub fn attributes() -> Vec<Attribute> {
    let [precision, role, mode] = ENUMS;
    vec![
        (
            "position",
            true,
            text(
                "The event's number in its context's log, from 1 and without gaps. It is text \
                 because CloudEvents integers end at 2^31.",
            )
            .with("pattern", NUMBER),
        ),
        (
            "streamversion",
            true,
            text("The event's number in its own stream, from 1 and without gaps.")
                .with("pattern", NUMBER),
        ),
        (
            "specversion",
            true,
            object([
                ("description", "The version of CloudEvents.".into()),
                ("const", "1.0".into()),
            ]),
        ),
        (
            "id",
            true,
            text("The event's id, a UUIDv7. An event that comes twice has the same id.")
                .with("format", "uuid"),
        ),
        (
            "type",
            true,
            text("What happened, as the contract names it.")
                .with("pattern", "^candour\\.[a-z]+\\.v[0-9]+\\.[A-Za-z0-9]+$"),
        ),
        ("source", true, text("The context that said it.").with("pattern", "^/candour/[a-z]+$")),
        (
            "subject",
            true,
            text("The stream that the event belongs to: the id of the thing itself.")
                .with("pattern", ANY_ID),
        ),
        ("time", true, moment("When it happened; the earliest moment at which it can have.")),
        (
            "datacontenttype",
            true,
            object([
                ("description", "The form of `data`: proto3 JSON, in the contract's names.".into()),
                ("const", "application/json".into()),
            ]),
        ),
        ("recordedat", true, moment("When it was recorded.")),
        (
            "occurredend",
            false,
            moment(
                "The latest moment at which it can have happened; absent if that is `time`. \
                 Deadlines and figures count from it.",
            ),
        ),
        ("occurredprecision", true, named("How exactly the two moments are known.", precision)),
        (
            "person",
            false,
            text("The person whom it is about; absent if it is about none.")
                .with("pattern", id("person")),
        ),
        (
            "agency",
            true,
            text("The agency that said it; empty if the service itself did.")
                .with("pattern", maybe("agency")),
        ),
        (
            "actor",
            true,
            text("The worker who said it; empty if the service itself did.")
                .with("pattern", maybe("worker")),
        ),
        ("actorrole", true, named("The role in which it was said.", role)),
        ("mode", true, named("Whether it was done through us or recorded.", mode)),
        ("sourcetitle", false, text("Where a recorded fact comes from.").with("maxLength", 200)),
        ("sourceplace", false, text("The place in that source.").with("maxLength", 200)),
        (
            "synthetic",
            false,
            object([
                (
                    "description",
                    "True for a stand-in that no source names; absent otherwise.".into(),
                ),
                ("const", true.into()),
            ]),
        ),
        ("causationid", false, text("The event that caused it, if one did.").with("minLength", 1)),
        (
            "correlationid",
            true,
            text("What it belongs together with: the request that it came from, or the flag.")
                .with("minLength", 1),
        ),
        (
            "data",
            true,
            object([("description", "The event's own fields.".into()), ("type", "object".into())]),
        ),
    ]
}

fn id(noun: &str) -> String {
    format!("^{noun}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$")
}

fn maybe(noun: &str) -> String {
    format!("^({noun}_[0-7][0-9a-hjkmnp-tv-z]{{25}})?$")
}
