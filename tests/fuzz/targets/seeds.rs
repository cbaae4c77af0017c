//! Inputs to begin with: the golden events, and the requests that would say them.

use std::path::{Path, PathBuf};

use prost::Message;
use proto::{
    common::{Act, Mode, Occurred, Precision, Source},
    envelope::Envelope,
};

/// Where this checkout is.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("proto/golden").is_dir()).unwrap_or(here).to_owned()
}

/// The bytes of every golden event, in the order of their names.
pub fn golden() -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("proto/golden"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|of| of == "json"))
        .collect();
    files.sort();
    files.into_iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

/// The golden events, opened.
pub fn envelopes() -> Vec<Envelope> {
    golden().iter().filter_map(|bytes| Envelope::parse(bytes).ok()).collect()
}

/// How something is recorded, with every field filled.
pub fn act() -> Act {
    let moment = proto::WireTime { seconds: 1_614_556_800, nanos: 0 };
    Act {
        request_id: "0a6f3c1e-9c1b-4c55-8f0a-2f5d1c0b7e11".into(),
        occurred: Some(Occurred {
            start: Some(moment),
            end: Some(moment),
            precision: Precision::Day.into(),
        }),
        mode: Mode::Record.into(),
        source: Some(Source { title: "A review".into(), place: "4.11".into(), synthetic: true }),
        etag: String::new(),
    }
}

/// A request's bytes: how it is said in field 1, what in field 2.
pub fn request(act: &Act, fact: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    prost::encoding::message::encode(1, act, &mut bytes);
    prost::encoding::bytes::encode(2, &fact.to_vec(), &mut bytes);
    bytes
}

/// A message's bytes.
pub fn bytes(message: &impl Message) -> Vec<u8> {
    message.encode_to_vec()
}
