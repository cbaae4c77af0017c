//! A browser as far as measuring needs one: it keeps its connection and its cookies.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full};
use kernel::https::{self, Client};

/// How long a connection may take to make.
const PATIENCE: Duration = Duration::from_secs(5);

/// The form that is sent.
const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody who looks at pages.
pub struct Browser {
    client: Client,
    origin: String,
    cookies: BTreeMap<String, String>,
}

/// What was answered.
struct Answer {
    status: StatusCode,
    /// Where one is sent; empty if nowhere.
    to: String,
    text: String,
}

impl Browser {
    /// Signs in at pages with a token of their installation.
    pub async fn signed_in(origin: &str, token: &str) -> Self {
        let client = https::client(false, PATIENCE, None).expect("a client");
        let mut browser = Self { client, origin: origin.to_owned(), cookies: BTreeMap::new() };
        let sent = browser.ask(Method::GET, "/sign-in/to/local", "").await;
        let (issuer, asked) = sent.to.split_once('?').expect("the issuer is asked");
        let proof = format!("{asked}&token={token}");
        let back = browser.ask(Method::POST, issuer, &proof).await;
        let home = browser.ask(Method::GET, &back.to, "").await;
        assert_eq!(home.to, "/", "signed in: {}", home.text);
        browser
    }

    /// A page, whole.
    pub async fn page(&mut self, path: &str) -> String {
        let answer = self.ask(Method::GET, path, "").await;
        assert!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.text);
        answer.text
    }

    /// How long the page is that says that there is none here, in bytes.
    pub async fn no_page(&mut self, path: &str) -> usize {
        let answer = self.ask(Method::GET, path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        answer.text.len()
    }

    async fn ask(&mut self, method: Method, to: &str, form: &str) -> Answer {
        let here = to.starts_with('/');
        let uri = if here { format!("{}{to}", self.origin) } else { to.to_owned() };
        let uri: Uri = uri.parse().expect("an address");
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header(header::COOKIE, cookies.collect::<Vec<_>>().join("; "))
            .header(header::CONTENT_TYPE, FORM)
            .body(Full::new(Bytes::from(form.to_owned())))
            .expect("a request");
        let answer = self.client.request(request).await.expect("the pages answer");
        let status = answer.status();
        let of = |name| answer.headers().get_all(name).iter().filter_map(|v| v.to_str().ok());
        let to = of(header::LOCATION).next().unwrap_or_default().to_owned();
        for line in of(header::SET_COOKIE) {
            let pair = line.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = answer.into_body().collect().await.expect("the whole answer").to_bytes();
        Answer { status, to, text: String::from_utf8_lossy(&text).into_owned() }
    }
}

/// Where the first link of a page leads whose address begins so and goes on.
pub fn link(page: &str, beginning: &str) -> String {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let found = links.map(|link| link.replace("&#38;", "&"));
    let mut found = found.filter(|link| link.len() > beginning.len());
    let link = found.find(|link| link.starts_with(beginning));
    link.unwrap_or_else(|| panic!("no link to {beginning}: {page}"))
}
