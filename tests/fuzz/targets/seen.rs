//! `candour-seen`: what callers say they have seen. A line break parts headers.

use kernel::seen::{SEEN, read, write};
use tonic::{
    codegen::http::{HeaderMap, HeaderName, HeaderValue},
    metadata::MetadataMap,
};

use super::Form;

pub const FORM: Form = Form::Bytes;

pub fn seeds() -> Vec<Vec<u8>> {
    vec![
        b"panel=3".to_vec(),
        b"referrals=18446744073709551615, panel=12,".to_vec(),
        b"panel=3\nreferrals=4\ncareplans=5, sanctions=6".to_vec(),
    ]
}

pub fn run(bytes: &[u8]) {
    let mut headers = HeaderMap::new();
    for value in bytes.split(|byte| *byte == b'\n') {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(HeaderName::from_static(SEEN), value);
        }
    }
    let Ok(seen) = read(&MetadataMap::from_headers(headers)) else { return };
    let mut metadata = MetadataMap::new();
    for (context, position) in &seen {
        write(&mut metadata, context, *position);
    }
    let _ = read(&metadata);
}
