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

use http::{
    HeaderMap, Request, Response,
    header::{AUTHORIZATION, AsHeaderName},
};
use tonic::Status;
use tower::{Layer, Service};

use super::{
    PURPOSE, Verified, Verifier,
    error::{TokenError, not_from_a_service, not_in_the_contract, role_not_allowed},
    limits::Limits,
    rpcs,
    unguarded::believed,
    verifier::Refused,
};
use crate::{GUARDED, access::Access, tls::Peer};

/// Puts the door before a service.
#[derive(Clone, Debug)]
pub struct AuthLayer {
    verifier: Arc<Verifier>,
    access: Access,
    limits: Arc<Limits>,
}

impl AuthLayer {
    /// Lets in whom the verifier knows and the policies permit, as often as the limits say.
    #[must_use]
    pub fn new(verifier: Arc<Verifier>, access: Access, limits: Limits) -> Self {
        Self { verifier, access, limits: Arc::new(limits) }
    }
}

impl<S> Layer<S> for AuthLayer {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AuthService { inner, door: self.clone() }
    }
}

/// A service behind the door.
#[derive(Clone, Debug)]
pub struct AuthService<S> {
    inner: S,
    door: AuthLayer,
}

/// What comes of a request.
type Answer<R, E> = Pin<Box<dyn Future<Output = Result<Response<R>, E>> + Send>>;

impl<S, B, R> Service<Request<B>> for AuthService<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Send + 'static,
    R: Default + Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Answer<R, S::Error>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if is_public(request.uri().path()) {
            return Box::pin(self.inner.call(request));
        }
        if !GUARDED {
            let believed = bearer(request.headers()).and_then(believed);
            return self.enter(believed, request);
        }
        match self.door.shown(request.headers()) {
            Ok(verified) => self.enter(Ok(verified), request),
            Err(Refused::For(error)) => self.enter(Err(error), request),
            Err(Refused::Unless(issuer, error)) => {
                // The service that said that it is ready goes along.
                let next = self.inner.clone();
                let mut ready = Self {
                    inner: std::mem::replace(&mut self.inner, next),
                    door: self.door.clone(),
                };
                Box::pin(async move {
                    let asked = match issuer.other() {
                        Some(other) => other.keys.ask_again().await,
                        None => false,
                    };
                    let verified = match asked {
                        true => ready.door.shown(request.headers()).map_err(Into::into),
                        false => Err(error),
                    };
                    ready.enter(verified, request).await
                })
            }
        }
    }
}

impl<S> AuthService<S> {
    /// Lets somebody in, or says why not.
    fn enter<B, R>(
        &mut self,
        verified: Result<Verified, TokenError>,
        mut request: Request<B>,
    ) -> Answer<R, S::Error>
    where
        S: Service<Request<B>, Response = Response<R>>,
        S::Future: Send + 'static,
        R: Default + Send + 'static,
        S::Error: Send + 'static,
    {
        let path = request.uri().path();
        let peer = request.extensions().get::<Peer>().copied().unwrap_or_default();
        match verified.map_err(Status::from).and_then(|v| self.door.admit(v, peer, path)) {
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

impl AuthLayer {
    /// Who the bearer of a request's token is.
    fn shown(&self, headers: &HeaderMap) -> Result<Verified, Refused> {
        let purpose = one(headers, PURPOSE, "`candour-purpose` is said more than once")?;
        self.verifier.look(bearer(headers)?, purpose)
    }

    /// Whether they may call this from where they call, and as often.
    fn admit(&self, verified: Verified, peer: Peer, path: &str) -> Result<Verified, Status> {
        if !GUARDED {
            return Ok(verified);
        }
        let asker = &verified.principal;
        if asker.is_service() && !peer.may_be_a_service() {
            return Err(not_from_a_service());
        }
        let Some(rpc) = rpcs::named(path) else {
            return Err(not_in_the_contract(asker.role));
        };
        let decision = self.access.may_call(asker, rpc);
        decision.log(asker, &rpc.action);
        if !decision.allowed {
            return Err(role_not_allowed(asker.role, &rpc.name, &decision.policies));
        }
        self.limits.count(asker, &rpc.name)?;
        Ok(verified)
    }
}

/// The one value of a header, if there is any.
fn one<'a>(
    headers: &'a HeaderMap,
    name: impl AsHeaderName,
    twice: &'static str,
) -> Result<Option<&'a str>, TokenError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    // With two, whoever checks one and whoever reads the other may not be the same.
    if values.next().is_some() {
        return Err(TokenError::Invalid(twice));
    }
    value.to_str().map(Some).map_err(|_| TokenError::Invalid("it is not text"))
}

/// The one bearer token of a request.
fn bearer(headers: &HeaderMap) -> Result<&str, TokenError> {
    let text = one(headers, AUTHORIZATION, "there is more than one")?.ok_or(TokenError::Missing)?;
    let (scheme, token) = text.trim().split_once(' ').ok_or(TokenError::Missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(TokenError::Missing);
    }
    Ok(token.trim())
}

#[cfg(test)]
#[path = "layer_tests.rs"]
mod tests;
