//! Signing in, by an issuer's code flow (OpenID Connect, with PKCE).
//!
//! Whoever comes back has to be the browser that was sent: what was asked for is kept here
//! under the hash of a cookie, is good once, and for ten minutes.

mod file;
mod oidc;

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use kernel::{https, status::chain};
use openidconnect::{CsrfToken, Nonce, PkceCodeVerifier};
use secrecy::SecretString;

pub use self::file::IssuersError;
pub(crate) use self::oidc::{Known, SignInError};
use crate::{StartError, local::Local, random, sessions::Key};

/// How long it may take to sign in.
const LONGEST: SignedDuration = SignedDuration::from_mins(10);

/// How many may be about to sign in at once; the one that began longest ago makes room.
const MOST: usize = 10_000;

/// How long an issuer may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// An issuer by which one may sign in.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    /// Its place in the addresses of the pages.
    pub(crate) slug: String,
    /// What people call it.
    pub(crate) name: String,
    /// Its own address.
    pub(crate) url: String,
    /// What it calls these pages.
    pub(crate) client_id: String,
    /// What proves to it that it is them, if anything does.
    pub(crate) client_secret: Option<SecretString>,
    /// What is asked of it besides `openid`.
    pub(crate) scopes: Vec<String>,
    /// What else it wants to be told.
    pub(crate) parameters: Vec<(String, String)>,
    /// Which of its tokens the services take.
    pub(crate) shows: Shows,
    /// Why its users may ask, and how that reads; none where its tokens say so.
    pub(crate) purposes: Vec<(String, String)>,
    /// The authorities of its certificate, if they are not the machine's.
    pub(crate) authorities: Option<std::path::PathBuf>,
}

/// Which token the services are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    /// The one that says who somebody is.
    IdToken,
    /// The one that lets them in somewhere.
    AccessToken,
}

/// Somebody who was sent to an issuer.
struct Sent {
    issuer: Arc<Known>,
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    purpose: Option<String>,
    at: Timestamp,
}

/// The issuers, and who was sent to them.
pub(crate) struct SignIn {
    issuers: Vec<Arc<Known>>,
    sent: Mutex<HashMap<Key, Sent>>,
    origin: String,
}

/// Where somebody is sent, and what their browser is to hold meanwhile.
pub(crate) struct Way {
    pub(crate) to: String,
    pub(crate) cookie: String,
}

/// Somebody an issuer vouches for.
pub(crate) struct Vouched {
    /// What is shown to the services.
    pub(crate) token: String,
    /// Why they ask, where the token does not say so.
    pub(crate) purpose: Option<String>,
    /// Until when it is good.
    pub(crate) until: Timestamp,
}

impl SignIn {
    /// The issuers of a file, for pages at an address.
    pub(crate) fn new(path: Option<&Path>, origin: &str) -> Result<Self, StartError> {
        let issuers = path.map(file::read).transpose()?.unwrap_or_default();
        let mut this =
            Self { issuers: Vec::new(), sent: Mutex::default(), origin: origin.to_owned() };
        for issuer in issuers {
            this.add(issuer)?;
        }
        Ok(this)
    }

    /// Lets people sign in by the issuer for this machine, too.
    pub(crate) fn add_local(&mut self, local: &Local) -> Result<(), StartError> {
        self.add(local.as_issuer())
    }

    fn add(&mut self, issuer: Issuer) -> Result<(), StartError> {
        let client = https::client(true, PATIENCE, issuer.authorities.as_deref())?;
        self.issuers.push(Arc::new(Known::new(issuer, client)));
        Ok(())
    }

    /// The issuers, as people choose between them.
    pub(crate) fn issuers(&self) -> impl Iterator<Item = &Issuer> {
        self.issuers.iter().map(|known| &known.issuer)
    }

    /// Sends somebody to an issuer.
    pub(crate) async fn send(
        &self,
        slug: &str,
        purpose: Option<&str>,
        now: Timestamp,
    ) -> Result<Way, SignInError> {
        let issuer = self.issuers.iter().find(|known| known.issuer.slug == slug);
        let issuer = Arc::clone(issuer.ok_or(SignInError::NoIssuer)?);
        let purpose = issuer.issuer.purpose(purpose)?;
        let asked = issuer.ask(&self.back(), now).await?;
        let cookie = random::name().map_err(SignInError::Random)?;
        let sent = Sent {
            issuer,
            state: asked.state,
            nonce: asked.nonce,
            verifier: asked.verifier,
            purpose,
            at: now,
        };
        let mut all = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, sent| now.duration_since(sent.at) < LONGEST);
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, s)| s.at).map(|(key, _)| *key)
        {
            all.remove(&oldest);
        }
        all.insert(Key::of(&cookie), sent);
        Ok(Way { to: asked.to, cookie })
    }

    /// Takes somebody who comes back from an issuer.
    pub(crate) async fn take(
        &self,
        cookie: &str,
        state: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Vouched, SignInError> {
        let sent = {
            let mut all = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
            all.remove(&Key::of(cookie))
        };
        let sent = sent.filter(|sent| now.duration_since(sent.at) < LONGEST);
        let sent = sent.ok_or(SignInError::NotSent)?;
        if Key::of(state) != Key::of(sent.state.secret()) {
            return Err(SignInError::NotSent);
        }
        let back = self.back();
        let told = sent.issuer.redeem(&back, code, sent.verifier, &sent.nonce, now).await;
        let (token, until) = told.inspect_err(|error| {
            tracing::warn!(error = chain(error), "somebody could not sign in");
        })?;
        Ok(Vouched { token, purpose: sent.purpose, until })
    }

    fn back(&self) -> String {
        format!("{}/sign-in/back", self.origin)
    }
}

impl Issuer {
    /// Why somebody asks, by what they chose.
    fn purpose(&self, chosen: Option<&str>) -> Result<Option<String>, SignInError> {
        let known = |code: &str| self.purposes.iter().any(|(known, _)| known == code);
        match (chosen, self.purposes.as_slice()) {
            (_, []) => Ok(None),
            (Some(code), _) if known(code) => Ok(Some(code.to_owned())),
            (None, [(only, _)]) => Ok(Some(only.clone())),
            _ => Err(SignInError::NoPurpose),
        }
    }
}
