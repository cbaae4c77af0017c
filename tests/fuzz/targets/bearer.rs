//! The door: paths and authorization headers. Lines: the path, then headers.

use std::{convert::Infallible, future::ready, sync::LazyLock};

use futures::executor::block_on;
use kernel::{
    access::Access,
    principal::{AuthLayer, Limits, Rates},
};
use tonic::codegen::http::{HeaderValue, Request, Response, header::AUTHORIZATION};
use tower::{Layer as _, Service as _, service_fn};

use super::{Form, token::SIGNING};

pub const FORM: Form = Form::Bytes;

static LAYER: LazyLock<AuthLayer> =
    LazyLock::new(|| {
        let access = Access::shipped().expect("the policies");
        AuthLayer::new(std::sync::Arc::clone(&SIGNING.verifier), access, Limits::new(Rates::NONE))
    });

pub fn seeds() -> Vec<Vec<u8>> {
    let with = |path: &str, head: &str| format!("{path}\n{head}").into_bytes();
    let bearer = format!("Bearer {}", SIGNING.token);
    vec![
        with("/candour.referrals.v1.ReferralsService/RecordContact", &bearer),
        with("/grpc.health.v1.Health/Check", ""),
        with("/candour.panel.v1.PanelService/Decide", "bearer x\nBasic YTpi"),
    ]
}

pub fn run(bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let path = lines.next().unwrap_or_default();
    let Ok(mut request) = Request::builder().uri(path).body(()) else { return };
    for line in lines {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            request.headers_mut().append(AUTHORIZATION, value);
        }
    }
    let inside = service_fn(|request: Request<()>| {
        assert!(!request.headers().contains_key(AUTHORIZATION) || is_public(&request));
        ready(Ok::<_, Infallible>(Response::new(())))
    });
    let _ = block_on(LAYER.layer(inside).call(request));
}

/// Health and reflection are asked without a token, and see what was sent.
fn is_public(request: &Request<()>) -> bool {
    request.uri().path().starts_with("/grpc.")
}
