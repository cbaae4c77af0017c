//! What a caller has seen: how far each context's log had come when it answered.
//!
//! Every answer to a command says `candour-seen: <context>=<position>`. A query
//! that sends it back waits until that much is known where it asks, so that a
//! client never loses a race with itself.

use tonic::{
    Status,
    metadata::{MetadataMap, MetadataValue},
};

use crate::status::{self, Violation};

/// The metadata key.
pub const SEEN: &str = "candour-seen";

/// By context, how far a caller has seen its log. Several headers and several
/// entries in one, parted by commas, say the same.
///
/// # Errors
/// If an entry does not read `context=position`.
pub fn read(metadata: &MetadataMap) -> Result<Vec<(String, u64)>, Status> {
    let mut seen = Vec::new();
    for value in metadata.get_all(SEEN) {
        let text = value.to_str().unwrap_or_default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let entry = part
                .split_once('=')
                .and_then(|(context, at)| Some((context.to_owned(), at.parse::<u64>().ok()?)));
            seen.push(entry.ok_or_else(|| {
                status::invalid(&[Violation::new(
                    SEEN,
                    "seen",
                    "it reads context=position, as answers carry it",
                )])
            })?);
        }
    }
    Ok(seen)
}

/// Says how far a context's log has come.
pub fn write(metadata: &mut MetadataMap, context: &str, position: u64) {
    if let Ok(value) = MetadataValue::try_from(format!("{context}={position}")) {
        metadata.append(SEEN, value);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut metadata = MetadataMap::new();
        write(&mut metadata, "panel", 3);
        write(&mut metadata, "referrals", 12);
        let seen = read(&metadata).unwrap();
        assert_eq!(seen, [("panel".to_owned(), 3), ("referrals".to_owned(), 12)]);
    }

    #[test]
    fn entries_may_stand_in_one_header_and_others_are_refused() {
        let mut metadata = MetadataMap::new();
        metadata.append(SEEN, MetadataValue::from_static("panel=3, referrals=12,"));
        assert_eq!(read(&metadata).unwrap().len(), 2);
        metadata.append(SEEN, MetadataValue::from_static("panel"));
        assert_eq!(read(&metadata).unwrap_err().code(), tonic::Code::InvalidArgument);
    }
}
