//! Where the edge puts an agency's ids in the place of the register's.
//!
//! It stands inside the door, which says who asks. Ids are replaced by ids of the
//! same length, in the values that the contract says a message has, so that no
//! message changes its form. What a refusal says in its headers is seen to too.

use std::{
    future::Future,
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll, ready},
};

use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::{Buf as _, Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::Frame;
use prost_reflect::{DescriptorPool, MethodDescriptor};
use tonic::{Status, body::Body};
use tower::{Layer, Service};

use super::{AgencyIds, message::each_value};
use crate::{
    contract::MOST_BYTES,
    principal::{PersonIds, Principal},
    seal::PseudonymKey,
};

/// The contract, as it is compiled in; that it can be read is tested.
pub(super) static CONTRACT: LazyLock<Option<DescriptorPool>> =
    LazyLock::new(|| DescriptorPool::decode(proto::DESCRIPTORS).ok());

/// A flag and a length stand before each message.
const PREFIX: usize = 5;

/// gRPC's binary headers: with or without padding, as they come.
const BINARY: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Shows each agency ids of its own.
#[derive(Clone, Debug)]
pub struct PseudonymLayer {
    key: PseudonymKey,
}

impl PseudonymLayer {
    /// With the key of the installation.
    #[must_use]
    pub fn new(key: PseudonymKey) -> Self {
        Self { key }
    }
}

impl<S> Layer<S> for PseudonymLayer {
    type Service = Pseudonyms<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Pseudonyms { inner, key: self.key.clone() }
    }
}

/// A service whose callers see their agency's ids.
#[derive(Clone, Debug)]
pub struct Pseudonyms<S> {
    inner: S,
    key: PseudonymKey,
}

impl<S> Service<Request<Body>> for Pseudonyms<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // Health and reflection have nobody who asks, and name nobody.
        let asker = request.extensions().get::<Principal>();
        let shown = request.extensions().get::<PersonIds>();
        let ids = match (asker, shown) {
            (None, _) | (_, Some(PersonIds::OfRegister)) => None,
            (Some(asker), Some(PersonIds::OfAgency) | None) => {
                Some(AgencyIds::new(&self.key, &asker.agency_id))
            }
        };
        let Some(ids) = ids else {
            return Box::pin(self.inner.call(request));
        };
        let Some(method) = method(request.uri().path()) else {
            // The door lets nothing of that kind in.
            let status = Status::unimplemented("the contract has no such method");
            return Box::pin(std::future::ready(Ok(status.into_http())));
        };
        let (asked, input) = (ids.clone(), method.input());
        let resolve = move |bytes: &mut [u8]| {
            each_value(&input, bytes, &mut |value| asked.resolve(value));
        };
        let mut request = request;
        // For what is written before it is answered.
        request.extensions_mut().insert(ids.clone());
        let request = request.map(|body| Body::new(Messages::new(body, MOST_BYTES, resolve)));
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            hide_in(response.headers_mut(), &ids);
            let (trailers, output) = (ids.clone(), method.output());
            let hide = move |bytes: &mut [u8]| {
                each_value(&output, bytes, &mut |value| ids.hide(value));
            };
            Ok(response.map(|body| {
                let messages = Messages::new(body, usize::MAX, hide);
                Body::new(Messages { trailers: Some(trailers), ..messages })
            }))
        })
    }
}

/// What the contract says of the method at a path.
fn method(path: &str) -> Option<MethodDescriptor> {
    let (service, name) = path.strip_prefix('/')?.split_once('/')?;
    let service = CONTRACT.as_ref()?.get_service_by_name(service)?;
    service.methods().find(|method| method.name() == name)
}

/// A body whose messages are changed one by one.
struct Messages<F> {
    body: Body,
    /// What has come of a message that is not whole yet.
    begun: BytesMut,
    /// A message that says to be larger goes through as it is, to be refused.
    most: usize,
    too_large: bool,
    change: F,
    trailers: Option<AgencyIds>,
    /// The last frame, behind what had to go before it.
    last: Option<Frame<Bytes>>,
    ended: bool,
}

impl<F: FnMut(&mut [u8])> Messages<F> {
    fn new(body: Body, most: usize, change: F) -> Self {
        let begun = BytesMut::new();
        let (too_large, trailers, last, ended) = (false, None, None, false);
        Self { body, begun, most, too_large, change, trailers, last, ended }
    }

    /// All whole messages that have come, changed.
    fn whole(&mut self) -> Option<Bytes> {
        let mut end = 0;
        while !self.too_large {
            let Some((length, rest)) = self.begun.get(end..).and_then(length) else { break };
            if length > self.most {
                self.too_large = true;
                break;
            }
            let Some(message) = rest.get(..length) else { break };
            let from = end + PREFIX;
            end = from + message.len();
            if let Some(message) = self.begun.get_mut(from..end) {
                (self.change)(message);
            }
        }
        if self.too_large {
            end = self.begun.len();
        }
        (end > 0).then(|| self.begun.split_to(end).freeze())
    }
}

/// How long the next message says to be, and what has come after that.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (mut prefix, rest) = bytes.split_at_checked(PREFIX)?;
    prefix.advance(1);
    Some((usize::try_from(prefix.get_u32()).unwrap_or(usize::MAX), rest))
}

impl<F: FnMut(&mut [u8]) + Unpin> http_body::Body for Messages<F> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        loop {
            if let Some(frame) = this.last.take() {
                return Poll::Ready(Some(Ok(frame)));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            let last = match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => None,
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => {
                        this.begun.extend_from_slice(&data);
                        match this.whole() {
                            Some(messages) => {
                                return Poll::Ready(Some(Ok(Frame::data(messages))));
                            }
                            None => continue,
                        }
                    }
                    Err(frame) => Some(frame),
                },
            };
            this.ended = true;
            this.last = last.map(|frame| match (frame.into_trailers(), &this.trailers) {
                (Ok(mut trailers), Some(ids)) => {
                    hide_in(&mut trailers, ids);
                    Frame::trailers(trailers)
                }
                (Ok(trailers), None) => Frame::trailers(trailers),
                (Err(frame), _) => frame,
            });
            // A message that broke off is for the decoder to refuse.
            if !this.begun.is_empty() {
                let rest = this.begun.split().freeze();
                return Poll::Ready(Some(Ok(Frame::data(rest))));
            }
        }
    }

    /// A refusal is headers alone; were an empty frame to follow them, some
    /// clients would break the call off.
    fn is_end_stream(&self) -> bool {
        let nothing_waits = self.last.is_none() && self.begun.is_empty();
        nothing_waits && (self.ended || self.body.is_end_stream())
    }
}

/// Puts an agency's ids into what a status says.
fn hide_in(headers: &mut HeaderMap, ids: &AgencyIds) {
    for (name, value) in headers.iter_mut() {
        let mut bytes = value.as_bytes().to_vec();
        if *name == Status::GRPC_MESSAGE {
            ids.hide(&mut bytes);
        } else if *name == Status::GRPC_STATUS_DETAILS {
            let Ok(mut details) = BINARY.decode(&bytes) else { continue };
            ids.hide(&mut details);
            bytes = BINARY.encode(details).into_bytes();
        } else {
            continue;
        }
        if let Ok(changed) = HeaderValue::from_bytes(&bytes) {
            *value = changed;
        }
    }
}

#[cfg(test)]
#[path = "layer_tests.rs"]
mod tests;
