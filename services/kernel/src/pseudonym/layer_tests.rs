//! What becomes of bodies and headers on their way through.

#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;

use futures::{executor::block_on, future::poll_fn};
use http_body::Body as _;
use proptest::prelude::*;
use proto::ids::PersonId;
use tonic::Code;
use tonic_types::StatusExt as _;
use uuid::Uuid;

use super::*;
use crate::{seal::MasterKey, status::with_reason};

/// A body that comes in these frames.
struct Frames(VecDeque<Frame<Bytes>>);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

fn ids() -> AgencyIds {
    AgencyIds::new(&PseudonymKey::new(&MasterKey::from([7; 32])), "agency_1")
}

fn person(n: u128) -> String {
    PersonId::new(Uuid::from_u128(n)).to_string()
}

fn hidden(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    ids().hide(&mut bytes);
    String::from_utf8(bytes).unwrap()
}

/// A message as gRPC sends it.
fn message(words: &str) -> Vec<u8> {
    let length = u32::try_from(words.len()).unwrap();
    [&[0], &length.to_be_bytes()[..], words.as_bytes()].concat()
}

/// What comes out when these bytes go in in pieces of these sizes, in one; and the trailers.
fn through(
    bytes: &[u8],
    sizes: &[usize],
    most: usize,
    trailers: HeaderMap,
) -> (Vec<u8>, HeaderMap) {
    let (mut rest, mut frames, mut sizes) = (bytes, VecDeque::new(), sizes.iter().cycle());
    while !rest.is_empty() {
        let size = sizes.next().copied().unwrap_or(1).clamp(1, rest.len());
        let (piece, after) = rest.split_at(size);
        frames.push_back(Frame::data(Bytes::copy_from_slice(piece)));
        rest = after;
    }
    frames.push_back(Frame::trailers(trailers));
    let agency = ids();
    let body = Messages::new(Body::new(Frames(frames)), most, move |bytes| agency.hide(bytes));
    let mut body = Messages { trailers: Some(ids()), ..body };
    let (mut out, mut trailers) = (Vec::new(), HeaderMap::new());
    while let Some(frame) = block_on(poll_fn(|cx| Pin::new(&mut body).poll_frame(cx))) {
        match frame.unwrap().into_data() {
            Ok(data) => out.extend_from_slice(&data),
            Err(frame) => trailers = frame.into_trailers().unwrap(),
        }
    }
    (out, trailers)
}

proptest! {
    #[test]
    fn messages_come_out_changed_and_whole_however_they_come_in(
        words in prop::collection::vec(("[a-z_]{0,40}", any::<Option<u64>>(), "[a-z]{0,9}"), 0..5),
        sizes in prop::collection::vec(1_usize..60, 1..6),
    ) {
        let words: Vec<String> = words
            .into_iter()
            .map(|(before, id, after)| {
                let id = id.map(|id| person(id.into())).unwrap_or_default();
                format!("{before}{id}{after}")
            })
            .collect();
        let sent: Vec<u8> = words.iter().flat_map(|words| message(words)).collect();
        let wanted: Vec<u8> = words.iter().flat_map(|words| message(&hidden(words))).collect();
        prop_assert_eq!(through(&sent, &sizes, usize::MAX, HeaderMap::new()).0, wanted);
    }

    #[test]
    fn bytes_that_are_no_messages_come_out_as_they_came(
        bytes in prop::collection::vec(any::<u8>(), 0..80),
        sizes in prop::collection::vec(1_usize..60, 1..6),
    ) {
        prop_assert_eq!(through(&bytes, &sizes, usize::MAX, HeaderMap::new()).0, bytes);
    }
}

#[test]
fn a_message_is_handed_on_before_the_next_one_comes() {
    let two = [message(&person(1)), message(&person(2))].concat();
    let first = message(&hidden(&person(1)));
    let frames = [two.get(..first.len()).unwrap(), two.get(first.len()..).unwrap()];
    let frames = frames.map(|part| Frame::data(Bytes::copy_from_slice(part)));
    let agency = ids();
    let body = Body::new(Frames(frames.into()));
    let mut body = Messages::new(body, usize::MAX, move |bytes| agency.hide(bytes));
    let frame = block_on(poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)));
    assert_eq!(frame.unwrap().unwrap().into_data().unwrap(), first);
}

#[test]
fn a_body_that_has_ended_says_so_before_it_is_asked_for_more() {
    let body = |body| Messages::new(body, usize::MAX, |_| ());
    assert!(body(Body::empty()).is_end_stream());
    assert!(!body(Body::new(Frames(VecDeque::new()))).is_end_stream());
    let mut begun = body(Body::empty());
    begun.begun.extend_from_slice(b"x");
    assert!(!begun.is_end_stream(), "what came of a message is not lost");
}

#[test]
fn a_request_that_says_to_be_too_large_is_not_waited_for() {
    let mut sent = message(&person(1));
    sent.extend([0, 0xff, 0xff, 0xff, 0xff]);
    sent.extend(person(2).bytes());
    let (out, _) = through(&sent, &[7], 1_000, HeaderMap::new());
    let mut wanted = message(&hidden(&person(1)));
    wanted.extend_from_slice(sent.get(wanted.len()..).unwrap());
    assert_eq!(out, wanted, "it goes on as it is, and the decoder refuses it");
}

#[test]
fn what_a_refusal_says_of_a_person_is_said_in_the_agencys_id() {
    let id = person(3);
    let text = format!("the key of `{id}` was destroyed");
    let status = with_reason(
        Code::FailedPrecondition,
        "KEY_DESTROYED",
        &text,
        [("field".to_owned(), id.clone())],
    );
    let sent = status.into_http::<Body>().headers().clone();
    let (_, trailers) = through(&[], &[1], usize::MAX, sent.clone());
    let mut headers = sent;
    hide_in(&mut headers, &ids());
    for headers in [headers, trailers] {
        let seen = Status::from_header_map(&headers).unwrap();
        assert_eq!(seen.message(), text.replace(&id, &hidden(&id)));
        let info = seen.get_details_error_info().unwrap();
        assert_eq!(info.reason, "KEY_DESTROYED");
        assert_eq!(info.metadata.get("field"), Some(&hidden(&id)));
    }
}
