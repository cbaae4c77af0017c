//! What an answer says, held against what it should say.
//!
//! Only what is written is looked at: of an object the fields that are named, of
//! a list as many entries as it has. `{$count: 3}` looks at a list's length
//! alone, and `{$some: [...]}` asks that each of these is among its entries.

use prost_reflect::{DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::Value;

use super::load::ExpectedAnswer;

/// How an answer differs from what is expected; `None` if it does not.
pub fn differs(expected: &ExpectedAnswer, bytes: &[u8]) -> Option<String> {
    match as_json(&expected.message, bytes) {
        Ok(got) => differs_at("", &expected.says, &got),
        Err(says) => Some(format!("the answer cannot be read: {says}")),
    }
}

fn as_json(message: &MessageDescriptor, bytes: &[u8]) -> Result<Value, String> {
    let answer = DynamicMessage::decode(message.clone(), bytes).map_err(|e| e.to_string())?;
    let options = SerializeOptions::new().use_proto_field_name(true).skip_default_fields(false);
    answer
        .serialize_with_options(serde_json::value::Serializer, &options)
        .map_err(|e| e.to_string())
}

fn differs_at(path: &str, expected: &Value, got: &Value) -> Option<String> {
    let differ = || Some(format!("`{path}` is {got}, not {expected}"));
    match (expected, got) {
        // An event's own fields stand in text.
        (Value::Object(_), Value::String(text)) => match serde_json::from_str::<Value>(text) {
            Ok(inner) if inner.is_object() => differs_at(path, expected, &inner),
            _ => differ(),
        },
        (Value::Object(wanted), Value::Array(items)) => {
            if let Some(count) = wanted.get("$count") {
                let told = Value::from(items.len());
                return (*count != told)
                    .then(|| format!("`{path}` has {told} entries, not {count}"));
            }
            let some = wanted.get("$some")?.as_array()?;
            some.iter().find_map(|one| {
                let found = items.iter().any(|item| differs_at(path, one, item).is_none());
                (!found).then(|| format!("`{path}` has no entry like {one}"))
            })
        }
        (Value::Object(wanted), Value::Object(fields)) => {
            wanted.iter().find_map(|(name, value)| {
                let inner = fields.get(name).unwrap_or(&Value::Null);
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                differs_at(&path, value, inner)
            })
        }
        (Value::Array(wanted), Value::Array(items)) if wanted.len() == items.len() => {
            let pairs = wanted.iter().zip(items).enumerate();
            pairs
                .into_iter()
                .find_map(|(n, (one, item))| differs_at(&format!("{path}[{n}]"), one, item))
        }
        // Numbers of 64 bits are text in proto3 JSON.
        (Value::Number(number), Value::String(text)) if number.to_string() == *text => None,
        _ if expected == got => None,
        _ => differ(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_written_is_looked_at() {
        let got = json!({"a": 1, "b": {"c": "x", "d": []}, "position": "7"});
        for expected in [
            json!({}),
            json!({"a": 1}),
            json!({"b": {"c": "x"}}),
            json!({"b": {"d": []}}),
            json!({"position": 7}),
        ] {
            assert_eq!(differs_at("", &expected, &got), None, "{expected}");
        }
        assert_eq!(
            differs_at("", &json!({"b": {"c": "y"}}), &got).as_deref(),
            Some("`b.c` is \"x\", not \"y\"")
        );
        assert!(differs_at("", &json!({"e": 1}), &got).is_some());
    }

    #[test]
    fn a_list_is_held_entry_by_entry_by_its_length_or_by_what_is_among_it() {
        let got = json!({"list": [{"n": 1, "m": 9}, {"n": 2}]});
        for expected in [
            json!({"list": [{"n": 1}, {"n": 2}]}),
            json!({"list": {"$count": 2}}),
            json!({"list": {"$some": [{"n": 2}]}}),
        ] {
            assert_eq!(differs_at("", &expected, &got), None, "{expected}");
        }
        for expected in [
            json!({"list": [{"n": 1}]}),
            json!({"list": [{"n": 2}, {"n": 1}]}),
            json!({"list": {"$count": 3}}),
            json!({"list": {"$some": [{"n": 3}]}}),
        ] {
            assert!(differs_at("", &expected, &got).is_some(), "{expected}");
        }
    }

    #[test]
    fn an_events_own_fields_are_read_out_of_their_text() {
        let got = json!({"data": "{\"reason\":\"x\"}"});
        assert_eq!(differs_at("", &json!({"data": {"reason": "x"}}), &got), None);
        assert!(differs_at("", &json!({"data": {"reason": "y"}}), &got).is_some());
    }
}
