//! An issuer, as OpenID Connect has it: where it says it is, what it is asked, and how its
//! answer is checked.

use std::{error::Error, io};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use jiff::{SignedDuration, Timestamp};
use kernel::https;
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse as _,
    core::{CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata},
};
use secrecy::ExposeSecret as _;
use tokio::sync::Mutex;

use super::{Issuer, Shows};
use crate::random::NoRandomness;

/// For how long what an issuer says of itself is believed.
const BELIEVED: SignedDuration = SignedDuration::from_mins(15);

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 512 * 1024;

/// For how long a token is taken to be good of which its issuer does not say it.
const USUAL: SignedDuration = SignedDuration::from_mins(10);

/// The longest that a session stands, however long its token is good.
const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(12);

type Cause = Box<dyn Error + Send + Sync>;

/// Why somebody could not sign in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    /// There is no such issuer.
    #[error("no issuer has this name")]
    NoIssuer,
    /// They have to say why they ask.
    #[error("choose why you ask")]
    NoPurpose,
    /// They were not sent from here, or too long ago, or have been here already.
    #[error("this sign-in was not begun in this browser, or more than ten minutes ago")]
    NotSent,
    /// The issuer vouches for nobody: they stopped there, or it refused.
    #[error("the issuer did not sign you in; begin again when you are ready")]
    Declined,
    /// The issuer does not answer, or not as it should.
    #[error("the issuer cannot be asked")]
    Issuer(#[source] Cause),
    /// What it answered does not hold.
    #[error("what the issuer answered does not hold")]
    Answer(#[source] Cause),
    /// The operating system gives no randomness.
    #[error(transparent)]
    Random(NoRandomness),
}

/// An issuer, and what it last said of itself.
pub(crate) struct Known {
    pub(super) issuer: Issuer,
    asks: Asks,
    says: Mutex<Option<(Timestamp, CoreProviderMetadata)>>,
}

/// What an issuer was asked.
pub(super) struct Asked {
    pub(super) to: String,
    pub(super) state: CsrfToken,
    pub(super) nonce: Nonce,
    pub(super) verifier: PkceCodeVerifier,
}

impl Known {
    pub(super) fn new(issuer: Issuer, client: https::Client) -> Self {
        Self { issuer, asks: Asks(client), says: Mutex::default() }
    }

    /// What the issuer says of itself.
    async fn says(&self, now: Timestamp) -> Result<CoreProviderMetadata, SignInError> {
        let mut says = self.says.lock().await;
        if let Some((at, known)) = &*says
            && now.duration_since(*at) < BELIEVED
        {
            return Ok(known.clone());
        }
        let url = IssuerUrl::new(self.issuer.url.clone())
            .map_err(|e| SignInError::Issuer(Box::new(e)))?;
        let told = CoreProviderMetadata::discover_async(url, &self.asks).await;
        let told = told.map_err(|e| SignInError::Issuer(e.to_string().into()))?;
        *says = Some((now, told.clone()));
        Ok(told)
    }

    /// Asks who somebody is: where they are sent for it.
    pub(super) async fn ask(&self, back: &str, now: Timestamp) -> Result<Asked, SignInError> {
        let says = self.says(now).await?;
        let client = self.client(says, back)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        );
        for scope in &self.issuer.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        for (name, value) in &self.issuer.parameters {
            request = request.add_extra_param(name.clone(), value.clone());
        }
        let (to, state, nonce) = request.set_pkce_challenge(challenge).url();
        Ok(Asked { to: to.to_string(), state, nonce, verifier })
    }

    /// Redeems the code that somebody came back with; gives the token that the services are
    /// shown, and until when it is good.
    pub(super) async fn redeem(
        &self,
        back: &str,
        code: &str,
        verifier: PkceCodeVerifier,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<(String, Timestamp), SignInError> {
        let answer = |e: &dyn Error| SignInError::Answer(kernel::status::chain(e).into());
        let client = self.client(self.says(now).await?, back)?;
        let mut request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|e| answer(&e))?
            .set_pkce_verifier(verifier);
        for (name, value) in &self.issuer.parameters {
            request = request.add_extra_param(name.clone(), value.clone());
        }
        let told = request.request_async(&self.asks).await.map_err(|e| answer(&e))?;
        let none = || SignInError::Answer("it holds no ID token".into());
        let id_token = told.id_token().ok_or_else(none)?;
        // Whatever is shown to the services, that somebody has come back who was sent is
        // known by the ID token alone.
        let allowed = [
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
            CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            CoreJwsSigningAlgorithm::RsaSsaPssSha384,
            CoreJwsSigningAlgorithm::RsaSsaPssSha512,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::EcdsaP384Sha384,
            CoreJwsSigningAlgorithm::EdDsa,
        ];
        let checks = client.id_token_verifier().set_allowed_algs(allowed);
        let claims = id_token.claims(&checks, nonce).map_err(|e| answer(&e))?;
        let (token, until) = match self.issuer.shows {
            Shows::IdToken => (
                id_token.to_string(),
                Timestamp::from_second(claims.expiration().timestamp()).unwrap_or(now),
            ),
            Shows::AccessToken => {
                let good = told.expires_in().and_then(|d| SignedDuration::try_from(d).ok());
                let until = now.checked_add(good.unwrap_or(USUAL)).unwrap_or(now);
                (told.access_token().secret().clone(), until)
            }
        };
        let longest = now.checked_add(LONGEST_SESSION).unwrap_or(now);
        Ok((token, until.min(longest)))
    }

    fn client(&self, says: CoreProviderMetadata, back: &str) -> Result<Client, SignInError> {
        let failed = |e: openidconnect::url::ParseError| SignInError::Issuer(Box::new(e));
        let secret = self.issuer.client_secret.as_ref();
        let client = CoreClient::from_provider_metadata(
            says,
            ClientId::new(self.issuer.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned())),
        );
        Ok(client.set_redirect_uri(RedirectUrl::new(back.to_owned()).map_err(failed)?))
    }
}

type Client = CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;

/// Sends requests to an issuer. No redirect is followed.
struct Asks(https::Client);

impl<'c> AsyncHttpClient<'c> for Asks {
    type Error = io::Error;
    type Future = futures::future::BoxFuture<'c, io::Result<HttpResponse>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let mut request = http::Request::from_parts(parts, Full::new(Bytes::from(body)));
            let agent = http::HeaderValue::from_static(https::AGENT);
            request.headers_mut().insert(http::header::USER_AGENT, agent);
            let answer = tokio::time::timeout(super::PATIENCE, async {
                let answer = self.0.request(request).await.map_err(io::Error::other)?;
                let (parts, body) = answer.into_parts();
                let body = Limited::new(body, LONGEST_ANSWER).collect().await;
                let body = body.map_err(io::Error::other)?.to_bytes().to_vec();
                Ok(HttpResponse::from_parts(parts, body))
            });
            answer.await.map_err(io::Error::other)?
        })
    }
}
