//! What is published, applied by the projection and judged by every rule: an
//! array of events; a string in it is a moment up to which all is known.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Form,
    projected::{Projected, ask},
    seeds as from,
};

pub const FORM: Form = Form::Json { after: 0 };

/// More events at once say nothing new and take long.
const MOST: usize = 200;

static PROJECTED: LazyLock<Projected> = LazyLock::new(|| Projected::new("judged"));

pub fn seeds() -> Vec<Vec<u8>> {
    let golden: Vec<String> =
        from::golden().into_iter().filter_map(|bytes| String::from_utf8(bytes).ok()).collect();
    let array = |events: &[String]| format!("[{},\"2022-03-01T00:00:00Z\"]", events.join(","));
    let mut seeds = vec![array(&golden).into_bytes()];
    seeds.extend(golden.chunks(4).map(|events| array(events).into_bytes()));
    // All that is about people first, since most follows from it.
    let people: Vec<String> =
        golden.iter().filter(|text| text.contains("candour.referrals")).cloned().collect();
    for context in ["careplans", "sanctions", "panel", "concerns"] {
        let own = golden.iter().filter(|text| text.contains(&format!("candour.{context}")));
        let all: Vec<String> = people.iter().chain(own).cloned().collect();
        seeds.push(array(&all).into_bytes());
    }
    seeds
}

pub fn run(bytes: &[u8]) {
    let Ok(Value::Array(items)) = serde_json::from_slice::<Value>(bytes) else { return };
    let moments: Vec<Timestamp> =
        items.iter().filter_map(|item| item.as_str()?.parse().ok()).take(4).collect();
    let events: Vec<Vec<u8>> = items
        .iter()
        .filter(|item| item.is_object())
        .take(MOST)
        .filter_map(|item| serde_json::to_vec(item).ok())
        .collect();
    let ids: Vec<&str> = items.iter().filter_map(|item| item.get("person")?.as_str()).collect();
    PROJECTED.empty();
    PROJECTED.apply(events, &moments);
    PROJECTED.apply(Vec::new(), &[Timestamp::MAX]);
    let at = moments.first().copied().unwrap_or(Timestamp::MAX);
    let mut work = PROJECTED.store.work();
    for (at, known_at) in [(at, Timestamp::MAX), (Timestamp::MIN, at), (Timestamp::MAX, at)] {
        ask(&mut work, ids.get(..1).unwrap_or_default(), at, known_at);
    }
}
