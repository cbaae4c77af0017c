//! The AsyncAPI document: what NATS carries, on which subjects, in which form.
//!
//! Events are described by their schemas, to which this only points. Alerts
//! and watermarks are no messages of the contract, so what is said of them is
//! written here and compared with a running installation's in
//! `tests/outside/events.py`.

use std::collections::BTreeMap;

use prost_reflect::FileDescriptor;

use super::{
    contract::{Contract, of_message},
    json::{Node, list, object, reference},
};

const ABOUT: &str = "Everything that Candour publishes on NATS.\n\n\
Every act that an agency puts on record is an event: a CloudEvent 1.0 in structured JSON, the same \
bytes that are stored. Events are published in the order of their context's log, each at least \
once and some twice: keep the last `position` of each context, drop what is not beyond it, and \
wait if there is a gap, for what is missing is published in the end. Ignore fields that you do not \
know; set aside types and enum values that you do not know until you have a newer contract. Words \
about people are sealed, and only a service that is let have the person's key can read them.\n\n\
To see everything from the beginning, make a JetStream consumer of your own on the stream \
`CANDOUR`. What may be read is for the operator of NATS to say, subject by subject: an agency that \
is flagged is not let listen to `candour.alerts`.";

const EVENTS_STREAM: &str = "CANDOUR";
const ALERTS_STREAM: &str = "CANDOUR_ALERTS";

/// The document.
pub fn document(contract: &Contract) -> Result<Node, String> {
    let contexts: BTreeMap<String, FileDescriptor> = contract.events().collect();
    let (mut channels, mut operations) = (Vec::new(), Vec::new());
    let mut messages = Vec::new();
    for (context, file) in &contexts {
        let channel = format!("{context}Events");
        let names: Vec<String> = file.messages().map(|m| m.full_name().to_owned()).collect();
        for event in file.messages() {
            messages.push((event.full_name().to_owned(), message(&event, &of_message(&event)?)));
        }
        channels.push((channel.clone(), events_channel(context, &names)));
        let summary = format!("Every event of {context} is published once it is stored.");
        operations.push((format!("publish_{context}_events"), operation(&channel, &summary)));
    }
    channels.push(("alerts".to_owned(), alerts_channel()));
    channels.push(("watermarks".to_owned(), watermarks_channel(contexts.keys())));
    messages.push(("Alert".to_owned(), alert_message()));
    messages.push(("Watermark".to_owned(), watermark_message()));
    let says_alerts = "Each flag of a rule that is in force is told to every oversight body on \
                       the register, but for those that answer for it.";
    operations.push(("publish_alerts".to_owned(), operation("alerts", says_alerts)));
    let says_watermarks = "Each context says several times a second how far it is published.";
    operations.push(("publish_watermarks".to_owned(), operation("watermarks", says_watermarks)));

    Ok(object([
        ("asyncapi", "3.0.0".into()),
        (
            "info",
            object([
                ("title", "Candour: events and alerts".into()),
                ("version", env!("CARGO_PKG_VERSION").into()),
                ("description", ABOUT.into()),
                (
                    "license",
                    object([
                        ("name", "Apache-2.0".into()),
                        ("url", "https://www.apache.org/licenses/LICENSE-2.0".into()),
                    ]),
                ),
                ("x-written", super::written()),
            ]),
        ),
        ("defaultContentType", "application/json".into()),
        ("servers", object([("nats", server())])),
        ("channels", Node::Object(channels)),
        ("operations", Node::Object(operations)),
        (
            "components",
            object([
                ("messages", Node::Object(messages)),
                ("messageTraits", object([("event", event_trait())])),
                (
                    "schemas",
                    object([("Alert", alert_schema()), ("Watermark", watermark_schema(&contexts))]),
                ),
                ("parameters", parameters()),
                ("correlationIds", object([("request", correlation())])),
            ]),
        ),
    ]))
}

fn server() -> Node {
    let variable = |description: &str, default: &str| {
        object([("description", description.into()), ("default", default.into())])
    };
    object([
        ("host", "{host}:{port}".into()),
        ("protocol", "nats".into()),
        (
            "description",
            "The NATS server, 2.12 or newer with JetStream. `candour up` starts one on a free port \
             of its own and prints where, unless `--nats-url` names another. It lets in who has \
             the key of one of its users; each hears what that user may."
                .into(),
        ),
        (
            "variables",
            object([
                ("host", variable("Where it is.", "127.0.0.1")),
                ("port", variable("Its port.", "4222")),
            ]),
        ),
    ])
}

fn operation(channel: &str, summary: &str) -> Node {
    object([
        ("action", "send".into()),
        ("channel", reference(&format!("#/channels/{channel}"))),
        ("summary", summary.into()),
    ])
}

fn stream(name: &str, subjects: &str) -> Node {
    object([
        ("stream", name.into()),
        ("subjects", list([subjects])),
        ("storage", "file".into()),
        ("retention", "limits".into()),
        ("discard", "new".into()),
        ("duplicate_window_seconds", 120.into()),
    ])
}

fn parameter(name: &str) -> (&str, Node) {
    (name, reference(&format!("#/components/parameters/{name}")))
}

fn events_channel(context: &str, names: &[String]) -> Node {
    let messages = names
        .iter()
        .map(|name| (name.clone(), reference(&format!("#/components/messages/{name}"))));
    object([
        ("address", format!("candour.events.{context}.{{shard}}.{{stream_id}}").into()),
        ("title", format!("Events of {context}").into()),
        (
            "description",
            format!(
                "Every event of {context}, in the order of its log. `candour.events.{context}.>` \
                 hears all of them. A stored event that cannot be read is published as it is \
                 stored, on `candour.events.{context}.0.unreadable`, so that nobody waits at a gap."
            )
            .into(),
        ),
        ("servers", Node::List(vec![reference("#/servers/nats")])),
        ("parameters", object([parameter("shard"), parameter("stream_id")])),
        ("messages", Node::Object(messages.collect())),
        ("x-jetstream", stream(EVENTS_STREAM, "candour.events.>")),
    ])
}

fn message(event: &prost_reflect::MessageDescriptor, summary: &str) -> Node {
    object([
        ("name", event.full_name().into()),
        ("title", event.name().into()),
        ("summary", summary.into()),
        ("traits", Node::List(vec![reference("#/components/messageTraits/event")])),
        ("payload", reference(&format!("./schemas/{}.json", event.full_name()))),
    ])
}

fn event_trait() -> Node {
    let header = |description: &str, pattern: &str| {
        object([
            ("description", description.into()),
            ("type", "string".into()),
            ("pattern", pattern.into()),
        ])
    };
    object([
        ("contentType", "application/cloudevents+json".into()),
        (
            "headers",
            object([
                ("type", "object".into()),
                ("required", list(["Nats-Msg-Id", "Candour-Position"])),
                (
                    "properties",
                    object([
                        (
                            "Nats-Msg-Id",
                            header(
                                "The event's id, by which NATS drops what is published twice \
                                 within its window. What is published again on purpose has a \
                                 colon and a fresh token after it.",
                                "^[0-9a-f-]{36}(:[0-9a-f]{16})?$",
                            ),
                        ),
                        ("Candour-Position", header("The same as `position`.", "^[1-9][0-9]*$")),
                    ]),
                ),
            ]),
        ),
        ("correlationId", reference("#/components/correlationIds/request")),
    ])
}

fn correlation() -> Node {
    object([
        (
            "description",
            "What an event belongs together with: the request that it came from, or the flag."
                .into(),
        ),
        ("location", "$message.payload#/correlationid".into()),
    ])
}

fn alerts_channel() -> Node {
    object([
        ("address", "candour.alerts.{recipient_agency}.{severity}.{rule_id}".into()),
        ("title", "Alerts".into()),
        (
            "description",
            "A flag, told to whom the flagged agency does not control. An alert carries no name \
             and no narrative: ask for the flag to see its evidence. It is handed over at least \
             once, and no flag is told of twice within NATS's window. A body may be let listen to \
             `candour.alerts.<its id>.>` and to nothing else."
                .into(),
        ),
        ("servers", Node::List(vec![reference("#/servers/nats")])),
        (
            "parameters",
            object([parameter("recipient_agency"), parameter("severity"), parameter("rule_id")]),
        ),
        ("messages", object([("Alert", reference("#/components/messages/Alert"))])),
        ("x-jetstream", stream(ALERTS_STREAM, "candour.alerts.>")),
    ])
}

fn alert_message() -> Node {
    object([
        ("name", "Alert".into()),
        ("title", "Alert".into()),
        ("summary", "A flag was raised.".into()),
        (
            "headers",
            object([
                ("type", "object".into()),
                ("required", list(["Nats-Msg-Id"])),
                (
                    "properties",
                    object([(
                        "Nats-Msg-Id",
                        object([
                            ("description", "The flag's id, a full stop, the recipient.".into()),
                            ("type", "string".into()),
                        ]),
                    )]),
                ),
            ]),
        ),
        ("payload", reference("#/components/schemas/Alert")),
    ])
}

fn alert_schema() -> Node {
    let text = |description: &str| {
        object([("description", description.into()), ("type", "string".into())])
    };
    let id = |description: &str, noun: &str| {
        let pattern = format!("^{noun}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$");
        text(description).with("pattern", pattern)
    };
    let fields = [
        ("flag_id", id("The flag.", "flag")),
        ("rule_id", text("The rule.")),
        (
            "severity",
            object([
                (
                    "description",
                    "How soon it must be acted upon: `s1` the same day, `s2` within five working \
                     days, `s3` at the next panel."
                        .into(),
                ),
                ("enum", list(["s1", "s2", "s3"])),
            ]),
        ),
        ("pattern", text("The pattern in plain language.")),
        (
            "agency_ids",
            object([
                ("description", "The agencies that answer for it.".into()),
                ("type", "array".into()),
                ("items", id("An agency.", "agency")),
            ]),
        ),
        (
            "stands_since",
            object([
                ("description", "From when on the events ground it, if that is known.".into()),
                ("type", list(["string", "null"])),
                ("format", "date-time".into()),
            ]),
        ),
        ("raised_at", text("When it was raised.").with("format", "date-time")),
        (
            "historical",
            object([
                ("description", "True if it could have been found long before.".into()),
                ("type", "boolean".into()),
            ]),
        ),
        (
            "reopened",
            object([
                (
                    "description",
                    "How often the flag was opened again after it had been resolved. It is told \
                     anew each time."
                        .into(),
                ),
                ("type", "integer".into()),
                ("minimum", 0.into()),
            ]),
        ),
    ];
    closed("A flag, as it is told on NATS.", fields)
}

/// An object that has all of these fields.
fn closed<const N: usize>(description: &str, fields: [(&str, Node); N]) -> Node {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    object([
        ("description", description.into()),
        ("type", "object".into()),
        ("required", list(names)),
        ("properties", object(fields)),
    ])
}

fn watermarks_channel<'a>(contexts: impl Iterator<Item = &'a String>) -> Node {
    let names: Vec<&str> = contexts.map(String::as_str).collect();
    let context = object([("description", "The context.".into()), ("enum", list(names))]);
    object([
        ("address", "candour.watermarks.{context}".into()),
        ("title", "Watermarks".into()),
        (
            "description",
            "All that a context recorded up to a time has been published, and this was the last \
             position: so a reader that has applied it knows that nothing older is to come. It is \
             said several times a second and kept nowhere; a context that stalls says nothing."
                .into(),
        ),
        ("servers", Node::List(vec![reference("#/servers/nats")])),
        ("parameters", object([("context", context)])),
        ("messages", object([("Watermark", reference("#/components/messages/Watermark"))])),
    ])
}

fn watermark_message() -> Node {
    object([
        ("name", "Watermark".into()),
        ("title", "Watermark".into()),
        ("summary", "How far a context is published.".into()),
        ("payload", reference("#/components/schemas/Watermark")),
    ])
}

fn watermark_schema(contexts: &BTreeMap<String, FileDescriptor>) -> Node {
    let fields = [
        (
            "context",
            object([
                ("description", "The context.".into()),
                ("enum", list(contexts.keys().map(String::as_str))),
            ]),
        ),
        (
            "position",
            object([
                ("description", "The log's last position at `time`; 0 if it is empty.".into()),
                ("type", "integer".into()),
                ("minimum", 0.into()),
            ]),
        ),
        (
            "time",
            object([
                ("description", "Up to when everything is published.".into()),
                ("type", "string".into()),
                ("format", "date-time".into()),
            ]),
        ),
    ];
    closed("How far a context is published.", fields)
}

fn parameters() -> Node {
    let described = |description: &str| object([("description", description.into())]);
    object([
        (
            "shard",
            described(
                "0 to 63: the first two bytes of the SHA-256 of the person's id (or of the \
                 stream's where there is no person), as a big-endian number, modulo 64. All that \
                 is about one person is in one shard.",
            ),
        ),
        ("stream_id", described("The stream that the event belongs to, as in `subject`.")),
        (
            "recipient_agency",
            described(
                "The id of the oversight body to be told, or `unassigned` where none is on the \
                 register.",
            ),
        ),
        (
            "severity",
            described("How soon it must be acted upon.").with("enum", list(["s1", "s2", "s3"])),
        ),
        ("rule_id", described("The rule, such as `penalty-after-contact`.")),
    ])
}
