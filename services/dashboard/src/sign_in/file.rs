//! The file of issuers by which people sign in to the pages.
//!
//! Whose tokens the services take, and what their claims mean, is set where the services
//! are (`--issuers`); here stands how people are sent there. A place that is not understood
//! keeps the pages from starting.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use kernel::{
    https,
    principal::is_purpose,
    seal::read_secret,
    settings::{self, FileError},
};
use serde::Deserialize;
use url::Url;

use super::{Issuer, Shows};

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IssuersError {
    /// It cannot be read, or is not of the form wanted.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something in it is not in order.
    #[error("issuer {number}, {field}: {says}")]
    Wrong {
        /// Which issuer of the file, from one.
        number: usize,
        /// Which of its settings.
        field: &'static str,
        /// What is wrong, and what would be right.
        says: &'static str,
    },
    /// A file with a secret cannot be read.
    #[error("`{0}` cannot be read")]
    Secret(PathBuf, #[source] std::io::Error),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    issuer: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    url: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    /// `id_token`, unless it says `access_token`.
    shows: Option<String>,
    #[serde(default)]
    purposes: BTreeMap<String, String>,
    authorities_file: Option<PathBuf>,
}

/// Reads the file. Paths in it start from its folder.
pub(super) fn read(path: &Path) -> Result<Vec<Issuer>, IssuersError> {
    let file: File = settings::read(path, |error, _| error.message().to_owned())?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let numbered = file.issuer.into_iter().enumerate();
    numbered.map(|(at, entry)| entry.issuer(at.saturating_add(1), folder)).collect()
}

impl Entry {
    fn issuer(self, number: usize, folder: &Path) -> Result<Issuer, IssuersError> {
        let wrong = |field, says| IssuersError::Wrong { number, field, says };
        let url = Url::parse(&self.url).map_err(|_| wrong("url", "it is no URL"))?;
        let here = self.url.parse().is_ok_and(|uri| https::is_here(&uri));
        if url.scheme() != "https" && !(url.scheme() == "http" && here) {
            return Err(wrong(
                "url",
                "it begins with https://; http:// reaches this machine alone",
            ));
        }
        if self.client_id.is_empty() {
            return Err(wrong("client_id", "it is what the issuer calls these pages"));
        }
        if !self.purposes.keys().all(|code| is_purpose(code)) {
            let says = "codes such as `direct_care`, of small letters, digits and `_`";
            return Err(wrong("purposes", says));
        }
        let shows = match self.shows.as_deref() {
            None | Some("id_token") => Shows::IdToken,
            Some("access_token") => Shows::AccessToken,
            Some(_) => return Err(wrong("shows", "either `id_token` or `access_token`")),
        };
        let secret = self.client_secret_file.map(|file| folder.join(file));
        let secret = secret
            .map(|file| read_secret(&file).map_err(|error| IssuersError::Secret(file, error)));
        Ok(Issuer {
            slug: number.to_string(),
            name: self.name,
            url: self.url,
            client_id: self.client_id,
            client_secret: secret.transpose()?,
            scopes: self.scopes,
            parameters: self.parameters.into_iter().collect(),
            shows,
            purposes: self.purposes.into_iter().collect(),
            authorities: self.authorities_file.map(|file| folder.join(file)),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use secrecy::ExposeSecret as _;

    use super::*;

    fn of(text: &str) -> Result<Vec<Issuer>, IssuersError> {
        with_secret(text, 0o600)
    }

    fn with_secret(text: &str, mode: u32) -> Result<Vec<Issuer>, IssuersError> {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        std::fs::write(&secret, " s3cret\n").unwrap();
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(mode)).unwrap();
        let path = folder.path().join("issuers.toml");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    const GOOD: &str = r#"
[[issuer]]
name = "Care Identity Service"
url = "https://am.example/realms/oidc"
client_id = "candour-pages"
client_secret_file = "secret"
scopes = ["nationalrbacaccess"]
purposes = { direct_care = "Direct care", safeguarding = "Safeguarding" }
"#;

    #[test]
    fn an_issuer_is_read_with_its_secret() {
        let issuers = of(GOOD).unwrap();
        assert_eq!(issuers.len(), 1);
        let secret = issuers[0].client_secret.as_ref().unwrap();
        assert_eq!(secret.expose_secret(), "s3cret");
        assert!(!format!("{:?}", issuers[0]).contains("s3cret"));
        assert!(
            matches!(with_secret(GOOD, 0o644), Err(IssuersError::Secret(..))),
            "others read it"
        );
        assert_eq!(issuers[0].shows, Shows::IdToken);
        assert!(issuers[0].purpose(None).is_err(), "there are two to choose from");
        assert_eq!(
            issuers[0].purpose(Some("safeguarding")).unwrap().as_deref(),
            Some("safeguarding")
        );
        assert!(issuers[0].purpose(Some("curiosity")).is_err());
    }

    #[test]
    fn what_is_not_understood_is_told_by_its_place() {
        for (from, to, field) in [
            ("https://am", "http://am", "url"),
            ("\"candour-pages\"", "\"\"", "client_id"),
            ("direct_care =", "\"Direct care\" =", "purposes"),
            ("scopes = [\"nationalrbacaccess\"]", "shows = \"both\"", "shows"),
        ] {
            let error = of(&GOOD.replace(from, to)).unwrap_err().to_string();
            assert!(error.starts_with(&format!("issuer 1, {field}: ")), "{error}");
        }
        assert!(of(&GOOD.replace("scopes", "scope")).unwrap_err().to_string().contains("line 7"));
        assert!(matches!(
            of(&GOOD.replace("\"secret\"", "\"none\"")),
            Err(IssuersError::Secret(..))
        ));
    }
}
