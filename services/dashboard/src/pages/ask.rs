//! Events by the page, as many as a page needs and no more.

use proto::{
    common::EventRecord,
    oversight::{GetTimelineRequest, ListSchemeEventsRequest, ListStreamEventsRequest},
};
use tonic::Status;

use crate::services::Asker;

/// How many events are asked for at once.
const PAGE: i32 = 1_000;

/// How many pages are asked for at most.
const MOST_PAGES: usize = 5;

/// Events, and whether there are more of them.
#[derive(Debug, Default)]
pub(super) struct Events {
    pub(super) events: Vec<EventRecord>,
    pub(super) left_out: bool,
    /// The parts of a person's record that are not shown.
    pub(super) hidden: Vec<i32>,
}

/// Asks for a page after the other, the newest first, and gives them back the oldest first:
/// where there are too many, it is the oldest that are left out.
macro_rules! pages {
    ($asker:expr, $request:expr, $rpc:ident, |$page:ident| $hidden:expr) => {{
        let mut all = Events::default();
        let mut client = $asker.oversight()?;
        let mut request = $request;
        request.page_size = PAGE;
        request.newest_first = true;
        for _ in 0..MOST_PAGES {
            let $page = client.$rpc(request.clone()).await?.into_inner();
            all.events.extend($page.events);
            all.hidden = $hidden;
            request.page_token = $page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        all.left_out = !request.page_token.is_empty();
        all.events.reverse();
        Ok(all)
    }};
}

/// A person's events.
pub(super) async fn timeline(
    asker: &Asker<'_>,
    request: GetTimelineRequest,
) -> Result<Events, Status> {
    pages!(asker, request, get_timeline, |page| page.hidden)
}

/// The events that name a scheme.
pub(super) async fn of_scheme(
    asker: &Asker<'_>,
    request: ListSchemeEventsRequest,
) -> Result<Events, Status> {
    pages!(asker, request, list_scheme_events, |page| Vec::new())
}

/// The events of a stream.
pub(super) async fn of_stream(asker: &Asker<'_>, stream_id: &str) -> Result<Events, Status> {
    let request = ListStreamEventsRequest {
        stream_id: stream_id.to_owned(),
        ..ListStreamEventsRequest::default()
    };
    pages!(asker, request, list_stream_events, |page| Vec::new())
}
