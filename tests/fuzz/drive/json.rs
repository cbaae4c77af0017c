//! Changes that leave JSON JSON: another value, a key less, a key twice, deeper.

use rand::{Rng as _, rngs::StdRng};
use serde_json::{Number, Value, json};

use super::{bytes, mutate::LONGEST};

/// Changes one value of a JSON text; what is no JSON is changed by its bytes.
pub fn change(rng: &mut StdRng, input: &[u8], other: &[u8]) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_slice::<Value>(input) else {
        return bytes::change(rng, input, other);
    };
    let target = rng.random_range(0..count(&value));
    let donor = serde_json::from_slice::<Value>(other).unwrap_or(Value::Null);
    let taken = nth(&donor, rng.random_range(0..count(&donor))).cloned();
    if let Some(place) = nth_mut(&mut value, target) {
        replace(rng, place, taken.unwrap_or(Value::Null));
    }
    let text = serde_json::to_vec(&value).unwrap_or_default();
    match rng.random_range(0..24) {
        0 => twice(rng, &text),
        1 => {
            let depth = bytes::times(rng);
            [b"[".repeat(depth), text, b"]".repeat(depth)].concat()
        }
        _ => text,
    }
}

fn replace(rng: &mut StdRng, place: &mut Value, taken: Value) {
    match (rng.random_range(0..10), &mut *place) {
        (0..=2, Value::String(text)) => {
            let changed = bytes::change(rng, text.as_bytes(), b"2021-03-01T00:00:00Z");
            *text = String::from_utf8_lossy(&changed).into_owned();
        }
        (0..=3, Value::Object(fields)) => {
            let keys: Vec<String> = fields.keys().cloned().collect();
            let key = |rng: &mut StdRng| {
                keys.get(rng.random_range(0..keys.len().max(1))).cloned().unwrap_or_default()
            };
            let (one, other) = (key(rng), key(rng));
            match rng.random_range(0..3) {
                0 => drop(fields.remove(&one)),
                1 => {
                    let moved = fields.remove(&one).unwrap_or_default();
                    fields.insert(other, moved);
                }
                _ => drop(fields.insert(one, taken)),
            }
        }
        (0..=3, Value::Array(items)) => {
            let item = items.first().cloned().unwrap_or(taken);
            // What is beyond the longest input is cut off, and would count as memory taken.
            let most = LONGEST / item.to_string().len().max(1);
            let times = bytes::times(rng).min(4_000).min(most);
            items.extend(std::iter::repeat_n(item, times));
        }
        (0..=5, _) => *place = scalar(rng),
        (6, _) => *place = taken,
        (7, _) => {
            let mut inner = place.take();
            for _ in 0..bytes::times(rng).min(300) {
                inner = if rng.random() { json!([inner]) } else { json!({ "form": inner }) };
            }
            *place = inner;
        }
        (8, _) => *place = json!("x".repeat(bytes::times(rng))),
        _ => *place = if rng.random() { json!([]) } else { json!({}) },
    }
}

fn scalar(rng: &mut StdRng) -> Value {
    const WORDS: &[&str] = &[
        "",
        "0",
        "-1",
        "18446744073709551615",
        "9999-12-31T23:59:59.999999999Z",
        "-009999-01-02T01:59:59Z",
        "1969-12-31T23:59:59.999999999Z",
        "2021-02-30T00:00:00Z",
        "2021-03-01T00:00:00+25:59",
        "2021-06-30T23:59:60Z",
        "MODE_ACT",
        "ROLE_UNSPECIFIED",
        "PRECISION_PERIOD",
        "person_7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "_00000000000000000000000000",
        "AAECAwQFBgcICQoL",
        "====",
        "\u{0}",
        "\u{202e}\u{1f4a3}",
    ];
    match rng.random_range(0..8) {
        0 => Value::Null,
        1 => json!(rng.random::<bool>()),
        2 => json!(rng.random::<i64>()),
        3 => json!(u64::MAX),
        4 => json!(i64::MIN),
        5 => Number::from_f64(f64::from_bits(rng.random())).map_or(Value::Null, Value::Number),
        _ => json!(WORDS.get(rng.random_range(0..WORDS.len())).copied().unwrap_or_default()),
    }
}

/// A key that stands twice, which a parsed value cannot have.
fn twice(rng: &mut StdRng, text: &[u8]) -> Vec<u8> {
    let whole = String::from_utf8_lossy(text).into_owned();
    let Some(inner) = whole.strip_prefix('{').and_then(|t| t.strip_suffix('}')) else {
        return whole.into_bytes();
    };
    let half = bytes::place(rng, inner.len());
    let cut = inner.char_indices().map(|(at, _)| at).find(|at| *at >= half).unwrap_or(0);
    let part = inner.get(..cut).unwrap_or_default();
    let part = part.rsplit_once(",\"").map_or(inner, |(part, _)| part);
    format!("{{{inner},{part}}}").into_bytes()
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

fn nth(value: &Value, n: usize) -> Option<&Value> {
    let Some(mut left) = n.checked_sub(1) else { return Some(value) };
    let parts: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        _ => Vec::new(),
    };
    for part in parts {
        let size = count(part);
        if left < size {
            return nth(part, left);
        }
        left -= size;
    }
    None
}

fn nth_mut(value: &mut Value, n: usize) -> Option<&mut Value> {
    let Some(mut left) = n.checked_sub(1) else { return Some(value) };
    let parts: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    for part in parts {
        let size = count(part);
        if left < size {
            return nth_mut(part, left);
        }
        left -= size;
    }
    None
}
