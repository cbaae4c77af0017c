//! Posting to those who take alerts over HTTP.
//!
//! No redirect is followed: what is meant for one place goes to no other.
//! URLs and tokens may be secrets, so neither is ever logged.

use std::{path::Path, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, StatusCode, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
};
use http_body_util::{BodyExt as _, Full, Limited};
use kernel::https::{self, Client, TlsError};
use tokio::time::timeout;

use super::Failure;

/// How much of an answer is read; what it says is not looked at.
const MOST_ANSWERED: usize = 64 * 1024;

/// Posts to one place.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
    url: Uri,
    headers: HeaderMap,
    patience: Duration,
}

impl Http {
    /// A way to a place: what is sent along each time, how long an answer may
    /// take, and whose certificates are trusted, if not the machine's.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(
        url: Uri,
        authorization: Option<HeaderValue>,
        patience: Duration,
        authorities: Option<&Path>,
    ) -> Result<Self, TlsError> {
        let with_tls = url.scheme_str() == Some("https");
        let client = https::client(with_tls, patience, authorities)?;
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(https::AGENT));
        if let Some(mut value) = authorization {
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        Ok(Self { client, url, headers, patience })
    }

    /// Posts a body with these headers, and says whether it was taken.
    ///
    /// # Errors
    /// If nobody answers in time, or with anything but success.
    pub async fn post(
        &self,
        content_type: &'static str,
        headers: impl IntoIterator<Item = (&'static str, HeaderValue)>,
        body: Vec<u8>,
    ) -> Result<(), Failure> {
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        *request.headers_mut() = self.headers.clone();
        let to = request.headers_mut();
        to.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        for (name, value) in headers {
            to.insert(name, value);
        }
        let exchange = async {
            let answer = self.client.request(request).await.map_err(|error| {
                Failure::of(if error.is_connect() { "NOT_REACHED" } else { "BROKEN_OFF" })
            })?;
            let (parts, body) = answer.into_parts();
            // Read so that the connection can be used again; it says nothing to us.
            let _unread = Limited::new(body, MOST_ANSWERED).collect().await.is_err();
            outcome(parts.status, &parts.headers)
        };
        timeout(self.patience, exchange).await.unwrap_or_else(|_| Err(Failure::of("TIMED_OUT")))
    }
}

/// What an answer means. Every 2xx is a yes and all else a no, which may be for now.
fn outcome(status: StatusCode, headers: &HeaderMap) -> Result<(), Failure> {
    if status.is_success() {
        return Ok(());
    }
    // The form with a date is rare and not worth a clock here.
    let after = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    Err(Failure {
        leave_for: after.map(Duration::from_secs),
        ..Failure::of(format!("HTTP_{}", status.as_u16()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_success_is_success() {
        let none = HeaderMap::new();
        for good in [200, 202, 204] {
            assert_eq!(outcome(StatusCode::from_u16(good).unwrap(), &none), Ok(()));
        }
        for bad in [301, 308, 400, 401, 404, 410, 429, 500, 503] {
            let failure = outcome(StatusCode::from_u16(bad).unwrap(), &none).unwrap_err();
            assert_eq!((failure.class, failure.for_good), (format!("HTTP_{bad}"), false));
        }
    }

    #[test]
    fn who_asks_for_time_in_seconds_is_heard() {
        let asked = |value: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
            outcome(StatusCode::SERVICE_UNAVAILABLE, &headers).unwrap_err().leave_for
        };
        assert_eq!(asked(" 30 "), Some(Duration::from_secs(30)));
        for other in ["-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999999999999999"] {
            assert_eq!(asked(other), None, "{other}");
        }
    }
}
