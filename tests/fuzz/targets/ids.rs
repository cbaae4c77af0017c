//! Typed ids.

use proto::ids::{
    AgencyId, FlagId, NOUNS, PersonId, SchemeId, StreamId, WorkerId, parse_suffix, suffix,
};

use super::{Form, seeds as from};

pub const FORM: Form = Form::Bytes;

pub fn seeds() -> Vec<Vec<u8>> {
    let ids = from::envelopes().into_iter().map(|e| e.meta.stream.to_string().into_bytes());
    let nouns = NOUNS.iter().map(|noun| format!("{noun}_7zzzzzzzzzzzzzzzzzzzzzzzzz").into_bytes());
    ids.chain(nouns).collect()
}

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(uuid) = parse_suffix(&text) {
        assert_eq!(suffix(uuid), text, "an id has one form");
    }
    for noun in NOUNS {
        let _ = StreamId::parse(noun, &text).map_err(|error| error.to_string());
    }
    if let Ok(id) = text.parse::<StreamId>() {
        let _ = (id.noun().len(), proto::envelope::shard(id.as_str()));
        assert_eq!(id.to_string(), text, "an id is written as it was read");
    }
    let _ = text.parse::<PersonId>().map(|id| kernel::principal::Principal::worker_of(&id));
    let _ = (text.parse::<SchemeId>(), text.parse::<AgencyId>());
    let _ = (text.parse::<WorkerId>(), text.parse::<FlagId>());
}
