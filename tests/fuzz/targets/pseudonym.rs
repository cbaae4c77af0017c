//! Messages on their way to and from an agency that sees ids of its own: two bytes
//! choose the rpc, the rest is the message, asked and answered.
//!
//! It changes ids in place, so what could be read must still be read, at the same length.

use std::{convert::Infallible, sync::LazyLock};

use futures::{executor::block_on, stream};
use kernel::{
    encoded::Encoded,
    principal::Principal,
    pseudonym::PseudonymLayer,
    seal::{MasterKey, PseudonymKey},
};
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use proto::common::Role;
use tonic::{
    Streaming,
    body::Body,
    codec::EncodeBody,
    codegen::http::{Request, Response},
};
use tower::{Layer as _, Service as _, service_fn};
use super::{Form, rpc, seeds as from};

pub const FORM: Form = Form::Wire { after: 2 };

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(proto::DESCRIPTORS).expect("the contract is what was compiled in")
});

static LAYER: LazyLock<PseudonymLayer> =
    LazyLock::new(|| PseudonymLayer::new(PseudonymKey::new(&MasterKey::from([7; 32]))));

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> =
        rpc::requests().iter().map(|(rpc, body)| [&rpc::head(&rpc.name), &body[..]].concat()).collect();
    // Answers, which tell of people in fields, in JSON and in words.
    let events = from::golden().into_iter().map(|event| proto::common::EventRecord {
        data: String::from_utf8_lossy(&event).into_owned(),
        ..Default::default()
    });
    let timeline =
        proto::oversight::GetTimelineResponse { events: events.collect(), ..Default::default() };
    let head = rpc::head("candour.oversight.v1.OversightService/GetTimeline");
    seeds.push([&head[..], &from::bytes(&timeline)].concat());
    seeds
}

pub fn run(bytes: &[u8]) {
    let Some((head, message)) = bytes.split_first_chunk::<2>() else { return };
    let Some(row) = rpc::chosen(*head) else { return };
    let (service, method) = row.name.split_once('/').expect("a path");
    let service = POOL.get_service_by_name(service).expect("a service of the contract");
    let method = service.methods().find(|m| m.name() == method).expect("a method of it");

    let mut request = Request::new(sent(message));
    *request.uri_mut() = format!("/{}", row.name).parse().expect("a path");
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
    Body::new(EncodeBody::new_client(Encoded, messages, None, None))
}

async fn received(body: Body) -> Vec<u8> {
    let mut messages = Streaming::new_request(Encoded, body, None, None);
    messages.message().await.expect("a message").expect("one at least")
}
