//! An event's own fields as extensions, for what FHIR has no element for.
//!
//! An extension has the field's name: `urn:candour:self-harm` of `self_harm`,
//! `urn:candour:plan` of `plan_id`. The contract says which values are codes, moments or
//! words. Words that are not shown are no extension.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

use super::{
    super::Seen,
    types::{Extension, code},
};

static CONTRACT: LazyLock<Option<DescriptorPool>> =
    LazyLock::new(|| DescriptorPool::decode(proto::DESCRIPTORS).ok());

/// Words, which are one value however they are kept.
const WORDS: &str = "candour.common.v1.Text";
const MOMENT: &str = "google.protobuf.Timestamp";

/// All fields of an event but these.
pub fn all_but(seen: &Seen, but: &[&str]) -> Vec<Extension> {
    extensions(seen, |name| !but.contains(&name))
}

/// These fields of an event.
pub fn only(seen: &Seen, these: &[&str]) -> Vec<Extension> {
    extensions(seen, |name| these.contains(&name))
}

fn extensions(seen: &Seen, wanted: impl Fn(&str) -> bool) -> Vec<Extension> {
    let message = CONTRACT.as_ref().and_then(|c| c.get_message_by_name(&seen.record.r#type));
    let (Some(message), true) = (message, seen.is_shown()) else { return Vec::new() };
    match seen.data() {
        Ok(Value::Object(fields)) => of_message(&message, &fields, &wanted),
        Ok(_) | Err(_) => Vec::new(),
    }
}

fn of_message(
    message: &MessageDescriptor,
    fields: &Map<String, Value>,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<Extension> {
    let mut found = Vec::new();
    for field in message.fields().filter(|field| wanted(field.name())) {
        match fields.get(field.name()) {
            Some(Value::Array(all)) => {
                found.extend(all.iter().filter_map(|value| of_field(&field, value)));
            }
            Some(value) => found.extend(of_field(&field, value)),
            None => {}
        }
    }
    found
}

fn of_field(field: &FieldDescriptor, value: &Value) -> Option<Extension> {
    let mut extension = Extension { url: url(field.name()), ..Extension::default() };
    match (field.kind(), value) {
        (Kind::Enum(list), Value::String(name)) => {
            extension.value_code = Some(code(&list_name(list.name()), name)?);
        }
        (Kind::Message(inner), value) if inner.full_name() == WORDS => {
            let words = value.get("plain")?.as_str().filter(|words| !words.is_empty())?;
            extension.value_string = Some(words.to_owned());
        }
        (Kind::Message(inner), Value::String(at)) if inner.full_name() == MOMENT => {
            extension.value_date_time = Some(super::types::moment(at.parse().ok()?)?);
        }
        (Kind::Message(inner), Value::Object(fields)) => {
            extension.extension = of_message(&inner, fields, &|_| true);
            if extension.extension.is_empty() {
                return None;
            }
        }
        (_, Value::Bool(yes)) => extension.value_boolean = Some(*yes),
        (_, Value::Number(number)) => {
            // FHIR's integers have 32 bits.
            match number.as_i64().filter(|n| i32::try_from(*n).is_ok()) {
                Some(number) => extension.value_integer = Some(number),
                None => extension.value_string = Some(number.to_string()),
            }
        }
        (_, Value::String(text)) if !text.is_empty() => {
            extension.value_string = Some(text.clone());
        }
        _ => return None,
    }
    Some(extension)
}

/// The name of an extension for a field.
fn url(field: &str) -> String {
    let bare = ["_agency_ids", "_agency_id", "_worker_id", "_ids", "_id"]
        .iter()
        .find_map(|end| field.strip_suffix(end))
        .unwrap_or(field);
    format!("urn:candour:{}", bare.replace('_', "-"))
}

/// The name of a list's code system: `contact-service` of `ContactService`.
pub fn list_name(list: &str) -> String {
    let mut name = String::with_capacity(list.len() + 4);
    for letter in list.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use proto::{
        common::{Class, Text, Worker, text::Form},
        panel::{DecisionMade, Event},
    };

    use super::*;
    use crate::exports::seen::tests::{id, seen, without};

    fn decided() -> Seen {
        let decision = DecisionMade {
            meeting_id: id("meeting", 1),
            decision: Some(Text::plain("to offer it")),
            reasons: Some(Text { form: Some(Form::Withheld(Default::default())) }),
            led_by: Some(Worker { worker_id: id("worker", 3), ..Default::default() }),
            kind: proto::panel::DecisionKind::Plan.into(),
            votes_for: 3,
            emergency: true,
            ..Default::default()
        };
        seen(1, &id("meeting", 1), Event::from(decision))
    }

    #[test]
    fn a_field_is_an_extension_of_its_name_and_the_contracts_kind() {
        let all = all_but(&decided(), &[]);
        let of = |name: &str| all.iter().find(|e| e.url == format!("urn:candour:{name}")).unwrap();
        assert_eq!(of("meeting").value_string, Some(id("meeting", 1)));
        assert_eq!(of("decision").value_string.as_deref(), Some("to offer it"));
        assert_eq!(of("kind").value_code.as_deref(), Some("plan"));
        assert_eq!(of("votes-for").value_integer, Some(3));
        assert_eq!(of("emergency").value_boolean, Some(true));
        assert_eq!(of("led-by").extension.len(), 1);
    }

    #[test]
    fn words_that_are_not_shown_are_no_extension() {
        assert!(only(&decided(), &["reasons"]).is_empty());
        assert!(only(&without(decided(), Class::Clinical), &["decision", "kind"]).is_empty());
    }

    #[test]
    fn a_list_of_the_contract_has_the_name_that_its_values_begin_with() {
        assert_eq!(list_name("ContactService"), "contact-service");
        let pool = CONTRACT.as_ref().unwrap();
        for list in pool.all_enums().filter(|e| e.full_name().starts_with("candour.")) {
            let unspecified = list.values().next().unwrap();
            assert_eq!(code(&list_name(list.name()), unspecified.name()), None, "{list:?}");
        }
    }
}
