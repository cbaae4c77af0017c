//! To whom alerts go: listed.
//!
//! An alert names a flag, and a flag an agency, so this is for oversight bodies
//! and for those who run the service.

use kernel::{
    principal::Principal,
    status::{chain, with_reason},
};
use proto::oversight::{
    ChannelStatus, Delivery, DeliveryState, ListDeliveriesRequest, ListDeliveriesResponse,
};
use tonic::{Code, Status};

use super::{Grpc, PAGE, failed};
use crate::{
    alerts::{
        delivery::State,
        kept::{self, Place},
    },
    page::{Page, bad_token},
    store::Work,
};

impl Grpc {
    pub(super) async fn answer_list_deliveries(
        &self,
        asker: &Principal,
        request: ListDeliveriesRequest,
    ) -> Result<ListDeliveriesResponse, Status> {
        let filter = format!(
            "deliveries|{}|{}|{}|{}",
            request.state, request.channel, request.recipient_agency_id, request.flag_id
        );
        let page = Page::read(asker, &request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let after = match page.after() {
            "" => None,
            name => Some(mark(name).ok_or_else(bad_token)?),
        };
        let channels = self.channels().await?;
        let work = self.store.work();
        let flag = match request.flag_id.as_str() {
            "" => None,
            id => match kept::flag(&work, id).map_err(|e| failed(&e))? {
                Some(flag) => Some(flag.position),
                // No such flag has any.
                None => return Ok(ListDeliveriesResponse { channels, ..Default::default() }),
            },
        };
        let names = channels.iter().map(|status| status.channel.as_str());
        let names: Vec<&str> =
            names.filter(|name| request.channel.is_empty() || request.channel == *name).collect();
        let wanted = Wanted { states: states(request.state()), names, flag, request: &request };
        let found = wanted.after(&work, after, page.size() + 1)?;
        let (found, next_page_token) = page.keep(found, |(name, _)| name.clone());
        let deliveries = found.into_iter().map(|(_, delivery)| delivery).collect();
        Ok(ListDeliveriesResponse { deliveries, next_page_token, channels })
    }

    /// How the alerts of each channel stand, with all that the log says of them.
    pub(super) async fn channels(&self) -> Result<Vec<ChannelStatus>, Status> {
        self.deliveries.catch_up().await.map_err(|error| {
            tracing::error!(error = chain(&*error), "the delivery log could not be read");
            with_reason(Code::Internal, "FLAGS_UNREADABLE", "flags cannot be read", [])
        })?;
        self.deliveries.status().map_err(|e| failed(&e))
    }
}

/// What is asked for.
struct Wanted<'a> {
    states: Vec<State>,
    names: Vec<&'a str>,
    /// Where the one flag was raised that is asked about.
    flag: Option<u64>,
    request: &'a ListDeliveriesRequest,
}

impl Wanted<'_> {
    /// Deliveries by how they stand, channel and flag, those first that were
    /// raised first; so many at most, from the one after `after` on.
    fn after(
        &self,
        work: &Work<'_>,
        after: Option<(State, Place)>,
        most: usize,
    ) -> Result<Vec<(String, Delivery)>, Status> {
        let mut found = Vec::new();
        let places =
            self.states.iter().flat_map(|s| self.names.iter().map(move |name| (*s, *name)));
        for (state, name) in places {
            let here = after.as_ref().map(|(s, place)| (*s, place.channel.as_str()));
            if here.is_some_and(|here| (state, name) < here) {
                continue;
            }
            let last = after.as_ref().filter(|_| here == Some((state, name)));
            let from = last.map(|(_, place)| place.position).or(self.flag);
            // The flag at which the page before ended may have more recipients.
            let from = from.unwrap_or_default().saturating_sub(1);
            for item in kept::of_channel(work, state, name, from) {
                let (place, kept) = item.map_err(|e| failed(&e))?;
                if self.flag.is_some_and(|position| place.position > position) {
                    break;
                }
                if last.is_some_and(|(_, last)| place <= *last) || !self.is_for(&place.recipient) {
                    continue;
                }
                let shown = kept.delivery.to_wire(&kept.flag_id, &place.recipient, name);
                found.push((name_of(state, &place), shown));
                if found.len() >= most {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    fn is_for(&self, recipient: &str) -> bool {
        let wanted = &self.request.recipient_agency_id;
        wanted.is_empty() || wanted == recipient
    }
}

/// Those asked for, in their order; those that need somebody's eye if that is not said.
fn states(wanted: DeliveryState) -> Vec<State> {
    match wanted {
        DeliveryState::Unspecified => vec![State::Waiting, State::Dead],
        one => State::ALL.into_iter().filter(|state| state.to_wire() == one).collect(),
    }
}

/// By what a page's end is known.
fn name_of(state: State, place: &Place) -> String {
    let state = i32::from(state.to_wire());
    format!("{state}/{}/{}/{}", place.channel, place.position, place.recipient)
}

fn mark(name: &str) -> Option<(State, Place)> {
    let mut parts = name.splitn(4, '/');
    let state: i32 = parts.next()?.parse().ok()?;
    let state = State::ALL.into_iter().find(|s| i32::from(s.to_wire()) == state)?;
    let channel = parts.next()?.to_owned();
    let position = parts.next()?.parse().ok()?;
    Some((state, Place { channel, position, recipient: parts.next()?.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_page_is_read_as_it_was_written() {
        let place =
            Place { channel: "webhook.board".into(), position: 41, recipient: "agency_1".into() };
        for state in State::ALL {
            assert_eq!(mark(&name_of(state, &place)), Some((state, place.clone())));
        }
        for bad in ["", "1", "1/nats", "1/nats/x/a", "9/nats/1/a", "nats/1/a/1"] {
            assert_eq!(mark(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_needs_an_eye_is_shown_where_nobody_says_what_to_show() {
        assert_eq!(states(DeliveryState::Unspecified), [State::Waiting, State::Dead]);
        assert_eq!(states(DeliveryState::Delivered), [State::Delivered]);
    }
}
