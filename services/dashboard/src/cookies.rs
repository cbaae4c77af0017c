//! Cookies: what a browser shows to prove that it is the same one.
//!
//! Of what they hold only a hash is kept here. Over TLS their names begin with `__Host-`,
//! so that no other host and no page in the clear can set them.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody who is signed in.
    Session,
    /// Somebody who is about to be.
    SigningIn,
}

impl Kind {
    fn name(self, origin: &str) -> String {
        let name = match self {
            Self::Session => "candour",
            Self::SigningIn => "candour-sign-in",
        };
        if is_secure(origin) { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// Reads it.
    pub(crate) fn read(self, origin: &str, headers: &HeaderMap) -> Option<String> {
        let name = self.name(origin);
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|c| c.split_once('='));
        let found = pairs.find(|(key, _)| key.trim() == name);
        found.map(|(_, value)| value.trim().to_owned())
    }

    /// Sets it; for the time that the browser is open.
    pub(crate) fn set(self, origin: &str, value: &str) -> Option<HeaderValue> {
        self.line(origin, value, "")
    }

    /// Takes it away.
    pub(crate) fn clear(self, origin: &str) -> Option<HeaderValue> {
        self.line(origin, "", "; Max-Age=0")
    }

    fn line(self, origin: &str, value: &str, rest: &str) -> Option<HeaderValue> {
        let secure = if is_secure(origin) { "; Secure" } else { "" };
        // Lax and not Strict: an issuer sends people back here, and they have to be known.
        let line =
            format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{rest}", self.name(origin));
        HeaderValue::from_str(&line).ok()
    }
}

fn is_secure(origin: &str) -> bool {
    origin.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TLS: &str = "https://cases.example.org";
    const PLAIN: &str = "http://127.0.0.1:7480";

    #[test]
    fn what_is_set_is_read_back_and_scripts_see_none_of_it() {
        for origin in [TLS, PLAIN] {
            let set = Kind::Session.set(origin, "abc").unwrap();
            let set = set.to_str().unwrap();
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
            assert_eq!(set.contains("Secure"), origin == TLS, "{set}");
            let mut headers = HeaderMap::new();
            let shown = set.split(';').next().unwrap();
            headers.insert(COOKIE, format!("other=1; {shown}").parse().unwrap());
            assert_eq!(Kind::Session.read(origin, &headers).as_deref(), Some("abc"));
            assert_eq!(Kind::SigningIn.read(origin, &headers), None);
        }
    }

    #[test]
    fn over_tls_a_cookie_of_another_name_is_none_of_ours() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "candour=abc".parse().unwrap());
        assert_eq!(Kind::Session.read(TLS, &headers), None);
    }
}
