//! Finding and fetching an issuer's keys: OpenID Connect Discovery, then the key set.
//!
//! Two requests, bounded together in time and each in size. No redirect is followed:
//! whoever answers in the issuer's place says nothing about its keys. Plain HTTP is
//! spoken to this machine alone.

use std::{path::Path, time::Duration};

use bytes::Bytes;
use http::{
    Request, StatusCode, Uri,
    header::{ACCEPT, USER_AGENT},
};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use serde::Deserialize;

use crate::https::{self, Client, TlsError};

/// How long both requests may take together.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of an answer is read, in bytes: some hundred keys.
const MOST_ANSWERED: usize = 256 * 1024;

/// Where an issuer describes itself, below its own URL.
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// Why an issuer's keys could not be had. It holds no URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Nobody is there, or they are not whom their certificate should name.
    #[error("it was not reached")]
    NotReached,
    /// It began to answer and ended.
    #[error("its answer broke off")]
    BrokenOff,
    /// It takes too long.
    #[error("it did not answer in time")]
    TimedOut,
    /// It answers with something else than success.
    #[error("it answered HTTP {0}")]
    Status(u16),
    /// It sends us elsewhere.
    #[error("it redirects, which is not followed; name the URL that its own description has")]
    Redirected,
    /// It says too much.
    #[error("its answer is longer than 256 KiB")]
    TooLong,
    /// It does not describe itself.
    #[error("its answer is no description of an OpenID provider")]
    NoDescription,
    /// It is another.
    #[error("its description names another issuer; both must be the same to the letter")]
    OtherIssuer,
    /// It says that its keys are where nobody could trust them.
    #[error("its keys are not at an https URL")]
    NotHttps,
    /// It has no keys for us.
    #[error("its key set has no key with a `kid` for the algorithms that it may use")]
    NoKeys,
}

/// Where an issuer's keys are fetched from.
pub(super) struct Source {
    issuer: String,
    description: Uri,
    client: Client,
    pub(super) patience: Duration,
}

#[derive(Deserialize)]
struct Description {
    issuer: String,
    jwks_uri: String,
}

impl Source {
    /// The source of an issuer at this URL, and whose certificates are trusted, if not the
    /// machine's authorities'. `None` if the URL makes none together with the path.
    pub(super) fn new(issuer: &str, authorities: Option<&Path>) -> Result<Option<Self>, TlsError> {
        let below = format!("{}{WELL_KNOWN}", issuer.trim_end_matches('/'));
        let Some(description) = below.parse::<Uri>().ok().filter(may_be_asked) else {
            return Ok(None);
        };
        let with_tls = description.scheme_str() == Some("https");
        let client = https::client(with_tls, PATIENCE, authorities)?;
        Ok(Some(Self { issuer: issuer.to_owned(), description, client, patience: PATIENCE }))
    }

    /// Host and port, which name it in metrics and logs.
    pub(super) fn host(&self) -> &str {
        self.description.authority().map_or("", http::uri::Authority::as_str)
    }

    /// The issuer's key set, as it is served now.
    pub(super) async fn key_set(&self) -> Result<Bytes, FetchError> {
        let both = async {
            let told = self.get(&self.description).await?;
            let told: Description =
                serde_json::from_slice(&told).map_err(|_| FetchError::NoDescription)?;
            if told.issuer != self.issuer {
                return Err(FetchError::OtherIssuer);
            }
            let keys: Uri = told.jwks_uri.parse().map_err(|_| FetchError::NoDescription)?;
            // An issuer elsewhere has no business with what listens on this machine alone.
            let as_safe =
                keys.scheme() == self.description.scheme() || keys.scheme_str() == Some("https");
            if !as_safe || !may_be_asked(&keys) {
                return Err(FetchError::NotHttps);
            }
            self.get(&keys).await
        };
        tokio::time::timeout(self.patience, both).await.unwrap_or(Err(FetchError::TimedOut))
    }

    async fn get(&self, url: &Uri) -> Result<Bytes, FetchError> {
        let request = Request::get(url.clone())
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, https::AGENT)
            .body(Full::default())
            .map_err(|_| FetchError::NoDescription)?;
        let answer = self.client.request(request).await.map_err(|error| {
            if error.is_connect() { FetchError::NotReached } else { FetchError::BrokenOff }
        })?;
        match answer.status() {
            StatusCode::OK => {}
            status if status.is_redirection() => return Err(FetchError::Redirected),
            status => return Err(FetchError::Status(status.as_u16())),
        }
        let body = Limited::new(answer.into_body(), MOST_ANSWERED).collect().await;
        body.map(http_body_util::Collected::to_bytes).map_err(|error| {
            if error.is::<LengthLimitError>() { FetchError::TooLong } else { FetchError::BrokenOff }
        })
    }
}

/// Whether a URL may be asked: by TLS, or on this machine.
pub(super) fn may_be_asked(url: &Uri) -> bool {
    match url.scheme_str() {
        Some("https") => url.host().is_some_and(|host| !host.is_empty()),
        Some("http") => https::is_here(url),
        _ => false,
    }
}
