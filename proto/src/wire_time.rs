//! `google.protobuf.Timestamp`, in our own type for the sake of its JSON.
//!
//! Proto3 JSON writes moments in UTC with a `Z`. The type that comes with the
//! JSON library writes `+00:00` instead, and stored bytes are for good.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::time;

/// A moment on the wire: seconds and nanoseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WireTime {
    /// Seconds since 1970, negative before.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Nanoseconds after the second, never negative.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

impl Serialize for WireTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = time::timestamp(self).map_err(ser::Error::custom)?;
        serializer.collect_str(&at)
    }
}

impl<'de> Deserialize<'de> for WireTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse::<Timestamp>().map(time::wire).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_with_a_z_and_read_with_any_offset() {
        let at = WireTime { seconds: 1_600_000_000, nanos: 5_000_000 };
        let json = serde_json::to_string(&at).unwrap_or_default();
        assert_eq!(json, "\"2020-09-13T12:26:40.005Z\"");
        let read = |text: &str| serde_json::from_str::<WireTime>(text).ok();
        assert_eq!(read(&json), Some(at));
        assert_eq!(read("\"2020-09-13T14:26:40.005+02:00\""), Some(at));
    }

    #[test]
    fn what_no_calendar_holds_is_refused() {
        let beyond = WireTime { seconds: i64::MAX, nanos: 0 };
        assert!(serde_json::to_string(&beyond).is_err());
        assert!(serde_json::from_str::<WireTime>("\"yesterday\"").is_err());
    }
}
