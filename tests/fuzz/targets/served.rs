//! All services behind their port, without NATS: two bytes choose the rpc, one
//! the role, one what is said around it; the rest is the request's body.
//!
//! Here a request goes the whole way: token, table, decoding, rules, decision,
//! words sealed, log, answer. Page and resume tokens are read nowhere else.

use std::{
    collections::BTreeMap,
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use kernel::{
    access::Access,
    encoded::Encoded,
    principal::rpcs::Rpc,
    seen::SEEN,
    serve::Running,
};
use proto::{
    common::{Act, Mode, Role, Worker},
    oversight::*,
    panel,
};
use tokio::time::timeout;
use tonic::{
    Request, Status,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    metadata::MetadataValue,
};
use world::{Caller, Signed};

use super::{
    Form,
    projected::{Projected, RUNTIME},
    rpc, scratch, seeds as from,
};

pub const FORM: Form = Form::Wire { after: 4 };

/// A stream that tells of flags never ends; so long one listens.
const LISTENING: Duration = Duration::from_millis(20);
/// What a caller says how long they wait: some queries wait for what was seen.
const DEADLINE: Duration = Duration::from_millis(250);

/// What is said around a request, by bits of the fourth byte.
const FRESH: u8 = 1;
const ACT: u8 = 2;
const HAS_SEEN: u8 = 4;

struct Served {
    caller: Caller,
    callers: Mutex<BTreeMap<i32, Signed>>,
    _running: Running,
}

static ACCESS: LazyLock<Access> = LazyLock::new(|| Access::shipped().expect("the policies"));

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let folder = scratch::folder("served");
    // Nobody listens there; what follows the stream tries again and again.
    let config = world::config_of(folder.clone(), "nats://127.0.0.1:1".into(), None);
    fill(&folder.join("oversight"));
    let running = RUNTIME.block_on(world::run(config.clone())).expect("the services start");
    let enter = RUNTIME.enter();
    let caller = Caller::new(&running.address.to_string(), &config.auth_folder());
    drop(enter);
    Served { caller, callers: Mutex::default(), _running: running }
});

/// Lets the projection have heard something, since nothing will come by NATS.
fn fill(folder: &std::path::Path) {
    let projected = Projected::at(folder, "log");
    let last = "2022-03-01T00:00:00Z".parse().expect("a moment");
    projected.apply(from::golden(), &[last]);
    RUNTIME.block_on(projected.desk.log().close());
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for (rpc, body) in rpc::requests() {
        let head = rpc::head(&rpc.name);
        seeds.push([&head[..], &[0, FRESH], &body].concat());
        seeds.push([&head[..], &[1, FRESH | ACT], &body].concat());
    }
    // A list of nothings breaks rules without end.
    let meeting =
        panel::MeetingHeld { present: vec![Worker::default(); 2_000], ..Default::default() };
    let head = rpc::head("candour.panel.v1.PanelService/HoldMeeting");
    let body = from::request(&from::act(), &from::bytes(&meeting));
    seeds.push([&head[..], &[0, FRESH], &body].concat());

    let person = from::envelopes().into_iter().map(|e| e.meta.person).find(|p| !p.is_empty());
    let person_id = person.unwrap_or_default();
    let far = |seconds| Some(proto::WireTime { seconds, nanos: 0 });
    let at = Some(AsAt { as_at: far(253_402_207_200), as_known_at: far(-377_705_023_201) });
    let page_token = "00000000.2021-03-01T00:00:00Z|panel|1".to_owned();
    let resume_token = "18446744073709551615".to_owned();
    let mut ask = |method: &str, body: Vec<u8>| {
        let head = rpc::head(&format!("candour.oversight.v1.OversightService/{method}"));
        seeds.push([&head[..], &[0, 0], &body].concat());
        seeds.push([&head[..], &[2, HAS_SEEN], &body].concat());
    };
    ask(
        "GetTimeline",
        from::bytes(&GetTimelineRequest {
            person_id: person_id.clone(),
            page_token: page_token.clone(),
            page_size: i32::MAX,
            ..Default::default()
        }),
    );
    ask(
        "GetTimeline",
        from::bytes(&GetTimelineRequest {
            person_id: person_id.clone(),
            page_size: 1,
            at,
            ..Default::default()
        }),
    );
    ask("ListFlags", from::bytes(&ListFlagsRequest { at, page_token, ..Default::default() }));
    ask("ListFlags", from::bytes(&ListFlagsRequest { page_size: 1, ..Default::default() }));
    ask("WatchFlags", from::bytes(&WatchFlagsRequest { resume_token, ..Default::default() }));
    ask("CountContacts", from::bytes(&CountContactsRequest { person_id, at }));
    seeds
}

pub fn run(bytes: &[u8]) {
    let Some(([a, b, role, around], body)) = bytes.split_first_chunk::<4>() else { return };
    let Some(rpc) = rpc::chosen([*a, *b]) else { return };
    let roles = ACCESS.roles_that_may_call(rpc);
    let role = roles.get(usize::from(*role) % roles.len().max(1)).copied();
    let mut body = body.to_vec();
    if around & (FRESH | ACT) != 0 {
        said_anew(&mut body, *around);
    }
    LazyLock::force(&SERVED);
    let said = RUNTIME.block_on(call(rpc, role.unwrap_or(Role::Operator), *around, body));
    // A refusal is an answer; a connection that breaks off is none, and takes others' calls along.
    let broke = said.err().filter(|status| status.message().contains("h2 protocol error"));
    assert!(broke.is_none(), "the connection broke: {broke:?}");
}

/// Of a field that comes twice the later counts, so that is put behind which
/// makes it a request of its own: the same id is answered as it was before.
fn said_anew(body: &mut Vec<u8>, around: u8) {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let mut act = Act::default();
    if around & FRESH != 0 {
        let number = u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
        act.request_id =
            uuid::Builder::from_custom_bytes(number.to_be_bytes()).into_uuid().to_string();
    }
    if around & ACT != 0 {
        act.mode = Mode::Act.into();
    }
    prost::encoding::message::encode(1, &act, body);
}

async fn call(rpc: &'static Rpc, role: Role, around: u8, body: Vec<u8>) -> Result<(), Status> {
    let channel = {
        let mut callers = SERVED.callers.lock().expect("nobody panics in here");
        callers.entry(role.into()).or_insert_with(|| SERVED.caller.by("trust", role)).clone()
    };
    let mut grpc = Grpc::new(channel);
    grpc.ready().await.map_err(|e| Status::unavailable(e.to_string()))?;
    let mut request = Request::new(body);
    request.set_timeout(DEADLINE);
    if around & HAS_SEEN != 0 {
        let seen = MetadataValue::from_static("panel=1, referrals=2");
        request.metadata_mut().insert(SEEN, seen);
    }
    let path = PathAndQuery::try_from(format!("/{}", rpc.name)).expect("a path");
    // A stream of one answer and a single answer look alike.
    let mut answers = grpc.server_streaming(request, path, Encoded).await?.into_inner();
    for _ in 0..4 {
        let Ok(Ok(Some(_))) = timeout(LISTENING, answers.message()).await else { break };
    }
    Ok(())
}
