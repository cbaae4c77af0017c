//! What the door promises, by a real server on the loopback.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use proto::{
    common::Role,
    ledger::{
        GetHeadRequest, GetHeadResponse, ReadRecordsRequest, ReadRecordsResponse, RepublishRequest,
        RepublishResponse,
        ledger_service_client::LedgerServiceClient,
        ledger_service_server::{LedgerService, LedgerServiceServer},
    },
};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::{
    Code,
    transport::{Channel, Server},
};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt as _;

use super::*;
use crate::principal::{
    ISSUER, JWKS_FILE, Rates, SigningKey,
    issuers::scene::{self, QUICK, Signer, claims},
    principal,
    tests::worker,
};

struct Ledger;

#[tonic::async_trait]
impl LedgerService for Ledger {
    /// Answers with the role's number, so that a test sees who was let in.
    async fn get_head(
        &self,
        request: tonic::Request<GetHeadRequest>,
    ) -> Result<tonic::Response<GetHeadResponse>, Status> {
        assert!(request.metadata().get("authorization").is_none(), "the token goes no further");
        let position = principal(&request)?.role as u64;
        Ok(tonic::Response::new(GetHeadResponse { position, ..Default::default() }))
    }

    type ReadRecordsStream = futures::stream::Empty<Result<ReadRecordsResponse, Status>>;

    async fn read_records(
        &self,
        _: tonic::Request<ReadRecordsRequest>,
    ) -> Result<tonic::Response<Self::ReadRecordsStream>, Status> {
        Ok(tonic::Response::new(futures::stream::empty()))
    }

    async fn republish(
        &self,
        _: tonic::Request<RepublishRequest>,
    ) -> Result<tonic::Response<RepublishResponse>, Status> {
        Ok(tonic::Response::new(RepublishResponse::default()))
    }
}

struct World {
    folder: tempfile::TempDir,
    signing: SigningKey,
    channel: Channel,
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let signing = SigningKey::create(folder.path()).unwrap();
    let verifier = Verifier::from_jwks_file(folder.path().join(JWKS_FILE), ISSUER).unwrap();
    let channel = served(verifier).await;
    World { folder, signing, channel }
}

/// A server with this verifier at its door.
async fn served(verifier: Verifier) -> Channel {
    let (reporter, health) = tonic_health::server::health_reporter();
    reporter.set_serving::<LedgerServiceServer<Ledger>>().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(
        Server::builder()
            .layer(AuthLayer::new(
                Arc::new(verifier),
                Access::shipped().unwrap(),
                Limits::new(Rates::NONE),
            ))
            .add_service(health)
            .add_service(LedgerServiceServer::new(Ledger))
            .serve_with_incoming(TcpListenerStream::new(listener)),
    );
    Channel::from_shared(address).unwrap().connect().await.unwrap()
}

impl World {
    fn token(&self, role: Role) -> String {
        self.signing.mint(&worker(role), Duration::from_secs(60)).unwrap()
    }

    async fn head(&self, authorization: &[&str]) -> Result<GetHeadResponse, Status> {
        let mut client = LedgerServiceClient::new(self.channel.clone());
        let mut request = tonic::Request::new(GetHeadRequest { context: "panel".to_owned() });
        for value in authorization {
            request.metadata_mut().append("authorization", value.parse().unwrap());
        }
        client.get_head(request).await.map(tonic::Response::into_inner)
    }

    async fn refused(&self, authorization: &[&str]) -> (Code, String, Status) {
        let status = self.head(authorization).await.unwrap_err();
        let info = status.get_details_error_info().unwrap();
        assert_eq!(info.domain, "candour");
        (status.code(), info.reason, status)
    }
}

#[tokio::test]
async fn whoever_shows_no_token_is_not_let_in() {
    let world = world().await;
    for authorization in [&[][..], &["Basic dXNlcjpwYXNz"], &["Bearer"]] {
        let (code, reason, _) = world.refused(authorization).await;
        assert_eq!((code, reason.as_str()), (Code::Unauthenticated, "NO_TOKEN"));
    }
}

#[tokio::test]
async fn a_role_that_the_policies_permit_is_let_in_as_who_it_is() {
    let world = world().await;
    let token = world.token(Role::Oversight);
    for scheme in ["Bearer", "bearer"] {
        let head = world.head(&[&format!("{scheme} {token}")]).await.unwrap();
        assert_eq!(head.position, Role::Oversight as u64);
    }
}

#[tokio::test]
async fn a_role_that_no_policy_permits_is_told_its_role_and_the_rpc() {
    let world = world().await;
    let bearer = format!("Bearer {}", world.token(Role::PoliceOfficer));
    let (code, reason, status) = world.refused(&[&bearer]).await;
    assert_eq!((code, reason.as_str()), (Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let named = status.get_details_error_info().unwrap().metadata;
    assert_eq!(named.get("role").map(String::as_str), Some("ROLE_POLICE_OFFICER"));
    assert_eq!(
        named.get("rpc").map(String::as_str),
        Some("candour.ledger.v1.LedgerService/GetHead")
    );
}

#[tokio::test]
async fn what_is_not_in_the_contract_is_denied_and_its_name_is_not_repeated() {
    let world = world().await;
    let token = world.token(Role::Operator);
    let headers =
        HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {token}").parse().unwrap())]);
    let folder = &world.folder;
    let verifier = Verifier::from_jwks_file(folder.path().join(JWKS_FILE), ISSUER).unwrap();
    let door =
        AuthLayer::new(Arc::new(verifier), Access::shipped().unwrap(), Limits::new(Rates::NONE));
    for path in ["/candour.ledger.v1.LedgerService/Jane", "/", "//", "/candour.ledger.v1"] {
        let verified = door.shown(&headers).map_err(TokenError::from).unwrap();
        let status = door.admit(verified, Peer::default(), path).unwrap_err();
        assert_eq!(status.code(), Code::PermissionDenied);
        assert!(!status.message().contains("Jane"));
    }
}

#[tokio::test]
async fn a_broken_token_is_refused_and_never_repeated() {
    let world = world().await;
    let token = world.token(Role::Oversight);
    let cut = token.get(..token.len() - 4).unwrap();
    let (code, reason, status) = world.refused(&[&format!("Bearer {cut}")]).await;
    assert_eq!((code, reason.as_str()), (Code::Unauthenticated, "TOKEN_INVALID"));
    for part in cut.split('.') {
        assert!(!format!("{status:?}").contains(part));
    }
}

#[tokio::test]
async fn two_tokens_are_none() {
    let world = world().await;
    let bearer = format!("Bearer {}", world.token(Role::Oversight));
    let (code, reason, _) = world.refused(&[&bearer, &bearer]).await;
    assert_eq!((code, reason.as_str()), (Code::Unauthenticated, "TOKEN_INVALID"));
}

#[tokio::test]
async fn a_call_waits_for_a_new_key_of_its_issuer_and_the_next_ones_do_not() {
    let (old, new) = (Signer::p256(1, "old"), Signer::p256(2, "new"));
    let issuer = scene::Server::start(json!([old.public])).await;
    let there = scene::world(&[(&issuer.url, "\"ES256\"", 1)], Some(QUICK));
    let stop = CancellationToken::new();
    let keeping: Vec<_> = there.verifier.keep(&stop).into_iter().map(tokio::spawn).collect();
    let channel = served(there.verifier).await;
    let asked = async |token: String, purpose: Option<&'static str>| {
        let mut request = tonic::Request::new(GetHeadRequest::default());
        let metadata = request.metadata_mut();
        metadata.insert("authorization", format!("Bearer {token}").parse().unwrap());
        if let Some(purpose) = purpose {
            metadata.insert(PURPOSE, purpose.parse().unwrap());
        }
        let status = LedgerServiceClient::new(channel.clone()).get_head(request).await.unwrap_err();
        status.get_details_error_info().unwrap().reason
    };
    // Clinicians may not ask for this: who is told so was known.
    assert_eq!(asked(old.sign(&claims(&issuer.url)), None).await, "ROLE_NOT_ALLOWED");
    assert_eq!(asked(new.sign(&claims(&issuer.url)), None).await, "TOKEN_INVALID");
    tokio::time::sleep(QUICK.again * 2).await;
    issuer.has(json!([old.public, new.public]));
    let token = new.sign(&claims(&issuer.url));
    assert_eq!(asked(token.clone(), None).await, "ROLE_NOT_ALLOWED");
    assert_eq!(issuer.asked(), 2);
    assert_eq!(asked(token.clone(), Some("direct_care")).await, "ROLE_NOT_ALLOWED");
    assert_eq!(asked(token, Some("curiosity")).await, "PURPOSE_NOT_ALLOWED");
    stop.cancel();
    for task in keeping {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn health_is_open_to_all() {
    let world = world().await;
    let mut client = HealthClient::new(world.channel.clone());
    let service = "candour.ledger.v1.LedgerService".to_owned();
    client.check(HealthCheckRequest { service }).await.unwrap();
}

#[test]
fn only_health_and_reflection_are_public() {
    assert!(is_public("/grpc.health.v1.Health/Check"));
    assert!(is_public("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"));
    assert!(!is_public("/candour.oversight.v1.OversightService/ListFlags"));
    assert!(!is_public("/grpc.health.v1.HealthX/Check"));
    assert!(!is_public("/candour.x/grpc.health.v1.Health/Check"));
}

#[tokio::test]
async fn a_services_token_is_good_only_from_a_services_machine() {
    let folder = tempfile::tempdir().unwrap();
    let signing = SigningKey::create(folder.path()).unwrap();
    let verifier = Verifier::from_jwks_file(folder.path().join(JWKS_FILE), ISSUER).unwrap();
    let inner = tower::service_fn(|_: Request<()>| async {
        Ok::<_, std::convert::Infallible>(Response::new(()))
    });
    let access = Access::shipped().unwrap();
    let door = AuthLayer::new(Arc::new(verifier), access, Limits::new(Rates::NONE)).layer(inner);
    let clear = Peer::default();
    let ward = Peer { mutual: true, service: None };
    let panel = Peer { mutual: true, service: Some("panel") };
    for (peer, role, rpc, reason) in [
        (clear, Role::Service, "KeysService/GetKey", None),
        (panel, Role::Service, "KeysService/GetKey", None),
        (ward, Role::Service, "KeysService/GetKey", Some("CERTIFICATE_NOT_A_SERVICES")),
        // A service's certificate makes nobody a service, and hinders nobody else.
        (panel, Role::Operator, "KeysService/GetKey", Some("ROLE_NOT_ALLOWED")),
        (panel, Role::Operator, "LedgerService/GetHead", None),
        (ward, Role::Operator, "LedgerService/GetHead", None),
    ] {
        let token = signing.mint(&worker(role), Duration::from_secs(60)).unwrap();
        let mut request = Request::builder()
            .uri(format!("/candour.ledger.v1.{rpc}"))
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .body(())
            .unwrap();
        request.extensions_mut().insert(peer);
        let answer = tower::ServiceExt::oneshot(door.clone(), request).await.unwrap();
        let status = Status::from_header_map(answer.headers());
        let info = status.and_then(|status| status.get_details_error_info());
        let said = info.map(|info| info.reason);
        assert_eq!(said.as_deref(), reason, "{peer:?} as {role:?} calls {rpc}");
    }
}
