//! The schema of one event: its own fields, and what they refer to.
//!
//! What all events share (the envelope, the types of `common`) stands in
//! `common.json` beside them, so that each file says what is particular to its
//! event; together they resolve without a network. Readers ignore what they do
//! not know, so fields that are not named are allowed; a field that holds its
//! default is not on the wire, so only one whose default would break a rule is
//! required.

use std::collections::BTreeMap;

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};

use super::{
    contract::{Contract, of_enum, of_field, of_message},
    envelope,
    json::{Node, list, object, reference},
};

/// The dialect in which the schemas are written. They keep to what draft 07
/// has as well, since AsyncAPI's tools read that.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The package whose types all contexts share.
const SHARED: &str = "candour.common.v1.";

/// Messages and enums by their full names.
#[derive(Default)]
pub struct Parts(BTreeMap<String, Node>);

impl Parts {
    /// What all events share.
    pub fn common(mut self, contract: &Contract) -> Result<Node, String> {
        for name in envelope::ENUMS {
            let of = contract.pool.get_enum_by_name(name);
            let of = of.ok_or_else(|| format!("there is no {name}"))?;
            self.0.insert(name.to_owned(), enumeration(&of)?);
        }
        let mut parts = vec![("envelope".to_owned(), envelope::schema())];
        parts.extend(self.0);
        Ok(object([
            ("$schema", DIALECT.into()),
            ("$comment", super::written()),
            ("title", "What all events share".into()),
            ("$defs", Node::Object(parts)),
        ]))
    }
}

/// The schema of an event; what it shares with others goes to `shared`.
pub fn schema(
    contract: &Contract,
    context: &str,
    event: &MessageDescriptor,
    shared: &mut Parts,
) -> Result<Node, String> {
    let mut own = Parts::default();
    let data = message(contract, event, &mut own)?;
    let name = event.full_name();
    let properties = object([
        ("type", object([("const", name.into())])),
        ("source", object([("const", format!("/candour/{context}").into())])),
        ("data", data),
    ]);
    let mut schema = object([
        ("$schema", DIALECT.into()),
        ("$comment", super::written()),
        ("title", name.into()),
        ("description", of_message(event)?.into()),
        ("allOf", Node::List(vec![reference("common.json#/$defs/envelope")])),
        ("properties", properties),
    ]);
    let (common, own): (Vec<_>, Vec<_>) =
        own.0.into_iter().partition(|(name, _)| name.starts_with(SHARED));
    shared.0.extend(common);
    if !own.is_empty() {
        schema = schema.with("$defs", Node::Object(own));
    }
    Ok(schema)
}

/// Where a part stands, seen from the file of `of`.
fn place(part: &str, of: &str) -> Node {
    let elsewhere = part.starts_with(SHARED) && !of.starts_with(SHARED);
    format!("{}#/$defs/{part}", if elsewhere { "common.json" } else { "" }).into()
}

/// The schema of a message; all that it refers to goes to the parts.
fn message(
    contract: &Contract,
    message: &MessageDescriptor,
    parts: &mut Parts,
) -> Result<Node, String> {
    let name = message.full_name();
    let (mut properties, mut required) = (Vec::new(), Vec::new());
    for of in message.fields() {
        let (schema, always) =
            field(contract, &of, parts).map_err(|why| format!("{name}.{}: {why}", of.name()))?;
        properties.push((of.name().to_owned(), schema));
        if always {
            required.push(of.name().to_owned());
        }
    }
    let mut schema =
        object([("description", of_message(message)?.into()), ("type", "object".into())]);
    if !required.is_empty() {
        schema = schema.with("required", list(required));
    }
    schema = schema.with("properties", Node::Object(properties));
    for oneof in message.oneofs() {
        let forms = oneof.fields().map(|f| object([("required", list([f.name().to_owned()]))]));
        schema = schema.with("oneOf", list(forms));
    }
    Ok(schema)
}

/// The schema of a field, and whether it is always on the wire.
fn field(
    contract: &Contract,
    field: &FieldDescriptor,
    parts: &mut Parts,
) -> Result<(Node, bool), String> {
    if field.is_map() {
        return Err("the schemas know no maps".to_owned());
    }
    let rules = contract.rules(field)?;
    let described = object([("description", of_field(field)?.into())]);
    let of_value = value(contract, field, parts)?;
    let schema = if field.is_list() {
        described
            .with("type", "array")
            .with("items", Node::Object(of_value).with_all(rules.items))
            .with_all(rules.keywords)
    } else {
        described.with_all(of_value).with_all(rules.keywords)
    };
    Ok((schema, rules.always))
}

/// The schema of a field's value, or of each if there are several.
fn value(
    contract: &Contract,
    field: &FieldDescriptor,
    parts: &mut Parts,
) -> Result<Vec<(String, Node)>, String> {
    let asking = field.parent_message();
    let asking = asking.full_name();
    let of_type = |name: &str| vec![("type".to_owned(), name.into())];
    let bounded = |least: i64, most: i64| {
        let mut schema = of_type("integer");
        schema.push(("minimum".to_owned(), least.into()));
        schema.push(("maximum".to_owned(), most.into()));
        schema
    };
    let text = |keyword: &str, value: &str| {
        let mut schema = of_type("string");
        schema.push((keyword.to_owned(), value.into()));
        schema
    };
    Ok(match field.kind() {
        Kind::Message(of) if of.full_name() == "google.protobuf.Timestamp" => {
            text("format", "date-time")
        }
        Kind::Message(of) => {
            let name = of.full_name();
            if !parts.0.contains_key(name) {
                // It holds its place, in case it refers to itself.
                parts.0.insert(name.to_owned(), Node::Truth(true));
                let schema = message(contract, &of, parts)?;
                parts.0.insert(name.to_owned(), schema);
            }
            vec![("$ref".to_owned(), place(name, asking))]
        }
        Kind::Enum(of) => {
            parts.0.insert(of.full_name().to_owned(), enumeration(&of)?);
            vec![("$ref".to_owned(), place(of.full_name(), asking))]
        }
        Kind::String => of_type("string"),
        Kind::Bool => of_type("boolean"),
        Kind::Bytes => {
            let mut schema = text("contentEncoding", "base64");
            schema.push(("pattern".to_owned(), "^[A-Za-z0-9+/]*={0,2}$".into()));
            schema
        }
        Kind::Double | Kind::Float => of_type("number"),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            bounded(i64::from(i32::MIN), i64::from(i32::MAX))
        }
        Kind::Uint32 | Kind::Fixed32 => bounded(0, i64::from(u32::MAX)),
        // Numbers of 64 bits are text in proto3 JSON.
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => text("pattern", "^-?[0-9]+$"),
        Kind::Uint64 | Kind::Fixed64 => text("pattern", "^[0-9]+$"),
    })
}

/// The names of an enum, but for the value 0: that stands for nothing said, is
/// not on the wire as a field, and has no place in a list.
fn enumeration(of: &EnumDescriptor) -> Result<Node, String> {
    let names = of.values().filter(|v| v.number() != 0).map(|v| v.name().to_owned());
    Ok(object([("description", of_enum(of)?.into()), ("enum", list(names))]))
}
