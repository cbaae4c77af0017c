//! The door: every request but health and reflection shows a token here.
//!
//! A service's token is good only from a machine whose certificate is a service's, where
//! certificates are shown.
//!
//! It stands inside gRPC-Web's translation and outside the services, so a
//! refusal reaches a browser as well as a client. A request that passes carries
//! its `Principal`; nothing of the token goes further than this.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, Request, Response, header::AUTHORIZATION};
use tonic::Status;
use tower::{Layer, Service};

use super::{
    Verified, Verifier,
    error::{TokenError, not_from_a_service, not_in_the_table, role_not_allowed},
    limits::Limits,
    roles,
};
use crate::tls::Peer;

/// Puts the door before a service.
#[derive(Clone, Debug)]
pub struct AuthLayer {
    verifier: Arc<Verifier>,
    limits: Arc<Limits>,
}

impl AuthLayer {
    /// Lets in whom the verifier knows and the table of roles allows, as often as the
    /// limits say.
    #[must_use]
    pub fn new(verifier: Arc<Verifier>, limits: Limits) -> Self {
        Self { verifier, limits: Arc::new(limits) }
    }
}

impl<S> Layer<S> for AuthLayer {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        let (verifier, limits) = (Arc::clone(&self.verifier), Arc::clone(&self.limits));
        AuthService { inner, verifier, limits }
    }
}

/// A service behind the door.
#[derive(Clone, Debug)]
pub struct AuthService<S> {
    inner: S,
    verifier: Arc<Verifier>,
    limits: Arc<Limits>,
}

impl<S, B, R> Service<Request<B>> for AuthService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
    R: Default + Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        if is_public(request.uri().path()) {
            return Box::pin(self.inner.call(request));
        }
        let path = request.uri().path();
        let peer = request.extensions().get::<Peer>().copied().unwrap_or_default();
        let admitted = admit(&self.verifier, path, request.headers()).and_then(|verified| {
            if verified.principal.is_service() && !peer.may_be_a_service() {
                return Err(not_from_a_service());
            }
            let rpc = path.strip_prefix('/').unwrap_or(path);
            self.limits.count(&verified.principal, rpc).map(|()| verified)
        });
        match admitted {
            Ok(Verified { principal, person_ids }) => {
                request.headers_mut().remove(AUTHORIZATION);
                request.extensions_mut().insert(principal);
                request.extensions_mut().insert(person_ids);
                Box::pin(self.inner.call(request))
            }
            Err(status) => Box::pin(std::future::ready(Ok(status.into_http()))),
        }
    }
}

/// Health and reflection say nothing about anybody.
fn is_public(path: &str) -> bool {
    path.starts_with("/grpc.health.v1.Health/") || path.starts_with("/grpc.reflection.")
}

fn admit(verifier: &Verifier, path: &str, headers: &HeaderMap) -> Result<Verified, Status> {
    let verified = verifier.verify(bearer(headers)?)?;
    let role = verified.principal.role;
    let Some(row) = roles::row(path) else {
        return Err(not_in_the_table(role));
    };
    if !row.roles.contains(&role) {
        return Err(role_not_allowed(role, row.rpc));
    }
    Ok(verified)
}

/// The one bearer token of a request.
fn bearer(headers: &HeaderMap) -> Result<&str, TokenError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(TokenError::Missing)?;
    // With two, whoever checks one and whoever reads the other may not be the same.
    if values.next().is_some() {
        return Err(TokenError::Invalid("there is more than one"));
    }
    let text = value.to_str().map_err(|_| TokenError::Invalid("it is not text"))?;
    let (scheme, token) = text.trim().split_once(' ').ok_or(TokenError::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(TokenError::Missing);
    }
    Ok(token.trim())
}

#[cfg(test)]
#[path = "layer_tests.rs"]
mod tests;
