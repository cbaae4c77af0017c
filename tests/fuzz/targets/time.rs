//! Moments, spans and periods: as protobuf, as JSON, and as bare numbers.

use prost::Message as _;
use proto::{
    WireTime,
    common::{Occurred, Period},
    time::{self, Span},
};

use super::{Form, seeds as from};

pub const FORM: Form = Form::Wire { after: 0 };

pub fn seeds() -> Vec<Vec<u8>> {
    let far = WireTime { seconds: 253_402_207_200, nanos: 999_999_999 };
    let early = WireTime { seconds: -377_705_023_201, nanos: 0 };
    let occurred = from::act().occurred.unwrap_or_default();
    let period = Period { start: Some(early), end: Some(far) };
    vec![
        from::bytes(&occurred),
        from::bytes(&period),
        from::bytes(&far),
        from::bytes(&early),
        br#""2021-03-01T05:06:07.000000001Z""#.to_vec(),
        br#"{"start":"2021-03-01T05:06:07Z","end":"-009999-01-02T01:59:59Z"}"#.to_vec(),
    ]
}

pub fn run(bytes: &[u8]) {
    if let Ok(wire) = WireTime::decode(bytes) {
        moment(&wire);
    }
    if let Some(([seconds @ .., a, b, c, d], _)) = bytes.split_first_chunk::<12>() {
        let seconds: [u8; 8] = std::array::from_fn(|n| seconds.get(n).copied().unwrap_or(0));
        let nanos = i32::from_be_bytes([*a, *b, *c, *d]);
        moment(&WireTime { seconds: i64::from_be_bytes(seconds), nanos });
    }
    if let Ok(wire) = Occurred::decode(bytes) {
        span(&wire);
    }
    if let Ok(wire) = Period::decode(bytes) {
        let _ = time::period(&wire);
    }
    if let Ok(wire) = serde_json::from_slice::<WireTime>(bytes) {
        moment(&wire);
    }
    if let Ok(wire) = serde_json::from_slice::<Occurred>(bytes) {
        span(&wire);
    }
    let _ = serde_json::from_slice::<Period>(bytes).map(|wire| time::period(&wire));
}

fn moment(wire: &WireTime) {
    let _ = time::maybe(Some(wire));
    let Ok(at) = time::timestamp(wire) else { return };
    let again = time::wire(at);
    assert_eq!(time::timestamp(&again), Ok(at), "a moment has one meaning");
    assert!((0..1_000_000_000).contains(&again.nanos), "nanoseconds count upwards");
    let text = serde_json::to_vec(&again).expect("a moment has its JSON");
    assert_eq!(serde_json::from_slice::<WireTime>(&text).ok(), Some(again));
}

fn span(wire: &Occurred) {
    let Ok(span) = Span::try_from(wire) else { return };
    let again = Span::try_from(&Occurred::from(span));
    assert_eq!(again, Ok(span), "a span has one meaning");
}
