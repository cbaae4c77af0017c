//! Messages on their way to and from an agency that sees ids of its own: two bytes
//! choose the rpc, the rest is the message, asked and answered.
//!
//! It changes ids in place, so what could be read must still be read, at the same length.

use std::{convert::Infallible, sync::LazyLock};

use futures::{executor::block_on, stream};
use kernel::{
    principal::{Principal, roles},
    pseudonym::PseudonymLayer,
    seal::{MasterKey, PseudonymKey},
};
use prost::bytes::{Buf as _, BufMut as _};
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use proto::common::Role;
use tonic::{
    Status, Streaming,
    body::Body,
    codec::{DecodeBuf, Decoder, EncodeBody, EncodeBuf, Encoder},
    codegen::http::{Request, Response},
};
use tower::{Layer as _, Service as _, service_fn};

use super::{Form, request, seeds as from};

pub const FORM: Form = Form::Wire { after: 2 };

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(proto::DESCRIPTORS).expect("the contract is what was compiled in")
});

static LAYER: LazyLock<PseudonymLayer> =
    LazyLock::new(|| PseudonymLayer::new(PseudonymKey::new(&MasterKey::from([7; 32]))));

pub fn seeds() -> Vec<Vec<u8>> {
    let bodies = request::seeds();
    let rows = request::rows();
    let body = |rpc: &str| {
        let (service, method) = rpc.split_once('/')?;
        let (package, _) = service.rsplit_once('.')?;
        let at = rows.iter().position(|r| r.name == format!("{package}.{method}Request"))?;
        bodies.get(at)?.get(2..)
    };
    let seed = |(at, row): (usize, &roles::Row)| {
        let head = u16::try_from(at).unwrap_or_default().to_be_bytes();
        [&head, body(row.rpc).unwrap_or_default()].concat()
    };
    let mut seeds: Vec<Vec<u8>> = roles::TABLE.iter().enumerate().map(seed).collect();
    // Answers, which tell of people in fields, in JSON and in words.
    let events = from::golden().into_iter().map(|event| proto::common::EventRecord {
        data: String::from_utf8_lossy(&event).into_owned(),
        ..Default::default()
    });
    let timeline =
        proto::oversight::GetTimelineResponse { events: events.collect(), ..Default::default() };
    let rpc = "candour.oversight.v1.OversightService/GetTimeline";
    let at = roles::TABLE.iter().position(|row| row.rpc == rpc).unwrap_or_default();
    let head = u16::try_from(at).unwrap_or_default().to_be_bytes();
    seeds.push([head.to_vec(), from::bytes(&timeline)].concat());
    seeds
}

pub fn run(bytes: &[u8]) {
    let Some(([a, b], message)) = bytes.split_first_chunk::<2>() else { return };
    let chosen = usize::from(u16::from_be_bytes([*a, *b])) % roles::TABLE.len();
    let Some(row) = roles::TABLE.get(chosen) else { return };
    let (service, method) = row.rpc.split_once('/').expect("a path");
    let service = POOL.get_service_by_name(service).expect("a service of the contract");
    let method = service.methods().find(|m| m.name() == method).expect("a method of it");

    let mut request = Request::new(sent(message));
    *request.uri_mut() = format!("/{}", row.rpc).parse().expect("a path");
    request.extensions_mut().insert(Principal {
        worker_id: "worker".to_owned(),
        agency_id: "agency".to_owned(),
        role: Role::Clinician,
        purpose: String::new(),
    });
    let inside = service_fn(|request: Request<Body>| {
        let (input, message) = (method.input(), message.to_vec());
        async move {
            still_reads(&input, &message, &received(request.into_body()).await);
            Ok::<_, Infallible>(Response::new(sent(&message)))
        }
    });
    let output = method.output();
    let mut layered = LAYER.layer(inside);
    block_on(async {
        let answer = layered.call(request).await.expect("it is infallible");
        still_reads(&output, message, &received(answer.into_body()).await);
    });
}

fn still_reads(of: &MessageDescriptor, before: &[u8], after: &[u8]) {
    assert_eq!(before.len(), after.len(), "a message keeps its length");
    let reads = |bytes: &[u8]| DynamicMessage::decode(of.clone(), bytes).is_ok();
    assert!(!reads(before) || reads(after), "a {} can no longer be read", of.full_name());
}

fn sent(message: &[u8]) -> Body {
    let messages = stream::iter([Ok(message.to_vec())]);
    Body::new(EncodeBody::new_client(Raw, messages, None, None))
}

async fn received(body: Body) -> Vec<u8> {
    let mut messages = Streaming::new_request(Raw, body, None, None);
    messages.message().await.expect("a message").expect("one at least")
}

/// Messages as their bytes.
struct Raw;

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining()).to_vec()))
    }
}
