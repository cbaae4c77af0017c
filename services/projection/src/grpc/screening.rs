//! What a draft's words would be labelled with. Nothing of them is kept.

use proto::oversight::{ScreenTextRequest, ScreenTextResponse};

use crate::labels;

/// Reads a draft's words.
pub(super) fn screen(request: &ScreenTextRequest) -> ScreenTextResponse {
    let read = labels::read(&request.text);
    ScreenTextResponse {
        labels: read.wire_labels(),
        because: read.wire_because(),
        refer: read.refer,
        labeller_version: labels::VERSION.into(),
    }
}
